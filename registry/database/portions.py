"""Queries with many values or many rows, run in portions."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, bindparam
from sqlalchemy import Row as SelectedRow

T = TypeVar("T")

IN_LIMIT = 450
"""Most values of one IN list; a query may have two lists, and older SQLite stops at 999 variables."""

_READ = 1000
"""Rows of a streamed query in memory at a time."""


def stream(connection: Connection, query: Select[Any], **parameters: object) -> Iterator[Any]:
    """Yield the rows of a query, a portion in memory at a time; the first portion is small."""
    options = {"stream_results": True, "max_row_buffer": _READ}
    with connection.execute(query, parameters, execution_options=options) as rows:
        yield from rows


def narrow(query: Select[Any], column: ColumnElement[Any]) -> Select[Any]:
    """Return `query` narrowed to rows whose `column` is in a list, for `select_in`.

    Keep the result: a statement built once and run often takes a third of the time.
    """
    return query.where(column.in_(bindparam("portion", expanding=True)))


def select_in(
    connection: Connection, narrowed: Select[Any], values: Iterable[Any], **parameters: object
) -> Iterator[SelectedRow[Any]]:
    """Yield the rows of a query from `narrow` for `values`, in portions."""
    wanted = [*values]
    for start in range(0, len(wanted), IN_LIMIT):
        yield from connection.execute(narrowed, {**parameters, "portion": wanted[start : start + IN_LIMIT]})


def portions_of(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the items in order, in lists of at most `size`."""
    source = iter(items)
    while portion := [*islice(source, size)]:
        yield portion
