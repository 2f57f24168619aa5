"""The table that sets each printed figure of the ledger beside what follows from others."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from html import escape

import pandas as pd

from helpers.page.checks import VERDICTS
from helpers.page.claim_sheet import Tested, claim_sheet
from helpers.page.numbers import DECIMALS, Number, Shown, marked, missing
from helpers.page.sentences import ordinal
from helpers.page.tables import frame
from helpers.page.time_axis import in_full

HEADERS = ("What was printed", "As printed", "Verdict", "What follows, and from what")
WORDS_OF_RULE = ("more than", "at least", "fewer than", "at most", "almost", "about")
MOST_DECIMALS = 3
OPEN_END = " or more</data>"
COMBINED = ("sum", "difference", "change", "share", "product")
VALUE = ":value"
BEHIND = ("counts", "total", "base")
AROUND = {
    "percent": ("", "%"),
    "pounds": ("£", ""),
    "million pounds": ("£", " million"),
    "rank": ("rank ", ""),
    "ratio": ("a ratio of ", ""),
    "part of one": ("", ""),
}
SENTENCES = {
    "sum": "{all} is {result}",
    "difference": "{last} less {first} is {result}",
    "change": "from {first} to {last} is {result}",
    "share": "{first} of {last} is {result}",
    "product": "{all} is {result}",
    "same": "set beside {first}: {result}",
    "within": "part of {first}: {result}",
    "holds": "takes in {first}: {result}",
    "official": "{first}: {result}",
    "counts": "{own} of {first} allows {result}",
    "total": "{first} as {own} allows a total of {result}",
    "base": "{first} after a change of {own} implies {result} before",
    "operand": "enters the test of {all}",
    "none": "",
}
JOINED_BY = {"sum": " + ", "product": " × ", "operand": " and "}


def claims_check(
    claims: pd.DataFrame, checked: pd.DataFrame, labels: Mapping[str, str], caption: str
) -> Shown:
    """Printed figures, one a row: as printed and read, what follows from other figures, verdict.

    Each figure is recorded as the number ``claim_id`` with the result of the check that decides;
    further checks as ``<claim_id>.<check>``, and the range that the figure is read as, unless it
    is exact, as ``<claim_id>.read_as``.

    Parameters
    ----------
    claims
        One row per figure: ``claim_id``, ``counted``, ``base``, ``period_start``, ``period_end``,
        ``value_printed``, ``unit``, ``rounding_rule``, ``read_lower``, ``read_upper``,
        ``verdict`` (one of ``VERDICTS``), ``published_source`` and ``source``; and ``place``, where
        it stands in its document, if that is to be shown.
    checked
        One row per check: ``claim_id``, ``check``, ``related``, ``lower``, ``upper``, ``unit``,
        ``verdict``, ``reason`` and ``source``.
    labels
        By id, how a related figure is called in a sentence, from :func:`labels_of`.

    Raises
    ------
    ValueError
        An unknown verdict, a figure that stands twice, or one without a check.
    """
    if unknown := set(claims["verdict"]) - set(VERDICTS):
        raise ValueError(f"unknown verdict {sorted(unknown)}: use one of {', '.join(VERDICTS)}")
    body, numbers, tested = [], [], []
    for claim in claims.to_dict("records"):
        checks = checked[checked["claim_id"] == claim["claim_id"]].to_dict("records")
        if not checks:
            raise ValueError(f"claims_check: {claim['claim_id']} has no check")
        results = _results(claim, checks)
        read_as = _read_as(claim, checks)
        numbers += [*results, *read_as]
        body.append(_cells(claim, checks, results, read_as, labels))
        tested += [_tested(claim, *one, labels) for one in zip(checks, results, strict=True)]
    repeated = [id for id, times in Counter(one.id for one in numbers).items() if times > 1]
    if repeated:
        raise ValueError(f"claims_check: {repeated} stand twice")
    plain = claims[["counted", "value_printed", "verdict"]].to_string(index=False)
    html = frame(caption, HEADERS, body, figures=())
    return Shown(html, plain, tuple(numbers), (claim_sheet(caption, tested),))


def labels_of(claims: pd.DataFrame, official: pd.DataFrame) -> dict[str, str]:
    """How each figure is called in a sentence on another one: as printed, or by its label.

    A figure of ``official`` stands a second time, with its value, under its id and ``VALUE``.
    """
    printed = {claim["claim_id"]: as_printed(claim) for claim in claims.to_dict("records")}
    others = official.to_dict("records")
    valued = {f"{one['id']}{VALUE}": f"{one['label']} ({_value_of(one)})" for one in others}
    return printed | {one["id"]: one["label"] for one in others} | valued


def as_printed(claim: Mapping) -> str:
    """A printed figure with the words and the unit that it was printed with.

    >>> as_printed({"value_printed": "2000", "unit": "people", "rounding_rule": "almost"})
    'almost 2,000 people'
    """
    printed, unit, rule = claim["value_printed"], claim["unit"], claim["rounding_rule"]
    if rule == "in words":
        return f"“{printed}”"
    value = f"{int(printed):,}" if printed.isdigit() else printed
    before, after = _around(unit, single=printed == "1")
    text = ordinal(int(printed)) if unit == "rank" else f"{before}{value}{after}"
    return f"{rule} {text}" if rule in WORDS_OF_RULE else text


def what_was_printed(claim: Mapping) -> str:
    """What a figure counts, of what, and when, as far as its document says.

    >>> what_was_printed({"counted": "notices", "base": "", "period_start": "",
    ...                   "period_end": "2020-09"})
    'Notices, to September 2020'
    """
    counted, base = claim["counted"], claim["base"]
    start, end = (
        in_full(day) if day else "" for day in (claim["period_start"], claim["period_end"])
    )
    when = start if start == end else f"{start} to {end}".strip() if end else f"from {start}"
    to = "against" if claim.get("unit") == "percent" and counted.startswith("change") else "of"
    parts = [counted[:1].upper() + counted[1:], f"{to} {base}" if base else "", when]
    return ", ".join(filter(None, parts))


def _around(unit: str, single: bool) -> tuple[str, str]:
    """What stands before and after a number of this unit."""
    singular = {"people": "person", "families": "family"}.get(unit, unit.removesuffix("s"))
    return AROUND.get(unit, ("", f" {singular if single else unit}"))


def _value_of(figure: Mapping) -> str:
    """The value or the range of an official figure with its unit."""
    lower, upper = float(figure["lower"]), float(figure["upper"])
    value = lower if lower == upper else None
    number = Number(figure["id"], figure["label"], value, figure["unit"], lower, upper)
    before, after = _around(number.unit, single=value == 1)
    return f"{before}{number.limits if value is None else number.displayed}{after}"


def _results(claim: Mapping, checks: list[dict]) -> list[Number]:
    """The number of each check; the first that gives the verdict carries the figure's own id."""
    deciding = next(
        (place for place, one in enumerate(checks) if one["verdict"] == claim["verdict"]), 0
    )
    times: Counter = Counter()
    numbers = []
    for place, check in enumerate(checks):
        decides = place == deciding
        times[check["check"]] += not decides
        nth = times[check["check"]]
        part = f"{check['check']}_{nth}" if nth > 1 else check["check"]
        id = claim["claim_id"] if decides else f"{claim['claim_id']}.{part}"
        numbers.append(_number(id, claim, check, decides))
    return numbers


def _number(id: str, claim: Mapping, check: Mapping, decides: bool) -> Number:
    lower, upper = check["lower"], check["upper"]
    single = not missing(lower) and lower == upper
    behind = check["check"] in BEHIND
    read = [] if behind else [claim["read_lower"], claim["read_upper"]]
    unit = _unit(check)
    return Number(
        id,
        what_was_printed(claim),
        lower if single else None,
        unit,
        None if single else lower,
        None if single else upper,
        method=check["check"],
        sources=tuple(filter(None, check["source"].split(";"))),
        published_value=as_printed(claim) if decides else "",
        published_source=claim["published_source"] if decides else "",
        agreement=claim["verdict"] if decides else check["verdict"],
        decimals=_decimals(unit, [*read, lower, upper] if unit == "percentage points" else read),
    )


def _unit(check: Mapping) -> str:
    """The unit of what follows: a difference of percentages is one of percentage points."""
    of_shares = check["check"] == "difference" and check["unit"] == "percent"
    return "percentage points" if of_shares else check["unit"]


def _read_as(claim: Mapping, checks: list[dict]) -> list[Number]:
    limits = [claim["read_lower"], claim["read_upper"]]
    single = limits[0] == limits[1]
    if all(map(missing, limits)) or (single and claim["rounding_rule"] != "in words"):
        return []
    own = "percent" if claim["unit"] == "part of one" else claim["unit"]
    unit = next((_unit(check) for check in checks if check["check"] == "difference"), own)
    read_as = Number(
        f"{claim['claim_id']}.read_as",
        f"Range that “{as_printed(claim)}” is read as",
        limits[0] if single else None,
        unit,
        *([None, None] if single else limits),
        method=f"rounding rule: {claim['rounding_rule']}",
        sources=tuple(claim["source"].split(";")),
        decimals=_decimals(unit, limits),
    )
    return [read_as]


def _decimals(unit: str, limits: list[float]) -> int:
    """As many decimals as the unit has, or as the limits of the printed figure end with."""
    needed = [DECIMALS.get(unit, 0)]
    for limit in limits:
        if not missing(limit) and not math.isinf(limit):
            decimals = f"{limit:.9f}".rstrip("0").partition(".")[2]
            needed += [len(decimals)] if len(decimals) <= MOST_DECIMALS else []
    return max(needed)


def _tested(claim: Mapping, check: Mapping, result: Number, labels: Mapping[str, str]) -> Tested:
    lower, upper = claim["read_lower"], claim["read_upper"]
    return Tested(
        what_was_printed(claim),
        claim.get("place") or "",
        as_printed(claim),
        Number(result.id, "", None, claim["unit"], lower, upper, decimals=result.decimals),
        _line(check, result, as_printed(claim), labels, several=False),
        result,
        check["verdict"],
        claim["verdict"],
    )


def _cells(
    claim: Mapping,
    checks: list[dict],
    results: list[Number],
    read_as: list[Number],
    labels: Mapping[str, str],
) -> list[str]:
    counted = escape(what_was_printed(claim), quote=False)
    if place := claim.get("place"):
        counted += f' <span class="place">{escape(place, quote=False)}</span>'
    printed = escape(as_printed(claim), quote=False)
    if read_as:
        printed += f"<br>read as {_limits(read_as[0])}"
    lines = [
        _line(check, result, as_printed(claim), labels, several=len(checks) > 1)
        for check, result in zip(checks, results, strict=True)
    ]
    verdict = f"<strong>{escape(claim['verdict'], quote=False)}</strong>"
    follows = "".join(f'<div class="words">{line}</div>' for line in lines)
    return [f'<div class="counted">{counted}</div>', printed, verdict, follows]


def _line(
    check: Mapping, result: Number, own: str, labels: Mapping[str, str], several: bool
) -> str:
    named = [id for id in check["related"].split(";") if id]
    value = VALUE if check["check"] in COMBINED else ""
    related = [labels.get(f"{id}{value}", labels[id]) for id in named]
    words = {
        "own": escape(own, quote=False),
        "first": escape(related[0], quote=False) if related else "",
        "last": escape(related[-1], quote=False) if related else "",
        "all": escape(JOINED_BY.get(check["check"], ", ").join(related), quote=False),
        "result": _limits(result),
    }
    said = SENTENCES[check["check"]].format(**words)
    said = said[:1].upper() + said[1:]
    verdict = f" ({check['verdict']})" if several else ""
    reason = escape(check["reason"], quote=False)
    return f"{said}{verdict}. {reason}" if said else reason


def _limits(number: Number) -> str:
    """The value or the range of a number, as HTML with its unit."""
    if missing(number.value) and not number.limits:
        return "no whole number"
    shown = marked(number, "limits" if missing(number.value) else "")
    open_end = shown.endswith(OPEN_END)
    single = (number.lower if open_end else number.value) == 1
    before, after = (escape(words, quote=False) for words in _around(number.unit, single))
    if open_end:
        return f"{before}{shown.removesuffix(OPEN_END)}</data>{after} or more"
    return f"{before}{shown}{after}"
