"""Effects of a change before anybody signs it: what everybody will read, whom it concerns, who decides."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from api.words import Say, speaker
from credentials.documents.assessment import Assessment
from credentials.documents.desk.carried import StatedPlan
from credentials.record import JsonObject, Record
from credentials.times import day_of
from credentials.words.days import format_moment
from desk.errors import DeskError
from desk.office.desk import DeskView
from desk.office.make_plan import check_plan, compose_plan
from desk.office.plans import Plans
from desk.office.settings import find_setting
from desk.supervision.cares import list_ids
from desk.supervision.judge import find_coming, find_last, find_suspension, find_suspension_end
from desk.web.shown.plans import tell_class
from desk.web.visits import DeskVisit
from registry.issuing.plan_events import Foreseen
from verifier import Policy, Result, verify_homes
from verifier.checks.status import effective, fold_events
from verifier.desk.people import CHAIRED, GRAVE
from verifier.trust.events import Event

_POLICY = Policy()
_speak = speaker("desk")

STANDINGS = ACTIVE, COMING, SUSPENDED, OVER = "active", "coming", "suspended", "over"
_IN_FORCE = ACTIVE, COMING


class Concern(NamedTuple):
    """A line of what changes: for whom, as it is, as it will be, and the tone of that."""

    who: str
    now: str
    after: str
    tone: str = ""


class Seats(NamedTuple):
    """Who must decide, and why so many; `code` is what stands in the way, `rival` the plan that does."""

    needs: str
    why: Sequence[str]
    chairs: Sequence[str]
    others: Sequence[str]
    code: str | None
    rival: object


@dataclass(frozen=True, slots=True)
class HeldCredential:
    """A chosen credential, its events, and whether it is in force, to be suspended, suspended or over."""

    record: Record[Assessment]
    events: Sequence[Event]
    standing: str
    others: frozenset[str]
    """Other credentials of the enterprise that are in force here, chosen ones among them."""
    told: Event | None = None
    """The suspension or revocation that holds, of which a letter tells its enterprise."""
    until: datetime | None = None
    """The end of the suspension that acts or comes, by all that is on record."""
    suspension: Event | None = None
    """That suspension; of a credential in force one that ended by itself, with no event behind it."""


def hold(desk: DeskView, visit: DeskVisit, ids: Sequence[str]) -> list[HeldCredential]:
    """Return the chosen credentials that are here."""
    records = (desk.view.credential(desk.issuer, id_) for id_ in dict.fromkeys(ids))
    return [_hold(desk, visit, record) for record in records if record is not None]


def _hold(desk: DeskView, visit: DeskVisit, record: Record[Assessment]) -> HeldCredential:
    siblings = (desk.view.credential(desk.issuer, id_) for id_ in list_ids(desk, record.body.holder_code))
    standings = {sibling.body.id: stand(desk, visit, sibling) for sibling in siblings if sibling is not None}
    own = standings.pop(record.body.id)
    active = frozenset(id_ for id_, standing in standings.items() if standing in _IN_FORCE)
    events = desk.view.events(desk.issuer, record.body.id)
    last = find_last(events, visit.now)
    told = last if last is not None and last.change.action in ("suspend", "revoke") else None
    coming = find_coming(events, visit.now) if own == COMING else None
    since = effective(coming) if coming is not None else visit.now
    until = find_suspension_end(events, since) if own in (COMING, SUSPENDED) else None
    suspension = coming or find_suspension(events, visit.now)
    told = told if own not in _IN_FORCE else None
    return HeldCredential(record, events, own, active, told, until, suspension)


def stand(desk: DeskView, visit: DeskVisit, record: Record[Assessment]) -> str:
    """Return whether a credential is in force, to be suspended, suspended or over."""
    events = desk.view.events(desk.issuer, record.body.id)
    code = fold_events(events, visit.now).code
    if code in ("revoked", "superseded") or record.body.valid_until <= visit.now:
        return OVER
    if code == "suspended":
        return SUSPENDED
    return COMING if find_coming(events, visit.now) is not None else ACTIVE


def _event_of(visit: DeskVisit, change: Foreseen) -> Event:
    # as it will be once published: an event in no count yet is obeyed as well
    return Event(change.change, visit.now, "", counts=True)


def _compare(
    visit: DeskVisit,
    chosen: Sequence[HeldCredential],
    changes: Sequence[Foreseen],
    at: datetime,
    who: str,
) -> Concern:
    """Return how many verify as valid at a moment, without the changes and with them."""
    say, ends = (
        _speak("end", visit.visit.lang),
        [credential.record.body.valid_until > at for credential in chosen],
    )
    before = sum(
        runs and _stands(credential.events, at) for credential, runs in zip(chosen, ends, strict=True)
    )
    after = sum(
        runs and _stands([*credential.events, _event_of(visit, change)], at)
        for credential, change, runs in zip(chosen, changes, ends, strict=True)
    )
    if before == after:
        return Concern(who, _count(before, len(chosen), say), say("as_is"))
    tone = "ok" if after > before else "no"
    return Concern(who, _count(before, len(chosen), say), _count(after, len(chosen), say), tone)


def _stands(events: Sequence[Event], at: datetime) -> bool:
    return fold_events(events, at).outcome is Result.PASSED


def _count(valid: int, total: int, say: Say) -> str:
    return say("counts_valid", count=valid) if valid else say("counts_invalid", count=total)


def tell_sentence(visit: DeskVisit, credential: HeldCredential, change: Foreseen) -> str:
    """Return what a verification will say of the credential once the change acts."""
    event = _event_of(visit, change)
    finding = fold_events([*credential.events, event], max(visit.now, effective(event)))
    return finding.detail(visit.visit.lang, visit.visit.names)


def list_concerns(
    desk: DeskView, visit: DeskVisit, chosen: Sequence[HeldCredential], changes: Sequence[Foreseen]
) -> list[Concern]:
    """Return what changes for whom; of several credentials, in numbers."""
    return [*_find_concerns(desk, visit, chosen, changes, _speak("end", visit.visit.lang))]


def _find_concerns(
    desk: DeskView, visit: DeskVisit, chosen: Sequence[HeldCredential], changes: Sequence[Foreseen], say: Say
) -> Iterator[Concern]:
    is_good = changes[0].change.action == "reinstate"
    acting = max(effective(_event_of(visit, change)) for change in changes)
    yield _compare(visit, chosen, changes, visit.now, say("who_today"))
    if acting > visit.now:
        yield _compare(visit, chosen, changes, acting, say("who_later", when=format_moment(acting)))
    falls = [fall for change in changes for fall in change.falls]
    if falls:
        since, until = (format_moment(end) for end in (min(falls)[0], max(fall[1] for fall in falls)))
        words = say("counts_invalid", count=sum(bool(change.falls) for change in changes))
        now = say("counts_valid", count=len(chosen))
        yield Concern(say("who_past", since=since, until=until), now, words, "no")
    else:
        yield Concern(say("who_bids"), say("as_is"), say("as_is"))
    active = [credential for credential in chosen if credential.standing in _IN_FORCE]
    for party, grades in _find_recognised(visit, active or chosen if is_good else active).items():
        now = "、".join(grades) if len(chosen) == 1 else say("counts_there", count=len(grades))
        after = say("counts_again" if is_good else "counts_nothing", days=_POLICY.max_age.days)
        yield Concern(
            party, say("counts_no") if is_good or not grades else now, after if grades else say("as_is")
        )
    days = find_setting(desk, "answerDays", chosen[0].record.body.scheme)
    yield Concern(
        say("who_enterprise"),
        say("may_show" if active else "may_not_show"),
        say("may_show") if is_good else say("may_object", days=days),
    )
    yield Concern(say("who_pages"), say("shown_now"), say("shown_after"))
    own = {credential.record.body.id for credential in chosen}
    others = frozenset[str]().union(*(credential.others for credential in chosen)) - own
    if others:
        yield Concern(say("who_others"), say("counts_valid", count=len(others)), say("as_is"))


def _find_recognised(visit: DeskVisit, chosen: Sequence[HeldCredential]) -> Mapping[str, list[str]]:
    """Return, by the name of each other association, as what grades the credentials count there."""
    trust, names, now = visit.visit.trust, visit.visit.names, visit.now
    issuer = visit.service.desk.issuer
    homes = [party.id for party in trust.chain.in_force_or_last(now).text.parties if party.id != issuer]
    grades: dict[str, list[str]] = {names.party(home): [] for home in homes}
    for credential in chosen:
        verdicts = verify_homes(credential.record, trust, policy=_POLICY, now=now, homes=homes)
        for home in homes:
            counted = [
                names.grade(entry.scheme, entry.grade)
                for entry in verdicts[home].recognised
                if entry.grade is not None
            ]
            grades[names.party(home)] += (
                [*dict.fromkeys(counted)][:1] if len(chosen) > 1 else dict.fromkeys(counted)
            )
    return grades


def find_seats(desk: DeskView, visit: DeskVisit, documents: Sequence[JsonObject]) -> Seats:
    """Return who would decide a plan of these documents; RecordError of documents that no plan may have."""
    plans = Plans(desk, visit.now)
    stated = StatedPlan(compose_plan(desk.issuer, documents, visit.now), documents)
    plan, say = plans.ask(stated).plan, _speak("end", visit.visit.lang)
    people = plans.people.chain.in_force(visit.now)
    deciding = people.deciding(day_of(visit.now)) if people is not None else []
    against: DeskError | None = None
    try:
        check_plan(plans, stated)
    # shown beside the choice, before anybody makes a plan that would be refused
    except DeskError as error:
        against = error
    why = []
    if plan.is_late:
        why.append(say("why_late"))
    if plan.reason == "false-material":
        why.append(say("why_false"))
    if plan.class_ != GRAVE:
        why.append(say("why_chair" if plan.class_ == CHAIRED else "why_plain"))
    return Seats(
        tell_class(visit, people, plan) if people is not None else "",
        why,
        [visit.name_of(person.id) for person in deciding if person.is_chair],
        [visit.name_of(person.id) for person in deciding if not person.is_chair and person.id != visit.me.id],
        against.code if against is not None else None,
        against.facts.get("other") if against is not None else None,
    )
