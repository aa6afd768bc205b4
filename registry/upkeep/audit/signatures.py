"""Proofs: every record read strictly, and its signature verified under its association's key."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from credentials.kinds import parse_any
from credentials.record import Record
from registry.database.tables import RECORD
from registry.errors import RegistryError
from registry.upkeep.audit.listed_keys import Listed
from registry.upkeep.audit.report import Report
from registry.view.view import RegistryView
from signing.data_integrity import check_signature
from signing.multikey import decode_multikey

_BY_ROOT = ("agreement", "key-list", "salvage")
_PORTION = 1000


def audit_proofs(view: RegistryView, report: Report) -> None:
    """Verify every proof, also those by earlier roots, compromised keys and keys dropped from the lists."""
    with report.part("proofs"):
        listed = Listed(view)
        roots: dict[str, set[bytes]] = {}
        for text in (half.body.credential_subject for half in view.halves()):
            for entry in text.parties:
                roots.setdefault(entry.id, set()).add(decode_multikey(entry.root_key))
        query = select(RECORD.c.digest, RECORD.c.data)
        for digest, data in view.connection.execute(query, execution_options={"yield_per": _PORTION}):
            with report.part(f"record {digest}"):
                record = parse_any(data)
                if not any(
                    check_signature(record.value, record.proof, key) for key in _keys(listed, record, roots)
                ):
                    report.add(RegistryError("proof-wrong", f"record {digest}"))
            report.proofs += 1
            report.step()


def _keys(listed: Listed, record: Record[Any], roots: dict[str, set[bytes]]) -> Iterable[bytes]:
    if record.body.KIND in _BY_ROOT:
        return roots.get(record.body.signer, ())
    return listed.keys(record.proof.verification_method)
