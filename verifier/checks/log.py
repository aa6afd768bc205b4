"""log: is the record in its association's append-only log? (RFC 6962; C2SP tlog-cosignature)"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from credentials.identifiers import log_origin
from credentials.record import Record
from credentials.times import format_time
from signing.errors import SigningError
from signing.log.checkpoint import parse_checkpoint
from signing.log.log_proof import parse_log_proof
from signing.log.merkle import check_inclusion
from signing.log.note import Note, check_cosignature
from verifier.case import Case
from verifier.checks.well_formed import read_credential
from verifier.findings import not_asked, noted, skipped, unclear
from verifier.trust.party_trust import PartyTrust
from verifier.trust.trust_store import TrustStore, is_checkpoint_signed
from verifier.verdict import Finding

CHECK = "log"
_NOT_ASKED = not_asked(CHECK)
_NEVER = 2**32


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
            return _not_logged(("no proof was given.", "未提供证明。"))
        return _NOT_ASKED
    found = _read_proof(case.proof_data, case.record, case.party)
    if not isinstance(found, Note):
        return _not_logged(found)
    witnessed = _find_witness(found, case.trust, case.party, case.created)
    if witnessed is None:
        if case.needs_witness:
            return unclear(CHECK, "witness-needed", kind="not-yet")
        return noted(CHECK, "logged")
    time, by = witnessed
    case.dated = datetime.fromtimestamp(time, UTC)
    return noted(CHECK, "witnessed", by=by, seen=format_time(case.dated))


def choose_proof(data: bytes, trust: TrustStore, proofs: Sequence[bytes]) -> bytes | None:
    """Of several the one to judge the credential in `data` by, as `verify` takes it.

    It holds, and was witnessed first; else it is the only one; None where it is neither.
    """
    record = read_credential(data) if proofs else None
    party = trust.party(record.body.issuer) if isinstance(record, Record) else None
    if party is None or not isinstance(record, Record):
        return None
    held: list[tuple[int, bytes]] = []
    for proof in proofs:
        note = _read_proof(proof, record, party)
        if isinstance(note, Note):
            time, _ = _find_witness(note, trust, party, record.created) or (_NEVER, "")
            held.append((time, proof))
    if held:
        return min(held, key=lambda one: one[0])[1]
    return proofs[0] if len(proofs) == 1 else None


def _read_proof(data: bytes, record: Record[Any], party: PartyTrust) -> Note | tuple[str, str]:
    """The checkpoint of the party's log that holds the record, or in two languages why there is none."""
    try:
        proof = parse_log_proof(data)
        note = proof.checkpoint_note
        checkpoint = parse_checkpoint(note.text)
    except SigningError as error:
        return error.sentence("en"), error.sentence("zh")
    if checkpoint.origin != log_origin(party.issuer) or not is_checkpoint_signed(note, party):
        return "its checkpoint is not signed by the issuer's log.", "检查点不是发证方日志所签。"
    leaf = bytes.fromhex(record.digest)
    if not check_inclusion(leaf, proof.index, checkpoint.size, proof.hashes, checkpoint.root):
        return "it is not for this record.", "证明不对应此记录。"
    return note


def _find_witness(
    note: Note, trust: TrustStore, owner: PartyTrust, since: datetime
) -> tuple[int, str] | None:
    """When another party cosigned the checkpoint first, and which; the owner's own word dates nothing.

    Nor does a cosignature of a compromised key, nor one of before the record says it was signed, at `since`.
    """
    found = (
        (time, party.issuer)
        for party in trust.parties.values()
        if party is not owner
        for time in _cosigned(party, note)
        if time >= since.timestamp()
    )
    return min(found, key=lambda one: one[0], default=None)


def _cosigned(party: PartyTrust, note: Note) -> list[int]:
    name = log_origin(party.issuer)
    found = (check_cosignature(note, name, key) for key in party.publication_keys())
    return [time for time in found if time is not None and 0 <= time < _NEVER]


def _not_logged(reason: tuple[str, str]) -> Finding:
    en, zh = reason
    return unclear(CHECK, "not-logged", reason=en, reason_zh=zh)
