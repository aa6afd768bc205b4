"""Sheets of batches, kept until their plans are made."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table of dropped sheets."""
    op.create_table(
        "desk_batch",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("issuer", sa.String(250), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("person", sa.String(60), nullable=False),
        sa.Column("dropped", sa.BigInteger(), nullable=False),
        sa.Column("file", sa.String(200), nullable=False),
        sa.Column("sheet", sa.String(64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
    )
    op.create_index("desk_batch_sheet", "desk_batch", ["sheet"])
