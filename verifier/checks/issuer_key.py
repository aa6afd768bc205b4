"""issuer-key: may this key sign such records of this issuer, at the time it did? (time: created)"""

from credentials.times import format_time
from verifier.case import Case
from verifier.findings import failed, passed, unclear
from verifier.verdict import Finding

CHECK = "issuer-key"
_OK = passed(CHECK)


def check_issuer_key(case: Case) -> Finding:
    """Leaves the issuer's key in the case; a key of the wrong use or time still lets `proof` run."""
    case.party = party = case.trust.party(case.issuer)
    method_id = case.record.proof.verification_method
    if party is None and case.issuer not in case.trust.chain.members:
        return unclear(CHECK, "unknown-issuer", issuer=case.issuer)
    key_list = case.snapshot.key_lists.get(case.issuer)
    key = party.key(method_id) if party is not None else None
    if key is None or key_list is None or key_list.body.method(method_id) is None:
        known = key_list.created if key_list is not None else None
        created = format_time(case.created)
        if known is None:
            return unclear(CHECK, "newer-than-trust-data", kind="no-list", key=method_id, created=created)
        if case.created >= known:
            return unclear(
                CHECK, "newer-than-trust-data", key=method_id, created=created, known=format_time(known)
            )
        return failed(CHECK, "unknown-key", key=method_id)
    if key.weak:
        return failed(CHECK, "weak-key", key=method_id)
    case.key = key
    method = key.method
    if method.use != case.kind.use:
        return failed(CHECK, "wrong-use", key=method_id, use=method.use)
    if key.stand is not None and case.record.digest not in key.stand.keep:
        since = method.compromised_since
        return failed(
            CHECK, "key-compromised", key=method_id, since=format_time(since) if since is not None else None
        )
    if not key.signs_at(case.created):
        until = method.signs_until
        return failed(
            CHECK,
            "key-expired",
            key=method_id,
            created=format_time(case.created),
            since=format_time(method.valid_from),
            until=format_time(until) if until is not None else None,
        )
    return _OK
