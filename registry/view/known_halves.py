"""Agreement halves as they are read again and again: each that comes is compared with those that are here."""

from functools import lru_cache

from credentials.documents.agreement import AgreementHalf, agreement_digest
from credentials.kinds import parse_agreement_half
from credentials.record import Record
from verifier.trust.agreements import AgreementChain

KEPT = 32
"""Halves that stay read; the largest take a megabyte."""


@lru_cache(maxsize=KEPT)
def read_half(data: bytes) -> Record[AgreementHalf]:
    """The half in bytes that are stored."""
    return parse_agreement_half(data)


@lru_cache(maxsize=KEPT)
def text_digest(half: Record[AgreementHalf]) -> str:
    """The digest of the text it is a half of."""
    return agreement_digest(half.value["credentialSubject"])


def is_same_chain(one: AgreementChain, other: AgreementChain) -> bool:
    """Whether both are the same versions, by the same halves."""
    return _name_all(one) == _name_all(other)


def _name_all(chain: AgreementChain) -> list[tuple[str, ...]]:
    return [(version.digest, *(half.digest for half in version.halves)) for version in chain.versions]
