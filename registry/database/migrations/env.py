"""Entry point of alembic: it uses the connection and transaction that `revisions` gives it."""

from alembic import context

from registry.database.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
