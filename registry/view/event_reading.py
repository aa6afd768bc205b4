"""Read the events of a credential as the verifier does, and find a final one among them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from registry.database.portions import narrow, select_in
from registry.database.tables import LEAF
from registry.view.trees import EVENTS, count_leaves
from verifier.checks.status import effective
from verifier.trust.events import Event, EventItem, read_history
from verifier.trust.keys import PartyKeys
from verifier.trust.party_trust import find_lines
from verifier.trust.trust_store import TrustStore

_FINAL = {"revoke": "revoked", "supersede": "superseded"}
_OF_ISSUER = (LEAF.c.issuer == bindparam("issuer"), LEAF.c.tree == EVENTS)
_COUNTED = narrow(select(LEAF.c.digest).where(*_OF_ISSUER), LEAF.c.digest)
_FIRST = (
    select(LEAF.c.digest).where(*_OF_ISSUER, LEAF.c.position < bindparam("count")).order_by(LEAF.c.position)
)


def read_events(
    connection: Connection, issuer: str, items: Sequence[EventItem], keys: PartyKeys
) -> list[Event]:
    """Read `items` as the verifier does; query which are counted only if the result depends on it."""
    events = read_history(issuer, ((item, False) for item in items), keys).events
    if all(event.counts or event.explains for event in events):
        return [*events]
    wanted = [item.digest for item in items]
    counted = {row.digest for row in select_in(connection, _COUNTED, wanted, issuer=issuer)}
    return [*read_history(issuer, ((item, item.digest in counted) for item in items), keys).events]


def draw_lines(connection: Connection, store: TrustStore) -> None:
    """Prove the lines of marked keys by the events counted here: trust data is loaded without any."""
    for issuer, party in store.parties.items():
        for method_id, key in party.keys.items():
            stand = key.stand
            if stand is None or stand.line.is_proven:
                continue
            floor = stand.line.floor
            if count_leaves(connection, issuer, EVENTS) >= floor.count:
                bounds = {"issuer": issuer, "count": floor.count}
                line = find_lines([[*connection.scalars(_FIRST, bounds)]], {method_id: floor})[method_id]
                party.keys[method_id] = replace(key, stand=replace(stand, line=line))


def find_final(events: Iterable[Event], at: datetime | None = None) -> str | None:
    """Return `revoked` or `superseded` if a counted event says so at `at`; at any time without it."""
    final = (e for e in events if e.counts and e.change.action in _FINAL)
    return next((_FINAL[e.change.action] for e in final if at is None or effective(e) <= at), None)
