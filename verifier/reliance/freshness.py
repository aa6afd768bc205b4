"""Age of the trust data of an issuer and of a witness.

The witness is the home association, else any one other party of the agreement. An issuer that has left
publishes no more: its witness is enough. Where home is the issuer itself, or no other party exists, a missing
witness is a note.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from credentials.times import format_time
from verifier.findings import noted, unclear
from verifier.policy import AGEING_AFTER, CLOCK_TOLERANCE, Policy
from verifier.reliance.witness import (
    CHECK,
    Witness,
    find_broken,
    find_candidates,
    find_stale,
    find_unwitnessed,
    read_witness,
    tell_unwitnessed,
)
from verifier.trust.party_trust import PartyTrust
from verifier.trust.trust_store import TrustStore
from verifier.verdict import Finding, Result


@dataclass(frozen=True, slots=True)
class Freshness:
    """Freshness of an issuer for a home at one `now`; notes are reported only without a `problem`.

    `ageing` is the note that a manifest of `parties`, the associations relied on, is old at `now`. `witness`
    is the party relied on, if any; there is none where home is the issuer itself.
    """

    problem: Finding | None
    unwitnessed: Finding | None
    ageing: Finding | None
    parties: tuple[PartyTrust, ...]
    witness: Witness | None
    clock_is_behind: bool

    @property
    def worst_code(self) -> str | None:
        """The code of the problem, else of the note that nobody confirms the issuer."""
        code = self.problem or self.unwitnessed
        return code.code if code is not None else None


def find_freshness(
    trust: TrustStore, issuer: str, home: str | None, *, now: datetime, policy: Policy
) -> Freshness:
    """Check the clock, the issuer's key lists and manifest, the witness's, and its sighting of the issuer."""
    # 1. the witness, and its fault
    own = trust.party(issuer)
    has_left = trust.chain.has_left(issuer, now)
    candidates = find_candidates(trust, issuer, home, now)
    witness, problem = _choose_witness(trust, own, candidates, now, policy, has_left=has_left)
    if problem is not None and (home in (None, issuer) or home in trust.faults):
        # the caller did not name this witness: its fault only means that nobody confirms the issuer
        problem = tell_unwitnessed(witness, issuer)
    # 2. no witness is needed where home is the issuer, or where there is no other party
    note = None
    if problem is not None and (home == issuer or not candidates):
        note = Finding(CHECK, Result.PASSED, problem.code, problem.evidence)
        problem = None
    if home == issuer or not candidates:
        witness = None
    # 3. the issuer itself, unless it has left and publishes no more
    parties = [] if own is None or has_left else [own]
    stale = find_stale(trust, own, now, policy) if own is not None and not has_left else None
    broken = find_broken(trust, own) if own is not None else None
    if witness is not None and (problem is None or home is not None):
        parties.append(witness.party)
    # 4. the clock, by the parties relied on alone: no third party can make it look wrong
    newest = max(
        [trust.newest_word(issuer), *(p.manifest.created for p in parties if p.manifest is not None)]
    )
    clock = None
    if now < newest - CLOCK_TOLERANCE:
        clock = unclear(CHECK, "clock", now=format_time(now), newest=format_time(newest))
    ageing = next(filter(None, (find_ageing(party, now) for party in parties)), None)
    # in the order of the section on freshness in docs/reference/checks.md
    return Freshness(
        clock or broken or stale or problem, note, ageing, (*parties,), witness, clock is not None
    )


def find_ageing(party: PartyTrust, now: datetime) -> Finding | None:
    """Return the note that its newest manifest is old and not yet stale."""
    if party.manifest is None:
        return None
    age = now - party.manifest.created
    if age <= AGEING_AFTER:
        return None
    return noted(CHECK, "ageing", issuer=party.issuer, hours=int(age.total_seconds() // 3600))


def _choose_witness(
    trust: TrustStore,
    own: PartyTrust | None,
    candidates: Sequence[str],
    now: datetime,
    policy: Policy,
    *,
    has_left: bool,
) -> tuple[Witness | None, Finding | None]:
    """Return the first candidate without a problem; candidates that name data missing here come last.

    Where every candidate has a problem, return the first one and its problem.
    """
    known = [party for name in candidates if (party := trust.party(name)) is not None]
    first: tuple[Witness | None, Finding | None] | None = None
    for party in sorted(known, key=lambda party: bool(party.manifests.ahead)):
        witness = read_witness(party, own)
        problem = find_stale(trust, party, now, policy)
        if problem is None and not has_left and own is not None:
            problem = find_unwitnessed(witness, own.issuer, now, policy)
        if problem is None:
            return witness, None
        first = first or (witness, problem)
    absent = next(iter(candidates), None)
    return first or (None, unclear(CHECK, "stale", kind="nothing-published", issuer=absent))
