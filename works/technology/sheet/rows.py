"""Rows of the pages of numbers, cases and evidence, each by itself and against the rows it names."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from typing import Any, Literal, NamedTuple

from carriers.errors import CarrierError
from carriers.spreadsheet.columns import Layout
from carriers.spreadsheet.formats.cells import format_cell, list_first
from carriers.spreadsheet.reading import Sheet, SheetRow
from carriers.spreadsheet.row_cells import CheckedRow
from credentials.documents.works.indicators import Amount, Consumption, TechnologyIndicator
from credentials.documents.works.limits.spellings import says_standard
from credentials.documents.works.technology import EvidenceFile, Installation
from credentials.errors import RecordError
from credentials.record import JsonObject
from credentials.words.work_words import MEASURES
from works.technology.sheet.cells import MemberCells
from works.technology.sheet.columns import CASE_PAGE, EVIDENCE_PAGE, NUMBER_PAGE, TARGET_WORDS

NumberPlace = Literal["indicators", "inputs", "economics.investment", "economics.operation"]
_OF_ALL = ("number", "measure", "name.zh", "name.en", "low", "high", "unit")
_OF_INDICATORS = [name for name in NUMBER_PAGE.by_name if name not in {*_OF_ALL, "source"}]
_PLACES: Mapping[str, NumberPlace] = {
    "input": "inputs",
    "investment": "economics.investment",
    "operation": "economics.operation",
}
_MEDIA_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "txt": "text/plain",
    "csv": "text/csv",
    "zip": "application/zip",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "mp4": "video/mp4",
}


class FoundEvidence(NamedTuple):
    """A file in the folder of evidence: its size and digest."""

    digest: str
    byte_count: int


class RowOf(NamedTuple):
    """A good row of a page: its technology, the member it belongs to, its value there."""

    technology: str
    row: SheetRow
    place: str
    value: JsonObject
    verified: bool = False


def number_of(row: SheetRow) -> str:
    """Return the number by which rows name their technology."""
    return format_cell(row.cells.get("number", ""))


def find_repeated(
    rows: Sequence[SheetRow], names: Sequence[str] = (), fold: Callable[[str], str] = str
) -> dict[int, list[str]]:
    """Return groups of repeated rows: for each row number, the numbers of all rows that are equal in these
    columns (default: all) after folding."""
    alike: dict[tuple[str, ...], list[int]] = {}
    for row in rows:
        if all(name in row.cells for name in names):
            parts = (f"{name} {fold(format_cell(row.cells[name]))}" for name in sorted(names or row.cells))
            alike.setdefault(tuple(parts), []).append(row.number)
    return {number: list_first(same) for same in alike.values() if len(same) > 1 for number in same}


def _begin(row: SheetRow, layout: Layout, known: Set[str], column: str, same: list[str]) -> MemberCells:
    """Begin the cells of a row: its number is one of `known`, and rows in `same` are refused as repeated
    at `column`."""
    cells = MemberCells(row, layout)
    cells.read_cells(("number",))
    if cells.holds("number") and number_of(row) not in known:
        cells.refuse("number", CarrierError("technology-unknown"))
    if same:
        cells.refuse(column, CarrierError("cell-repeated", rows=same))
    return cells


def check_evidence(
    sheet: Sheet, known: Set[str], files: Mapping[str, FoundEvidence]
) -> Iterator[CheckedRow[RowOf]]:
    """Check the files that technologies can show; `files` are those that exist, by name."""
    repeated = find_repeated(sheet.rows, ("number", "file"))
    by_digest: dict[tuple[str, str], str] = {}
    for row in sheet.rows:
        cells = _begin(row, EVIDENCE_PAGE, known, "file", repeated.get(row.number, []))
        cells.read_cells(("kind", "keptBy"))
        name, number = cells.text("file", 240), number_of(row)
        file = files.get(name)
        if file is None:
            if name:
                cells.refuse("file", CarrierError("file-absent"))
            yield cells.checked()
            continue
        # one file under two names would count as two pieces of evidence
        other = by_digest.setdefault((number, file.digest), name)
        if other != name:
            cells.refuse("file", CarrierError("file-same", other=other))
        value: JsonObject = {
            "kind": cells.members.get("kind"),
            "digest": file.digest,
            "byteCount": file.byte_count,
            # takes the type from the name's ending: evidence is hashed, never parsed
            "mediaType": _MEDIA_TYPES.get(name.rpartition(".")[2].casefold(), "application/octet-stream"),
            "keptBy": cells.members.get("keptBy", "association"),
        }
        cells.check(EvidenceFile, value)
        yield cells.checked(RowOf(number, row, "evidence", value))


Digests = Mapping[tuple[str, str], str]
"""The digest of each file of the page of evidence, by the number of its technology and its name."""
TakenCodes = dict[tuple[str, str], int]
"""The codes of indicators by the number of their technology, each with the last number added to it."""
_UNKNOWN = "0" * 64
"""Stand-in digest for a file that its own row refuses."""


def digests_of(sheet: Sheet, files: Mapping[str, FoundEvidence]) -> Digests:
    """Return the digests of the files that rows of the other pages may name."""
    named = {(number_of(row), format_cell(row.cells.get("file", ""))) for row in sheet.rows}
    return {(number, name): files[name].digest if name in files else _UNKNOWN for number, name in named}


def check_cases(sheet: Sheet, known: Set[str], digests: Digests) -> Iterator[CheckedRow[RowOf]]:
    """Check the cases, where technologies run."""
    repeated = find_repeated(sheet.rows)
    for row in sheet.rows:
        cells = _begin(row, CASE_PAGE, known, "name.zh", repeated.get(row.number, []))
        cells.read_cells(name for name in CASE_PAGE.by_name if name not in ("number", "evidence"))
        evidence = _find_files(cells, "evidence", number_of(row), digests)
        if evidence:
            cells.put("evidence", evidence)
        value = _without_number(cells)
        cells.check(Installation, value)
        yield cells.checked(RowOf(number_of(row), row, "cases", value))


def check_numbers(sheet: Sheet, known: Set[str], digests: Digests) -> Iterator[CheckedRow[RowOf]]:
    """Check indicators under their conditions, consumptions, costs."""
    repeated = find_repeated(sheet.rows)
    codes: TakenCodes = {}
    costs: set[tuple[str, str]] = set()
    for row in sheet.rows:
        cells = _begin(row, NUMBER_PAGE, known, "measure", repeated.get(row.number, []))
        measure = cells.choose("measure")
        cells.read_cells(_OF_ALL[2:])
        number = number_of(row)
        if measure is None:
            yield cells.checked()
        elif measure in MEASURES:
            yield _indicator(cells, number, row, digests, codes)
        else:
            yield _cost(cells, number, row, measure, costs)


def _indicator(
    cells: MemberCells, number: str, row: SheetRow, digests: Digests, codes: TakenCodes
) -> CheckedRow[RowOf]:
    members = cells.members
    cells.read_cells(_OF_INDICATORS)
    _check_standard(cells, row)
    verified = members.pop("verified", None) == "yes"
    for source in _find_files(cells, "source", number, digests):
        cells.put("source", source)
    if members.get("role") == "tested" and not cells.holds("source"):
        cells.refuse("source", CarrierError("source-missing"))
    target, measure = members.get("target"), str(members["measure"])
    if measure in ("outlet", "removal") and not cells.holds("target"):
        cells.refuse("target", CarrierError("cell-missing"))
    if "name" not in members and measure in ("outlet", "removal"):
        # a missing target is refused above; a stand-in avoids a second refusal for the name
        members["name"] = _name(measure, str(target or next(iter(TARGET_WORDS))))
    value = _without_number(cells)
    value["code"] = _free_code(f"{measure}-{target}" if isinstance(target, str) else measure, number, codes)
    cells.check(TechnologyIndicator, value, "low")
    return cells.checked(RowOf(number, row, "indicators", value, verified))


def _check_standard(cells: MemberCells, row: SheetRow) -> None:
    """Refuse a unit of a cubic metre at 0 °C where the condition names the gas in its actual state."""
    units = (format_cell(row.cells.get(name, "")) for name in ("unit", "condition.influentUnit"))
    state = cells.members.get("condition", {})
    is_actual = isinstance(state, dict) and state.get("gasState") == "actual"
    # Nm³ is a cubic metre at 0 °C, which contradicts the actual state of the gas
    if is_actual and any(says_standard(unit) for unit in units):
        cells.refuse("condition.gasState", RecordError("condition-stray"))


def _cost(
    cells: MemberCells, number: str, row: SheetRow, measure: str, costs: set[tuple[str, str]]
) -> CheckedRow[RowOf]:
    place, members = _PLACES[measure], cells.members
    if cells.holds("verified") and cells.choose("verified") == "yes":
        cells.refuse("verified", CarrierError("verified-other"))
    amount: JsonObject = {name: members[name] for name in ("low", "high", "unit") if name in members}
    if place == "inputs":
        if "name" in members:
            amount["name"] = members["name"]
        cells.check(Consumption, amount, "low")
    else:
        if (number, place) in costs:
            cells.refuse("measure", CarrierError("row-single"))
        costs.add((number, place))
        cells.check(Amount, amount, "low")
    return cells.checked(RowOf(number, row, place, amount))


def _name(measure: str, target: str) -> JsonObject:
    """Return a name for an outlet or a removal that the clerk left unnamed."""
    en, zh = TARGET_WORDS[target]
    if measure == "removal":
        return {"zh": f"{zh}去除率", "en": f"removal of {en}"}
    return {"zh": f"出口{zh}", "en": f"{en} at the outlet"}


def _free_code(wanted: str, number: str, taken: TakenCodes) -> str:
    """Return an unused code for an indicator within its technology: `wanted`, with a number from the
    second on."""
    place = taken.get((number, wanted), 0) + 1
    code = wanted if place == 1 else f"{wanted}-{place}"
    while (number, code) in taken:
        place += 1
        code = f"{wanted}-{place}"
    taken[number, code] = 1
    taken[number, wanted] = place
    return code


def _find_files(cells: MemberCells, column: str, number: str, digests: Digests) -> list[str]:
    """Return the digests of the files that a cell names; a name of one file may have commas in it."""
    whole = cells.text(column)
    names = [whole] if whole and (number, whole) in digests else cells.parts(column)
    strange = [name for name in names if (number, name) not in digests]
    if strange:
        cells.refuse(column, CarrierError("file-unlisted", items=strange))
    return [digests[number, name] for name in names if name not in strange]


def _without_number(cells: MemberCells) -> dict[str, Any]:
    return {name: value for name, value in cells.members.items() if name != "number"}
