"""What the monitor found amiss: kept by what it is about, raised and ended, said by the table of errors.

An alert is a code of `registry.errors` with its facts, so that every face says it alike. One of a *condition*
stands until a later pass finds it over, and may be raised again; what an entry of the log says once is over
as soon as it is told.
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
"""Why a pull ended, where that is the other node's doing."""
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
"""Every code an alert can have."""

MAX_SUBJECT = 250
EXAMPLES = 16
"""How many records an alert names of those that it counts."""
SHOWN = 100
"""How many alerts are shown at once."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What a pass found: `subject` tells apart alerts of one code.

    A condition `stands` until it is over; what entries say is told once, and more of it adds to that.
    """

    code: str
    subject: str
    facts: Mapping[str, Any]
    stands: bool = True

    def after(self, held: Mapping[str, Any]) -> dict[str, Any]:
        """The facts beside those that are known of the same subject."""
        if self.stands:
            return {**self.facts}
        examples = [*held.get("examples", ()), *self.facts.get("examples", ())][:EXAMPLES]
        count = held.get("count", 0) + self.facts.get("count", 0)
        return {**self.facts, **held, "count": count, "examples": examples}


class Alert(NamedTuple):
    """An alert as it is kept, of the log or node of `issuer`; times in seconds since 1970."""

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
        """What says it, with what to do next."""
        return RegistryError(self.code, **self.facts)

    @property
    def stands(self) -> bool:
        """Whether it is so still, as far as anybody looked."""
        return self.ended is None


_ROW = ALERT.c


def raise_alert(
    view: RegistryView, issuer: str, observation: Observation, *, size: int, now: datetime
) -> bool:
    """Keeps an observation; whether it is news: not known, over meanwhile, or about more than it was."""
    time, subject = int(now.timestamp()), observation.subject[:MAX_SUBJECT]
    where = (_ROW.issuer == issuer, _ROW.code == observation.code, _ROW.subject == subject)
    held = view.connection.execute(select(ALERT).where(*where)).first()
    known = orjson.loads(held.facts) if held is not None else {}
    told = observation.after(known)
    facts = orjson.dumps(told).decode()
    values = {"found": time, "ended": None if observation.stands else time, "size": size, "facts": facts}
    if held is None:
        row = {"issuer": issuer, "code": observation.code, "subject": subject, "times": 1, **values}
        view.connection.execute(insert(ALERT), row)
        return True
    if told.get("count", 0) > known.get("count", 0) or (observation.stands and held.ended is not None):
        times = held.times + (observation.stands or held.found != time)  # portions of a pass are told as one
        view.connection.execute(update(ALERT).where(*where).values(times=times, **values))
        return True
    if observation.stands and held.facts != facts:
        view.connection.execute(update(ALERT).where(*where).values(facts=facts))
    return False


def is_told(view: RegistryView, issuer: str, code: str, subject: str) -> bool:
    """Whether such an alert was ever raised."""
    where = (_ROW.issuer == issuer, _ROW.code == code, _ROW.subject == subject[:MAX_SUBJECT])
    return view.connection.execute(select(_ROW.found).where(*where)).first() is not None


def end_alerts(
    view: RegistryView, issuer: str, codes: Iterable[str], still: Iterable[Observation], *, now: datetime
) -> None:
    """Ends those of `codes` that stand and are not among the observations `still`."""
    kept = {(one.code, one.subject[:MAX_SUBJECT]) for one in still}
    query = select(_ROW.code, _ROW.subject).where(
        _ROW.issuer == issuer, _ROW.ended.is_(None), _ROW.code.in_([*codes])
    )
    for code, subject in view.connection.execute(query).all():
        if (code, subject) not in kept:
            where = (_ROW.issuer == issuer, _ROW.code == code, _ROW.subject == subject)
            view.connection.execute(update(ALERT).where(*where).values(ended=int(now.timestamp())))


def list_alerts(view: RegistryView, issuer: str, limit: int = SHOWN) -> list[Alert]:
    """Those that stand first, then the others, the last raised first."""
    query = select(ALERT).where(_ROW.issuer == issuer)
    return _read(view, query.order_by(_ROW.ended.is_not(None), *_NEWEST).limit(limit))


def alerts_within(view: RegistryView, issuer: str, above: int, upto: int | None, limit: int) -> list[Alert]:
    """Those raised while the log had more than `above` entries and at most `upto`; newest first."""
    within = [_ROW.issuer == issuer, _ROW.size > above]
    if upto is not None:
        within.append(_ROW.size <= upto)
    return _read(view, select(ALERT).where(*within).order_by(*_NEWEST).limit(limit))


def alerts_since(view: RegistryView, issuers: Iterable[str], now: datetime) -> list[Alert]:
    """Those of these associations that were raised at `now` or later, and those that stand; newest first."""
    told = or_(_ROW.found >= int(now.timestamp()), _ROW.ended.is_(None))
    query = select(ALERT).where(_ROW.issuer.in_([*issuers]), told)
    return _read(view, query.order_by(*_NEWEST).limit(SHOWN))


def count_alerts(view: RegistryView) -> dict[str, dict[str, int]]:
    """How often an alert was raised, by association and code."""
    found: dict[str, dict[str, int]] = {}
    query = select(_ROW.issuer, _ROW.code, func.sum(_ROW.times)).group_by(_ROW.issuer, _ROW.code)
    for issuer, code, times in view.connection.execute(query):
        found.setdefault(issuer, {})[code] = int(times)
    return found


_NEWEST = (_ROW.found.desc(), _ROW.code, _ROW.subject)


def _read(view: RegistryView, query: Select[Any]) -> list[Alert]:
    rows = view.connection.execute(query).mappings()
    return [Alert(**{**row, "facts": orjson.loads(row["facts"])}) for row in rows]
