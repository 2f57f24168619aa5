"""The commands on single records: check them, make some up, hand on tables of counts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from helpers.commands.options import REFUSED, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from helpers.data.records.checking import Checked
    from helpers.data.records.faults import Fault

LONGEST, MOST_SHOWN = 40, 200
WIDEST = 160

Place = Annotated[
    str, typer.Argument(help="Extract: a file, a folder or a glob.", metavar="FILE|DIR|GLOB")
]
Kind = Annotated[
    str, typer.Option("--kind", help="What the records are.", metavar="fpn|stop-search")
]


def check(
    place: Place,
    kind: Kind,
    mapping: Annotated[
        Path | None,
        typer.Option("--mapping", help="Which column is which.", metavar="FILE.toml"),
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option("--keep", help="Keep typed records here, without references.", metavar="DIR"),
    ] = None,
    faults: Annotated[
        Path | None,
        typer.Option("--faults", help="Write all faults here, values too.", metavar="FILE.csv"),
    ] = None,
) -> None:
    """Look at every cell of an extract, and tell all that is wrong with it at once.

    Values of records are shown on the terminal and in the file of --faults, and nowhere else.
    Status 0: no error, at most warnings; 2: errors, and nothing is kept.
    """
    from helpers.data.records.checking import check as look_at
    from helpers.data.records.checking import has_errors
    from helpers.data.records.kept import write_faults
    from helpers.data.records.tabulating import keep_cells

    checked = look_at(place, kind, mapping, keep)
    _show(checked.faults)
    if faults:
        write_faults(faults, checked.faults)
    wrong = has_errors(checked)
    tell(*_summary(checked))
    if keep and not wrong:
        keep_cells(keep, kind)
    if keep:
        tell("nothing was kept" if wrong else f"kept: {keep}")
    if wrong:
        raise typer.Exit(REFUSED)


def start_map(
    place: Place,
    kind: Kind,
    out: Annotated[
        Path | None, typer.Option("--out", help="File to write.", metavar="FILE.toml")
    ] = None,
) -> None:
    """Start the file that says which column is which; it has headers and no values."""
    from helpers.data.records.checking import start
    from helpers.run.parameters import ParameterError

    text = start(place, kind)
    if out is None:
        tell(text.rstrip("\n"))
        return
    try:
        with out.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise ParameterError(f"--out {out}: {error.strerror}. Name a new file.") from None
    tell(f"{out}: look through it, then give it to `disparity records check --mapping`")


def synthesise(
    case: Annotated[str, typer.Argument(help="north-yorkshire, wiltshire or stop-search.")],
    out: Annotated[Path, typer.Option("--out", help="Folder to write to.", metavar="DIR")],
    seed: Annotated[int, typer.Option("--seed", min=0, help="Another seed, other records.")] = 1,
) -> None:
    """Write made-up records that agree with published counts, each marked as synthetic.

    The text beside them says which counts were published and what is assumed.
    """
    from helpers.commands.options import made_folder
    from helpers.data.records.synthetic import extract
    from helpers.data.records.synthetic_cases import plan_of
    from helpers.run.replacing import write_whole
    from helpers.statistics.joint_distribution import draw

    plan = plan_of(case)
    files = extract(plan, draw(plan.shape, plan.margins, seed=seed), seed=seed)
    folder = made_folder(out)
    for name, content in files.items():
        write_whole(folder / name, content)
        tell(str(folder / name))


def tables(
    kept: Annotated[Path, typer.Argument(help="Folder of `check --keep`.", metavar="DIR")],
    kind: Kind,
    name: Annotated[str, typer.Option("--name", help="Of this release.")],
    force: Annotated[str, typer.Option("--force", help="Whose records these are.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for what may be shown.")],
    table: Annotated[
        list[str] | None, typer.Option("--table", help="A table; may be repeated. All without.")
    ] = None,
) -> None:
    """Write tables of checked records in which small counts are hidden.

    What was released before to the same folder is in its releases.json, and is held against these
    tables. Status 2: refused, nothing written.
    """
    from helpers.audit.protected import publish_tables
    from helpers.commands.options import made_folder

    for file in publish_tables(kept, kind, table or [], name, force, made_folder(out)):
        tell(file)


def _show(faults: Sequence[Fault]) -> None:
    if not faults:
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from helpers.data.records.kept import printable

    table = Table("level", "file", "row", "column", "value", "what is wrong", "what to do", "rows")
    for column in table.columns:
        column.overflow = "fold"
    for fault in faults[:MOST_SHOWN]:
        cells = (
            fault.level,
            fault.file,
            "" if fault.row is None else fault.row,
            fault.column,
            _short(fault.value),
            fault.problem,
            fault.remedy,
            fault.times,
        )
        table.add_row(*(Text(printable(str(cell))) for cell in cells))
    console = Console()
    wide = console.width if console.is_terminal else WIDEST
    Console(width=wide).print(table)
    if len(faults) > MOST_SHOWN:
        tell(f"and {len(faults) - MOST_SHOWN} more: --faults FILE.csv has all of them")


def _short(value: str) -> str:
    return value if len(value) <= LONGEST else f"{value[: LONGEST - 1]}…"


def _summary(checked: Checked) -> list[str]:
    from helpers.data.records.locating import tally

    counted = tally(checked.faults)
    lines = [
        f"files: {len(checked.files)}, rows: {checked.rows}, "
        f"errors: {counted['error']}, warnings: {counted['warning']}"
    ]
    if checked.completeness:
        lines.append("rows with a value:")
        lines += [f"  {name}: {share:.1%}" for name, share in checked.completeness.items()]
    return lines
