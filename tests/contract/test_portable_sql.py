"""Nothing in registry/ uses a construct of our list, in which CockroachDB, YugabyteDB or openGauss differ.

None of the three was run. These tests read source, and statements compiled for PostgreSQL and SQLite. They
show that the listed constructs are absent: not that those servers take the rest, nor how they isolate
transactions, report errors or perform.
"""

import ast
import re
from collections.abc import Iterator

import pytest
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

from registry.database.tables import METADATA
from tests.harness.checkout import ROOT

MODULES = sorted((ROOT / "registry").rglob("*.py"))

SQL = re.compile(
    r"\b(OFFSET|LISTEN|NOTIFY|UNLISTEN|pg_(try_)?advisory\w*|JSONB?|(SMALL|BIG)?SERIAL|NEXTVAL|CURRVAL"
    r"|GENERATED|IDENTITY|AUTOINCREMENT|ROWID|CTID|XMIN|LAST_INSERT_ROWID|LASTVAL|LOCK TABLE|TABLESAMPLE"
    r"|ON CONFLICT ON CONSTRAINT|CREATE (SEQUENCE|TRIGGER|FUNCTION|EXTENSION|TYPE|RULE|DOMAIN)|DO \$\$"
    r"|EXCLUDE USING|DEFERRABLE|UNLOGGED|WITH HOLD)\b",
    re.IGNORECASE,
)
"""Forbidden in SQL text: sequences differ in order and gaps; few databases have LISTEN or advisory locks."""

NAMES = frozenset(
    {"offset", "slice", "JSON", "JSONB", "Identity", "FetchedValue", "ARRAY", "HSTORE",
     "with_for_update", "returning", "lastrowid", "TSVECTOR", "inserted_primary_key", "on_conflict_do_update",
     "on_conflict_do_nothing", "notifies", "add_notify_handler", "pg_advisory_lock", "nextval"}
)  # fmt: skip
"""Attributes and imports of SQLAlchemy and psycopg that use such features."""


def texts_and_names(source: str) -> Iterator[tuple[int, str]]:
    """Return what breaks portability: words in strings (not docstrings), attributes, imports, keywords."""
    nodes = [*ast.walk(ast.parse(source))]
    bodies = (n for n in nodes if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef))
    expressions = [n for body in bodies for n in body.body if isinstance(n, ast.Expr)]
    docstrings = {id(n.value) for n in expressions if isinstance(n.value, ast.Constant)}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            if (found := SQL.search(node.value)) and _is_sql(node.value):
                yield node.lineno, found[0]
        elif isinstance(node, ast.Attribute) and node.attr in NAMES:
            yield node.lineno, node.attr
        elif isinstance(node, ast.ImportFrom) and str(node.module).startswith("sqlalchemy"):
            for alias in node.names:
                if alias.name in {*NAMES, "Sequence"} or "dialects" in str(node.module):
                    yield node.lineno, alias.name
        elif (
            isinstance(node, ast.keyword)
            and node.arg in ("autoincrement", "server_default", "deferrable")
            and not (isinstance(node.value, ast.Constant) and node.value.value is False)
        ):
            yield node.value.lineno, str(node.arg)


def _is_sql(text: str) -> bool:
    """Tell SQL from sentences of the error table, which have no statement's words in capitals."""
    return bool(
        re.search(
            r"\b(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|SET|BEGIN|LISTEN|NOTIFY|LOCK|DO|COPY)\b", text
        )
    )


def test_no_construct_of_the_list_is_used() -> None:
    found = {str(path.relative_to(ROOT)): [*texts_and_names(path.read_text("utf-8"))] for path in MODULES}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "line",
    [
        'x = "SELECT a FROM b LIMIT 3 OFFSET 4"',
        "query.limit(3).offset(4)",
        "query.slice(1, 2)",
        'connection.exec_driver_sql("LISTEN records")',
        'text("SELECT pg_advisory_xact_lock(1)")',
        'text("SELECT pg_try_advisory_lock(1)")',
        'text("CREATE TABLE t (a JSONB)")',
        'text("CREATE TABLE t (a BIGSERIAL)")',
        "text(\"SELECT nextval('s')\")",
        "from sqlalchemy import Sequence",
        "from sqlalchemy import JSON",
        "from sqlalchemy.dialects.postgresql import JSONB",
        "sa.Column('a', sa.Integer, autoincrement=True)",
        "result.lastrowid",
        "query.with_for_update()",
        'text("SELECT ctid FROM record")',
    ],
)
def test_the_check_finds_constructs_of_the_list(line: str) -> None:
    assert len([*texts_and_names(line)]) >= 1


def test_tables_ask_for_plain_columns_only() -> None:
    for dialect in (postgresql.dialect(), sqlite.dialect()):  # type: ignore[no-untyped-call]
        for table in METADATA.sorted_tables:
            assert table.primary_key.columns, table.name
            statements: list[ExecutableDDLElement] = [CreateTable(table), *map(CreateIndex, table.indexes)]
            for statement in statements:
                made = str(statement.compile(dialect=dialect)).replace("WITHOUT ROWID", "")
                assert SQL.search(made) is None, made


def test_no_order_is_the_order_of_insertion() -> None:
    """Every LIMIT follows an ORDER BY, as each database has an insertion order of its own."""
    for path in MODULES:
        for line, chain in _chains(path.read_text("utf-8")):
            if "limit" in chain:
                assert "order_by" in chain, f"{path.name}:{line}"


def _chains(source: str) -> Iterator[tuple[int, list[str]]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            chain, inner = [], node.func
            while isinstance(inner, ast.Attribute | ast.Call):
                if isinstance(inner, ast.Attribute):
                    chain.append(inner.attr)
                inner = inner.value if isinstance(inner, ast.Attribute) else inner.func
            yield node.lineno, chain
