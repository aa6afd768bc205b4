"""Records that the monitor had looked at when they were taken out of a mirror."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of mirrors that were cut before nobody knows any more."""
    op.create_table(
        "looked",
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("digest", sa.String(64), primary_key=True),
    )
