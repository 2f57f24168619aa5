"""The ethnic groups of the bundle, their order, and the labels under which sources print them."""

from __future__ import annotations

import pandas as pd

from helpers.data.errors import fault_in

FIVE_GROUPS = ("Asian", "Black", "Mixed", "White", "Other")
MINORITY = "Ethnic minorities (excluding white minorities)"
ALL = "All"
NOT_STATED = "Not stated"
UNKNOWN = "Unknown"
ORDER = (ALL, "Asian", "Black", MINORITY, "Mixed", "White", "Other", NOT_STATED, UNKNOWN)

LABELS = {label: label for label in ORDER} | {
    "all": ALL,
    "BAME": MINORITY,
    "BME": MINORITY,
    "BAME total": MINORITY,
    "ethnic minorities": MINORITY,
    "Ethnic minority": MINORITY,
    "Asian (and Chinese)": "Asian",
    "Asian and Chinese": "Asian",
    "Asian or Asian British": "Asian",
    "Black or Black British": "Black",
    "Black, Asian, mixed or other": MINORITY,
    "Chinese or Other Ethnic Group (pre 2021 category)": "Other",
}

CENSUS_GROUPS = {
    2011: {
        "Asian": {
            "Asian/Asian British": ("Bangladeshi", "Chinese", "Indian", "Other Asian", "Pakistani")
        },
        "Black": {"Black/African/Caribbean/Black British": ("African", "Caribbean", "Other Black")},
        "Mixed": {
            "Mixed/multiple ethnic group": (
                "Other Mixed",
                "White and Asian",
                "White and Black African",
                "White and Black Caribbean",
            )
        },
        "White": {
            "White": (
                "English/Welsh/Scottish/Northern Irish/British",
                "Gypsy or Irish Traveller",
                "Irish",
                "Other White",
            )
        },
        "Other": {"Other ethnic group": ("Any other ethnic group", "Arab")},
    },
    2021: {
        "Asian": {
            "Asian, Asian British or Asian Welsh": (
                "Bangladeshi",
                "Chinese",
                "Indian",
                "Other Asian",
                "Pakistani",
            )
        },
        "Black": {
            "Black, Black British, Black Welsh, Caribbean or African": (
                "African",
                "Caribbean",
                "Other Black",
            )
        },
        "Mixed": {
            "Mixed or Multiple ethnic groups": (
                "Other Mixed or Multiple ethnic groups",
                "White and Asian",
                "White and Black African",
                "White and Black Caribbean",
            )
        },
        "White": {
            "White": (
                "English, Welsh, Scottish, Northern Irish or British",
                "Gypsy or Irish Traveller",
                "Irish",
                "Other White",
                "Roma",
            )
        },
        "Other": {"Other ethnic group": ("Any other ethnic group", "Arab")},
    },
}
DETAILED_GROUPS = {
    census: {
        f"{heading}: {detail}": group
        for group, headings in groups.items()
        for heading, details in headings.items()
        for detail in details
    }
    for census, groups in CENSUS_GROUPS.items()
}


def tidy_ethnicity(rows: pd.DataFrame, column: str = "ethnicity") -> pd.Series:
    """Published labels as the groups of this bundle.

    Parameters
    ----------
    rows
        Raw rows with their ``source``.

    Raises
    ------
    DataError
        A label that is not in ``LABELS``, with the file and the row that print it.
    """
    for source, label in zip(rows["source"], rows[column], strict=True):
        if label not in LABELS:
            remedy = "Add it to helpers.data.ethnicity with the group that it stands for"
            raise fault_in(source, column, label, "unknown ethnicity label", remedy)
    return rows[column].map(LABELS)


def in_order(groups: pd.Series) -> pd.Series:
    """Rank of each group, alphabetical, then Other, then the unknown; a key for ``sort_values``."""
    return groups.map(ORDER.index)
