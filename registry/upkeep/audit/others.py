"""Logs of others, and the proofs of their conflicts: every entry is at hand, every proof is sound.

A mirror's entries are compared. Its early end is no fault: the next pull goes on from there.
"""

from contextlib import suppress
from hashlib import sha256

from sqlalchemy import select

from credentials.kinds import parse_manifest
from credentials.record import parse_document
from registry.database.tables import CONFLICT, COSIGNATURES, MIRROR, PEER, RECORD
from registry.errors import RegistryError
from registry.log.cosignatures import COSIGNATURES_PART, find_lacking, parse_index
from registry.sync.conflicts import LOG, MAX_CONFLICT_BYTES, RECORD_ID
from registry.upkeep.audit.records import Leaves, add_leaf
from registry.upkeep.audit.report import Report
from registry.view.trees import MIRRORED
from registry.view.view import RegistryView
from signing.errors import HurenError
from signing.log.merkle import HASH_BYTES


def audit_mirrors(view: RegistryView, report: Report, leaves: Leaves) -> None:
    """Check that every entry has its record or its refused bytes; `leaves` get them for the roots."""
    row = MIRROR.c
    peers = {*view.connection.scalars(select(PEER.c.issuer))}
    query = select(row.issuer, row.position, row.digest, row.code, row.data, RECORD.c.digest.label("here"))
    query = query.join(RECORD, RECORD.c.digest == row.digest, isouter=True)
    for issuer, position, digest, code, data, stored in view.connection.execute(
        query.order_by(row.issuer, row.position)
    ):
        entries = leaves.setdefault((issuer, MIRRORED), bytearray())
        where = f"mirror {issuer} {position}"
        if position != len(entries) // HASH_BYTES:
            report.add(RegistryError("leaf-gap", where, expected=len(entries) // HASH_BYTES))
        if issuer not in peers:
            report.add(RegistryError("row-extra", where))
        if code is None and (stored is None or data is not None):
            report.add(RegistryError("leaf-alone", where, digest=digest))
        elif code is not None and (data is None or sha256(data).hexdigest() != digest):
            report.add(RegistryError("bytes-altered", where))
        elif code is not None and code not in RegistryError.MESSAGES:
            report.add(RegistryError("column-differs", where, column="code", found=code, expected=""))
        # the audit also reports the different root
        add_leaf(entries, digest)


def audit_cosignatures(view: RegistryView, report: Report) -> None:
    """Check that a manifest names each index, and that the cosignatures it names are here."""
    named_parts: set[tuple[str, str]] = set()
    for data in view.of_kind("manifest"):
        with suppress(HurenError):  # the audit of records reports this
            body = parse_manifest(data).body
            parts = body.credential_subject.parts
            named_parts |= {(body.issuer, part.digest) for part in parts if part.kind == COSIGNATURES_PART}
    for issuer, data in view.connection.execute(select(COSIGNATURES)):
        where = f"cosignatures {issuer}"
        with report.part(where):
            if (issuer, sha256(data).hexdigest()) not in named_parts:
                report.add(RegistryError("bytes-altered", where))
                continue
            for owner, size in find_lacking(view, parse_index(data)):
                report.add(RegistryError("row-missing", f"checkpoint {owner} {size}"))


def audit_conflicts(view: RegistryView, report: Report) -> None:
    """Check that bytes, digest, issuer and kind agree; today's keys decide whether it proves anything."""
    for digest, issuer, kind, _, data in view.connection.execute(select(CONFLICT)):
        where = f"conflict {digest}"
        with report.part(where):
            if sha256(data).hexdigest() != digest:
                report.add(RegistryError("bytes-altered", where))
                continue
            value = parse_document(data, MAX_CONFLICT_BYTES)
            filed = str(value.get("issuer")), LOG if "checkpoints" in value else RECORD_ID
            for column, actual, expected in zip(("issuer", "kind"), (issuer, kind), filed, strict=True):
                if actual != expected:
                    report.add(
                        RegistryError("column-differs", where, column=column, found=actual, expected=expected)
                    )
