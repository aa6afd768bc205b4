"""All tables of this format."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create all tables in an empty database."""
    make_records()
    make_credentials()
    make_logs()


def make_records() -> None:
    """Create the tables of settings, records, trees, plans, and waiting records."""
    setting = op.create_table(
        "setting",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.String(), nullable=False),
    )
    op.bulk_insert(setting, [{"name": "type", "value": "huren-registry/1"}])
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
        "plan",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("issuer", sa.String(250), nullable=False),
        sa.Column("planned", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "waiting_manifest",
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("data", sa.LargeBinary(), nullable=False),
    )


def make_credentials() -> None:
    """Create the tables by which credentials are found, listed and counted, and their status."""
    op.create_table(
        "credential",
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("position", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("certificate_number", sa.String(60), nullable=False),
        sa.Column("id", sa.String(45), nullable=False),
        sa.Column("uscc", sa.String(18), nullable=False),
        sa.Column("region", sa.String(10), nullable=False),
        sa.Column("scheme", sa.String(64), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("grade", sa.String(60), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(320), nullable=False),
        sa.Column("valid_from", sa.BigInteger(), nullable=False),
        sa.Column("valid_until", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("credential_number", "credential", ["certificate_number", "issuer"])
    op.create_index("credential_uscc", "credential", ["uscc"])
    op.create_table(
        "credential_group",
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("digest", sa.String(32), primary_key=True),
        sa.Column("region", sa.String(10), nullable=False),
        sa.Column("scheme", sa.String(64), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("grade", sa.String(60), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("begins", sa.String(7), nullable=False),
        sa.Column("ends", sa.String(7), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "group_edge",
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("moment", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("digest", sa.String(32), primary_key=True),
        sa.Column("beginning", sa.BigInteger(), nullable=False),
        sa.Column("ending", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "term",
        sa.Column("term", sa.String(40), primary_key=True),
        sa.Column("uscc", sa.String(18), primary_key=True),
        sqlite_with_rowid=False,
    )
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
        sa.Column("action", sa.String(10), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger()),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(320), nullable=False),
    )
    op.create_index("event_sequence", "status_event", ["credential", "issuer", "sequence"])


def make_logs() -> None:
    """Create the tables of signed heads, others' logs, and the monitor's alerts."""
    for name in ("checkpoint", "ahead"):
        op.create_table(
            name,
            sa.Column("issuer", sa.String(250), primary_key=True),
            sa.Column("size", sa.BigInteger(), primary_key=True, autoincrement=False),
            sa.Column("note", sa.String(), nullable=False),
        )
    op.create_table(
        "cosignatures",
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("data", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "mirror",
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("position", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("code", sa.String(40)),
        sa.Column("data", sa.LargeBinary()),
        sa.Column("moment", sa.BigInteger()),
        sqlite_with_rowid=False,
    )
    refused = sa.text("code IS NOT NULL")
    op.create_index("mirror_digest", "mirror", ["digest"])
    op.create_index(
        "mirror_refused", "mirror", ["issuer", "position"], sqlite_where=refused, postgresql_where=refused
    )
    op.create_table(
        "peer",
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("pulled", sa.BigInteger(), nullable=False),
        sa.Column("cuts", sa.BigInteger(), nullable=False),
        sa.Column("tags", sa.String(), nullable=False),
    )
    op.create_table(
        "conflict",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("issuer", sa.String(250), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("found", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "monitor",
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("arrived", sa.BigInteger(), nullable=False),
        sa.Column("passed", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "looked",
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("digest", sa.String(64), primary_key=True),
    )
    op.create_table(
        "alert",
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("code", sa.String(40), primary_key=True),
        sa.Column("subject", sa.String(250), primary_key=True),
        sa.Column("found", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.BigInteger()),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
    )
