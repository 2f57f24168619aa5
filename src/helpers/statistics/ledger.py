"""Hides how printed figures are tested against others: what follows for each, and the verdict."""

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from math import inf
from typing import NamedTuple

import pandas as pd

from helpers.statistics.agreement import agreement
from helpers.statistics.published import (
    base_of_change,
    change_of,
    difference_of,
    product_of,
    ratio_of,
    read_printed,
    sum_of,
    whole_numbers,
    wholes_behind,
)
from helpers.statistics.rates import Interval

PRINTED_PER = {"percent": 100, "percentage points": 100}
SHOWN_IN = {"part of one": "percent"}
IN_WORDS = "in words"
LOOSE = ("more than", "at least", "fewer than", "at most", IN_WORDS)
HUNDRED = Interval(100, 100)
STRONGEST_FIRST = ("inconsistent", "reproduced", "consistent", "not determined", "no data")
NAMED = ["claim_id", "check", "related", "reason"]
RESULTS = ["related", "lower", "upper", "unit", "verdict", "source"]


class _Figure(NamedTuple):
    """A figure to test with; shares are parts of one."""

    range: Interval
    unit: str
    source: str
    rule: str = "exact"


def check_claims(
    claims: pd.DataFrame, checks: pd.DataFrame, official: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return one row per check of a printed figure: what follows for it, and the verdict.

    Parameters
    ----------
    claims
        One row per printed figure: `claim_id`, `unit`, `source`, and `value_printed`,
        `rounding_rule` and `rounding_step` as `helpers.statistics.published.read_printed` takes
        them. A figure "in words" is read as lying from `read_from` to `read_to`, either of them
        empty for no limit and both for a figure that cannot be read.
    checks
        `claim_id`, `check`, `related`, ids joined by semicolons, and perhaps `reason`. Made of the
        related figures: "sum", "difference" (first; last), "change" (first; last), "share" (part;
        whole), "product". Beside each of them: "same" (the same quantity), "within" (a whole of
        it), "holds" (a part of it), "official" (the same quantity in `official`). Behind the
        figure: "counts" (of a share of the related total), "total" (of a share that is the related
        count), "base" (of a change that ends at the related figure). "operand": tested in the check
        of the related claim. "none": nothing to test with.
    official
        Figures computed from published counts: `id`, `lower`, `upper` (equal for a single
        value), `unit`, `source`.

    Returns
    -------
    pandas.DataFrame
        `claim_id`, `check`, `reason`, `related`, `lower` and `upper` (the values that follow,
        missing where none do), `unit` of these values (parts of one are given in percent),
        `verdict`, and `source`: the rows of the claim and of the related figures. A check beside or
        behind several figures gives a row for each.

        Verdicts are those of `helpers.statistics.agreement.agreement`; to lie beside others is
        "consistent" at most, and so are figures in words or with a limit on one side only. What
        lies behind a figure tests only that it can exist: "not determined", or "inconsistent"
        where no whole number is possible. An operand fails with the claim that it is tested in,
        and passes with it as "consistent"; where that claim is in words, which numbers hardly
        test, it is "not determined". "none" gives "no data".

    Raises
    ------
    ValueError
        If a check is not one of these, names a figure that is not there or cannot be read, or
        an operand's claim is not tested itself.

    Examples
    --------
    >>> claims = pd.DataFrame({
    ...     "claim_id": ["before", "after", "rise"], "value_printed": ["2,081", "3,209", "54"],
    ...     "unit": ["reports", "reports", "percent"], "source": ["a:2", "a:3", "a:4"],
    ...     "rounding_rule": ["exact", "exact", "nearest"], "rounding_step": ["", "", "1"]})
    >>> checks = {"claim_id": ["rise"], "check": ["change"], "related": ["before;after"]}
    >>> found = check_claims(claims, pd.DataFrame(checks)).iloc[0]
    >>> round(float(found["lower"]), 1), found["verdict"]
    (54.2, 'reproduced')
    """
    figures = {row.claim_id: _read(row) for row in claims.fillna("").itertuples()}
    if official is not None:
        figures |= {row.id: _official(row) for row in official.itertuples()}
    rows = []
    for claim, check, related, reason in checks.reindex(columns=NAMED, fill_value="").to_numpy():
        others = related.split(";") if related else []
        for known in {claim, *others} - figures.keys():
            raise ValueError(f"check {check} of {claim} names a figure that is not there: {known}")
        rows += [
            {"claim_id": claim, "check": check, "reason": reason}
            | dict(zip(RESULTS, found, strict=True))
            for found in _checked(claim, check, others, figures)
        ]
    in_words = {name for name, figure in figures.items() if figure.rule == IN_WORDS}
    return _with_operands(pd.DataFrame(rows), in_words)


def judged(
    claims: pd.DataFrame, checks: pd.DataFrame, official: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the claims with how each is read and its verdict, and what `check_claims` returns.

    Parameters and exceptions are as for `check_claims`. The claims have `read_lower` and
    `read_upper` as from `read_claims`, and `verdict` from `verdict_of`; missing without a check.
    """
    checked = check_claims(claims, checks, official)
    verdicts = checked.groupby("claim_id")["verdict"].agg(verdict_of)
    return read_claims(claims).assign(verdict=claims["claim_id"].map(verdicts)), checked


def read_claims(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the claims with `read_lower` and `read_upper`: the values that each may stand for.

    In the printed unit, shares in percent; missing for a figure in words that cannot be read.
    Parameters and exceptions are as for `check_claims`.
    """
    limits = []
    for row in claims.fillna("").itertuples():
        figure = _read(row)
        limits.append(_shown(figure.range, figure.unit)[0])
    return claims.assign(
        read_lower=[one.lower for one in limits], read_upper=[one.upper for one in limits]
    )


def verdict_of(verdicts: Iterable[str]) -> str:
    """Return the verdict on a figure from those of all its checks.

    One that fails makes it "inconsistent"; otherwise the strongest that passes counts.

    Examples
    --------
    >>> verdict_of(["not determined", "consistent"])
    'consistent'
    """
    return min(verdicts, key=STRONGEST_FIRST.index)


def _change(first: Interval, last: Interval) -> Interval:
    return ratio_of(change_of(first, last), HUNDRED)


def _total(share: Interval, count: Interval) -> Interval | None:
    return wholes_behind(count, Interval(share.lower, min(share.upper, 1)))


MADE_OF: Mapping[str, Callable[..., Interval]] = {
    "sum": sum_of,
    "difference": lambda first, last: difference_of(last, first),
    "change": _change,
    "share": ratio_of,
    "product": lambda *factors: reduce(product_of, factors),
}
BESIDE: Mapping[str, Callable[[Interval], Interval]] = {
    "same": lambda other: other,
    "within": lambda whole: Interval(0, whole.upper),
    "holds": lambda part: Interval(part.lower, inf),
}
BEHIND: Mapping[str, Callable[[Interval, Interval], Interval | None]] = {
    "counts": lambda share, total: whole_numbers(*product_of(share, total)),
    "total": _total,
    "base": lambda change, last: base_of_change(last, product_of(change, HUNDRED)),
}


def _read(claim: object) -> _Figure:
    per = PRINTED_PER.get(claim.unit, 1)
    if claim.rounding_rule != IN_WORDS:
        step = claim.rounding_step or None
        limits = read_printed(claim.value_printed, claim.rounding_rule, step, per)
        return _Figure(limits, claim.unit, claim.source, claim.rounding_rule)
    ends = (claim.read_from, claim.read_to)
    lower, upper = (None if end == "" else float(end) / per for end in ends)
    limits = Interval(lower, upper)
    if limits != (None, None):
        limits = Interval(-inf if lower is None else lower, inf if upper is None else upper)
    return _Figure(limits, claim.unit, claim.source, IN_WORDS)


def _official(row: object) -> _Figure:
    per = PRINTED_PER.get(row.unit, 1)
    return _Figure(Interval(row.lower / per, row.upper / per), row.unit, row.source)


def _checked(
    claim: str, check: str, others: list[str], figures: Mapping[str, _Figure]
) -> list[tuple]:
    """Return related ids, limits, unit, verdict and source for each row that a check gives."""
    own, beside = figures[claim], [figures[other] for other in others]
    if check == "none":
        return [("", None, None, own.unit, "no data", own.source)]
    if check == "operand":
        return [(";".join(others), None, None, own.unit, "", _sources(own, *beside))]
    if None in own.range or any(None in other.range for other in beside):
        raise ValueError(f"check {check} of {claim} names a figure in words that is not read")
    if check in MADE_OF:
        found = MADE_OF[check](*(other.range for other in beside))
        return [_row(";".join(others), found, own, _verdict(found, own), *beside)]
    if check not in BESIDE.keys() | BEHIND.keys() | {"official"}:
        raise ValueError(f"check must be a known one, not {check}, of {claim}")
    return [_beside(check, other, own, figures[other]) for other in others]


def _beside(check: str, other: str, own: _Figure, figure: _Figure) -> tuple:
    if check == "official":
        return _row(other, figure.range, own, _verdict(figure.range, own), figure)
    if check in BESIDE:
        found = BESIDE[check](figure.range)
        return _row(other, found, own, agreement(found, own.range), figure)
    found = BEHIND[check](own.range, figure.range)
    verdict = "not determined" if found else "inconsistent"
    return _row(other, found or Interval(None, None), figure, verdict, own)


def _row(related: str, found: Interval, measured: _Figure, verdict: str, *others: _Figure) -> tuple:
    limits, unit = _shown(found, measured.unit)
    return (related, *limits, unit, verdict, _sources(measured, *others))


def _shown(found: Interval, unit: str) -> tuple[Interval, str]:
    """Return limits as floats with their unit, parts of one in percent."""
    unit = SHOWN_IN.get(unit, unit)
    per = PRINTED_PER.get(unit, 1)
    return Interval(*(None if limit is None else float(limit * per) for limit in found)), unit


def _verdict(found: Interval, own: _Figure) -> str:
    single = found.lower == found.upper and own.rule not in LOOSE
    return agreement(found.lower if single else found, own.range)


def _sources(*figures: _Figure) -> str:
    return ";".join(dict.fromkeys(line for one in figures for line in one.source.split(";")))


def _with_operands(found: pd.DataFrame, in_words: set[str]) -> pd.DataFrame:
    tested = found[found["check"] != "operand"].groupby("claim_id")["verdict"].agg(verdict_of)
    verdicts = []
    for claim, check, related, verdict in found[[*NAMED[:3], "verdict"]].to_numpy():
        if check == "operand":
            others = related.split(";")
            verdict = verdict_of([_passed_on(claim, one, tested, in_words) for one in others])
        verdicts.append(verdict)
    return found.assign(verdict=verdicts)


def _passed_on(claim: str, other: str, tested: pd.Series, in_words: set[str]) -> str:
    if other not in tested:
        raise ValueError(f"claim {claim} is tested in one that is not: {other}")
    if tested[other] == "inconsistent":
        return "inconsistent"
    passed = tested[other] in ("reproduced", "consistent") and other not in in_words
    return "consistent" if passed else "not determined"
