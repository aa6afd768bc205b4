"""Supervision of all credentials of an association: read from records, events, and the desk's own rows."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select

from credentials.times import day_of
from desk.office.desk import DeskView
from desk.office.journal import add_journal
from desk.office.settings import SCHEME_SETTINGS, load_settings
from desk.office.stored import moment, seconds
from desk.supervision.judge import (
    DUE_SOON,
    LETTER,
    NO_LETTER,
    OVERDUE,
    RESULTS,
    STATES,
    Care,
    CareAct,
    CaredCredential,
    SupervisionRule,
    judge_care,
)
from desk.tables import SUPERVISION
from registry.database.bulk import insert_rows
from registry.database.tables import CREDENTIAL, EVENT
from registry.view.event_reading import read_events
from registry.view.kept import KeptAnswers
from registry.view.trees import EVENTS, count_leaves
from verifier.trust.events import Event, EventItem

_CREDENTIALS = select(
    CREDENTIAL.c.id,
    CREDENTIAL.c.certificate_number,
    CREDENTIAL.c.uscc,
    CREDENTIAL.c.scheme,
    CREDENTIAL.c.valid_from,
    CREDENTIAL.c.valid_until,
).order_by(CREDENTIAL.c.position)
_EVENTS: KeptAnswers[tuple[Hashable, ...], Mapping[str, list[Event]]] = KeptAnswers()
_SAME_ASSESSMENT = ("rename", "correction", "downgrade")
"""Reasons of a supersession with no assessment behind it: supervision goes on as it was."""


class CareAdded(NamedTuple):
    """A result or a letter to be noted about a credential."""

    credential: str
    act: str
    day: date
    note: str = ""


class DueCounts(NamedTuple):
    """What supervision asks for today, for a page that only counts."""

    states: Mapping[str, int]
    lapsed: int
    """Overdue with the grace over, or failed: a plan to suspend is due."""
    ran_out: int
    """Suspensions that ended by themselves without remedy."""
    remedied: int
    """Suspended credentials that have passed since: they may be reinstated."""

    @property
    def soon(self) -> int:
        """Return how many are due within 30 days."""
        return self.states[DUE_SOON]

    @property
    def overdue(self) -> int:
        """Return how many are overdue, lapsed ones too."""
        return self.states[OVERDUE]


def count_due(desk: DeskView, now: datetime) -> DueCounts:
    """Return the due counts of a moment."""
    return count_cares(list_cares(desk, now))


def count_cares(cares: Sequence[Care]) -> DueCounts:
    """Return the counts of cares, each state named."""
    states = Counter(care.state for care in cares)
    return DueCounts(
        {state: states[state] for state in STATES},
        sum(care.has_lapsed for care in cares),
        sum(care.ran_out is not None for care in cares),
        sum(care.remedied for care in cares),
    )


def list_cares(desk: DeskView, now: datetime) -> list[Care]:
    """Return the supervision of every credential of the association, in the order of its log."""
    rules = load_rules(desk)
    none = SupervisionRule()
    return [judge_care(cared, rules.get(cared.scheme, none), now) for cared in list_cared(desk)]


def load_rules(desk: DeskView) -> dict[str, SupervisionRule]:
    """Return the rule of each scheme that has one."""
    settings = load_settings(desk)
    grace = SCHEME_SETTINGS["graceDays"].default
    return {
        scheme: SupervisionRule(months, settings.get(("graceDays", scheme), grace))
        for (name, scheme), months in settings.items()
        if name == "everyMonths"
    }


def list_cared(desk: DeskView) -> list[CaredCredential]:
    """Return the facts of every credential of the association."""
    query = _CREDENTIALS.where(CREDENTIAL.c.issuer == desk.issuer)
    rows = [*desk.view.connection.execute(query)]
    events, acts = _find_events(desk), load_acts(desk)
    begun = {row.id: day_of(moment(row.valid_from)) for row in rows}
    before = _find_before(events)
    cared = []
    for row in rows:
        line = _trace(row.id, before)
        noted = sorted((act for id_ in line for act in acts.get(id_, ())), key=lambda item: item[0])
        cared.append(
            CaredCredential(
                row.id,
                row.certificate_number,
                row.uscc,
                row.scheme,
                moment(row.valid_from),
                moment(row.valid_until),
                begun.get(line[-1], begun[row.id]),
                events.get(row.id, ()),
                [act for _, act in noted],
            )
        )
    return cared


def load_acts(desk: DeskView) -> dict[str, list[tuple[int, CareAct]]]:
    """Return what was noted about each credential, with its number, in order."""
    if not desk.is_kept:
        return {}
    query = select(SUPERVISION).where(SUPERVISION.c.issuer == desk.issuer).order_by(SUPERVISION.c.number)
    acts: dict[str, list[tuple[int, CareAct]]] = {}
    for row in desk.view.connection.execute(query):
        act = CareAct(row.act, date.fromisoformat(row.day), row.note)
        acts.setdefault(row.credential, []).append((row.number, act))
    return acts


def load_names(desk: DeskView, ids: Sequence[str]) -> dict[str, str]:
    """Return the legal name in each credential."""
    digests = desk.view.names(desk.issuer, ids)
    records = {id_: desk.view.credential_by_digest(digest) for id_, digest in digests.items()}
    return {id_: record.body.holder for id_, record in records.items() if record is not None}


def list_ids(desk: DeskView, code: str) -> list[str]:
    """Return the ids of the association's credentials of the enterprise with a code."""
    row = CREDENTIAL.c
    query = select(row.id).where(row.issuer == desk.issuer, row.uscc == code).order_by(row.position)
    return [*desk.view.connection.scalars(query)]


def add_acts(desk: DeskView, added: Iterable[CareAdded], now: datetime, *, by: str) -> int:
    """Note results or letters in order, and return how many: what was noted last already is left out."""
    acts = load_acts(desk)
    number = desk.view.connection.scalar(
        select(func.max(SUPERVISION.c.number)).where(SUPERVISION.c.issuer == desk.issuer)
    )
    rows: list[tuple[object, ...]] = []
    counts: Counter[str] = Counter()
    for addition in added:
        act = CareAct(addition.act, addition.day, addition.note)
        of_day = [other for _, other in acts.get(addition.credential, ()) if other.day == addition.day]
        if act.act == NO_LETTER and [one.act for one in of_day if one.act not in RESULTS][-1:] != [LETTER]:
            continue
        # the same sheet uploaded twice notes nothing twice
        if of_day[-1:] == [act]:
            continue
        results = [other.act for other in of_day if other.act in RESULTS]
        is_changed = act.act in RESULTS and results[-1:] not in ([], [act.act])
        # a failed result that becomes a passed one opens a reprint: the journal shows both
        counts[f"{results[-1]}→{act.act}" if is_changed else act.act] += 1
        place = (number or 0) + len(rows) + 1
        acts.setdefault(addition.credential, []).append((place, act))
        rows.append(
            (
                desk.issuer,
                place,
                addition.credential,
                addition.act,
                addition.day.isoformat(),
                addition.note,
                by,
                seconds(now),
            )
        )
    insert_rows(desk.view.connection, SUPERVISION, rows)
    if rows:
        add_journal(
            desk, now, "supervision", "、".join(f"{act} {count}" for act, count in counts.items()), by=by
        )
    return len(rows)


def _find_events(desk: DeskView) -> Mapping[str, list[Event]]:
    """Return the events of each credential that has any, as the verifier reads them."""
    view, issuer = desk.view, desk.issuer
    party = view.load_trust().party(issuer)
    if party is None:
        return {}

    def read() -> Mapping[str, list[Event]]:
        items: dict[str, list[EventItem]] = {}
        for record in view.all_events(issuer):
            items.setdefault(record.body.credential_subject.credential, []).append(EventItem.of(record.value))
        return {id_: read_events(view.connection, issuer, of, party.keys) for id_, of in items.items()}

    # the events are read again only where one came in or the trust data changed
    digests = select(EVENT.c.digest).where(EVENT.c.issuer == issuer).order_by(EVENT.c.digest)
    counted = count_leaves(view.connection, issuer, EVENTS)
    basis = view.read_basis(), counted, *view.connection.scalars(digests)
    return _EVENTS.find(basis, read)


def _find_before(events: Mapping[str, Sequence[Event]]) -> dict[str, str]:
    """Return the credential that each successor goes on from without an assessment."""
    return {
        event.change.successor: id_
        for id_, of in events.items()
        for event in of
        if event.counts and event.change.successor is not None and event.change.reason in _SAME_ASSESSMENT
    }


def _trace(id_: str, before: Mapping[str, str]) -> list[str]:
    """Return a credential and those that it goes on from, the first one last."""
    line = [id_]
    # signed successions may form a circle
    while (earlier := before.get(line[-1])) is not None and earlier not in line:
        line.append(earlier)
    return line
