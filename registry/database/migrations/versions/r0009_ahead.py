"""Cosigned checkpoints of others' logs apart from those whose entries are here."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_BEYOND = """
FROM checkpoint WHERE EXISTS (SELECT 1 FROM peer WHERE peer.issuer = checkpoint.issuer)
AND checkpoint.size > (SELECT count(*) FROM mirror WHERE mirror.issuer = checkpoint.issuer)
"""


def upgrade() -> None:
    """What covers more than is here goes into the new table."""
    op.create_table(
        "ahead",
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("size", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("note", sa.String(), nullable=False),
    )
    op.execute(f"INSERT INTO ahead SELECT issuer, size, note {_BEYOND}")
    op.execute(f"DELETE {_BEYOND}")
