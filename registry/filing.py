"""What an apartment gives the registry: how its kinds are admitted, and the tables they are found by.

Such tables are derived: whatever stands in them follows from stored records alone. One that a registry does
not have yet is made when it is opened, and filled from the records that are there.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from sqlalchemy import Column, MetaData, Table, inspect, select
from sqlmodel import SQLModel

from credentials.kinds import parse_any
from credentials.record import Record
from registry.admission.admission import Admission
from registry.admission.kinds import ADMISSIONS
from registry.admission.record_rows import Row
from registry.database.bulk import insert_rows
from registry.database.portions import stream
from registry.database.tables import RECORD
from registry.view.view import RegistryView

_AT_ONCE = 1_000
"""So many rows are held before they are written."""


FindBeside = Callable[[RegistryView, Record[Any]], Sequence[Record[Any]]]
CheckCount = Callable[[RegistryView, Record[Any]], bool]


class DerivedRow(SQLModel):
    """The base of the rows of a derived table: the migrations of registry.database do not know them."""

    metadata = MetaData()


def table_of(model: type[SQLModel]) -> Table:
    """The table of a model."""
    return model.metadata.tables[str(model.__tablename__)]


@dataclass(frozen=True, slots=True)
class Filing:
    """What one apartment gives; no two give the same kind or table."""

    kinds: Mapping[str, Admission]
    tables: tuple[Table, ...] = ()
    beside: Mapping[str, FindBeside] = field(default_factory=dict)
    """By kind what the registry holds that tells of a record."""
    holders: tuple[Column[str], ...] = ()
    """Columns with the credit codes of enterprises, of tables that have `issuer` and `position`."""
    recounts: Mapping[str, CheckCount] = field(default_factory=dict)
    """By kind whether what a record counts comes out here: of every kind that has the check `recomputed`."""


@dataclass(frozen=True, slots=True)
class Filings:
    """How a registry admits each kind, and what it was given for that."""

    admissions: Mapping[str, Admission]
    filings: tuple[Filing, ...]
    beside: Mapping[str, FindBeside]
    recounts: Mapping[str, CheckCount]
    holders: tuple[Column[str], ...]
    tables: tuple[Table, ...]
    """The derived ones, of all."""

    @classmethod
    def of(cls, filings: Iterable[Filing]) -> Self:
        """What every registry admits, and what is given."""
        given = tuple(filings)
        return cls(
            admissions={**ADMISSIONS, **{kind: way for one in given for kind, way in one.kinds.items()}},
            filings=given,
            beside={kind: find for one in given for kind, find in one.beside.items()},
            recounts={kind: check for one in given for kind, check in one.recounts.items()},
            holders=tuple(column for one in given for column in one.holders),
            tables=tuple(table for one in given for table in one.tables),
        )


def find_missing(view: RegistryView) -> set[Table]:
    """The derived tables that this database does not have."""
    filed: Filings = view.memory.filed
    here = {*inspect(view.connection).get_table_names()} if filed.tables else set()
    return {table for table in filed.tables if table.name not in here}


def derive_tables(view: RegistryView) -> None:
    """Makes those that are missing, and fills them; another process may have been first."""
    filed: Filings = view.memory.filed
    missing = find_missing(view)
    for filing in filed.filings:
        made = [table for table in filing.tables if table in missing]
        for table in made:
            table.create(view.connection)
        if made:
            _fill(view, filing, made)


def _fill(view: RegistryView, filing: Filing, tables: Iterable[Table]) -> None:
    rows: dict[Table, list[Row]] = {table: [] for table in tables}
    query = select(RECORD.c.kind, RECORD.c.position, RECORD.c.data).where(RECORD.c.kind.in_(filing.kinds))
    for kind, position, data in stream(view.connection, query):
        for table, row in filing.kinds[kind].rows(parse_any(data), position):
            if table in rows:
                rows[table].append(row)
        for table, some in rows.items():
            if len(some) >= _AT_ONCE:
                insert_rows(view.connection, table, some)
                some.clear()
    for table, some in rows.items():
        insert_rows(view.connection, table, some)
