"""Is there a certificate of this number? One association's answer, and how old it is."""

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
"""Where one publication denies another, no absence is proven by either."""

WhyUncovered = Literal["silent", "elsewhere", "scheme", "issued", "since", "unwitnessed", "other-publication"]
"""Why nothing follows; `other-publication`: the proof at hand is of one that is not known here."""


@dataclass(frozen=True, slots=True)
class NumberAnswer:
    """What an association's register says of a number, as of a manifest of it.

    found: it was given; standing is a question about its credential. absent: no such number, proven, of a
    register that another party has worked out, too (verifier.reliance.agreed).
    not-covered: it is not there, and that means nothing of such a certificate: `why`. `problem` is what is
    wrong with the association's publication now, its age first (verifier.codes).
    """

    number: str
    issuer: str
    state: NumberState
    why: WhyUncovered | None
    manifest: Record[Manifest] | None
    numbers: NumberSet | None
    problem: Finding | None

    def to_json(self) -> JsonObject:
        """The members as they stand in `huren lookup --json` and in the interface; times in RFC 3339."""
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
    """The answer of the association that `proof` (a huren-number-proof/1 file) is of, as `home` sees it.

    `scheme` and `issued`, the day of issue, say what certificate was shown, as far as it says so. `earlier`:
    a proof of an earlier manifest is answered as of that one, by which nothing is absent. Raises
    RecordError for what is no proof; TrustError numbers-unnamed where it is neither of the newest manifest
    here nor of the one that is relied on, number-proof where it shows nothing of this number; QuestionError
    number-empty, time-aware, time-range.
    """
    folded = read_number(number)
    check_moment(now, "now")
    shown, data = parse_number_proof(proof)
    commitment = find_commitment(trust, shown.issuer, data)
    numbers = commitment.numbers
    state: NumberState = "found" if shown.shows(number) else "absent"
    why: WhyUncovered | None = None
    if state == "absent" and not numbers.covers(scheme, issued):
        state, why = "not-covered", "issued" if numbers.covers(scheme, None) else "scheme"
    elif state == "absent" and issued is not None and issued >= day_of(commitment.manifest.created):
        state, why = "not-covered", "since"
    problem = _find_problem(trust, shown.issuer, now, policy)
    agreed = find_agreed(trust, shown.issuer, NUMBERS_PART, home, now=now, policy=policy)
    is_agreed = commitment.digest in agreed.names(NUMBERS_PART)
    if not is_agreed and commitment.manifest != find_committing(trust, shown.issuer):
        if not earlier:
            raise TrustError("numbers-unnamed", issuer=shown.issuer)
        if state == "absent":
            state, why = "not-covered", "since"
    if state == "absent":
        if not is_agreed or (problem is not None and problem.code in _CONTRADICTED):
            state, why, problem = "not-covered", "unwitnessed", problem or agreed.problem
        problem = problem or agreed.note
    return NumberAnswer(folded, shown.issuer, state, why, commitment.manifest, numbers, problem)


def answer_without_proof(
    trust: TrustStore, number: str, issuer: str, *, now: datetime, policy: Policy
) -> NumberAnswer:
    """The answer of an association of which no proof is at hand.

    Its newest manifest commits to no numbers (silent), or it does and they are not here (elsewhere). Raises
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
