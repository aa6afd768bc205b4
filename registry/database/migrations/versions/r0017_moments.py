"""Before when a refused entry of another's log was not logged."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of those that are here it is the last pull, at the latest."""
    op.add_column("mirror", sa.Column("moment", sa.BigInteger()))
    op.execute(
        "UPDATE mirror SET moment = COALESCE((SELECT pulled FROM peer WHERE peer.issuer = mirror.issuer), 0) "
        "WHERE code IS NOT NULL"
    )
