"""The rows of a receipt: lot x bidder x criterion, each a leaf of a Merkle tree with a salt of its own.

    salt = HMAC-SHA256(seed, JCS(["row", lot, bidder, criterion]))
    leaf = salt || JCS(row)                     (RFC 6962: SHA-256(0x00 || leaf))

Without the salt a bidder could guess a neighbour's row from its hash: states and codes are few.
"""

import hmac
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from credentials.record import JsonObject
from credentials.unsigned import Unsigned
from signing.jcs import encode_profile
from signing.log.merkle import MerkleTree
from signing.strict_json import JsonValue
from verifier.errors import ReceiptError
from verifier.tender.record.document import TenderReceipt

SEED_BYTES = 32
RowKey = tuple[str, str, str]
"""Lot, bidder, criterion."""


@dataclass(frozen=True, slots=True)
class SaltedRow:
    """One row and its salt: together the leaf."""

    value: JsonObject
    salt: bytes

    @property
    def leaf(self) -> bytes:
        """The entry of the tree."""
        return self.salt + encode_profile(self.value)


@dataclass(frozen=True, slots=True)
class SaltedRows:
    """All rows in the order of the criteria of the matrix, and their tree."""

    rows: tuple[SaltedRow, ...]
    tree: MerkleTree


# weak: the rows go when their receipt is no longer used
_KNOWN: WeakKeyDictionary[Unsigned[TenderReceipt], SaltedRows] = WeakKeyDictionary()


def rows_of(receipt: Unsigned[TenderReceipt]) -> SaltedRows:
    """Return the rows of a receipt, worked out once for its check and all extracts."""
    salted = _KNOWN.get(receipt)
    if salted is None:
        salted = _KNOWN[receipt] = salt_rows(receipt.value, bytes.fromhex(receipt.body.seed))
    return salted


def salt_of(seed: bytes, *name: str) -> bytes:
    """Return the 32-byte salt of a row, which nobody can work out without the seed."""
    return hmac.digest(seed, encode_profile([*name]), "sha256")


def check_seed(seed: bytes) -> bytes:
    """Return the seed, or raise ReceiptError seed-length."""
    if len(seed) != SEED_BYTES:
        raise ReceiptError("seed-length", "seed", length=len(seed), wanted=SEED_BYTES)
    return seed


def salt_rows(receipt: JsonObject, seed: bytes) -> SaltedRows:
    """Salt the rows of a receipt's JSON value; each has its result, its basis and its own enterprises."""
    rows = tuple(
        SaltedRow(row, salt_of(seed, "row", str(row["lot"]), str(row["bidder"]), str(row["criterion"])))
        for row in _build_rows(receipt)
    )
    return SaltedRows(rows, MerkleTree(row.leaf for row in rows))


def _build_rows(receipt: Any) -> Iterator[JsonObject]:
    cells: dict[RowKey, list[JsonValue]] = defaultdict(list)
    cited: dict[RowKey, dict[str, None]] = defaultdict(dict)
    for cell in receipt["cells"]:
        key = cell["lot"], cell["bidder"], cell["criterion"]
        cells[key].append(cell)
        for column in cell["columns"].values():
            if column is not None:
                cited[key].update(dict.fromkeys(filter(None, (r["credential"] for r in column["reasons"]))))
    credentials = {entry["digest"]: entry for entry in receipt["credentials"]}
    enterprises = {bidder["id"]: bidder["enterprises"] for bidder in receipt["bidders"]["named"]}
    flags = _flags_of(receipt["flags"])
    own: dict[tuple[str, str], JsonObject] = {}
    for outcome in receipt["criteria"]:
        lot, bidder, criterion = key = outcome["lot"], outcome["bidder"], outcome["criterion"]
        rows: list[JsonValue] = []
        for digest in sorted(cited[key]):
            if digest in credentials:
                if (bidder, digest) not in own:
                    own[bidder, digest] = _own_places(credentials[digest], bidder)
                rows.append(own[bidder, digest])
        yield {
            "lot": lot,
            "bidder": bidder,
            "enterprises": enterprises.get(bidder, []),
            "criterion": criterion,
            "state": outcome["state"],
            "points": outcome["points"],
            "cells": cells[key],
            "credentials": rows,
            "flags": flags[lot, bidder],
        }


def _own_places(entry: Any, bidder: str) -> JsonObject:
    """Drop the places in other bidders' papers, which may contain the same credential."""
    return {**entry, "places": [place for place in entry["places"] if place["bidder"] == bidder]}


def _flags_of(flags: Sequence[Any]) -> dict[tuple[str, str], list[JsonValue]]:
    """Return the flags of a bid in a lot, without the other bids they concern."""
    listed: dict[tuple[str, str], list[JsonValue]] = defaultdict(list)
    for flag in flags:
        for bidder in flag["bidders"]:
            members = {name: flag[name] for name in ("code", "enterprise", "facts")}
            listed[flag["lot"], bidder].append(members)
    return listed
