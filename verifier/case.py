"""One question put to the verifier, and what the checks learn about it on the way."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from credentials.documents.assessment import Assessment
from credentials.record import Record
from signing.log_proof import LogProof
from signing.strict_json import JsonValue
from verifier.policy import Expect, Policy
from verifier.trust.keys import Key
from verifier.trust.party_trust import PartyTrust
from verifier.trust.trust_store import TrustStore
from verifier.verdict import Evidence, Finding, Result

if TYPE_CHECKING:
    from verifier.snapshot import Reliance, Snapshot

_NOTHING: Evidence = {}


@dataclass(slots=True)
class Case:
    """The question (`record` to `log_proof`), then `party`, `key` and `signed` as the checks find them."""

    record: Record[Assessment]
    trust: TrustStore
    snapshot: "Snapshot"
    reliance: "Reliance"
    policy: Policy
    now: datetime
    at: datetime
    at_given: bool
    home: str | None
    expect: Expect | None
    proof_data: bytes | None
    created: datetime
    party: PartyTrust | None = None
    key: Key | None = None
    signed: bool = False
    log_proof: LogProof | None = None
    dated: datetime | None = None
    """The earliest time another party's cosignature gives a log that holds the record."""

    @property
    def issuer(self) -> str:
        """The DID of the association that says it issued."""
        return self.record.body.issuer

    @property
    def region(self) -> str:
        """Where the enterprise is."""
        return self.record.body.credential_subject.region

    @property
    def is_clock_behind(self) -> bool:
        """Whether this computer's clock is before the trust data, as with a dead battery."""
        return self.reliance.freshness.clock_is_behind

    @property
    def ends_by(self) -> datetime:
        """By when an end must have come to count: `at`; where the clock is behind, what a root has signed."""
        if self.is_clock_behind and not self.at_given:
            return max(self.at, self.trust.newest_by_root)
        return self.at


def passed(check: str, code: str = "ok", evidence: Evidence = _NOTHING) -> Finding:
    """A pass, plain or with a note."""
    return Finding(check, Result.PASSED, code, evidence)


def failed(check: str, code: str, **evidence: JsonValue) -> Finding:
    """A failure: the verdict is invalid."""
    return Finding(check, Result.FAILED, code, dict(evidence))


def unclear(check: str, code: str, **evidence: JsonValue) -> Finding:
    """Not to be decided from what is at hand: the verdict is indeterminate if the check is required."""
    return Finding(check, Result.INDETERMINATE, code, dict(evidence))


def noted(check: str, code: str, **evidence: JsonValue) -> Finding:
    """A pass with a note."""
    return Finding(check, Result.PASSED, code, dict(evidence))


def skipped(check: str, needs: str) -> Finding:
    """Not run, because the check `needs` did not pass."""
    return Finding(check, Result.SKIPPED, "prerequisite", {"needs": needs})


def not_asked(check: str) -> Finding:
    """Not run, because nobody asked."""
    return Finding(check, Result.SKIPPED, "not-asked", _NOTHING)
