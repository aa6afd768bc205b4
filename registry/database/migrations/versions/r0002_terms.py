"""Terms by which credentials are searched; r0005 fills them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The table alone."""
    op.create_table(
        "term",
        sa.Column("term", sa.String(40), primary_key=True),
        sa.Column("uscc", sa.String(18), primary_key=True),
        sqlite_with_rowid=False,
    )
