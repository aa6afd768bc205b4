"""Who and what is in the demo: the samples, what each must come to, and the drafts behind them."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from credentials.drafting.draft import AssessmentDraft
from credentials.record import JsonObject
from credentials.times import CHINA, add_months, day_of, format_time
from keys_example import ExampleEnterprise


@dataclass(frozen=True, slots=True)
class ExpectedVerdict:
    """What a sample must come to; `note` is a further code, `counts` that a grade counts at home."""

    outcome: str
    code: str
    at_home: bool = False
    note: str | None = None
    counts: bool = False


EXPECTED: dict[str, ExpectedVerdict] = {
    "valid": ExpectedVerdict("valid", "ok"),
    "other-province": ExpectedVerdict("valid", "ok", at_home=True, counts=True),
    "no-equivalent": ExpectedVerdict("valid", "ok", at_home=True, note="no-equivalent"),
    "expired": ExpectedVerdict("invalid", "expired"),
    "not-yet-valid": ExpectedVerdict("invalid", "not-yet-valid"),
    "suspended": ExpectedVerdict("invalid", "suspended"),
    "reinstated": ExpectedVerdict("valid", "ok", note="reinstated"),
    "revoked": ExpectedVerdict("invalid", "revoked"),
    "superseded": ExpectedVerdict("invalid", "superseded"),
    "forged": ExpectedVerdict("invalid", "bad-signature"),
    "unknown-issuer": ExpectedVerdict("indeterminate", "unknown-issuer"),
    "wrong-scope": ExpectedVerdict("invalid", "out-of-scope"),
}
OUTSIDE = ("forged", "unknown-issuer", "wrong-scope")
"""Samples that no registry admits; they are made beside it."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days on which the example world does things, all before `now`."""

    now: datetime

    def day(self, before: int, hour: int = 10) -> datetime:
        """`before` days ago at a full hour, +08:00."""
        date = (self.now.astimezone(CHINA) - timedelta(days=before)).date()
        return datetime.combine(date, time(hour), CHINA)

    @property
    def founded(self) -> datetime:
        """The agreement and the first keys, after the first conference."""
        return self.day(1130)

    @property
    def amended(self) -> datetime:
        """The agreement's second version is signed, after the second conference."""
        return self.day(645)

    @property
    def second_version(self) -> datetime:
        """From when it acts: before the first technology."""
        return self.day(640, hour=0)

    @property
    def past_batches(self) -> tuple[datetime, datetime, datetime]:
        """A batch a year, more than 366 days apart: numbers begin anew with the year.

        The first has expired, of the second what was for two years or one, of the last what was for one.
        """
        return self.day(1125), self.day(755), self.day(385)

    @property
    def renewed(self) -> datetime:
        """The key lists in force now."""
        return self.day(20)

    @property
    def batch(self) -> datetime:
        """Most credentials."""
        return self.day(15)


_CONTROL, _FACILITY, _CREDIT = "cq-pollution-control", "cq-facility-operation", "cq-credit"
_SCHEMES: dict[str, tuple[str, tuple[str, ...], str]] = {
    "valid": (_CONTROL, ("水", "气"), "甲级"),
    "other-province": (_FACILITY, ("生活污水处理", "除尘脱硫脱硝"), "一级"),
    "no-equivalent": (_CONTROL, ("固废",), "乙临"),
    "expired": (_CREDIT, (), "AA"),
    "not-yet-valid": (_FACILITY, ("工业废水处理",), "二级"),
    "suspended": (_CONTROL, ("土壤",), "乙级"),
    "reinstated": (_FACILITY, ("在线监测",), "二级"),
    "revoked": (_CREDIT, (), "A"),
    "superseded": (_FACILITY, ("生活垃圾处理处置",), "三级"),
    "successor": (_FACILITY, ("生活垃圾处理处置",), "二级"),
    "unknown-issuer": (_CONTROL, ("水",), "甲级"),
    "wrong-scope": ("sc-pollution-control", ("大气污染治理",), "一级"),
}
GRADES = {
    name: (scheme, grade)
    for name, (scheme, _, grade) in _SCHEMES.items()
    if name not in (*OUTSIDE, "superseded")
}
"""The scheme of each sample that is admitted, and the grade that its enterprise has in it."""

_MONTHS = {"乙临": 12, _CREDIT: 12}
_USUAL_MONTHS = 36


def sample_draft(
    name: str, enterprise: ExampleEnterprise, begins: datetime, *, issued: datetime | None = None
) -> AssessmentDraft:
    """The draft behind a sample, valid from the day of `begins`, on which it is issued as a rule."""
    scheme, categories, grade = _SCHEMES[name]
    start = datetime.combine(begins.astimezone(CHINA).date(), time(), CHINA)
    months = _MONTHS.get(grade, _MONTHS.get(scheme, _USUAL_MONTHS))
    value: JsonObject = {
        "kind": "capability" if categories else "credit",
        "legalName": enterprise.legal_name,
        "legalNameEn": enterprise.legal_name_en,
        "unifiedSocialCreditCode": enterprise.unified_social_credit_code,
        "region": enterprise.region,
        "scheme": scheme,
        "category": [*categories],
        "grade": grade,
        "certificateNumber": f"CQ-{start.year}-{name.upper()}",
        "assessedOn": day_of((issued or begins) - timedelta(days=9)).isoformat(),
        "validFrom": format_time(start),
        "validUntil": format_time(add_months(start, months)),
    }
    return AssessmentDraft.model_validate(value)
