"""Prose whose numbers come from code: key findings, claims as headings, paragraphs."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable
from html import escape

from helpers.page.numbers import Number, Shown, marked, slug, together
from helpers.page.words import own

TYPED_ON_PURPOSE = re.compile(
    r"\b(?:19|20)\d\d(?:/\d\d)?\b"
    r"|\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November"
    r"|December)\b"
    r"|\baged \d{1,2} to \d{1,2}\b"
    r"|\bper 10{0,2}(?:,000)?\b"
)
FINDING = own("Finding:")
SENTENCE_END = re.compile(r"[.?!][”’)]*(?=\s+[“‘(]?[A-Z\d]|$)")
ABBREVIATION = re.compile(r"(?<!\w)(?:[A-Z]|(?:[A-Za-z]\.)+[A-Za-z]|cf|Dr|Mrs?|Ms|Nos?|St|vs)$")
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


def say(template: str, **values: Number | str) -> Shown:
    """One sentence, or a few, with numbers and words in the places that the template names.

    A number is written with :class:`~helpers.page.numbers.Number`'s formats (``{ratio:interval}``)
    and is recorded; text is written as it is. Everything is escaped.

    Raises
    ------
    ValueError
        The template holds a digit of its own outside a year, a date, an age or “per 10,000”, which
        would be a typed result, or names a value that is not given, or a given value is not used.
    """
    pieces = list(string.Formatter().parse(template))
    own_words = "".join(literal for literal, *_ in pieces)
    if typed := re.search(r"\d", TYPED_ON_PURPOSE.sub("", own_words)):
        raise ValueError(f"sentence {template!r}: {typed[0]!r} is typed; give it as a number")
    named = {name for _, name, _, _ in pieces if name}
    if named != set(values):
        raise ValueError(f"sentence {template!r}: names {sorted(named)}, given {sorted(values)}")
    html, plain = [], []
    for literal, name, spec, _ in pieces:
        html.append(escape(literal, quote=False))
        plain.append(literal)
        if name:
            value = values[name]
            is_number = isinstance(value, Number)
            html.append(marked(value, spec) if is_number else escape(str(value), quote=False))
            plain.append(format(value, spec))
    numbers = tuple(value for value in values.values() if isinstance(value, Number))
    return Shown("".join(html), "".join(plain), numbers)


def findings(*sentences: Shown) -> Shown:
    """The key findings as a list; each sentence must stand alone with its caveat."""
    items = "\n".join(f"<li>{sentence.html}</li>" for sentence in sentences)
    plain = "\n".join(f"- {sentence.plain}" for sentence in sentences)
    return Shown(f'<ul class="findings">\n{items}\n</ul>', plain, _numbers(sentences))


def joined(*sentences: Shown) -> Shown:
    """Sentences one after the other, as what one :func:`say` would give.

    >>> joined(say("Few were asked."), say("All of them answered.")).html
    'Few were asked. All of them answered.'
    """
    html = " ".join(sentence.html for sentence in sentences)
    plain = " ".join(sentence.plain for sentence in sentences)
    return Shown(html, plain, _numbers(sentences))


def paragraph(*sentences: Shown) -> Shown:
    """Sentences as one paragraph."""
    text = joined(*sentences)
    return Shown(f"<p>{text.html}</p>", text.plain, text.numbers)


def finding(template: str, **values: Number | str) -> Shown:
    """The heading of a finding: its claim as a sentence, with an anchor that does not hold numbers.

    The anchor is made of the template's own words of three letters and more, so that a link to it
    survives new figures.
    """
    claim = say(template, **values)
    words = slug(re.sub(r"\{[^}]*\}", " ", template)).split("_")
    anchor = "-".join(["finding", *(word for word in words if len(word) > 2)])[:70].rstrip("-")
    html = f'<h2 id="{anchor}">{FINDING} {claim.html}</h2>'
    return Shown(html, f"## Finding: {claim.plain}", claim.numbers)


def section(title: str, *parts: Shown) -> Shown:
    """What belongs under a heading of the third level, with an anchor made of its words."""
    heading = f'<h3 id="{_anchor(title)}">{escape(title, quote=False)}</h3>'
    return together(Shown(heading, f"### {title}"), *parts)


def section_links(titles: Iterable[str]) -> Shown:
    """Links to the sections of these titles, in one line."""
    titles = list(titles)
    links = [f'<a href="#{_anchor(one)}">{escape(one, quote=False)}</a>' for one in titles]
    return Shown(f"<p>{', '.join(links)}</p>", ", ".join(titles))


def first_sentence(text: str) -> str:
    """The text up to the first full stop, question or exclamation mark that ends a sentence.

    >>> first_sentence("By 1.5 per cent, e.g. from No. 2 (St. Mary’s). Not for A. Smith.")
    'By 1.5 per cent, e.g. from No. 2 (St. Mary’s).'
    """
    for end in SENTENCE_END.finditer(text):
        if end[0][0] != "." or not ABBREVIATION.search(text[: end.start()]):
            return text[: end.end()]
    return text


def listed(words: list[str]) -> str:
    """Words as a list in prose.

    >>> listed(["Asian", "Black", "Mixed"])
    'Asian, Black and Mixed'
    """
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def ordinal(rank: int) -> str:
    """A rank in words up to ninth, in figures from there.

    >>> ordinal(3), ordinal(12), ordinal(21)
    ('third', '12th', '21st')
    """
    if 1 <= rank <= len(ORDINALS):
        return ORDINALS[rank - 1]
    teen = 10 <= rank % 100 <= 20
    return f"{rank}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(rank % 10, 'th')}"


def in_prose(name: str) -> str:
    """The name of an area in the order in which it is said.

    >>> in_prose("London, City of"), in_prose("Devon & Cornwall")
    ('City of London', 'Devon & Cornwall')
    """
    return " ".join(reversed(name.split(", ")))


def _anchor(title: str) -> str:
    return slug(title).replace("_", "-")


def _numbers(sentences: tuple[Shown, ...]) -> tuple[Number, ...]:
    return tuple(number for sentence in sentences for number in sentence.numbers)
