"""Random questions about plans: lists, statements, other plans, notices, objections."""

from datetime import date, datetime, timedelta
from random import Random

from credentials.times import CHINA
from verifier.desk.decision import PlanQuestion
from verifier.desk.gate import Gate, ItemObjection, NoticeVersion
from verifier.desk.people import PeopleChain, PeopleList, Person
from verifier.desk.plan import SKIPPED, STOCK, OtherPlan, Plan
from verifier.desk.statements import PlanStatement

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
_IDS = [f"P{number}" for number in range(1, 7)]
_ROLES = (["clerk"], ["clerk"], ["reviewer"], ["chair"], ["chair"], ["auditor"], ["chair", "auditor"])
_OPERATIONS = (
    "issue", "issue", "issue", "suspend", "suspend", "revoke", "revoke", "rename", "correction", "downgrade",
    "reinstate", "people", "agreement", "keys-renewal", "keys-change", "key-compromised",
)  # fmt: skip
_DECISIONS = ("make", "make", "approve", "approve", "approve", "return", "reject", "withdraw")


def random_person(random: Random, id_: str, day: date) -> Person:
    since = day + timedelta(days=random.choice([-400, -400, -1, 0, 3, 9]))
    until = max(since, day + timedelta(days=random.choice([0, 2, 8, 30, 300, 300])))
    key = random.choice([id_, id_, id_, f"{id_}-new", "shared"])
    return Person(id_, frozenset(random.choice(_ROLES)), since, until, frozenset([key]))


def random_list(random: Random, id_: str, signed: datetime) -> PeopleList:
    day = signed.date()
    people = [random_person(random, name, day) for name in random.sample(_IDS, random.randint(1, 6))]
    policy = random.choice([{}, {}, {"chair": 3}, {"plain": 1, "grave": 4}])
    until = day + timedelta(days=random.choice([3, 30, 30, 180, 181]))
    return PeopleList(id_, signed, until, people, policy, random.random() < 0.1, frozenset(["office-key"]))


def random_plan(random: Random, digest: str) -> Plan:
    operation = random.choice(_OPERATIONS)
    created = NOW + timedelta(hours=random.randint(0, 60))
    notice = (
        random.choice([None, "N", "N", "N", STOCK, SKIPPED]) if operation in ("issue", "correction") else None
    )
    return Plan(
        digest,
        operation,
        created,
        created + timedelta(hours=random.choice([30, 400, 900])),
        [f"{digest}/{number}" for number in range(random.randint(1, 4))],
        frozenset(random.sample(["c1", "c2", "key-list"], random.randint(0, 2))),
        random.choice([None, "credit"]),
        notice,
        random.choice([None, None, None, created + timedelta(hours=50)]),
        random.choice([None, created - timedelta(hours=random.choice([2, 24, 25, 900]))]),
        random.choice([None, "false-material", "enterprise-request"]),
        operation in ("rename", "correction") and random.random() < 0.5,
        frozenset(random.sample(_IDS, 1) if operation == "people" and random.random() < 0.5 else []),
        random.choice([None, None, None, "E" if digest == "D" else "D"]),
        random.choice([None, None, created + timedelta(hours=random.choice([-3, 20, 400]))]),
    )


def random_question(random: Random) -> PlanQuestion:
    lists = [random_list(random, "v1", NOW - timedelta(hours=1))]
    if random.random() < 0.4:
        lists.append(random_list(random, "v2", NOW + timedelta(hours=random.randint(1, 150))))
    known = random.choice([*[None] * 12, "v1", "v9"])
    chain = PeopleChain(lists, known, random.random() < 0.95)
    plan = random_plan(random, "D")
    statements = [random_statement(random, number, plan) for number in range(random.randint(0, 8))]
    if random.random() < 0.5:
        statements = decided_by_all(plan, lists[0], timedelta(hours=random.choice([0, 0, 0, 60])))
    created = plan.created + timedelta(hours=random.randint(-2, 300))
    now = created + timedelta(minutes=random.choice([0, 0, 0, 0, 600, 600, -4, -9]))
    others = [
        OtherPlan(random_plan(random, name), random.choice(["open", "exported", "stored", "rejected"]))
        for name in random.sample(["A", "E", "F"], random.choice([0, 0, 1, 2]))
    ]
    earlier = random_plan(random, "E")
    mixed = [*plan.documents, "e/1"] if random.random() < 0.8 else [*reversed(plan.documents), "e/1"]
    previous = Plan("E", earlier.operation, earlier.created, earlier.expires, mixed)
    return PlanQuestion(
        plan,
        statements,
        chain,
        created,
        now,
        others,
        previous if plan.previous is not None else None,
        random_gate(random, len(plan.documents)) if plan.notice == "N" else None,
        random.choice([None, None, created - timedelta(hours=random.choice([-1, 3, 168, 169]))]),
        random.random() < 0.3,
        frozenset(row for row in range(len(plan.documents)) if random.random() < 0.15),
        random.random() < 0.05,
    )


def decided_by_all(plan: Plan, people: PeopleList, later: timedelta) -> list[PlanStatement]:
    """Return a history in which one makes and all others approve; only plan, time and notice remain open."""
    at = plan.created + timedelta(minutes=5) + later
    return [
        PlanStatement(person.id, plan.digest, "approve" if place else "make", person.id, at, people.id, key)
        for place, person in enumerate(people.people)
        for key in person.keys
    ]


def random_statement(random: Random, number: int, plan: Plan) -> PlanStatement:
    by = random.choice(_IDS)
    at = plan.created + timedelta(hours=random.randint(-1, 40), seconds=random.choice([0, 0, 1]))
    people = random.choice(["v1", "v1", "v1", "v2", "v9"])
    key = random.choice([by, by, by, by, f"{by}-new", "shared", "office-key"])
    after = str(random.randint(0, number)) if random.random() < 0.2 else None
    digest = plan.digest if random.random() < 0.95 else "X"
    return PlanStatement(str(number), digest, random.choice(_DECISIONS), by, at, people, key, after)


def random_gate(random: Random, rows: int) -> Gate:
    day = NOW.date()
    versions = [
        NoticeVersion(
            day + timedelta(days=number + random.randint(0, 2)),
            day + timedelta(days=random.randint(0, 9)),
            frozenset(row for row in range(rows) if random.random() < 0.15),
        )
        for number in range(random.randint(1, 2))
    ]
    objections = [random_objection(random, rows) for _ in range(random.choice([0, 0, 1, 2]))]
    return Gate(versions, random.choice([1, 3, 7]), objections, random.random() < 0.2)


def random_objection(random: Random, rows: int) -> ItemObjection:
    received = NOW.date() + timedelta(days=random.randint(0, 9))
    accepted, answered = (
        random.choice([None, NOW + timedelta(hours=random.randint(0, 300))]) for _ in range(2)
    )
    refused = [NOW + timedelta(hours=random.randint(0, 300)) for _ in range(random.choice([0, 0, 1, 2]))]
    return ItemObjection(random.randrange(rows), received, accepted, answered, random.random() < 0.5, refused)
