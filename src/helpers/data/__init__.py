"""What we received: raw figures, their sources, and the tidy tables built from them."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "areas": ["load_boundaries"],
        "build": ["build_tables", "exclusions", "load"],
        "errors": ["DataError"],
        "overview": ["catalogue"],
        "released": ["tables_of"],
        "sources": ["read_sources", "sources_of"],
    },
)
