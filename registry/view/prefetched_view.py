"""View that has read the records of a list of references beforehand, by the hundred."""

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import bindparam, select

from credentials.kinds import kind_of_record, parse_any, parse_status_event
from credentials.record import Record
from registry.database.portions import narrow, select_in
from registry.database.tables import EVENT, RECORD
from registry.view.event_reading import read_events
from registry.view.view import Holder, RegistryView
from verifier.trust.events import Event, EventItem
from verifier.trust.trust_store import TrustStore

_NAMED = narrow(
    select(RECORD.c.name, RECORD.c.data).where(RECORD.c.issuer == bindparam("issuer")), RECORD.c.name
)
_EVENTS = narrow(
    select(EVENT.c.credential, RECORD.c.data)
    .join(RECORD, RECORD.c.digest == EVENT.c.digest)
    .where(EVENT.c.issuer == bindparam("issuer"))
    .order_by(EVENT.c.credential, EVENT.c.sequence, EVENT.c.digest),
    EVENT.c.credential,
)
_DIGESTS = narrow(
    select(EVENT.c.credential, EVENT.c.digest).where(EVENT.c.issuer == bindparam("issuer")),
    EVENT.c.credential,
)


class PrefetchedView(RegistryView):
    """View with prefetched `references`, ids or numbers of one association; others are queried."""

    def __init__(self, view: RegistryView, issuer: str, references: Iterable[str]) -> None:
        super().__init__(view.connection, view.memory)
        self._issuer = issuer
        self._trust = view.load_trust()
        wanted = sorted({*references})
        self._holders = view.number_holders(issuer, wanted)
        credential_ids = {holder.id for holders in self._holders.values() for holder in holders}
        ids = sorted({*wanted, *credential_ids})
        self._records: dict[str, Record[Any] | None] = dict.fromkeys(ids)
        for row in select_in(self.connection, _NAMED, ids, issuer=issuer):
            record = parse_any(row.data)
            self._records[row.name] = record if kind_of_record(record).events else None
        self._events: dict[str, list[Event]] = {name: [] for name in ids}
        self._digests: dict[str, frozenset[str]] = {}
        party = self._trust.party(issuer)
        rows = select_in(self.connection, _EVENTS, ids, issuer=issuer) if party is not None else ()
        for credential, own in groupby(rows, key=attrgetter("credential")):
            items = [EventItem.of(parse_status_event(row.data).value) for row in own]
            self._events[credential] = read_events(self.connection, issuer, items, party.keys)  # type: ignore[union-attr]
            self._digests[credential] = frozenset(item.digest for item in items)

    def load_trust(self) -> TrustStore:
        """See `RegistryView.load_trust`."""
        return self._trust

    def number_holders(self, issuer: str, numbers: Iterable[str]) -> dict[str, list[Holder]]:
        """See `RegistryView.number_holders`."""
        wanted = [*numbers]
        if issuer != self._issuer or any(number not in self._records for number in wanted):
            return super().number_holders(issuer, wanted)
        return {number: self._holders[number] for number in wanted if number in self._holders}

    def changeable(self, issuer: str, record_id: str) -> Record[Any] | None:
        """See `RegistryView.changeable`."""
        if issuer != self._issuer or record_id not in self._records:
            return super().changeable(issuer, record_id)
        return self._records[record_id]

    def events(self, issuer: str, credential_id: str) -> list[Event]:
        """See `RegistryView.events`."""
        if issuer != self._issuer or credential_id not in self._events:
            return super().events(issuer, credential_id)
        return self._events[credential_id]

    def digests(self, credential_id: str) -> frozenset[str]:
        """Return the digests of one credential's events, as `event_digests` does."""
        return self._digests.get(credential_id, frozenset())


def event_digests(view: RegistryView, issuer: str, credentials: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return each credential's stored events, by digest: a change shows that one has come since."""
    by_credential: dict[str, set[str]] = {credential: set() for credential in credentials}
    for row in select_in(view.connection, _DIGESTS, by_credential, issuer=issuer):
        by_credential[row.credential].add(row.digest)
    return {credential: frozenset(digests) for credential, digests in by_credential.items()}
