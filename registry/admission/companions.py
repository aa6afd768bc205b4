"""The key lists that were brought together: one of a replaced root counts by the later one that names it."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from itertools import groupby
from typing import Self

from credentials.documents.key_list import KeyList
from credentials.errors import RecordError
from credentials.kinds import parse_key_list
from credentials.record import Record
from signing.data_integrity import check_signature
from signing.multikey import decode_multikey

MAX_PATH = 64
"""Lists that may stand before one and come with it once a longer path was in vain."""
MAX_LISTS = 1024
"""Of a folder of files."""
_MARK = b'"verificationMethod":['


class Companions:
    """Key lists as they were brought, in whatever order; none of them is proven."""

    def __init__(self, records: Iterable[Record[KeyList]] = ()) -> None:
        self._lists = {record.digest: record for record in records}
        self._vouched: dict[tuple[str, frozenset[str]], dict[str, Record[KeyList]]] = {}
        self.in_vain: set[str] = set()
        """Whose path of more than MAX_PATH was refused: thousands on a wrong one would each ask for all."""

    @classmethod
    def of(cls, items: Iterable[bytes]) -> Self:
        """The key lists among documents that were brought together, the first MAX_LISTS of them."""
        found: list[Record[KeyList]] = []
        for data in items:
            if _MARK in data and len(found) < MAX_LISTS:
                with suppress(RecordError):  # what it is that is no key list, admission says
                    found.append(parse_key_list(data))
        return cls(found)

    def in_strides(self) -> Iterator[Record[KeyList]]:
        """All, an association's in the order they were brought, but of MAX_PATH in a row the last first.

        What it stands on comes with it, so that trust data is built once for them.
        """
        own = groupby(sorted(self._lists.values(), key=_issuer), _issuer)
        for lists in ([*group] for _, group in own):
            for start in range(0, len(lists), MAX_PATH):
                *before, last = lists[start : start + MAX_PATH]
                yield from (last, *before)

    def find_voucher(self, record: Record[KeyList], roots: Collection[str]) -> Record[KeyList] | None:
        """The oldest list that one of `roots`, as multikeys, signed and that leads back to `record`."""
        key = (record.body.id, frozenset(roots))
        if key not in self._vouched:
            self._vouched[key] = self._vouch(*key)
        return self._vouched[key].get(record.digest)

    def path_to(self, record: Record[KeyList]) -> Iterator[Record[KeyList]]:
        """The list and those before it as far as they were brought, the newest first."""
        before: Record[KeyList] | None = record
        while before is not None:
            yield before
            before = self._before(before)

    def _before(self, record: Record[KeyList]) -> Record[KeyList] | None:
        before = self._lists.get(record.body.previous or "")
        return before if before is not None and before.body.id == record.body.id else None

    def _vouch(self, issuer: str, roots: frozenset[str]) -> dict[str, Record[KeyList]]:
        keys = [decode_multikey(root) for root in roots]
        found: dict[str, Record[KeyList]] = {}
        own = (record for record in self._lists.values() if record.body.id == issuer)
        for record in sorted(own, key=lambda one: (one.body.version, one.digest)):
            if not any(check_signature(record.value, record.proof, key) for key in keys):
                continue
            before: Record[KeyList] | None = record
            while before is not None and before.digest not in found:
                found[before.digest] = record
                before = self._before(before)
        return found


def _issuer(record: Record[KeyList]) -> str:
    return record.body.id


NO_COMPANIONS = Companions()
