"""What a reader sees: numbers with an identity, sentences, tables, charts and maps."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "bars": ["grouped_bars", "ranked_bars"],
        "checks": ["published_check"],
        "claims": ["as_printed", "claims_check", "labels_of"],
        "intervals": ["interval_chart"],
        "lines": ["time_chart"],
        "maps": ["choropleth"],
        "numbers": ["Number", "Shown", "together"],
        "sentences": [
            "finding",
            "findings",
            "in_prose",
            "listed",
            "ordinal",
            "paragraph",
            "say",
            "section",
            "section_links",
        ],
        "tables": ["Column", "reproduction", "sources_table", "table"],
        "time_axis": ["in_full"],
    },
)
