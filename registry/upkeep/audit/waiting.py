"""Waiting manifests: each by its association's publication key, under its association's name."""

from sqlalchemy import select

from credentials.kinds import parse_manifest
from registry.database.tables import WAITING
from registry.errors import RegistryError
from registry.upkeep.audit.report import Report
from registry.view.view import RegistryView
from signing.data_integrity import check_signature


def audit_waiting(view: RegistryView, report: Report) -> None:
    """Verify every proof: there are at most as many as associations."""
    for issuer, data in view.connection.execute(select(WAITING.c.issuer, WAITING.c.data)):
        where = f"waiting manifest of {issuer}"
        with report.part(where):
            record = parse_manifest(data)
            if record.data != data:
                report.add(RegistryError("bytes-not-canonical", where))
            if record.body.issuer != issuer:
                signer = record.body.issuer
                report.add(
                    RegistryError("column-differs", where, column="issuer", found=issuer, expected=signer)
                )
            party = view.load_trust().party(record.body.issuer)
            key = party.key(record.proof.verification_method) if party is not None else None
            if key is None or not check_signature(record.value, record.proof, key.public):
                report.add(RegistryError("proof-wrong", where))
