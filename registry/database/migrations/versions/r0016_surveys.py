"""Commitments and reports of surveys side by side: the name of each says which it is."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Renames what is stored."""
    op.execute(
        "UPDATE record SET name = name || '/' || digest WHERE kind IN ('survey-commitment', 'survey-report')"
    )
