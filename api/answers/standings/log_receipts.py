"""Receipts from the log, for records that the agreement requires to be witnessed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from api.answers.questions import AskedRecord, asks_for_witness
from credentials.record import Record
from registry import Registry
from registry.lookup.receipts import receipts_asked_for
from verifier import TrustStore
from verifier.checks.well_formed import read_credential


def receipts_of(
    registry: Registry, trust: TrustStore, now: datetime, digests: Iterable[str]
) -> Mapping[str, bytes]:
    """Return receipts from the logs of this node by digest, where the agreement asks for them."""
    return receipts_asked_for(registry, trust.chain.in_force_or_last(now).text, digests, now=now)


def with_receipts(
    registry: Registry, trust: TrustStore, now: datetime, questions: Sequence[AskedRecord]
) -> list[AskedRecord]:
    """Return the questions; each question without a proof gets the receipt from the logs of this node."""
    if not asks_for_witness(trust, now):
        return [*questions]
    read = [
        question.data if isinstance(question.data, Record) else read_credential(question.data)
        for question in questions
    ]
    digests = [record.digest for record in read if isinstance(record, Record)]
    receipts = receipts_of(registry, trust, now, digests)
    return [
        question._replace(proof=receipts.get(record.digest))
        if question.proof is None and isinstance(record, Record)
        else question
        for question, record in zip(questions, read, strict=True)
    ]
