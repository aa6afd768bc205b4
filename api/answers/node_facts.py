"""Facts of a node: version, agreement, records of each association, and its caps.

The node counts records once in HOLD_SECONDS for all requests; the counts are unknown while the database does
not answer. `/metrics` adds the age of logs and trust data, and the length of the queue.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import version
from math import inf
from typing import NamedTuple

from anyio.to_thread import current_default_thread_limiter

from api.answers.held import HeldAnswer
from api.answers.node_brand import describe_brand
from api.answers.worker_pool import ProvenTrust
from api.clock import Clock
from api.http.body import max_one_bytes
from api.metrics import GaugeValues
from api.settings import Settings
from api.wire.models import MAX_BATCH, MAX_RECORDS
from credentials.kinds import max_judged_bytes
from credentials.record import JsonObject
from credentials.times import CHINA, format_time
from registry import Registry
from registry.lookup.lookup import Kept, find_kept, find_kept_logs
from registry.monitor.alerts import CODES, count_alerts
from registry.sync.conflicts import LOG, list_conflicts
from registry.view.view import RegistryView
from web.brand.brand import Brand

HOLD_SECONDS = 10.0

PATIENCE_SECONDS = 2.0
"""The first asker of a count waits at most this long."""

PROGRAM = "huren"

_NEVER = (-inf, 0)
"""Time and size of the last cosignature of a witness that never cosigned."""


class Amiss(NamedTuple):
    """Alerts of the monitor by code, and the associations that signed two histories of a log."""

    alerts: Mapping[str, int]
    forked: frozenset[str]


class NodeFacts:
    """Counts of one registry, taken from time to time."""

    def __init__(self, registry: Registry, clock: Clock) -> None:
        self._registry, self._clock, monotonic = registry, clock, clock.monotonic
        self._held: HeldAnswer[Mapping[str, Kept]] = HeldAnswer(monotonic=monotonic, seconds=HOLD_SECONDS)
        self._amiss: HeldAnswer[Amiss] = HeldAnswer(monotonic=monotonic, seconds=HOLD_SECONDS)
        self._logs: HeldAnswer[Mapping[str, Kept]] = HeldAnswer(monotonic=monotonic, seconds=HOLD_SECONDS)

    async def kept(self) -> Mapping[str, Kept] | None:
        """Return the counts by association; None while the database cannot be asked."""
        # a thread of asyncio: requests that wait for a silent database may hold all threads of anyio
        return await self._held.get(
            lambda: asyncio.to_thread(find_kept, self._registry, self._clock.now()), patience=PATIENCE_SECONDS
        )

    async def logs(self) -> Mapping[str, Kept] | None:
        """Return the length and age of each log, without counts of records; None as for `kept`."""
        return await self._logs.get(
            lambda: asyncio.to_thread(find_kept_logs, self._registry, self._clock.now()),
            patience=PATIENCE_SECONDS,
        )

    async def amiss(self) -> Amiss | None:
        """Return the faults of other nodes; None while the database cannot be asked."""
        return await self._amiss.get(
            lambda: asyncio.to_thread(self._registry.read, _find_amiss), patience=PATIENCE_SECONDS
        )


def _find_amiss(view: RegistryView) -> Amiss:
    alerts: Counter[str] = Counter()
    for by_code in count_alerts(view).values():
        alerts.update(by_code)
    forked = {conflict.issuer for conflict in list_conflicts(view, LOG)} if view.has_agreement() else ()
    return Amiss(alerts, frozenset(forked))


def describe_node(
    kept: Mapping[str, Kept] | None,
    trusted: ProvenTrust | None,
    settings: Settings,
    brand: Brand,
    now: datetime,
) -> JsonObject:
    """Return the members of `NodeView`."""
    agreement = trusted.store.chain.in_force_or_last(now) if trusted is not None else None
    known = (
        {*(kept or ()), *(party.id for party in agreement.text.parties)}
        if agreement is not None
        else {*(kept or ())}
    )
    others = {**settings.other_nodes, **settings.peers}
    return {
        "version": version(PROGRAM),
        "agreement": {
            "name": agreement.text.agreement,
            "version": agreement.text.version,
            "digest": agreement.digest,
            "pin": trusted.store.pin,
        }
        if trusted is not None and agreement is not None
        else None,
        "brand": describe_brand(brand),
        "keeps": [_kept(issuer, kept, others.get(issuer)) for issuer in sorted(known)],
        "caps": {
            "recordBytes": max_judged_bytes(),
            "verificationBytes": max_one_bytes(),
            "batchBytes": settings.batch_bytes,
            "verifications": MAX_BATCH,
            "records": MAX_RECORDS,
            "ratePerMinute": settings.rate_per_minute,
            "rateBurst": settings.rate_burst,
        },
    }


def _moment(seconds: int | None) -> str | None:
    return format_time(datetime.fromtimestamp(seconds, CHINA)) if seconds is not None else None


def _kept(issuer: str, kept: Mapping[str, Kept] | None, elsewhere: str | None) -> JsonObject:
    log = kept.get(issuer, Kept({}, 0, None)) if kept is not None else None
    return {
        "issuer": issuer,
        "node": elsewhere,
        "records": dict(log.records) if log is not None else None,
        "logEntries": log.log_entries if log is not None else None,
        "signedHead": log.signed_head if log is not None else None,
        "witnessed": _moment(max((last.time for last in log.witnesses.values()), default=None))
        if log is not None
        else None,
        "pulled": _moment(log.pulled) if log is not None else None,
        "source": log.source if log is not None else None,
    }


def read_gauges(
    trusted: ProvenTrust | None,
    kept: Mapping[str, Kept] | None,
    amiss: Amiss | None,
    settings: Settings,
    *,
    waiting: int,
    now: datetime,
) -> dict[str, GaugeValues]:
    """Return values by name (`metrics.READ`); a name is absent while its source is absent.

    `waiting` is the number of batches that wait for a process. An awaited event that never happened has
    infinite age: a pull from a peer, another association's cosignature. The count of an alert that
    was never raised is 0, as is the gauge of a log without a fork.
    """
    queue = current_default_thread_limiter().statistics().tasks_waiting + waiting
    gauges: dict[str, GaugeValues] = {"huren_queue_length": [((), queue)]}
    if trusted is not None:
        parties = [*sorted(trusted.store.parties.items())]
        signed = [(issuer, party.manifest.created) for issuer, party in parties if party.manifest is not None]
        ends = [(issuer, party.newest_key_list.body.valid_until) for issuer, party in parties]
        gauges["huren_manifest_age_seconds"] = [
            ((issuer,), (now - at).total_seconds()) for issuer, at in signed
        ]
        gauges["huren_key_list_remaining_seconds"] = [
            ((issuer,), (at - now).total_seconds()) for issuer, at in ends
        ]
    if kept is not None:
        gauges |= _read_logs(dict(sorted(kept.items())), settings, now.timestamp())
    if amiss is not None:
        gauges["huren_monitor_alerts_total"] = [((code,), amiss.alerts.get(code, 0)) for code in CODES]
    if amiss is not None and trusted is not None:
        logs = sorted(trusted.store.parties)
        gauges["huren_log_forked"] = [((issuer,), int(issuer in amiss.forked)) for issuer in logs]
    return gauges


def _read_logs(kept: Mapping[str, Kept], settings: Settings, seconds: float) -> dict[str, GaugeValues]:
    """Return the gauges of logs, of their witnesses and of pulls from peers.

    Every association witnesses the logs of all others. A log of another node is absent until its first pull.
    """
    elsewhere = {*settings.other_nodes, *settings.peers}
    logs = {
        issuer: log for issuer, log in kept.items() if log.signed_head is not None or issuer not in elsewhere
    }
    heads = {issuer: log.signed_head or 0 for issuer, log in logs.items()}
    pairs = [(log, witness) for log, size in heads.items() if size for witness in kept if witness != log]
    last = {(log, witness): kept[log].witnesses.get(witness, _NEVER) for log, witness in pairs}
    pulled = {issuer: log.pulled for issuer, log in kept.items() if log.pulled is not None}
    return {
        "huren_log_size": [((issuer,), log.log_entries) for issuer, log in logs.items()],
        "huren_log_lag_records": [((log,), facts.log_entries - heads[log]) for log, facts in logs.items()],
        "huren_witness_age_seconds": [(pair, seconds - time) for pair, (time, _) in last.items()],
        "huren_witness_lag_records": [(pair, heads[pair[0]] - size) for pair, (_, size) in last.items()],
        "huren_peer_sync_age_seconds": [
            ((peer,), seconds - pulled.get(peer, -inf)) for peer in sorted({*settings.peers, *pulled})
        ],
    }
