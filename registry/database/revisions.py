"""Versions of the tables: each is a migration in `migrations/versions`, run when a registry is opened.

Alembic is loaded only when there is something to migrate.
"""

from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, column, inspect, select, table

from registry.errors import RegistryError

REVISION = "0018"
"""The revision that registry.database.tables describes."""

FIRST_REVISION = "0001"
"""What a registry has that was made before revisions were kept."""

VERSION_TABLE = "alembic_version"
FOLDER = Path(__file__).parent / "migrations"

_ONE_AT_A_TIME = Lock()
"""Alembic keeps the connection it works on in globals of its own."""

_VERSION = table(VERSION_TABLE, column("version_num"))


def find_revision(connection: Connection) -> str | None:
    """The revision of a registry that keeps one."""
    found: str | None = connection.scalar(select(_VERSION.c.version_num))
    return found


def migrate(connection: Connection, revision: str = REVISION) -> None:
    """Brings the tables up to `revision`, in the transaction of `connection`.

    Raises RegistryError registry-newer for a revision that a later version of huren has made.
    """
    with _ONE_AT_A_TIME:
        _migrate(connection, revision)


def _migrate(connection: Connection, revision: str) -> None:
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    tables = inspect(connection).get_table_names()
    if VERSION_TABLE in tables:
        found = find_revision(connection)
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        if found is not None and found not in known:
            raise RegistryError("registry-newer", revision=found[:40])
    elif tables:
        command.stamp(config, FIRST_REVISION)
    command.upgrade(config, revision)
