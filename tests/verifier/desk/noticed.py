"""Notices and plans for tests of the gate: items, credentials, versions in their order of admission."""

from datetime import date, datetime, timedelta
from typing import Any

from credentials.documents.agreement import AgreementText
from credentials.kinds import parse_any
from credentials.times import CHINA, day_of
from tests.credentials.desk.papers import Value
from tests.verifier.desk.office import Office, unsigned
from tests.world.works import list_notice, signed
from verifier.desk.gate import Gate
from verifier.desk.plan import Plan
from verifier.desk.reading.gate import AdmittedNotice, NoticeRows, match_rows, read_gate
from verifier.desk.reading.plans import PlanContext, read_plan_facts

OFFICE = Office()
WORLD = OFFICE.world
TEXT = AgreementText.model_validate(WORLD.text)
SCHEME = "cq-facility-operation"
GRADES = [grade.code for grade in next(one for one in TEXT.schemes if one.id == SCHEME).grades]
CATEGORIES = next(one for one in TEXT.schemes if one.id == SCHEME).categories[:3]
CODES = ["91500100MAHNJ7MT0F", "91500100MA8479754R"]
NAMES = ["示例甲环保有限公司", "示例乙环保有限公司"]
TODAY = day_of(WORLD.now)
DAY = timedelta(days=1)
LATE = TODAY + 40 * DAY
FOUND = PlanContext(agreement=TEXT)


def item(who: int = 0, category: int = 0, grade: int = 1, **more: Any) -> Value:
    return {
        "legalName": NAMES[who],
        "unifiedSocialCreditCode": CODES[who],
        "category": [CATEGORIES[category]],
        "grade": GRADES[grade],
        **more,
    }


def credential(who: int = 0, categories: tuple[int, ...] = (0,), grade: int = 1, **draft: Any) -> Value:
    members = {
        "legal_name": NAMES[who],
        "unified_social_credit_code": CODES[who],
        "category": [CATEGORIES[place] for place in categories],
        "scheme": SCHEME,
        "grade": GRADES[grade],
        **draft,
    }
    return unsigned(WORLD.issue("cq", **members))


def notice(*items: Value, before: bytes | None = None, **members: Any) -> bytes:
    given: dict[str, Any] = {"items": [*items]} if items else {}
    return signed(WORLD, list_notice(WORLD, before=before, **given, **members))


def admitted(data: bytes, day: date = TODAY, hour: int = 10) -> AdmittedNotice:
    return AdmittedNotice(parse_any(data), datetime(day.year, day.month, day.day, hour, tzinfo=CHINA))


def matched(first: bytes, documents: list[Value], *notices: AdmittedNotice) -> tuple[Plan, NoticeRows]:
    about = OFFICE.plan(documents, notice=parse_any(first).digest)
    plan = read_plan_facts(about, documents, FOUND)
    return plan, match_rows(plan, documents, notices, FOUND)


def gate_of(first: bytes, documents: list[Value], *notices: AdmittedNotice, **given: Any) -> Gate:
    gate = read_gate(*matched(first, documents, *notices), **given)
    assert gate is not None
    return gate
