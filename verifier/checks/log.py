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
_NEVER = 2**32

_Cosignature = tuple[int, str]
"""When, in seconds, and by which party."""


def check_log(case: Case) -> Finding:
    """Passes with a proof that holds and leaves its witnessed date in the case.

    Needed only by policy; or by the agreement, and then it passes with a witness alone.
    """
    if not case.signed or case.party is None:
        return skipped(CHECK, "proof")
    # the text of now decides: by the text of its own day, an early date would be the way round
    if case.proof_data is None:
        if case.needs_witness:
            return unclear(CHECK, "witness-needed")
        if case.policy.require_log:
            return _not_logged(("no proof was given.", "未提供证明。"))
        return _NOT_ASKED
    found = _read_proof(case.proof_data, case.record, case.party, case.trust)
    if isinstance(found, tuple):
        return _not_logged(found)
    witnessed = _find_first(found, case.created, _latest(case.trust, case.now))
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
        found = _read_proof(proof, record, party, trust)
        if not isinstance(found, tuple):
            time, _ = _find_first(found, record.created) or (_NEVER, "")
            held.append((time, proof))
    if held:
        return min(held, key=lambda one: one[0])[1]
    return proofs[0] if len(proofs) == 1 else None


class LogProofs:
    """Log proofs, each for whichever record it is of; of many records each gets its own.

    `receipts` are by the digest of the record: of those none is tried on another.
    """

    def __init__(
        self, trust: TrustStore, proofs: Iterable[bytes], receipts: Mapping[str, bytes] = MappingProxyType({})
    ) -> None:
        self._trust, self._receipts = trust, receipts
        self._read: list[tuple[bytes, LogProof, Checkpoint]] = []
        for data in sorted({*proofs}):
            with suppress(SigningError):
                proof = parse_log_proof(data)
                self._read.append((data, proof, parse_checkpoint(proof.checkpoint_note.text)))

    def of(self, record: Record[Any]) -> bytes | None:
        """The one to judge the record by (`choose_proof`) of those whose hashes lead from it to a root."""
        leaf = bytes.fromhex(record.digest)
        held = [
            data
            for data, proof, checkpoint in self._read
            if check_inclusion(leaf, proof.index, checkpoint.size, proof.hashes, checkpoint.root)
        ]
        if record.digest in self._receipts:
            held.append(self._receipts[record.digest])
        return choose_proof(record.data, self._trust, held)


def is_witnessed(proof: bytes, record: Record[Any], trust: TrustStore, now: datetime) -> bool:
    """Whether the proof holds for the record, and another party saw the checkpoint by `now`."""
    party = trust.party(record.body.issuer)
    found = _read_proof(proof, record, party, trust) if party is not None else []
    until = _latest(trust, now)
    return not isinstance(found, tuple) and _find_first(found, record.created, until) is not None


def _read_proof(
    data: bytes, record: Record[Any], party: PartyTrust, trust: TrustStore
) -> list[_Cosignature] | tuple[str, str]:
    """Who else saw the checkpoint of the party's log that holds the record; or why there is none: en, zh."""
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
    """Those of the other parties: the owner's own word dates nothing, nor does that of a compromised key."""
    others = (party for party in trust.parties.values() if party is not owner)
    return [(time, party.issuer) for party in others for time in _cosigned(party, note)]


def _find_first(
    cosigned: Sequence[_Cosignature], since: datetime, until: datetime | None = None
) -> _Cosignature | None:
    """The first that dates what says that it was signed at `since`; none of after `until`."""
    end, signed = _NEVER if until is None else until.timestamp(), int(since.timestamp())
    dated = ((date_signed(signed, time), by) for time, by in cosigned if time <= end)
    honest = ((time, by) for time, by in dated if time is not None)
    return min(honest, key=lambda one: one[0], default=None)


def date_signed(signed: int, cosigned: int) -> int | None:
    """As of when a cosignature shows what was signed, all in seconds; None of long before, which is a lie.

    The clock of a witness may be a little behind the issuer's: what it saw had been signed by then.
    """
    # no hash is cosigned before its record exists, and a thief of this key could write `signed` himself
    return max(cosigned, signed) if cosigned >= signed - CLOCK_TOLERANCE.total_seconds() else None


def _latest(trust: TrustStore, now: datetime) -> datetime:
    """After which a cosignature is of the future; where the clock is behind, by what a root has signed."""
    return max(now, trust.newest_by_root) + CLOCK_TOLERANCE


def _cosigned(party: PartyTrust, note: Note) -> list[int]:
    name = log_origin(party.issuer)
    found = (check_cosignature(note, name, key) for key in party.publication_keys())
    return [time for time in found if time is not None and 0 <= time < _NEVER]


def _not_logged(reason: tuple[str, str]) -> Finding:
    en, zh = reason
    return unclear(CHECK, "not-logged", reason=en, reason_zh=zh)
