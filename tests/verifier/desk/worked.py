"""Reader of the worked example of the desk: names and digests stand for signatures.

`worked_example.json` was typed by hand from the rules, with what is expected of each history.
"""

import json
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from credentials.times import CHINA, start_of
from verifier.desk.decision import PlanQuestion
from verifier.desk.gate import Gate, ItemObjection, NoticeVersion
from verifier.desk.people import PeopleChain, PeopleList, Person
from verifier.desk.plan import SKIPPED, STOCK, OtherPlan, Plan
from verifier.desk.statements import PlanStatement

EXAMPLE: dict[str, Any] = json.loads(
    Path(__file__).with_name("worked_example.json").read_text(encoding="utf-8")
)
_PLANS = {row["id"]: row for row in EXAMPLE["plans"]}
_NOTICES = {row["id"]: row for row in EXAMPLE["notices"]}


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def people_list(row: dict[str, Any]) -> PeopleList:
    people = [_person(person) for person in row["people"]]
    held = frozenset(key for person in row["people"] for key in person.get("holds", ()))
    until = date.fromisoformat(row["validUntil"])
    policy, alone = row.get("policy", {}), row.get("alone", False)
    return PeopleList(row["id"], moment(row["signed"]), until, people, policy, alone, held)


def _person(row: dict[str, Any]) -> Person:
    since, until = (date.fromisoformat(row[name]) for name in ("from", "until"))
    return Person(row["id"], frozenset(row["roles"]), since, until, frozenset(row["keys"]))


LISTS = [people_list(row) for row in EXAMPLE["lists"]]


def chain_of(case: dict[str, Any], now: datetime) -> PeopleChain:
    here = [
        people for people in LISTS if people.signed <= now and people.id in case.get("lists", [people.id])
    ]
    return PeopleChain(here, case.get("known"), case.get("anchored", True))


def documents_of(row: dict[str, Any]) -> list[str]:
    all_ = range(1, row.get("rows", 1) + 1)
    numbers = row.get("order") or [number for number in all_ if number not in row.get("without", ())]
    return [f"{row.get('previous', row['id'])}/{number}" for number in numbers]


@cache
def plan_of(id_: str) -> Plan:
    row = _PLANS[id_]
    times = {name: moment(row[name]) if name in row else None for name in ("notBefore", "effectiveFrom")}
    return Plan(
        id_,
        row["op"],
        moment(row["created"]),
        moment(row["expires"]),
        documents_of(row),
        frozenset([row["about"]] if "about" in row else []),
        row.get("scheme"),
        row.get("notice"),
        times["notBefore"],
        times["effectiveFrom"],
        row.get("reason"),
        row["op"] in ("rename", "correction") and bool(row.get("widens")),
        frozenset(row.get("removes", ())),
        row.get("previous"),
    )


def statements_of(
    case: dict[str, Any], rows: list[list[Any]], chain: PeopleChain, now: datetime
) -> list[PlanStatement]:
    """Return the statements that have arrived; a number in `after` becomes the digest of that statement."""
    read = [_statement(case, row, chain, number, now) for number, row in enumerate(rows, 1)]
    by_number = {item.digest: _same(read, item) for item in read}
    arrived = [
        item
        for item, row in zip(read, rows, strict=True)
        if moment((row[3] if len(row) > 3 else {}).get("arrives", row[2])) <= now
    ]
    return [_with_after(by_number[item.digest], by_number) for item in arrived]


def _same(read: list[PlanStatement], item: PlanStatement) -> PlanStatement:
    """Return the first statement that says the same: a replay has its digest."""
    return next(other for other in read if _content(other) == _content(item))


def _content(item: PlanStatement) -> tuple[object, ...]:
    return item.by, item.decision, item.at, item.plan


def _with_after(item: PlanStatement, by_number: dict[str, PlanStatement]) -> PlanStatement:
    after = by_number[item.after].digest if item.after in by_number else item.after
    return PlanStatement(
        item.digest, item.plan, item.decision, item.by, item.at, item.people, item.key, after
    )


def _statement(
    case: dict[str, Any], row: list[Any], chain: PeopleChain, number: int, now: datetime
) -> PlanStatement:
    by, decision, at, more = row[0], row[1], moment(row[2]), row[3] if len(row) > 3 else {}
    named = (
        chain.in_force(at) if "list" not in more else next((p for p in LISTS if p.id == more["list"]), None)
    )
    current = chain.in_force(now)
    persons = [people.person(by) for people in (named, current) if people is not None]
    keys = [key for person in persons if person is not None for key in person.keys]
    return PlanStatement(
        str(number),
        more.get("plan", case["plan"]),
        decision,
        by,
        at,
        more.get("list") or (named.id if named is not None else ""),
        more.get("key") or (keys[0] if keys else "none"),
        str(more["after"]) if "after" in more else None,
    )


def gate_of(case: dict[str, Any], plan: Plan) -> Gate | None:
    row = _PLANS[case["plan"]]
    if plan.notice in (None, STOCK, SKIPPED):
        return None
    notice = _NOTICES[row["notice"]]
    items = {number: place for place, number in enumerate(_numbers(plan))}
    versions = []
    for version in notice["versions"]:
        gone = {*version.get("withdrawn", ()), *row.get("wider", ())}
        unmatched = frozenset(
            place for number, place in items.items() if number in gone or number > notice["items"]
        )
        versions.append(
            NoticeVersion(
                date.fromisoformat(version["admitted"]), date.fromisoformat(version["until"]), unmatched
            )
        )
    objections = [_objection(row, items) for row in case.get("objections", ())]
    return Gate(versions, EXAMPLE["noticeDays"], objections)


def _objection(row: dict[str, Any], items: dict[int, int]) -> ItemObjection:
    received, is_upheld = date.fromisoformat(row["received"]), row.get("result") == "upheld"
    times = _time(row, "accepted"), _time(row, "answered")
    # the example gives no time: each refuses when it is received
    refused = [start_of(received) for _ in row.get("refusedBy", ())]
    return ItemObjection(items[row["row"]], received, *times, is_upheld, refused)


def _time(row: dict[str, Any], name: str) -> datetime | None:
    return moment(row[name]) if name in row else None


def _numbers(plan: Plan) -> list[int]:
    return [int(document.split("/")[1]) for document in plan.documents]


def rows_of(case: dict[str, Any], plan: Plan, name: str = "stored") -> frozenset[int]:
    stored = case.get(name, ())
    if stored == "all":
        return frozenset(range(len(plan.documents)))
    if isinstance(stored, str):
        stored = parse_rows(stored)
    return frozenset(place for place, number in enumerate(_numbers(plan)) if number in stored)


def parse_rows(text: str) -> list[int]:
    """Return the numbers of `1-6,8`."""
    rows: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        rows += range(int(first), int(last or first) + 1)
    return rows


def question_of(case: dict[str, Any], created: datetime, now: datetime) -> PlanQuestion:
    plan = plan_of(case["plan"])
    chain = chain_of(case, now)
    return PlanQuestion(
        plan,
        statements_of(case, case["statements"], chain, now),
        chain,
        created,
        now,
        [OtherPlan(plan_of(id_), state) for id_, state in case.get("others", ())],
        plan_of(plan.previous) if plan.previous is not None else None,
        gate_of(case, plan),
        _time(case, "exported"),
        case.get("offline", False),
        rows_of(case, plan),
    )
