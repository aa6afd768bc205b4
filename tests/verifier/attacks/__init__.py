"""Attacks and mishaps, one a function, each registered under the code it must produce.

A function takes a fresh world and returns the verdict. `tests/verifier/test_attacks.py` asserts that the
code is the only cause of the outcome, and that every code of the table has such a function.
"""

from tests.verifier.attacks import (
    agreement,
    conferences,
    documents,
    freshness,
    key_lists,
    recognition,
    status,
    works,
)
from tests.verifier.attacks.produces import ATTACKS, Attack

__all__ = [
    "ATTACKS",
    "Attack",
    "agreement",
    "conferences",
    "documents",
    "freshness",
    "key_lists",
    "recognition",
    "status",
    "works",
]
