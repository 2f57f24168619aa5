"""What we received: raw figures, their sources, and the tidy tables built from them."""

from helpers.data.areas import load_boundaries
from helpers.data.build import build_tables, exclusions, load
from helpers.data.errors import DataError
from helpers.data.sources import read_sources, sources_of

__all__ = [
    "DataError",
    "build_tables",
    "exclusions",
    "load",
    "load_boundaries",
    "read_sources",
    "sources_of",
]
