"""Dates that Today shows: what is due within days, and what will break within two months."""

import shutil
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from api.visit import SOON_DAYS
from api.words import Say, speaker
from credentials.documents.desk.objection import ObjectionEntry
from credentials.times import CHINA, day_of, last_day
from desk.batches.kept import list_batches
from desk.batches.stages import find_stages
from desk.inbox.due import find_due
from desk.inbox.entries import InboxEntry
from desk.inbox.subjects import list_notices
from desk.office.desk import DeskView
from desk.office.plans import EXPIRED
from desk.supervision.cares import count_due
from desk.web.shown.plans import ShownPlan
from desk.web.visits import DeskVisit
from registry.lookup.lookup import find_kept_logs
from registry.upkeep.backup import find_last_backup
from verifier.desk.people import PeopleList, warn_days

_SIGNED_BEFORE: Final = timedelta(days=2)
"""A publication that nobody renewed until then is one that no machine signs."""
_OLD: Final = timedelta(days=1)
_LAPSES_SOON: Final = timedelta(days=7)
_LAPSED_LATELY: Final = timedelta(days=14)
_BACKUP_OLD: Final = timedelta(days=7)
_ROOM: Final = 1 << 30
_speak = speaker("desk")


class Dated(NamedTuple):
    """A line with its day; `path` is the page on which something is done about it."""

    day: date
    what: str
    path: str = ""
    is_late: bool = False


def list_due(
    visit: DeskVisit, desk: DeskView, entries: list[InboxEntry], plans: Sequence[ShownPlan]
) -> list[Dated]:
    """Return what has a day, the next first: notices, objections, batches, plans that lapse, supervision.

    Of one sender the oldest that nobody has sorted stands for all: a flood is one line.
    """
    say, today = _speak("today", visit.visit.lang), day_of(visit.now)
    due = []
    for versions in list_notices(desk):
        subject = versions[-1].body.credential_subject
        if subject.until >= today:
            what = say("notice_runs", batch=subject.batch, count=len(subject.items), until=str(subject.until))
            due.append(Dated(subject.until, what, "/notices"))
    unsorted = {entry.sender: entry for entry in entries if entry.state == "new"}
    shown = [entry for entry in entries if entry.state != "new" or unsorted[entry.sender] is entry]
    answers = find_due(desk, shown)
    for entry in shown:
        if isinstance(entry.body, ObjectionEntry) and entry.id in answers:
            day, what = answers[entry.id], say("answer_due", who=entry.body.about.name)
            due.append(Dated(day, what, f"/inbox/{entry.id}", day < today))
    due += [*_list_batches(visit, desk, say), *_list_lapses(plans, visit.now, say)]
    return sorted([*due, *_list_supervision(desk, visit.now, say)])


def _list_batches(visit: DeskVisit, desk: DeskView, say: Say) -> Iterator[Dated]:
    """Yield the batches whose next step is nobody's but the office's: no plan of them is open."""
    text, batches = visit.service.desk.registry.text(visit.now), list_batches(desk)
    if text is None or not batches:
        return
    for batch, stage in zip(batches, find_stages(desk, batches, text, visit.now), strict=True):
        step = stage.find_step(visit.now)
        day, path = day_of(batch.dropped), f"/batches/{batch.id}"
        if step == "sheet":
            yield Dated(day, say("batch_begun", batch=batch.name), path)
        elif step == "state" and not stage.is_planned and stage.opens is not None:
            yield Dated(day_of(stage.opens), say("batch_noticed", batch=batch.name), path)
        elif step == "publish":
            count = len(stage.certificates) - stage.published
            yield Dated(day_of(visit.now), say("batch_unpublished", batch=batch.name, count=count), path)


def _list_lapses(plans: Sequence[ShownPlan], now: datetime, say: Say) -> Iterator[Dated]:
    """Yield plans that lapse within a week, and those that lapsed within a fortnight."""
    for plan in plans:
        expires, path = plan.plan.question.plan.expires, f"/plans/{plan.digest}"
        what = {"plan": plan.title, "about": plan.about}
        if plan.plan.is_open and expires - now <= _LAPSES_SOON:
            yield Dated(day_of(expires), say("plan_lapses", **what), path)
        elif plan.plan.state == EXPIRED and now - expires <= _LAPSED_LATELY:
            yield Dated(day_of(expires), say("plan_lapsed", **what), path, is_late=True)


def _list_supervision(desk: DeskView, now: datetime, say: Say) -> Iterator[Dated]:
    counts, today = count_due(desk, now), day_of(now)
    late = ("lapsed", counts.lapsed), ("ran_out", counts.ran_out), ("overdue", counts.overdue - counts.lapsed)
    for name, count in (*late, ("remedied", counts.remedied), ("due_soon", counts.soon)):
        if count:
            is_late = name in ("lapsed", "ran_out")
            yield Dated(today, say(f"care_{name}", count=count), "/supervision", is_late)


def list_breaks(visit: DeskVisit, current: PeopleList | None) -> list[Dated]:
    """Return what ends within SOON_DAYS or has gone wrong, the next first; each names what to do."""
    say, now = _speak("today", visit.visit.lang), visit.now
    ends = [*_list_ends(visit, say), *(_list_people(visit, current, say) if current is not None else ())]
    soon = day_of(now) + timedelta(days=SOON_DAYS)
    rest = [*_list_faults(visit, say)] if visit.visit.trusted is not None else []
    return sorted([entry for entry in ends if entry.day <= soon] + rest)


def _list_ends(visit: DeskVisit, say: Say) -> Iterator[Dated]:
    """Yield the ends of what the root, the machine and both associations sign."""
    trust, issuer = visit.visit.trust, visit.service.desk.issuer
    yield Dated(last_day(trust.chain.latest.text.effective_until), say("agreement_ends"), "/agreement")
    party = trust.party(issuer)
    if party is None:
        return
    body = party.newest_key_list.body
    yield Dated(last_day(body.valid_until), say("key_list_ends"), "/keys")
    for method in body.verification_method:
        if method.signs_until is not None and method.compromised_since is None:
            yield Dated(
                last_day(method.signs_until), say("key_ends", key=method.id.partition("#")[2]), "/keys"
            )
    yield from _list_sites(visit, say)
    manifest = party.manifest
    if manifest is not None and manifest.body.valid_until - _SIGNED_BEFORE < visit.now:
        yield Dated(last_day(manifest.body.valid_until), say("publication_ends"))


def _list_sites(visit: DeskVisit, say: Say) -> Iterator[Dated]:
    """Yield the ends of TLS certificates: of the desk's own address and of the node's."""
    own = visit.find_site()
    for site in sorted({own.origin if own is not None else "", visit.find_public("")}):
        end = visit.service.tls_ends.find(site) if site.startswith("https://") else None
        if end is not None:
            what = say("certificate_ends", site=site.partition("://")[2])
            yield Dated(day_of(end), what, is_late=end <= visit.now)


def _list_people(visit: DeskVisit, current: PeopleList, say: Say) -> Iterator[Dated]:
    today = day_of(visit.now)
    yield Dated(current.valid_until, say("list_ends"), "/people")
    for person in current.people:
        if today <= person.until < current.valid_until:
            yield Dated(person.until, say("person_ends", who=visit.name_of(person.id)), "/people")
    for day in warn_days(current):
        yield Dated(day, say("unsatisfied"), "/people")


def _list_faults(visit: DeskVisit, say: Say) -> Iterator[Dated]:
    """Yield what is wrong with this machine, and with what it takes from others."""
    today, registry = day_of(visit.now), visit.service.desk.registry
    folder = visit.visit.node.settings.data
    free = shutil.disk_usage(folder).free if folder.exists() else _ROOM
    if free < _ROOM:
        yield Dated(today, say("disk_full", room=f"{free / _ROOM:.1f}"), is_late=True)
    if visit.visit.node.settings.database is None:  # PostgreSQL is copied by its own tools
        made = find_last_backup(folder)
        if made is None:
            yield Dated(today, say("backup_none"))
        elif visit.now - made > _BACKUP_OLD:
            yield Dated(today, say("backup_old", day=str(day_of(made))), is_late=True)
    for issuer, kept in find_kept_logs(registry, visit.now).items():
        pulled = datetime.fromtimestamp(kept.pulled, CHINA) if kept.pulled is not None else None
        if kept.source == "copy" and pulled is not None and visit.now - pulled > _OLD:
            what = say("peer_old", who=visit.visit.names.party(issuer), day=str(day_of(pulled)))
            yield Dated(today, what, is_late=True)
