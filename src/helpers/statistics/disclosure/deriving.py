"""Hides which cells a reader could work out, printed or not."""

from collections.abc import Iterable, Sequence
from itertools import product

import numpy as np
from scipy import sparse

from helpers.statistics.disclosure.cells import Cell, Parts, Row
from helpers.statistics.disclosure.joining import apart_in, union
from helpers.statistics.disclosure.system import Block, System


def derived_cells(
    rows: Sequence[Row], system: System, parts: Parts
) -> tuple[list[Cell], sparse.csr_array]:
    """Return every cell that the dimensions of one table can tell apart, printed or not.

    "Not stated" less "Not stated, resident" is such a cell. Cells of which no row says anything
    are left out. The matrix turns the unknown numbers into their counts.
    """
    count_rows = [row for row in rows if row.whole is None]
    used: dict[str, dict[str, set[int]]] = {}
    for row in count_rows:
        labels = used.setdefault(row.table, {})
        for name, part in row.cell:
            labels.setdefault(name, set()).add(part)
    families: dict[frozenset[str], dict[str, set[int]]] = {}
    for labels in used.values():
        family = families.setdefault(frozenset(labels), {})
        for name, found in labels.items():
            family.setdefault(name, set()).update(found)
    apart = apart_in([row.cell for row in count_rows])
    cells = {
        cell
        for names in sorted(families, key=sorted)
        for cell in _cells_of(families[names], apart, system.blocks, parts)
    }
    ordered = sorted(cells)
    sums = system.sums(ordered)
    unsaid = np.ones(system.size, dtype=np.int64)
    for row in count_rows:
        for block in system.blocks:
            if block.holds(row.cell):
                unsaid[block.columns(row.cell)] = 0
    kept = np.flatnonzero(sums @ unsaid == 0)
    return [ordered[at] for at in kept], sums[kept]


def _cells_of(
    labels: dict[str, set[int]],
    apart: dict[str, list[int]],
    blocks: Sequence[Block],
    parts: Parts,
) -> Iterable[Cell]:
    names = sorted(labels)
    for block in blocks:
        if {*names} <= {*block.names}:
            options = [_options(name, labels[name], apart, block, parts) for name in names]
            for chosen in product(*options):
                pairs = zip(names, chosen, strict=True)
                cell = tuple((name, part) for name, part in pairs if part != parts.full(name))
                if block.holds(cell):
                    yield cell


def _options(
    name: str, labels: set[int], apart: dict[str, list[int]], block: Block, parts: Parts
) -> list[int]:
    """Return the parts of a dimension that a joint table can tell apart, alone and together."""
    reach = union(one for one in apart.get(name, ()) if one & union(labels))
    classes = block.classes[block.names.index(name)]
    inside = {one for one in classes if one & reach or not reach}
    held = {one for one in labels if block.tells(name, one)}
    return sorted({*held, *inside, *(() if reach else {parts.full(name)})})
