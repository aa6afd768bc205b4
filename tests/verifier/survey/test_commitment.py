"""Each enterprise finds its own return in the commitment, and nobody another's."""

from typing import Any

import pytest

from credentials.errors import RecordError
from signing.jcs import canonicalize
from signing.log.merkle import EMPTY_ROOT
from tests.verifier.survey.example import EXAMPLE, returns_of
from verifier.errors import SurveyError
from verifier.survey import SurveyHeading, SurveyReturn, check_survey_proof, commit_returns

HEADING = SurveyHeading("revenue", "2025", "CN-CQ", "10*4.CNY")
SEED = bytes(range(32))
RETURNS = [*returns_of(EXAMPLE["contributions"]), SurveyReturn("E1", "air", "A", "7")]


@pytest.fixture(scope="module")
def committed() -> Any:
    return commit_returns(RETURNS, HEADING, seed=SEED)


def test_every_enterprise_finds_all_that_it_returned(committed: Any) -> None:
    assert committed.commitment["count"] == len(committed.proofs) == 106
    published = canonicalize(committed.commitment)
    for name, proof in committed.proofs.items():
        shown = check_survey_proof(canonicalize(proof), published)
        assert shown.returned.enterprise == name
    mine = check_survey_proof(canonicalize(committed.proofs["E1"]), published).returned
    assert [(cell.row, cell.column, cell.amount) for cell in mine.cells] == [
        ("air", "A", "7"), ("water", "A", "420")
    ]  # fmt: skip


def test_the_order_of_returns_changes_no_byte(committed: Any) -> None:
    assert commit_returns(RETURNS[::-1], HEADING, seed=SEED) == committed


def test_another_seed_is_another_root(committed: Any) -> None:
    other = commit_returns(RETURNS, HEADING, seed=bytes(32))
    assert other.commitment["root"] != committed.commitment["root"] != EMPTY_ROOT.hex()


def test_a_proof_tells_nothing_of_others_but_hashes(committed: Any) -> None:
    text = canonicalize(committed.proofs["E1"]).decode()
    assert not any(f'"{name}"' in text for name in committed.proofs if name != "E1")


@pytest.mark.parametrize(
    ("member", "value"),
    [("salt", "00" * 32), ("index", 5), ("path", []), ("returned", {"enterprise": "E1", "cells": []})],
)
def test_a_proof_that_was_changed_fails(committed: Any, member: str, value: object) -> None:
    changed = {**committed.proofs["E1"], member: value}
    with pytest.raises(SurveyError, match="proof-fails"):
        check_survey_proof(canonicalize(changed), canonicalize(committed.commitment))


def test_a_proof_of_another_commitment_is_told_apart(committed: Any) -> None:
    other = commit_returns(RETURNS, HEADING._replace(period="2024"), seed=SEED)
    with pytest.raises(SurveyError, match="proof-apart"):
        check_survey_proof(canonicalize(committed.proofs["E1"]), canonicalize(other.commitment))


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff", b'{"type":"huren-survey-proof/1"}', b"{" * 99])
def test_what_is_no_proof_is_refused(committed: Any, data: bytes) -> None:
    for pair in ((data, canonicalize(committed.commitment)), (canonicalize(committed.proofs["E1"]), data)):
        with pytest.raises(RecordError):
            check_survey_proof(*pair)


def test_other_refusals() -> None:
    with pytest.raises(SurveyError, match="seed-length"):
        commit_returns(RETURNS, HEADING, seed=b"short")
    with pytest.raises(SurveyError, match="survey-empty"):
        commit_returns([], HEADING, seed=SEED)
