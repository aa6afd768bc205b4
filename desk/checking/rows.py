"""Rows of the desk's tables as the files of a folder, and each row that is not what its columns say."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, select

from credentials.documents.desk.people import parse_people
from credentials.documents.desk.plan import parse_plan
from credentials.documents.desk.statement import parse_statement
from credentials.errors import RecordError
from credentials.kinds import KINDS, MAX_ANY_BYTES, parse_any
from credentials.record import Record, parse_document
from desk.checking.papers import (
    DOCUMENTS,
    JOURNAL,
    PEOPLE,
    PLANS,
    RECORDS,
    STATEMENTS,
    TableFacts,
    digest_of,
)
from desk.office.desk import DeskView
from desk.office.stored import load_received, moment, seconds
from desk.tables import DOCUMENT, PLAN, STATEMENT
from desk.tables import JOURNAL as JOURNAL_TABLE
from desk.tables import PEOPLE as PEOPLE_TABLE
from registry.database.tables import RECORD

_HEX = re.compile(r"[0-9a-f]{64}")
_TABLES: Mapping[str, Table] = {
    PLANS: PLAN,
    DOCUMENTS: DOCUMENT,
    STATEMENTS: STATEMENT,
    PEOPLE: PEOPLE_TABLE,
}


def list_offices(connection: Connection) -> list[str]:
    """Return the associations whose desk has rows here."""
    tables = (PLAN, PEOPLE_TABLE, STATEMENT)
    return sorted(
        {issuer for table in tables for issuer in connection.scalars(select(table.c.issuer).distinct())}
    )


def list_files(desk: DeskView) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the desk's folder, but for its records: each row's bytes under its own name.

    An edited row is handed out as it is, so that its reader sees it.
    """
    for folder, row in _list_rows(desk):
        between = f"/{row.plan}" if folder == STATEMENTS else ""
        yield f"{folder}{between}/{row.digest}.json", row.data


def list_records(desk: DeskView) -> Iterator[Record[Any]]:
    """Yield the records of the association that its people decide on."""
    for kind in KINDS.values():
        if kind.use != "publication":
            for data in desk.view.of_kind(kind.name):
                try:
                    record = parse_any(data)
                except RecordError:  # edited: the audit of the registry names it
                    continue
                if record.body.signer == desk.issuer:
                    yield record


def read_facts(desk: DeskView) -> TableFacts:
    """Return what the tables say of each record and plan beside their bytes."""
    connection, record = desk.view.connection, RECORD.c
    query = select(record.digest, record.position, record.admitted).where(record.issuer == desk.issuer)
    rows = [*connection.execute(query)]
    kept = {row.digest: moment(row.admitted) for row in rows}
    plans: Mapping[str, datetime] = {}
    if desk.is_kept:
        kept |= load_received(desk)
        arrived = select(PLAN.c.digest, PLAN.c.received).where(PLAN.c.issuer == desk.issuer)
        plans = {row.digest: moment(row.received) for row in connection.execute(arrived)}
    return TableFacts(
        {row.digest: row.position for row in rows if row.position is not None},
        kept,
        plans,
    )


def list_folder(desk: DeskView) -> Iterator[tuple[str, bytes]]:
    """Yield every file of an export but its guide."""
    yield from list_files(desk)
    for record in list_records(desk):
        yield f"{RECORDS}/{record.digest}.json", record.data
    yield JOURNAL, b"".join(_list_acts(desk))


def find_edited(desk: DeskView) -> Iterator[str]:
    """Yield each row that is not what its columns say, by table and key."""
    documents: dict[str, tuple[str, ...]] = {}
    for folder, row in _list_rows(desk):
        try:
            columns = _read_columns(folder, row.data)
        except RecordError:
            columns = {"digest": None}
        is_sound = all(getattr(row, name) == value for name, value in columns.items())
        if folder == PLANS and columns["digest"] == row.digest:
            documents[row.digest] = tuple(parse_plan(row.data).body.documents)
        if folder == DOCUMENTS and row.plan in documents:
            is_sound = is_sound and documents[row.plan][row.place : row.place + 1] == (row.digest,)
        if not is_sound:
            yield name_row(folder, row.digest)


def name_row(folder: str, digest: str) -> str:
    """Return a row's name: its table and its key."""
    return f"{_TABLES[folder].name} {digest}"


def name_paper(path: str) -> str:
    """Return the name of the row from which a file was made; return the path of any other file."""
    folder, _, rest = path.partition("/")
    digest = _HEX.findall(rest)
    return name_row(folder, digest[-1]) if folder in _TABLES and digest else path


def _list_rows(desk: DeskView) -> Iterator[tuple[str, Any]]:
    """Yield the rows of an association, plans first: a document's row names its association by its plan."""
    connection = desk.view.connection
    plans: set[str] = set()
    for folder, table in _TABLES.items():
        for row in connection.execute(select(table).order_by(*table.primary_key)):
            is_own = row.plan in plans if folder == DOCUMENTS else row.issuer == desk.issuer
            if is_own and folder == PLANS:
                plans.add(row.digest)
            if is_own:
                yield folder, row


def _read_columns(folder: str, data: bytes) -> Mapping[str, object]:
    """Return what the columns beside the bytes of a row must be; RecordError."""
    if folder == PLANS:
        plan = parse_plan(data)
        body = plan.body
        return {
            "digest": plan.digest,
            "issuer": body.issuer,
            "created": seconds(body.created),
            "expires": seconds(body.expires),
            "previous": body.previous,
            "notice": body.notice,
        }
    if folder == STATEMENTS:
        statement = parse_statement(data)
        stated = statement.body
        return {
            "digest": digest_of(statement.whole),
            "statement": statement.digest,
            "plan": stated.plan,
            "person": stated.by,
            "at": seconds(stated.at),
        }
    if folder == PEOPLE:
        record = parse_people(data)
        return {"digest": record.digest, "issuer": record.body.issuer, "version": record.body.version}
    return {"digest": digest_of(parse_document(data, MAX_ANY_BYTES))}


def _list_acts(desk: DeskView) -> Iterator[bytes]:
    """Yield the journal, oldest first, a line of JSON for each act."""
    rows = desk.view.connection.execute(
        select(JOURNAL_TABLE).where(JOURNAL_TABLE.c.issuer == desk.issuer).order_by(JOURNAL_TABLE.c.number)
    )
    for row in rows:
        act = {name: value for name, value in row._mapping.items() if value is not None}
        line = json.dumps({**act, "data": _read_act(row.data)}, ensure_ascii=False, sort_keys=True)
        yield f"{line}\n".encode()


def _read_act(text: str) -> Any:
    """Return what an entry says besides; the text as it is where somebody edited it."""
    try:
        return json.loads(text)
    except ValueError:
        return text
