"""Status lists: each must be the fold of the events counted by the first manifest here that names it.

The fold is as of that manifest's signature: a list that has stayed since an earlier manifest need not show
suspensions that were over by then.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby

from sqlalchemy import select

from credentials.documents.assessment import list_address
from credentials.documents.manifest import Manifest
from credentials.documents.status_list import StatusList, decode_bitstring, encode_bitstring
from credentials.kinds import (
    ASSESSMENTS,
    parse_credential,
    parse_manifest,
    parse_status_event,
    parse_status_list,
)
from credentials.record import Record
from registry.database.tables import RECORD
from registry.errors import RegistryError
from registry.publishing.served_lists import CHOICES, read_choices
from registry.publishing.status_lists import PURPOSE, find_wrong_lists, keys_of_list, named_key_list
from registry.upkeep.audit.report import Report
from registry.view.log_heads import own_heads
from registry.view.view import RegistryView
from verifier.checks.status import fold_events
from verifier.trust.events import Event, EventItem, Events

Histories = Mapping[str, Sequence[Event]]
"""Events of each credential."""


def audit_status_lists(view: RegistryView, report: Report) -> None:
    """Compare the lists that this registry published, by the sound manifests that name them."""
    with report.part("status-list"):
        heads = own_heads(view.connection)
        manifests = [parse_manifest(data) for data in view.of_kind("manifest")]
        _audit_unnamed(view, report, manifests)
        own = [m for m in manifests if (m.body.issuer, _log_size(m)) in heads and view.is_sound(m)]
        _audit_served(view, report, manifests, {m.body.issuer for m in own})
        own.sort(key=lambda m: (m.body.issuer, m.body.credential_subject.order))
        for issuer, group in groupby(own, key=lambda m: m.body.issuer):
            with report.part(f"status lists of {issuer}"):
                _Lists(view, report, issuer).run([*group])


def _audit_unnamed(view: RegistryView, report: Report, manifests: Sequence[Record[Manifest]]) -> None:
    """Report each list that no manifest of its association names: nobody published it."""
    named_lists = {
        (m.body.issuer, part.digest) for m in manifests for part in m.body.credential_subject.parts
    }
    query = select(RECORD.c.issuer, RECORD.c.digest).where(RECORD.c.kind == "status-list")
    for issuer, digest in sorted(tuple(row) for row in view.connection.execute(query)):
        if (issuer, digest) not in named_lists:
            report.add(RegistryError("list-unnamed", f"record {digest}", issuer=issuer))


def _audit_served(
    view: RegistryView, report: Report, manifests: Sequence[Record[Manifest]], own: Collection[str]
) -> None:
    """Compare others' served lists with the fold of events."""
    by_digest = {m.digest: m for m in manifests}
    for issuer, digest in read_choices(view).items():
        manifest = by_digest.get(digest)
        if manifest is None or manifest.body.issuer != issuer:
            report.add(RegistryError("row-extra", f"setting {CHOICES} {issuer} {digest}"))
        elif issuer not in own and view.is_sound(manifest):
            for address in find_wrong_lists(view, manifest):
                report.add(RegistryError("list-differs", f"manifest {digest}", list=address))


class _Lists:
    """Lists of one association."""

    def __init__(self, view: RegistryView, report: Report, issuer: str) -> None:
        self._view, self._report, self._issuer = view, report, issuer
        self._events = [EventItem.of(parse_status_event(data).value) for data in view.event_order(issuer)]
        self._places = {event.digest: place for place, event in enumerate(self._events)}
        self._slots: dict[str, tuple[int, int, int] | None] = {}
        self._seen: set[str] = set()

    def run(self, manifests: Sequence[Record[Manifest]]) -> None:
        """Compare by the key list that each manifest names, even a dropped one."""
        for key_list, group in groupby(manifests, key=named_key_list):
            own = [*group]
            count = max(m.body.credential_subject.events.count for m in own)
            keys = keys_of_list(self._view, self._issuer, key_list)
            events = Events(self._issuer, self._events[:count], ())
            histories = {id_: events.history(id_, keys).events for id_ in events.credentials}
            for manifest in own:
                self._publication(manifest, histories)

    def _publication(self, manifest: Record[Manifest], histories: Histories) -> None:
        subject = manifest.body.credential_subject
        new_lists = [
            p.digest for p in subject.parts if p.kind == "status-list" and p.digest not in self._seen
        ]
        self._seen.update(new_lists)
        for digest in new_lists:
            data = self._view.data(digest)
            if data is None:
                continue  # registry.upkeep.audit.named checks whether it must be here
            status_list = parse_status_list(data)
            # compare the unpacked bits: builds of zlib pack them differently
            if decode_bitstring(status_list.body.credential_subject.encoded_list) != decode_bitstring(
                encode_bitstring(self._bits(status_list.body, manifest, histories))
            ):
                self._report.add(RegistryError("list-differs", f"record {digest}", list=status_list.body.id))

    def _bits(self, status_list: StatusList, manifest: Record[Manifest], histories: Histories) -> set[int]:
        count = manifest.body.credential_subject.events.count
        purpose = status_list.credential_subject.status_purpose
        bits = set()
        for credential, events in histories.items():
            slot = self._slot(credential)
            if slot is None or slot[2] >= _log_size(manifest):
                continue
            if list_address(self._issuer, purpose, slot[0]) != status_list.id:
                continue
            then = [event for event in events if self._places[event.digest] < count]
            if then and PURPOSE.get(fold_events(then, manifest.body.valid_from).code) == purpose:
                bits.add(slot[1])
        return bits

    def _slot(self, credential: str) -> tuple[int, int, int] | None:
        """Return list number, index and log place of a credential; None when it is not here."""
        if credential not in self._slots:
            row = self._view.connection.execute(
                select(RECORD.c.position, RECORD.c.data).where(
                    RECORD.c.issuer == self._issuer,
                    RECORD.c.name == credential,
                    RECORD.c.kind.in_(ASSESSMENTS),  # other records that events change have no index
                )
            ).first()
            slot = None
            if row is not None:
                body = parse_credential(row.data).body
                slot = (body.list_number, body.index, row.position)
            self._slots[credential] = slot
        return self._slots[credential]


def _log_size(manifest: Record[Manifest]) -> int:
    head = manifest.body.credential_subject.checkpoint
    return head.size if head is not None else -1
