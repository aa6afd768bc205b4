"""Look-up of a certificate number: one association's answer, and its age."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from credentials.documents.manifest import Manifest
from credentials.record import JsonObject, Record
from credentials.times import day_of, format_time
from verifier.errors import TrustError
from verifier.numbers.commitment import NUMBERS_PART, NumberSet, find_commitment, find_committing, read_number
from verifier.numbers.number_proof import parse_number_proof
from verifier.policy import Policy
from verifier.question import check_moment
from verifier.reliance.agreed import find_agreed
from verifier.reliance.witness import find_broken, find_stale
from verifier.trust.trust_store import TrustStore
from verifier.verdict import Finding

NumberState = Literal["found", "absent", "not-covered"]
_CONTRADICTED = ("rollback", "equivocation")
"""One publication denies another, so neither proves an absence."""

WhyUncovered = Literal["silent", "elsewhere", "scheme", "issued", "since", "unwitnessed", "other-publication"]
"""The reason for no answer; `other-publication`: the proof is of a manifest that this trust data lacks."""


@dataclass(frozen=True, slots=True)
class NumberAnswer:
    """The answer of an association's register about a number, as of one of its manifests.

    found: the number was given; only the credential tells its current standing. absent: proven not to exist,
    by a register that another party has worked out too (verifier.reliance.agreed). not-covered: the number is
    not there, but for such a certificate this proves nothing; `why` gives the reason. `problem` is a present
    fault of the association's publication; its age comes before other faults (verifier.codes).
    """

    number: str
    issuer: str
    state: NumberState
    why: WhyUncovered | None
    manifest: Record[Manifest] | None
    numbers: NumberSet | None
    problem: Finding | None

    def to_json(self) -> JsonObject:
        """Return the members of `huren lookup --json` and of the interface; times in RFC 3339."""
        manifest, numbers = self.manifest, self.numbers
        return {
            "number": self.number,
            "issuer": self.issuer,
            "state": self.state,
            "why": self.why,
            "manifest": None
            if manifest is None
            else {
                "version": manifest.body.credential_subject.version,
                "signed": format_time(manifest.created),
                "digest": manifest.digest,
            },
            "count": numbers.count if numbers is not None else None,
            "coverage": [
                {"scheme": entry.scheme, "issuedFrom": entry.issued_from.isoformat()}
                for entry in (numbers.coverage if numbers is not None else ())
            ],
            "problem": self.problem.code if self.problem is not None else None,
        }


def look_up_number(
    trust: TrustStore,
    number: str,
    proof: bytes,
    *,
    now: datetime,
    policy: Policy,
    home: str | None = None,
    scheme: str | None = None,
    issued: date | None = None,
    earlier: bool = False,
) -> NumberAnswer:
    """Answer from `proof` (a huren-number-proof/1 file) for the association it names, as `home` sees it.

    `scheme` and `issued` (day of issue) are what the certificate states, None where it states nothing. With
    `earlier`, a proof of an earlier manifest is answered as of that manifest, which proves no absence. Raises
    RecordError for bytes that are no proof; TrustError numbers-unnamed where the proof is neither of the
    newest manifest here nor of the trusted one, number-proof where it shows nothing of this number;
    QuestionError number-empty, time-aware, time-range.
    """
    folded = read_number(number)
    check_moment(now, "now")
    # 1. the proof, and the manifest that names its set of numbers
    shown, data = parse_number_proof(proof)
    commitment = find_commitment(trust, shown.issuer, data)
    numbers = commitment.numbers
    state: NumberState = "found" if shown.shows(number) else "absent"
    # 2. whether the register covers such a certificate
    why: WhyUncovered | None = None
    if state == "absent" and not numbers.covers(scheme, issued):
        state, why = "not-covered", "issued" if numbers.covers(scheme, None) else "scheme"
    # a certificate issued on the manifest's day or later may be newer than the manifest
    elif state == "absent" and issued is not None and issued >= day_of(commitment.manifest.created):
        state, why = "not-covered", "since"
    # 3. the manifest to trust: a thief of the publication key commits to fewer numbers
    problem = _find_problem(trust, shown.issuer, now, policy)
    agreed = find_agreed(trust, shown.issuer, NUMBERS_PART, home, now=now, policy=policy)
    is_agreed = commitment.digest in agreed.names(NUMBERS_PART)
    if not is_agreed and commitment.manifest != find_committing(trust, shown.issuer):
        if not earlier:
            raise TrustError("numbers-unnamed", issuer=shown.issuer)
        if state == "absent":
            state, why = "not-covered", "since"
    # 4. an absence needs another party's word, and no publication that denies another
    if state == "absent":
        if not is_agreed or (problem is not None and problem.code in _CONTRADICTED):
            state, why, problem = "not-covered", "unwitnessed", problem or agreed.problem
        problem = problem or agreed.note
    return NumberAnswer(folded, shown.issuer, state, why, commitment.manifest, numbers, problem)


def answer_without_proof(
    trust: TrustStore, number: str, issuer: str, *, now: datetime, policy: Policy
) -> NumberAnswer:
    """Answer for an association of which no proof is at hand.

    Either its newest manifest commits to no numbers (silent), or the numbers are not here (elsewhere). Raises
    QuestionError number-empty.
    """
    folded = read_number(number)
    party = trust.party(issuer)
    manifest = party.manifest if party is not None else None
    why: WhyUncovered = "silent" if find_committing(trust, issuer) is None else "elsewhere"
    problem = _find_problem(trust, issuer, now, policy)
    return NumberAnswer(folded, issuer, "not-covered", why, manifest, None, problem)


def _find_problem(trust: TrustStore, issuer: str, now: datetime, policy: Policy) -> Finding | None:
    party = trust.party(issuer)
    return (find_broken(trust, party) or find_stale(trust, party, now, policy)) if party is not None else None
