"""Statements that are compiled once a process.

Each registry that a test opens has an engine of its own, which would compile every statement anew: a fifth of
what the tests of two nodes take.
"""

from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, create_engine
from sqlalchemy.util import LRUCache

from registry.database import backends


class Compiled(LRUCache[Any, Any]):
    """Compiled statements by their SQL expression, each with its result columns.

    A `SELECT *` has columns for each database.
    """

    def __setitem__(self, key: Any, value: Any) -> None:
        if not value.string.startswith("SELECT *"):
            super().__setitem__(key, value)


def share_compiled_statements() -> None:
    """Give the engines of SQLite one dialect, by which a compiled statement is found, and one store."""
    compiled = Compiled(5_000)
    shared = create_engine("sqlite://")
    with shared.connect():  # a dialect knows its database from the first connection on
        pass
    shared.dispose()

    def connect(*given: Any, **options: Any) -> Engine:
        engine = create_engine(*given, **options)
        if engine.dialect.name == shared.dialect.name:
            engine.dialect, engine._compiled_cache = shared.dialect, compiled
        return engine

    patch.object(backends, "create_engine", connect).start()
