"""What a reader sees: numbers with an identity, sentences, tables, charts and maps."""

from helpers.page.bars import grouped_bars, ranked_bars
from helpers.page.checks import published_check
from helpers.page.claims import as_printed, claims_check, labels_of
from helpers.page.intervals import interval_chart
from helpers.page.lines import time_chart
from helpers.page.maps import choropleth
from helpers.page.numbers import Number, Shown, together
from helpers.page.sentences import (
    finding,
    findings,
    in_prose,
    listed,
    ordinal,
    paragraph,
    say,
    section,
    section_links,
)
from helpers.page.tables import Column, reproduction, sources_table, table
from helpers.page.time_axis import in_full

__all__ = [
    "Column",
    "Number",
    "Shown",
    "as_printed",
    "choropleth",
    "claims_check",
    "finding",
    "findings",
    "grouped_bars",
    "in_full",
    "in_prose",
    "interval_chart",
    "labels_of",
    "listed",
    "ordinal",
    "paragraph",
    "published_check",
    "ranked_bars",
    "reproduction",
    "say",
    "section",
    "section_links",
    "sources_table",
    "table",
    "time_chart",
    "together",
]
