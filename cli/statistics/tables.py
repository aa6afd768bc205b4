"""Published tables as files and at the terminal."""

from collections.abc import Sequence
from pathlib import Path

from carriers.spreadsheet import MAX_BYTES, read_sheet
from carriers.spreadsheet.formats.cells import format_cell
from carriers.spreadsheet.survey.columns import PUBLISHED
from carriers.spreadsheet.survey.workbook import write_table
from cli.errors import CommandError
from cli.terminal.language import say
from cli.terminal.output import plain, put, put_json, put_table, tell
from cli.workspace.files import STDIO, load_bytes, save_bytes
from credentials.drafting.survey_return import TOTAL
from credentials.words.regions import region_name
from verifier.survey import PublishedTable, join_tables, read_published
from verifier.survey.published import COLUMNS, VOLUNTARY

_SUFFIXES = (".csv", ".xlsx")
_TOTAL = ("total", "合计")
_LEGEND = (
    "c：为保护填报者而隐去 · suppressed, to protect contributors",
    "空白：无人填报 · blank: nobody returned anything",
)


def load_table(path: Path) -> PublishedTable:
    """A published table; CommandError, CarrierError for the file, SurveyError for what it says."""
    sheet = read_sheet(load_bytes(path, limit=MAX_BYTES), PUBLISHED)
    return read_published(
        [{name: format_cell(cell) for name, cell in row.cells.items()} for row in sheet.rows]
    )


def check_targets(targets: Sequence[str]) -> None:
    """CommandError suffix-unknown for a file that is neither .csv nor .xlsx."""
    for target in targets:
        suffix = Path(target).suffix.casefold()
        if target != STDIO and suffix not in _SUFFIXES:
            raise CommandError("suffix-unknown", suffix=plain(suffix), expected=", ".join(_SUFFIXES))


def put_published(table: PublishedTable, targets: Sequence[str], *, as_json: bool) -> None:
    """Writes the table to each file; with none, shows it."""
    for target in targets:
        is_workbook = Path(target).suffix.casefold() == ".xlsx"
        # Spreadsheet programs take a CSV file without a mark for one of the system's encoding.
        text = table.to_csv().encode("utf-8" if target == STDIO else "utf-8-sig")
        save_bytes(target, _workbook(table) if is_workbook else text)
        if target != STDIO:
            tell(say(f"Wrote {plain(target)}.", f"已写入 {plain(target)}。"))
    if as_json:
        put_json({"columns": COLUMNS, "lines": [*table.lines()]})
    elif not targets:
        put_table(_title(table), *_grid(table))
        put(say("c: suppressed, to protect contributors", "c：为保护填报者而隐去"))
    tell(say("Voluntary returns, no official statistics.", "自愿填报，非政府统计。"))


def join_files(one: Path, other: Path, targets: Sequence[str], *, as_json: bool) -> None:
    """The joint table of two."""
    check_targets(targets)
    put_published(join_tables(load_table(one), load_table(other)), targets, as_json=as_json)


def name_place(table: PublishedTable, place: tuple[int, int]) -> str:
    """A cell by its categories."""
    return " / ".join(say(*_TOTAL) if name == TOTAL else plain(name) for name in table.name(place))


def _title(table: PublishedTable) -> str:
    about = table.heading
    areas = "、".join(say(region_name(area, "en"), region_name(area, "zh")) for area in about.area.split("_"))
    return f"{about.indicator}  {about.period}  {areas}  ({about.unit})"


def _grid(table: PublishedTable) -> tuple[list[str], list[list[str]]]:
    """The head and the rows, with their names."""
    height, width = len(table.rows), len(table.columns)
    head = ["", *table.columns, say(*_TOTAL)]
    names = [*table.rows, say(*_TOTAL)]
    return head, [
        [names[row], *(table.text((row, column)) for column in range(width + 1))] for row in range(height + 1)
    ]


def _workbook(table: PublishedTable) -> bytes:
    """In both languages, whoever opens it."""
    head, rows = _grid(table)
    total = " ".join(reversed(_TOTAL))
    grid = [[table.heading.indicator, *head[1:-1], total], *rows[:-1], [total, *rows[-1][1:]]]
    about = table.heading
    notes = [f"{about.period}  {about.area}  {about.unit}", *_LEGEND, VOLUNTARY]
    return write_table("自愿填报 Voluntary", grid, notes, [*table.lines()])
