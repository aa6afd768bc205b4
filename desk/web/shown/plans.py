"""Plans as a page shows them: what they are for, whose turn it is, who stated what, and what counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from api.words import Say, speaker
from credentials.documents.desk.statement import SignedStatement, StatementDecision
from credentials.times import day_of
from credentials.words.closed_lists import KINDS, join_words, word_for
from credentials.words.days import format_moment
from desk.office.desk import DeskView
from desk.office.facts import find_about
from desk.office.plans import OfficePlan, list_returned
from desk.web.shown.documents import count_certificates, show_documents
from desk.web.visits import DeskVisit
from verifier.desk.decision import list_decided
from verifier.desk.gate import OBJECTION_OPEN
from verifier.desk.people import CHAIRED, GRAVE, PeopleList, needs_chair
from verifier.desk.plan import SKIPPED, STOCK, Plan
from verifier.desk.statements import RETURN
from verifier.desk.waiting import KEY_HOLDER, OTHER_ASSOCIATION, UPLOAD
from verifier.desk.words import STATED

_speak = speaker("desk")
_SIGNS = {"key": "key", "upload": "up", "other": "rings", "nobody": "nil"}


class Turn(NamedTuple):
    """Turn of an open plan: a word, a sentence and a sign; `mine` if it waits for the visitor.

    `act` names what it then waits for: make, approve, mend, make again or settle.
    """

    word: str
    what: str
    sign: str
    mine: bool = False
    act: str = ""


class Seat(NamedTuple):
    """A seat of a plan: who has it, or whom it waits for; `code` is the decision, or what it lacks."""

    code: str
    who: str
    is_taken: bool
    is_next: bool = False


class ShownStatement(NamedTuple):
    """A statement: who decided what, when and why; `aside` is the reason for which it does not count."""

    by: str
    decision: str
    at: datetime
    reasons: str
    rows: str
    aside: str
    digest: str
    is_return: bool


@dataclass(frozen=True, slots=True)
class ShownPlan:
    """A plan in a list, or at the head of its page."""

    plan: OfficePlan
    title: str
    turn: Turn | None
    standing: str
    """What it waits for, or how it ended; of a plan stored in part, how many rows."""
    against: str | None
    """Code of the first reason against signing, where `standing` does not say it."""
    needs: str
    version: str
    """Changes whenever the plan's state or statements do: a form of an earlier look is refused."""
    owed: str
    """Of a plan that was signed first: that its decision is still to be made, and why it was."""
    about: str = ""
    """Enterprise of the first row, and how many certificates there are."""

    @property
    def digest(self) -> str:
        """Digest of the plan."""
        return self.plan.digest


def list_shown(visit: DeskVisit, desk: DeskView, plans: Sequence[OfficePlan]) -> list[ShownPlan]:
    """Return plans in words, each with what it is about."""
    firsts = [plan.stated.documents[0] for plan in plans]
    about = {str(record.body.id): record for record in find_about(desk, firsts)}
    named = [row.title for row in show_documents(visit, firsts, about)]
    return [show_plan(visit, plan, name) for plan, name in zip(plans, named, strict=True)]


def show_plan(visit: DeskVisit, plan: OfficePlan, first: str = "") -> ShownPlan:
    """Return a plan in words; `first` is what its first row is about."""
    say = _speak("plan", visit.visit.lang)
    facts = plan.question.plan
    operation = tell_operation(visit, facts.operation)
    scheme = facts.scheme
    if scheme is not None and visit.visit.trusted is not None:
        scheme = visit.visit.names.scheme(scheme)
    certificates = count_certificates(plan.stated.documents)
    count = certificates or len(facts.documents)
    title = _tell_title(plan, operation, say)
    if scheme is not None:
        title = f"{title}{'，' if visit.visit.lang == 'zh' else ', '}{scheme}"
    turn, code = _find_turn(visit, plan, say), plan.answer.code
    is_told = code == "stored" or (plan.is_partly_stored and not plan.is_open)
    return ShownPlan(
        plan,
        title,
        turn,
        _tell_standing(plan, turn, say),
        None if is_told else code,
        _tell_needs(plan, say),
        version_of(plan),
        say("owed", reasons=plan.stated.plan.body.reasons or "") if plan.is_owed else "",
        say("and_more", first=first, count=count) if count > 1 else first if certificates else "",
    )


def _tell_title(plan: OfficePlan, operation: str, say: Say) -> str:
    documents = plan.stated.documents
    certificates = count_certificates(documents)
    if certificates:
        return say("plan_title_certificates", operation=operation, count=certificates)
    if len(documents) > 1:
        return say("plan_title", operation=operation, count=len(documents))
    subject, version = documents[0].get("credentialSubject"), documents[0].get("version")
    items = subject.get("items") if isinstance(subject, dict) else None
    if isinstance(subject, dict) and isinstance(items, list):
        return say("plan_title_notice", batch=subject.get("batch"), count=len(items))
    return say("plan_title_version", operation=operation, version=version) if version else operation


def _tell_standing(plan: OfficePlan, turn: Turn | None, say: Say) -> str:
    standing = turn.what if turn is not None else say(f"state_{plan.state}")
    if plan.signed is not None and turn is None:
        standing = f"{standing} · {format_moment(plan.signed)}"
    if not plan.is_partly_stored:
        return standing
    stored, count = len(plan.question.stored), len(plan.question.plan.documents)
    partly = say("partly", stored=stored, count=count, left=count - stored)
    return f"{partly} {standing if plan.is_open else say('partly_closed')}"


def tell_operation(visit: DeskVisit, operation: str) -> str:
    """Return the name of an operation; of a kind of record without one of its own, the kind's."""
    say = _speak("plan", visit.visit.lang)
    try:
        return say(f"op_{operation}")
    except KeyError:
        return KINDS.get(operation, (operation, operation))[visit.visit.lang == "zh"]


def version_of(plan: OfficePlan) -> str:
    """Return what a form says of the plan it was made for."""
    people = plan.answer.people.id if plan.answer.people is not None else ""
    stated = sorted(statement.digest for statement in plan.stated.statements)
    # an objection that came in since shuts a row, whatever the plan as a whole waits for
    held = (f"{row} {code}" for row, code in sorted(plan.held.items()))
    return sha256(
        "\n".join([plan.state, plan.answer.code or "", people, *stated, *held]).encode()
    ).hexdigest()[:32]


def show_statements(visit: DeskVisit, plan: OfficePlan) -> list[ShownStatement]:
    """Return the statements about a plan, oldest first; one whose proof fails says so."""
    say = _speak("plan", visit.visit.lang)
    weighed = plan.answer.weighed
    aside: Mapping[str, str] = weighed.aside if weighed is not None else {}
    proven = {statement.digest for statement in plan.question.statements}
    ordered = sorted(
        plan.stated.statements, key=lambda one: (one.body.at, one.body.decision != "make", one.digest)
    )
    return [_show_statement(visit, statement, aside, proven, say) for statement in ordered]


def _show_statement(
    visit: DeskVisit, statement: SignedStatement, aside: Mapping[str, str], proven: set[str], say: Say
) -> ShownStatement:
    body = statement.body
    rows = join_words((str(row + 1) for row in body.rows or ()), visit.visit.lang)
    code = aside.get(statement.digest, "" if statement.digest in proven else "signature")
    return ShownStatement(
        visit.name_of(body.by),
        word_for(STATED, body.decision, visit.visit.lang),
        body.at,
        body.reasons or "",
        say("rows_named", rows=rows) if rows else "",
        code,
        statement.digest,
        body.decision == RETURN,
    )


def list_seats(visit: DeskVisit, plan: OfficePlan) -> list[Seat]:
    """Return the seats of a plan: those taken, then those that its class asks for still."""
    people, weighed, facts = plan.answer.people, plan.answer.weighed, plan.question.plan
    if people is None or weighed is None:
        return []
    seats = [Seat(item.decision, visit.name_of(item.by), True) for item in weighed.counting]
    is_waiting = plan.is_open or plan.wait is not None
    missing = max(people.count_needed(facts.class_, day_of(facts.planned)) - len(seats), 0)
    decided = list_decided(weighed, people)
    lacks_chair = needs_chair(facts.class_) and not any(person.is_chair for person in decided)
    open_ = ["approve"] * max(missing, lacks_chair) if is_waiting else []
    if lacks_chair and open_:
        open_[-1] = "chair"
    if weighed.maker is None and open_:
        open_[0] = "make"
    names = _name_persons(visit, plan) if plan.answer.code != "returned" else ""
    return [
        *seats,
        *(Seat(code, "" if place else names, False, not place) for place, code in enumerate(open_)),
    ]


def _name_persons(visit: DeskVisit, plan: OfficePlan) -> str:
    persons = plan.wait.persons if plan.wait is not None else ()
    return join_words([visit.name_of(person) for person in persons], visit.visit.lang)


def is_splittable(plan: OfficePlan) -> bool:
    """Return whether some rows are returned, and of the others one is to be stored still."""
    returned = list_returned(plan)
    return plan.answer.code == "returned" and bool(returned) and bool({*plan.question.left} - {*returned})


def list_choices(visit: DeskVisit, plan: OfficePlan) -> list[StatementDecision]:
    """Return the decisions that the visitor may state now: those that would count, or stop the plan."""
    people, weighed, facts = plan.answer.people, plan.answer.weighed, plan.question.plan
    me = people.person(visit.me.id) if people is not None else None
    if me is None or weighed is None or not me.is_in_term(day_of(visit.now)):
        return []
    if not (plan.is_open or plan.is_owed):
        return []
    if not me.may_decide or me.id in facts.removes:
        return []
    has_made = any(item.by == me.id for item in weighed.makers)
    has_approved = any(item.by == me.id for item in weighed.approvals)
    choices: list[StatementDecision] = []
    if weighed.maker is None or (weighed.maker.by != me.id and not has_approved):
        choices.append("make")
    if not has_made and not has_approved:
        choices.append("approve")
    if plan.is_open:  # what is stored is ended by another plan
        choices += ["return", "reject"]
    if any(statement.by == me.id for statement in plan.question.statements):
        choices.append("withdraw")
    return choices


def _find_turn(visit: DeskVisit, plan: OfficePlan, say: Say) -> Turn | None:
    wait = plan.wait
    if wait is None:
        return None
    if wait.persons:
        is_mine = visit.person is not None and visit.person.id in wait.persons
        act = _find_act(plan)
        word = say(f"turn_{act}" if is_mine else "turn_persons")
        return Turn(word, say("turn_persons_what", names=_name_persons(visit, plan)), "user", is_mine, act)
    if wait.day is not None:
        return Turn(say("turn_day"), say("turn_day_what", when=format_moment(wait.day)), "cal")
    turns = {KEY_HOLDER: "key", UPLOAD: "upload", OTHER_ASSOCIATION: "other"}
    name = turns.get(wait.other or "", "nobody")
    is_rest = plan.is_partly_stored and name in ("upload", "nobody")
    what = say(f"turn_{name}_rest" if is_rest else f"turn_{name}_what")
    return Turn(say(f"turn_{name}"), what, _SIGNS[name])


def _find_act(plan: OfficePlan) -> str:
    """Return what the persons are to do for whom a plan waits."""
    if plan.answer.code == "returned":
        return "mend" if is_splittable(plan) else "again"
    if plan.answer.code == OBJECTION_OPEN:
        return "settle"
    # a plan of which a row may not be signed is decided, and waits for its return
    if plan.answer.code is None:
        return "settle"
    return "make" if plan.answer.weighed is None or plan.answer.weighed.maker is None else "approve"


def _tell_needs(plan: OfficePlan, say: Say) -> str:
    """Return how many persons a plan needs, as the list in force has it."""
    people, facts = plan.answer.people, plan.question.plan
    if people is None:
        return ""
    sentence = _tell_class(people, facts, say)
    if people.alone:
        return sentence
    if facts.notice in (STOCK, SKIPPED):
        sentence = f"{sentence} {say(f'notice_{facts.notice}')}"
    return sentence


def tell_class(visit: DeskVisit, people: PeopleList, plan: Plan) -> str:
    """Return how many persons of a list a plan needs."""
    return _tell_class(people, plan, _speak("plan", visit.visit.lang))


def _tell_class(people: PeopleList, plan: Plan, say: Say) -> str:
    if people.alone:
        return say("needs_alone")
    class_ = plan.class_
    count = people.count_needed(class_, day_of(plan.planned))
    return say(
        "needs_grave" if class_ == GRAVE else "needs_chair" if class_ == CHAIRED else "needs_plain",
        count=count,
    )


def sort_plans(plans: Sequence[ShownPlan]) -> tuple[list[ShownPlan], list[ShownPlan], list[ShownPlan]]:
    """Return the plans that wait for the visitor, those that wait for others, and those that are closed."""
    mine = [plan for plan in plans if plan.turn is not None and plan.turn.mine]
    others = [plan for plan in plans if plan.turn is not None and not plan.turn.mine]
    return mine, others, [plan for plan in plans if plan.turn is None]
