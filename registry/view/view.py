"""One transaction's view of the registry: the questions of admission, issuing and publishing."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from threading import Lock
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, bindparam, func, select

from credentials.documents.agreement import AgreementHalf
from credentials.documents.assessment import Assessment, AssessmentCredential
from credentials.documents.manifest import Manifest
from credentials.documents.salvage import SalvageList
from credentials.documents.status_event import StatusEvent
from credentials.kinds import (
    TRUSTED,
    kind_of_record,
    kinds_where,
    parse_any,
    parse_manifest,
    parse_salvage_list,
    parse_status_event,
)
from credentials.record import Record
from registry.database.portions import narrow, select_in
from registry.database.tables import CREDENTIAL, EVENT, LEAF, RECORD, SETTING
from registry.errors import RegistryError
from registry.view.bundle_bytes import BundleBytes, KeptParts, join_bytes, split_salvage
from registry.view.event_reading import draw_lines, find_final, read_events
from registry.view.kept import KeptAnswers
from registry.view.known_halves import is_same_chain, read_half, text_digest
from registry.view.log_heads import Head, newest_head
from registry.view.manifest_order import parse_order
from registry.view.trees import EVENTS, Trees, TreeView, log_name
from signing.data_integrity import check_signature
from verifier.errors import TrustError
from verifier.trust.agreements import AgreementChain, build_chain
from verifier.trust.events import Event, EventItem
from verifier.trust.manifests import Rank, find_rank, is_ahead
from verifier.trust.trust_store import TrustStore

Basis = tuple[str | None, tuple[str, ...]]
"""Pin and digests of the records in trust data: the basis of every proof."""

T = TypeVar("T")

_BYTES = select(RECORD.c.data)
_OF_ISSUER = RECORD.c.issuer == bindparam("issuer")
_DATA = _BYTES.where(RECORD.c.digest == bindparam("digest"))
_KIND = RECORD.c.kind == bindparam("kind")
_OF_KIND = _BYTES.add_columns(RECORD.c.issuer).where(_KIND).order_by(RECORD.c.position)
PIN = select(SETTING.c.value).where(SETTING.c.name == "pin")
_HALVES = _BYTES.where(RECORD.c.kind == "agreement").order_by(RECORD.c.admitted.desc(), RECORD.c.digest)
_MANIFESTS = _BYTES.where(RECORD.c.kind == "manifest", _OF_ISSUER).order_by(RECORD.c.name.desc())
_MANIFESTS_HERE = narrow(
    select(RECORD.c.issuer, RECORD.c.digest).where(RECORD.c.kind == "manifest"), RECORD.c.digest
)
_EVENT_ORDER = (
    select(RECORD.c.data)
    .join(LEAF, LEAF.c.digest == RECORD.c.digest)
    .where(LEAF.c.issuer == bindparam("issuer"), LEAF.c.tree == EVENTS)
    .order_by(LEAF.c.position)
)
_EVENTS_OF = (
    select(RECORD.c.data)
    .join(EVENT, EVENT.c.digest == RECORD.c.digest)
    .where(EVENT.c.issuer == bindparam("issuer"), EVENT.c.credential == bindparam("credential"))
    .order_by(EVENT.c.sequence)
)
_HERE = narrow(select(RECORD.c.digest), RECORD.c.digest)
_NAMES = narrow(select(RECORD.c.name, RECORD.c.digest).where(_OF_ISSUER), RECORD.c.name)
_CHANGEABLE = narrow(
    select(RECORD.c.name).where(_OF_ISSUER, RECORD.c.kind.in_(bindparam("kinds", expanding=True))),
    RECORD.c.name,
)
_TRUST_DIGESTS = select(RECORD.c.digest).where(RECORD.c.kind.in_(TRUSTED)).order_by(RECORD.c.digest)
_HOLDERS = narrow(
    select(CREDENTIAL.c.certificate_number, CREDENTIAL.c.id, CREDENTIAL.c.uscc)
    .where(CREDENTIAL.c.issuer == bindparam("issuer"))
    .order_by(CREDENTIAL.c.position),
    CREDENTIAL.c.certificate_number,
)


class Holder(NamedTuple):
    """Holder of a number: the credential's id, and the enterprise's Unified Social Credit Code."""

    id: str
    uscc: str


class Memory:
    """Memory of a registry between transactions: its trees, and trust data until a part of it changes."""

    def __init__(self, refused_keys: frozenset[str], filed: Any) -> None:
        self.refused_keys = refused_keys
        self.filed = filed  # a registry.filing.Filings, whose module is above this room
        self.trees = Trees()
        self._lock = Lock()
        self.trust: tuple[tuple[str, ...], TrustStore] | None = None
        self.whole_parts: KeptAnswers[tuple[str | int | None, ...], bool] = KeptAnswers()
        self.recomputed: KeptAnswers[str, Any] = KeptAnswers()
        self.heard: KeptAnswers[tuple[str | int | None, ...], Mapping[str, frozenset[str]]] = KeptAnswers()
        self.parts = KeptParts()

    def load_trust(self, view: "RegistryView") -> TrustStore:
        """Return the trust data `view` sees; kept under its digests, as a part may be rolled back."""
        digests = view.trust_digests()
        with self._lock:
            if self.trust is None or self.trust[0] != digests:
                before = self.trust
                stands = before is not None and view.still_makes(before[1], before[0], digests)
                store = before[1] if before is not None and stands else view.try_trust(view.bundle_bytes())
                self.trust = digests, store
            draw_lines(view.connection, self.trust[1])
            return self.trust[1]


class RegistryView:
    """Questions to the database within one transaction; made by `Registry.read` and `Registry.write`."""

    def __init__(self, connection: Connection, memory: Memory) -> None:
        self.connection = connection
        self.memory = memory
        self._held_trust: TrustStore | None = None
        self.brought: Mapping[str, Sequence[str]] = {}
        """Event orders that came with the records being admitted: unproven until a root proves them."""
        self.check_taking: Callable[..., None] = lambda _, **__: None
        """Checks that a log takes records before one takes a place: RegistryError log-behind."""

    # records

    def data(self, digest: str) -> bytes | None:
        """Return the JCS bytes of a record."""
        content: bytes | None = self.connection.scalar(_DATA, {"digest": digest})
        return content

    def known_digests(self, digests: Iterable[str]) -> set[str]:
        """Return which of the records are here."""
        return {row.digest for row in select_in(self.connection, _HERE, digests)}

    def names(self, issuer: str, names: Iterable[str]) -> dict[str, str]:
        """Return which of `names` the issuer's records already have, with the digest of the record."""
        return {row.name: row.digest for row in select_in(self.connection, _NAMES, names, issuer=issuer)}

    def of_kind(self, kind: str) -> list[bytes]:
        """Return every record of a kind, in the order of its issuer's log; issuers by their characters.

        The database's order would not do: on PostgreSQL it is a language's.
        """
        rows = self.connection.execute(_OF_KIND, {"kind": kind}).all()
        return [row.data for row in sorted(rows, key=lambda row: row.issuer)]

    # trust

    def read_pin(self) -> str | None:
        """Return the digest of agreement version 1, once it was set (Registry.set_pin)."""
        digest: str | None = self.connection.scalar(PIN)
        return digest

    def trust_digests(self) -> tuple[str, ...]:
        """Return the digests of the records that trust data is made of."""
        return (*self.connection.scalars(_TRUST_DIGESTS),)

    def read_basis(self) -> Basis:
        """Return the basis of this view's trust data."""
        return self.read_pin(), self.trust_digests()

    def load_trust(self) -> TrustStore:
        """Load admission's trust data: agreements, key lists, salvage lists; once for each view.

        That costs a query, and a reading and check of all of them if any has changed. RegistryError
        no-agreement while version 1 is not complete.
        """
        if self._held_trust is None:
            self._held_trust = self.memory.load_trust(self)
        return self._held_trust

    def forget_trust(self) -> None:
        """Forget the trust data: this transaction has stored a part of it."""
        self._held_trust = None

    def has_agreement(self) -> bool:
        """Return whether version 1 is complete here."""
        try:
            return bool(self.load_trust().chain.versions)
        except RegistryError as error:
            if error.code != "no-agreement":
                raise
            return False

    def still_makes(self, store: TrustStore, before: Iterable[str], digests: Iterable[str]) -> bool:
        """Return whether the records added since `before` are only halves that complete no version."""
        halves = self.halves()
        added = {*digests}.difference(before, (half.digest for half in halves))
        return not added and is_same_chain(self.try_chain(halves), store.chain)

    def try_chain(self, halves: Iterable[Record[AgreementHalf]]) -> AgreementChain:
        """Build the agreement chain of `halves`; RegistryError with the verifier's code."""
        return self._try(lambda pin: build_chain(halves, pin))

    def try_trust(self, bundled: BundleBytes) -> TrustStore:
        """Build a trust store of `bundled`, by the verifier's rules; RegistryError with its code."""
        return self._try(lambda pin: TrustStore.from_bundle(join_bytes(bundled), pin=pin))

    def _try(self, build: Callable[[str], T]) -> T:
        pin = self.read_pin()
        try:
            if pin is None:
                raise TrustError("pin-mismatch", pin="")
            return build(pin)
        except TrustError as error:
            code = "no-agreement" if error.code == "pin-mismatch" else error.code
            raise RegistryError(code, error.field, **error.facts) from None

    def bundle_bytes(self) -> BundleBytes:
        """Return the agreement halves and key lists by version, and the salvage lists that these name."""
        halves, key_lists = sorted(self.halves(), key=_version), self.of_kind("key-list")
        named_salvage, _ = split_salvage(self.of_kind("salvage"), key_lists)
        texts = [[half.data for half in group] for _, group in groupby(halves, key=_version)]
        return BundleBytes(agreements=texts, key_lists=key_lists, salvage=named_salvage)

    def own_salvage(self, issuer: str) -> list[Record[SalvageList]]:
        """Return the association's salvage lists that a key list of it names."""
        records = [parse_salvage_list(data) for data in self.bundle_bytes().salvage]
        return [record for record in records if record.body.issuer == issuer]

    def halves(self) -> list[Record[AgreementHalf]]:
        """Return the agreement halves here, of unfinished texts too, last admitted first."""
        return [read_half(data) for data in self.connection.scalars(_HALVES)]

    def halves_of(self, digest: str) -> list[Record[AgreementHalf]]:
        """Return the halves here of the text with this digest."""
        return [half for half in self.halves() if text_digest(half) == digest]

    # credentials and their events

    def changeable_ids(self, issuer: str, ids: Iterable[str]) -> set[str]:
        """Return which of `ids` are records of the association that status events may be about."""
        kinds = kinds_where(lambda kind: kind.events)
        return {row.name for row in select_in(self.connection, _CHANGEABLE, ids, issuer=issuer, kinds=kinds)}

    def changeable(self, issuer: str, record_id: str) -> Record[Any] | None:
        """Return the association's record with this id, of a kind that status events may be about."""
        digest = self.names(issuer, [record_id]).get(record_id)
        data = self.data(digest) if digest is not None else None
        record = parse_any(data) if data is not None else None
        return record if record is not None and kind_of_record(record).events else None

    def credential(self, issuer: str, credential_id: str) -> Record[Assessment] | None:
        """Return the association's credential with this id."""
        return _as_credential(self.changeable(issuer, credential_id))

    def credential_by_digest(self, digest: str) -> Record[Assessment] | None:
        """Return the credential with this digest; None if there is no record, or one of another kind."""
        data = self.data(digest)
        return _as_credential(parse_any(data)) if data is not None else None

    def find_holder(self, issuer: str, reference: str) -> str | None:
        """Find the id of the association's credential by id or certificate number, for a lookup.

        Of several holders of a number, take the one that no event ends, else the last. For an act on a
        credential use registry.issuing.rules.named_credential.
        """
        if reference.startswith("urn:uuid:"):
            return reference if self.credential(issuer, reference) is not None else None
        holders = [h.id for h in self.number_holders(issuer, [reference]).get(reference, [])]
        live = (h for h in holders if find_final(self.events(issuer, h)) is None)
        return next(live, holders[-1] if holders else None)

    def issuers_of(self, reference: str) -> list[str]:
        """Return the associations with a credential of this id or certificate number."""
        if not reference.startswith("urn:uuid:"):
            by_number = select(CREDENTIAL.c.issuer).where(CREDENTIAL.c.certificate_number == reference)
            return sorted({*self.connection.scalars(by_number)})
        by_id = select(RECORD.c.issuer).where(RECORD.c.name == reference)
        issuers = sorted({*self.connection.scalars(by_id)})
        return [issuer for issuer in issuers if self.credential(issuer, reference) is not None]

    def number_holders(self, issuer: str, numbers: Iterable[str]) -> dict[str, list[Holder]]:
        """Return the credentials that carry each certificate number, in admission order."""
        holders: dict[str, list[Holder]] = {}
        for row in select_in(self.connection, _HOLDERS, numbers, issuer=issuer):
            holders.setdefault(row.certificate_number, []).append(Holder(row.id, row.uscc))
        return holders

    def event_records(self, issuer: str, credential_id: str) -> list[Record[StatusEvent]]:
        """Return the events of a credential, in order of sequence."""
        parameters = {"issuer": issuer, "credential": credential_id}
        return [parse_status_event(data) for data in self.connection.scalars(_EVENTS_OF, parameters)]

    def event_record(self, digest: str) -> Record[StatusEvent]:
        """Return the event with this digest, which is here."""
        return parse_status_event(self.data(digest) or b"")

    def events(self, issuer: str, credential_id: str) -> list[Event]:
        """Return the events of a credential as the verifier reads them: their keys decide which count."""
        party = self.load_trust().party(issuer)
        items = [EventItem.of(record.value) for record in self.event_records(issuer, credential_id)]
        return read_events(self.connection, issuer, items, party.keys) if party is not None else []

    def all_events(self, issuer: str) -> list[Record[StatusEvent]]:
        """Return every event of the association, in the order of its log."""
        query = (
            select(RECORD.c.data)
            .join(EVENT, EVENT.c.digest == RECORD.c.digest)
            .where(EVENT.c.issuer == issuer)
            .order_by(RECORD.c.position)
        )
        return [parse_status_event(data) for data in self.connection.scalars(query)]

    def count_all_events(self, issuer: str) -> int:
        """Count the association's events here, counted or loose."""
        query = select(func.count()).where(RECORD.c.kind == "status-event", RECORD.c.issuer == issuer)
        return self.connection.scalar(query) or 0

    def event_order(self, issuer: str) -> list[bytes]:
        """Return the association's counted events in its order."""
        return [*self.connection.scalars(_EVENT_ORDER, {"issuer": issuer})]

    # manifests

    def manifests(self, issuer: str) -> Iterator[Record[Manifest]]:
        """Yield the association's sound manifests here, highest order first; read one by one."""
        trust = self.load_trust()
        party = trust.party(issuer)
        for data in self.connection.scalars(_MANIFESTS, {"issuer": issuer}):
            record = parse_manifest(data)
            known = party is not None and not is_ahead(record, party.lists_by_version, trust.chain)
            if known and self.is_sound(record):
                yield record

    def newest_manifest(self, issuer: str, *, repeating_unknown: bool = False) -> Record[Manifest] | None:
        """Return the association's manifest here with the highest rank (verifier.trust.manifests).

        A manifest that repeats one that is not here has no rank, unless `repeating_unknown`.
        """
        party = self.load_trust().party(issuer)
        best: tuple[Rank, Record[Manifest]] | None = None
        for record in self.manifests(issuer) if party is not None else ():
            if best is not None and record.body.credential_subject.order[:2] < best[0][:2]:
                break
            rank = find_rank(record, party.lists_by_version) if party is not None else None
            if rank is None or not (repeating_unknown or self.repeats_known(record)):
                continue
            if best is None or rank > best[0]:
                best = rank, record
            if rank[2]:
                break  # the highest manifest by the key in force
        return best[1] if best is not None else None

    def highest_order(self, issuer: str) -> tuple[int, int, int]:
        """Return the order of the association's last manifest here, whatever became of its key, or zeros."""
        query = select(RECORD.c.name).where(RECORD.c.kind == "manifest", RECORD.c.issuer == issuer)
        name = self.connection.scalar(query.order_by(RECORD.c.name.desc()).limit(1))
        return parse_order(name) if name is not None else (0, 0, 0)

    def is_sound(self, record: Record[Manifest]) -> bool:
        """Return whether an admitted manifest still counts.

        Since then its key may be compromised, or its root replaced and its name given to another key.
        """
        party = self.load_trust().party(record.body.issuer)
        key = party.key(record.proof.verification_method) if party is not None else None
        return (
            key is not None
            and key.publishes_at(record.created)
            and check_signature(record.value, record.proof, key.public)
        )

    def repeats_known(self, record: Record[Manifest]) -> bool:
        """Return whether all manifests of others that the manifest repeats are here."""
        seen = record.body.credential_subject.seen
        repeated = {(entry.issuer, entry.manifest) for entry in seen if entry.manifest is not None}
        stored = select_in(self.connection, _MANIFESTS_HERE, [digest for _, digest in repeated])
        return repeated <= {(row.issuer, row.digest) for row in stored}

    # logs and trees

    def newest_checkpoint(self, issuer: str) -> Head | None:
        """Return the association's newest log head whose entries are here."""
        return newest_head(self.connection, issuer)

    def log(self, issuer: str) -> TreeView:
        """Return the association's log; do not ask after this transaction has added entries."""
        return self.tree(issuer, log_name(self.connection, issuer))

    def tree(self, issuer: str, name: str) -> TreeView:
        """Return a tree of the association; do not ask after this transaction has added leaves."""
        return self.memory.trees.view(self.connection, issuer, name)


def _as_credential(record: Record[Any] | None) -> Record[Assessment] | None:
    return record if record is not None and isinstance(record.body, AssessmentCredential) else None


def _version(half: Record[AgreementHalf]) -> tuple[int, str]:
    return half.body.credential_subject.version, text_digest(half)
