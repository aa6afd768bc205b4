"""What credentials are listed and counted by, with that of what is stored already."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PORTION = 1000
CHINA = timezone(timedelta(hours=8))


def upgrade() -> None:
    """Reads every credential and event once: minutes for a million."""
    op.drop_table("credential")
    credential = op.create_table(
        "credential",
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("position", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("certificate_number", sa.String(60), nullable=False),
        sa.Column("id", sa.String(45), nullable=False),
        sa.Column("uscc", sa.String(18), nullable=False),
        sa.Column("region", sa.String(10), nullable=False),
        sa.Column("scheme", sa.String(64), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("grade", sa.String(60), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("valid_from", sa.BigInteger(), nullable=False),
        sa.Column("valid_until", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("credential_number", "credential", ["certificate_number", "issuer"])
    op.create_index("credential_uscc", "credential", ["uscc"])
    op.drop_table("status_event")
    event = op.create_table(
        "status_event",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("issuer", sa.String(250), nullable=False),
        sa.Column("credential", sa.String(45), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.String(10), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger()),
    )
    op.create_index("event_sequence", "status_event", ["credential", "issuer", "sequence"])
    record = sa.table("record", *(sa.column(name) for name in ("digest", "kind", "position", "data")))
    query = sa.select(record).order_by(record.c.digest).limit(PORTION)
    query = query.where(record.c.kind.in_(("capability", "credit", "status-event")))
    connection = op.get_bind()
    last = ""
    while rows := connection.execute(query.where(record.c.digest > last)).all():
        credentials, events = [], []
        for row in rows:
            value = json.loads(bytes(row.data))
            if row.kind == "status-event":
                events.append(event_row(row.digest, value))
            else:
                credentials.append(credential_row(row.position, value))
        for table, values in ((credential, credentials), (event, events)):
            if values:
                connection.execute(sa.insert(table), values)
        last = rows[-1].digest


def credential_row(position: int, value: Any) -> Mapping[str, object]:
    """As registry.admission.record_rows did then."""
    subject = value["credentialSubject"]
    assessment = subject["assessment"]
    categories = json.dumps(assessment.get("category", [None]), ensure_ascii=False, separators=(",", ":"))
    return {
        "issuer": value["issuer"],
        "position": position,
        "certificate_number": assessment["certificateNumber"],
        "id": value["id"],
        "uscc": subject["unifiedSocialCreditCode"],
        "region": subject["region"],
        "scheme": assessment["scheme"],
        "category": categories,
        "grade": assessment["grade"],
        "month": f"{moment(value['proof']['created']).astimezone(CHINA):%Y-%m}",
        "valid_from": seconds(value["validFrom"]),
        "valid_until": seconds(value["validUntil"]),
    }


def event_row(digest: str, value: Any) -> Mapping[str, object]:
    """As registry.admission.record_rows did then."""
    change, created = value["credentialSubject"], seconds(value["proof"]["created"])
    since, until = seconds(change["effectiveFrom"]), change.get("until")
    return {
        "digest": digest,
        "issuer": value["issuer"],
        "credential": change["credential"],
        "sequence": change["sequence"],
        "action": change["action"],
        "since": max(since, created) if change["action"] in ("reinstate", "supersede") else since,
        "until": seconds(until) if until is not None else None,
    }


def moment(text: str) -> datetime:
    """A time of the profile, whole seconds with an offset."""
    return datetime.fromisoformat(text)


def seconds(text: str) -> int:
    """The same, since 1970."""
    return int(moment(text).timestamp())
