"""What a question is made of, looked at before anything is verified: QuestionError says what is amiss."""

from datetime import MAXYEAR, MINYEAR, date, datetime

from credentials.kinds import KINDS
from credentials.record import Credential, Record
from credentials.times import format_time
from verifier.errors import QuestionError, type_facts
from verifier.policy import Expect, Policy
from verifier.trust.beside import Beside
from verifier.trust.trust_store import TrustStore


def check_bytes(data: object) -> None:
    """Raises argument-type unless `data` are bytes."""
    if not isinstance(data, bytes | bytearray):
        raise QuestionError("argument-type", "data", **type_facts(data, bytes))


def check_record(record: object) -> None:
    """Raises argument-type unless `record` is of a kind that is judged, as `credentials.kinds` reads one."""
    if not isinstance(record, Record):
        raise QuestionError("argument-type", "record", **type_facts(record, Record))
    kind = KINDS.get(record.body.KIND)
    if kind is None or not kind.is_judged:
        raise QuestionError("argument-type", "record", **type_facts(record.body, Credential))


def check_beside(beside: object) -> None:
    """Raises argument-type unless it is a Beside with a list or tuple of records."""
    if not isinstance(beside, Beside):
        raise QuestionError("argument-type", "beside", **type_facts(beside, Beside))
    if not isinstance(beside.records, list | tuple):
        raise QuestionError("argument-type", "beside", **type_facts(beside.records, tuple))
    for record in beside.records:
        if not isinstance(record, Record):
            raise QuestionError("argument-type", "beside", **type_facts(record, Record))


def check_question(
    trust: TrustStore,
    *,
    policy: Policy,
    now: datetime,
    expect: Expect | None,
    home: str | None,
    proof: bytes | None,
) -> None:
    """Raises what can be amiss with a question whatever it is about: all that `verify` names but `at`."""
    _check_types(trust, policy=policy, expect=expect, home=home, proof=proof)
    check_moment(now, "now")
    if home is not None and home not in trust.chain.members:
        raise QuestionError("home-unknown", "home", home=home, parties=sorted(trust.chain.members))
    if policy.require_recognition and home is None:
        raise QuestionError("home-missing", "home")


def _check_types(trust: object, *, policy: object, expect: object, home: object, proof: object) -> None:
    """Raises argument-type for the first that is of another type than `verify` says."""
    if (
        isinstance(trust, TrustStore)
        and isinstance(policy, Policy)
        and (expect is None or isinstance(expect, Expect))
        and (home is None or isinstance(home, str))
        and (proof is None or isinstance(proof, bytes | bytearray))
    ):
        return  # one look, since a batch asks it of every credential
    needed: tuple[tuple[str, object, tuple[type, ...]], ...] = (
        ("trust", trust, (TrustStore,)),
        ("policy", policy, (Policy,)),
        ("expect", expect, (Expect, type(None))),
        ("home", home, (str, type(None))),
        ("proof", proof, (bytes, bytearray, type(None))),
    )
    for field, value, types in needed:
        if not isinstance(value, types):
            raise QuestionError("argument-type", field, **type_facts(value, types[0]))


def check_moment(value: object, field: str) -> None:
    """Raises time-aware or time-range."""
    if not isinstance(value, datetime) or value.utcoffset() is None:
        raise QuestionError("time-aware", field, value=str(value)[:40])
    _check_range(value, field)


def check_day(value: object, field: str) -> None:
    """Raises day-form or time-range."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise QuestionError("day-form", field, value=str(value)[:40])
    _check_range(value, field)


def check_past(at: datetime | None, now: datetime, *, is_behind: bool) -> None:
    """A date after now cannot be answered, unless it is the clock that is behind the trust data."""
    if at is not None and at > now and not is_behind:
        raise QuestionError("at-after-now", "at", at=format_time(at), now=format_time(now))


def _check_range(when: date, field: str) -> None:
    """The first and the last year leave no room for an offset, a tolerance or the end of a day."""
    if not MINYEAR < when.year < MAXYEAR:
        raise QuestionError("time-range", field, value=str(when)[:40], first=MINYEAR + 1, last=MAXYEAR - 1)
