"""`log: witnessed` in an agreement: a record counts only when it is logged and witnessed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from credentials.documents.agreement import agreement_digest
from credentials.times import format_time
from signing.errors import HurenError
from signing.log.log_proof import LogProof, format_log_proof, parse_log_proof
from signing.log.note import Note
from tests.parity.retelling import retell
from tests.verifier.attacks.freshness import witness_needed
from tests.world import World
from verifier import Finding, Outcome, Policy, Verdict

VALID, INVALID, UNCLEAR = Outcome.VALID, Outcome.INVALID, Outcome.INDETERMINATE


def log_of(verdict: Verdict) -> Finding:
    """Return the finding on the log."""
    return next(finding for finding in verdict.findings if finding.check == "log")


def told(verdict: Verdict) -> tuple[Outcome, str]:
    """Return the outcome and the finding on the log."""
    return verdict.outcome, log_of(verdict).code


def mark(world: World, name: str, *, since: datetime | None = None) -> None:
    """An hour later mark the association's publication key and add another."""
    world.advance(hours=1)
    world.compromise(name, "publication-1", since=since)
    world.association(name).add_key("publication", world.now)
    world.publish()


def test_a_record_counts_once_it_is_logged_and_witnessed() -> None:
    world = World()
    witness_needed(world)
    credential = world.issue()
    assert told(world.verify(credential)) == (UNCLEAR, "witness-needed")
    alone = world.inclusion_proof(credential, witnesses=())
    assert told(world.verify(credential, proof=alone)) == (UNCLEAR, "witness-needed")
    assert "kind" not in log_of(world.verify(credential)).evidence
    assert log_of(world.verify(credential, proof=alone)).evidence == {"kind": "not-yet"}
    verdict = world.verify(credential, proof=world.inclusion_proof(credential))
    assert told(verdict) == (VALID, "witnessed")
    assert verdict.code == "ok"
    assert log_of(verdict).evidence["by"] == world.sc.did
    names = verdict.names("en")
    assert "Logged, witnessed by " in log_of(verdict).detail("en", names)
    assert "见证于" in log_of(verdict).detail("zh", verdict.names("zh"))


def test_a_cosignature_of_the_future_dates_nothing() -> None:
    """It is over five minutes ahead of now, or, with a slow clock, of the last signature by a root."""
    world = World()
    credential = world.issue()
    world.advance(days=1)
    world.compromise("sc", "assessment-1")
    world.publish()
    signed = world.now
    for days_off in (9, -9):
        now = signed + timedelta(days=days_off)
        for ahead, code in ((300, "witnessed"), (301, "logged"), (2**30, "logged")):
            world.now = max(now, signed) + timedelta(seconds=ahead)
            proof = world.inclusion_proof(credential)
            assert log_of(world.verify(credential, now=now, proof=proof)).code == code, (days_off, ahead)


def test_a_witness_whose_clock_is_a_little_behind_dates_as_of_the_signing() -> None:
    """Up to five minutes; a witness that cosigned long before cannot have seen the record."""
    world = World()
    witness_needed(world)
    credential = world.issue()
    signed = world.now
    for seconds_behind, told_as in (
        (0, (VALID, "witnessed")),
        (300, (VALID, "witnessed")),
        (301, (UNCLEAR, "witness-needed")),
        (2**24, (UNCLEAR, "witness-needed")),
    ):
        world.now = signed - timedelta(seconds=seconds_behind)
        proof = world.inclusion_proof(credential)
        verdict = world.verify(credential, now=signed, proof=proof)
        assert told(verdict) == told_as, seconds_behind
        if verdict.outcome is VALID:
            assert log_of(verdict).evidence["seen"] == format_time(signed.astimezone(UTC))


def test_an_agreement_without_log_witnessed_needs_no_proof() -> None:
    world = World()
    credential = world.issue()
    assert told(world.verify(credential)) == (VALID, "not-asked")
    alone = world.inclusion_proof(credential, witnesses=())
    assert told(world.verify(credential, proof=alone)) == (VALID, "logged")
    assert told(world.verify(credential, proof=alone, policy=Policy(require_log=True))) == (VALID, "logged")
    # the text that all signed before is unchanged, to the byte
    assert "log" not in world.text
    assert agreement_digest(world.text) == world.pin


def test_the_log_term_applies_to_records_of_earlier_date() -> None:
    world = World()
    credential = world.issue()
    assert told(world.verify(credential)) == (VALID, "not-asked")
    world.advance(days=1)
    before = world.now
    world.advance(days=2)
    witness_needed(world)
    world.advance(hours=1)
    assert told(world.verify(credential)) == (UNCLEAR, "witness-needed")
    assert told(world.verify(credential, at=before)) == (UNCLEAR, "witness-needed")
    assert told(world.verify(credential, at=before.date())) == (UNCLEAR, "witness-needed")
    proof = world.inclusion_proof(credential)
    assert told(world.verify(credential, at=before, proof=proof)) == (VALID, "witnessed")
    assert told(world.verify(credential, at=before.date(), proof=proof)) == (VALID, "witnessed")


def test_a_later_agreement_text_can_end_the_log_term() -> None:
    world = World()
    witness_needed(world)
    credential = world.issue()
    assert told(world.verify(credential)) == (UNCLEAR, "witness-needed")
    world.advance(days=1)
    world.amend(lambda text: text.pop("log"))
    world.publish()
    assert told(world.verify(credential)) == (VALID, "not-asked")


def test_the_log_term_leaves_invalid_and_unreadable_records_alone() -> None:
    world = World()
    witness_needed(world)
    credential = world.issue()
    world.revoke(credential)
    world.publish()
    assert world.verify(credential).code == "revoked"
    assert world.verify(credential, proof=world.inclusion_proof(credential)).outcome is INVALID
    assert log_of(world.verify(b"{}")).code == "prerequisite"


def test_a_stolen_publication_key_logs_and_no_witness_says_so() -> None:
    """The thief has both keys of one association: any date, in a log of his own."""
    world = World()
    witness_needed(world)
    credential = world.issue(created=world.now - timedelta(days=200))
    own = world.inclusion_proof(credential, witnesses=("cq",))
    assert told(world.verify(credential, proof=own)) == (UNCLEAR, "witness-needed")


def test_a_stolen_witness_key_alone_logs_nothing() -> None:
    """Without the issuer's line its cosignatures make no log; a marked key's line counts for nothing."""
    world = World()
    witness_needed(world)
    credential = world.issue()
    proof = parse_log_proof(world.inclusion_proof(credential))
    own, cosigned = proof.checkpoint_note.signatures
    note = Note(proof.checkpoint_note.text, (cosigned,))
    alone = format_log_proof(LogProof(proof.index, proof.hashes, note))
    assert own.name != cosigned.name
    assert told(world.verify(credential, proof=alone)) == (UNCLEAR, "not-logged")
    whole = format_log_proof(proof)
    assert told(world.verify(credential, proof=whole)) == (VALID, "witnessed")
    mark(world, "sc")
    assert told(world.verify(credential, proof=whole)) == (UNCLEAR, "witness-needed")


def test_three_stolen_keys_forge_until_one_is_marked() -> None:
    """Assessment and publication key of the issuer and the witness's publication key.

    Nobody else has to notice.
    """
    world = World()
    witness_needed(world)
    credential = world.issue()
    stolen = world.now - timedelta(minutes=1)
    proof = world.inclusion_proof(credential)
    assert told(world.verify(credential, proof=proof)) == (VALID, "witnessed")
    mark(world, "cq", since=stolen)
    assert told(world.verify(credential, proof=proof)) == (UNCLEAR, "not-logged")


def test_a_record_witnessed_before_the_theft_stays_valid() -> None:
    world = World()
    witness_needed(world)
    credential = world.issue()
    proof = world.inclusion_proof(credential)
    mark(world, "cq")
    assert told(world.verify(credential, proof=proof)) == (VALID, "witnessed")


@pytest.mark.parametrize("value", ["logged", "", None, True, ["witnessed"]])
def test_another_value_of_log_is_refused(value: object) -> None:
    world = World()
    world.amend(lambda text: text.update(log=value))
    with pytest.raises(HurenError) as refused:
        world.trust()
    assert refused.value.field is not None
    assert refused.value.field.endswith("credentialSubject.log")


@pytest.mark.javascript
def test_javascript_answers_alike(tmp_path: Path) -> None:
    tests: list[Callable[[], None]] = [
        test_a_record_counts_once_it_is_logged_and_witnessed,
        test_an_agreement_without_log_witnessed_needs_no_proof,
        test_the_log_term_applies_to_records_of_earlier_date,
        test_a_later_agreement_text_can_end_the_log_term,
        test_the_log_term_leaves_invalid_and_unreadable_records_alone,
        test_a_stolen_publication_key_logs_and_no_witness_says_so,
        test_a_stolen_witness_key_alone_logs_nothing,
        test_three_stolen_keys_forge_until_one_is_marked,
        test_a_record_witnessed_before_the_theft_stays_valid,
        test_a_cosignature_of_the_future_dates_nothing,
        test_a_witness_whose_clock_is_a_little_behind_dates_as_of_the_signing,
    ]
    retell({test.__name__: test for test in tests}, tmp_path)
