"""A batch cut into batches, so that each process reads what it verifies.

Reading is a tenth of the work, and the server alone would do it while the processes wait. Where a body is cut
is a guess; what comes of it is none, because every share is read strictly, as the batch it is. Begin and end
of the body are told by two patterns and stand in each share, so behind the begin a reader expects an item of
the list, and before the end it has read one: shares that can be read make, one after another, a body that
can be read and asks the same. Whatever else there is, a share refuses; then the body is read as a whole, and
says what is amiss.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from api.answers.questions import AskedRecord, ask, check_question, read_questions, tally
from api.answers.verdict_bytes import encode_verdict
from api.metrics import VerdictCounts
from api.wire.models import MAX_BATCH, BatchRequest
from credentials.errors import RecordError
from credentials.record import parse_document, read_body
from signing.errors import Lang
from signing.strict_json import MAX_VALUES, count_separators
from verifier import TrustStore

_OPTION = rb'\s*"(?:at|home|through)"\s*:\s*"[^"\\]*"\s*'
_BEGIN = re.compile(rb"\s*\{(?:" + _OPTION + rb',)*\s*"verifications"\s*:\s*\[')
_END = re.compile(rb"\]\s*(?:," + _OPTION + rb")*\}\s*")
_NEXT = re.compile(rb',(?=\s*\{\s*"(?:at|credential|expect|home|proof|through)"\s*:)')
_MEMBER = b'"credential"'
"""Every verification has one."""


class BatchShare(NamedTuple):
    """Some verifications of a batch, as a body of their own in pieces, and how many there seem to be."""

    pieces: tuple[bytes | memoryview, ...]
    number: int


def cut_batch(data: bytes, shares: int) -> list[BatchShare]:
    """The body of a batch in at most so many shares; empty where it is not seen how to cut it."""
    begin, last = _BEGIN.match(data), data.rfind(b"]")
    if begin is None or _END.fullmatch(data, last) is None:
        return []
    if len(data) > MAX_VALUES and count_separators(data) > MAX_VALUES:
        return []
    first, view = begin.end(), memoryview(data)
    places = [first + (last - first) * n // shares for n in range(1, shares)]
    cuts = dict.fromkeys(cut.span() for place in places if (cut := _NEXT.search(data, place, last)))
    starts = [first, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), last]
    found = [
        BatchShare((view[:first], view[start:end], view[last:]), data.count(_MEMBER, start, end))
        for start, end in zip(starts, ends, strict=True)
    ]
    return found if sum(share.number for share in found) <= MAX_BATCH else []


def read_share(body: bytes, number: int) -> list[AskedRecord]:
    """The questions of a share; RecordError for what cannot be read, or was counted wrongly."""
    questions = read_questions(read_body(parse_document(body, len(body), MAX_VALUES), BatchRequest))
    if len(questions) != number:
        raise RecordError("member-length", "verifications", expected=str(number))
    return questions


def answer_share(
    body: bytes,
    trust: TrustStore,
    *,
    number: int,
    now: datetime,
    lang: Lang,
    send: Callable[[bytes, VerdictCounts], None],
) -> None:
    """Sends the verdicts in order, as JSON objects with commas between, and what they came to.

    Raises HurenError, with nothing sent, for what cannot be read or asked. One step after another for all of
    them: what a step needs of the processor's caches is still there for the next. Sent from here, so that
    nobody waits while what the answer was made of is taken down.
    """
    questions = read_share(body, number)
    for question in questions:
        if question.at is not None or question.home is not None:
            check_question(question, trust, now)
    verdicts = [ask(question, trust, now) for question in questions]
    send(b",".join([encode_verdict(verdict, lang) for verdict in verdicts]), tally(verdicts))
