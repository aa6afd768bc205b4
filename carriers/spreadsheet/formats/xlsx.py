"""Office Open XML workbooks (ECMA-376): the cells of the first visible sheet.

Our own reader upon expat: a general one builds objects for styles, themes and comments nobody asked for, and
cannot keep a time limit on hostile input.
"""

import posixpath

from carriers.errors import CarrierError
from carriers.spreadsheet.formats.archive import Archive
from carriers.spreadsheet.formats.grid import Grid
from carriers.spreadsheet.formats.sheet_xml import (
    Attributes,
    read_elements,
    read_formats,
    read_strings,
    read_worksheet,
)

_DAYS_1904 = 1462
_MAX_SMALL_PART = 64 * 1024
_MAX_STYLES = 4 * 1024 * 1024


def read_xlsx(data: bytes, page: str | None = None) -> Grid:
    """The cells of the visible worksheet with the name `page`; without a name, of the first one.

    CarrierError for whatever is not a plain workbook.

    Number formats are read too: what is a number in the file is a share or a day to people. Of a named
    page formulas are kept, for the check of each row to refuse. Elsewhere the first is refused by the
    name of its cell. The work is bounded by the size of the file.
    """
    archive = Archive(data)
    workbook = _one(_related(archive, "", "Type", "officeDocument"))
    elements = read_elements(archive.read(workbook, _MAX_SMALL_PART))
    sheet = _one(_related(archive, workbook, "Id", _find_visible(elements, page)))
    shared = _related(archive, workbook, "Type", "sharedStrings")
    strings = read_strings(archive.read(shared[0])) if shared and shared[0] in archive else []
    grid = Grid(len(data))
    grid.keeps_formulas = page is not None
    styles = _related(archive, workbook, "Type", "styles")
    if styles and styles[0] in archive:
        grid.formats = read_formats(archive.read(styles[0], _MAX_STYLES))
    read_worksheet(archive.read(sheet), strings, grid)
    grid.fill_merged()
    if any(name == "workbookPr" and found.get("date1904") in ("1", "true") for name, found in elements):
        grid.days_1904 = _DAYS_1904
    return grid


def _find_visible(elements: list[tuple[str, Attributes]], page: str | None) -> str:
    """The relationship id of the sheet with this name, or of the first, that is not hidden (18.2.19)."""
    visible = [
        attributes
        for name, attributes in elements
        if name == "sheet" and attributes.get("state", "visible") == "visible"
    ]
    if not visible:
        raise CarrierError("sheet-empty")
    found = next((one for one in visible if page in (None, one.get("name"))), None)
    if found is None:
        raise CarrierError("sheet-page-missing", page=page)
    return next((value for key, value in found.items() if key.endswith(":id")), "")


def _related(archive: Archive, source: str, key: str, wanted: str) -> list[str]:
    """The parts related to `source` by Id or by the last word of Type; targets are relative (part 2, 6.5)."""
    folder, name = posixpath.split(source)
    relations = archive.read(posixpath.join(folder, "_rels", f"{name}.rels"), _MAX_SMALL_PART)
    return [
        posixpath.normpath(posixpath.join("/", folder, found.get("Target", ""))).lstrip("/")
        for element, found in read_elements(relations)
        if element == "Relationship" and found.get(key, "").rpartition("/")[2] == wanted
    ]


def _one(parts: list[str]) -> str:
    if not parts:
        raise CarrierError("sheet-damaged")
    return parts[0]
