"""agreement: is the agreement known here the one the associations speak of? (time: now)"""

from credentials.record import AgreementReference
from verifier.case import passed, unclear
from verifier.trust import TrustStore
from verifier.verdict import Finding

CHECK = "agreement"
_OK = passed(CHECK)


def check_agreement(trust: TrustStore) -> Finding:
    """No fork, and no manifest that names a version or text unknown here."""
    chain = trust.chain
    if chain.fork is not None:
        return unclear(CHECK, "agreement-fork", named=chain.fork)
    latest = chain.latest.text.version
    for reference in _named(trust):
        if reference.version > latest:
            return unclear(CHECK, "agreement-outdated", named=reference.version, known=latest)
        held = chain.by_number(reference.version)
        if held is not None and held.digest != reference.digest:
            return unclear(CHECK, "agreement-fork", named=reference.version)
    return _OK


def _named(trust: TrustStore) -> list[AgreementReference]:
    manifests = [party.manifest for party in trust.parties.values() if party.manifest is not None]
    subjects = [manifest.body.credential_subject for manifest in manifests]
    return [s.agreement for s in subjects] + [seen.agreement for s in subjects for seen in s.seen]
