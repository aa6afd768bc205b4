"""Audit of the desk's tables: each row that was edited, each record that nobody decided."""

from collections.abc import Iterator
from typing import Any

from credentials.documents.status_event import StatusEvent
from credentials.record import Record
from desk.checking.check import AFTER, DECIDED, check_papers
from desk.checking.papers import read_papers
from desk.checking.rows import find_edited, list_files, list_offices, list_records, name_paper, read_facts
from desk.errors import DeskError
from desk.last_people import load_last
from desk.office.desk import Desk, DeskView
from desk.tables import has_tables
from registry.registry import Registry


def audit_desks(registry: Registry) -> list[DeskError]:
    """Return what is wrong at each desk of the registry: rows, people lists, undecided records."""
    here = registry.read(lambda view: list_offices(view.connection) if has_tables(view.connection) else [])
    # the file outlives the tables: a desk whose rows are all gone is still one
    issuers = sorted({*here, *load_last(registry)})
    return [problem for issuer in issuers for problem in Desk(registry, issuer).read(list_problems)]


def list_problems(desk: DeskView) -> list[DeskError]:
    """Return what is wrong at one desk."""
    return [*_find_problems(desk)]


def _find_problems(desk: DeskView) -> Iterator[DeskError]:
    papers = read_papers(list_files(desk) if desk.is_kept else ())
    papers.records = {record.digest: record for record in list_records(desk)}
    trust = desk.view.load_trust()
    party = trust.party(desk.issuer)
    if party is None:
        return
    papers.facts = read_facts(desk)
    check = check_papers(papers, trust, party)
    edited = [*(find_edited(desk) if desk.is_kept else ()), *map(name_paper, check.edited)]
    for row in dict.fromkeys(edited):
        yield DeskError("edited", row)
    known = [desk.known] if desk.known is not None and desk.known not in papers.people else []
    for digest in dict.fromkeys([*known, *check.lists]):
        yield DeskError("people-missing", digest)
    for digest in check.dropped:
        yield DeskError("statement-dropped", digest)
    for checked in check.rows:
        if checked.code not in (DECIDED, AFTER):
            yield DeskError(checked.code, _name_record(desk, checked.record), plan=checked.plan)


def _name_record(desk: DeskView, record: Record[Any]) -> str:
    """Return kind and title of a record; for a change of status, also the number and the enterprise."""
    body = record.body
    name = f"{body.KIND} {getattr(body, 'title', record.digest)}"
    changed = body.credential_subject.credential if isinstance(body, StatusEvent) else None
    credential = desk.view.credential(desk.issuer, changed) if changed is not None else None
    return f"{name} · {credential.body.title} {credential.body.holder}" if credential is not None else name
