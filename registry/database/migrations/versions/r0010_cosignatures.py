"""The index of cosignatures that an association published last."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Empty: the next publication, or the next pull, brings it."""
    op.create_table(
        "cosignatures",
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("data", sa.LargeBinary(), nullable=False),
    )
