"""An office of five in a registry: people by invitation, plans, statements, notices, uploads."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

from openpyxl import Workbook

from carriers.spreadsheet import read_sheet
from carriers.spreadsheet.sheet_check import check_rows
from credentials.documents.agreement import AgreementText
from credentials.documents.desk.carried import format_signed_plan, parse_plan_to_sign
from credentials.documents.desk.statement import StatementDecision
from credentials.drafting.draft import AssessmentDraft
from credentials.drafting.statement import sign_statement
from credentials.kinds import parse_any
from credentials.record import JsonObject, Record
from desk.inbox.entries import act_on_entry, add_entry
from desk.office.desk import Desk, DeskView
from desk.office.export import export_plan
from desk.office.make_plan import add_plan, compose_plan, split_plan
from desk.office.people import find_people, remember_people
from desk.office.plans import OfficePlan, find_plan, list_returned
from desk.office.statements import add_statement, draft_statement
from desk.office.upload import store_upload
from desk.people.drafts import draft_first, draft_next
from desk.people.first_list import sign_first
from desk.people.invitations import invite
from desk.web.accounts import enrol_key, find_invitation, use_invitation
from keys_example.enterprises import example_enterprises
from registry.issuing.issue import plan_assessments
from registry.publishing.publish import publish
from tests.credentials.desk.papers import KeyFile
from tests.world import World
from tests.world.registry_setup import Bench
from tests.world.works import list_notice

SCHEME, CATEGORY, GRADE = "cq-facility-operation", "生活污水处理", "二级"
ROLES = {"p1": "clerk", "p2": "clerk", "p3": "reviewer", "p4": "chair", "p5": "reviewer"}
HANDS = {person: KeyFile(f"office of five, {person}") for person in ROLES}
_HEAD = ("企业名称", "统一社会信用代码", "地区", "评价办法", "类别", "等级", "证书编号", "评价日期")

Change = Callable[[dict[str, Any]], object]


class Five:
    """The desk of Chongqing; time is the world's."""

    def __init__(self, place: Path | str, heads: Path | None = None, world: World | None = None) -> None:
        self.world = world or World(headless=["cq"])
        self.bench = Bench(place, self.world, heads=heads)
        self.registry = self.bench.registry
        self.desk = Desk(self.registry, self.world.cq.did)
        self.random = Random(5)
        self.version = 0

    @property
    def now(self) -> datetime:
        return self.world.now

    def write(self, work: Callable[..., Any], **given: Any) -> Any:
        """Run work of the office on the desk."""
        return self.desk.write(lambda view: work(view, **given))

    def begin(self) -> None:
        """Let all enrol a key file and state on the first list, and let the root name it."""
        for person, role in ROLES.items():
            self.enrol(person, role)
        (plan,) = self.make([self.desk.read(partial(draft_first, now=self.now))])
        for person in ROLES:
            self.state(person, plan, "make" if person == "p1" else "approve")
        signer = self.world.cq.signers["assessment"]
        record = sign_first(self.desk, plan, signer, self.now)
        self.world.advance(minutes=5)
        self.world.publish_key_list("cq", people=record.digest)
        self.bench.admit_trust()
        remember_people(self.desk)
        self.version = 1

    def enrol(self, person: str, role: str) -> None:
        """Enrol a key file by an invitation code."""
        words = {"person": person, "name": f"示例人员 {person}", "roles": [role]}
        code = self.write(invite, now=self.now, random=self.random, **words)

        def use(view: DeskView) -> None:
            invited = find_invitation(view, code, self.now)
            use_invitation(view, invited, self.now)
            enrol_key(view, invited, HANDS[person].entry, self.now)

        self.write(use)

    def next_list(self, change: Change, makes: str = "p1", approves: str = "p4") -> None:
        """Decide on the next people list, sign and store it."""
        draft = self.desk.read(partial(draft_next, now=self.now))
        change(draft)
        assert self.carry([draft], makes, approves) == ["stored"]
        self.version += 1

    def make(self, documents: Sequence[JsonObject], **members: Any) -> list[str]:
        """Make and keep a plan; return its digest in a list, which a test may unpack."""
        plan = compose_plan(self.desk.issuer, documents, self.now, **members)
        kept: OfficePlan = self.write(add_plan, plan=plan, documents=documents, now=self.now)
        return [kept.digest]

    def find(self, plan: str) -> OfficePlan:
        """Return the present state of a plan."""
        return self.desk.read(partial(find_plan, digest=plan, now=self.now))

    def state(self, person: str, plan: str, decision: StatementDecision, **more: Any) -> OfficePlan:
        """Draft, sign and keep a statement, a minute after the last one."""
        self.world.advance(minutes=1)
        value = self.desk.read(
            lambda view: draft_statement(
                view, find_people(view), self.now, self.random, plan=plan, decision=decision, by=person,
                **more,
            )
        )  # fmt: skip
        statement = sign_statement(value, HANDS[person].signer)
        kept: OfficePlan = self.write(add_statement, statement=statement, now=self.now)
        return kept

    def split(self, plan: str) -> str:
        """Make the plan without the returned rows."""
        self.world.advance(minutes=1)
        found = self.find(plan)
        new, documents = split_plan(found, list_returned(found), self.now)
        kept: OfficePlan = self.write(add_plan, plan=new, documents=documents, now=self.now)
        return kept.digest

    def carry(self, documents: Sequence[JsonObject], makes: str, approves: str, **members: Any) -> list[str]:
        """Take documents from plan to upload; return the code of each."""
        (plan,) = self.make(documents, **members)
        self.state(makes, plan, "make")
        self.state(approves, plan, "approve")
        return self.upload(self.sign(self.export(plan)))

    def export(self, plan: str) -> bytes:
        """Return the file for the key holder."""
        self.world.advance(minutes=1)
        data: bytes = self.write(export_plan, digest=plan, now=self.now)
        return data

    def sign(self, data: bytes) -> bytes:
        """Return the key holder's signed file."""
        self.world.advance(minutes=1)
        carried = parse_plan_to_sign(data)
        cq = self.world.cq
        documents = [cq.sign(document, "assessment", self.now) for document in carried.stated.documents]
        return format_signed_plan(carried, documents)

    def upload(self, data: bytes) -> list[str]:
        """Upload the signed file; return the code of each document."""
        return [row.code for row in store_upload(self.desk, data, self.now)]

    def read(self, sheet: bytes) -> list[AssessmentDraft]:
        """Return the drafts of a sheet whose rows are all good."""
        text = AgreementText.model_validate(self.world.text)
        rows = [*check_rows(read_sheet(sheet), text, self.desk.issuer)]
        assert not any(row.errors for row in rows)
        return [row.draft for row in rows if row.draft is not None]

    def documents(self, drafts: Sequence[AssessmentDraft]) -> list[JsonObject]:
        """Return the certificates to sign."""
        given: Any = {"issuer": self.desk.issuer, "now": self.now, "random": self.random}
        return [planned.document for planned in plan_assessments(self.registry, drafts, **given)]

    def notice(self, drafts: Sequence[AssessmentDraft]) -> JsonObject:
        """Return the first version of a notice of ten days."""
        items = [
            {
                "legalName": draft.legal_name,
                "unifiedSocialCreditCode": draft.unified_social_credit_code,
                "category": [*draft.category],
                "grade": draft.grade,
            }
            for draft in drafts
        ]
        return list_notice(self.world, items=items, scheme=SCHEME, batch="示例第一批")

    def withdraw(self, before: Record[Any], place: int, objection: Mapping[str, str]) -> JsonObject:
        """Return the next version, without an item whose objection was upheld."""
        told: Any = {f"items__{place}__withdrawn": True, f"items__{place}__objections": [dict(objection)]}
        return list_notice(self.world, before=before.data, **told)

    def object_to(self, notice: str, place: int, name: str) -> str:
        """Bring an objection to an item, which one person accepts; return the entry's id."""
        entry = {
            "about": {"notice": notice, "item": place, "name": name},
            "by": {"kind": "person", "name": "示例来函人", "contact": "示例路 1 号"},
            "arguments": "示例：设施未运行",
            "receivedOn": self.now.date().isoformat(),
        }
        id_: str = self.write(add_entry, kind="objection", value=entry, sender="示例路 1 号", now=self.now)
        self.world.advance(minutes=1)
        self.write(act_on_entry, id_=id_, act="accept", person="p2", now=self.now)
        return id_

    def answer(self, entry: str, result: str) -> None:
        """Answer an objection."""
        self.world.advance(minutes=1)
        told = {"result": result, "reasons": "示例：已现场核实"}
        for person in ("p1", "p3"):
            self.write(act_on_entry, id_=entry, act="answer", person=person, now=self.now, **told)

    def stored(self, kind: str) -> list[Record[Any]]:
        """Return the stored records of a kind, oldest first."""
        found = map(parse_any, self.registry.read(lambda view: [*view.of_kind(kind)]))
        own = [record for record in found if record.body.signer == self.desk.issuer]
        return sorted(own, key=lambda record: (record.created, record.digest))

    def publish(self) -> None:
        """Sign lists, log head and manifest."""
        signer = self.world.cq.signers["publication"]
        publish(self.registry, self.desk.issuer, signer, now=self.now, random=self.random)


def fill_sheet(count: int, day: datetime) -> bytes:
    """Return a workbook with a row for each of `count` invented enterprises of Chongqing."""
    book = Workbook()
    page: Any = book.active
    page.append(_HEAD)
    # every second enterprise is of Sichuan
    for number, enterprise in enumerate(example_enterprises(Random(80), 2 * count)[::2], 1):
        name, code = enterprise.legal_name, enterprise.unified_social_credit_code
        page.append((name, code, "重庆", SCHEME, CATEGORY, GRADE, f"CQ-2026-{number:04}", day.date()))
    data = BytesIO()
    book.save(data)
    return data.getvalue()
