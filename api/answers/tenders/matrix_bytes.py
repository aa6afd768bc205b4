"""The answer to a tender that is checked; the same in the server and in the process of tenders."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

import orjson

from api.answers.questions import read_object
from api.answers.tenders.asked import TenderQuestion, read_tender_question
from credentials.record import JsonObject
from credentials.words.pin_words import format_pin_words
from verifier import TrustStore
from verifier.tender import FoundCode, Paper, check
from verifier.tender.record import digest_checked


def answer_tender(
    body: bytes, trust: TrustStore, *, now: datetime, bundle: str, send: Callable[[bytes | bytearray], None]
) -> None:
    """Sends the answer to a body that the server has read already."""
    send(encode_check(read_tender_question(body, len(body)), trust, now=now, bundle=bundle))


def encode_check(asked: TenderQuestion, trust: TrustStore, *, now: datetime, bundle: str) -> bytearray:
    """`{matrix, bundle, words}` as JSON; as of whole seconds, as a receipt is.

    `bundle` is the SHA-256 of the bundle of `trust`. Raises QuestionError home-unknown.
    """
    papers = {bidder: [*_name_papers(found)] for bidder, found in asked.credentials.items()}
    moment = now.replace(microsecond=0)
    matrix = check(asked.tender, asked.bidders, papers, trust, now=moment, award_at=asked.award_at)
    digest = digest_checked(matrix, bundle)
    words = {"zh": format_pin_words(digest, "zh"), "en": format_pin_words(digest, "en")}
    value = replace(matrix, cells=()).to_json()
    del value["cells"]
    # cell by cell: all at once, as values of Python, they would take many times as much
    answer = bytearray(orjson.dumps({"bundle": bundle, "words": words})[:-1] + b',"matrix":')
    answer += orjson.dumps(value)[:-1] + b',"cells":'
    between = b"["
    for cell in matrix.cells:
        answer += between + orjson.dumps(cell.to_json())
        between = b","
    answer += b"]}}" if matrix.cells else b"[]}}"
    return answer


def _name_papers(credentials: Sequence[JsonObject | str]) -> Iterator[Paper]:
    """A paper for each, called by its place: `0001`."""
    for number, credential in enumerate(credentials, start=1):
        data = credential.encode() if isinstance(credential, str) else read_object(credential)
        raw = data if isinstance(data, bytes) else data.data
        yield Paper(f"{number:04}", hashlib.sha256(raw).hexdigest(), (FoundCode(data),))
