"""Follow-up of an admission: admit manifests that waited for the record, remove what it displaces."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from registry.admission.rules.manifest import take_whole
from registry.admission.store import store_records
from registry.view.event_order import adopt_order, drop_unsupported, order_loose
from registry.view.view import RegistryView
from registry.view.waiting_manifests import find_waiting, list_waiting, may_be_full

SETTLING = frozenset({"agreement", "key-list", "status-event", "manifest"})
"""Kinds that a waiting manifest may lack."""


def settle(view: RegistryView, kinds: Iterable[str], *, now: datetime) -> None:
    """Try every waiting manifest again; `kinds` are the kinds of the records admitted just now."""
    admitted = Counter(kind for kind in kinds if kind in SETTLING)
    if not admitted:
        return
    # the list may mark a publication key: events that only that key counted are loose again
    if "key-list" in admitted:
        for issuer in view.load_trust().parties:
            drop_unsupported(view, issuer)
            order_loose(view, issuer)
    # trying an order reads all events: do so only if the new events may complete the manifest
    arrived = admitted["status-event"] if len(admitted) == 1 else 0
    for issuer in list_waiting(view):
        waiting = find_waiting(view, issuer)
        if arrived and waiting is not None and not may_be_full(view, waiting, arrived):
            continue
        record = take_whole(view, issuer)
        if record is not None:
            store_records(view, [record], now=now)


def bring_order(view: RegistryView, issuer: str, digests: Sequence[str], *, now: datetime) -> bool:
    """Count the association's events in a delivered order, as far as its own signature proves it.

    Return whether the order here grew; if so, try waiting manifests again. Without a complete agreement no
    association has an order.
    """
    if not view.has_agreement():
        return False
    grew = adopt_order(view, issuer, digests)
    if grew:
        settle(view, ["manifest"], now=now)
    return grew
