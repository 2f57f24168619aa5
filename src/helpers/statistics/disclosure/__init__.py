"""What may be shown of small counts, and what a reader of all tables could still work out."""

from helpers.statistics.disclosure.attacking import (
    Disclosed,
    DisclosureError,
    attack,
    ranges_told,
    require_safe,
)
from helpers.statistics.disclosure.cells import ALL, Release, Share
from helpers.statistics.disclosure.protecting import HIDDEN, Protected, protect
from helpers.statistics.disclosure.releases import ledger_of, releases_of
from helpers.statistics.disclosure.rules import (
    Rules,
    behind,
    may_be_compared,
    rounded,
    shares_percent,
)

__all__ = [
    "ALL",
    "Disclosed",
    "DisclosureError",
    "HIDDEN",
    "Protected",
    "Release",
    "Rules",
    "Share",
    "attack",
    "behind",
    "ledger_of",
    "may_be_compared",
    "protect",
    "ranges_told",
    "releases_of",
    "require_safe",
    "rounded",
    "shares_percent",
]
