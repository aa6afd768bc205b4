"""Conditions of a log and its node at a moment, independent of earlier passes."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from credentials.documents.manifest import Manifest, Sighting
from credentials.kinds import parse_manifest
from credentials.record import Record
from credentials.times import format_time
from registry.database.portions import narrow, select_in, stream
from registry.database.tables import EVENT, MIRROR, RECORD
from registry.monitor.alerts import (
    DIFFERS,
    DISOWNED,
    FORKED,
    LAGS,
    NODE_FAULTS,
    REFUSED,
    TRUST_FAULTS,
    TWICE,
    UNKNOWN,
    Observation,
    is_told,
)
from registry.monitor.entries import FINAL, observe_events
from registry.publishing.recomputed import recompute
from registry.sync.conflicts import LOG, list_conflicts
from registry.sync.taken import Pulled
from registry.view.view import RegistryView
from verifier.policy import AGEING_AFTER

UNKNOWN_KEYS = ("newer-than-trust-data", "unknown-issuer", "unknown-key", "weak-key")
"""Reasons for a refused entry whose key nobody here knows."""

_REFUSED = (
    select(MIRROR.c.code, func.count(), func.min(MIRROR.c.position), func.max(MIRROR.c.position))
    .where(MIRROR.c.issuer == bindparam("issuer"), MIRROR.c.code.is_not(None))
    .group_by(MIRROR.c.code)
)
_MANIFEST_NAME = select(RECORD.c.name).where(
    RECORD.c.digest == bindparam("digest"), RECORD.c.issuer == bindparam("issuer")
)
_NEXT = (
    select(RECORD.c.data)
    .where(RECORD.c.kind == "manifest", RECORD.c.issuer == bindparam("issuer"))
    .order_by(RECORD.c.name)
)
_ENDS = narrow(
    select(EVENT.c.credential, EVENT.c.digest)
    .where(EVENT.c.issuer == bindparam("issuer"), EVENT.c.action.in_(FINAL))
    .order_by(EVENT.c.digest),
    EVENT.c.digest,
)


class Conditions(NamedTuple):
    """Observations by association, and the codes that this pass decided: other alerts of these codes end."""

    observations: Mapping[str, list[Observation]]
    decided: Mapping[str, list[str]]


def find_conditions(view: RegistryView, issuer: str, pulled: Pulled | None, now: datetime) -> Conditions:
    """Find the conditions of the association's log and node, and who else signed two histories.

    Without a full pull, conditions that only a pull can show stay unchanged.
    """
    observations = {
        issuer: [
            *_refused(view, issuer),
            *_lags(view, issuer, now),
            *_disowned(view, issuer),
            *_differing(view, issuer),
        ]
    }
    decided = {issuer: [UNKNOWN, REFUSED, LAGS, FORKED, DIFFERS]}
    for conflict in list_conflicts(view):
        stands = conflict.kind == LOG
        code, subject = FORKED if stands else TWICE, "" if stands else conflict.digest
        observation = Observation(code, subject, {"issuer": conflict.issuer}, stands)
        observations.setdefault(conflict.issuer, []).append(observation)
    if pulled is not None:
        errors = [*([pulled.error] if pulled.error is not None else []), *(pulled.faults or ())]
        faults = (error for error in errors if error.code in (*NODE_FAULTS, *TRUST_FAULTS))
        observations[issuer] += [Observation(error.code, "", {**error.facts}) for error in faults]
        # a pull that ended early has not checked the rest, so those alerts stay
        if pulled.error is None:
            decided[issuer] += NODE_FAULTS if pulled.faults is None else (*NODE_FAULTS, *TRUST_FAULTS)
    return Conditions(observations, decided)


def _refused(view: RegistryView, issuer: str) -> Iterator[Observation]:
    """Count the entries that were refused, by unknown keys and for other reasons."""
    rows = view.connection.execute(_REFUSED, {"issuer": issuer}).all()
    for code, wanted in ((UNKNOWN, True), (REFUSED, False)):
        matching = [row[1:] for row in rows if (row.code in UNKNOWN_KEYS) is wanted]
        if matching:
            counts, firsts, lasts = zip(*matching, strict=True)
            places = {"count": sum(counts), "first": min(firsts) + 1, "last": max(lasts) + 1}
            yield Observation(code, "", {"issuer": issuer, **places})


def _disowned(view: RegistryView, issuer: str) -> Iterator[Observation]:
    """Observe revocations that its newest key list voids: credentials count again without an event."""
    party = view.load_trust().party(issuer)
    for key in party.keys.values() if party is not None else ():
        salvage_digest = key.method.salvage or ""
        if not key.void or is_told(view, issuer, DISOWNED, salvage_digest):
            continue
        ends = [*select_in(view.connection, _ENDS, sorted(key.void), issuer=issuer)]
        if ends:
            yield observe_events(view, issuer, DISOWNED, salvage_digest, ends)


def _differing(view: RegistryView, issuer: str) -> Iterator[Observation]:
    """Observe each kind of part whose recomputation from the log differs from the manifest."""
    manifest = view.newest_manifest(issuer)
    difference = recompute(view, manifest) if manifest is not None else None
    _, differs = difference if difference is not None else ((), ())
    for part in sorted({str(row["kind"]) for row in differs}):
        yield Observation(DIFFERS, part, {"issuer": issuer, "part": part})


def _lags(view: RegistryView, issuer: str, now: datetime) -> Iterator[Observation]:
    """Observe publications more than a day old that its newest manifest does not repeat.

    A party that the manifest leaves out counts as well: a witness must not escape by silence. A repeated
    manifest that is not here is no fault.
    """
    manifest = view.newest_manifest(issuer, repeating_unknown=True)
    if manifest is None:
        return
    for other in [party for party in view.load_trust().parties if party != issuer]:
        sight = manifest.body.credential_subject.sight(other)
        newer = _find_newer(view, other, sight)
        if newer is not None and newer.created + AGEING_AFTER < now:
            repeated = format_time(sight.created) if sight is not None and sight.created is not None else None
            facts = {
                "witness": issuer,
                "log": other,
                "seen": repeated,
                "newer": format_time(newer.created),
            }
            yield Observation(LAGS, other, facts)


def _find_newer(view: RegistryView, other: str, sight: Sighting | None) -> Record[Manifest] | None:
    """Return the other's first sound manifest after the one that was repeated."""
    repeated = sight.manifest if sight is not None else None
    name = view.connection.scalar(_MANIFEST_NAME, {"issuer": other, "digest": repeated or ""})
    if name is None and repeated is not None:  # what it repeats is not here: newer than all that is
        return None
    later = _NEXT.where(RECORD.c.name > name) if name is not None else _NEXT
    records = (parse_manifest(row.data) for row in stream(view.connection, later, issuer=other))
    return next((record for record in records if view.is_sound(record)), None)
