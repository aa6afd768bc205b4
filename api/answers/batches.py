"""Cutting of a batch into shares, so that each process reads the records that it verifies.

Reading is a tenth of the work. If the server alone did it, the processes would wait.

Two patterns guess the begin and the end of the body and the places to cut. Every share carries both ends and
is read strictly, as a batch of its own. A wrong guess therefore makes a share unreadable and never changes
its meaning. The server then reads the body as a whole and reports its fault.
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
"""Every verification has this member."""


class BatchShare(NamedTuple):
    """Part of a batch as a request body of its own, in pieces, and its estimated number of verifications."""

    pieces: tuple[bytes | memoryview, ...]
    number: int


def cut_batch(data: bytes, shares: int) -> list[BatchShare]:
    """Cut the body of a batch into at most `shares`; return none where it cannot be cut."""
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
    shares_cut = [
        BatchShare((view[:first], view[start:end], view[last:]), data.count(_MEMBER, start, end))
        for start, end in zip(starts, ends, strict=True)
    ]
    return shares_cut if sum(share.number for share in shares_cut) <= MAX_BATCH else []


def read_share(body: bytes, number: int) -> list[AskedRecord]:
    """Read the questions of a share; RecordError if it is unreadable or does not hold `number` questions."""
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
    """Send the verdicts in order, as JSON objects with commas between, and their tally.

    Raises HurenError, with nothing sent, where a question cannot be read or asked. Each step runs for all
    questions before the next step begins, so that its data stays in the processor's caches. The function
    sends the answer itself: the server would otherwise wait until Python has freed the objects of the answer.
    """
    questions = read_share(body, number)
    for question in questions:
        if question.at is not None or question.home is not None:
            check_question(question, trust, now)
    verdicts = [ask(question, trust, now) for question in questions]
    send(b",".join([encode_verdict(verdict, lang) for verdict in verdicts]), tally(verdicts))
