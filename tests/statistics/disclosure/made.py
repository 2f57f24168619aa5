"""Small tables for the tests of disclosure control."""

import math
from itertools import product

import numpy as np
import pandas as pd

ALL = "All"


def counted(cells, dimensions):
    """The table of an array of counts, with every total."""
    rows = []
    for chosen in product(*[[*range(size), None] for size in np.shape(cells)]):
        part = np.asarray(cells)[tuple(slice(None) if at is None else at for at in chosen)]
        labels = [
            ALL if at is None else f"{name} {at}"
            for name, at in zip(dimensions, chosen, strict=True)
        ]
        rows.append([*labels, int(part.sum())])
    return pd.DataFrame(rows, columns=[*dimensions, "count"])


def exact(rows, dimensions):
    """A published table of exact counts, None for one that is hidden, pairs for limits."""
    told = []
    for *labels, count in rows:
        limits = (0, math.inf) if count is None else (count, count)
        told.append([*labels, *(count if isinstance(count, tuple) else limits)])
    return pd.DataFrame(told, columns=[*dimensions, "lower", "upper"])


def printed(table):
    """The values and symbols of a protected table as text."""
    return [
        symbol or str(value) for value, symbol in zip(table["value"], table["symbol"], strict=True)
    ]
