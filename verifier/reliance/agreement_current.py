"""agreement: do the associations name an agreement version that this trust data lacks? (time: now)"""

from collections.abc import Iterable

from verifier.findings import passed, unclear
from verifier.trust.party_trust import PartyTrust
from verifier.trust.trust_store import TrustStore
from verifier.verdict import Finding

CHECK = "agreement"
_OK = passed(CHECK)


def check_agreement(trust: TrustStore, relied_on: Iterable[PartyTrust]) -> Finding:
    """Pass without a fork, and if issuer, home and witness name no agreement version or text unknown here.

    Claims of other parties are ignored.
    """
    chain = trust.chain
    if chain.fork is not None:
        return unclear(CHECK, "agreement-fork", named=chain.fork)
    latest = chain.latest.text.version
    # only these: a third party's stolen key must not make every answer unclear
    for party in relied_on:
        for manifest in party.manifests.ahead:
            reference = manifest.body.credential_subject.agreement
            if reference.version > latest:
                return unclear(CHECK, "agreement-outdated", named=reference.version, known=latest)
            version = chain.by_number(reference.version)
            if version is not None and version.digest != reference.digest:
                return unclear(CHECK, "agreement-fork", named=reference.version)
    return _OK
