"""Entry point of alembic: it uses the connection and transaction that `registry.database.revisions` gives."""

from alembic import context

from desk.tables import METADATA, VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"], target_metadata=METADATA, version_table=VERSION_TABLE
)
context.run_migrations()
