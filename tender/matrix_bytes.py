"""Bytes of the answer to a tender; the same code runs in the server and in the process of tenders.

That process also reads long bodies, so that the server can serve others meanwhile. It first sends the price
or the refusal; after the server has charged the price, it answers.
"""

import hashlib
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

import orjson

from api.answers.questions import read_object
from api.http.body import name_members
from credentials.record import JsonObject, Record
from credentials.words.pin_words import format_pin_words
from signing.errors import HurenError
from tender.asked import TenderQuestion, read_tender_question
from verifier import TrustStore
from verifier.checks.well_formed import read_credential
from verifier.numbers.register import Register
from verifier.tender import Bidder, FoundCode, Paper, check
from verifier.tender.record import digest_checked


class AskedTender(NamedTuple):
    """The price of a question, and the association whose grades the tender uses."""

    home: str
    tokens: int


def read_asked(body: bytes, limit: int) -> tuple[TenderQuestion, AskedTender]:
    """Return a question, with its price and home for the server; raises as `read_tender_question`."""
    question = name_members(lambda: read_tender_question(body, limit))
    return question, AskedTender(question.tender.body.home, question.size.tokens)


_read_last = lru_cache(maxsize=1)(read_asked)
"""Keeps the last question read, because the process of tenders mostly answers next the question it just
measured."""


def measure_tender(
    body: bytes, _: TrustStore | None, *, limit: int, send: Callable[[bytes | bytearray], None]
) -> None:
    """Send, pickled, the price and home of a body; or the error that refuses it."""
    try:
        answer: AskedTender | HurenError = _read_last(body, limit)[1]
    except HurenError as error:
        answer = error
    send(pickle.dumps(answer))


def list_records(
    body: bytes, _: TrustStore | None, *, limit: int, send: Callable[[bytes | bytearray], None]
) -> None:
    """Send, pickled, the digests of the credentials in a body that was measured."""
    question, _cost = _read_last(body, limit)
    handed_in = (paper for presented in question.credentials.values() for paper in _name_papers(presented))
    data = [code.data for paper in handed_in for code in paper.codes if code.log_proof is None]
    read = (
        certificate if isinstance(certificate, Record) else read_credential(certificate)
        for certificate in data
    )
    send(pickle.dumps(sorted({record.digest for record in read if isinstance(record, Record)})))


def answer_tender(
    body: bytes,
    trust: TrustStore,
    *,
    limit: int,
    now: datetime,
    bundle: str,
    receipts: Mapping[str, bytes],
    send: Callable[[bytes | bytearray], None],
) -> None:
    """Send the answer to a body that was measured; `receipts` are the receipts of this node's logs, by the
    credential's digest."""
    question, _ = _read_last(body, limit)
    # frees the body: it may hold 2,000 credentials
    _read_last.cache_clear()
    send(encode_check(question, trust, now=now, bundle=bundle, receipts=receipts))


def encode_check(
    question: TenderQuestion, trust: TrustStore, *, now: datetime, bundle: str, receipts: Mapping[str, bytes]
) -> bytearray:
    """Return `{matrix, bundle, words}` as JSON; as of whole seconds, like a receipt.

    `bundle` is the SHA-256 of the bundle of `trust`. Raises QuestionError home-unknown.
    """
    papers = {
        bidder.id: [*_name_papers(question.credentials.get(bidder.id, ())), *_take_as_handed_in(bidder)]
        for bidder in question.bidders.body.bidders
    }
    moment = now.replace(microsecond=0)
    matrix = check(
        question.tender,
        question.bidders,
        papers,
        trust,
        now=moment,
        award_at=question.award_at,
        register=Register(receipts=receipts),
    )
    digest = digest_checked(matrix, bundle)
    words = {"zh": format_pin_words(digest, "zh"), "en": format_pin_words(digest, "en")}
    value = replace(matrix, cells=()).to_json()
    del value["cells"]
    # writes cell by cell: as Python values, all cells at once would take many times the memory
    answer = bytearray(orjson.dumps({"bundle": bundle, "words": words})[:-1] + b',"matrix":')
    answer += orjson.dumps(value)[:-1] + b',"cells":'
    between = b"["
    for cell in matrix.cells:
        answer += between + orjson.dumps(cell.to_json())
        between = b","
    answer += b"]}}" if matrix.cells else b"[]}}"
    return answer


def _take_as_handed_in(bidder: Bidder) -> Iterator[Paper]:
    """Yield the files that the list of bidders names; clients never send the papers themselves."""
    named = {bidder.joint_agreement} if bidder.joint_agreement is not None else set()
    named.update(entry.file for entry in bidder.ignore or ())
    named.update(entry.file for entry in bidder.marks or ())
    named.update(entry.file for entry in bidder.looked or ())
    named.update(entry.file for entry in bidder.clarifications or () if entry.file is not None)
    for path in sorted({normalize("NFC", file) for file in named}):
        yield Paper(path, "")


def _name_papers(credentials: Sequence[JsonObject | str]) -> Iterator[Paper]:
    """Yield a paper for each credential, named by its place: `0001`."""
    for number, credential in enumerate(credentials, start=1):
        data = credential.encode() if isinstance(credential, str) else read_object(credential)
        raw = data if isinstance(data, bytes) else data.data
        yield Paper(f"{number:04}", hashlib.sha256(raw).hexdigest(), (FoundCode(data),))
