"""Write a small .xlsx workbook: text, numbers and dates, drop-down lists, a frozen header (ECMA-376 part 1).

It uses no clock, file or random number: the same pages give the same bytes. Text is written as text, never as
a formula, whatever its first character.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from carriers.errors import CarrierError
from carriers.spreadsheet.formats.archive import Archive
from carriers.spreadsheet.formats.cells import column_letters
from carriers.spreadsheet.formats.grid import MAX_CHARACTERS
from carriers.spreadsheet.formats.xlsx_writer_styles import HEAD, MAIN, STYLES, Style

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_EPOCH = date(1899, 12, 30)
# what XML cannot hold, and a text that looks like the escape for it
_NOT_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|_(?=x[0-9A-Fa-f]{4}_)")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


Value = str | float | date
SheetLine = Sequence[tuple[Value, Style] | None]
"""The cells of one row from column A on; None leaves a cell blank."""


@dataclass(frozen=True, slots=True)
class Width:
    """A column's width in characters and the style of its empty cells."""

    characters: int
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True)
class Choice:
    """A drop-down list on one column: the range it takes its items from; other text draws a warning only."""

    column: int
    source: str
    last_row: int = 50_001


@dataclass(frozen=True, slots=True)
class Worksheet:
    """One sheet: numbered rows in ascending order; a frozen page keeps its first row in view."""

    title: str
    widths: Sequence[Width]
    rows: Iterable[tuple[int, SheetLine]]
    choices: Sequence[Choice] = ()
    frozen: bool = False
    printed: "Printed | None" = None


@dataclass(frozen=True, slots=True)
class Printed:
    """Print settings of a sheet: A4 landscape, a number of pages wide, as many long as needed.

    Its first row is on every page, and the first `columns` are on each page beside another.
    """

    pages_wide: int
    columns: int


def encode_workbook(pages: Sequence[Worksheet]) -> bytes:
    """Return the workbook as .xlsx bytes."""
    numbers = range(1, len(pages) + 1)
    sheets = "".join(
        f'<sheet name="{escape(page.title)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, page in zip(numbers, pages, strict=True)
    )
    parts: dict[str, str | Iterable[str]] = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
            for n in numbers
        )
        + "</Types>",
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{_RELATIONS}">'
        f"<sheets>{sheets}</sheets>{_print_titles(pages)}</workbook>",
        "xl/_rels/workbook.xml.rels": _relations(
            [*(("worksheet", f"worksheets/sheet{n}.xml") for n in numbers), ("styles", "styles.xml")]
        ),
        "xl/styles.xml": STYLES,
        **{f"xl/worksheets/sheet{n}.xml": _sheet(page) for n, page in zip(numbers, pages, strict=True)},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, texts in parts.items():
            # dated 1980, whatever the clock: the same pages give the same bytes
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w") as part:  # row by row: only zipped bytes are held
                for text in [texts] if isinstance(texts, str) else texts:
                    part.write(text.encode())
    return out.getvalue()


def is_unedited(data: bytes) -> bool:
    """Return whether this writer made the workbook, and no program has saved it since."""
    try:
        return Archive(data).read("xl/styles.xml") == STYLES.encode()
    except CarrierError:
        return False


def _print_titles(pages: Sequence[Worksheet]) -> str:
    """Return the rows and columns to repeat on every printed page (18.2.5)."""
    names = "".join(
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{place}">'
        f"{_quoted(page.title)}!$A:${column_letters(page.printed.columns)},{_quoted(page.title)}!$1:$1</definedName>"
        for place, page in enumerate(pages)
        if page.printed is not None
    )
    return f"<definedNames>{names}</definedNames>" if names else ""


def _quoted(title: str) -> str:
    return escape("'" + title.replace("'", "''") + "'", quote=False)


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    items = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>'


def _sheet(page: Worksheet) -> Iterable[str]:
    """Yield the parts of a worksheet in the order of its schema (18.3.1.99)."""
    view = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' if page.frozen else ""
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width.characters}" style="{width.style:d}" customWidth="1"/>'
        for n, width in enumerate(page.widths, start=1)
    )
    choices = "".join(
        f'<dataValidation type="list" errorStyle="warning" allowBlank="1" showErrorMessage="1"'
        f' sqref="{column_letters(c.column)}2:{column_letters(c.column)}{c.last_row}">'
        f"<formula1>{escape(c.source)}</formula1></dataValidation>"
        for c in page.choices
    )
    validations = (
        f'<dataValidations count="{len(page.choices)}">{choices}</dataValidations>' if choices else ""
    )
    fitted, printing = _printing(page.printed) if page.printed is not None else ("", "")
    yield (
        f'{HEAD}<worksheet xmlns="{MAIN}">{fitted}'
        f'<sheetViews><sheetView workbookViewId="0">{view}</sheetView>'
        f"</sheetViews><cols>{columns}</cols><sheetData>"
    )
    yield from _rows(page.rows)
    yield f"</sheetData>{validations}{printing}</worksheet>"


def _printing(printed: Printed) -> tuple[str, str]:
    """Return the XML before and after the rows of a printed sheet (18.3.1.51, 18.3.1.63)."""
    return (
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>',
        '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape"'
        f' fitToWidth="{printed.pages_wide}" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;L&amp;A&amp;R&amp;P / &amp;N</oddFooter></headerFooter>",
    )


def _rows(rows: Iterable[tuple[int, SheetLine]]) -> Iterable[str]:
    for number, line in rows:
        cells = "".join(
            _cell(f"{column_letters(column)}{number}", *cell)
            for column, cell in enumerate(line, start=1)
            if cell is not None
        )
        yield f'<row r="{number}">{cells}</row>'


def _cell(reference: str, value: Value, style: Style) -> str:
    if isinstance(value, date):
        value = float((value - _EPOCH).days)
    if not isinstance(value, str):
        # 17 digits restore the same double
        return f'<c r="{reference}" s="{style:d}"><v>{value:.17g}</v></c>'
    # the style keeps such a text a text when somebody edits the cell
    if value.startswith(_FORMULA_STARTS):
        style = Style.QUOTED_LINES if style is Style.LINES else Style.QUOTED
    text = escape(_NOT_XML.sub(lambda m: f"_x{ord(m[0]):04X}_", value[:MAX_CHARACTERS]), quote=False)
    return f'<c r="{reference}" s="{style:d}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
