"""What notices are listed by, with that of what is stored already."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

PORTION = 1000


def upgrade() -> None:
    """Reads every notice once."""
    notice = op.create_table(
        "notice",
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("position", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("id", sa.String(45), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("media", sa.String(), nullable=False),
        sa.Column("first_day", sa.String(10), nullable=False),
        sa.Column("last_day", sa.String(10), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("notice_days", "notice", ["last_day", "issuer", "position"])
    record = sa.table("record", *(sa.column(name) for name in ("digest", "kind", "position", "data")))
    query = sa.select(record).where(record.c.kind == "notice").order_by(record.c.digest).limit(PORTION)
    connection = op.get_bind()
    last = ""
    while rows := connection.execute(query.where(record.c.digest > last)).all():
        connection.execute(sa.insert(notice), [row_of(json.loads(bytes(r.data)), r.position) for r in rows])
        last = rows[-1].digest


def row_of(document: Any, position: int) -> dict[str, Any]:
    """As registry.admission.record_rows files a notice."""
    subject = document["credentialSubject"]
    return {
        "issuer": document["issuer"],
        "position": position,
        "id": document["id"],
        "kind": subject["kind"],
        "media": json.dumps(subject.get("media", []), separators=(",", ":")),
        "first_day": subject["from"],
        "last_day": subject["until"],
    }
