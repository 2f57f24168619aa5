"""Hides how the labels of a dimension become the smallest parts that all tables share."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

from helpers.statistics.disclosure.spans import PERIOD, PERIOD_COLUMNS, read_span


def dimension_of(column: str) -> str:
    """Return the dimension of a column: those of periods are all one."""
    return PERIOD if column in PERIOD_COLUMNS else column


def finest_of(labels: Sequence[str], bits: Mapping[str, int]) -> list[str]:
    """Return the labels that hold no other label."""
    return [
        one
        for one in labels
        if not any(bits[other] & bits[one] == bits[other] != bits[one] for other in labels)
    ]


def bits_of(
    dimension: str,
    labels: Sequence[str],
    groupings: Mapping[str, Mapping[str, Sequence[str]]],
) -> tuple[list[str], dict[str, int]]:
    """Return the names of the smallest parts, and for each label the bits of its parts."""
    if dimension == PERIOD:
        return _of_periods(labels)
    return _of_labels(labels, groupings.get(dimension, {}))


def _of_labels(
    labels: Sequence[str], groups: Mapping[str, Sequence[str]]
) -> tuple[list[str], dict[str, int]]:
    smallest = {label: _smallest(label, groups, ()) for label in [*labels, *sorted(groups)]}
    names = sorted(set().union(*smallest.values())) if smallest else []
    return names, {
        label: sum(1 << names.index(one) for one in found) for label, found in smallest.items()
    }


def _smallest(
    label: str, groups: Mapping[str, Sequence[str]], above: tuple[str, ...]
) -> frozenset[str]:
    if label in above:
        raise ValueError(f"grouping {label} is a part of itself")
    if label not in groups:
        return frozenset({label})
    return frozenset().union(*(_smallest(one, groups, (*above, label)) for one in groups[label]))


def _of_periods(labels: Sequence[str]) -> tuple[list[str], dict[str, int]]:
    spans = {label: read_span(label) for label in labels}
    days = sorted({day for span in spans.values() for day in span})
    pieces = [
        (first, after)
        for first, after in pairwise(days)
        if any(span[0] <= first and after <= span[1] for span in spans.values())
    ]
    names = [
        f"{date.fromordinal(first).isoformat()}/{date.fromordinal(after - 1).isoformat()}"
        for first, after in pieces
    ]
    return names, {
        label: sum(
            1 << bit
            for bit, (first, after) in enumerate(pieces)
            if span[0] <= first and after <= span[1]
        )
        for label, span in spans.items()
    }
