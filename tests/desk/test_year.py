"""Random weeks of an office: plans, statements, returns, a leave, late uploads.

And the invariants of each step.
"""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.drafting.draft import StatusDraft
from credentials.record import Record
from desk.errors import DeskError
from desk.office.make_plan import add_plan, split_plan
from desk.office.plans import OfficePlan, list_plans, list_returned
from registry import RegistryError
from registry.issuing.issue import plan_event
from tests.credentials.desk.papers import KeyFile, Passkey, person
from tests.desk.desk_room import CHAIR, CLERK, DeskRoom
from tests.harness.fuzz import examples
from tests.verifier.desk.office import DEPUTY, PERSONS
from verifier.desk.evidence import Folder, judge_record
from verifier.desk.words import ASIDE

pytestmark = pytest.mark.histories

STEPS = 30
HANDS: dict[str, KeyFile | Passkey] = {"p1": CLERK, "p2": CHAIR, "p3": DEPUTY}
LEAVES = "2026-05-20"
"""Last day of the second chair."""
NOT_PLANNED = {"other-plan-open", "plan-overtaken", "not-a-subset", "plan-replaced", "before-plan", "stored"}
REASONS = {"suspend": "complaint", "reinstate": "resolved", "revoke": "enterprise-request"}


class Year:
    """An office of three, its certificates, and the files on their way."""

    def __init__(self, folder: Path, random: Random) -> None:
        third = person("p3", DEPUTY.entry, roles=["chair"], until=LEAVES)
        self.room = DeskRoom(folder / "registry.db", people=[*PERSONS, third])
        self.random = random
        self.certificates = self.room.issue_before(4)
        self.signed: list[bytes] = []
        self.statements = 0
        self.stored = 0

    def plans(self) -> list[OfficePlan]:
        """Return the present state of all plans."""
        return self.room.desk.read(partial(list_plans, now=self.room.now))

    def step(self) -> None:
        """Do one act, or let some days pass."""
        others: list[Callable[[], None]] = [
            self.plan,
            self.export,
            self.upload,
            self.upload,
            self.split,
            self.wait,
        ]
        self.random.choice([*[self.state] * 4, *others])()

    def wait(self) -> None:
        self.room.office.world.advance(days=self.random.choice([0, 1, 1, 3]), hours=self.random.randint(0, 9))

    def plan(self) -> None:
        """Plan a change of one or two certificates."""
        action: Any = self.random.choice([*REASONS])
        chosen = self.random.sample(self.certificates, self.random.choice([1, 1, 2]))
        try:
            self.room.plan([self._draft(action, record) for record in chosen])
        except RegistryError:
            return  # the registry refuses a change that cannot follow
        except DeskError as error:
            if error.code not in NOT_PLANNED:
                raise

    def _draft(self, action: Any, record: Record[Any]) -> Any:
        room = self.room
        draft = StatusDraft(record.body.id, action, reason=REASONS[action], effective_from=room.now)
        how: dict[str, Any] = {"issuer": room.desk.issuer, "now": room.now, "random": room.random}
        return plan_event(room.bench.registry, draft, **how)

    def state(self) -> None:
        """Let somebody state on an open plan: mostly a person it waits for, seldom on an exported one."""
        plan = self._choose()
        if plan is None or (plan.state == "exported" and self.random.random() < 0.85):
            return
        waited = plan.wait.persons if plan.wait is not None and self.random.random() < 0.85 else ()
        by = self.random.choice([*waited] or [*HANDS])
        helps = "approve" if plan.question.statements else "make"
        decision = self.random.choice([helps, helps, helps, helps, "make", "approve", "return", "withdraw"])
        more: dict[str, Any] = {"reasons": "示例"} if decision == "return" else {}
        if decision == "return" and len(plan.stated.documents) > 1:
            more["rows"] = [self.random.randrange(len(plan.stated.documents))]
        own = [item.digest for item in plan.stated.statements if item.body.by == by]
        if own:
            more["after"] = own[-1] if len(own) == 1 else None
        try:
            self.room.state(HANDS[by], by, plan.digest, decision, **{k: v for k, v in more.items() if v})
        except DeskError as error:
            if error.code not in ASIDE:
                raise

    def export(self) -> None:
        """Export and sign, mostly a decided plan; the file may come back days later."""
        decided = [plan for plan in self.plans() if plan.answer.code is None]
        plan = self.random.choice(decided) if decided else self._choose()
        if plan is None:
            return
        try:
            self.signed.append(self.room.sign(self.room.export(plan.digest)))
        except DeskError as error:
            if error.code != plan.answer.code:
                raise

    def upload(self) -> None:
        if self.signed:
            data = self.random.choice(self.signed)
            self.stored += self.room.upload(data).count("stored")

    def split(self) -> None:
        """Make the plan without the returned rows."""
        plan = self._choose()
        if plan is None or not (rows := list_returned(plan)):
            return
        now = self.room.now
        try:
            rest, documents = split_plan(plan, rows, now)
            self.room.desk.write(partial(add_plan, plan=rest, documents=documents, now=now))
        except DeskError as error:
            if error.code not in NOT_PLANNED:
                raise

    def _choose(self) -> OfficePlan | None:
        plans = [plan for plan in self.plans() if plan.is_open]
        return self.random.choice(plans) if plans else None

    def check(self) -> None:
        """Check every invariant."""
        plans = self.plans()
        self._check_waits(plans)
        self._check_rivals(plans)
        self._check_records(plans)
        count = sum(len(plan.stated.statements) for plan in plans)
        assert count >= self.statements, "a statement is lost"
        self.statements = count

    def _check_waits(self, plans: list[OfficePlan]) -> None:
        """Check that an open plan waits for exactly one thing, and a closed one for nothing."""
        for plan in plans:
            if not plan.is_open:
                assert plan.wait is None, (plan.state, plan.answer.code, plan.wait)
                continue
            wait = plan.wait
            assert wait is not None, (plan.state, plan.answer.code)
            assert (bool(wait.persons), wait.day is not None, wait.other is not None).count(True) == 1
            people = plan.answer.people
            listed = [people.person(id_) for id_ in wait.persons] if people is not None else []
            day = self.room.now.date()
            assert all(one is not None and one.may_decide and one.is_in_term(day) for one in listed)

    def _check_rivals(self, plans: list[OfficePlan]) -> None:
        """Check that at most one of the plans on a certificate may be signed."""
        ready = [plan.question.plan for plan in plans if plan.answer.code is None]
        objects = [name for plan in ready for name in plan.objects]
        assert len(objects) == len({*objects})

    def _check_records(self, plans: list[OfficePlan]) -> None:
        """Check that each stored change is decided, and stored once."""
        desk = self.room.desk
        events = self.room.bench.registry.read(lambda view: view.all_events(desk.issuer))
        assert len(events) == self.stored
        digests = frozenset(item.digest for plan in plans for item in plan.stated.statements)
        for event in events:
            naming = [plan for plan in plans if event.unsigned in [*plan.stated.documents]]
            asked = [replace(plan.question, stored=frozenset(), others=()) for plan in naming]
            codes = {judge_record(question, Folder(digests=digests), event.created) for question in asked}
            assert "decided" in codes


@settings(max_examples=examples(3))
@given(st.randoms(use_true_random=False))
def test_invariants_hold_after_every_step_of_an_office(random: Random) -> None:
    with tempfile.TemporaryDirectory() as folder:
        year = Year(Path(folder), random)
        try:
            for _ in range(STEPS):
                year.step()
                year.check()
        finally:
            year.room.close()
