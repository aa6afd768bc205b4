"""One question put to the verifier, and what the checks learn about it on the way."""

from dataclasses import dataclass
from datetime import datetime

from credentials.documents.assessment import Assessment
from credentials.record import Record
from signing.log_proof import LogProof
from verifier.policy import Expect, Policy
from verifier.reliance.snapshot import Reliance, Snapshot
from verifier.trust.keys import Key
from verifier.trust.party_trust import PartyTrust
from verifier.trust.trust_store import TrustStore


@dataclass(slots=True)
class Case:
    """The question (`record` to `log_proof`), then `party`, `key` and `signed` as the checks find them."""

    record: Record[Assessment]
    trust: TrustStore
    snapshot: Snapshot
    reliance: Reliance
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
