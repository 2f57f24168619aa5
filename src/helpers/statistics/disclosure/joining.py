"""Hides which joint tables stand for linked tables, so that nothing they tell together is lost."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import reduce
from itertools import pairwise
from math import prod
from operator import or_
from typing import NamedTuple

from helpers.statistics.disclosure.cells import Cell, Parts

LARGEST_JOINT_TABLE = 6_000
Level = tuple[str, int]
"""A dimension, and how finely it is divided: each level divides the classes of the one before."""


class Joint(NamedTuple):
    """The dimensions of a joint table, for each the classes it tells apart, and what it leaves out.

    Of the dimensions in `partial` it has not all classes: nothing is said of the others with it.
    """

    names: tuple[str, ...]
    classes: tuple[tuple[int, ...], ...]
    partial: frozenset[str]


class Divided(NamedTuple):
    """For each dimension all parts that cells reach, and its divisions from coarse to fine."""

    reach: Mapping[str, int]
    levels: Mapping[str, list[tuple[int, ...]]]

    def classes(self, joint: Collection[Level]) -> dict[str, tuple[int, ...]]:
        """Return for each dimension of a joint table its finest division."""
        finest = {name: max(level for one, level in joint if one == name) for name, _ in joint}
        return {name: self.levels[name][level - 1] for name, level in sorted(finest.items())}

    def size(self, joint: Collection[Level]) -> int:
        return prod(len(one) for one in self.classes(joint).values())


class RingTooLargeError(ValueError):
    """Tables are linked in a ring that needs a joint table too large to search."""


def union(parts: Iterable[int]) -> int:
    """Return the bits of all parts together."""
    return reduce(or_, parts, 0)


def apart_in(cells: Sequence[Cell]) -> dict[str, list[int]]:
    """Return the dimensions that no cell sums over, each with its parts that never meet.

    Counts of notices and counts of people, or of two years of which no table gives a sum.
    """
    names = set.intersection(*({name for name, _ in cell} for cell in cells)) if cells else set()
    found = {}
    for name in sorted(names):
        pieces: list[int] = []
        for part in sorted({dict(cell)[name] for cell in cells}):
            met = [piece for piece in pieces if piece & part]
            pieces = [piece for piece in pieces if not piece & part] + [union([part, *met])]
        found[name] = pieces
    return found


def independent(cells: Sequence[Cell]) -> list[list[Cell]]:
    """Return the cells in groups of which none says anything of another."""
    apart = apart_in(cells)
    found: dict[tuple[int, ...], list[Cell]] = {}
    for cell in cells:
        within = dict(cell)
        place = tuple(
            next(at for at, piece in enumerate(pieces) if piece & within[name])
            for name, pieces in apart.items()
        )
        found.setdefault(place, []).append(cell)
    return [found[place] for place in sorted(found)]


def joint_tables(cells: Sequence[Cell], parts: Parts) -> list[Joint]:
    """Return joint tables of which every cell is a sum, and that can be put together.

    Tables that can be put together one after the other, each sharing its dimensions with one
    before, need no joint table: whole numbers that agree on what is shared can always be joined.
    Where tables form a ring, dimensions are joined until there is none: leaving out one dimension
    after the other, those that stand beside it are joined (Tarjan and Yannakakis 1984).

    Raises
    ------
    RingTooLargeError
        If a joint table would have more than `LARGEST_JOINT_TABLE` cells.

    References
    ----------
    Beeri, C., Fagin, R., Maier, D. and Yannakakis, M. (1983). On the desirability of acyclic
    database schemes. Journal of the ACM, 30(3), 479-513.

    Tarjan, R. E. and Yannakakis, M. (1984). Simple linear-time algorithms to test chordality of
    graphs, test acyclicity of hypergraphs, and selectively reduce acyclic hypergraphs. SIAM
    Journal on Computing, 13(3), 566-579.
    """
    divided = _divided(cells, parts)
    families: dict[frozenset[Level], list[Cell]] = {}
    for names, group in _by_names(cells).items():
        families.setdefault(_levels_of(names, group, divided), []).extend(group)
    joints = _joined(list(families), divided)
    largest = max(divided.size(joint) for joint in joints)
    if largest > LARGEST_JOINT_TABLE:
        raise RingTooLargeError(f"a joint table of {largest} cells would have to be searched")
    kept = _kept_to(joints, families, divided)
    return [_joint(joint, regions, divided) for joint, regions in zip(joints, kept, strict=True)]


def _by_names(cells: Sequence[Cell]) -> dict[frozenset[str], list[Cell]]:
    found: dict[frozenset[str], list[Cell]] = {}
    for cell in cells:
        found.setdefault(frozenset(name for name, _ in cell), []).append(cell)
    return found


def _divided(cells: Sequence[Cell], parts: Parts) -> Divided:
    """Return how groups of cells with the same dimensions divide each of them.

    Where two groups divide a dimension in ways that cross one another, all divide it alike.
    """
    groups = [[dict(cell) for cell in group] for group in _by_names(cells).values()]
    reach, levels = {}, {}
    for name in sorted({name for cell in cells for name, _ in cell}):
        reach[name] = union(cell.get(name, parts.full(name)) for cell in map(dict, cells))
        used = [{cell[name] for cell in group} for group in groups if name in group[0]]
        found = {_split(one, reach[name]) for one in used}
        ordered = sorted(found, key=lambda classes: (len(classes), classes))
        nested = all(_nested(*pair) for pair in pairwise(ordered))
        levels[name] = ordered if nested else [_split(set().union(*used), reach[name])]
    return Divided(reach, levels)


def _split(used: set[int], full: int) -> tuple[int, ...]:
    pieces = {full}
    for part in sorted(used):
        pieces = {bits for piece in pieces for bits in (piece & part, piece & ~part) if bits}
    return tuple(sorted(pieces))


def _nested(coarse: tuple[int, ...], fine: tuple[int, ...]) -> bool:
    return all(any(small & large == small for large in coarse) for small in fine)


def _levels_of(names: frozenset[str], group: Sequence[Cell], divided: Divided) -> frozenset[Level]:
    found = set()
    for name in names:
        used = {dict(cell)[name] for cell in group}
        for level, classes in enumerate(divided.levels[name], start=1):
            found.add((name, level))
            if all(part == union(one for one in classes if one & part) for part in used):
                break
    return frozenset(found)


def _joined(families: Sequence[frozenset[Level]], divided: Divided) -> list[frozenset[Level]]:
    """Return sets of dimensions without a ring, each family within one of them."""
    beside: dict[Level, set[Level]] = {}
    for family in families:
        for one in family:
            beside.setdefault(one, set()).update(family)
    found = [frozenset()]
    while beside:
        finest = [(name, level) for name, level in beside if (name, level + 1) not in beside]
        gone = min(finest, key=lambda one: (divided.size(beside[one]), one))
        joint = frozenset(beside.pop(gone))
        found.append(joint)
        for one in joint - {gone}:
            beside[one] |= joint
            beside[one].discard(gone)
    return largest_of(found)


def largest_of(sets: Iterable[frozenset]) -> list[frozenset]:
    """Return the sets that no other one holds, in an order of their own."""
    distinct = {*sets}
    kept = [one for one in distinct if not any(one < other for other in distinct)]
    return sorted(kept, key=lambda one: (len(one), sorted(one)))


def _kept_to(
    joints: Sequence[frozenset[Level]],
    families: Mapping[frozenset[Level], Sequence[Cell]],
    divided: Divided,
) -> list[dict[str, int]]:
    """Return for each joint table the parts of dimensions that it can be kept to.

    A table of notices that stand need not tell the rescinded ones apart by age. It can do without
    them if it hangs on one other table alone, which tells what stands from the rest: whatever that
    one says of the others, they can be of any age.
    """
    regions = [_region(joint, joints, families, divided) for joint in joints]
    left, before = [*range(len(joints))], 0
    while len(left) != before:
        before = len(left)
        for at in [one for one in left if regions[one]]:
            others = [one for one in left if one != at]
            shared = joints[at] & frozenset().union(*(joints[one] for one in others))
            if any(
                shared <= joints[one]
                and all((name, 1) in joints[one] for name in regions[at])
                and all(
                    regions[at].get(name, divided.reach[name]) & ~part == 0
                    for name, part in regions[one].items()
                    if (name, 1) in shared
                )
                for one in others
            ):
                left.remove(at)
    return [{} if at in left else region for at, region in enumerate(regions)]


def _region(
    joint: frozenset[Level],
    joints: Sequence[frozenset[Level]],
    families: Mapping[frozenset[Level], Sequence[Cell]],
    divided: Divided,
) -> dict[str, int]:
    """Return the parts of dimensions that the cells of a joint table speak of, if not all."""
    cells = [
        dict(cell)
        for family, group in families.items()
        if next(one for one in joints if family <= one) == joint
        for cell in group
    ]
    found = {}
    for name in sorted({name for name, _ in joint}) if cells else ():
        told = union(cell.get(name, divided.reach[name]) for cell in cells)
        told = union(one for one in divided.levels[name][0] if one & told)
        if told != divided.reach[name]:
            found[name] = told
    return found


def _joint(joint: frozenset[Level], region: Mapping[str, int], divided: Divided) -> Joint:
    classes = {
        name: tuple(one for one in found if one & region.get(name, one))
        for name, found in divided.classes(joint).items()
    }
    return Joint(tuple(classes), tuple(classes.values()), frozenset(region))
