"""proof: is the signature the key's, over exactly this content? (eddsa-jcs-2022, strict Ed25519)"""

from signing.data_integrity import check_signature
from verifier.case import Case
from verifier.findings import failed, passed, skipped
from verifier.verdict import Finding

CHECK = "proof"
_OK = passed(CHECK)


def check_proof(case: Case) -> Finding:
    """Check the signature with the key of `issuer-key`; set `signed`."""
    if case.key is None:
        return skipped(CHECK, "issuer-key")
    if not check_signature(case.record.value, case.record.proof, case.key.public):
        return failed(CHECK, "bad-signature", key=case.key.method.id)
    case.signed = True
    return _OK
