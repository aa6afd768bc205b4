"""Loads a tender and its bidders from JSON or TOML; a refusal names the file and the member."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from credentials.record import Model
from terminal.workspace.draft_files import as_typed, load_toml
from terminal.workspace.files import load_bytes
from verifier.tender import (
    BidderList,
    Tender,
    Unsigned,
    parse_bidders,
    parse_tender,
    read_bidders,
    read_tender,
)
from verifier.tender.documents.bidders import MAX_BIDDERS_BYTES, check_pair
from verifier.tender.documents.tender import MAX_TENDER_BYTES
from verifier.tender.record import (
    TenderObjection,
    TenderReceipt,
    check_objection,
    parse_objection,
    read_objection,
)
from verifier.tender.record.objection import MAX_OBJECTION_BYTES

D = TypeVar("D", bound=Model)


def load_tender(path: Path) -> Unsigned[Tender]:
    """Return the tender in a file; CommandError file-…, RecordError."""
    return _load(path, MAX_TENDER_BYTES, parse_tender, read_tender)


def load_bidders(path: Path) -> Unsigned[BidderList]:
    """Return the bidders in a file; CommandError file-…, RecordError."""
    return _load(path, MAX_BIDDERS_BYTES, parse_bidders, read_bidders)


def load_objection(path: Path) -> Unsigned[TenderObjection]:
    """Return the objection in a file; CommandError file-…, RecordError."""
    return _load(path, MAX_OBJECTION_BYTES, parse_objection, read_objection)


def check_about(objection: TenderObjection, receipt: Unsigned[TenderReceipt], path: Path) -> None:
    """Check as `check_objection`; a refusal for a faulty member names the file."""
    with as_typed(path):
        check_objection(objection, receipt)


def check_named(tender: Tender, bidders: BidderList, path: Path) -> None:
    """Refuse bidders that name parts missing in the tender: RecordError reference-unknown."""
    with as_typed(path):
        check_pair(tender, bidders)


def _load(
    path: Path,
    limit: int,
    parse: Callable[[bytes], Unsigned[D]],
    read: Callable[[Any], Unsigned[D]],
) -> Unsigned[D]:
    with as_typed(path):
        if path.suffix.lower() == ".toml":
            return read(load_toml(path, limit))
        return parse(load_bytes(path, limit=limit))
