"""The template a clerk fills, and the workbook that comes back with the errors beside the rows."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from carriers.errors import CarrierError
from carriers.spreadsheet.columns import (
    ASSESSMENTS,
    COLUMN,
    COLUMNS,
    ERRORS,
    ERRORS_HEADER,
    EXAMPLE_MARKS,
    REASONS_ZH,
    Layout,
)
from carriers.spreadsheet.formats.cells import column_letters, format_cell
from carriers.spreadsheet.formats.grid import Grid
from carriers.spreadsheet.formats.xlsx_writer import Choice, Line, Value, Width, Worksheet, encode_workbook
from carriers.spreadsheet.formats.xlsx_writer_styles import Style
from carriers.spreadsheet.granted import Granted
from carriers.spreadsheet.reading import convert_cell, find_header, read_grid
from carriers.spreadsheet.row_cells import CheckedRow
from credentials.documents.agreement import AgreementText, Scheme
from credentials.identifiers import uscc_check_character
from credentials.times import day_of
from credentials.words.regions import region_name
from signing.errors import Lang

_EXAMPLE_CODE = "91500000MA0EXAMPJ"
_STYLE_BY_FORM = {
    "code": Style.TEXT,
    "date": Style.DATE,
    "list": Style.TEXT,
    "text": Style.TEXT,
    "number": Style.PLAIN,
}
_CHOICES = "选项 Lists"


def write_template(agreement: AgreementText, issuer: str) -> bytes:
    """The .xlsx to fill: an example row, drop-down lists, and a page of help on what `issuer` may issue.

    The same agreement gives the same bytes. CarrierError `nothing-granted` when there is nothing to issue.
    """
    granted = Granted(agreement, issuer)
    if not granted.schemes:
        raise CarrierError("nothing-granted", issuer=issuer)
    lists = {
        "scheme": [granted.label(scheme) for scheme in granted.schemes],
        "grade": [*dict.fromkeys(grade.code for scheme in granted.schemes for grade in scheme.grades)],
        "region": [region_name(code, "zh") for code in granted.all_regions],
        "reason": [*REASONS_ZH.values()],
    }
    header: Line = [(c.header, Style.REQUIRED if c.required else Style.HEADER) for c in COLUMNS]
    example = _example(granted, day_of(agreement.effective_from))
    line: Line = [
        (example[c.name], Style.EXAMPLE_DATE if c.form == "date" else Style.EXAMPLE)
        if c.name in example
        else None
        for c in COLUMNS
    ]
    positions = {column.name: position for position, column in enumerate(COLUMNS, start=1)}
    choices = [
        Choice(positions[name], f"'{_CHOICES}'!${letter}$2:${letter}${len(items) + 1}")
        for letter, (name, items) in zip(map(column_letters, range(1, 5)), lists.items(), strict=True)
    ]
    data = Worksheet(
        ASSESSMENTS.page,
        [Width(c.width, _STYLE_BY_FORM[c.form]) for c in COLUMNS],
        [(1, header), (2, line)],
        choices,
        frozen=True,
    )
    return encode_workbook([data, _help(granted), _lists(lists)])


def _example(granted: Granted, day: date) -> dict[str, Value]:
    """An example for the first granted scheme, with a code that passes and belongs to nobody."""
    scheme = granted.schemes[0]
    example: dict[str, Value] = {
        "legalName": f"{EXAMPLE_MARKS[0]}（请删除）{EXAMPLE_MARKS[1]}",
        "unifiedSocialCreditCode": _EXAMPLE_CODE + uscc_check_character(_EXAMPLE_CODE),
        "region": region_name(granted.regions(scheme)[0], "zh"),
        "scheme": granted.label(scheme),
        "grade": scheme.grades[0].code,
        "certificateNumber": f"{day.year}-0001",
        "assessedOn": day,
    }
    if scheme.categories:
        example["category"] = "、".join(scheme.categories[:2])
    return example


def _help(granted: Granted) -> Worksheet:
    heading = Style.HEADER
    lines: list[Line] = [
        [
            (text, heading)
            for text in ("列 / Column", "必填 / Required", "怎样填写", "How to fill it", "", "", "")
        ]
    ]
    lines += [_wrapped(c.header, "是 / yes" if c.required else "", c.help_zh, c.help_en) for c in COLUMNS]
    titles = (
        "标识 / Id",
        "评价办法",
        "Scheme",
        "类别 / Categories",
        "等级 / Grades",
        "月数 / Months",
        "地区 / Regions",
    )
    lines += [[], [(text, heading) for text in titles]]
    lines += [_scheme_line(granted, scheme) for scheme in granted.schemes]
    widths = [Width(characters) for characters in (34, 24, 44, 52, 30, 24, 30)]
    return Worksheet("说明 Help", widths, enumerate(lines, start=1))


def _scheme_line(granted: Granted, scheme: Scheme) -> Line:
    grades = (g.code if g.name.zh == g.code else f"{g.code} {g.name.zh}" for g in scheme.grades)
    months = (f"{g.code} {scheme.months_of(g.code)}" for g in scheme.grades if g.months is not None)
    regions = (f"{code} {region_name(code, 'zh')}" for code in granted.regions(scheme))
    return _wrapped(
        scheme.id,
        scheme.name.zh,
        scheme.name.en,
        "、".join(scheme.categories) or "—",
        "、".join(grades),
        "、".join([str(scheme.months), *months]),
        "、".join(regions),
    )


def _wrapped(*texts: str) -> Line:
    return [(text, Style.WRAPPED) for text in texts]


def _lists(lists: dict[str, list[str]]) -> Worksheet:
    depth = max(map(len, lists.values()))
    lines: list[Line] = [[(COLUMN[name].header, Style.HEADER) for name in lists]]
    lines += [
        [(items[i], Style.TEXT) if i < len(items) else None for items in lists.values()] for i in range(depth)
    ]
    return Worksheet(_CHOICES, [Width(30)] * len(lists), enumerate(lines, start=1))


def write_errors(
    data: bytes,
    rows: Sequence[CheckedRow[Any]],
    lang: Lang,
    *,
    only_bad: bool = False,
    layout: Layout = ASSESSMENTS,
) -> bytes:
    """The same sheet as .xlsx with the errors of each row in front, in `lang`; row numbers stay as they were.

    With `only_bad` the rows with errors alone, one below the other: the rest is done. An errors column from
    an earlier round is replaced. CarrierError for what `read_grid` refuses.
    """
    grid = read_grid(data, layout)
    errors = {row.number: row.errors for row in rows}
    head = find_header(grid, layout)
    first, header = grid.rows[head]
    body = [(number, cells) for number, cells in grid.rows[head + 1 :] if errors.get(number) or not only_bad]
    names = {position: layout.column_of_header(str(cell)) for position, cell in header.items()}
    positions = [
        position
        for position in range(1, max(max(cells) for _, cells in grid.rows) + 1)
        if names.get(position) != ERRORS
    ]

    dates = {position for position, name in names.items() if name in layout.dates}

    def lines() -> Iterator[tuple[int, Line]]:
        for number, cells in grid.rows[:head]:
            yield number, [None, *_line(grid, cells, positions, set(), Style.PLAIN)]
        yield first, [(ERRORS_HEADER, Style.HEADER), *_line(grid, header, positions, set(), Style.HEADER)]
        for place, (number, cells) in enumerate(body, start=first + 1):
            text = "\n".join(
                f"{layout.by_name[e.column].label(lang)}: {e.what(lang)} {e.mend(lang)}"
                for e in errors.get(number, ())
            )
            yield (
                place if only_bad else number,
                [(text, Style.ERROR) if text else None, *_line(grid, cells, positions, dates, Style.TEXT)],
            )

    widths = [Width(60)]
    for position in positions:
        column = layout.by_name.get(names.get(position) or "")
        widths.append(Width(column.width, _STYLE_BY_FORM[column.form]) if column else Width(16))
    return encode_workbook([Worksheet(layout.page, widths, lines(), frozen=first == 1)])


def _line(
    grid: Grid,
    cells: dict[int, str | float],
    positions: Sequence[int],
    dates: set[int],
    style: Style,
) -> Iterator[tuple[Value, Style] | None]:
    """The cells as they were; a date that Excel kept as a number is written out."""
    for position in positions:
        value = cells.get(position)
        if isinstance(value, float):
            cell = convert_cell(value, grid.days_1904, is_date=position in dates)
            yield (cell, Style.PLAIN) if isinstance(cell, float) else (format_cell(cell), style)
        else:
            yield None if value is None else (value, style)
