"""Hides where the templates of pages are, and how they come by words in a language."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from helpers.page.words import translations

TEMPLATES = Path(__file__).parent / "template"


def filled(template: str, language: str, **values: object) -> str:
    """A template with its values and the language, as HTML without a line break at its end.

    In it ``trans`` and ``_`` give the page's own words in that language.

    Raises
    ------
    ValueError
        Words of the page's own have no translation.
    """
    return _environment(language).get_template(template).render(language=language, **values)


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    known = translations(language)
    environment.install_gettext_callables(known.gettext, known.ngettext, newstyle=True)
    return environment
