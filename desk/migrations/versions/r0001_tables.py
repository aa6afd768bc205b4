"""All tables of the desk."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create all tables."""
    make_decisions()
    make_people()
    make_notes()


def make_decisions() -> None:
    """Create the tables of plans, statements, and signed documents that came back."""
    op.create_table(
        "desk_people",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("issuer", sa.String(250), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "desk_plan",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("issuer", sa.String(250), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.Column("previous", sa.String(64)),
        sa.Column("notice", sa.String(64)),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
    )
    op.create_index("desk_plan_expires", "desk_plan", ["issuer", "expires"])
    op.create_table(
        "desk_document",
        sa.Column("plan", sa.String(64), primary_key=True),
        sa.Column("place", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "desk_statement",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("statement", sa.String(64), nullable=False),
        sa.Column("issuer", sa.String(250), nullable=False),
        sa.Column("plan", sa.String(64), nullable=False),
        sa.Column("person", sa.String(60), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
    )
    op.create_index("desk_statement_person", "desk_statement", ["issuer", "person"])
    op.create_index("desk_statement_plan", "desk_statement", ["plan"])
    op.create_table(
        "desk_export",
        sa.Column("plan", sa.String(64), primary_key=True),
        sa.Column("at", sa.BigInteger(), primary_key=True, autoincrement=False),
    )
    op.create_table(
        "desk_refused",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("issuer", sa.String(250), nullable=False),
        sa.Column("plan", sa.String(64)),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
    )
    op.create_index("desk_refused_issuer", "desk_refused", ["issuer", "received"])


def make_people() -> None:
    """Create the tables of invitations, enrolled keys, passwords, sessions and counters."""
    op.create_table(
        "desk_invitation",
        sa.Column("code", sa.String(64), primary_key=True),
        sa.Column("issuer", sa.String(250), nullable=False),
        sa.Column("person", sa.String(60), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("roles", sa.String(), nullable=False),
        sa.Column("made", sa.BigInteger(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.Column("used", sa.BigInteger()),
    )
    op.create_table(
        "desk_key",
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("public", sa.String(1000), primary_key=True),
        sa.Column("person", sa.String(60), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("roles", sa.String(), nullable=False),
        sa.Column("enrolled", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.String(), nullable=False),
    )
    op.create_table(
        "desk_account",
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("person", sa.String(60), primary_key=True),
        sa.Column("password", sa.String(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "desk_session",
        sa.Column("token", sa.String(64), primary_key=True),
        sa.Column("issuer", sa.String(250), nullable=False),
        sa.Column("person", sa.String(60), nullable=False),
        sa.Column("began", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "desk_counter",
        sa.Column("credential", sa.String(1364), primary_key=True),
        sa.Column("counter", sa.BigInteger(), nullable=False),
    )


def make_notes() -> None:
    """Create the tables of the inbox, the settings and the journal."""
    op.create_table(
        "desk_inbox",
        sa.Column("id", sa.String(45), primary_key=True),
        sa.Column("issuer", sa.String(250), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("sender", sa.String(250), nullable=False),
        sa.Column("data", sa.String(), nullable=False),
    )
    op.create_index("desk_inbox_received", "desk_inbox", ["issuer", "received"])
    op.create_table(
        "desk_inbox_event",
        sa.Column("entry", sa.String(45), primary_key=True),
        sa.Column("number", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("act", sa.String(20), nullable=False),
        sa.Column("person", sa.String(60), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.String(), nullable=False),
    )
    op.create_table(
        "desk_setting",
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("name", sa.String(100), primary_key=True),
        sa.Column("value", sa.String(), nullable=False),
    )
    op.create_table(
        "desk_journal",
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("number", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.String(60)),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(250), nullable=False),
        sa.Column("data", sa.String(), nullable=False),
    )
