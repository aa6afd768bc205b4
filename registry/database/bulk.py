"""Inserts and deletes of many rows, in the fastest way of each driver.

Values go to the driver unconverted: SQLAlchemy's dictionary for each row would take as long as SQLite itself.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Connection, Dialect, Table, bindparam, delete, insert
from sqlalchemy.exc import DBAPIError

PORTION = 2000
"""Most values of one IN list on PostgreSQL, whose limit is 65535."""


def insert_rows(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows with values in the order of the table's columns.

    PostgreSQL uses COPY: as quick as INSERT for one row, a third quicker for many.
    """
    if not rows:
        return
    if connection.dialect.positional:
        connection.exec_driver_sql(_compile_insert(table, connection.dialect), [*rows])
    else:
        _copy_rows(connection, table, rows)


def delete_rows(connection: Connection, column: Column[Any], values: Sequence[Any]) -> None:
    """Delete the rows with one of `values` in the column."""
    if not values:
        return
    if connection.dialect.positional:
        connection.exec_driver_sql(
            _compile_delete(column, connection.dialect), [(value,) for value in values]
        )
        return
    portion = delete(column.table).where(column.in_(bindparam("portion", expanding=True)))
    for start in range(0, len(values), PORTION):
        connection.execute(portion, {"portion": values[start : start + PORTION]})


@lru_cache(maxsize=64)
def _compile_insert(table: Table, dialect: Dialect) -> str:
    return str(insert(table).compile(dialect=dialect))


@lru_cache(maxsize=64)
def _compile_delete(column: Column[Any], dialect: Dialect) -> str:
    return str(delete(column.table).where(column == bindparam("value")).compile(dialect=dialect))


def _copy_rows(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    driver: Any = connection.connection.driver_connection
    statement = f"COPY {table.name} ({', '.join(table.c.keys())}) FROM STDIN"
    base = connection.dialect.loaded_dbapi.Error
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except base as error:
        raise DBAPIError.instance(statement, None, error, base, dialect=connection.dialect) from error
