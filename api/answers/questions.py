"""From a question to the bytes of a verdict; the same in the server and in the processes of batches."""

from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple

from api.answers.verdict_bytes import encode_verdict
from api.errors import ApiError
from credentials.errors import RecordError
from credentials.times import first_moment, format_time, parse_date, parse_when
from signing.errors import Lang
from verifier import Expect, Policy, TrustStore, Verdict, verify_at

POLICY = Policy()


class Question(NamedTuple):
    """One credential, and what is asked of it (see `verifier.verify_at`)."""

    data: bytes
    at: date | None = None
    home: str | None = None
    expect: Expect | None = None
    through: date | None = None


def check_question(question: Question, trust: TrustStore, now: datetime, field: str = "") -> None:
    """Raises ApiError home-unknown or, unless the clock is behind, at-after-now."""
    prefix = f"{field}." if field else ""
    at = question.at
    if at is not None and first_moment(at) > now and not trust.clock_is_behind(now):
        text = format_time(at) if isinstance(at, datetime) else at.isoformat()
        raise ApiError("at-after-now", f"{prefix}at", at=text, now=format_time(now))
    if question.home is not None and question.home not in trust.chain.members:
        parties = sorted(trust.chain.members)
        raise ApiError("home-unknown", f"{prefix}home", home=question.home, parties=parties)


def ask(question: Question, trust: TrustStore, now: datetime) -> Verdict:
    """The verdict, under the policy that shortens no limit."""
    data, at, home, expect, through = question
    return verify_at(data, trust, policy=POLICY, now=now, at=at, through=through, home=home, expect=expect)


def answer(question: Question, trust: TrustStore, now: datetime, lang: Lang) -> bytes:
    """`Verdict.to_json` as JSON bytes."""
    return encode_verdict(ask(question, trust, now), lang)


def read_at(text: str | None, field: str) -> date | None:
    """RFC 3339, or a date, which means that whole day in +08:00 (docs/adr/0020); RecordError."""
    return _read(parse_when, text, field)


def read_through(text: str | None, field: str) -> date | None:
    """A date; RecordError."""
    return _read(parse_date, text, field)


def _read(parse: Callable[[str], date], text: str | None, field: str) -> date | None:
    if text is None:
        return None
    try:
        return parse(text)
    except RecordError as error:
        raise RecordError(error.code, field, **error.facts) from None
