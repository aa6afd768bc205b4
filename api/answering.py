"""From a question to the bytes of a verdict; the same in the server and in the processes of batches."""

from datetime import datetime, time
from typing import NamedTuple

from api.encoding import encode_verdict
from api.errors import ApiError
from credentials.errors import RecordError
from credentials.times import CHINA, format_time, parse_date, parse_time
from signing.errors import Lang
from verifier import Expect, Policy, TrustStore, Verdict, verify

POLICY = Policy()
_DATE_LENGTH = len("2026-05-01")


class Question(NamedTuple):
    """One credential, and what is asked of it (see `verifier.verify`)."""

    data: bytes
    at: datetime | None = None
    home: str | None = None
    expect: Expect | None = None


def parse_at(text: str) -> datetime:
    """RFC 3339, or a date typed by a person: that day 00:00 at +08:00 (design section 5); RecordError."""
    if len(text) == _DATE_LENGTH:
        return datetime.combine(parse_date(text), time(), CHINA)
    return parse_time(text)


def check_question(question: Question, trust: TrustStore, now: datetime, field: str = "") -> None:
    """Raises ApiError at-after-now or home-unknown for a question that cannot be asked."""
    prefix = f"{field}." if field else ""
    if question.at is not None and question.at > now:
        at, today = format_time(question.at), format_time(now)
        raise ApiError("at-after-now", f"{prefix}at", at=at, now=today)
    if question.home is not None and question.home not in trust.chain.members:
        parties = ", ".join(sorted(trust.chain.members))
        raise ApiError("home-unknown", f"{prefix}home", home=question.home, parties=parties)


def ask(question: Question, trust: TrustStore, now: datetime) -> Verdict:
    """The verdict, under the policy of the design."""
    data, at, home, expect = question
    return verify(data, trust, policy=POLICY, now=now, at=at, home=home, expect=expect)


def answer(question: Question, trust: TrustStore, now: datetime, lang: Lang) -> bytes:
    """`Verdict.to_json` as JSON bytes."""
    return encode_verdict(ask(question, trust, now), lang)


def read_at(text: str | None, field: str) -> datetime | None:
    """`parse_at` with the field's name in the error."""
    if text is None:
        return None
    try:
        return parse_at(text)
    except RecordError as error:
        raise RecordError(error.code, field, **error.facts) from None
