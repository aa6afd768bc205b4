"""Edits by somebody who can write every table, each undone after the desk is checked."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Executable, LargeBinary, String, Table, update
from sqlalchemy.exc import DBAPIError

from credentials.record import Record
from desk.checking.check import check_papers
from desk.checking.papers import read_papers
from desk.checking.rows import find_edited, list_folder
from desk.office.desk import DeskView
from desk.tables import DOCUMENT, PEOPLE, PLAN, STATEMENT
from tests.scenarios.office.five import Five
from verifier import TrustStore

DECIDING = (PEOPLE, PLAN, DOCUMENT, STATEMENT)
"""Tables whose rows a check reads."""
FOUND = (".data", ", all rows gone")
"""Tables of which an edit of any row is found; an edit may hide a plan that another one replaced."""


class Checked(NamedTuple):
    """Findings of a check of the desk: the code of each record, and the edited rows."""

    codes: dict[str, str]
    edited: Sequence[str]


def list_edits(five: Five, table: Table) -> Iterator[tuple[str, Executable]]:
    """Yield each column of a table with other rows' values or rubbish, and the table without rows."""
    rows = five.registry.rows(table.select())
    if not rows:
        return
    yield f"{table.name}, all rows gone", table.delete()
    for column in table.columns:
        is_text = isinstance(column.type, String)
        rubbish: Any = "{}" if is_text else b"{}" if isinstance(column.type, LargeBinary) else 7
        key = next(iter(table.primary_key))
        first = update(table).where(key == getattr(rows[0], key.name))
        for value in (rubbish, getattr(rows[-1], column.name)):
            if value != getattr(rows[0], column.name):
                yield f"{table.name}.{column.name}", first.values({column.name: value})


def judge_edited(view: DeskView, edit: Executable, record: Record[Any]) -> Checked:
    """Return the findings after an edit, which is undone.

    An edit that the database refuses changes nothing.
    """
    trust = view.view.load_trust()
    savepoint = view.view.connection.begin_nested()
    try:
        view.view.connection.execute(edit)
    except DBAPIError:
        savepoint.rollback()
        return judge(view, record, trust)
    found = judge(view, record, trust)
    savepoint.rollback()
    return found


def judge(view: DeskView, record: Record[Any], trust: TrustStore) -> Checked:
    """Return the findings with the association's trust data; `record` is published and undecided."""
    party = trust.party(view.issuer)
    assert party is not None
    check = check_papers(read_papers(list_folder(view)), trust, party, bundled=[record])
    codes = {row.record.digest: row.code for row in check.rows}
    return Checked(codes, [*check.edited, *check.dropped, *find_edited(view)])
