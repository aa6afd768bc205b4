"""The tables of huren 0.1."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From nothing."""
    setting = op.create_table(
        "setting",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.String(), nullable=False),
    )
    op.create_table(
        "record",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("issuer", sa.String(250), nullable=False),
        sa.Column("name", sa.String(400), nullable=False),
        sa.Column("position", sa.BigInteger()),
        sa.Column("admitted", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
    )
    op.create_index("record_name", "record", ["name", "issuer"], unique=True)
    op.create_index("record_kind", "record", ["kind", "issuer"])
    op.create_table(
        "leaf",
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("tree", sa.String(10), primary_key=True),
        sa.Column("position", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "credential",
        sa.Column("certificate_number", sa.String(60), primary_key=True),
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("position", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("id", sa.String(45), nullable=False),
        sa.Column("uscc", sa.String(18), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("credential_uscc", "credential", ["uscc"])
    op.create_table(
        "status_index",
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("list_number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("credential", sa.String(45), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "status_event",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("issuer", sa.String(250), nullable=False),
        sa.Column("credential", sa.String(45), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
    )
    op.create_index("event_sequence", "status_event", ["credential", "issuer", "sequence"], unique=True)
    op.create_table(
        "plan",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("issuer", sa.String(250), nullable=False),
        sa.Column("planned", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "checkpoint",
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("size", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("note", sa.String(), nullable=False),
    )
    op.bulk_insert(setting, [{"name": "type", "value": "huren-registry/1"}])
