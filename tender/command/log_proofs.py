"""Log proofs of an opening: files beside the tender, and what the register proves of what was handed in."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from credentials.record import Record
from terminal.workspace.log_proofs import find_proofs, load_proofs
from verifier.checks.well_formed import read_credential
from verifier.numbers.registered_log import prove_by
from verifier.tender.record import TenderOpening


def find_beside(tender: Path) -> tuple[bytes, ...]:
    """Those in the tender's own folder; what lies in the bidders' is theirs. CommandError file-…"""
    found = find_proofs([str(path) for path in sorted(tender.parent.iterdir()) if path.is_file()])
    return load_proofs((), found)


def prove_handed_in(opening: TenderOpening, now: datetime) -> Iterator[bytes]:
    """What the logs of the register prove of the credentials on papers and under marked numbers."""
    register = opening.register
    if register is None or not register.logs:
        return
    papers = (entry.paper for entries in opening.inputs.values() for entry in entries)
    codes = (code.data for paper in papers for code in paper.codes)
    read = (code if isinstance(code, Record) else read_credential(code) for code in codes)
    records = {
        record.digest: record for record in (*read, *register.credentials) if isinstance(record, Record)
    }
    for record in records.values():
        yield from prove_by(register.logs, record, opening.trust, now)
