"""Technologies by whose and which they are, and what associations said of them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Empty tables: no record of these kinds was admitted before."""
    op.create_table(
        "technology",
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("position", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("id", sa.String(45), nullable=False),
        sa.Column("holder_code", sa.String(18), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("version", sa.String(60), nullable=False),
        sa.Column("valid_from", sa.BigInteger(), nullable=False),
        sa.Column("valid_until", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("technology_holder", "technology", ["holder_code"])
    op.create_table(
        "listing",
        sa.Column("technology", sa.String(64), primary_key=True),
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("sequence", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sqlite_with_rowid=False,
    )
