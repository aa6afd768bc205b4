"""Steps from a question to the bytes of a verdict, for the server and for the processes that verify
batches."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import orjson

from api.answers.verdict_bytes import encode_verdict
from api.errors import ApiError
from api.metrics import VerdictCounts
from api.wire.models import BatchRequest, VerificationRequest
from credentials.errors import RecordError
from credentials.kinds import check_size, kind_of_record, read_judged
from credentials.record import JsonObject, Record
from credentials.times import first_moment, format_time, parse_date, parse_when
from signing.errors import Lang
from verifier import Expect, Policy, TrustStore, Verdict, verify_at, verify_record
from verifier.trust.beside import NOTHING_BESIDE, Beside

POLICY = Policy()

AT_ONCE = 16
"""Number of questions that are answered before other requests get a turn."""

_TURN_BYTES = 64 * 1024
"""Bytes of input that are processed before other requests get a turn: hostile input costs time by its
size."""


class AskedRecord(NamedTuple):
    """One credential, as bytes or already read, and the question about it (see `verifier.verify_at`)."""

    data: bytes | Record[Any]
    at: date | None = None
    home: str | None = None
    expect: Expect | None = None
    through: date | None = None
    proof: bytes | None = None
    beside: Beside = NOTHING_BESIDE


def check_question(question: AskedRecord, trust: TrustStore, now: datetime, field: str = "") -> None:
    """Raise ApiError home-unknown or, unless the clock is behind, at-after-now."""
    prefix = f"{field}." if field else ""
    check_past(question.at, trust, now, f"{prefix}at")
    if question.home is not None:
        check_home(question.home, trust, f"{prefix}home")


def check_past(
    at: date | None, trust: TrustStore, now: datetime, field: str, *, code: str = "at-after-now"
) -> None:
    """Raise ApiError with this code for a future time asked about, unless the clock is behind."""
    if at is not None and first_moment(at) > now and not trust.clock_is_behind(now):
        text = format_time(at) if isinstance(at, datetime) else at.isoformat()
        raise ApiError(code, field, at=text, now=format_time(now))


def check_home(home: str, trust: TrustStore, field: str) -> None:
    """Raise ApiError home-unknown."""
    if home not in trust.chain.members:
        raise ApiError("home-unknown", field, home=home, parties=sorted(trust.chain.members))


def ask(question: AskedRecord, trust: TrustStore, now: datetime) -> Verdict:
    """Return the verdict under the default policy, which shortens no limit."""
    data, at, home, expect, through, proof, related = question
    if isinstance(data, Record):
        if at is None and through is None:
            return verify_record(
                data, trust, policy=POLICY, now=now, home=home, expect=expect, proof=proof, beside=related
            )
        data = data.data
    return verify_at(
        data, trust, policy=POLICY, now=now, at=at, through=through, home=home, expect=expect, proof=proof,
        beside=related,
    )  # fmt: skip


def asks_for_witness(trust: TrustStore, now: datetime) -> bool:
    """Return whether the agreement requires records to be logged and witnessed."""
    return trust.chain.in_force_or_last(now).text.log is not None


def tally(verdicts: Iterable[Verdict]) -> Counter[tuple[str, str]]:
    """Count verdicts by (outcome, code)."""
    return Counter((verdict.outcome.value, verdict.code) for verdict in verdicts)


async def answer_all(
    questions: Sequence[AskedRecord],
    trust: TrustStore,
    now: datetime,
    lang: Lang,
    *,
    tell: Callable[[VerdictCounts], None] = lambda _: None,
) -> bytes:
    """Return the answers in order, as JSON with commas between. Other requests get turns meanwhile. `tell`
    gets their tally."""
    parts, weight = [], 0
    counted: Counter[tuple[str, str]] = Counter()
    for question in questions:
        data = question.data
        verdict = ask(question, trust, now)
        counted.update(tally([verdict]))
        parts.append(encode_verdict(verdict, lang))
        weight += _TURN_BYTES // AT_ONCE + len(data if isinstance(data, bytes) else data.data)
        if weight >= _TURN_BYTES:
            weight = 0
            await asyncio.sleep(0)
    tell(counted)
    return b",".join(parts)


_PLAIN = AskedRecord(b"")


def read_question(
    request: VerificationRequest, field: str = "", default: AskedRecord = _PLAIN
) -> AskedRecord:
    """Return the question in a request; `default` supplies what it leaves out. RecordError where its `at`
    or `through` cannot be read."""
    credential, expect = request.credential, request.expect
    return AskedRecord(
        read_object(credential) if isinstance(credential, dict) else credential.encode(),
        read_at(request.at, f"{field}at") if request.at is not None else default.at,
        request.home if request.home is not None else default.home,
        Expect(expect.uscc, expect.name) if expect is not None else None,
        read_through(request.through, f"{field}through") if request.through is not None else default.through,
        request.proof.encode() if request.proof is not None else None,
    )


def read_questions(batch: BatchRequest) -> list[AskedRecord]:
    """Return the questions in a batch; RecordError as for `read_question`."""
    at, through = read_at(batch.at, "at"), read_through(batch.through, "through")
    default = AskedRecord(b"", at, batch.home, None, through)
    return [
        read_question(item, f"verifications[{position}].", default)
        for position, item in enumerate(batch.verifications)
    ]


def read_object(value: JsonObject) -> bytes | Record[Any]:
    """Return the record in a value that was read strictly; its bytes where there is none, for the verifier to
    refuse."""
    data = encode_value(value)
    try:
        record = read_judged(value)
        check_size(kind_of_record(record), len(data))
    except RecordError:
        return data
    return record


def encode_value(value: JsonObject) -> bytes:
    """Return JSON of a value that was read strictly; the verifier accepts any of its forms."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def read_at(text: str | None, field: str) -> date | None:
    """Read a time of RFC 3339, or a date, which means that whole day in +08:00 (docs/adr/0005).
    RecordError for other text."""
    return _read(parse_when, text, field)


def read_through(text: str | None, field: str) -> date | None:
    """Read a date; RecordError for other text."""
    return _read(parse_date, text, field)


def _read(parse: Callable[[str], date], text: str | None, field: str) -> date | None:
    if text is None:
        return None
    try:
        return parse(text)
    except RecordError as error:
        raise RecordError(error.code, field, **error.facts) from None
