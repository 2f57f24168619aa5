"""The codes and labels of the sources are read, and those of the officer are kept apart."""

from __future__ import annotations

import pytest

from helpers.data.ethnicity import DETAILED_GROUPS, FIVE_GROUPS, NOT_STATED, UNKNOWN
from helpers.data.records.codes import (
    OFFICER,
    SELF,
    detailed_labels,
    find_force,
    is_missing,
    nearest,
    plain,
    read,
    vocabulary,
    written,
)
from helpers.data.records.kinds import CODED, KINDS, headers_of

# The labels of the monthly files: https://data.police.uk/data/
LABELS = {
    "White - English/Welsh/Scottish/Northern Irish/British": "White",
    "White - Irish": "White",
    "White - Gypsy or Irish Traveller": "White",
    "White - Any other White background": "White",
    "Mixed/Multiple ethnic groups - White and Black Caribbean": "Mixed",
    "Mixed/Multiple ethnic groups - White and Black African": "Mixed",
    "Mixed/Multiple ethnic groups - White and Asian": "Mixed",
    "Mixed/Multiple ethnic groups - Any other Mixed/Multiple ethnic background": "Mixed",
    "Asian/Asian British - Indian": "Asian",
    "Asian/Asian British - Pakistani": "Asian",
    "Asian/Asian British - Bangladeshi": "Asian",
    "Asian/Asian British - Chinese": "Asian",
    "Asian/Asian British - Any other Asian background": "Asian",
    "Black/African/Caribbean/Black British - African": "Black",
    "Black/African/Caribbean/Black British - Caribbean": "Black",
    "Black/African/Caribbean/Black British - Any other Black/African/Caribbean background": "Black",
    "Other ethnic group - Arab": "Other",
    "Other ethnic group - Any other ethnic group": "Other",
    "Other ethnic group - Not stated": "Not stated",
}
# Criminal Justice Hub, "Ethnicity Self Defined Code", 1 November 2021, and its W3, A4 and O2 of the
# Criminal Justice System Exchange Data Standards Catalogue, version 6
GROUPS_OF_CODES = {
    "White": ("W1", "W2", "W3", "W9"),
    "Mixed": ("M1", "M2", "M3", "M9"),
    "Asian": ("A1", "A2", "A3", "A4", "A9"),
    "Black": ("B1", "B2", "B9"),
    "Other": ("O2", "O9"),
    "Not stated": ("NS",),
}
# As data.police.uk published them until 2017: https://data.police.uk/docs/method/stops-no-location/
OLD_LABELS = {
    "Asian or Asian British - Bangladeshi (A3)": "Asian",
    "White - Any other White ethnic background (W9)": "White",
    "White - White British (W1)": "White",
    "Asian or Asian British - Any other Asian ethnic background (A9)": "Asian",
    "Not Stated (NS)": "Not stated",
    "Mixed - Any other Mixed ethnic background (M9)": "Mixed",
    "Black or Black British - African (B2)": "Black",
    "Chinese or other ethnic group - Chinese (01)": "Asian",
    "Mixed - White and Black Caribbean (M1)": "Mixed",
    "Black or Black British - Any other Black ethnic background (B9)": "Black",
    "Black or Black British - Caribbean (B1)": "Black",
    "Asian or Asian British - Indian (A1)": "Asian",
    "Asian or Asian British - Pakistani (A2)": "Asian",
    "Mixed - White and Asian (M3)": "Mixed",
    "Mixed - White and Black African (M2)": "Mixed",
    "White - White Irish (W2)": "White",
    "Chinese or other ethnic group - Any other ethnic group (09)": "Other",
}
# Criminal Justice Hub, "Ethnicity Observed 6 Plus 1 Code", 1 November 2021
OBSERVED = {
    "0": "Unknown",
    "1": "White",
    "2": "White",
    "3": "Black",
    "4": "Asian",
    "6": "Other",
}


@pytest.mark.parametrize("group", GROUPS_OF_CODES)
def test_each_code_of_18_and_1_has_its_group(group):
    for code in GROUPS_OF_CODES[group]:
        assert read(SELF, code).label == group
        assert read(SELF, code.lower()).label == group


def test_chinese_of_16_and_1_is_the_chinese_of_18_and_1():
    assert read(SELF, "O1") == read(SELF, "A4") == read(SELF, "01")


@pytest.mark.parametrize("label", OLD_LABELS)
def test_the_labels_with_a_code_are_read(label):
    assert read(SELF, label).label == OLD_LABELS[label]


def test_the_labels_published_today_are_read_letter_for_letter():
    assert len(LABELS) == 19
    assert {label: read(SELF, label).label for label in LABELS} == LABELS
    assert {*LABELS} <= {*written(SELF)}


@pytest.mark.parametrize("code", OBSERVED)
def test_the_codes_of_officers_are_read(code):
    assert read(OFFICER, f"IC{code}").label == read(OFFICER, code).label == OBSERVED[code]
    assert read(OFFICER, f"ic {code}").label == OBSERVED[code]


def test_self_defined_and_officer_defined_codes_are_kept_apart():
    assert [read(SELF, f"IC{n}") for n in range(10)] == [None] * 10
    codes = [code for codes in GROUPS_OF_CODES.values() for code in codes]
    assert [read(OFFICER, code) for code in codes] == [None] * 19


def test_a_code_and_a_label_that_disagree_are_not_read():
    assert read(SELF, "White - Irish (W9)") is None


def test_each_detailed_label_is_a_group_of_the_census_under_the_same_heading():
    groups = DETAILED_GROUPS[2011]
    detailed = {m.detail: m.label for m in vocabulary(SELF).values() if m.detail}
    assert detailed == {**groups, "Not stated": "Not stated"}


def test_whatever_is_recorded_has_a_detailed_label_of_its_group():
    of_group = detailed_labels()
    for meaning in vocabulary(SELF).values():
        assert meaning.in_detail in of_group.get(meaning.label, ("Not stated", "Unknown"))
    assert read(SELF, "Asian or Asian British").in_detail == "Asian: no detail"
    assert read(SELF, "White - Irish").in_detail == "White: Irish"


@pytest.mark.parametrize("name", [SELF, OFFICER])
def test_ethnicity_is_read_as_the_groups_of_the_house(name):
    found = {meaning.label for meaning in vocabulary(name).values()}
    assert found <= {*FIVE_GROUPS, NOT_STATED, UNKNOWN} and {*FIVE_GROUPS} <= found


@pytest.mark.parametrize("kind", KINDS)
def test_each_coded_field_has_its_words_and_reads_what_it_has_written(kind):
    for field in KINDS[kind].fields:
        if field.type == CODED:
            assert written(field.words)
            assert all(read(field.words, each) == of for each, of in written(field.words).items())


@pytest.mark.parametrize("kind", KINDS)
def test_no_header_stands_for_two_fields(kind):
    headers = [plain(header) for field in KINDS[kind].fields for header in field.headers]
    assert len(headers) == len({*headers}) and headers_of(KINDS[kind])


def test_the_fifteen_columns_of_the_publisher_are_known():
    columns = [
        *("Type", "Date", "Part of a policing operation", "Policing operation", "Latitude"),
        *("Longitude", "Gender", "Age range", "Self-defined ethnicity"),
        *("Officer-defined ethnicity", "Legislation", "Object of search", "Outcome"),
        *("Outcome linked to object of search", "Removal of more than just outer clothing"),
    ]
    kind = KINDS["stop-search"]
    known = {*headers_of(kind), *(plain(header) for header in kind.ignored)}
    assert len(columns) == 15 and {plain(column) for column in columns} <= known


@pytest.mark.parametrize("word", ["NA", "n/a", "NULL", "None", "nan"])
def test_the_words_of_programs_for_nothing_are_missing(word):
    assert is_missing(word) and not is_missing("Nathan")


def test_a_misspelt_value_has_a_nearest_one():
    assert nearest("outcome", "Comunity resolution") == "Community resolution"
    assert nearest("outcome", "zzzzzzzz") is None


@pytest.mark.parametrize(
    ("name", "force"),
    [
        ("City of London Police", "London, City of"),
        ("devon-and-cornwall", "Devon & Cornwall"),
        ("Cumbria Constabulary", "Cumbria"),
        ("Metropolitan Police", "Metropolitan Police"),
        ("Gotham", None),
    ],
)
def test_a_force_is_known_by_each_of_its_names(name, force):
    assert find_force(name) == force
