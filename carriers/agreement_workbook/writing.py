"""Write the text of an agreement into a workbook, and return a workbook with errors beside the rows."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from carriers.agreement_workbook.columns import (
    CATEGORIES,
    ENDS,
    EQUIVALENCES,
    GRADES,
    GRANTS,
    LISTS,
    PAGES,
    PARTIES,
    SCHEMES,
    TEXT,
)
from carriers.agreement_workbook.reading import CheckedText, read_agreement
from carriers.errors import CarrierError
from carriers.spreadsheet.columns import Column, Layout
from carriers.spreadsheet.formats.xlsx_writer import (
    Choice,
    SheetLine,
    Value,
    Width,
    Worksheet,
    encode_workbook,
)
from carriers.spreadsheet.formats.xlsx_writer_styles import Style
from carriers.spreadsheet.templates import format_help, help_of_columns
from carriers.spreadsheet.writing import STYLE_BY_FORM, errors_page
from credentials.record import JsonObject
from credentials.times import day_of, end_of, format_time, last_day, parse_time, start_of
from credentials.words.regions import region_code, region_name
from signing.errors import Lang

_CHOSEN = {
    SCHEMES: {"owner": PARTIES},
    CATEGORIES: {"scheme": SCHEMES},
    GRADES: {"scheme": SCHEMES},
    GRANTS: {"issuer": PARTIES, "scheme": SCHEMES},
    EQUIVALENCES: {"from.scheme": SCHEMES, "to.scheme": SCHEMES},
}
"""The columns whose cells offer the ids of another page."""
# the last row: a header and 256 schemes, the most that a text may have
_OFFERED = 257


def write_agreement(text: JsonObject) -> bytes:
    """Return the .xlsx of a well-formed text: its pages, and one of help. The same text gives the same bytes.

    CarrierError `agreement-cells` where reading the workbook would give another text.
    """
    rows = {page: [*_items(page, text)] for page in PAGES}
    lines: list[SheetLine] = []
    for page in PAGES:
        lines += [[(page.page, Style.HEADER)], *help_of_columns(page), []]
    data = encode_workbook([*(_page(page, rows[page]) for page in PAGES), format_help(lines)])
    if read_agreement(data).value != text:  # blanks at the end of a text, for example, would be lost
        raise CarrierError("agreement-cells")
    return data


def write_agreement_errors(data: bytes, checked: CheckedText, lang: Lang) -> bytes:
    """Return the pages as received, with the errors of each row in front, in `lang`."""
    return encode_workbook(
        [errors_page(data, checked.rows[page], lang, only_bad=False, layout=page) for page in PAGES]
    )


def _items(page: Layout, text: JsonObject) -> Iterator[Any]:
    """Yield the items of a page's rows, in the order of the text."""
    schemes: Any = text["schemes"]
    if page is TEXT:
        yield text
    elif page is CATEGORIES:
        yield from ({"scheme": s["id"], "category": name} for s in schemes for name in s["categories"])
    elif page is GRADES:
        yield from ({"scheme": s["id"], **grade} for s in schemes for grade in s["grades"])
    else:
        listed: Any = text.get(next(name for name, layout in LISTS.items() if layout is page), ())
        yield from listed


def _page(page: Layout, items: Sequence[Any]) -> Worksheet:
    columns = page.columns
    header: SheetLine = [(c.header, Style.REQUIRED if c.required else Style.HEADER) for c in columns]
    lines: list[SheetLine] = [header, *([_cell(column, item) for column in columns] for item in items)]
    positions = {column.name: place for place, column in enumerate(columns, start=1)}
    choices = [
        Choice(positions[name], f"'{other.page}'!$A$2:$A${_OFFERED}")
        for name, other in _CHOSEN.get(page, {}).items()
    ]
    widths = [Width(column.width, STYLE_BY_FORM[column.form]) for column in columns]
    return Worksheet(page.page, widths, enumerate(lines, start=1), choices, frozen=True)


def _cell(column: Column, item: Mapping[str, Any]) -> tuple[Value, Style] | None:
    value: Any = item
    for step in column.name.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    if value is None:
        return None
    style = STYLE_BY_FORM[column.form]
    if column.form == "date":
        return _write_day(value, is_end=column.name in ENDS), style
    if column.form == "list":
        return "、".join(map(_write_region, value)), style
    if column.words is not None:
        return column.words[value][1], style
    return (_write_region(value) if column.name == "region" else value), style


def _write_day(text: str, *, is_end: bool) -> Value:
    """Return the day if the time is its first moment, or for an end the one after its last; else the time."""
    moment = parse_time(text)
    day = last_day(moment) if is_end else day_of(moment)
    return day if format_time(end_of(day) if is_end else start_of(day)) == text else text


def _write_region(code: str) -> str:
    """Return the name of a province; any other code as it is."""
    name = region_name(code, "zh")
    return name if region_code(name) == code else code
