"""After something was admitted: what waited for it is taken up, and what it takes away is taken away."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from registry.admission.manifest import take_whole
from registry.desk import Desk
from registry.ordering import adopt_order, drop_unsupported
from registry.storing import store_records
from registry.waiting import list_waiting

SETTLING = frozenset({"agreement", "key-list", "status-event", "manifest"})
"""Kinds of which a manifest that waits may be in want."""


def settle(desk: Desk, kinds: Iterable[str], *, now: datetime) -> None:
    """Goes on until nothing that waits has become whole; `kinds` are those admitted just now."""
    admitted = SETTLING.intersection(kinds)
    if not admitted:
        return
    if "key-list" in admitted:
        for issuer in desk.trust.parties:
            drop_unsupported(desk, issuer)
    progress = True
    while progress:
        progress = False
        for issuer in list_waiting(desk):
            record = take_whole(desk, issuer)
            if record is not None:
                store_records(desk.connection, [record], now=now)
                progress = True


def bring_order(desk: Desk, issuer: str, digests: Sequence[str], *, now: datetime) -> bool:
    """Counts the association's events in the order somebody brought, as far as its own signature proves it.

    Whether the order held here grew; then what waited for it is taken up. While there is no complete
    agreement nobody has an order.
    """
    if not desk.has_agreement:
        return False
    grew = adopt_order(desk, issuer, digests)
    if grew:
        settle(desk, ["status-event"], now=now)
    return grew
