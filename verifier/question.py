"""One question, checked before anything is verified: QuestionError names the fault."""

from dataclasses import KW_ONLY, dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime
from typing import Required, TypedDict

from credentials.kinds import KINDS
from credentials.record import Credential, Record
from credentials.times import format_time
from verifier.errors import QuestionError, type_facts
from verifier.policy import Expect, Policy
from verifier.trust.beside import NOTHING_BESIDE, Beside
from verifier.trust.trust_store import TrustStore


class QuestionMembers(TypedDict, total=False):
    """The keywords that `verify` and the verifier's other functions share, as in `Question`."""

    policy: Required[Policy]
    now: Required[datetime]
    expect: Expect | None
    home: str | None
    proof: bytes | None
    beside: Beside


@dataclass(frozen=True, slots=True)
class Question:
    """A question to put to one record or many.

    Raises QuestionError argument-type, time-aware, time-range, home-unknown, home-missing.
    """

    trust: TrustStore
    _: KW_ONLY
    policy: Policy
    now: datetime
    at: datetime | None = None
    """The date asked about; None is now."""
    expect: Expect | None = None
    home: str | None = None
    """The DID of the association whose grades the asker uses."""
    proof: bytes | None = None
    """An inclusion proof (C2SP tlog-proof text)."""
    beside: Beside = NOTHING_BESIDE
    """Records that parts hold about the record, and the parties whose parts are at hand."""

    def __post_init__(self) -> None:
        if self.at is not None:
            check_moment(self.at, "at")
        self._check_types()
        check_moment(self.now, "now")
        members = self.trust.chain.members
        if self.home is not None and self.home not in members:
            raise QuestionError("home-unknown", "home", home=self.home, parties=sorted(members))
        if self.policy.require_recognition and self.home is None:
            raise QuestionError("home-missing", "home")

    def _check_types(self) -> None:
        _check_type("trust", self.trust, TrustStore)
        _check_type("policy", self.policy, Policy)
        if self.expect is not None:
            _check_type("expect", self.expect, Expect)
        if self.home is not None:
            _check_type("home", self.home, str)
        if self.proof is not None:
            _check_type("proof", self.proof, bytes, bytearray)
        if self.beside is not NOTHING_BESIDE:
            _check_type("beside", self.beside, Beside)
            _check_type("beside", self.beside.records, tuple, list)
            for record in self.beside.records:
                _check_type("beside", record, Record)


def _check_type(field: str, value: object, *types: type) -> None:
    if not isinstance(value, types):
        raise QuestionError("argument-type", field, **type_facts(value, types[0]))


def check_bytes(data: object) -> None:
    """Raise argument-type unless `data` are bytes."""
    _check_type("data", data, bytes, bytearray)


def check_record(record: object) -> None:
    """Raise argument-type unless `record` is of a kind that is judged, as `credentials.kinds` reads one."""
    if not isinstance(record, Record):
        raise QuestionError("argument-type", "record", **type_facts(record, Record))
    kind = KINDS.get(record.body.KIND)
    if kind is None or not kind.is_judged:
        raise QuestionError("argument-type", "record", **type_facts(record.body, Credential))


def check_moment(value: object, field: str) -> None:
    """Raise time-aware or time-range."""
    if not isinstance(value, datetime) or value.utcoffset() is None:
        raise QuestionError("time-aware", field, value=str(value)[:40])
    _check_range(value, field)


def check_day(value: object, field: str) -> None:
    """Raise day-form or time-range."""
    # to Python a datetime is a date
    if not isinstance(value, date) or isinstance(value, datetime):
        raise QuestionError("day-form", field, value=str(value)[:40])
    _check_range(value, field)


def check_past(at: datetime | None, now: datetime, *, is_behind: bool) -> None:
    """Refuse a date after now, unless the clock is behind the trust data."""
    if at is not None and at > now and not is_behind:
        raise QuestionError("at-after-now", "at", at=format_time(at), now=format_time(now))


def _check_range(when: date, field: str) -> None:
    """Refuse the first and the last year: an offset, a tolerance or the end of a day would overflow."""
    if not MINYEAR < when.year < MAXYEAR:
        raise QuestionError("time-range", field, value=str(when)[:40], first=MINYEAR + 1, last=MAXYEAR - 1)
