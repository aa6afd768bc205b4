"""Acts of an office in any order, each tried and refused where the rules say so, with what always holds."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

import pytest
from sqlalchemy import select

from credentials.documents.desk.carried import parse_signed_plan
from credentials.documents.desk.objection import ObjectionEntry
from credentials.documents.desk.statement import SignedStatement
from credentials.drafting.draft import AssessmentDraft, StatusDraft
from credentials.drafting.statement import sign_statement
from credentials.record import JsonObject, Record
from desk.checking.check import DECIDED, check_papers
from desk.checking.papers import read_papers
from desk.checking.rows import list_folder
from desk.inbox.entries import act_on_entry, list_entries
from desk.office.desk import Desk, DeskView
from desk.office.people import find_people, remember_people
from desk.office.plans import OfficePlan, list_plans
from desk.office.statements import add_statement, draft_statement
from desk.office.stored import digest_of
from desk.office.upload import UploadRow, store_upload
from desk.people.drafts import draft_next
from desk.people.import_lists import import_lists
from desk.tables import METADATA
from registry.database.tables import RECORD
from registry.issuing.issue import plan_event
from registry.upkeep.audit import audit_registry
from signing.errors import HurenError
from tests.scenarios.office.five import HANDS, ROLES, Five
from verifier.desk.reading.objections import ACCEPT, ANSWER, REFUSE
from verifier.desk.upload import STORED, judge_upload

T = TypeVar("T")
DECISIONS = ("make", "approve", "approve", "return", "reject", "withdraw")
SPANS = (timedelta(minutes=20), timedelta(hours=9), timedelta(days=2), timedelta(days=11))
CHANGES = (("suspend", "complaint"), ("suspend", "complaint"), ("reinstate", "resolved"),
           ("revoke", "enterprise-request"))  # fmt: skip
HELPED = ("no-maker", "too-few", "chair-missing")
"""Codes that a statement of whoever is waited for brings further."""


class CrashError(Exception):
    """The machine stops here."""


class _UndoneError(Exception):
    """Ends a transaction that was a trial."""


class FailingDesk(Desk):
    """A desk whose machine stops at one of its transactions."""

    def __init__(self, desk: Desk, writes: int) -> None:
        super().__init__(desk.registry, desk.issuer)
        self.left = writes

    def write(self, work: Callable[[DeskView], T]) -> T:
        if self.left == 0:
            raise CrashError
        self.left -= 1
        return super().write(work)


class Year:
    """An office with certificates from before, and a notice of items of which none is issued yet."""

    def __init__(
        self,
        five: Five,
        *,
        held: Sequence[Record[Any]],
        notice: Record[Any],
        drafts: Sequence[AssessmentDraft],
        carried: bytes,
    ) -> None:
        self.five = five
        self.held, self.notice, self.drafts = held, notice, drafts
        self.exports: list[bytes] = []
        self.signed = [carried]
        """Files that came back; each has the people lists as of then."""

    def act(self, name: str, *numbers: int) -> None:
        """Try an act; a refusal is as good as any answer."""
        with suppress(HurenError):
            ACTS[name](self, *numbers)
        self.look(numbers[0])

    # what people do

    def wait(self, a: int, *_: int) -> None:
        self.five.world.now += SPANS[a % len(SPANS)]

    def change(self, a: int, b: int, c: int) -> None:
        """Plan a change of status of one or two certificates."""
        action, reason = CHANGES[a % len(CHANGES)]
        self.five.make(
            [self.event(action, reason, place) for place in {b % len(self.held), c % len(self.held)}]
        )

    def event(self, action: Any, reason: str, place: int) -> JsonObject:
        five = self.five
        draft = StatusDraft(self.held[place].body.id, action, reason=reason, effective_from=five.now)
        return plan_event(five.registry, draft, issuer=five.desk.issuer, now=five.now, random=five.random)

    def issue(self, a: int, b: int, c: int) -> None:
        """Plan certificates of some items of the notice."""
        chosen = sorted({number % len(self.drafts) for number in (a, b, c)})
        self.five.make(
            self.five.documents([self.drafts[place] for place in chosen]), notice=self.notice.digest
        )

    def people(self, a: int, b: int, c: int) -> None:
        """Plan the next people list: somebody is removed, leaves, becomes a chair, or nothing changes."""
        five = self.five
        draft: Any = five.desk.read(partial(draft_next, now=five.now))
        persons = draft["people"]
        place = b % len(persons)
        if a % 4 == 0:
            persons.pop(place)
        elif a % 4 == 1:
            persons[place]["until"] = (five.now + timedelta(days=c % 9)).date().isoformat()
        elif a % 4 == 2:
            persons[place].update({"roles": ["chair"], "from": five.now.date().isoformat()})
        five.make([draft])

    def state(self, a: int, b: int, c: int) -> None:
        """Somebody states something about some plan."""
        plan, decision = self.pick(a), DECISIONS[b % len(DECISIONS)]
        rows = [c % len(plan.stated.documents)] if decision == "return" and c % 3 else []
        more: dict[str, Any] = {"reasons": "示例"} if decision in ("return", "reject") else {}
        person = [*ROLES][c % len(ROLES)]
        self.five.state(person, plan.digest, decision, **more, **({"rows": rows} if rows else {}))  # type: ignore[arg-type]

    def follow(self, a: int, b: int, _: int) -> None:
        """Whoever is waited for does what a plan waits for."""
        plan = self.pick(a)
        wait, code = plan.wait, plan.answer.code
        if code == "returned":
            self.five.split(plan.digest)
        elif code in HELPED and wait is not None and wait.persons:
            self.five.state(wait.persons[b % len(wait.persons)], plan.digest, helping(plan))
        elif code is None:
            data = self.five.export(plan.digest)
            self.exports.append(data)
            self.upload(self.five.sign(data))

    def export(self, a: int, *_: int) -> None:
        self.exports.append(self.five.export(self.pick(a).digest))

    def sign(self, a: int, b: int, _: int) -> None:
        """Sign what was exported, also again, by a clock that may be wrong."""
        if self.exports:
            world, now = self.five.world, self.five.now
            world.now += (timedelta(0), timedelta(0), timedelta(days=-3), timedelta(hours=2))[b % 4]
            self.signed.append(self.five.sign(self.exports[a % len(self.exports)]))
            world.now = now

    def bring(self, a: int, b: int, _: int) -> None:
        """Upload a file that came back, also again, and on a machine that stops on the way."""
        data = self.signed[a % len(self.signed)]
        if b % 2:
            with suppress(CrashError):
                store_upload(FailingDesk(self.five.desk, b % 5), data, self.five.now)
        self.upload(data)

    def object(self, a: int, *_: int) -> None:
        """Somebody objects to an item, and one person accepts it."""
        place = a % len(self.drafts)
        self.five.object_to(self.notice.digest, place, self.drafts[place].legal_name)

    def sort(self, a: int, b: int, c: int) -> None:
        """Somebody does something about an objection."""
        entries = self.five.desk.read(list_entries)
        act = (ACCEPT, REFUSE, ANSWER, ANSWER)[b % 4]
        told: dict[str, Any] = {"reasons": "示例"} if act != ACCEPT else {}
        told |= {"result": ("upheld", "rejected")[c % 2]} if act == ANSWER else {}
        if entries:
            id_, person = entries[a % len(entries)].id, [*ROLES][c % len(ROLES)]
            self.five.write(act_on_entry, id_=id_, act=act, person=person, now=self.five.now, **told)

    def lose(self, *_: int) -> None:
        """Every row of the desk is gone; the people lists come from the newest file."""
        records = self.digests()
        self.five.desk.write(
            lambda view: [view.view.connection.execute(table.delete()) for table in METADATA.sorted_tables]
        )
        assert self.digests() == records
        self.exports.clear()
        self.five.write(import_lists, data=self.signed[-1], now=self.five.now)
        remember_people(self.five.desk)

    # what always holds

    def look(self, number: int) -> None:
        """Each open plan waits for exactly one, and nobody is waited for in vain: one of them is asked."""
        plans = self.plans()
        for place, plan in enumerate(plans):
            wait = plan.wait
            # one that stands behind another on the same certificate waits for nothing of its own
            if plan.is_open and plan.answer.code != "other-plan-open":
                assert wait is not None, plan.answer.code
            if wait is None:
                continue
            assert [bool(wait.persons), wait.day is not None, wait.other is not None].count(True) == 1
            if wait.persons:
                self.ask(plan, wait.persons, tries=place == number % len(plans))

    def ask(self, plan: OfficePlan, persons: Sequence[str], *, tries: bool) -> None:
        """Whoever is waited for may decide; it is tried, and undone."""
        five, people = self.five, plan.answer.people
        assert people is not None
        named = [people.person(id_) for id_ in persons]
        assert all(person and person.may_decide and person.is_in_term(five.now.date()) for person in named)
        if not tries or plan.answer.code not in HELPED:
            return

        def try_it(view: DeskView) -> None:
            value = draft_statement(
                view, find_people(view), five.now, five.random,
                plan=plan.digest, decision=helping(plan), by=persons[0],
            )  # fmt: skip
            statement: SignedStatement = sign_statement(value, HANDS[persons[0]].signer)
            after = add_statement(view, statement, five.now)
            assert after.answer.weighed is not None
            assert statement.digest in {item.digest for item in after.answer.weighed.counting}
            raise _UndoneError

        with pytest.raises(_UndoneError):
            five.desk.write(try_it)

    def upload(self, data: bytes) -> None:
        """Nothing is stored that the rules refuse, that an objection holds up, twice, or undecided."""
        carried = parse_signed_plan(data)
        before = {plan.digest: plan for plan in self.plans()}.get(carried.stated.plan.digest)
        rows = store_upload(self.five.desk, data, self.five.now)
        stored = [place for place, row in enumerate(rows) if row.code == STORED]
        if stored:
            self.signed.append(data)
        if before is not None and not self.news(carried.stated.statements, before):
            expected = judge_upload(before.question, [row.record.created for row in rows])
            assert all(expected[place] == STORED for place in stored), expected
        self.check_objections([rows[place] for place in stored])
        self.check_decided({rows[place].record.digest for place in stored})

    def news(self, statements: Sequence[SignedStatement], plan: OfficePlan) -> bool:
        """Whether a file has statements that are not here: it was exported before the desk was lost."""
        return bool({item.digest for item in statements} - {item.digest for item in plan.stated.statements})

    def check_objections(self, rows: Sequence[UploadRow]) -> None:
        """No certificate was signed while an accepted objection to its item waited for an answer."""
        open_: Mapping[str, Any] = {
            self.drafts[entry.body.about.item or 0].certificate_number: entry.weighed.accepted
            for entry in self.five.desk.read(list_entries)
            if isinstance(entry.body, ObjectionEntry) and entry.state in ("accepted", "half-answered")
        }
        for row in rows:
            accepted = open_.get(getattr(row.record.body, "title", ""))
            assert accepted is None or row.record.created < accepted

    def check_decided(self, digests: set[str]) -> None:
        """A third person finds each record decided, and no document signed twice."""

        def check(view: DeskView) -> None:
            trust = view.view.load_trust()
            party = trust.party(view.issuer)
            assert party is not None
            papers = read_papers(list_folder(view))
            codes = {row.record.digest: row.code for row in check_papers(papers, trust, party).rows}
            assert {codes[digest] for digest in digests} <= {DECIDED}
            documents = [digest_of(record.unsigned) for record in papers.records.values()]
            assert len(documents) == len({*documents})
            changes = [
                record.body.credential_subject
                for record in papers.records.values()
                if record.body.KIND == "status-event"
            ]
            numbered = {(change.credential, change.sequence) for change in changes}
            assert len(numbered) == len(changes)

        self.five.desk.read(check)

    def finish(self) -> None:
        """Publish, and lose the desk: no record and no answer of the registry changes."""
        self.five.world.advance(minutes=5)
        self.five.publish()
        self.lose()
        assert [problem.code for problem in audit_registry(self.five.registry).problems] == []

    def plans(self) -> list[OfficePlan]:
        return self.five.desk.read(partial(list_plans, now=self.five.now))

    def pick(self, number: int) -> OfficePlan:
        """Return a plan, rather an open one."""
        plans = self.plans()
        chosen = [plan for plan in plans if plan.is_open] or plans
        if not chosen:
            raise HurenError("plan-unknown")
        return chosen[number % len(chosen)]

    def digests(self) -> list[str]:
        return [row.digest for row in self.five.registry.rows(select(RECORD.c.digest))]


def helping(plan: OfficePlan) -> Any:
    """The decision that brings a plan further."""
    return "make" if plan.answer.code == "no-maker" else "approve"


ACTS: Mapping[str, Callable[..., None]] = {
    name: getattr(Year, name)
    for name in (
        "wait", "change", "issue", "people", "state", "follow", "export", "sign", "bring", "object", "sort",
        "lose",
    )
}  # fmt: skip
