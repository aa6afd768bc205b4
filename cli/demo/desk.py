"""Example desk of the demo: three people, plans that wait for different things, objections, applications.

It stands on a copy of the demo's registry: where people decide, no command signs alone, and the demo's own
registry stays open to every command.
"""

import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from cli.apartments import load_filings
from cli.demo.world import World
from credentials.documents.agreement import AgreementText
from credentials.documents.desk.carried import format_signed_plan, parse_plan_to_sign
from credentials.documents.desk.list_notice import ListNotice
from credentials.documents.desk.people import PEOPLE_TYPE
from credentials.documents.desk.statement import StatementDecision
from credentials.drafting.compose import build_own_method
from credentials.drafting.draft import AssessmentDraft, StatusDraft
from credentials.drafting.make_bundle import next_key_list
from credentials.drafting.statement import sign_statement
from credentials.kinds import parse_any
from credentials.record import JsonObject, Record
from credentials.times import add_months, day_of, format_time, start_of
from desk.inbox.entries import act_on_entry, add_entry
from desk.office.desk import Desk, DeskView
from desk.office.export import export_plan
from desk.office.make_plan import add_plan, compose_plan
from desk.office.people import find_people
from desk.office.settings import change_settings
from desk.office.statements import add_statement, draft_statement
from desk.office.upload import store_upload
from desk.people.first_list import sign_first
from desk.web.accounts import set_password
from desk.web.passwords import hash_password
from keys_example import CHONGQING, example_signer
from keys_example.documents import example_services, sign_example
from registry import Registry
from registry.filing import note_emergency
from registry.issuing.issue import plan_assessments, plan_event
from registry.publishing.publish import build_bundle, publish
from signing.jcs import canonicalize
from signing.signer import Ed25519Signer
from terminal.workspace.files import save_bytes
from terminal.workspace.open_registry import DATABASE, DEMO_MARK
from web.sign_page import digest_sign_page

DESK = "desk"
"""Folder of the desk's data in a demo's folder."""
KEYS = "keys"
PASSWORD = "example-example"  # noqa: S105 - of nobody
"""Password of the people at the desk, and the passphrase of every key file there."""
PEOPLE = {
    "li": ("李示例", "clerk", 900),
    "zhou": ("周示例", "reviewer", 40),
    "chen": ("陈示例", "chair", 900),
}
"""Name, role, and days that the term lasts from today on."""

ASSOCIATION_KEYS = ("cq-assessment", "cq-root")
"""Keys of the association that sign.html signs with."""
_FIRST = 1
"""Version of the people list."""
_VALID = timedelta(days=150)
_ISSUED = (0, 1, 4)
"""Items of the notice for which there are certificates to sign."""


def lay_desk(folder: Path, world: World) -> None:
    """Make the desk beside the registry of `world`, which is closed."""
    place = folder / DESK
    place.mkdir()
    for name in (DEMO_MARK, DATABASE, f"{DATABASE}.heads"):
        shutil.copy2(folder / name, place / name)
    with Registry.open(place / DATABASE, filings=load_filings(), demo=True) as registry:
        _ExampleDesk(registry, place, world).lay()
        save_bytes(place / "bundle.json", build_bundle(registry))
    shutil.copy2(folder / "pin.txt", place / "pin.txt")
    for name in ASSOCIATION_KEYS:
        # sign.html takes no key without a passphrase
        pem = example_signer(name).to_pem(PASSWORD.encode())
        save_bytes(place / KEYS / f"{name}-example.pem", pem, mode=0o600)
    with (place / DEMO_MARK).open("a", encoding="utf-8") as mark:
        mark.writelines(f"\n{line}\n" for zh_en in describe_desk(place) for line in zh_en)


def describe_desk(place: Path) -> list[tuple[str, str]]:
    """Return lines, in English and Chinese, on the people, the key files, and what sign.html asks for."""
    people = [f"{id_} {name}" for id_, (name, _, _) in PEOPLE.items()]
    assessment, root = (f"{name}-example.pem" for name in ASSOCIATION_KEYS)
    persons = [f"{id_}-example.pem" for id_ in PEOPLE]
    digest = digest_sign_page()
    return [
        (
            f"people: {', '.join(people)}; password and passphrase: {PASSWORD}; key files: {place / KEYS}",
            f"人员：{'、'.join(people)}；密码与密钥口令：{PASSWORD}；密钥文件：{place / KEYS}",
        ),
        (
            f"sign.html, to sign: {root} for agreement and key lists, {assessment} for all else; "
            f"to make a statement: {', '.join(persons)}",
            f"离线签名页 sign.html 签署方案：协议、密钥清单用 {root}，其余用 {assessment}；"
            f"作出表态：用 {'、'.join(persons)}",
        ),
        (
            f"version of the people list on the card: {_FIRST}; SHA-256 of sign.html: {digest}",
            f"卡片所载人员名单：第 {_FIRST} 版；sign.html 的 SHA-256：{digest}",
        ),
    ]


class _ExampleDesk:
    def __init__(self, registry: Registry, place: Path, world: World) -> None:
        self.registry, self.place, self.world = registry, place, world
        self.desk = Desk(registry, CHONGQING)
        self.calendar, self.now = world.calendar, world.calendar.now
        self.random = Random(77)  # noqa: S311 - an example
        self.signers = {person: Ed25519Signer.from_seed(self.random.randbytes(32), "") for person in PEOPLE}
        """Their seeds are as public as every key of the demo."""

    def lay(self) -> None:
        """Make people, plans, entries, in the order of their days."""
        self._begin_people()
        rule = partial(change_settings, scheme="cq-facility-operation", values={"everyMonths": 12})
        self.desk.write(lambda view: rule(view, now=self.calendar.day(10), by="chen"))
        suspended, *rest = self._list_certificates()
        day = self.calendar.day
        plan = self._decide(
            [self._event(suspended, "suspend", "annual-check-overdue", day(8), until=5)], day(8)
        )
        store_upload(self.desk, self._sign(plan, day(8, 11)), day(8, 11))
        self._apply(day(4), "accept")
        sent = self._decide([self._event(rest[0], "suspend", "complaint", day(3), until=60)], day(3))
        self.desk.write(partial(export_plan, digest=sent, now=day(3, 11)))
        self._decide([self._event(rest[1], "revoke", "enterprise-request", day(2))], day(2))
        back = [self._event(record, "suspend", "investigation", day(2)) for record in rest[2:4]]
        returned = self._plan(back, day(2))
        self._state("li", returned, "make", day(2))
        self._state("zhou", returned, "return", day(2, 15), rows=[1], reasons="缺现场记录（示例）")
        self._apply(day(1, 9))
        opened = self._plan([self._event(rest[4], "suspend", "annual-check-overdue", day(1))], day(1))
        self._state("li", opened, "make", day(1))
        self._issue()
        self._suspend_at_once(rest[5])
        signer = example_signer("cq-publication")
        publish(self.registry, CHONGQING, signer, now=self.now, random=self.random)

    def _begin_people(self) -> None:
        """Let all three state on the first list, sign it, and let the root name it."""
        begun, today = self.calendar.day(12, 9), day_of(self.now)
        hashed = hash_password(PASSWORD)
        people: list[Any] = []
        for person, (name, role, days) in PEOPLE.items():
            signer = self.signers[person]
            pem = signer.to_pem(PASSWORD.encode())
            save_bytes(self.place / KEYS / f"{person}-example.pem", pem, mode=0o600)
            people.append({
                "id": person, "name": name, "roles": [role], "from": day_of(begun).isoformat(),
                "until": (today + timedelta(days=days)).isoformat(),
                "keys": [{"kind": "file", "public": signer.multikey}],
            })  # fmt: skip
            self.desk.write(partial(set_password, person=person, password=hashed, now=begun))
        document: JsonObject = {
            "@context": ["https://w3id.org/huren/v1"], "type": PEOPLE_TYPE, "issuer": CHONGQING,
            "version": _FIRST, "validUntil": day_of(begun + _VALID).isoformat(), "policy": {},
            "people": people,
        }  # fmt: skip
        plan = self._plan([document], begun)
        for person in PEOPLE:
            self._state(person, plan, "make" if person == "li" else "approve", begun)
        record = sign_first(self.desk, plan, example_signer("cq-assessment"), begun)
        methods = [
            build_own_method(example_signer(f"cq-{use}"), use, self.calendar.founded)
            for use in ("root", "assessment", "publication")
        ]
        lists, service = self.world.key_lists, example_services(CHONGQING)
        # named now: what the association signed before without a decision stays as it is
        key_list = next_key_list(CHONGQING, methods, lists, now=self.now, service=service)
        signed = sign_example({**key_list, "people": record.digest}, self.now, "root")
        self.registry.admit(canonicalize(signed), now=self.now)

    def _list_certificates(self) -> list[Record[Any]]:
        """Return certificates of seven enterprises, newest first."""
        data = self.registry.read(lambda view: [*view.of_kind("capability")])
        records = sorted(map(parse_any, data), key=lambda record: str(record.body.title), reverse=True)
        own = [record for record in records if record.body.issuer == CHONGQING]
        usual = [
            record
            for record in own
            if str(record.body.title)[-4:].isdecimal() and record.body.valid_until > self.now
        ]
        return [*{record.body.holder_code: record for record in usual}.values()][:7]

    def _issue(self) -> None:
        """Plan certificates of some items of the notice, which is open still."""
        text = AgreementText.model_validate(self.world.texts[-1])
        data = self.registry.read(lambda view: [*view.of_kind(ListNotice.KIND)])
        notice = next(record for record in map(parse_any, data) if record.body.issuer == CHONGQING)
        subject, begin = notice.body.credential_subject, start_of(day_of(self.now))
        scheme = next(
            candidate
            for candidate in text.schemes_of(CHONGQING, "capability")
            if candidate.id == subject.scheme
        )
        drafts = [
            AssessmentDraft.model_validate({
                "kind": "capability", "legalName": item.legal_name, "region": "CN-CQ",
                "unifiedSocialCreditCode": item.unified_social_credit_code, "scheme": scheme.id,
                "category": [*item.category], "grade": item.grade,
                "certificateNumber": f"CQ-FO-{begin.year}-09{place:02}",
                "assessedOn": day_of(self.calendar.day(20)).isoformat(), "validFrom": format_time(begin),
                "validUntil": format_time(add_months(begin, scheme.months_of(item.grade))),
            })
            for place, item in enumerate(subject.items, 1) if place - 1 in _ISSUED
        ]  # fmt: skip
        context: Any = {"issuer": CHONGQING, "now": self.now, "random": self.random}
        documents = [planned.document for planned in plan_assessments(self.registry, drafts, **context)]
        self._decide(documents, self.now, notice=notice.digest)
        entry = {
            "about": {"notice": notice.digest, "item": 2, "name": subject.items[2].legal_name},
            "by": {"kind": "person", "name": "示例来函人", "contact": "示例路 1 号"},
            "arguments": "所报设施尚未投运（示例）。", "receivedOn": day_of(self.now).isoformat(),
        }  # fmt: skip
        self.desk.write(partial(add_entry, kind="objection", value=entry, sender="192.0.2.7", now=self.now))

    def _apply(self, moment: datetime, act: str | None = None) -> None:
        """Bring an application of an enterprise, which a clerk accepts or nobody has looked at."""
        enterprise = self.world.enterprises[0 if act is not None else 2]
        entry = {
            "by": {"kind": "enterprise", "name": enterprise.legal_name, "contact": "023-00000000"},
            "unifiedSocialCreditCode": enterprise.unified_social_credit_code,
            "scheme": "cq-facility-operation", "grade": "一级", "receivedOn": day_of(moment).isoformat(),
        }  # fmt: skip
        add = partial(add_entry, kind="application", value=entry, sender="192.0.2.8", now=moment)
        id_ = self.desk.write(add)
        if act is not None:
            self.desk.write(partial(act_on_entry, id_=id_, act=act, person="li", now=moment))

    def _suspend_at_once(self, record: Record[Any]) -> None:
        """Suspend first, to be decided afterwards: it is red until then."""
        document, reason = self._event(record, "suspend", "complaint", self.now), "现场偷排，当晚曝光（示例）"
        self.registry.admit(canonicalize(sign_example(document, self.now)), now=self.now)
        self.registry.write(lambda view: note_emergency(view, CHONGQING, [document], reason, self.now))

    def _event(
        self, record: Record[Any], action: Any, reason: str, moment: datetime, until: int = 0
    ) -> JsonObject:
        end = start_of(day_of(self.now + timedelta(days=until))) if until else None
        draft = StatusDraft(record.body.id, action, reason, moment, until=end)
        return plan_event(self.registry, draft, issuer=CHONGQING, now=moment, random=self.random)

    def _plan(self, documents: Sequence[JsonObject], moment: datetime, **members: Any) -> str:
        plan = compose_plan(CHONGQING, documents, moment, **members)
        kept = self.desk.write(partial(add_plan, plan=plan, documents=documents, now=moment, by="li"))
        return kept.digest

    def _decide(self, documents: Sequence[JsonObject], moment: datetime, **members: Any) -> str:
        """Make a plan that the clerk makes and the chair approves."""
        plan = self._plan(documents, moment, **members)
        self._state("li", plan, "make", moment)
        self._state("chen", plan, "approve", moment)
        return plan

    def _state(
        self, person: str, plan: str, decision: StatementDecision, moment: datetime, **more: Any
    ) -> None:
        def state(view: DeskView) -> None:
            people = find_people(view)
            value = draft_statement(
                view, people, moment, self.random, plan=plan, decision=decision, by=person, **more
            )
            add_statement(view, sign_statement(value, self.signers[person]), moment)

        self.desk.write(state)

    def _sign(self, plan: str, moment: datetime) -> bytes:
        """Return the key holder's file of an exported plan."""
        carried = parse_plan_to_sign(self.desk.write(partial(export_plan, digest=plan, now=moment)))
        return format_signed_plan(
            carried, [sign_example(document, moment) for document in carried.stated.documents]
        )
