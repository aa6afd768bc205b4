"""Eight words for two rooms: the same matrix by the same trust data reads the same words, whoever checked it.

They are over what was asked, by which bundle and for which dates, and what it came to; not over the time of
the check, paths, boxes, ages or keys. They tell of every bidder, so they stand in no header.
"""

import hashlib

from credentials.record import JsonObject
from credentials.words.pin_words import format_pin_words
from signing.errors import Lang
from signing.jcs import canonicalize
from signing.strict_json import JsonValue
from verifier.tender.documents.unsigned import Unsigned
from verifier.tender.record.document import StatedCell, StatedColumn, TenderReceipt


def digest_matrix(receipt: Unsigned[TenderReceipt]) -> str:
    """SHA-256 over JCS {tender, bundle, dates, policy, cells}, 64 hex digits."""
    header, written = receipt.body.header, receipt.value["header"]
    assert isinstance(written, dict)  # noqa: S101 - read by the model
    cells = sorted(
        receipt.body.cells, key=lambda cell: (cell.lot, cell.bidder, cell.criterion, cell.requirement)
    )
    value: JsonObject = {
        "tender": header.tender.digest,
        "bundle": header.trust.bundle,
        "dates": written["dates"],
        "policy": written["policy"],
        "cells": [_tell_cell(cell) for cell in cells],
    }
    return hashlib.sha256(canonicalize(value)).hexdigest()


def format_matrix_words(receipt: Unsigned[TenderReceipt], lang: Lang) -> str:
    """The eight words, separated by spaces."""
    return format_pin_words(digest_matrix(receipt), lang)


def _tell_cell(cell: StatedCell) -> JsonObject:
    columns: dict[str, JsonValue] = {
        name: _tell_column(column) if column is not None else None
        for name, column in cell.columns.named().items()
    }
    named: JsonObject = {name: getattr(cell, name) for name in ("lot", "bidder", "criterion", "requirement")}
    return {**named, "state": cell.state, "codes": [*cell.codes], "columns": columns}


def _tell_column(column: StatedColumn) -> JsonObject:
    return {
        "state": column.state,
        "codes": [*column.codes],
        "credentials": [*column.credentials],
        "grade": column.grade,
        "clauses": [*column.clauses],
        "without": [*column.without],
        "clarified": column.clarified,
    }
