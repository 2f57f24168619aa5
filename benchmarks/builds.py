"""Seconds that reports take by `disparity build` and by other ways, in turn; docs/performance.md.

Run: .venv/bin/python benchmarks/builds.py --reports four --snakemake PATH --json times.json
Runs are added to the file; with `--table` alone the tables of what stands in it are printed.
"""

from __future__ import annotations

import argparse
import json
import platform
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from statistics import median

SLOW = ("loop", "api2", "snakemake")
WAYS = (*SLOW, "floor", "ours")
OF_KIND = {
    "one": ("loop", "ours"),
    "four": (*WAYS, "first"),
    "forces": WAYS,
    "variants": ("ours", "unchanged"),
}
AT_LEAST = {
    ("four", "loop"): 4.5,
    ("four", "api2"): 1.7,
    ("four", "snakemake"): 3.0,
    ("forces", "loop"): 10.0,
    ("forces", "api2"): 2.5,
    ("forces", "snakemake"): 4.0,
    ("one", "loop"): 2.0,
}
AT_MOST = {("four", "floor"): 1.25, ("forces", "floor"): 1.2}
MEMORY, GROWTH, UNCHANGED = 450e6, 4.2, 1.0
VARIANTS_OF_EACH = 4


def main() -> None:
    given = _given()
    if given.small:
        from small import times

        _add(given.json, times())
    if not given.table and not given.small:
        with tempfile.TemporaryDirectory() as work:
            _measure(given, given.work or Path(work))
    print(table(_read(given.json)))


def table(found: Mapping) -> str:
    """The tables of docs/performance.md, in Markdown, of every run in a file."""
    runs = found.get("runs", [])
    lines = [f"{key}: {value}" for key, value in sorted(found.get("machine", {}).items())]
    lines += ["", *_of_ways(runs), "", *_of_limits(runs), "", *_of_small(found.get("small", []))]
    return "\n".join(lines)


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", choices=OF_KIND, default="four")
    parser.add_argument("--forces", type=int, default=43, metavar="N", help="the first N forces")
    parser.add_argument("--rounds", type=int, default=5)
    parts = "the slow ways make one of N parts a round, each time another"
    parser.add_argument("--parts", type=int, default=1, metavar="N", help=parts)
    parser.add_argument("--only", default="", metavar="WAY,WAY", help="these ways alone")
    parser.add_argument("--snakemake", default="", metavar="PATH", help="left out without it")
    parser.add_argument("--json", type=Path, default=Path("times.json"), metavar="FILE")
    parser.add_argument("--work", type=Path, metavar="DIR", help="a new folder, to keep the pages")
    parser.add_argument("--small", action="store_true", help="measure what takes under a second")
    parser.add_argument("--table", action="store_true", help="print what was measured, and stop")
    given = parser.parse_args()
    known = OF_KIND[given.reports]
    given.ways = given.only.split(",") if given.only else list(known)
    if unknown := [way for way in given.ways if way not in (*WAYS, "first", "unchanged")]:
        parser.error(f"--only {unknown[0]}: not one of {', '.join(known)}")
    if not given.snakemake and "snakemake" in given.ways:
        given.ways.remove("snakemake")
    return given


def _measure(given: argparse.Namespace, work: Path) -> None:
    from ways import check_pages, chosen, command, copy_project, measured, prepare

    copy_project(work)
    reports = chosen(given.reports, given.forces, work)
    for number in range(given.rounds):
        start = number % len(given.ways)
        for way in [*given.ways[start:], *given.ways[:start]]:
            part = reports.plans[number % given.parts :: given.parts]
            made = reports._replace(plans=part) if way in SLOW else reports
            out = prepare(way, made, work)
            if not out.is_dir():
                continue
            taken = measured(command(way, made, out, given.snakemake), out)
            check_pages(made, out)
            run = {"kind": made.kind, "way": way, "reports": len(made.plans)}
            run |= {"round": number, "seconds": taken.seconds, "memory": taken.memory}
            _add(given.json, {"runs": [run], "machine": _machine()})
            print(f"{way}: {len(made.plans)} reports in {timedelta(seconds=taken.seconds)}")
        _compare(given.reports, work)


def _compare(kind: str, work: Path) -> None:
    """Say whether the floor made the pages that `disparity build` made."""
    floor, ours = work / f"{kind}-floor", work / f"{kind}-ours"
    if floor.is_dir() and ours.is_dir():
        pages = sorted(path.name for path in floor.glob("*.html"))
        other = [p for p in pages if (floor / p).read_bytes() != (ours / p).read_bytes()]
        print(f"floor and ours: {len(pages) - len(other)} of {len(pages)} pages are the same")


def _machine() -> dict[str, str]:
    import psutil

    return {
        "Cores": str(len(psutil.Process().cpu_affinity())),
        "Memory, GB": f"{psutil.virtual_memory().total / 1e9:.0f}",
        "Python": platform.python_version(),
        "System": f"{platform.system()} {platform.machine()}",
    }


def _of_ways(runs: Sequence[Mapping]) -> list[str]:
    lines = [
        "| Reports | Way | Runs | Seconds a report, median | From, to | Ours is | Target "
        "| Largest process, MB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for kind, way in dict.fromkeys((run["kind"], run["way"]) for run in runs):
        found = _seconds(runs, kind, way)
        of_way = [run for run in runs if (run["kind"], run["way"]) == (kind, way)]
        ours = _seconds(runs, kind, "ours")
        ratio = median(ours) / median(found) if ours else None
        lines.append(
            f"| {kind}, {_numbers(of_way)} | {way} | {len(found)} | {median(found):.2f} | "
            f"{min(found):.2f} to {max(found):.2f} | {_ratio(kind, way, ratio)} | "
            f"{max(run['memory'] for run in of_way) / 1e6:.0f} |"
        )
    return lines


def _numbers(runs: Sequence[Mapping]) -> str:
    """How many reports a run made: one number, or the least and the most.

    >>> _numbers([{"reports": 9}, {"reports": 8}])
    '8 to 9'
    """
    numbers = sorted({run["reports"] for run in runs})
    return " to ".join(map(str, dict.fromkeys([numbers[0], numbers[-1]])))


def _ratio(kind: str, way: str, ratio: float | None) -> str:
    """How many times as fast as a way, or how many times the floor, and the target."""
    if ratio is None or way in ("ours", "first", "unchanged"):
        return "– | –"
    if way == "floor":
        limit = AT_MOST.get((kind, way))
        return f"{ratio:.2f} times its time | {_judged(ratio, limit, most=True)}"
    return f"{1 / ratio:.1f} times as fast | {_judged(1 / ratio, AT_LEAST.get((kind, way)))}"


def _judged(value: float, limit: float | None, most: bool = False, unit: str = "") -> str:
    if limit is None:
        return "–"
    met = value <= limit if most else value >= limit
    words = "at most" if most else "at least"
    return f"{words} {limit:g}{unit}: {'met' if met else 'MISSED'}"


def _of_limits(runs: Sequence[Mapping]) -> list[str]:
    lines = ["| What | Measured | Target |", "|---|---|---|"]
    if sizes := [run["memory"] / 1e6 for run in runs if run["way"] in ("ours", "first")]:
        judged = _judged(max(sizes), MEMORY / 1e6, most=True, unit=" MB")
        lines.append(f"| Largest process of ours | {max(sizes):.0f} MB | {judged} |")
    few, many = _seconds(runs, "forces", "ours"), _seconds(runs, "variants", "ours")
    if few and many:
        growth = VARIANTS_OF_EACH * median(many) / median(few)
        judged = _judged(growth, GROWTH, most=True)
        lines.append(f"| four times the forces, ours | {growth:.2f} times the time | {judged} |")
    if idle := [run["seconds"] for run in runs if run["way"] == "unchanged"]:
        judged = _judged(median(idle), UNCHANGED, most=True, unit=" s")
        lines.append(f"| the same, nothing changed | {median(idle):.2f} s | {judged} |")
    return lines


def _of_small(small: Iterable[Mapping]) -> list[str]:
    lines = ["| What | Median, ms | Target |", "|---|---|---|"]
    for one in small:
        judged = _judged(one["milliseconds"], one["limit"], most=True, unit=" ms")
        lines.append(f"| {one['what']} | {one['milliseconds']:.0f} | {judged} |")
    return lines


def _seconds(runs: Sequence[Mapping], kind: str, way: str) -> list[float]:
    """The seconds a report of each run of a way."""
    found = [run for run in runs if (run["kind"], run["way"]) == (kind, way)]
    return [run["seconds"] / run["reports"] for run in found]


def _read(path: Path) -> dict:
    return json.loads(path.read_text("utf-8")) if path.is_file() else {}


def _add(path: Path, added: Mapping) -> None:
    found = _read(path)
    runs = [*found.get("runs", []), *added.get("runs", [])]
    content = found | added | {"runs": runs}
    path.write_text(f"{json.dumps(content, indent=1, sort_keys=True)}\n", "utf-8")


if __name__ == "__main__":
    main()
