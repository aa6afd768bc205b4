"""Samples of the demo: their expected verdicts, and the drafts behind them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from types import MappingProxyType

from credentials.drafting.draft import AssessmentDraft
from credentials.times import CHINA, add_months, day_of, format_time
from keys_example.enterprises import ExampleEnterprise

_CONTROL, _FACILITY, _CREDIT = "cq-pollution-control", "cq-facility-operation", "cq-credit"
_MONTHS = {"乙临": 12, _CREDIT: 12}
_USUAL_MONTHS = 36


@dataclass(frozen=True, slots=True)
class ExpectedVerdict:
    """Expected verdict on a sample; `note` is a further code, `counts` says whether a grade counts at
    home."""

    outcome: str
    code: str
    at_home: bool = False
    note: str | None = None
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Sample:
    """Credential of Chongqing: the index of its holder among the enterprises there, content, times.

    It is issued `days` before now (0: not issued), and begins `later` days after that. `expected` is None for
    a credential that is only in the registry.
    """

    holder: int
    scheme: str
    categories: tuple[str, ...]
    grade: str
    expected: ExpectedVerdict | None
    days: int = 15
    later: int = 0

    def draft(self, name: str, enterprise: ExampleEnterprise, issued: datetime) -> AssessmentDraft:
        """Return the draft of this sample for issue at `issued`, with the sample's name in the certificate
        number."""
        day = day_of(issued) + timedelta(days=self.later)
        start = datetime.combine(day, time(), CHINA)
        months = _MONTHS.get(self.grade, _MONTHS.get(self.scheme, _USUAL_MONTHS))
        return AssessmentDraft.model_validate(
            {
                "kind": "capability" if self.categories else "credit",
                **enterprise.members,
                "scheme": self.scheme,
                "category": [*self.categories],
                "grade": self.grade,
                "certificateNumber": f"CQ-{day.year}-{name.upper()}",
                "assessedOn": day_of(issued - timedelta(days=9)).isoformat(),
                "validFrom": format_time(start),
                "validUntil": format_time(add_months(start, months)),
            }
        )


_OK, _AT_HOME = ExpectedVerdict("valid", "ok"), ExpectedVerdict("valid", "ok", at_home=True, counts=True)
_UNCOUNTED = ExpectedVerdict("valid", "ok", at_home=True, note="no-equivalent")
_BACK = ExpectedVerdict("valid", "ok", note="reinstated")
_STRANGE = ExpectedVerdict("indeterminate", "unknown-issuer")


def _invalid(code: str) -> ExpectedVerdict:
    return ExpectedVerdict("invalid", code)


SAMPLES: Mapping[str, Sample] = MappingProxyType({
    "valid": Sample(0, _CONTROL, ("水", "气"), "甲级", _OK),
    "other-province": Sample(1, _FACILITY, ("生活污水处理", "除尘脱硫脱硝"), "一级", _AT_HOME),
    "no-equivalent": Sample(2, _CONTROL, ("固废",), "乙临", _UNCOUNTED),
    "expired": Sample(3, _CREDIT, (), "AA", _invalid("expired"), 385),
    "not-yet-valid": Sample(4, _FACILITY, ("工业废水处理",), "二级", _invalid("not-yet-valid"), 1, later=31),
    "suspended": Sample(5, _CONTROL, ("土壤",), "乙级", _invalid("suspended")),
    "reinstated": Sample(6, _FACILITY, ("在线监测",), "二级", _BACK),
    "revoked": Sample(7, _CREDIT, (), "A", _invalid("revoked")),
    "superseded": Sample(8, _FACILITY, ("生活垃圾处理处置",), "三级", _invalid("superseded")),
    "successor": Sample(8, _FACILITY, ("生活垃圾处理处置",), "二级", None, 4),
    "forged": Sample(5, _CONTROL, ("土壤",), "甲级", _invalid("bad-signature"), 0),
    "unknown-issuer": Sample(9, _CONTROL, ("水",), "甲级", _STRANGE, 0),
    "wrong-scope": Sample(10, "sc-pollution-control", ("大气污染治理",), "一级", _invalid("out-of-scope"), 0),
})  # fmt: skip
"""Samples by name; a sample that is not issued is made beside the registry, which would refuse it."""

EXPECTED = {name: sample.expected for name, sample in SAMPLES.items() if sample.expected is not None}

EVENTS = (
    ("suspended", "suspend", "complaint", 9, None),
    ("reinstated", "suspend", "investigation", 9, None),
    ("reinstated", "reinstate", "resolved", 5, None),
    ("revoked", "revoke", "false-material", 6, None),
    ("superseded", "supersede", "upgrade", 3, "successor"),
)
"""Events of samples: action, reason, days ago, and successor."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days on which the example world acts, all before `now`."""

    now: datetime

    def day(self, before: int, hour: int = 10) -> datetime:
        """Return the time `before` days ago at a full hour, +08:00."""
        date = (self.now.astimezone(CHINA) - timedelta(days=before)).date()
        return datetime.combine(date, time(hour), CHINA)

    @property
    def founded(self) -> datetime:
        """Day of the agreement and the first keys, after the first conference."""
        return self.day(1130)

    @property
    def amended(self) -> datetime:
        """Day on which the agreement's second version is signed, after the second conference."""
        return self.day(645)

    @property
    def second_version(self) -> datetime:
        """Day from which the second version acts: before the first technology."""
        return self.day(640, hour=0)

    @property
    def past_batches(self) -> tuple[datetime, datetime, datetime]:
        """Days of one batch a year, more than 366 days apart: numbers begin anew with the year.

        By now the first batch has expired, and of the second batch the terms of up to two years, of the last
        those of one year.
        """
        return self.day(1125), self.day(755), self.day(385)

    @property
    def renewed(self) -> datetime:
        """Day of the key lists in force now."""
        return self.day(20)

    @property
    def reported(self) -> datetime:
        """Day of the survey's report: it counts answers received until two days before."""
        return self.day(8)

    @property
    def listed(self) -> datetime:
        """Day from which the next batch is under public notice."""
        return self.day(3)

    @property
    def batch(self) -> datetime:
        """Day of most credentials."""
        return self.day(15)
