"""How far others' logs were looked at, and what was found amiss; an index of what was refused of them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Empty tables, and an index."""
    op.create_table(
        "monitor",
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("arrived", sa.BigInteger(), nullable=False),
        sa.Column("passed", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "alert",
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("code", sa.String(40), primary_key=True),
        sa.Column("subject", sa.String(250), primary_key=True),
        sa.Column("found", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.BigInteger()),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
    )
    refused = sa.text("code IS NOT NULL")
    op.create_index(
        "mirror_refused", "mirror", ["issuer", "position"], sqlite_where=refused, postgresql_where=refused
    )
