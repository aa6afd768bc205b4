"""Memory of verifiers before a theft: their trust data at that time, rebuilt from the records of this
registry."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from credentials.documents.bundle import Bundle, format_bundle, parse_bundle
from credentials.documents.manifest import Manifest
from credentials.kinds import parse_manifest
from credentials.record import Record
from verifier import TrustStore

if TYPE_CHECKING:
    from registry import Registry

_NEWEST = 3
"""Newest manifests of each association that are taken: a thief's is not always the last."""


def remember(registry: "Registry", bundle: bytes, pin: str, until: datetime) -> TrustStore | None:
    """Return the trust data of all records signed before `until`; None if nothing was published by then.

    It includes records by a key that a later list marks.
    """
    today = parse_bundle(bundle)
    lists = tuple(record for record in today.key_lists if record.created < until)
    manifests = _find_manifests(registry, until)
    if not lists or not manifests:
        return None
    counted: list[Any] = []
    loose: list[Any] = []
    for issuer in sorted({record.body.id for record in lists}):
        inside, others = _find_events(registry, issuer, until)
        counted += [event.value for event in inside]
        loose += [event.value for event in others]
    halves = [tuple(half for half in version if half.created < until) for version in today.agreements]
    believed = Bundle(
        agreements=tuple(version for version in halves if version),
        key_lists=lists,
        manifests=tuple(manifests),
        events=tuple(counted),
        loose=tuple(loose),
        salvage=tuple(record for record in today.salvage if record.created < until),
        checkpoints=(),
    )
    return TrustStore.from_bundle(format_bundle(believed), pin=pin)


def _find_events(
    registry: "Registry", issuer: str, until: datetime
) -> tuple[list[Record[Any]], list[Record[Any]]]:
    """Return the leading events of the association's order that were signed by `until`, and its other
    events signed by then."""
    from registry.view.event_order import read_order

    events = {event.digest: event for event in registry.read(lambda view: view.all_events(issuer))}
    counted = []
    for digest in registry.read(lambda view: read_order(view, issuer)):
        # a count covers a prefix of the order, so the first later event ends it
        if events[digest].created >= until:
            break
        counted.append(events.pop(digest))
    return counted, [event for event in events.values() if event.created < until]


def _find_manifests(registry: "Registry", until: datetime) -> list[Record[Manifest]]:
    """Return each association's newest manifests signed by `until`, even if their key was marked later,
    and the manifests that they repeat."""
    manifests = [*map(parse_manifest, registry.read(lambda view: view.of_kind("manifest")))]
    known = {record.digest: record for record in manifests}
    by_issuer: dict[str, list[Record[Manifest]]] = {}
    for record in sorted(manifests, key=lambda manifest: manifest.created):
        if record.created < until:
            by_issuer.setdefault(record.body.issuer, []).append(record)
    chosen: dict[str, Record[Manifest]] = {}
    for record in (manifest for records in by_issuer.values() for manifest in records[-_NEWEST:]):
        chosen[record.digest] = record
        repeated = record.body.credential_subject.repeated
        chosen |= {digest: known[digest] for digest in repeated if digest in known}
    return [*chosen.values()]
