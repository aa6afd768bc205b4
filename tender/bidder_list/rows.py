"""Turns the rows of a sheet into Bidders/1: rows with one number make one bidder; any faulty cell refuses
the whole list."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from carriers.errors import CarrierError
from carriers.spreadsheet.formats.cells import format_cell, list_first
from carriers.spreadsheet.reading import Sheet, SheetRow
from carriers.spreadsheet.row_cells import CheckedRow, RowCells, split_list
from credentials.drafting.faults import read_draft
from credentials.errors import RecordError
from credentials.identifiers import parse_uscc
from credentials.unsigned import Label
from tender.bidder_list.columns import BIDDERS
from verifier.tender.documents.bidders import Bidder, read_bidders
from verifier.tender.documents.tender import Tender, Titled

_FORMULA_STARTS = ("=", "+", "-", "@")
_YES, _NO = frozenset({"是", "牵头", "牵头人", "yes", "y", "√", "✓"}), frozenset({"否", "成员", "no", "n"})
_OF_THE_BID = ("lots", "folder", "jointAgreement")
"""Members that the rows of a consortium share: filled in one row only, or equally in each."""
_OF_A_MEMBER = ("lead", "workItems")
_MAX_TEXT = 1_000
_LABEL = TypeAdapter[str](Label)


class BidderRows(NamedTuple):
    """Each row with its errors; the list of bidders if there are no errors."""

    rows: Sequence[CheckedRow[dict[str, Any]]]
    bidders: dict[str, Any] | None


def read_bidder_rows(sheet: Sheet, tender: Tender | None) -> BidderRows:
    """Return the bidders of a sheet; lots and items of work are those of `tender`, if given.

    RecordError for a list that is too long or too large as a whole.
    """
    cells = [_BidderCells(row, tender) for row in sheet.rows]
    bids: dict[str, list[_BidderCells]] = {}
    for row, bidder_cells in zip(sheet.rows, cells, strict=True):
        if row.total is None:
            bids.setdefault(bidder_cells.number, []).append(bidder_cells)
    only_lot = tender.lots[0].id if tender is not None and len(tender.lots) == 1 else None
    drafts = [_join(rows, only_lot) for rows in bids.values()]
    value: dict[str, Any] = {"type": "Bidders/1", "version": 1, "bidders": drafts}
    if all(row_cells.is_good for row_cells in cells):
        try:
            read_bidders(value)
        except RecordError as error:
            rows = _rows_of_folder(bids, error)
            if rows is None:
                raise
            rows[-1].refuse("folder", RecordError(error.code, "", **error.facts))
    checked = [row_cells.checked() for row_cells in cells]
    is_good = all(row_cells.is_good for row_cells in cells)
    return BidderRows(checked, value if is_good else None)


def _rows_of_folder(bids: dict[str, list["_BidderCells"]], error: RecordError) -> list["_BidderCells"] | None:
    """Return the rows of the folder that a refusal of the whole list is about."""
    if error.code != "folders-overlap":
        return None
    folder = error.facts["item"]
    named = ([row for row in rows if row.members.get("folder") == folder] for rows in bids.values())
    return next(filter(None, named), None)


class _BidderCells(RowCells):
    """The cells of one row as `members`."""

    def __init__(self, row: SheetRow, tender: Tender | None) -> None:
        super().__init__(row, BIDDERS, unwanted=_FORMULA_STARTS)
        self.members: dict[str, Any] = {}
        # a row without a readable number must not join a consortium
        self.number = f"row {row.number}"
        if row.total is not None:
            self._refuse_total(row.total)
            return
        lots = tender.lots if tender is not None else None
        items = (tender.work_items or ()) if tender is not None else None
        number = self._find("number", _parse_label)
        if number is not None:
            self.number = number
        parsed = {
            "name": self._name("name"),
            "uscc": self._find("uscc", parse_uscc),
            "lots": self._labels("lots", lots),
            "folder": self._folder("folder"),
            "lead": self._find("lead", _parse_yes),
            "workItems": self._labels("workItems", items),
            "jointAgreement": self._folder("jointAgreement"),
        }
        self.members = {name: value for name, value in parsed.items() if value not in (None, [])}

    def _folder(self, name: str) -> str | None:
        text = self._text(name, _MAX_TEXT)
        return text.replace("\\", "/").rstrip("/") if text is not None else None

    def _labels(self, name: str, known: Sequence[Titled] | None) -> list[str]:
        """Return ids, separated, or titles of those `known`."""

        def parse(text: str) -> list[str]:
            parts = split_list(text)
            if known is None:
                return [_parse_label(part) for part in parts]
            ids = {
                **{titled.title: titled.id for titled in known},
                **{titled.id: titled.id for titled in known},
            }
            # tries the whole cell first: a title may contain a comma
            if text in ids:
                return [ids[text]]
            for part in parts:
                if part not in ids:
                    raise RecordError("reference-unknown", item=part)
            return [ids[part] for part in parts]

        return self._find(name, parse, _MAX_TEXT) or []

    def shows(self, name: str) -> str:
        """Return the text that the cell shows."""
        return format_cell(self._row.cells[name])

    @property
    def row_number(self) -> int:
        """Return the number that a spreadsheet program shows."""
        return self._row.number

    @property
    def is_good(self) -> bool:
        """Return whether no cell of the row has been refused so far."""
        return not self._errors

    def checked(self) -> CheckedRow[dict[str, Any]]:
        """Return the row with its members, or with its errors in the order of the columns."""
        order = [*BIDDERS.by_name]
        errors = tuple(sorted(self._errors, key=lambda error: order.index(error.column)))
        return CheckedRow(self._row.number, None if errors else self.members, errors)


def _parse_label(text: str) -> str:
    try:
        return _LABEL.validate_python(text)
    except ValidationError as error:
        refused = RecordError.from_pydantic(error)
        raise RecordError(refused.code, "", **refused.facts) from None


def _parse_yes(text: str) -> bool | None:
    """Return True for the lead of a consortium; None for another member."""
    if text.casefold() in _NO:
        return None
    if text.casefold() in _YES:
        return True
    raise CarrierError("word-unknown", allowed=["是", "yes", "否", "no"])


def _join(rows: Sequence[_BidderCells], only_lot: str | None) -> dict[str, Any]:
    """Return the bidder made of the rows with one number; record errors that concern all of them in these
    rows."""
    first = rows[0]
    bidder: dict[str, Any] = {"id": first.number}
    for name in _OF_THE_BID:
        for member_row in rows:
            value = member_row.members.get(name)
            if value is not None and bidder.setdefault(name, value) != value:
                earlier = next(other for other in rows if other.members.get(name) == bidder[name])
                member_row.refuse(name, CarrierError("consortium-differs", item=earlier.shows(name)))
    if "lots" not in bidder and only_lot is not None:
        bidder["lots"] = [only_lot]
    if "lots" not in bidder:
        first.refuse("lots", CarrierError("cell-missing"))
    if len(rows) == 1:
        bidder.update((name, first.members[name]) for name in ("name", "uscc") if name in first.members)
        for name in (*_OF_A_MEMBER, "jointAgreement"):
            if name in first.members:
                first.refuse(name, CarrierError("bids-alone"))
    else:
        if sum("lead" in row.members for row in rows) != 1:
            first.refuse(
                "lead", CarrierError("consortium-lead", rows=list_first([r.row_number for r in rows]))
            )
        bidder["members"] = [
            {name: value for name, value in row.members.items() if name not in _OF_THE_BID} for row in rows
        ]
    if all(row.is_good for row in rows):
        for error in read_draft(Bidder, bidder)[1]:
            column = _column_of(error.field)
            rows[-1].refuse(column, RecordError(error.code, "", **error.facts))
    return bidder


def _column_of(field: str) -> str:
    """Return the column that holds a member of a bidder."""
    names: Iterator[str] = (name for name in re.findall(r"[A-Za-z]+", field)[::-1] if name in BIDDERS.by_name)
    return next(names, "uscc" if field.startswith("members") else BIDDERS.named)
