"""Presence of the records that a newest manifest names: status lists, and others' manifests.

A published tree has no older ones: a node rebuilt from a tree lacks the records that older manifests name.
"""

from collections.abc import Iterator
from contextlib import suppress

from credentials.documents.manifest import Manifest, Sighting
from credentials.kinds import parse_manifest
from credentials.record import Record
from registry.errors import RegistryError
from registry.upkeep.audit.report import Report
from registry.view.log_heads import own_heads
from registry.view.view import RegistryView
from signing.errors import HurenError


def audit_named(view: RegistryView, report: Report) -> None:
    """Check the manifests that this registry published, except unsound ones."""
    with report.part("manifest"):
        heads = own_heads(view.connection)
        for record in _newest(view):
            subject, issuer = record.body.credential_subject, record.body.issuer
            head = subject.checkpoint
            if head is None or (issuer, head.size) not in heads or not view.is_sound(record):
                continue
            named_records = [*_named(view, record)]
            known = view.known_digests(named_records)
            for digest in named_records:
                if digest not in known:
                    where = f"manifest {subject.version} of {issuer}"
                    report.add(RegistryError("part-missing", where, digest=digest))


def _newest(view: RegistryView) -> Iterator[Record[Manifest]]:
    """Yield each association's manifest of the highest order, even if its key was compromised since."""
    newest: dict[str, Record[Manifest]] = {}
    for data in view.of_kind("manifest"):
        with suppress(HurenError):  # the audit of roots reports this
            record = parse_manifest(data)
            best = newest.setdefault(record.body.issuer, record)
            if record.body.credential_subject.order > best.body.credential_subject.order:
                newest[record.body.issuer] = record
    yield from newest.values()


def _named(view: RegistryView, record: Record[Manifest]) -> Iterator[str]:
    subject = record.body.credential_subject
    yield from (part.digest for part in subject.parts if part.kind == "status-list")
    for entry in subject.seen:
        if entry.manifest is not None and not _may_be_void(view, entry):
            yield entry.manifest


def _may_be_void(view: RegistryView, entry: Sighting) -> bool:
    """Return whether a stolen key may have signed it: then no tree has it."""
    party, created = view.load_trust().party(entry.issuer), entry.created
    if party is None or created is None:
        return False
    marked = (k for k in party.keys.values() if k.stand is not None and k.method.use == "publication")
    return any(key.signs_at(created) for key in marked)
