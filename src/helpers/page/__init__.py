"""What a reader sees: numbers with an identity, sentences, tables, charts and maps."""

from helpers.page.checks import published_check
from helpers.page.numbers import Number, Shown, together
from helpers.page.sentences import finding, findings, listed, ordinal, paragraph, say
from helpers.page.tables import Column, reproduction, sources_table, table

__all__ = [
    "Column",
    "Number",
    "Shown",
    "finding",
    "findings",
    "listed",
    "ordinal",
    "paragraph",
    "published_check",
    "reproduction",
    "say",
    "sources_table",
    "table",
    "together",
]
