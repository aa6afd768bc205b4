"""Trust data proven under one pin: a bundle, and the memory of earlier bundles.

The rules, in the order in which they apply:

1. The bundle is in the closed profile (credentials.documents.bundle).
2. The agreement chain starts at the pin, and the roots before each later version sign it.
3. A root of the party signs its key lists and salvage lists; a list continues the one it names as previous
   (verifier.trust.key_lists).
4. A key proves that its association has it, and is none of its roots (verifier.trust.keys).
5. A manifest or log head counts if its party's publication key signed it (verifier.trust.manifests).
6. Events are in their issuer's order as far as the issuer signs it, by floors that mark a key too
   (verifier.trust.party_trust); all others are loose. Their form and signature are checked when a verdict
   needs them (verifier.trust.events).
7. The memory is added to the bundle, so an older bundle removes nothing. An event is forgotten if no list
   names its key any more: a replaced root signed the list.
Loading fails only by 1 and 2. A breach of another rule is a finding about that association. Data that no
party here signed is ignored.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from credentials.documents.bundle import Bundle, parse_bundle
from credentials.documents.key_list import KeyList
from credentials.documents.manifest import Manifest
from credentials.documents.salvage import Salvage
from credentials.documents.status_event import StatusEvent
from credentials.errors import RecordError
from credentials.identifiers import is_digest, log_origin
from credentials.record import Record, parse_document, read_record
from signing.errors import SigningError
from signing.log.checkpoint import Checkpoint, parse_checkpoint
from signing.log.note import Note, check_note, parse_note
from signing.strict_json import MAX_RECORD_BYTES
from verifier.errors import TrustError, type_facts
from verifier.policy import CLOCK_TOLERANCE
from verifier.trust.agreements import AgreementChain, build_chain
from verifier.trust.events import Event, EventItem, Events, read_event
from verifier.trust.key_lists import ListFault, PartyLists, find_floors, read_key_lists, read_salvage
from verifier.trust.keys import read_keys
from verifier.trust.manifests import read_manifests
from verifier.trust.memory import MAX_REMEMBERED_LOOSE, Seen
from verifier.trust.party_trust import PartyTrust, find_lines, find_order


class TrustStore:
    """Proven trust data under one pin; make one with `from_bundle`."""

    def __init__(
        self,
        pin: str,
        *,
        chain: AgreementChain,
        parties: dict[str, PartyTrust],
        faults: Mapping[str, ListFault],
        salvage: dict[str, Salvage],
        checkpoints: dict[str, list[Checkpoint]],
        sources: Sequence[Bundle],
        memory: Bundle | None = None,
    ) -> None:
        self.pin = pin
        self.chain = chain
        self.parties = parties
        self.faults = faults
        """Faults of key lists, by association; without one common key list an association is no party."""
        self.salvage = salvage
        self.checkpoints = checkpoints
        self._sources = sources
        self._memory = memory
        # the earliest half of each version: one root that dates ahead cannot move the clock of others
        self._agreed_at = max(min(half.created for half in version.halves) for version in chain.versions)
        self.newest_by_root = max(map(self.newest_word, parties), default=self._agreed_at)
        """The time of the newest signature of any root."""

    def newest_word(self, issuer: str) -> datetime:
        """Return the time of the newest root signature: the association's, or the first on a version.

        A correct clock is hardly earlier. A root that dates its signatures ahead moves no other party's
        clock.
        """
        party = self.parties.get(issuer)
        return max([self._agreed_at, *(record.created for record in (_lists_of(party) if party else ()))])

    def clock_is_behind(self, now: datetime) -> bool:
        """Return whether a root here signed later than `now`, by more than clocks may differ."""
        return now < self.newest_by_root - CLOCK_TOLERANCE

    @property
    def newest(self) -> datetime:
        """The time of the newest signature of a root or of a manifest that ranks."""
        manifests = (party.manifest for party in self.parties.values())
        return max([self.newest_by_root, *(manifest.created for manifest in manifests if manifest)])

    @classmethod
    def from_bundle(
        cls, data: bytes, *, pin: str, seen: Seen | None = None, loose: Iterable[bytes] = ()
    ) -> "TrustStore":
        """Prove the trust data in a bundle of at most 256 MiB, under `pin` (64 hex digits).

        `seen` is this verifier's memory of earlier bundles (`TrustStore.seen`); `loose` are status events
        handed over beside the bundle, as bytes. Raises only TrustError: for any bytes that break a rule of
        this module, and for any argument of another type (argument-type).
        """
        pin = pin.strip().lower() if isinstance(pin, str) else ""
        if not is_digest(pin):
            raise TrustError("pin-form", "pin")
        if not isinstance(data, bytes | bytearray):
            raise TrustError("argument-type", "data", **type_facts(data, bytes))
        if seen is not None and not isinstance(seen, Seen):
            raise TrustError("argument-type", "seen", **type_facts(seen, Seen))
        if not isinstance(loose, Iterable):
            raise TrustError("argument-type", "loose", **type_facts(loose, list))
        if seen is not None and seen.pin != pin:
            raise TrustError("pin-mismatch", "seen", pin=seen.pin)
        handed = [_read_loose(item, place) for place, item in enumerate(loose)]
        try:
            # 1. the form: loading fails only by this step and by step 3
            bundle = parse_bundle(data)
        except RecordError as error:
            raise TrustError(error.code, error.field, **error.facts) from None
        # 2. the memory, which still has what an older bundle leaves out
        sources = [bundle] if seen is None else [seen.bundle, bundle]
        # 3. the agreement, from the pin
        chain = build_chain(_once(half for s in sources for halves in s.agreements for half in halves), pin)
        # 4. salvage lists and key lists, by the roots in the chain; from here a fault concerns one
        # association
        salvage = read_salvage(_once(record for s in sources for record in s.salvage), chain)
        lists = read_key_lists(_once(record for s in sources for record in s.key_lists), chain)
        # 5. manifests and the order of events, by those keys
        parties = _read_parties(sources, chain, lists, salvage, handed)
        notes = dict.fromkeys(note for source in sources for note in source.checkpoints)
        return cls(
            pin,
            chain=chain,
            parties=parties,
            faults={issuer: keys.fault for issuer, keys in lists.items() if keys.fault is not None},
            salvage=salvage,
            checkpoints=_read_checkpoints(notes, parties),
            sources=sources,
            memory=seen.bundle if seen is not None else None,
        )

    def party(self, issuer: str) -> PartyTrust | None:
        """Return the trust data of one association."""
        return self.parties.get(issuer)

    def key_list(self, issuer: str, now: datetime) -> Record[KeyList] | None:
        """Return the key list signed by the association's root in the last agreement that names it at `now`.

        Where its lists have a fault, return the newest list that still counts.
        """
        party = self.parties.get(issuer)
        if party is not None and issuer in self.faults:
            return party.newest_key_list
        version = self.chain.last_naming(issuer, now)
        entry = version.text.party(issuer) if version is not None else None
        return party.key_list(entry.root_key) if party is not None and entry is not None else None

    @property
    def seen(self) -> Seen:
        """The memory to keep of this trust data: the agreement chain, and each party's records that count.

        If an association's lists have no common beginning, all its records stay: another root may continue
        them.
        """
        kept = _of_issuers(self._memory, self.faults.keys() - self.parties.keys())
        parties = [self.parties[issuer] for issuer in sorted(self.parties)]
        lists = [record for party in parties for record in _lists_of(party)]
        lists += [record for issuer in sorted(self.faults) for record in self.faults[issuer].records]
        lists += kept.key_lists
        named = {m.salvage for record in lists for m in record.body.verification_method}
        salvage = _once(record for source in self._sources for record in source.salvage)
        bundle = Bundle(
            agreements=tuple(
                tuple(sorted(v.halves, key=lambda half: half.digest)) for v in self.chain.versions
            ),
            key_lists=tuple(_once(lists)),
            manifests=(*_remembered_manifests(parties), *kept.manifests),
            events=(*(item.value for party in parties for item in party.events.counted), *kept.events),
            loose=(*(item.value for party in parties for item in _remembered_loose(party)), *kept.loose),
            salvage=tuple(sorted((r for r in salvage if r.digest in named), key=lambda r: r.digest)),
            checkpoints=(),
        )
        return Seen(self.pin, bundle)


def _of_issuers(memory: Bundle | None, issuers: Collection[str]) -> Bundle:
    """Return the memory of these associations alone."""
    nothing = Bundle((), (), (), (), (), (), ())
    if memory is None or not issuers:
        return nothing
    return replace(
        nothing,
        key_lists=tuple(key_list for key_list in memory.key_lists if key_list.body.id in issuers),
        manifests=tuple(manifest for manifest in memory.manifests if manifest.body.issuer in issuers),
        events=tuple(event for event in memory.events if event.get("issuer") in issuers),
        loose=tuple(event for event in memory.loose if event.get("issuer") in issuers),
    )


def _once(records: Iterable[Record]) -> list[Record]:  # type: ignore[type-arg]  # of one kind each time
    """Return each record once, in order of arrival."""
    return [*{record.digest: record for record in records}.values()]


def _lists_of(party: PartyTrust) -> list[Record[KeyList]]:
    return [record for records in party.lists.values() for record in records]


def _read_loose(data: bytes, place: int) -> EventItem:
    """Read a status event handed over; its signature is checked when a verdict asks about its credential."""
    name = f"loose[{place}]"
    if not isinstance(data, bytes | bytearray):
        raise TrustError("argument-type", name, **type_facts(data, bytes))
    try:
        value = parse_document(data, MAX_RECORD_BYTES)
        read_record(value, StatusEvent)
    except RecordError as error:
        raise TrustError(
            error.code, f"{name}.{error.field}" if error.field else name, **error.facts
        ) from None
    return EventItem.of(value)


def _read_parties(
    sources: Sequence[Bundle],
    chain: AgreementChain,
    lists: Mapping[str, PartyLists],
    salvage: dict[str, Salvage],
    handed: Sequence[EventItem],
) -> dict[str, PartyTrust]:
    sequences = [_by_issuer(source.events, chain) for source in sources]
    loose = [_by_issuer(source.loose, chain) for source in sources]
    for item in handed:
        # loose events join the bundle, not the memory: there rule 7 keeps only events of known keys
        loose[-1].setdefault(str(item.value.get("issuer")), []).append(item)
    manifests: dict[str, list[Record[Manifest]]] = {}
    for record in _once(record for source in sources for record in source.manifests):
        manifests.setdefault(record.body.issuer, []).append(record)
    parties = {}
    for issuer, own_lists in lists.items():
        whole = own_lists.whole
        if not whole:
            continue
        own = [sequence.get(issuer, []) for sequence in sequences]
        # a. the lines that marks draw, and the keys with the records that a theft leaves valid
        floors, digests = find_floors(whole), [[item.digest for item in sequence] for sequence in own]
        lines = find_lines(digests, floors)
        roots = chain.roots_of(issuer)
        keys = read_keys(whole[-1].body.verification_method, salvage, lines, roots)
        # b. the manifests that those keys signed
        by_version = {record.body.version: record for record in whole}
        manifests_read = read_manifests(manifests.get(issuer, ()), keys, by_version, chain)
        # c. the order of events, up to the count that a floor or manifest signs; other events are loose
        counts = [whole[-1].body.events, *floors.values()]
        counts += (manifest.body.credential_subject.events for manifest in manifests_read.ranked)
        counted, order = find_order(own, counts)
        *remembered, brought = [
            [*sequence, *loose_items.get(issuer, ())]
            for sequence, loose_items in zip(own, loose, strict=True)
        ]
        # rule 7: a replaced root may have listed the other keys in the memory
        known = [i for items in remembered for i in items if i.key in keys or i.digest in keys.void]
        events = Events(issuer, counted, [*known, *brought])
        parties[issuer] = PartyTrust(
            issuer, lists=own_lists.by_root, keys=keys, manifests=manifests_read, events=events, order=order
        )
    return parties


def _by_issuer(values: Iterable[dict], chain: AgreementChain) -> dict[str, list[EventItem]]:  # type: ignore[type-arg]
    """Return the events of each member association, in file order."""
    by_issuer: dict[str, list[EventItem]] = {}
    for value in values:
        issuer = value.get("issuer")
        if isinstance(issuer, str) and issuer in chain.members:
            by_issuer.setdefault(issuer, []).append(EventItem.of(value))
    return by_issuer


def _remembered_manifests(parties: Sequence[PartyTrust]) -> Iterable[Record[Manifest]]:
    """Return each party's newest, fullest and longest manifest, repeated ones, and contradictions.

    A manifest that another party's newest one repeats is kept even if a compromised key signed it: without it
    a verifier could not tell that the repetition binds nothing.
    """
    kept: dict[str, Record[Manifest]] = {}
    for party in parties:
        manifests = party.manifests
        for record in (
            manifests.newest,
            manifests.fullest,
            manifests.longest,
            *manifests.twins,
            _contradicting(party),
        ):
            if record is not None:
                kept[record.digest] = record
        for other in parties:
            sight = other.manifest.body.credential_subject.sight(party.issuer) if other.manifest else None
            if sight is not None and sight.manifest is not None:
                named = manifests.by_digest(sight.manifest) or manifests.void.get(sight.manifest)
                if named is not None:
                    kept[named.digest] = named
    return [kept[digest] for digest in sorted(kept)]


def _contradicting(party: PartyTrust) -> Record[Manifest] | None:
    """Return the newest manifest whose root differs from that of the events it counts."""
    tree = party.order.tree
    for record in party.manifests.ranked:
        events = record.body.credential_subject.events
        if events.count <= tree.size and tree.root(events.count).hex() != events.root:
            return record
    return None


def _remembered_loose(party: PartyTrust) -> Iterable[EventItem]:
    """Return the loose events that its keys signed; anybody may put others into a bundle.

    Beyond the limit, events that count come first, and of those, one that ends each credential.
    """
    own: list[tuple[bool, bool, EventItem]] = []
    ended: set[str | None] = set()
    for item in party.events.loose:
        event = read_event(party.issuer, item, party.keys)
        if isinstance(event, Event):
            is_end = event.change.action in ("revoke", "supersede") and item.credential not in ended
            is_end = is_end and event.counts
            ended.update([item.credential] if is_end else ())
            own.append((not event.counts, not is_end, item))
    own.sort(key=lambda entry: entry[:2])
    return sorted((item for *_, item in own[:MAX_REMEMBERED_LOOSE]), key=lambda item: item.digest)


def _read_checkpoints(notes: Iterable[str], parties: dict[str, PartyTrust]) -> dict[str, list[Checkpoint]]:
    """Return by association the log heads that it signed and its newest manifest does not contradict."""
    by_origin = {log_origin(issuer): party for issuer, party in parties.items()}
    checkpoints: dict[str, list[Checkpoint]] = {}
    for text in notes:
        try:
            note = parse_note(text)
            checkpoint = parse_checkpoint(note.text)
        # anybody may put a note into a bundle
        except SigningError:
            continue
        party = by_origin.get(checkpoint.origin)
        if party is None or not is_checkpoint_signed(note, party):
            continue
        head = party.manifest.body.credential_subject.checkpoint if party.manifest is not None else None
        if head is None or head.size != checkpoint.size or head.root == checkpoint.root.hex():
            checkpoints.setdefault(party.issuer, []).append(checkpoint)
    return checkpoints


def is_checkpoint_signed(
    note: Note, party: PartyTrust, *, by_compromised: bool = False, seen: int | None = None
) -> bool:
    """Return whether a publication key of the association signed the checkpoint.

    A compromised key counts if allowed, or if another party cosigned the checkpoint (`seen`, seconds) before
    the theft.
    """
    origin, keys = log_origin(party.issuer), party.publication_keys(compromised=by_compromised, seen=seen)
    return any(check_note(note, origin, key) for key in keys)
