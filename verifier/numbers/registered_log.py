"""A log as a register carries it: its entries, and the checkpoints that date them."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from credentials.identifiers import log_origin
from credentials.record import Record
from signing.errors import SigningError
from signing.log.checkpoint import parse_checkpoint
from signing.log.log_proof import LogProof, format_log_proof
from signing.log.merkle import HASH_BYTES, MerkleTree
from signing.log.note import Note, parse_note
from verifier.checks.log import is_witnessed
from verifier.errors import TrustError
from verifier.trust.trust_store import TrustStore

TRIED = 64
"""Most checkpoints tried for one record; in an honest register the first one works."""


class RegisteredLog:
    """The entries of an association's log in order and its checkpoints by size; it writes log proofs.

    It checks here that the entries lead to each checkpoint's root; signatures are checked where a proof is
    judged.
    """

    __slots__ = ("_issuer", "_notes", "_places", "_sizes", "_tree")

    def __init__(self, issuer: str, entries: Sequence[bytes], checkpoints: Sequence[str]) -> None:
        """Raise TrustError register-damaged unless the largest checkpoint covers just these entries."""
        self._issuer = issuer
        self._tree = MerkleTree(entries)
        self._places = {entry: place for place, entry in reversed([*enumerate(entries)])}
        self._notes: list[Note] = []
        self._sizes: list[int] = []
        for text in checkpoints:
            size = self._take(text)
            if not (self._sizes[-1] if self._sizes else 0) < size:
                raise TrustError("register-damaged")
            self._sizes.append(size)
        if self._sizes[-1:] != [len(entries)] or any(len(entry) != HASH_BYTES for entry in self._places):
            raise TrustError("register-damaged")

    def _take(self, text: str) -> int:
        try:
            note = parse_note(text)
            checkpoint = parse_checkpoint(note.text)
        except SigningError:
            raise TrustError("register-damaged") from None
        size = checkpoint.size
        if checkpoint.origin != log_origin(self._issuer) or not 0 < size <= self._tree.size:
            raise TrustError("register-damaged")
        if self._tree.root(size) != checkpoint.root:
            raise TrustError("register-damaged")
        self._notes.append(note)
        return size

    def prove(self, record: Record[Any], trust: TrustStore, now: datetime) -> bytes | None:
        """Return the log proof under the earliest checkpoint that its log signed and another party cosigned.

        If no checkpoint is so cosigned, the proof is under the newest one. None for a record that no
        checkpoint covers.
        """
        place = self._places.get(bytes.fromhex(record.digest))
        if place is None or record.body.issuer != self._issuer:
            return None
        # the first checkpoint with more entries than the place covers it
        begin = bisect_right(self._sizes, place)
        for index in range(begin, min(len(self._sizes), begin + TRIED)):
            if is_witnessed(proof := self._prove(place, index), record, trust, now):
                return proof
        return self._prove(place, len(self._sizes) - 1)

    def _prove(self, place: int, checkpoint: int) -> bytes:
        hashes = self._tree.prove_inclusion(place, self._sizes[checkpoint])
        return format_log_proof(LogProof(place, tuple(hashes), self._notes[checkpoint]))


def prove_by(
    logs: Mapping[str, RegisteredLog], record: Record[Any] | object, trust: TrustStore, now: datetime
) -> list[bytes]:
    """Return at most one log proof of a record, by its association's log; nothing for any other object."""
    log = logs.get(record.body.issuer) if isinstance(record, Record) else None
    proof = log.prove(record, trust, now) if log is not None and isinstance(record, Record) else None
    return [proof] if proof is not None else []
