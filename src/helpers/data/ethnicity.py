"""The ethnic groups of the bundle, their order, and the labels under which sources print them."""

from __future__ import annotations

import pandas as pd

from helpers.data.errors import DataError

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

CENSUS_HEADINGS = {
    "Asian": ("Asian/Asian British", "Asian, Asian British or Asian Welsh"),
    "Black": (
        "Black/African/Caribbean/Black British",
        "Black, Black British, Black Welsh, Caribbean or African",
    ),
    "Mixed": ("Mixed/multiple ethnic group", "Mixed or Multiple ethnic groups"),
    "White": ("White",),
    "Other": ("Other ethnic group",),
}
CENSUS_DETAILS = {
    "Asian": ("Bangladeshi", "Chinese", "Indian", "Other Asian", "Pakistani"),
    "Black": ("African", "Caribbean", "Other Black"),
    "Mixed": (
        "Other Mixed",
        "Other Mixed or Multiple ethnic groups",
        "White and Asian",
        "White and Black African",
        "White and Black Caribbean",
    ),
    "White": (
        "English/Welsh/Scottish/Northern Irish/British",
        "English, Welsh, Scottish, Northern Irish or British",
        "Gypsy or Irish Traveller",
        "Irish",
        "Other White",
        "Roma",
    ),
    "Other": ("Any other ethnic group", "Arab"),
}
DETAILED_GROUPS = {
    f"{heading}: {detail}": group
    for group in FIVE_GROUPS
    for heading in CENSUS_HEADINGS[group]
    for detail in CENSUS_DETAILS[group]
}


def tidy_ethnicity(labels: pd.Series) -> pd.Series:
    """Published labels as the groups of this bundle.

    Raises
    ------
    DataError
        A label that is not in ``LABELS``, named with the position of its row.
    """
    for position, label in labels.items():
        if label not in LABELS:
            raise DataError(
                "unknown ethnicity label",
                "Add it to helpers.data.ethnicity with the group that it stands for",
                row=position,
                column=str(labels.name),
                value=label,
            )
    return labels.map(LABELS)


def in_order(groups: pd.Series) -> pd.Series:
    """Rank of each group, alphabetical, then Other, then the unknown; a key for ``sort_values``."""
    return groups.map(ORDER.index)
