"""Key lists in one delivery: a list of a replaced root counts if a later list leads back to it."""

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
"""Longest path tried again once a longer one of the same association has failed."""
MAX_LISTS = 1024
"""Most key lists read from one folder of files."""
_MARK = b'"verificationMethod":['


class Companions:
    """Key lists in the order of the delivery; none is proven."""

    def __init__(self, records: Iterable[Record[KeyList]] = ()) -> None:
        self._lists = {record.digest: record for record in records}
        self._vouched: dict[tuple[str, frozenset[str]], dict[str, Record[KeyList]]] = {}
        self.in_vain: set[str] = set()
        """Associations with a refused path longer than MAX_PATH, which each of its lists would try again."""

    @classmethod
    def of(cls, items: Iterable[bytes]) -> Self:
        """Collect the key lists among `items`, the first MAX_LISTS of them."""
        key_lists: list[Record[KeyList]] = []
        for data in items:
            # a folder may have thousands of records: parse only possible key lists
            if _MARK in data and len(key_lists) < MAX_LISTS:
                with suppress(RecordError):  # admission reports records that are no key list
                    key_lists.append(parse_key_list(data))
        return cls(key_lists)

    def in_strides(self) -> Iterator[Record[KeyList]]:
        """Yield all lists by association; of each MAX_PATH in a row, the last first.

        Admitting the last one admits the lists before it, too, so that trust data is built once for all of
        them.
        """
        own = groupby(sorted(self._lists.values(), key=_issuer), _issuer)
        for lists in ([*group] for _, group in own):
            for start in range(0, len(lists), MAX_PATH):
                *before, last = lists[start : start + MAX_PATH]
                yield from (last, *before)

    def find_voucher(self, record: Record[KeyList], roots: Collection[str]) -> Record[KeyList] | None:
        """Return the oldest list that one of `roots` (multikeys) signed and that leads back to `record`."""
        key = (record.body.id, frozenset(roots))
        if key not in self._vouched:
            self._vouched[key] = self._vouch(*key)
        return self._vouched[key].get(record.digest)

    def path_to(self, record: Record[KeyList]) -> Iterator[Record[KeyList]]:
        """Yield `record` and the lists before it in the delivery, newest first."""
        before: Record[KeyList] | None = record
        while before is not None:
            yield before
            before = self._before(before)

    def _before(self, record: Record[KeyList]) -> Record[KeyList] | None:
        before = self._lists.get(record.body.previous or "")
        # `previous` is a bare digest: it may name another association's list
        return before if before is not None and before.body.id == record.body.id else None

    def _vouch(self, issuer: str, roots: frozenset[str]) -> dict[str, Record[KeyList]]:
        keys = [decode_multikey(root) for root in roots]
        vouched: dict[str, Record[KeyList]] = {}
        own = (record for record in self._lists.values() if record.body.id == issuer)
        for record in sorted(own, key=lambda key_list: (key_list.body.version, key_list.digest)):
            if not any(check_signature(record.value, record.proof, key) for key in keys):
                continue
            before: Record[KeyList] | None = record
            # stop at a list that another voucher has reached: each list is visited once, however long the
            # chain
            while before is not None and before.digest not in vouched:
                vouched[before.digest] = record
                before = self._before(before)
        return vouched


def _issuer(record: Record[KeyList]) -> str:
    return record.body.id


NO_COMPANIONS = Companions()
