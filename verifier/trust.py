"""What a verifier believes: a bundle, taken apart and proven under one pin.

The rules, in the order in which they hold:

1. The bundle is in the closed profile (credentials.bundle).
2. The agreement chain starts at the pin and every later version is signed by the roots before it.
3. Every key list is signed by a root of its party, no version exists twice, each continues the last.
4. No key bytes stand under two uses or two parties.
5. Every salvage list is signed by a root, and every one a key list names is there.
6. Every manifest is signed by its party's publication key; the newest counts; the digests it gives fit.
7. Every status event is signed by its party's assessment key, and the counts signed in the newest manifest
   and in the key list's floor fit the events that are here.
8. Nothing is older than what this verifier has seen before.

Expiry never makes loading fail: whether it is fresh is a finding of each verdict.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise

from credentials.bundle import Bundle, parse_bundle
from credentials.errors import RecordError
from credentials.identifiers import log_origin
from credentials.key_list import KeyList, find_rewrite
from credentials.manifest import Manifest
from credentials.record import EventCount, Record
from credentials.salvage import Salvage, SalvageList
from credentials.status_event import StatusEvent
from signing.checkpoint import Checkpoint, parse_checkpoint
from signing.data_integrity import check_signature
from signing.errors import SigningError
from signing.multikey import decode_multikey
from signing.note import Note, check_note, parse_note
from verifier.agreements import AgreementChain, build_chain
from verifier.errors import TrustError
from verifier.memory import Seen, SeenIssuer, SeenKeyList
from verifier.party_trust import PartyTrust

_PIN = re.compile(r"[0-9a-f]{64}", re.ASCII)


class TrustStore:
    """Proven trust data under one pin; make one with `from_bundle`."""

    def __init__(
        self,
        pin: str,
        chain: AgreementChain,
        parties: dict[str, PartyTrust],
        checkpoints: dict[str, tuple[Checkpoint, ...]],
        newest: datetime,
    ) -> None:
        self.pin = pin
        self.chain = chain
        self.parties = parties
        self.checkpoints = checkpoints
        self.newest = newest

    @classmethod
    def from_bundle(cls, data: bytes, *, pin: str, seen: Seen | None = None) -> "TrustStore":
        """The trust data in a bundle of at most 256 MiB, under `pin` (64 hex digits).

        `seen` is what this verifier remembered of earlier bundles. Raises TrustError, and nothing else, for
        any bytes that break a rule of this module.
        """
        pin = pin.strip().lower()
        if _PIN.fullmatch(pin) is None:
            raise TrustError("pin-form", "pin")
        try:
            bundle = parse_bundle(data)
        except RecordError as error:
            raise TrustError(error.code, error.field, **error.facts) from None
        chain = build_chain((half for halves in bundle.agreements for half in halves), pin)
        parties = _read_parties(bundle, chain)
        _check_key_reuse(chain, parties.values())
        store = cls(pin, chain, parties, _read_checkpoints(bundle.checkpoints, parties), _newest(bundle))
        if seen is not None:
            store._check_memory(seen)
        return store

    def party(self, issuer: str) -> PartyTrust | None:
        """What is known of one association."""
        return self.parties.get(issuer)

    def key_list(self, issuer: str, now: datetime) -> Record[KeyList] | None:
        """The key list vouched for by the association's root in the last agreement that names it at `now`."""
        party = self.parties.get(issuer)
        version = self.chain.last_naming(issuer, now)
        entry = version.text.party(issuer) if version is not None else None
        return party.key_list(entry.root_key) if party is not None and entry is not None else None

    @property
    def seen(self) -> Seen:
        """What to remember of this bundle."""
        issuers = [
            SeenIssuer.model_construct(
                issuer=party.issuer,
                order=party.manifest.body.credential_subject.order,
                manifest=party.manifest.digest,
                key_list=SeenKeyList.model_construct(
                    version=party.newest_key_list.body.version, digest=party.newest_key_list.digest
                ),
                events=EventCount.model_construct(count=party.tree.size, root=party.tree.root().hex()),
            )
            for party in self.parties.values()
            if party.manifest is not None
        ]
        return Seen.model_construct(type="huren-seen/1", pin=self.pin, issuers=tuple(issuers))

    def _check_memory(self, seen: Seen) -> None:
        if seen.pin != self.pin:
            raise TrustError("pin-mismatch", "seen", pin=seen.pin)
        for before in seen.issuers:
            party = self.parties.get(before.issuer)
            if party is None or party.manifest is None:
                raise TrustError("rollback", before.issuer, seen=_dotted(before.order))
            order = party.manifest.body.credential_subject.order
            newest = party.newest_key_list
            if order < before.order or newest.body.version < before.key_list.version:
                raise TrustError("rollback", before.issuer, seen=_dotted(before.order))
            if (order == before.order and party.manifest.digest != before.manifest) or (
                newest.body.version == before.key_list.version and newest.digest != before.key_list.digest
            ):
                raise TrustError("equivocation", before.issuer)
            fits = party.agrees(before.events)
            if fits is None:
                raise TrustError("rollback", f"{before.issuer}.events", seen=before.events.count)
            if not fits:
                raise TrustError("equivocation", f"{before.issuer}.events")


def _read_parties(bundle: Bundle, chain: AgreementChain) -> dict[str, PartyTrust]:
    lists: dict[str, dict[str, list[Record[KeyList]]]] = {}
    for record in sorted(bundle.key_lists, key=lambda record: record.body.version):
        root = _root_of(record, chain)
        lists.setdefault(record.body.id, {}).setdefault(root, []).append(record)
    salvage = _read_salvage(bundle.salvage, chain)
    for issuer, by_root in lists.items():
        roots = dict.fromkeys(reversed(chain.roots_of(issuer)))
        lists[issuer] = {root: by_root[root] for root in reversed(roots) if root in by_root}
        _check_key_lists(issuer, lists[issuer])
    events: dict[str, list[Record[StatusEvent]]] = {issuer: [] for issuer in lists}
    for event in bundle.events:
        if event.body.issuer not in lists:
            raise TrustError("unknown-party", f"events.{event.body.id}", issuer=event.body.issuer)
        events[event.body.issuer].append(event)
    parties = {
        issuer: PartyTrust(issuer, by_root, salvage, None, events[issuer])
        for issuer, by_root in lists.items()
    }
    for manifest in bundle.manifests:
        _take_manifest(manifest, parties)
    for party in parties.values():
        _check_digests(party, bundle)
    return parties


def _root_of(record: Record[KeyList] | Record[SalvageList], chain: AgreementChain) -> str:
    issuer = record.body.signer
    roots = chain.roots_of(issuer)
    if not roots:
        raise TrustError("unknown-party", record.body.KIND, issuer=issuer)
    for root in roots:
        if check_signature(record.value, record.proof, decode_multikey(root)):
            return root
    raise TrustError("bad-signature", f"{record.body.KIND} ({issuer})")


def _check_key_lists(issuer: str, by_root: dict[str, list[Record[KeyList]]]) -> None:
    """Append-only along each root's lists, and from the older root's last one to the newer root's first."""
    older: list[Record[KeyList]] = []
    for records in by_root.values():
        first = records[0].body.version
        before = [record for record in older if record.body.version < first]
        chain = [*sorted(before, key=lambda r: r.body.version)[-1:], *records]
        older += records
        for old, new in pairwise(chain):
            if old.body.version == new.body.version:
                if old.digest == new.digest:
                    continue
                raise TrustError("equivocation", f"{issuer} key list {new.body.version}")
            member = find_rewrite(old.body, new.body)
            if member is not None:
                raise TrustError("not-append-only", f"{issuer} key list {new.body.version}", member=member)


def _read_salvage(records: Iterable[Record[SalvageList]], chain: AgreementChain) -> dict[str, Salvage]:
    salvage = {}
    for record in records:
        _root_of(record, chain)
        salvage[record.digest] = record.body.credential_subject
    return salvage


def _take_manifest(record: Record[Manifest], parties: dict[str, PartyTrust]) -> None:
    """The newest manifest of its party; one by a compromised or lapsed key is no manifest at all."""
    issuer, name = record.body.issuer, f"manifest ({record.body.issuer})"
    party = parties.get(issuer)
    if party is None:
        raise TrustError("unknown-party", name, issuer=issuer)
    key = party.key(record.proof.verification_method)
    if key is None or not check_signature(record.value, record.proof, key.public):
        raise TrustError("bad-signature", name)
    if key.method.use != "publication":
        raise TrustError("wrong-use", name, use=key.method.use)
    if key.stand is not None or not key.signs_at(record.created):
        return
    held = party.manifest
    if held is not None:
        order, before = record.body.credential_subject.order, held.body.credential_subject.order
        if order == before and record.digest != held.digest:
            raise TrustError("equivocation", name)
        if order <= before:
            return
    party.manifest = record


def _check_digests(party: PartyTrust, bundle: Bundle) -> None:
    """What the manifest and the key list's floor say of the parts must fit; what is absent is no lie."""
    floor = party.newest_key_list.body.events
    if party.agrees(floor) is False:
        raise TrustError("digest-mismatch", f"events ({party.issuer})", by="key list")
    if party.manifest is None:
        return
    subject = party.manifest.body.credential_subject
    if party.agrees(subject.events) is False:
        raise TrustError("digest-mismatch", f"events ({party.issuer})", by="manifest")
    held = {("key-list", r.body.id): r.digest for r in bundle.key_lists
            if r.body.version == subject.key_list_version}  # fmt: skip
    held |= {("salvage", r.body.id): r.digest for r in bundle.salvage}
    for part in subject.parts:
        if held.get((part.kind, part.id), part.digest) != part.digest:
            raise TrustError("digest-mismatch", f"{part.kind} {part.id}", by="manifest")


def _check_key_reuse(chain: AgreementChain, parties: Iterable[PartyTrust]) -> None:
    owners: dict[str, tuple[str, str]] = {}
    roots = [(p.root_key, (p.id, "root")) for v in chain.versions for p in v.text.parties]
    methods = [
        (method.public_key_multibase, (party.issuer, method.use))
        for party in parties
        for method in party.newest_key_list.body.verification_method
    ]
    for key, owner in roots + methods:
        if owners.setdefault(key, owner) != owner:
            raise TrustError("key-reused", f"{owner[0]} ({owner[1]})")


def _read_checkpoints(
    notes: Iterable[str], parties: dict[str, PartyTrust]
) -> dict[str, tuple[Checkpoint, ...]]:
    by_origin = {log_origin(issuer): party for issuer, party in parties.items()}
    found: dict[str, tuple[Checkpoint, ...]] = {}
    for text in notes:
        try:
            note = parse_note(text)
            checkpoint = parse_checkpoint(note.text)
        except SigningError as error:
            raise TrustError(error.code, "checkpoints", **error.facts) from None
        party = by_origin.get(checkpoint.origin)
        if party is None:
            raise TrustError("unknown-party", "checkpoints", issuer=checkpoint.origin)
        if not is_checkpoint_signed(note, party, by_compromised=True):
            raise TrustError("bad-signature", f"checkpoints ({party.issuer})")
        if not is_checkpoint_signed(note, party):
            continue
        head = party.manifest.body.credential_subject.checkpoint if party.manifest is not None else None
        if head is not None and head.size == checkpoint.size and head.root != checkpoint.root.hex():
            raise TrustError("digest-mismatch", f"checkpoints ({party.issuer})", by="manifest")
        found[party.issuer] = (*found.get(party.issuer, ()), checkpoint)
    return found


def is_checkpoint_signed(note: Note, party: PartyTrust, *, by_compromised: bool = False) -> bool:
    """Whether a publication key of the association signed it; a compromised one only where allowed."""
    origin = log_origin(party.issuer)
    return any(check_note(note, origin, key) for key in party.publication_keys(compromised=by_compromised))


def _dotted(order: tuple[int, ...]) -> str:
    return ".".join(map(str, order))


def _newest(bundle: Bundle) -> datetime:
    """The newest signature in the bundle; the clock cannot honestly be much before it."""
    records: list[Record[KeyList] | Record[Manifest] | Record[StatusEvent]] = [
        *bundle.key_lists, *bundle.manifests, *bundle.events]  # fmt: skip
    halves = [half.created for halves in bundle.agreements for half in halves]
    return max([*(record.created for record in records), *halves])
