"""Revisions of the tables: each is a migration in `migrations/versions`, run when a registry is opened.

Alembic is loaded only if there is a migration to run.
"""

from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, select, table, text

from registry.errors import RegistryError

REVISIONS = ("0019",)
"""Revisions of this version, in order; lower ones are of an earlier format, others of a newer version."""

REVISION = REVISIONS[-1]
"""The revision that registry.database.tables describes."""

VERSION_TABLE = "alembic_version"
FOLDER = Path(__file__).parent / "migrations"

_ONE_AT_A_TIME = Lock()
"""One migration at a time: alembic keeps the connection in globals of its own."""


def find_revision(connection: Connection, version_table: str = VERSION_TABLE) -> object:
    """Return the revision in a version table; None if it is empty or belongs to another program."""
    rows = connection.execute(select(text("*")).select_from(table(version_table))).mappings()
    return next((row.get("version_num") for row in rows), None)


def check_revision(revision: object) -> None:
    """Refuse a revision that this version does not know: not-a-registry, registry-earlier, registry-newer."""
    if not isinstance(revision, str):  # a column of SQLite may have a value of any type
        raise RegistryError("not-a-registry")
    if revision < REVISIONS[0]:
        raise RegistryError("registry-earlier")
    if revision not in REVISIONS:
        raise RegistryError("registry-newer", revision=revision[:40])


def migrate(connection: Connection, folder: Path | None = None, revision: str | None = None) -> None:
    """Bring the tables up to this version's, in the transaction of `connection`.

    An apartment with tables that do not derive from records has its own `folder` of migrations.
    """
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    # configparser would read a single % as an interpolation
    config.set_main_option("script_location", str(folder or FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    with _ONE_AT_A_TIME:
        command.upgrade(config, revision or REVISION)
