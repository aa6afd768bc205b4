"""Halves of resolutions by number and content, and what they adopt."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Empty tables: no record of these kinds was admitted before."""
    op.create_table(
        "resolution",
        sa.Column("number", sa.String(60), primary_key=True),
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("content", sa.String(64), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("resolution_content", "resolution", ["content"])
    op.create_table(
        "citation",
        sa.Column("cited", sa.String(64), primary_key=True),
        sa.Column("half", sa.String(64), primary_key=True),
        sqlite_with_rowid=False,
    )
