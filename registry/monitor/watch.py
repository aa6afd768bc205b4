"""One pass over another's log as it is here: new entries since the last pass, and current conditions.

Progress and findings are stored together, portion by portion. After a crash the next pass continues there; a
portion that another pass has stored meanwhile is not stored twice.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import NamedTuple

from sqlalchemy import insert, select, update

from registry.database.tables import MONITOR
from registry.monitor.alerts import NODE_FAULTS, Alert, Observation, alerts_since, end_alerts, raise_alert
from registry.monitor.conditions import Conditions, find_conditions
from registry.monitor.entries import Keys, LogNews, Portion, read_arrivals, read_entries, witness_keys
from registry.registry import Registry
from registry.sync.mirror import check_foreign
from registry.sync.taken import Pulled
from registry.view.trees import MIRRORED, RECORDS, count_leaves, log_name
from registry.view.view import RegistryView
from signing.errors import HurenError

AlertName = tuple[str, str, str]
"""Issuer, code and subject of an alert."""

PORTION = 4096
"""Entries of one portion."""


class WatchState(NamedTuple):
    """Progress of the monitor: entries of the log, and records in the order of their arrival."""

    place: int = 0
    arrived: int = 0


@dataclass(slots=True)
class Passed:
    """Result of a pass: `alerts` are the new and the standing ones.

    `error` is the reason why the pull before it failed, if no alert reports it.
    """

    issuer: str
    news: LogNews = field(default_factory=LogNews)
    size: int = 0
    alerts: list[Alert] = field(default_factory=list)
    error: HurenError | None = None


class _WatchStep(NamedTuple):
    before: WatchState
    after: WatchState
    portion: Portion


def watch(
    registry: Registry,
    issuer: str,
    *,
    now: datetime,
    pulled: Pulled | None = None,
    progress: Callable[[int], None] | None = None,
) -> Passed:
    """Look at everything new in the association's log; `pulled` is the result of a pull just now.

    `progress` gets the entries so far. Raises RegistryError: log-kept-here, no-agreement, and what storing
    does. If a pull ended for a reason that is not the other node's fault, the reason is the `error` of the
    pass.
    """
    check_foreign(registry, issuer)
    passed = Passed(issuer)
    if pulled is not None and pulled.error is not None and pulled.error.code not in TOLD:
        passed.error = pulled.error
    raised: set[AlertName] = set()
    keys = witness_keys(registry.load_trust(), issuer)
    # 1. new entries, portion by portion
    while (step := registry.read(partial(_read_step, issuer=issuer, keys=keys))) is not None:
        stored = registry.write(partial(_store_step, issuer=issuer, step=step, now=now))
        if stored is not None:
            raised |= stored
            passed.news.add(step.portion.news)
            if progress is not None:
                progress(passed.news.entries)
    # 2. conditions at this moment, read before taking the write lock
    conditions = registry.read(lambda view: find_conditions(view, issuer, pulled, now))
    passed.size, observations, stored = registry.write(
        partial(_finish, issuer=issuer, conditions=conditions, now=now)
    )
    raised |= stored
    passed.alerts = [
        alert for alert in observations if alert.stands or (alert.issuer, alert.code, alert.subject) in raised
    ]
    return passed


TOLD = (*NODE_FAULTS, "log-forked")
"""Reasons for the end of a pull that an alert reports."""


def last_passes(view: RegistryView) -> dict[str, int]:
    """Return the time of the monitor's last pass over each association's log, in seconds since 1970."""
    rows = view.connection.execute(select(MONITOR.c.issuer, MONITOR.c.passed))
    return {issuer: passed for issuer, passed in rows if passed}


def _read_state(view: RegistryView, issuer: str) -> WatchState | None:
    query = select(MONITOR.c.place, MONITOR.c.arrived).where(MONITOR.c.issuer == issuer)
    row = view.connection.execute(query).first()
    return WatchState(*row) if row is not None else None


def _read_step(view: RegistryView, issuer: str, keys: Keys) -> _WatchStep | None:
    """Return the next portion; arrivals come first, since they depend on the place so far."""
    state = _read_state(view, issuer) or WatchState()
    arrived, size = (count_leaves(view.connection, issuer, name) for name in (RECORDS, MIRRORED))
    if state.arrived < arrived:
        end = min(state.arrived + PORTION, arrived)
        portion = read_arrivals(view, issuer, keys, state.arrived, end, place=state.place)
        return _WatchStep(state, state._replace(arrived=end), portion)
    if state.place < size:
        end = min(state.place + PORTION, size)
        return _WatchStep(
            state, state._replace(place=end), read_entries(view, issuer, keys, state.place, end)
        )
    return None


def _store_step(view: RegistryView, issuer: str, step: _WatchStep, now: datetime) -> set[AlertName] | None:
    """Store a portion and return the alerts raised; None if another pass has stored it meanwhile."""
    state = _read_state(view, issuer)
    # another pass was quicker: storing the portion again would report its entries twice
    if (state or WatchState()) != step.before:
        return None
    if state is None:
        view.connection.execute(insert(MONITOR), {"issuer": issuer, "passed": 0, **step.after._asdict()})
    else:
        progress_row = update(MONITOR).where(MONITOR.c.issuer == issuer)
        view.connection.execute(progress_row.values(**step.after._asdict()))
    return _raise_all(view, issuer, step.portion.observations, size=step.after.place, now=now)


def _raise_all(
    view: RegistryView, issuer: str, observations: Iterable[Observation], *, size: int, now: datetime
) -> set[AlertName]:
    return {
        (issuer, observation.code, observation.subject)
        for observation in observations
        if raise_alert(view, issuer, observation, size=size, now=now)
    }


def _finish(
    view: RegistryView, issuer: str, conditions: Conditions, now: datetime
) -> tuple[int, list[Alert], set[AlertName]]:
    """End the pass: return the size of the log, the alerts to report, and those raised now."""
    sizes, raised = {}, set[AlertName]()
    for owner, observations in conditions.observations.items():
        sizes[owner] = count_leaves(view.connection, owner, log_name(view.connection, owner))
        raised |= _raise_all(view, owner, observations, size=sizes[owner], now=now)
        end_alerts(view, owner, conditions.decided.get(owner, ()), observations, now=now)
    if _read_state(view, issuer) is None:
        view.connection.execute(insert(MONITOR), {"issuer": issuer, "passed": 0, **WatchState()._asdict()})
    progress_row = update(MONITOR).where(MONITOR.c.issuer == issuer)
    view.connection.execute(progress_row.values(passed=int(now.timestamp())))
    return sizes[issuer], alerts_since(view, conditions.observations, now), raised
