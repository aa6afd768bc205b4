"""Records here that bear on another record: for `beside` of verifier.verify_record."""

from collections.abc import Mapping, Sequence
from typing import Any

from credentials.record import Record
from registry.view.part_records import find_heard
from registry.view.view import RegistryView
from verifier.trust.beside import NOTHING_BESIDE, TOLD_BY, Beside


def find_beside(
    view: RegistryView, record: Record[Any], heard: Mapping[str, frozenset[str]] | None = None
) -> Beside:
    """Find the records that bear on `record`, as the apartment of its kind says (registry.filing).

    `heard` are the manifests by which a part is here as they name it; it may be known already.
    """
    part = TOLD_BY.get(record.body.KIND)
    if part is None:
        return NOTHING_BESIDE
    heard = find_heard(view, part) if heard is None else heard
    finder = view.memory.filed.beside.get(record.body.KIND)
    return Beside(finder(view, record) if finder is not None else (), heard)


def find_beside_each(view: RegistryView, records: Sequence[Record[Any]]) -> list[Beside]:
    """Find the same for each record; all are of kinds told by one part, so `heard` is one."""
    heard = find_heard(view, TOLD_BY[records[0].body.KIND]) if records else {}
    return [find_beside(view, record, heard) for record in records]
