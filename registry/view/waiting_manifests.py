"""Waiting manifests: correctly signed but incomplete here; the newest of each party.

A manifest is whole when the agreement version and the key list that it names are here, and every event it
counts is here in its order. A whole manifest that repeats another party's absent one is kept, but has no rank
until that one is here (registry.view.view).
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile

from sqlalchemy import delete, insert, select

from credentials.documents.manifest import Manifest
from credentials.kinds import parse_manifest
from credentials.record import Record
from registry.database.tables import WAITING
from registry.view.view import RegistryView
from signing.log.merkle import merkle_root
from verifier.trust.manifests import is_ahead

# without a bound a thief of a publication key could fill the disk
MAX_UNRANKED = 8
"""Most manifests without rank that are kept above the newest one with a rank."""

SURPLUS = 32
"""Most uncounted events among the counted ones up to which orders are still tried."""


def find_waiting(view: RegistryView, issuer: str) -> Record[Manifest] | None:
    """Return the association's waiting manifest, if its key is not compromised."""
    data = view.connection.scalar(select(WAITING.c.data).where(WAITING.c.issuer == issuer))
    if data is None:
        return None
    record = parse_manifest(data)
    return record if view.is_sound(record) else None


def tell_waiting(view: RegistryView, issuer: str) -> str | None:
    """Return the waiting manifest and the number of events here: while both stay, no order makes it whole."""
    waiting = find_waiting(view, issuer)
    return f"{waiting.digest} {view.count_all_events(issuer)}" if waiting is not None else None


def find_awaited(view: RegistryView, issuer: str) -> list[str]:
    """Return the parties whose absent manifests its newest one repeats, which therefore has no rank."""
    newest = view.newest_manifest(issuer, repeating_unknown=True)
    if newest is None or view.repeats_known(newest):
        return []
    repeated = {head.manifest: head.issuer for head in newest.body.credential_subject.seen if head.manifest}
    return sorted(
        {owner for digest, owner in repeated.items() if digest not in view.known_digests([*repeated])}
    )


def list_waiting(view: RegistryView) -> list[str]:
    """Return the associations with a waiting manifest."""
    return sorted(view.connection.scalars(select(WAITING.c.issuer)))


def set_waiting(view: RegistryView, record: Record[Manifest]) -> bool:
    """Store the manifest as waiting; return False if a newer one of its party waits already."""
    waiting = find_waiting(view, record.body.issuer)
    if waiting is not None and _place(view, waiting) > _place(view, record):
        return False
    drop_waiting(view, record.body.issuer)
    view.connection.execute(insert(WAITING), {"issuer": record.body.issuer, "data": record.data})
    return True


def _place(view: RegistryView, record: Record[Manifest]) -> tuple[bool, datetime, tuple[int, int, int], str]:
    """Return the sort key of waiting manifests: the time of signing, then the version.

    A manifest that only lacks events outranks any that names an agreement or key list unknown here.
    """
    order = record.body.credential_subject.order
    return not names_unknown(view, record), record.created, order, record.digest


def drop_waiting(view: RegistryView, issuer: str) -> None:
    """Remove the waiting manifest."""
    view.connection.execute(delete(WAITING).where(WAITING.c.issuer == issuer))


def names_unknown(view: RegistryView, record: Record[Manifest]) -> bool:
    """Return whether the manifest names an agreement version or key list that is not here."""
    trust = view.load_trust()
    party = trust.party(record.body.issuer)
    return party is None or is_ahead(record, party.lists_by_version, trust.chain)


def may_be_full(view: RegistryView, record: Record[Manifest], arrived: int) -> bool:
    """Return whether the last `arrived` events may have completed what it counts.

    Only then are orders tried, which reads all events. If events come one by one, some may be later ones.
    """
    count = record.body.credential_subject.events.count
    stored = view.count_all_events(record.body.issuer)
    return stored - arrived - SURPLUS < count <= stored


def find_outranked(view: RegistryView, record: Record[Manifest]) -> list[str]:
    """Return the manifests to remove for `record`, which repeats an absent one and has no rank.

    Only a few are kept above the newest that ranks, since a holder of the key can make any number.
    """
    unranked = takewhile(
        lambda manifest: not view.repeats_known(manifest), view.manifests(record.body.issuer)
    )
    oldest_last = sorted(unranked, key=lambda manifest: (manifest.created, manifest.digest), reverse=True)
    # one place is for `record` itself
    return [manifest.digest for manifest in oldest_last[MAX_UNRANKED - 1 :]]


def find_missing(
    view: RegistryView, record: Record[Manifest], order: Sequence[str]
) -> tuple[str, str] | None:
    """Return what the manifest names and is not here, in English and Chinese; None when it is whole.

    `order` are its party's counted events.
    """
    subject = record.body.credential_subject
    if names_unknown(view, record):
        agreement, keys = subject.agreement.version, subject.key_list_version
        return f"agreement {agreement}, key list {keys}", f"协议第 {agreement} 版、密钥清单第 {keys} 版"
    count = subject.events.count
    if count > len(order) or merkle_root(map(bytes.fromhex, order[:count])).hex() != subject.events.root:
        return f"status events 1 to {count}", f"第 1 至 {count} 条状态事件"
    return None
