"""issuer-key: was this key allowed to sign such a record of this issuer when it signed? (time: created)"""

from credentials.documents.key_list import KeyList
from credentials.record import Record
from credentials.times import format_time
from verifier.case import Case
from verifier.findings import failed, passed, unclear
from verifier.verdict import Finding

CHECK = "issuer-key"
_OK = passed(CHECK)


def check_issuer_key(case: Case) -> Finding:
    """Judge the key and leave it in the case; a key of the wrong use or time still lets `proof` run.

    The check runs again once a log proof has dated the record: one that others witnessed before a theft
    stands.
    """
    case.party = party = case.trust.party(case.issuer)
    method_id = case.record.proof.verification_method
    if party is None and case.issuer not in case.trust.chain.members:
        return unclear(CHECK, "unknown-issuer", issuer=case.issuer)
    key_list = case.snapshot.key_lists.get(case.issuer)
    key = party.key(method_id) if party is not None else None
    if party is None or key is None:
        return _unknown(case, key_list)
    objection = party.find_objection(
        method_id,
        case.kind.use,
        case.created,
        key_list,
        lambda stand: stand.keeps(case.record.digest, case.dated),
    )
    if objection == "unknown-key":
        return _unknown(case, key_list)
    if objection == "key-compromised" and key.stand is not None and not key.stand.is_known:
        return unclear(CHECK, "newer-than-trust-data", kind="salvage", key=method_id)
    # under a weak key every signature fails: `proof` would accuse the record, not the key
    if objection != "weak-key":
        case.key = key
    return _OK if objection is None else failed(CHECK, objection, **key.facts_of(objection, case.created))


def _unknown(case: Case, key_list: Record[KeyList] | None) -> Finding:
    """Judge an unlisted key: unclear if a newer key list may name it, else a failure."""
    key, created = case.record.proof.verification_method, format_time(case.created)
    if key_list is None:
        return unclear(CHECK, "newer-than-trust-data", kind="no-list", key=key, created=created)
    known = key_list.created
    is_listed = key_list.body.method(key) is not None  # a listed key without a proof is no key
    if (case.created >= known and not is_listed) or case.issuer in case.trust.faults:
        return unclear(CHECK, "newer-than-trust-data", key=key, created=created, known=format_time(known))
    return failed(CHECK, "unknown-key", key=key)
