"""Where alembic begins: on the connection, and in the transaction, that `revisions` gives it."""

from alembic import context

from registry.database.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
