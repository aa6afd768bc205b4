"""log: is the record in its association's append-only log? (RFC 6962; C2SP tlog-cosignature)"""

from datetime import UTC, datetime

from credentials.identifiers import log_origin
from credentials.times import format_time
from signing.errors import SigningError
from signing.log.checkpoint import parse_checkpoint
from signing.log.log_proof import parse_log_proof
from signing.log.merkle import check_inclusion
from signing.log.note import Note, check_cosignature
from verifier.case import Case
from verifier.findings import not_asked, noted, skipped, unclear
from verifier.trust.party_trust import PartyTrust
from verifier.trust.trust_store import is_checkpoint_signed
from verifier.verdict import Finding

CHECK = "log"
_NOT_ASKED = not_asked(CHECK)


def check_log(case: Case) -> Finding:
    """Passes with a proof that holds and leaves its witnessed date in the case.

    Needed only by policy; or by the agreement, and then it passes with a witness alone.
    """
    if not case.signed or case.party is None:
        return skipped(CHECK, "proof")
    if case.proof_data is None:
        if case.needs_witness:
            return unclear(CHECK, "witness-needed")
        if case.policy.require_log:
            return _not_logged("no proof was given.", "未提供证明。")
        return _NOT_ASKED
    try:
        proof = parse_log_proof(case.proof_data)
        note = proof.checkpoint_note
        checkpoint = parse_checkpoint(note.text)
    except SigningError as error:
        return _not_logged(error.sentence("en"), error.sentence("zh"))
    if checkpoint.origin != log_origin(case.issuer) or not is_checkpoint_signed(note, case.party):
        return _not_logged("its checkpoint is not signed by the issuer's log.", "检查点不是发证方日志所签。")
    leaf = bytes.fromhex(case.record.digest)
    if not check_inclusion(leaf, proof.index, checkpoint.size, proof.hashes, checkpoint.root):
        return _not_logged("it is not for this record.", "证明不对应此记录。")
    witnessed = _find_witness(case, note)
    if witnessed is None:
        return (
            unclear(CHECK, "witness-needed", kind="not-yet") if case.needs_witness else noted(CHECK, "logged")
        )
    time, by = witnessed
    case.dated = datetime.fromtimestamp(time, UTC)
    return noted(CHECK, "witnessed", by=by, seen=format_time(case.dated))


def _find_witness(case: Case, note: Note) -> tuple[int, str] | None:
    """When another party cosigned the checkpoint first, and which; the issuer's own word dates nothing.

    Nor does a cosignature of a compromised key, nor one before the record says it was signed.
    """
    found = (
        (time, party.issuer)
        for party in case.trust.parties.values()
        if party is not case.party
        for time in _cosigned(party, note)
        if time >= case.created.timestamp()
    )
    return min(found, key=lambda one: one[0], default=None)


def _cosigned(party: PartyTrust, note: Note) -> list[int]:
    name = log_origin(party.issuer)
    found = (check_cosignature(note, name, key) for key in party.publication_keys())
    return [time for time in found if time is not None and 0 <= time < 2**32]


def _not_logged(en: str, zh: str) -> Finding:
    return unclear(CHECK, "not-logged", reason=en, reason_zh=zh)
