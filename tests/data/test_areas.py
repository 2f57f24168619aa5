"""The outlines of the police force areas and the names that go with them."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.data import DataError, load_boundaries
from helpers.data.areas import tidy_force
from helpers.data.tables.population import CENSUSES, read_census


@pytest.fixture(scope="module")
def areas():
    return load_boundaries()


def test_there_are_43_valid_outlines_one_for_each_territorial_force(areas):
    # 43 territorial forces of England and Wales: Police Act 1996, schedule 1, with the
    # Metropolitan Police and the City of London.
    assert len(areas) == 43
    assert areas["police_force"].is_unique
    assert areas.geometry.is_valid.all()
    assert not areas.geometry.is_empty.any()


@pytest.mark.parametrize("census", CENSUSES)
def test_codes_and_names_of_the_outlines_are_those_of_the_census(areas, census):
    columns = ["police_force_code", "police_force"]
    counted = read_census(census)[columns].drop_duplicates()
    assert set(counted.itertuples(index=False, name=None)) == set(
        areas[columns].itertuples(index=False, name=None)
    )


def test_outlines_are_in_metres_and_cover_about_the_area_of_england_and_wales(areas):
    # England 130,279 and Wales 20,735 square kilometres to the mean high water mark:
    # ONS, Standard Area Measurements. Outlines are generalised, hence two per cent.
    square_kilometres = areas.area.sum() / 1e6
    assert areas.crs.to_epsg() == 27700
    assert square_kilometres == pytest.approx(130_279 + 20_735, rel=0.02)


def test_another_spelling_becomes_the_ons_name():
    spelled = ["Avon & Somerset", "City of London", "South Wales"]
    rows = pd.DataFrame({"police_force": spelled, "source": "x.csv:2"})
    names = tidy_force(rows)
    assert names.tolist() == ["Avon and Somerset", "London, City of", "South Wales"]


def test_an_unknown_force_is_refused_by_file_row_and_name():
    rows = pd.DataFrame({"police_force": ["Kent", "Rutland"], "source": ["x.csv:2", "x.csv:3"]})
    place = "data/raw/x.csv, row 3, column 'police_force', value 'Rutland': unknown police force"
    with pytest.raises(DataError, match=place):
        tidy_force(rows)
