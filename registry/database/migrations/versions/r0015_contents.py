"""Halves, standards and reports of one number side by side: the name of each says which it is."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from credentials.words.simplified import fold_closely

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

PORTION = 1000


def upgrade() -> None:
    """Makes the table of halves anew, by content too, and renames what is stored."""
    op.create_table(
        "resolution_before",
        *(sa.Column(name, sa.String()) for name in ("number", "issuer", "digest", "content", "day")),
    )
    op.execute("INSERT INTO resolution_before SELECT number, issuer, digest, content, day FROM resolution")
    op.drop_table("resolution")
    resolution = op.create_table(
        "resolution",
        sa.Column("number", sa.String(60), primary_key=True),
        sa.Column("content", sa.String(64), primary_key=True),
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sqlite_with_rowid=False,
    )
    before: Any = sa.table(
        "resolution_before",
        *(sa.column(name) for name in ("number", "issuer", "digest", "content", "day")),
    )
    query = sa.select(before).order_by(before.c.digest).limit(PORTION)
    connection = op.get_bind()
    last = ""
    while rows := connection.execute(query.where(before.c.digest > last)).mappings().all():
        connection.execute(
            sa.insert(resolution), [{**row, "folded": fold_closely(row["number"])} for row in rows]
        )
        last = rows[-1]["digest"]
    op.drop_table("resolution_before")
    op.create_index("resolution_content", "resolution", ["content"])
    op.create_index("resolution_folded", "resolution", ["folded"])
    op.execute("UPDATE record SET name = name || '/' || digest WHERE kind IN ('standard', 'report')")
    op.execute(
        "UPDATE record SET name = 'resolution/' || "
        "(SELECT content FROM resolution WHERE resolution.digest = record.digest) WHERE kind = 'resolution'"
    )
