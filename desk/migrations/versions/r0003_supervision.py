"""The table of supervision."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "desk_supervision",
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("number", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("credential", sa.String(45), nullable=False),
        sa.Column("act", sa.String(20), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("person", sa.String(60), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
    )
