"""log: is the record in its association's append-only log? (RFC 6962; C2SP tlog-cosignature)"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from credentials.identifiers import log_origin
from credentials.record import Record
from credentials.times import format_time
from signing.errors import SigningError
from signing.log.checkpoint import Checkpoint, parse_checkpoint
from signing.log.log_proof import LogProof, parse_log_proof
from signing.log.merkle import check_inclusion
from signing.log.note import Note, check_cosignature
from verifier.case import Case
from verifier.checks.well_formed import read_credential
from verifier.findings import not_asked, noted, skipped, unclear
from verifier.policy import CLOCK_TOLERANCE
from verifier.trust.party_trust import PartyTrust
from verifier.trust.trust_store import TrustStore, is_checkpoint_signed
from verifier.verdict import Finding

CHECK = "log"
_NOT_ASKED = not_asked(CHECK)
_NEVER = 2**32  # the year 2106: a cosigner may write any number up to 2^63, which no datetime holds

_Cosignature = tuple[int, str]
"""Time in seconds, and the party that cosigned."""


def check_log(case: Case) -> Finding:
    """Pass with a proof that holds, and leave its witnessed date in the case.

    A proof is needed only if the policy or the agreement asks for one; under the agreement it needs a
    witness.
    """
    if not case.signed or case.party is None:
        return skipped(CHECK, "proof")
    # the agreement text of today decides: else a thief would date a record before the rule
    if case.proof_data is None:
        if case.needs_witness:
            return unclear(CHECK, "witness-needed")
        if case.policy.require_log:
            return _not_logged(("no proof was given.", "未提供证明。"))
        return _NOT_ASKED
    proofs = _read_proof(case.proof_data, case.record, case.party, case.trust)
    if isinstance(proofs, tuple):
        return _not_logged(proofs)
    witnessed = _find_first(proofs, case.created, _latest(case.trust, case.now))
    if witnessed is None:
        if case.needs_witness:
            return unclear(CHECK, "witness-needed", kind="not-yet")
        return noted(CHECK, "logged")
    time, by = witnessed
    case.dated = datetime.fromtimestamp(time, UTC)
    return noted(CHECK, "witnessed", by=by, seen=format_time(case.dated))


def choose_proof(data: bytes, trust: TrustStore, proofs: Sequence[bytes]) -> bytes | None:
    """Return the proof by which to judge the credential in `data`, as `verify` takes it.

    The proof that holds and was witnessed first wins. Where none holds, a single one is returned; of several,
    None.
    """
    record = read_credential(data) if proofs else None
    party = trust.party(record.body.issuer) if isinstance(record, Record) else None
    if party is None or not isinstance(record, Record):
        return None
    candidates: list[tuple[int, bytes]] = []
    for proof in proofs:
        reading = _read_proof(proof, record, party, trust)
        if not isinstance(reading, tuple):
            time, _ = _find_first(reading, record.created) or (_NEVER, "")
            candidates.append((time, proof))
    if candidates:
        return min(candidates, key=lambda candidate: candidate[0])[1]
    return proofs[0] if len(proofs) == 1 else None


class LogProofs:
    """Log proofs of many records; each record gets its own.

    `receipts` maps the digest of a record to its proof, which is tried on no other record.
    """

    def __init__(
        self, trust: TrustStore, proofs: Iterable[bytes], receipts: Mapping[str, bytes] = MappingProxyType({})
    ) -> None:
        self._trust, self._receipts = trust, receipts
        self._read: list[tuple[bytes, LogProof, Checkpoint]] = []
        # sorted: of equal proofs the same one is chosen, whatever the order of the files
        for data in sorted({*proofs}):
            with suppress(SigningError):
                proof = parse_log_proof(data)
                self._read.append((data, proof, parse_checkpoint(proof.checkpoint_note.text)))

    def of(self, record: Record[Any]) -> bytes | None:
        """Return the best proof (`choose_proof`) among those that lead from this record to a root."""
        leaf = bytes.fromhex(record.digest)
        own = [
            data
            for data, proof, checkpoint in self._read
            if check_inclusion(leaf, proof.index, checkpoint.size, proof.hashes, checkpoint.root)
        ]
        if record.digest in self._receipts:
            own.append(self._receipts[record.digest])
        return choose_proof(record.data, self._trust, own)


def is_witnessed(proof: bytes, record: Record[Any], trust: TrustStore, now: datetime) -> bool:
    """Return whether the proof holds for the record and another party saw the checkpoint by `now`."""
    party = trust.party(record.body.issuer)
    proofs = _read_proof(proof, record, party, trust) if party is not None else []
    until = _latest(trust, now)
    return not isinstance(proofs, tuple) and _find_first(proofs, record.created, until) is not None


def _read_proof(
    data: bytes, record: Record[Any], party: PartyTrust, trust: TrustStore
) -> list[_Cosignature] | tuple[str, str]:
    """Return the other parties' cosignatures on the proof's checkpoint, or why the proof fails (en, zh)."""
    try:
        proof = parse_log_proof(data)
        note = proof.checkpoint_note
        checkpoint = parse_checkpoint(note.text)
    except SigningError as error:
        return error.sentence("en"), error.sentence("zh")
    cosigned = _find_cosignatures(note, trust, party)
    seen = min((time for time, _ in cosigned), default=None)
    if checkpoint.origin != log_origin(party.issuer) or not is_checkpoint_signed(note, party, seen=seen):
        return "its checkpoint is not signed by the issuer's log.", "检查点不是发证方日志所签。"
    leaf = bytes.fromhex(record.digest)
    if not check_inclusion(leaf, proof.index, checkpoint.size, proof.hashes, checkpoint.root):
        return "it is not for this record.", "证明不对应此记录。"
    return cosigned


def _find_cosignatures(note: Note, trust: TrustStore, owner: PartyTrust) -> list[_Cosignature]:
    """Find the other parties' cosignatures: the owner and compromised keys prove no date."""
    others = (party for party in trust.parties.values() if party is not owner)
    return [(time, party.issuer) for party in others for time in _cosigned(party, note)]


def _find_first(
    cosigned: Sequence[_Cosignature], since: datetime, until: datetime | None = None
) -> _Cosignature | None:
    """Return the first cosignature by `until` that dates a record signed at `since`."""
    end, signed = _NEVER if until is None else until.timestamp(), int(since.timestamp())
    dated = ((date_signed(signed, time), by) for time, by in cosigned if time <= end)
    honest = ((time, by) for time, by in dated if time is not None)
    return min(honest, key=lambda head: head[0], default=None)


def date_signed(signed: int, cosigned: int) -> int | None:
    """Return the time (seconds) that a cosignature proves for a record of `signed`; None if it is too early.

    A witness's clock may be a little behind the issuer's: then the record's own time counts.
    """
    # a witness cannot cosign a record that does not exist yet; a thief of the key could write any `signed`
    return max(cosigned, signed) if cosigned >= signed - CLOCK_TOLERANCE.total_seconds() else None


def _latest(trust: TrustStore, now: datetime) -> datetime:
    """Return the last moment that is not in the future: the later of now and the newest root signature."""
    return max(now, trust.newest_by_root) + CLOCK_TOLERANCE


def _cosigned(party: PartyTrust, note: Note) -> list[int]:
    name = log_origin(party.issuer)
    signatures = (check_cosignature(note, name, key) for key in party.publication_keys())
    return [time for time in signatures if time is not None and 0 <= time < _NEVER]


def _not_logged(reason: tuple[str, str]) -> Finding:
    en, zh = reason
    return unclear(CHECK, "not-logged", reason=en, reason_zh=zh)
