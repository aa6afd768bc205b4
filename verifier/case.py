"""One question put to the verifier, and what the checks learn about it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from credentials.documents.kind import Kind
from credentials.kinds import kind_of_record
from credentials.record import Record
from verifier.policy import Expect, Policy
from verifier.question import Question
from verifier.reliance.agreed import Agreed
from verifier.reliance.snapshot import Reliance, Snapshot, take_snapshot
from verifier.trust.beside import NOTHING_BESIDE, Beside
from verifier.trust.keys import Key
from verifier.trust.party_trust import PartyTrust
from verifier.trust.trust_store import TrustStore
from verifier.verdict import Finding, Recognised


class OfRecord(NamedTuple):
    """The findings that depend on neither home nor moment."""

    issuer_key: Finding
    proof: Finding
    log: Finding
    authority: Finding
    subject: Finding | None
    """None for a kind that is about no enterprise."""


@dataclass(slots=True)
class Case:
    """The question (`record` to `kind`), then `party` to `recognised` as the checks fill them in."""

    record: Record[Any]
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
    issuer: str
    """The DID of the association that says it issued."""
    kind: Kind
    """The row of the record's kind; it names the checks to run."""
    party: PartyTrust | None = None
    key: Key | None = None
    signed: bool = False
    dated: datetime | None = None
    """The earliest time at which another party cosigned a log that holds the record."""
    recognised: tuple[Recognised, ...] = ()
    """The equivalent grades at home, by category."""
    beside: Beside = NOTHING_BESIDE
    """The records handed in beside the bundle: listings, and the technologies they are about."""
    of_record: OfRecord | None = None
    """The findings on the record, None until it is judged; `take_over` copies them to another case."""

    @classmethod
    def of(cls, record: Record[Any], question: Question) -> "Case":
        """Open the case of a record that was read, with the trust data about its issuer at `now`."""
        trust, at = question.trust, question.at
        snapshot = take_snapshot(trust, question.now)
        issuer = record.body.issuer
        return cls(
            record, trust, snapshot, snapshot.reliance(issuer, question.home, question.policy),
            question.policy, question.now, at if at is not None else question.now, at is not None,
            question.home, question.expect, question.proof, record.created, issuer, kind_of_record(record),
            beside=question.beside,
        )  # fmt: skip

    def take_over(self, other: "Case") -> None:
        """Copy the findings on the record from `other`, a case that differs in moment or home alone."""
        self.party, self.key, self.signed = other.party, other.key, other.signed
        self.dated, self.of_record = other.dated, other.of_record

    def at_moment(self, at: datetime) -> "Case":
        """Return the same question at another moment; the findings on the record are kept."""
        return replace(self, at=at)

    def agreed(self, issuer: str, part: str) -> Agreed:
        """Return the manifest of an association that the case relies on for a kind of part."""
        return self.snapshot.agreed(issuer, part, self.home, self.policy)

    def hears(self, issuer: str, part: str) -> bool:
        """Return whether the parts are at hand that the association's trusted and newest manifests name."""
        party = self.trust.party(issuer)
        manifests = (self.agreed(issuer, part).manifest, party.manifest if party is not None else None)
        return all(manifest is None or self.beside.hears(manifest, part) for manifest in manifests)

    @property
    def region(self) -> str:
        """The region of the enterprise, for a kind that is granted or recognised."""
        return str(self.record.body.region)

    @property
    def needs_witness(self) -> bool:
        """True where the agreement in force now, whatever `at`, counts only records logged and witnessed."""
        return self.snapshot.summary.text.log is not None

    @property
    def is_clock_behind(self) -> bool:
        """Whether this computer's clock is earlier than the trust data, as after a dead battery."""
        return self.reliance.freshness.clock_is_behind

    @property
    def ends_by(self) -> datetime:
        """The moment up to which facts count: `at`, or the newest root signature if the clock is behind."""
        if self.is_clock_behind and not self.at_given:
            return max(self.at, self.trust.newest_word(self.issuer))
        return self.at
