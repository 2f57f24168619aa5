"""Tables of checked records that may be shown: what is hidden, refused and written down."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from helpers.audit import protected
from helpers.audit.protected import LEDGER, offered, publish_tables
from helpers.data.errors import DataError
from helpers.data.records.checking import check
from helpers.data.records.codes import detailed_labels
from helpers.data.records.synthetic import extract
from helpers.data.records.synthetic_cases import plan_of
from helpers.data.records.tabulating import tabulate
from helpers.page.numbers import slug
from helpers.run.parameters import ParameterError
from helpers.statistics.disclosure import DisclosureError
from helpers.statistics.joint_distribution import draw

WANTED = ["notices_by_ethnicity_and_regulation"]
SELF = "ethnicity_self_defined"
KEY = [SELF, "regulation"]


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Checked records of the synthetic case of Wiltshire."""
    folder = tmp_path_factory.mktemp("private")
    plan = plan_of("wiltshire")
    files = extract(plan, draw(plan.shape, plan.margins, seed=1), seed=1)
    [(name, content)] = [one for one in files.items() if one[0].endswith(".csv")]
    (folder / name).write_bytes(content)
    check(folder / name, plan.kind, keep=folder / "kept")
    return folder / "kept"


def published(kept, out, name="spring", wanted=WANTED, force="Wiltshire"):
    return publish_tables(kept, "fpn", wanted, name, force, out)


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_counts_under_ten_are_hidden_and_the_others_are_rounded_to_five(kept, tmp_path):
    files = [f"synthetic-spring/{name}" for name in (f"{WANTED[0]}.csv", "tables.csv")]
    assert published(kept, tmp_path) == [*files, LEDGER]
    shown = pd.read_csv(tmp_path / "synthetic-spring" / f"{WANTED[0]}.csv").set_index(KEY)
    true = tabulate(kept, "fpn")[WANTED[0]].set_index(KEY)["count"].reindex(shown.index)
    assert (shown["symbol"].eq("[c]") == shown["value"].isna()).all()
    assert shown.loc[true < 10, "value"].isna().all() and (true < 10).any()
    told = shown["value"].dropna()
    assert (told % 5 == 0).all() and ((told - true[told.index]).abs() <= 2).all()
    # Association of Police and Crime Commissioners (2020): 245 notices in Wiltshire.
    assert told["All", "All"] == 245


def test_synthetic_records_give_synthetic_names_and_rows(kept, tmp_path):
    published(kept, tmp_path)
    shown = pd.read_csv(tmp_path / "synthetic-spring" / f"{WANTED[0]}.csv")
    assert shown["synthetic"].eq("synthetic").all()
    [release] = json.loads((tmp_path / LEDGER).read_bytes())["releases"]
    assert release["name"] == "synthetic-spring"
    assert release["scope"] == {"period": "2020-03-01/2020-11-30", "police_force": "Wiltshire"}


def test_nothing_of_a_single_record_is_in_what_is_written(kept, tmp_path):
    published(kept, tmp_path)
    written = b"".join(contents(tmp_path).values())
    assert b"SYNTHETIC-" not in written and b"2020-03-27" not in written


def test_the_ledger_grows_by_each_release_and_no_name_is_taken_twice(kept, tmp_path):
    published(kept, tmp_path)
    published(kept, tmp_path, "summer")
    releases = json.loads((tmp_path / LEDGER).read_bytes())["releases"]
    assert [one["name"] for one in releases] == ["synthetic-spring", "synthetic-summer"]
    before = contents(tmp_path)
    with pytest.raises(ParameterError, match="a release 'synthetic-spring' already"):
        published(kept, tmp_path)
    assert contents(tmp_path) == before


@pytest.mark.parametrize("text", ["{", "[]", '{"releases": [{"name": "spring"}]}'])
def test_a_damaged_ledger_is_refused_and_nothing_is_written(kept, tmp_path, text):
    (tmp_path / LEDGER).write_text(text)
    with pytest.raises(ParameterError, match=f"{LEDGER}: not a ledger of releases"):
        published(kept, tmp_path)
    assert contents(tmp_path) == {LEDGER: text.encode()}


def test_records_whose_file_lost_its_name_are_still_synthetic(kept, tmp_path):
    [file] = kept.parent.glob("*.csv")
    (tmp_path / "notices.csv").write_bytes(file.read_bytes())
    assert check(tmp_path / "notices.csv", "fpn").synthetic
    text = file.read_text().replace("synthetic", "x")
    (tmp_path / "notices.csv").write_text(text)
    assert not check(tmp_path / "notices.csv", "fpn").synthetic


def test_another_spelling_of_the_force_is_the_same_force_in_the_ledger(kept, tmp_path):
    published(kept, tmp_path, force="wiltshire police")
    [release] = json.loads((tmp_path / LEDGER).read_bytes())["releases"]
    assert release["scope"]["police_force"] == "Wiltshire"


def test_an_unknown_force_is_refused_since_later_releases_would_miss_this_one(kept, tmp_path):
    with pytest.raises(ParameterError, match="--force Wiltshre: unknown. Did you mean 'Wiltshire'"):
        published(kept, tmp_path, force="Wiltshre")
    assert contents(tmp_path) == {}


def test_of_the_records_of_several_forces_those_of_one_are_counted():
    forces = pd.DataFrame({"police_force": ["All", "Essex", "Kent"], "count": [30, 10, 20]})
    of_kent = protected._of_force("Kent", {"by_month": forces})["by_month"]
    assert of_kent.to_dict("list") == {"count": [20]}
    with pytest.raises(ParameterError, match="--force Surrey: the records are of Essex, Kent"):
        protected._of_force("Surrey", {"by_month": forces})


@pytest.fixture(scope="module")
def searches(tmp_path_factory):
    """Checked synthetic searches, of two forces."""
    folder = tmp_path_factory.mktemp("searches")
    plan = plan_of("stop-search")
    files = extract(plan, draw(plan.shape, plan.margins, seed=1), seed=1)
    extracts = [name for name in files if name.endswith(".csv")]
    for name in extracts:
        (folder / name).write_bytes(files[name])
    check(str(folder / "*.csv"), plan.kind, keep=folder / "kept")
    return folder / "kept"


def test_each_force_of_an_extract_has_a_release_of_its_own(searches, tmp_path):
    forces = {*tabulate(searches, "stop-search")["by_sex"]["police_force"]} - {"All"}
    assert len(forces) == 2
    for force in sorted(forces):
        publish_tables(searches, "stop-search", ["by_result"], force, force, tmp_path)
        name = f"synthetic-{slug(force)}"
        shown = pd.read_csv(tmp_path / name / "by_result.csv")
        assert {*shown["police_force"]} == {force} and shown["value"].notna().any()
    releases = json.loads((tmp_path / LEDGER).read_bytes())["releases"]
    assert {one["scope"]["police_force"] for one in releases} == forces


def by_outcome_and_result(arrests, others):
    """Tables of 40 searches, 20 of which ended in arrest, and of the same by outcome."""
    outcomes = {"Arrest: Arrest": 11, "Arrest: Suspect arrested": arrests - 11, "Unknown": others}
    results = {"Arrest": 20, "Unknown": 20}
    return {
        name: protected._described(
            pd.DataFrame(
                {SELF: "All", column: ["All", *counts], "count": [40, *counts.values()]},
            ),
            offered("stop-search")[name],
        )
        for name, column, counts in (
            ("by_outcome", "outcome", outcomes),
            ("by_result", "result", results),
        )
    }


def test_outcomes_are_held_against_the_result_that_they_are_part_of():
    scope = {"police_force": "Wiltshire", "period": "2020"}
    shown, _ = protected._protected(by_outcome_and_result(20, 20), [], "spring", scope)
    outcomes = shown["by_outcome"].set_index("result")["value"]
    results = shown["by_result"].set_index("result")["value"]
    assert pd.isna(outcomes["Arrest: Suspect arrested"])
    assert pd.isna(outcomes["Arrest: Arrest"]) or pd.isna(results["Arrest"])
    with pytest.raises(DataError, match="these tables cannot all be true"):
        protected._protected(by_outcome_and_result(30, 10), [], "spring", scope)


def test_an_outcome_is_shown_under_its_own_name(searches, tmp_path):
    publish_tables(searches, "stop-search", ["by_outcome"], "spring", "Wiltshire", tmp_path)
    shown = pd.read_csv(tmp_path / "synthetic-spring" / "by_outcome.csv")
    assert {"All", "Arrest: Arrest", "Unknown"} <= {*shown["outcome"]}
    [release] = json.loads((tmp_path / LEDGER).read_bytes())["releases"]
    assert "result" in release["tables"][0]["dimensions"]


def in_detail(asian, white):
    """Tables of 25 Asian and 35 white people, and of the same in detail."""
    labels = detailed_labels()
    groups = dict.fromkeys(labels, 0) | {"All": 60, "Asian": 25, "White": 35}
    details = dict.fromkeys((one for group in labels.values() for one in group), 0)
    details |= {"All": 60, "Asian: no detail": asian, "White: no detail": white}
    return {
        name: protected._described(
            pd.DataFrame({column: [*counts], "count": [*counts.values()]}), offered("fpn")[name]
        )
        for name, column, counts in (
            ("notices_by_ethnicity_and_regulation", SELF, groups),
            ("notices_by_detailed_ethnicity", f"{SELF}_detailed", details),
        )
    }


def test_detailed_ethnicity_is_held_against_the_groups_that_it_is_part_of():
    scope = {"police_force": "Wiltshire", "period": "2020"}
    shown, _ = protected._protected(in_detail(25, 35), [], "spring", scope)
    told = shown["notices_by_detailed_ethnicity"].set_index(SELF)["value"].dropna()
    assert told["All"] == 60 and told["White: no detail"] == 35
    with pytest.raises(DataError, match="these tables cannot all be true"):
        protected._protected(in_detail(35, 25), [], "spring", scope)


def test_two_tables_do_not_give_away_by_their_difference_how_few_notices_were_rescinded(kept):
    names = ["notices_by_ethnicity_and_residence", "notices_by_ethnicity_and_status"]
    standing, every = (tabulate(kept, "fpn")[name] for name in names)
    standing = standing.query("resident == 'All'").set_index("ethnicity_self_defined")
    every = every.query("status == 'All'").set_index("ethnicity_self_defined")
    every.loc[["All", "White"], "count"] += 3
    described = {
        name: protected._described(table.reset_index(), offered("fpn")[name])
        for name, table in zip(names, (standing, every), strict=True)
    }
    scope = {"police_force": "Wiltshire", "period": "2020"}
    shown, _ = protected._protected(described, [], "spring", scope)
    hidden = [table.set_index("ethnicity_self_defined")["value"].isna() for table in shown.values()]
    assert (hidden[0] | hidden[1])[["All", "White"]].all()


def test_an_unknown_table_is_refused_with_the_nearest_name(kept, tmp_path):
    with pytest.raises(ParameterError, match="Did you mean 'notices_by_ethnicity_and_regulation'"):
        published(kept, tmp_path, wanted=["notices_by_ethnicity_and_regulations"])


def test_a_release_that_cannot_be_made_safe_is_refused_and_nothing_is_written(
    kept, tmp_path, monkeypatch
):
    published(kept, tmp_path)
    before = contents(tmp_path)

    def refusing(*given, **named):
        raise DisclosureError("spring and summer together give away ethnicity: Asian: 4")

    monkeypatch.setattr("helpers.audit.protected.protect", refusing)
    with pytest.raises(ParameterError, match="'synthetic-summer': spring and summer together give"):
        published(kept, tmp_path, "summer")
    assert contents(tmp_path) == before
