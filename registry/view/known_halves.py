"""Agreement halves read once and cached, since each new half is compared with all halves here."""

from functools import lru_cache

from credentials.documents.agreement import AgreementHalf, agreement_digest
from credentials.kinds import parse_agreement_half
from credentials.record import Record
from verifier.trust.agreements import AgreementChain

KEPT = 32
"""Halves kept; the largest take a megabyte."""


@lru_cache(maxsize=KEPT)
def read_half(data: bytes) -> Record[AgreementHalf]:
    """Read a half from stored bytes."""
    return parse_agreement_half(data)


@lru_cache(maxsize=KEPT)
def text_digest(half: Record[AgreementHalf]) -> str:
    """Return the digest of the half's text."""
    return agreement_digest(half.value["credentialSubject"])


def is_same_chain(first: AgreementChain, other: AgreementChain) -> bool:
    """Return whether both chains have the same versions with the same halves."""
    return _name_all(first) == _name_all(other)


def _name_all(chain: AgreementChain) -> list[tuple[str, ...]]:
    return [(version.digest, *(half.digest for half in version.halves)) for version in chain.versions]
