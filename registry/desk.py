"""One transaction's view of the registry: the questions that admission, issuing and publishing ask it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from threading import Lock
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select

from credentials.agreement import AgreementHalf, agreement_digest
from credentials.assessment import Assessment, AssessmentCredential
from credentials.kinds import (
    parse_agreement_half,
    parse_any,
    parse_manifest,
    parse_salvage_list,
    parse_status_event,
)
from credentials.manifest import Manifest
from credentials.record import EventCount, Record
from credentials.salvage import Salvage, SalvageList
from credentials.status_event import StatusEvent
from registry.errors import RegistryError
from registry.parts import Parts, join_bundle
from registry.rows import narrow, select_in
from registry.tables import CHECKPOINT, CREDENTIAL, EVENT, LEAF, RECORD, SETTING
from registry.trees import EVENTS, Trees, TreeView
from verifier.checks.status import effective
from verifier.errors import TrustError
from verifier.party_trust import Event, PartyTrust
from verifier.trust import TrustStore

TRUST_KINDS = ("agreement", "key-list", "salvage")

_DATA = select(RECORD.c.data).where(RECORD.c.digest == bindparam("digest"))
_NAMES = narrow(
    select(RECORD.c.name, RECORD.c.digest).where(RECORD.c.issuer == bindparam("issuer")), RECORD.c.name
)
_TRUST_DIGESTS = select(RECORD.c.digest).where(RECORD.c.kind.in_(TRUST_KINDS)).order_by(RECORD.c.digest)
_HOLDERS = narrow(
    select(CREDENTIAL.c.certificate_number, CREDENTIAL.c.id, CREDENTIAL.c.uscc)
    .where(CREDENTIAL.c.issuer == bindparam("issuer"))
    .order_by(CREDENTIAL.c.position),
    CREDENTIAL.c.certificate_number,
)


@dataclass(frozen=True, slots=True)
class Trusted:
    """What admission believes: a trust store without events, and the salvage lists by digest."""

    store: TrustStore
    salvage: dict[str, Salvage]


@dataclass(frozen=True, slots=True)
class Head:
    """A signed log head: how many entries it covers, and the note that was published."""

    size: int
    note: str


class Holder(NamedTuple):
    """A credential by its id, and whose it is: the enterprise's Unified Social Credit Code."""

    id: str
    uscc: str


class Memory:
    """What a registry keeps between transactions: its trees, and trust data until a part of it changes."""

    def __init__(self, refused_keys: frozenset[str]) -> None:
        self.refused_keys = refused_keys
        self.trees = Trees()
        self._lock = Lock()
        self._trusted: tuple[tuple[str, ...], Trusted] | None = None

    def trusted(self, desk: "Desk") -> Trusted:
        """The trust data `desk` sees; kept under the digests it was made of, as a part may be rolled back."""
        digests = desk.trust_digests()
        with self._lock:
            if self._trusted is None or self._trusted[0] != digests:
                self._trusted = (digests, desk.build_trusted())
            return self._trusted[1]


class Desk:
    """Questions to the database within one transaction; made by `Registry.read` and `Registry.write`."""

    def __init__(self, connection: Connection, memory: Memory) -> None:
        self.connection = connection
        self.memory = memory

    # records

    def data(self, digest: str) -> bytes | None:
        """The JCS bytes of a record."""
        found: bytes | None = self.connection.scalar(_DATA, {"digest": digest})
        return found

    def names(self, issuer: str, names: Iterable[str]) -> dict[str, str]:
        """Which of `names` the issuer's records already have, with the digest of the record."""
        return {row.name: row.digest for row in select_in(self.connection, _NAMES, names, issuer=issuer)}

    def of_kind(self, kind: str) -> list[bytes]:
        """Every record of a kind, in the order of its issuer's log; issuers in the order of their characters.

        Not in the database's order, which on PostgreSQL is a language's.
        """
        query = select(RECORD.c.issuer, RECORD.c.position, RECORD.c.data).where(RECORD.c.kind == kind)
        rows = self.connection.execute(query.order_by(RECORD.c.position)).all()
        return [row.data for row in sorted(rows, key=lambda row: row.issuer)]

    # trust

    @property
    def pin(self) -> str | None:
        """The digest of agreement version 1, once it was set (Registry.set_pin)."""
        found: str | None = self.connection.scalar(select(SETTING.c.value).where(SETTING.c.name == "pin"))
        return found

    def trust_digests(self) -> tuple[str, ...]:
        """The digests of the records that trust data is made of."""
        return (*self.connection.scalars(_TRUST_DIGESTS),)

    def trusted(self) -> Trusted:
        """What admission believes; RegistryError no-agreement while version 1 is not complete."""
        return self.memory.trusted(self)

    @property
    def trust(self) -> TrustStore:
        """The trust store of `trusted`."""
        return self.trusted().store

    def build_trusted(self) -> Trusted:
        """`trusted`, made now."""
        parts = self.parts()
        store = self.try_trust(parts)
        salvage = [parse_salvage_list(data) for data in parts.salvage]
        return Trusted(store, {record.digest: record.body.credential_subject for record in salvage})

    def try_trust(self, parts: Parts) -> TrustStore:
        """A trust store of `parts`, by the verifier's own rules; RegistryError with the verifier's code."""
        pin = self.pin
        try:
            if pin is None:
                raise TrustError("pin-mismatch", pin="")
            return TrustStore.from_bundle(join_bundle(parts), pin=pin)
        except TrustError as error:
            code = "no-agreement" if error.code == "pin-mismatch" else error.code
            raise RegistryError(code, error.field, **error.facts) from None

    def parts(self) -> Parts:
        """The agreement halves by version, key lists by version, and salvage lists."""
        halves = sorted(self.halves(), key=_version)
        return Parts(
            agreements=[[half.data for half in group] for _, group in groupby(halves, key=_version)],
            key_lists=self.of_kind("key-list"),
            salvage=self.of_kind("salvage"),
        )

    def own_salvage(self, issuer: str) -> list[Record[SalvageList]]:
        """The association's salvage lists."""
        records = [parse_salvage_list(data) for data in self.of_kind("salvage")]
        return [record for record in records if record.body.issuer == issuer]

    def halves(self) -> list[Record[AgreementHalf]]:
        """The agreement halves here, of unfinished texts too, the last admitted first."""
        query = select(RECORD.c.data).where(RECORD.c.kind == "agreement")
        query = query.order_by(RECORD.c.admitted.desc(), RECORD.c.digest)
        return [parse_agreement_half(data) for data in self.connection.scalars(query)]

    def halves_of(self, digest: str) -> list[Record[AgreementHalf]]:
        """The halves here of the text with this digest."""
        return [half for half in self.halves() if agreement_digest(half.value["credentialSubject"]) == digest]

    # credentials and their events

    def credential(self, issuer: str, credential_id: str) -> Record[Assessment] | None:
        """The association's credential with this id."""
        digest = self.names(issuer, [credential_id]).get(credential_id)
        return self.credential_by_digest(digest) if digest is not None else None

    def credential_by_digest(self, digest: str) -> Record[Assessment] | None:
        """The credential with this digest; None when there is no record, or one of another kind."""
        data = self.data(digest)
        record = parse_any(data) if data is not None else None
        return record if record is not None and isinstance(record.body, AssessmentCredential) else None

    def find_holder(self, issuer: str, reference: str) -> str | None:
        """The id of the association's credential by its id or certificate number, for whoever looks it up.

        Of several holders of a number the one that nothing ends, else the last. What is to be done to one is
        named by registry.naming.
        """
        if reference.startswith("urn:uuid:"):
            return reference if self.credential(issuer, reference) is not None else None
        holders = [h.id for h in self.number_holders(issuer, [reference]).get(reference, [])]
        live = (h for h in holders if find_final(self.events(issuer, h)) is None)
        return next(live, holders[-1] if holders else None)

    def issuers_of(self, reference: str) -> list[str]:
        """The associations that have a credential with this id or certificate number."""
        if not reference.startswith("urn:uuid:"):
            by_number = select(CREDENTIAL.c.issuer).where(CREDENTIAL.c.certificate_number == reference)
            return sorted({*self.connection.scalars(by_number)})
        by_id = select(RECORD.c.issuer).where(RECORD.c.name == reference)
        issuers = sorted({*self.connection.scalars(by_id)})
        return [issuer for issuer in issuers if self.credential(issuer, reference) is not None]

    def number_holders(self, issuer: str, numbers: Iterable[str]) -> dict[str, list[Holder]]:
        """The credentials that carry each certificate number, in admission order."""
        holders: dict[str, list[Holder]] = {}
        for row in select_in(self.connection, _HOLDERS, numbers, issuer=issuer):
            holders.setdefault(row.certificate_number, []).append(Holder(row.id, row.uscc))
        return holders

    def event_records(self, issuer: str, credential_id: str) -> list[Record[StatusEvent]]:
        """The events of a credential, in order of sequence."""
        query = (
            select(RECORD.c.data)
            .join(EVENT, EVENT.c.digest == RECORD.c.digest)
            .where(EVENT.c.issuer == issuer, EVENT.c.credential == credential_id)
            .order_by(EVENT.c.sequence)
        )
        return [parse_status_event(data) for data in self.connection.scalars(query)]

    def events(self, issuer: str, credential_id: str) -> list[Event]:
        """The events of a credential as the verifier reads them: which of them count, by their keys."""
        records = self.event_records(issuer, credential_id)
        trusted = self.trusted()
        party = trusted.store.party(issuer)
        if not records or party is None:
            return []
        return PartyTrust(issuer, party.lists, trusted.salvage, None, records).events[credential_id]

    def all_events(self, issuer: str) -> list[bytes]:
        """The association's events in admission order."""
        query = (
            select(RECORD.c.data)
            .join(LEAF, LEAF.c.digest == RECORD.c.digest)
            .where(LEAF.c.issuer == issuer, LEAF.c.tree == EVENTS)
            .order_by(LEAF.c.position)
        )
        return [*self.connection.scalars(query)]

    def newest_manifest(self, issuer: str) -> Record[Manifest] | None:
        """The association's newest manifest here."""
        query = select(RECORD.c.data).where(RECORD.c.kind == "manifest", RECORD.c.issuer == issuer)
        data = self.connection.scalar(query.order_by(RECORD.c.name.desc()).limit(1))
        return parse_manifest(data) if data is not None else None

    def newest_checkpoint(self, issuer: str) -> Head | None:
        """The association's newest log head here."""
        query = select(CHECKPOINT.c.size, CHECKPOINT.c.note).where(CHECKPOINT.c.issuer == issuer)
        row = self.connection.execute(query.order_by(CHECKPOINT.c.size.desc()).limit(1)).first()
        return Head(row.size, row.note) if row is not None else None

    def signed_counts(self, issuer: str) -> list[EventCount]:
        """What the association has signed of its own events: its key list's floor, its newest manifest."""
        party, manifest = self.trust.party(issuer), self.newest_manifest(issuer)
        floor = [party.newest_key_list.body.events] if party is not None else []
        return floor + ([manifest.body.credential_subject.events] if manifest is not None else [])

    # trees

    def tree(self, issuer: str, name: str) -> TreeView:
        """A tree of the association; not to be asked after this transaction has added leaves."""
        return self.memory.trees.view(self.connection, issuer, name)


_FINAL = {"revoke": "revoked", "supersede": "superseded"}


def find_final(events: Iterable[Event], at: datetime | None = None) -> str | None:
    """`revoked` or `superseded` when an event that counts says so for `at`; for whatever time without it."""
    final = (e for e in events if e.counts and e.change.action in _FINAL)
    return next((_FINAL[e.change.action] for e in final if at is None or effective(e) <= at), None)


def _version(half: Record[AgreementHalf]) -> tuple[int, str]:
    return half.body.credential_subject.version, agreement_digest(half.value["credentialSubject"])
