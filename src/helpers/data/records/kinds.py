"""Hides which fields each kind of record has, and under which headers they arrive."""

from __future__ import annotations

from typing import NamedTuple

from helpers.data.records.codes import OFFICER, SELF, plain

CODED, NAMED, FORCE = "coded", "named", "force"
WHEN, BIRTH, AGE = "when", "birth", "age"
REFERENCE, NUMBER, RESIDENCE, TIME = "reference", "number", "residence", "time"
STOP_SEARCH, NOTICES = "stop-search", "fpn"
SYNTHETIC = "synthetic"


class Field(NamedTuple):
    """A field of a record: its name, how it is read, and the headers it is known by.

    ``words`` is the table of ``codes.toml`` that a coded field is read with. Without a ``needed``
    field an extract is refused.
    """

    name: str
    type: str
    headers: tuple[str, ...]
    words: str = ""
    needed: bool = False


class Kind(NamedTuple):
    """A kind of record: its fields, the field that dates it, and what is kept of it.

    ``kept`` are the columns of the checked copy and their types; ``ignored`` are headers that are
    known, and left out without a word. ``place`` is the column by which unknown ethnicity is told.
    """

    fields: tuple[Field, ...]
    dated: str
    kept: dict[str, str]
    ignored: tuple[str, ...]
    first_day: str
    place: str


PEOPLE = (
    Field(
        SELF,
        CODED,
        ("Self-defined ethnicity", "Self-defined ethnicity code", "SDE"),
        SELF,
        True,
    ),
    Field(
        OFFICER,
        CODED,
        ("Officer-defined ethnicity", "IC code", "Ethnic appearance", "Officer observed ethnicity"),
        OFFICER,
    ),
    Field("sex", CODED, ("Gender", "Sex"), "sex"),
)
ETHNICITY = {SELF: "VARCHAR", f"{SELF}_detailed": "VARCHAR", OFFICER: "VARCHAR"}
KINDS = {
    STOP_SEARCH: Kind(
        (
            Field("occurred", WHEN, ("Date", "Datetime", "Date and time"), needed=True),
            Field("time", TIME, ("Time",)),
            Field("police_force", FORCE, ("Force", "Police force")),
            Field("kind_of_search", CODED, ("Type", "Type of search"), "kind_of_search"),
            *PEOPLE,
            Field("age_group", AGE, ("Age range", "Age group", "Age band", "Age")),
            Field("legislation", CODED, ("Legislation",), "legislation"),
            Field("object_of_search", CODED, ("Object of search",), "object_of_search"),
            Field("outcome", CODED, ("Outcome",), "outcome"),
            Field(
                "outcome_linked",
                CODED,
                ("Outcome linked to object of search",),
                "flag",
            ),
            Field(
                "more_than_outer_clothing",
                CODED,
                ("Removal of more than just outer clothing", "Removal of more than outer clothing"),
                "flag",
            ),
        ),
        "occurred",
        {"police_force": "VARCHAR", "occurred": "TIMESTAMP", "kind_of_search": "VARCHAR"}
        | ETHNICITY
        | dict.fromkeys(("age_group", "sex", "legislation", "object_of_search"), "VARCHAR")
        | {
            "outcome": "VARCHAR",
            "outcome_linked": "BOOLEAN",
            "more_than_outer_clothing": "BOOLEAN",
        },
        ("Part of a policing operation", "Policing operation", "Latitude", "Longitude"),
        "1984-01-01",
        "police_force",
    ),
    NOTICES: Kind(
        (
            Field(
                "notice",
                REFERENCE,
                ("Notice reference", "Notice number", "FPN reference", "FPN number", "Reference"),
                needed=True,
            ),
            Field(
                "person",
                REFERENCE,
                ("Person reference", "Person ID", "Nominal reference", "Nominal", "Nominal ID"),
            ),
            Field(
                "issued",
                WHEN,
                ("Date issued", "Date and time issued", "Issued", "Issue date", "Date of issue"),
                needed=True,
            ),
            Field("time", TIME, ("Time issued", "Issue time", "Time")),
            Field("district", NAMED, ("District", "Local authority", "Area of issue")),
            Field("regulation", NAMED, ("Regulation", "Offence", "Legislation")),
            *PEOPLE,
            Field("age_group", AGE, ("Age", "Age range", "Age group", "Age band", "Age at issue")),
            Field("date_of_birth", BIRTH, ("Date of birth", "DOB", "Birth date")),
            Field(
                "resident",
                RESIDENCE,
                ("Residence", "Resident", "Force of residence", "Home postcode", "Postcode"),
                "residence",
            ),
            Field("in_group", CODED, ("In a group", "Group", "Group flag", "In group"), "flag"),
            Field("group_size", NUMBER, ("Group size", "Size of group", "Number in group")),
            Field("status", CODED, ("Status", "Notice status"), "status"),
        ),
        "issued",
        {"notice": "INTEGER", "person": "INTEGER", "issued": "TIMESTAMP", "district": "VARCHAR"}
        | {"regulation": "VARCHAR"}
        | ETHNICITY
        | dict.fromkeys(("age_group", "sex", "resident"), "VARCHAR")
        | {"in_group": "BOOLEAN", "group_size": "INTEGER", "status": "VARCHAR"},
        (),
        "2001-01-01",
        "district",
    ),
}


def headers_of(kind: Kind) -> dict[str, str]:
    """The known headers of a kind, as :func:`helpers.data.records.codes.plain` has them."""
    own = {plain(field.name): field.name for field in kind.fields}
    return own | {plain(header): field.name for field in kind.fields for header in field.headers}
