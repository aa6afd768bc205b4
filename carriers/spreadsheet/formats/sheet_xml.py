"""The XML of a workbook (ECMA-376 part 1, SpreadsheetML), by expat.

No document type declaration is accepted, so there are no entities to expand. Element names come without their
prefix. The cell handlers are closures, not objects: they run seven times for each cell.
"""

import math
import re
from collections.abc import Callable
from pyexpat import ExpatError, ParserCreate, XMLParserType

from carriers.errors import CarrierError
from carriers.spreadsheet.formats.cells import column_letters
from carriers.spreadsheet.formats.grid import (
    LAST_ROW,
    MAX_CHARACTERS,
    MAX_COLUMNS,
    Grid,
    refuse_cell,
)
from carriers.spreadsheet.formats.hidden import Attributes
from carriers.spreadsheet.formats.number_formats import NumberFormat, read_format

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_COLUMN_INDEX = {column_letters(index): index for index in range(1, MAX_COLUMNS + 1)}
_BEYOND = MAX_COLUMNS + 1

Start = Callable[[str, Attributes], None]
EndTag = Callable[[str], None]


def _parse(data: bytes, parser: XMLParserType, start: Start, end: EndTag | None = None) -> None:
    """Run the handlers over one part; CarrierError `sheet-damaged` when it is not plain XML."""

    def first(name: str, attributes: Attributes) -> None:
        """Decide at the root whether names have a prefix to take off."""
        start_now, end_now = start, end
        if ":" in name:

            def start_now(name: str, attributes: Attributes) -> None:
                start(name.rpartition(":")[2], attributes)

            if end is not None:

                def end_now(name: str) -> None:
                    end(name.rpartition(":")[2])

        parser.StartElementHandler = start_now
        parser.EndElementHandler = end_now
        start_now(name, attributes)

    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = first
    try:
        parser.Parse(data, True)
    except (ExpatError, ValueError, OverflowError):
        raise CarrierError("sheet-damaged") from None


def _refuse(*_: object) -> None:
    raise CarrierError("sheet-damaged")


def read_elements(data: bytes) -> list[tuple[str, Attributes]]:
    """Return the elements of a small part (workbook, relationships) with their attributes."""
    elements: list[tuple[str, Attributes]] = []
    _parse(data, ParserCreate("utf-8"), lambda name, attributes: elements.append((name, attributes)))
    return elements


def read_strings(data: bytes) -> list[str]:
    """Return the shared strings (18.4.9); of rich text only the letters, no phonetic hints (18.4.6)."""
    parser = ParserCreate("utf-8")
    strings: list[str] = []
    pieces: list[str] = []
    phonetic = False

    def start(name: str, _: Attributes) -> None:
        nonlocal phonetic
        if name == "t":
            parser.CharacterDataHandler = None if phonetic else pieces.append
        elif name == "rPh":
            phonetic = True

    def end(name: str) -> None:
        nonlocal phonetic
        if name == "t":
            parser.CharacterDataHandler = None
        elif name == "si":
            strings.append(_unescape("".join(pieces)))
            pieces.clear()
        elif name == "rPh":
            phonetic = False

    _parse(data, parser, start, end)
    return strings


def read_formats(data: bytes) -> dict[str, NumberFormat]:
    """Return by number the cell formats (18.8.10) that do not show a number or a text as itself."""
    codes: dict[str, str] = {}
    formats: dict[str, NumberFormat] = {}
    place, inside = 0, False

    def start(name: str, attributes: Attributes) -> None:
        nonlocal place, inside
        if name == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            inside = True
        elif name == "xf" and inside:
            number = attributes.get("numFmtId", "0")
            made = read_format(number, codes.get(number, ""))
            if not made.is_general:
                formats[str(place)] = made
            place += 1

    def end(name: str) -> None:
        nonlocal inside
        if name == "cellXfs":
            inside = False

    _parse(data, ParserCreate("utf-8"), start, end)
    return formats


def has_cells(data: bytes) -> bool:
    """Return whether a cell of the worksheet has a value or a formula."""
    inside = has_value = False

    def start(name: str, _: Attributes) -> None:
        nonlocal inside, has_value
        inside = inside or name == "c"
        has_value = has_value or (inside and name in ("v", "t", "f"))

    def end(name: str) -> None:
        nonlocal inside
        inside = inside and name != "c"

    _parse(data, ParserCreate("utf-8"), start, end)
    return has_value


def read_worksheet(data: bytes, strings: list[str], grid: Grid) -> None:  # noqa: PLR0915 - one closure each
    """Read the cells of a worksheet (18.3.1.99) into `grid`; CarrierError names a cell it refuses."""
    parser = ParserCreate("utf-8")
    pieces: list[str] = []
    cells: dict[int, str | float] = {}
    row = column = 0
    kind, style = "n", "0"
    inside = phonetic = computed = False

    def start(name: str, attributes: Attributes) -> None:
        nonlocal cells, row, column, kind, style, inside, phonetic, computed
        if name == "c":
            reference = attributes.get("r")
            if reference is None:  # the next cell (18.3.1.4)
                column += 1
            else:
                place = _COLUMN_INDEX.get(reference.rstrip("0123456789"), _BEYOND)
                # each cell once and in order: otherwise two programs could read different values
                if place <= column < _BEYOND:
                    raise CarrierError("sheet-damaged")
                column = place
            kind, style = attributes.get("t", "n"), attributes.get("s", "0")
            inside = True
        elif name == "row":
            number = attributes.get("r")
            place = row + 1 if number is None else _whole(number)
            if not row < place <= LAST_ROW:
                raise CarrierError("sheet-damaged")
            row, column, cells = place, 0, {}
            grid.hidden.take_row(row, attributes)
        elif name == "mergeCell":
            grid.merge(attributes.get("ref", ""))
        elif not inside:  # lists of drop-downs have elements named f too
            grid.hidden.take(name, attributes)
        elif name in ("v", "t"):
            parser.CharacterDataHandler = None if phonetic else pieces.append
        elif name == "f":
            computed = True
        elif name == "rPh":
            phonetic = True

    def end(name: str) -> None:
        nonlocal inside, phonetic, computed
        if name in ("v", "t"):
            parser.CharacterDataHandler = None
        elif name == "c":
            inside = phonetic = False
            if pieces or computed:
                value = _value(kind, "".join(pieces), strings) if pieces else ""
                pieces.clear()
                if value != "" or computed:
                    if column > MAX_COLUMNS or (isinstance(value, str) and len(value) > MAX_CHARACTERS):
                        refuse_cell(column, row)
                    cells[column] = value
                    if computed:
                        grid.shown[row, column], computed = "formula", False
                    elif style in grid.formats:
                        mark = grid.formats[style].shows(value)
                        if mark is not None:
                            grid.shown[row, column] = mark
        elif name == "row":
            grid.add(row, cells)
        elif name == "rPh":
            phonetic = False

    _parse(data, parser, start, end)


def _value(kind: str, text: str, strings: list[str]) -> str | float:
    """Return the value of a cell of type `kind` (18.18.11): s, b, n (a number), or text; blank is empty."""
    if kind in ("inlineStr", "str"):
        return _unescape(text)
    if kind == "n":
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if math.isfinite(number):
            return number
    elif kind == "s":
        index = _whole(text)
        if index < len(strings):
            return strings[index]
    elif kind == "b":
        return "TRUE" if text == "1" else "FALSE"
    else:
        return _unescape(text)
    raise CarrierError("sheet-damaged")


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 7):
        raise CarrierError("sheet-damaged")
    return int(text)


def _unescape(text: str) -> str:
    """Undo `_x000D_` for characters that XML cannot hold (22.4.2.4 bstr); blank text is empty."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text)
    return "" if text.isspace() else text
