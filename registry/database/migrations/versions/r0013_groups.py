"""Credentials counted by group, when each was signed by which key; events with reason, signature and key."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

PORTION = 1000
CHINA = timezone(timedelta(hours=8))


def upgrade() -> None:
    """Reads every credential and event once: minutes for a million."""
    credential, event, group, edge = create_tables()
    record = sa.table("record", *(sa.column(name) for name in ("digest", "kind", "position", "data")))
    query = sa.select(record).order_by(record.c.digest).limit(PORTION)
    query = query.where(record.c.kind.in_(("capability", "credit", "status-event")))
    connection = op.get_bind()
    groups: Counter[tuple[Any, ...]] = Counter()
    beginning: Counter[tuple[Any, ...]] = Counter()
    ending: Counter[tuple[Any, ...]] = Counter()
    last = ""
    while rows := connection.execute(query.where(record.c.digest > last)).all():
        credentials, events = [], []
        for row in rows:
            value = json.loads(bytes(row.data))
            if row.kind == "status-event":
                events.append(event_row(row.digest, value))
                continue
            found = credential_row(row.position, value)
            credentials.append(found)
            issuer, members = found["issuer"], group_of(found)
            digest = sha256(compact([*members])).hexdigest()[:32]
            groups[issuer, digest, *members] += 1
            beginning[issuer, found["valid_from"], digest] += 1
            ending[issuer, found["valid_until"], digest] += 1
        insert(connection, credential, credentials)
        insert(connection, event, events)
        last = rows[-1].digest
    insert(connection, group, [name(group, (*row, number)) for row, number in groups.items()])
    places = sorted({*beginning, *ending})
    insert(connection, edge, [name(edge, (*place, beginning[place], ending[place])) for place in places])


def create_tables() -> tuple[sa.Table, sa.Table, sa.Table, sa.Table]:
    """Both that have new columns are made anew."""
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
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(320), nullable=False),
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
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(320), nullable=False),
    )
    op.create_index("event_sequence", "status_event", ["credential", "issuer", "sequence"])
    group = op.create_table(
        "credential_group",
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("digest", sa.String(32), primary_key=True),
        sa.Column("region", sa.String(10), nullable=False),
        sa.Column("scheme", sa.String(64), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("grade", sa.String(60), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("begins", sa.String(7), nullable=False),
        sa.Column("ends", sa.String(7), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
    edge = op.create_table(
        "group_edge",
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("moment", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("digest", sa.String(32), primary_key=True),
        sa.Column("beginning", sa.BigInteger(), nullable=False),
        sa.Column("ending", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
    return credential, event, group, edge


def insert(connection: sa.Connection, table: sa.Table, rows: list[Mapping[str, object]]) -> None:
    """All of them, if there are any."""
    if rows:
        connection.execute(sa.insert(table), rows)


def name(table: sa.Table, row: tuple[Any, ...]) -> Mapping[str, object]:
    """The values of a row by column."""
    return dict(zip(table.c.keys(), row, strict=True))


def credential_row(position: int, value: Any) -> Mapping[str, Any]:
    """As registry.admission.record_rows did then."""
    subject = value["credentialSubject"]
    assessment = subject["assessment"]
    return {
        "issuer": value["issuer"],
        "position": position,
        "certificate_number": assessment["certificateNumber"],
        "id": value["id"],
        "uscc": subject["unifiedSocialCreditCode"],
        "region": subject["region"],
        "scheme": assessment["scheme"],
        "category": compact(assessment.get("category", [None])).decode(),
        "grade": assessment["grade"],
        "created": seconds(value["proof"]["created"]),
        "key": fragment(value),
        "valid_from": seconds(value["validFrom"]),
        "valid_until": seconds(value["validUntil"]),
    }


def group_of(row: Mapping[str, Any]) -> tuple[str, ...]:
    """As registry.admission.group_rows did then."""
    said = (row["region"], row["scheme"], row["category"], row["grade"])
    return (*said, month(row["created"]), month(row["valid_from"]), month(row["valid_until"]))


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
        "reason": change["reason"],
        "created": created,
        "key": fragment(value),
    }


def compact(value: Any) -> bytes:
    """JSON without spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def fragment(value: Any) -> str:
    """Of the id of the key that signed."""
    return str(value["proof"]["verificationMethod"]).partition("#")[2]


def month(moment: int) -> str:
    """2026-05, at +08:00."""
    return f"{datetime.fromtimestamp(moment, CHINA):%Y-%m}"


def seconds(text: str) -> int:
    """A time of the profile, since 1970."""
    return int(datetime.fromisoformat(text).timestamp())
