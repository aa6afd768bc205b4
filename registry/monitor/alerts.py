"""Alerts of the monitor: stored by subject, raised, ended, and worded by the table of errors.

An alert is a code of `registry.errors` with its facts, so that every page words it alike. An alert of a
*condition* stays open until a later pass finds the condition over, and may be raised again. An alert of a log
entry is over once it is reported.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Select, func, insert, or_, select, update

from registry.database.tables import ALERT
from registry.errors import RegistryError
from registry.view.view import RegistryView

FORKED, TWICE = "log-forked", "record-twice"
UNKNOWN, REFUSED = "entries-unknown", "entries-refused"
UNDONE, BACKDATED, LAGS = "ends-undone", "records-backdated", "witness-lags"
DISOWNED, DIFFERS = "ends-disowned", "commitment-differs"
NODE_FAULTS = (
    "checkpoint-older", "checkpoint-unsigned", "file-absent", "file-unfit", "log-too-long", "pack-differs",
    "pack-unusable",
)  # fmt: skip
"""Reasons for the end of a pull that are the other node's fault."""
TRUST_FAULTS = ("equivocation", "manifest-older", "rollback", "trust-withheld")
CODES = (
    *NODE_FAULTS,
    *TRUST_FAULTS,
    FORKED,
    TWICE,
    UNKNOWN,
    REFUSED,
    UNDONE,
    DISOWNED,
    DIFFERS,
    BACKDATED,
    LAGS,
)
"""Every code of an alert."""

MAX_SUBJECT = 250
EXAMPLES = 16
"""Most records that an alert names, of those that it counts."""
SHOWN = 100
"""Most alerts shown at once."""


@dataclass(frozen=True, slots=True)
class Observation:
    """Observation of a pass: `subject` distinguishes alerts of one code.

    A condition `stands` until it is over. An observation about entries is reported once, and later ones add
    to it.
    """

    code: str
    subject: str
    facts: Mapping[str, Any]
    stands: bool = True

    def after(self, known: Mapping[str, Any]) -> dict[str, Any]:
        """Merge the facts with those known of the same subject."""
        if self.stands:
            return {**self.facts}
        examples = [*known.get("examples", ()), *self.facts.get("examples", ())][:EXAMPLES]
        count = known.get("count", 0) + self.facts.get("count", 0)
        return {**self.facts, **known, "count": count, "examples": examples}


class Alert(NamedTuple):
    """Stored alert about the log or node of `issuer`; times in seconds since 1970."""

    issuer: str
    code: str
    subject: str
    found: int
    ended: int | None
    size: int
    times: int
    facts: Mapping[str, Any]

    @property
    def error(self) -> RegistryError:
        """The alert as an error: its sentence and the next step."""
        return RegistryError(self.code, **self.facts)

    @property
    def stands(self) -> bool:
        """True while no pass has found it over."""
        return self.ended is None


_ROW = ALERT.c


def raise_alert(
    view: RegistryView, issuer: str, observation: Observation, *, size: int, now: datetime
) -> bool:
    """Store an observation; return whether it is news: new, raised again, or about more than before."""
    time, subject = int(now.timestamp()), observation.subject[:MAX_SUBJECT]
    where = (_ROW.issuer == issuer, _ROW.code == observation.code, _ROW.subject == subject)
    stored = view.connection.execute(select(ALERT).where(*where)).first()
    known = orjson.loads(stored.facts) if stored is not None else {}
    change = observation.after(known)
    facts = orjson.dumps(change).decode()
    values = {"found": time, "ended": None if observation.stands else time, "size": size, "facts": facts}
    if stored is None:
        row = {"issuer": issuer, "code": observation.code, "subject": subject, "times": 1, **values}
        view.connection.execute(insert(ALERT), row)
        return True
    if change.get("count", 0) > known.get("count", 0) or (observation.stands and stored.ended is not None):
        times = stored.times + (
            observation.stands or stored.found != time
        )  # all portions of a pass give one alert
        view.connection.execute(update(ALERT).where(*where).values(times=times, **values))
        return True
    if observation.stands and stored.facts != facts:
        view.connection.execute(update(ALERT).where(*where).values(facts=facts))
    return False


def is_told(view: RegistryView, issuer: str, code: str, subject: str) -> bool:
    """Return whether such an alert was ever raised."""
    where = (_ROW.issuer == issuer, _ROW.code == code, _ROW.subject == subject[:MAX_SUBJECT])
    return view.connection.execute(select(_ROW.found).where(*where)).first() is not None


def end_alerts(
    view: RegistryView, issuer: str, codes: Iterable[str], still: Iterable[Observation], *, now: datetime
) -> None:
    """End the standing alerts of `codes` that are not among the observations `still`."""
    kept = {(alert.code, alert.subject[:MAX_SUBJECT]) for alert in still}
    query = select(_ROW.code, _ROW.subject).where(
        _ROW.issuer == issuer, _ROW.ended.is_(None), _ROW.code.in_([*codes])
    )
    for code, subject in view.connection.execute(query).all():
        if (code, subject) not in kept:
            where = (_ROW.issuer == issuer, _ROW.code == code, _ROW.subject == subject)
            view.connection.execute(update(ALERT).where(*where).values(ended=int(now.timestamp())))


def list_alerts(view: RegistryView, issuer: str, limit: int = SHOWN) -> list[Alert]:
    """List the alerts of an association: standing ones first, then the others, newest first."""
    query = select(ALERT).where(_ROW.issuer == issuer)
    return _read(view, query.order_by(_ROW.ended.is_not(None), *_NEWEST).limit(limit))


def alerts_within(view: RegistryView, issuer: str, above: int, upto: int | None, limit: int) -> list[Alert]:
    """List alerts raised while the log had more than `above` entries and at most `upto`; newest first."""
    within = [_ROW.issuer == issuer, _ROW.size > above]
    if upto is not None:
        within.append(_ROW.size <= upto)
    return _read(view, select(ALERT).where(*within).order_by(*_NEWEST).limit(limit))


def alerts_since(view: RegistryView, issuers: Iterable[str], now: datetime) -> list[Alert]:
    """List alerts of these associations raised at `now` or later, or still standing; newest first."""
    recent = or_(_ROW.found >= int(now.timestamp()), _ROW.ended.is_(None))
    query = select(ALERT).where(_ROW.issuer.in_([*issuers]), recent)
    return _read(view, query.order_by(*_NEWEST).limit(SHOWN))


def count_alerts(view: RegistryView) -> dict[str, dict[str, int]]:
    """Count how often an alert was raised, by association and code."""
    counts: dict[str, dict[str, int]] = {}
    query = select(_ROW.issuer, _ROW.code, func.sum(_ROW.times)).group_by(_ROW.issuer, _ROW.code)
    for issuer, code, times in view.connection.execute(query):
        counts.setdefault(issuer, {})[code] = int(times)
    return counts


_NEWEST = (_ROW.found.desc(), _ROW.code, _ROW.subject)


def _read(view: RegistryView, query: Select[Any]) -> list[Alert]:
    rows = view.connection.execute(query).mappings()
    return [Alert(**{**row, "facts": orjson.loads(row["facts"])}) for row in rows]
