"""Tables of checked records that may be shown: what is hidden, refused and written down."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from helpers.audit import protected
from helpers.audit.protected import LEDGER, offered, publish_tables
from helpers.data.records.checking import check
from helpers.data.records.synthetic import extract
from helpers.data.records.synthetic_cases import plan_of
from helpers.data.records.tabulating import tabulate
from helpers.run.parameters import ParameterError
from helpers.statistics.disclosure import DisclosureError
from helpers.statistics.joint_distribution import draw

WANTED = ["notices_by_ethnicity_and_regulation"]
KEY = ["ethnicity_self_defined", "regulation"]


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
    assert published(kept, tmp_path) == [f"synthetic-spring/{WANTED[0]}.csv", LEDGER]
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


def test_records_of_other_forces_are_refused():
    counted = {"by_month": pd.DataFrame({"police_force": ["All", "Essex", "Kent"]})}
    with pytest.raises(ParameterError, match="--force Kent: the records are of Essex, Kent"):
        protected._force("Kent", counted)


def test_tables_whose_labels_are_parts_of_others_are_not_offered():
    assert "notices_by_detailed_ethnicity" not in offered("fpn")
    assert not {"by_detailed_ethnicity", "by_outcome"} & {*offered("stop-search")}
    assert "by_result" in offered("stop-search")


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
