"""Hides in which language the page's own words are written."""

from __future__ import annotations

import re
from functools import cache
from gettext import GNUTranslations, NullTranslations
from html import escape, unescape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from babel.messages import Catalog
    from babel.messages.catalog import Message

ENGLISH = "en-GB"
LANGUAGES = (ENGLISH, "cy")
CATALOGUES = Path(__file__).parent / "locale"
PLACE = re.compile(r"%\\\((\w+)\\\)s")
PLACES = re.compile(r"%\((\w+)\)s")
IN_WORDS = re.compile(r"[a-z]{3}")
LABEL = re.compile(r'(<h2[^>]*>|<p class="source">)(\w+:)')
WHOLE = re.compile(r"(<(h2|summary)\b[^>]*>)([^<]+)(?=</\2>)")
NOTE = re.compile(r'(?<=<p class="note">).*?(?=</p>)', re.DOTALL)
SYMBOL = re.compile(r"(\[\w+\]) ([^;<\[]+?)(?=;|\.?$|\. )")


class _Untranslated(NullTranslations):
    """What stands behind a catalogue: it refuses the words that the catalogue does not have."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language

    def gettext(self, message: str) -> str:
        raise ValueError(
            f"{message!r} is not in {CATALOGUES.name}/{self.language}.po: add it there with its "
            "translation"
        )

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1)


def own(words: str) -> str:
    """The words as they are. It marks them, for the catalogue, as the page's own.

    Words with values have places for them, to be filled with ``%`` after the mark.

    >>> own("Raw files with their checksums (%(count)s)") % {"count": 29}
    'Raw files with their checksums (29)'
    """
    return words


@cache
def translations(language: str) -> NullTranslations:
    """The page's own words in a language, by the English ones; those are themselves.

    The format is that of GNU gettext, "The format of PO files",
    https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html. A translation that is
    marked fuzzy is none.

    >>> translations("cy").gettext("Key findings"), translations("en-GB").gettext("Key findings")
    ('Prif ganfyddiadau', 'Key findings')

    Raises
    ------
    ValueError
        On being asked for words that have no translation.
    """
    if language == ENGLISH:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, _catalogue(language))
    compiled.seek(0)
    found = GNUTranslations(compiled)
    found.add_fallback(_Untranslated(language))
    return found


def locale(language: str) -> Locale:
    """What Babel knows of a language: its name, its months.

    >>> locale("cy").language_name
    'Cymraeg'
    """
    return Locale.parse(language, sep="-")


def spoken(words: str, language: str) -> str:
    """The page's own words as HTML; those that are not English say in which language they are.

    >>> spoken("Source:", "en-GB"), spoken("Source:", "cy")
    ('Source:', '<span lang="cy">Ffynhonnell:</span>')

    Raises
    ------
    ValueError
        They have no translation.
    """
    if language == ENGLISH:
        return escape(words, quote=False)
    said = _translation(words, language) or translations(language).gettext(words)
    return f'<span lang="{language}">{said}</span>'


def spoken_if_own(words: str, language: str) -> str:
    """Words as :func:`spoken` gives them if they are the page's own, else as they are, escaped."""
    known = language != ENGLISH and words in _catalogue(language)
    return spoken(words, language) if known else escape(words, quote=False)


def translated(body: str, language: str) -> str:
    """The body of an English page with the page's own words in another language, marked as such.

    Own are, if they are made of nothing but words, headings of the second level and what opens
    something folded; what stands before a claim and a source; and the meanings of symbols.

    >>> translated('<h2 id="a">Finding: 1 of 2</h2>', "cy")
    '<h2 id="a"><span lang="cy">Canfyddiad:</span> 1 of 2</h2>'

    Raises
    ------
    ValueError
        Such words have no translation.
    """
    if language == ENGLISH:
        return body
    body = LABEL.sub(lambda at: at[1] + spoken(at[2], language), body)
    body = WHOLE.sub(lambda at: at[1] + spoken(unescape(at[3]), language), body)
    return NOTE.sub(lambda note: SYMBOL.sub(lambda at: _meaning(at, language), note[0]), body)


def _meaning(symbol: re.Match, language: str) -> str:
    said = _translation(unescape(symbol[2]), language)
    return f'<span lang="{language}">{symbol[1]} {said}</span>' if said else symbol[0]


def _translation(words: str, language: str) -> str:
    """The translation as HTML, or nothing; the words may have values in the places of a message."""
    known = translations(language)
    if words in _catalogue(language):
        return escape(known.gettext(words), quote=False)
    fitting = [
        (message, found)
        for pattern, message in _with_places(language)
        if (found := pattern.fullmatch(words))
    ]
    if not fitting:
        return ""
    message, found = max(fitting, key=lambda one: len(one[0]))
    values = {name: _value(text, language) for name, text in found.groupdict().items()}
    return escape(known.gettext(message), quote=False) % values


def _value(text: str, language: str) -> str:
    if text in _catalogue(language):
        return escape(translations(language).gettext(text), quote=False)
    shown = escape(text, quote=False)
    return f'<span lang="{ENGLISH}">{shown}</span>' if IN_WORDS.search(text) else shown


@cache
def _with_places(language: str) -> list[tuple[re.Pattern, str]]:
    """Messages that begin with a word and have places for values, each as a pattern too."""
    messages = [one.id for one in _catalogue(language) if isinstance(one.id, str)]
    return [
        (re.compile(PLACE.sub(r"(?P<\1>.+)", re.escape(message))), message)
        for message in messages
        if message[:1].isalpha() and "%(" in message
    ]


@cache
def _catalogue(language: str) -> Catalog:
    path = CATALOGUES / f"{language}.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=locale(language))
    for message in catalogue:
        if message.id and not _says_the_same(message):
            raise ValueError(
                f"{path}: line {message.lineno}: the translation of {message.id!r} has other "
                "places for values, or one of < > &: mend it"
            )
    return catalogue


def _says_the_same(message: Message) -> bool:
    """Whether a translation has the places of its message, and nothing that HTML would read."""
    asked, given = (
        [text] if isinstance(text, str) else [*text] for text in (message.id, message.string)
    )
    places = {name for text in asked for name in PLACES.findall(text)}
    return all(set(PLACES.findall(text)) == places for text in given) and not any(
        mark in text for text in given for mark in "<>&"
    )
