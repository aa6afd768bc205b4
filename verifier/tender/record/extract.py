"""TenderExtract/1: the header, one bidder's rows and their paths to the root, for an objection.

An extract is verified without the receipt. The hashes in a path are of salted rows, so they reveal no other
bidder (政府采购法 53; docs/reference/tender-receipt.md).
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from credentials.record import Count, Digest, Items, JsonObject, Model, read_body
from credentials.unsigned import Label, Unsigned, parse_unsigned
from signing.log.merkle import check_inclusion
from signing.strict_json import JsonValue
from verifier.errors import ReceiptError
from verifier.tender.matrix import CellState
from verifier.tender.record.document import (
    NamedEnterprise,
    ReachedPoints,
    ReceiptHeader,
    StatedCell,
    StatedCredential,
    TenderReceipt,
)
from verifier.tender.record.receipt import check_header
from verifier.tender.record.rows import SaltedRow, rows_of

MAX_EXTRACT_BYTES = 8 * 1024 * 1024
MAX_EXTRACT_VALUES = 600_000


class RowFlag(Model):
    """A flag of the bid in its lot, without the other bids it concerns."""

    code: str
    enterprise: str | None
    facts: dict[str, Any]


class ReceiptRow(Model):
    """One criterion of one bidder in one lot, with its cells, credentials and flags."""

    lot: Label
    bidder: Label
    enterprises: Items[NamedEnterprise]
    criterion: Label
    state: CellState
    points: ReachedPoints | None
    cells: Items[StatedCell]
    credentials: Items[StatedCredential]
    flags: Items[RowFlag]


class ExtractedRow(Model):
    """A row, its place in the tree, its salt, and the hashes beside its path (RFC 6962 2.1.1)."""

    index: Count
    salt: Digest
    path: Annotated[Items[Digest], Field(max_length=64)]
    row: ReceiptRow


class TenderExtract(Model):
    """The part of a receipt that one bidder is shown."""

    type: Literal["TenderExtract/1"]
    header: ReceiptHeader
    rows: Annotated[Items[ExtractedRow], Field(min_length=1)]


def make_extract(
    receipt: Unsigned[TenderReceipt], bidder: str, *, lot: str | None = None, criterion: str | None = None
) -> Unsigned[TenderExtract]:
    """Return the rows of a bidder, of one lot or criterion where named; ReceiptError extract-empty."""
    salted = rows_of(receipt)
    rows: list[JsonValue] = [
        {
            "index": index,
            "salt": row.salt.hex(),
            "path": [node.hex() for node in salted.tree.prove_inclusion(index)],
            "row": row.value,
        }
        for index, row in enumerate(salted.rows)
        if row.value["bidder"] == bidder
        and lot in (None, row.value["lot"])
        and criterion in (None, row.value["criterion"])
    ]
    if not rows:
        raise ReceiptError("extract-empty")
    value: JsonObject = {"type": "TenderExtract/1", "header": receipt.value["header"], "rows": rows}
    return Unsigned(value, read_body(value, TenderExtract))


def parse_extract(data: bytes) -> Unsigned[TenderExtract]:
    """Parse the extract in JSON bytes; RecordError names the member. `check_extract` proves it."""
    return parse_unsigned(data, TenderExtract, MAX_EXTRACT_BYTES, MAX_EXTRACT_VALUES)


def check_extract(extract: Unsigned[TenderExtract], *, officer: str | None = None) -> None:
    """Check that the header is signed (by `officer`, if named) and every row leads to its root.

    Raises ReceiptError extract-row, and those of `check_header`. An extract cannot show whether the bidder
    has more rows.
    """
    value: Any = extract.value
    check_header(value["header"], officer=officer)
    wanted = extract.body.header.rows
    seen: set[int] = set()
    for number, (entry, written) in enumerate(zip(extract.body.rows, value["rows"], strict=True), start=1):
        leaf = SaltedRow(written["row"], bytes.fromhex(entry.salt)).leaf
        path = [bytes.fromhex(node) for node in entry.path]
        is_inside = check_inclusion(leaf, entry.index, wanted.count, path, bytes.fromhex(wanted.root))
        # a row shown twice would look like two rows
        if not is_inside or entry.index in seen:
            raise ReceiptError("extract-row", "rows", number=number)
        seen.add(entry.index)
