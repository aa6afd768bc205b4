"""Office Open XML workbooks (ECMA-376): the cells of the first visible sheet.

We read them with expat: a general reader builds objects for styles, themes and comments that nobody needs,
and cannot keep a time limit on hostile input.
"""

import posixpath
from collections.abc import Collection

from carriers.errors import CarrierError
from carriers.spreadsheet.formats.archive import Archive
from carriers.spreadsheet.formats.grid import Grid
from carriers.spreadsheet.formats.hidden import Attributes
from carriers.spreadsheet.formats.sheet_xml import (
    has_cells,
    read_elements,
    read_formats,
    read_strings,
    read_worksheet,
)

_DAYS_1904 = 1462  # from 1899-12-30 to 1904-01-01
_MAX_SMALL_PART = 64 * 1024
_MAX_STYLES = 4 * 1024 * 1024


def read_xlsx(data: bytes, page: str | None = None, known: Collection[str] | None = None) -> Grid:
    """Read the cells of the visible worksheet named `page`; without a name, of the first one.

    CarrierError for any file that is not a plain workbook. The names of further worksheets with cells are
    kept, except `known` ones; if `known` is None, further worksheets are not read. Number formats are read
    too: a number in the file may be a share or a day to people. Formulas are kept, so that the row check can
    refuse them. The work is bounded by the size of the file.
    """
    archive = Archive(data)
    workbook = _one(_find(_relations(archive, ""), "Type", "officeDocument"))
    relations = _relations(archive, workbook)
    elements = read_elements(archive.read(workbook, _MAX_SMALL_PART))
    sheets = [attributes for name, attributes in elements if name == "sheet"]
    chosen = _find_visible(sheets, page)
    sheet = _one(_find(relations, "Id", _relation(chosen)))
    shared = _find(relations, "Type", "sharedStrings")
    strings = read_strings(archive.read(shared[0])) if shared and shared[0] in archive else []
    grid = Grid(len(data))
    grid.page = chosen.get("name", "")
    styles = _find(relations, "Type", "styles")
    if styles and styles[0] in archive:
        grid.formats = read_formats(archive.read(styles[0], _MAX_STYLES))
    read_worksheet(archive.read(sheet), strings, grid)
    grid.fill_merged()
    if any(
        name == "workbookPr" and properties.get("date1904") in ("1", "true") for name, properties in elements
    ):
        grid.days_1904 = _DAYS_1904
    for other in sheets:
        name = other.get("name", "")
        if known is None or other is chosen or name in known:
            continue
        parts = _find(relations, "Id", _relation(other))
        if any(part in archive and has_cells(archive.read(part)) for part in parts):
            grid.further.append(name)
    return grid


def _find_visible(sheets: list[Attributes], page: str | None) -> Attributes:
    """Return the visible sheet (18.2.19) with this name, or the first."""
    visible = [attributes for attributes in sheets if attributes.get("state", "visible") == "visible"]
    if not visible:
        raise CarrierError("sheet-empty")
    sheet = next((attributes for attributes in visible if page in (None, attributes.get("name"))), None)
    if sheet is None:
        raise CarrierError("sheet-page-missing", page=page)
    return sheet


def _relation(sheet: Attributes) -> str:
    """Return the id of its relationship."""
    return next((value for key, value in sheet.items() if key.endswith(":id")), "")


def _relations(archive: Archive, source: str) -> list[tuple[Attributes, str]]:
    """Return the relationships of a part, each with its target part; targets are relative (part 2, 6.5)."""
    folder, name = posixpath.split(source)
    elements = read_elements(archive.read(posixpath.join(folder, "_rels", f"{name}.rels"), _MAX_SMALL_PART))
    return [
        (
            attributes,
            # from the root, so that no `..` leads out of the archive
            posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", ""))).lstrip("/"),
        )
        for element, attributes in elements
        if element == "Relationship"
    ]


def _find(relations: list[tuple[Attributes, str]], key: str, wanted: str) -> list[str]:
    """Return the parts by Id or by the last word of Type."""
    return [part for attributes, part in relations if attributes.get(key, "").rpartition("/")[2] == wanted]


def _one(parts: list[str]) -> str:
    if not parts:
        raise CarrierError("sheet-damaged")
    return parts[0]
