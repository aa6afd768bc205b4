"""Contribution of an apartment to the registry: admission of its kinds, and their search tables.

Such tables are derived: their rows follow from stored records alone. A mark, which is a setting, identifies
the kinds and table definitions. If the mark is missing or of another version, opening a registry makes the
tables anew and fills them from the stored records.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, Protocol, Self, TypeVar

from sqlalchemy import Column, Connection, Dialect, MetaData, Table, delete, inspect, select
from sqlalchemy.schema import CreateIndex, CreateTable, DDLElement
from sqlmodel import SQLModel

from credentials.kinds import parse_any
from credentials.record import JsonObject, Record
from registry.admission.admission import Admission
from registry.admission.kinds import ADMISSIONS
from registry.admission.record_rows import Row
from registry.database.bulk import delete_rows, insert_rows
from registry.database.portions import stream
from registry.database.tables import RECORD, SETTING
from registry.view.view import RegistryView

K = TypeVar("K")
T = TypeVar("T")

_AT_ONCE = 1_000
"""Rows collected before they are written."""

MARK = "tables/"
"""Prefix of a mark's name; the name of the filing follows."""

_IS_MARK = SETTING.c.name.startswith(MARK)


class DecisionGate(Protocol):
    """Check called before this node signs or stores an association's own documents (the desk's decisions)."""

    def check(self, view: RegistryView, issuer: str, heads: Path | None) -> None:
        """Raise RegistryError approval-needed where the association decides by plans."""

    def note(
        self, view: RegistryView, issuer: str, documents: Sequence[JsonObject], reason: str, now: datetime
    ) -> None:
        """Note documents signed first and decided on afterwards, in the transaction that stores them."""


class OwnTables(NamedTuple):
    """Tables of an apartment that follow from no record: private, in a backup, and in no public one."""

    prefix: str
    """Beginning of their names."""
    en: str
    zh: str


FindBeside = Callable[[RegistryView, Record[Any]], Sequence[Record[Any]]]
CheckCount = Callable[[RegistryView, Record[Any]], bool]


def merge(given: Iterable[Mapping[K, T]]) -> dict[K, T]:
    """Merge mappings; ValueError for a key in two of them."""
    merged: dict[K, T] = {}
    for rows in given:
        if twice := merged.keys() & rows.keys():
            raise ValueError(f"given twice: {', '.join(sorted(map(str, twice)))}")
        merged |= rows
    return merged


class DerivedRow(SQLModel):
    """Base of the rows of derived tables: the migrations of registry.database do not know them."""

    metadata = MetaData()


def table_of(model: type[SQLModel]) -> Table:
    """Return the table of a model."""
    return model.metadata.tables[str(model.__tablename__)]


@dataclass(frozen=True, slots=True, eq=False)
class Filing:
    """Contribution of one apartment; no two contribute the same kind or table."""

    name: str
    kinds: Mapping[str, Admission]
    tables: tuple[Table, ...] = ()
    beside: Mapping[str, FindBeside] = field(default_factory=dict)
    """Finder, by kind, of other records here that bear on a record."""
    holders: tuple[Column[str], ...] = ()
    """Columns with enterprises' credit codes; their tables also have `issuer`, `position` and `scheme`."""
    recounts: Mapping[str, CheckCount] = field(default_factory=dict)
    """Function, by kind, that counts a record's totals again: for every kind with the check `recomputed`."""
    gate: DecisionGate | None = None
    own: OwnTables | None = None


@dataclass(frozen=True, slots=True)
class Filings:
    """Admission of every kind in a registry, and the contributions of its apartments."""

    admissions: Mapping[str, Admission]
    filings: tuple[Filing, ...]
    beside: Mapping[str, FindBeside]
    recounts: Mapping[str, CheckCount]
    holders: tuple[Column[str], ...]
    tables: tuple[Table, ...]
    """Derived tables of all filings."""
    gates: tuple[DecisionGate, ...] = ()

    @classmethod
    def of(cls, filings: Iterable[Filing]) -> Self:
        """Combine the core kinds and `filings`; ValueError where two contribute the same."""
        given = tuple(filings)
        merge({filing.name: filing} for filing in given)
        return cls(
            admissions=merge((ADMISSIONS, *(filing.kinds for filing in given))),
            filings=given,
            beside=merge(filing.beside for filing in given),
            recounts=merge(filing.recounts for filing in given),
            holders=tuple(column for filing in given for column in filing.holders),
            tables=(*merge({table.name: table for table in filing.tables} for filing in given).values(),),
            gates=tuple(filing.gate for filing in given if filing.gate is not None),
        )

    def marks(self, connection: Connection) -> dict[str, str]:
        """Return the marks that this version's derived tables have."""
        tabled = (filing for filing in self.filings if filing.tables)
        return {MARK + filing.name: _digest(filing, connection.dialect) for filing in tabled}

    def remove_other_marks(self, connection: Connection, kinds: Collection[str]) -> None:
        """Remove other filings' and versions' marks: their tables now lack rows.

        Called when records of these kinds are stored, so that processes with other filings make their tables
        anew.
        """
        # core kinds fill no derived table
        if ADMISSIONS.keys() >= {*kinds}:
            return
        marks = self.marks(connection)
        stored = connection.execute(select(SETTING).where(_IS_MARK))
        other = [row.name for row in stored if marks.get(row.name) != row.value]
        delete_rows(connection, SETTING.c.name, other)


def check_gates(view: RegistryView, issuer: str, heads: Path | None) -> None:
    """Call every gate; RegistryError approval-needed. `heads`: the file of last heads, if there is one."""
    for gate in view.memory.filed.gates:
        gate.check(view, issuer, heads)


def note_emergency(
    view: RegistryView, issuer: str, documents: Sequence[JsonObject], reason: str, now: datetime
) -> None:
    """Report to every gate the documents signed before a decision, in the transaction that stores them."""
    for gate in view.memory.filed.gates:
        gate.note(view, issuer, documents, reason, now)


def find_stale(view: RegistryView) -> list[Filing]:
    """Return the filings whose tables are missing, of another version, or incomplete."""
    filed: Filings = view.memory.filed
    stored = {row.name: row.value for row in view.connection.execute(select(SETTING).where(_IS_MARK))}
    table_names = {*inspect(view.connection).get_table_names()} if filed.tables else set()
    marks = filed.marks(view.connection)
    stale = {name for name, value in marks.items() if stored.get(name) != value}
    return [
        filing
        for filing in filed.filings
        if MARK + filing.name in stale or not table_names.issuperset(table.name for table in filing.tables)
    ]


def derive_tables(view: RegistryView) -> None:
    """Make, fill and mark the stale tables; another process may have been first."""
    filed: Filings = view.memory.filed
    marks = filed.marks(view.connection)
    for filing in find_stale(view):
        for table in filing.tables:
            table.drop(view.connection, checkfirst=True)
            table.create(view.connection)
        _fill(view, filing)
        name = MARK + filing.name
        view.connection.execute(delete(SETTING).where(SETTING.c.name == name))
        insert_rows(view.connection, SETTING, [(name, marks[name])])


@lru_cache(maxsize=64)
def _digest(filing: Filing, dialect: Dialect) -> str:
    """Digest the kinds and table definitions, with indexes sorted by name."""
    made: list[DDLElement] = [CreateTable(table) for table in filing.tables]
    made += [CreateIndex(index) for table in filing.tables for index in table.indexes]
    parts = sorted(str(statement.compile(dialect=dialect)) for statement in made)
    return sha256("\0".join((*sorted(filing.kinds), *parts)).encode()).hexdigest()


def _fill(view: RegistryView, filing: Filing) -> None:
    rows: dict[Table, list[Row]] = {table: [] for table in filing.tables}
    query = select(RECORD.c.kind, RECORD.c.position, RECORD.c.data).where(RECORD.c.kind.in_(filing.kinds))
    for kind, position, data in stream(view.connection, query):
        for table, row in filing.kinds[kind].rows(parse_any(data), position):
            rows[table].append(row)
        for table, some in rows.items():
            if len(some) >= _AT_ONCE:
                insert_rows(view.connection, table, some)
                some.clear()
    for table, some in rows.items():
        insert_rows(view.connection, table, some)
