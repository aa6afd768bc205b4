"""Eight words that two rooms compare: equal for the same matrix on the same trust data.

The words cover the tender, the bundle, the dates, the policy and the result. They leave out the time of the
check, paths, boxes, ages and keys. The words depend on every bidder, so no signed header contains them.
"""

import hashlib
from collections.abc import Iterable

from credentials.record import JsonObject
from credentials.unsigned import Unsigned
from credentials.words.pin_words import format_pin_words
from signing.errors import Lang
from signing.jcs import canonicalize
from signing.strict_json import JsonValue
from verifier.tender.matrix import Matrix, MatrixCell, MatrixColumn
from verifier.tender.record.document import StatedCell, StatedColumn, TenderReceipt


def digest_matrix(receipt: Unsigned[TenderReceipt]) -> str:
    """Return SHA-256 over JCS {tender, bundle, dates, policy, cells}, 64 hex digits."""
    header, written = receipt.body.header, receipt.value["header"]
    assert isinstance(written, dict)  # noqa: S101 - read by the model
    return _digest(header.tender.digest, header.trust.bundle, written, receipt.body.cells)


def digest_checked(matrix: Matrix, bundle: str) -> str:
    """Return the same digest for a matrix without a receipt; `bundle` is the SHA-256 of its bundle."""
    tender = matrix.head["tender"]
    assert isinstance(tender, dict)  # noqa: S101 - made by the check
    return _digest(str(tender["digest"]), bundle, matrix.head, matrix.cells)


def format_matrix_words(receipt: Unsigned[TenderReceipt], lang: Lang) -> str:
    """Return the eight words, separated by spaces."""
    return format_pin_words(digest_matrix(receipt), lang)


def _digest(tender: str, bundle: str, head: JsonObject, cells: Iterable[StatedCell | MatrixCell]) -> str:
    ordered = sorted(cells, key=lambda cell: (cell.lot, cell.bidder, cell.criterion, cell.requirement))
    value: JsonObject = {
        "tender": tender,
        "bundle": bundle,
        "dates": head["dates"],
        "policy": head["policy"],
        "cells": [_tell_cell(cell) for cell in ordered],
    }
    return hashlib.sha256(canonicalize(value)).hexdigest()


def _tell_cell(cell: StatedCell | MatrixCell) -> JsonObject:
    named_columns = cell.columns if isinstance(cell, MatrixCell) else cell.columns.named()
    columns: dict[str, JsonValue] = {
        name: _tell_column(column) if column is not None else None for name, column in named_columns.items()
    }
    named: JsonObject = {name: getattr(cell, name) for name in ("lot", "bidder", "criterion", "requirement")}
    return {**named, "state": cell.state, "codes": [*cell.codes], "columns": columns}


def _tell_column(column: StatedColumn | MatrixColumn) -> JsonObject:
    return {
        "state": column.state,
        "codes": [*column.codes],
        "credentials": [*column.credentials],
        "grade": column.grade,
        "clauses": [*column.clauses],
        "without": [*column.without],
        "clarified": column.clarified,
    }
