"""Manifests that wait aside; events of one sequence, which another association may have signed twice."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Takes no time: an index is made again."""
    op.create_table(
        "waiting_manifest",
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.drop_index("event_sequence", "status_event")
    op.create_index("event_sequence", "status_event", ["credential", "issuer", "sequence"])
