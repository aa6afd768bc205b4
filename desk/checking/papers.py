"""Papers of a desk: files of an exported folder, or rows of its tables, read one by one.

plans/<digest>.json               a plan
documents/<digest>.json           an unsigned document that a plan names
statements/<plan>/<digest>.json   a statement with its proof; the digest is that of the whole file
people/<digest>.json              a signed people list
records/<digest>.json             a signed record of the association
journal.jsonl                     what was done at the desk, a line each: evidence, never read here

Each file is named by the digest of its JCS bytes, so that a changed one shows. Whoever writes such a folder
may lie: nothing here counts that no signature proves.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from credentials.documents.desk.people import PeopleDocument, parse_people
from credentials.documents.desk.plan import PlanDocument, parse_plan
from credentials.documents.desk.statement import SignedStatement, parse_statement
from credentials.errors import RecordError
from credentials.kinds import MAX_ANY_BYTES, parse_any
from credentials.record import JsonObject, Record, parse_document
from credentials.unsigned import Unsigned
from signing.errors import SigningError
from signing.jcs import canonicalize
from signing.strict_json import MAX_VALUES

PLANS, DOCUMENTS, STATEMENTS, PEOPLE, RECORDS = "plans", "documents", "statements", "people", "records"
JOURNAL = "journal.jsonl"
MAX_FILES = 1_000_000
MAX_FILE_BYTES = MAX_ANY_BYTES
MAX_FOLDER_BYTES = 2 * 1024 * 1024 * 1024
_HEX = "([0-9a-f]{64})"
_PATH = re.compile(rf"(?:({PLANS}|{DOCUMENTS}|{PEOPLE}|{RECORDS})/|({STATEMENTS})/{_HEX}/){_HEX}\.json")


@dataclass(frozen=True, slots=True)
class EditedPaper:
    """A paper that is not what its name says; `touches` are digests of what it could have decided on."""

    place: str
    touches: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TableFacts:
    """Facts that only the desk's machine has: a folder brings none of them, and nobody has signed them."""

    places: Mapping[str, int] = field(default_factory=dict)
    """Places of the records in the association's log, by digest."""
    kept: Mapping[str, datetime] = field(default_factory=dict)
    """When each record was stored, by digest."""
    arrivals: Mapping[str, datetime] = field(default_factory=dict)
    """When each plan came to the desk, by digest."""


@dataclass(slots=True)
class DeskPapers:
    """Papers as read, none of it proven yet."""

    plans: dict[str, Unsigned[PlanDocument]] = field(default_factory=dict)
    documents: dict[str, JsonObject] = field(default_factory=dict)
    statements: list[SignedStatement] = field(default_factory=list)
    people: dict[str, Record[PeopleDocument]] = field(default_factory=dict)
    records: dict[str, Record[Any]] = field(default_factory=dict)
    edited: list[EditedPaper] = field(default_factory=list)
    facts: TableFacts = field(default_factory=TableFacts)

    def add(self, path: str, data: bytes) -> None:
        """Read one file; a path that is none of a folder is passed over."""
        match = _PATH.fullmatch(path)
        if match is None:
            return
        folder, *between, name = (part for part in match.groups() if part is not None)
        read = _READERS[folder]
        named = frozenset([name, *between])
        try:
            digest, touched = read(self, data)
        except RecordError:
            self.edited.append(EditedPaper(path, named))
            return
        if digest != name or (between and between[0] not in touched):
            self.edited.append(EditedPaper(path, named | touched))


def read_papers(files: Iterable[tuple[str, bytes]]) -> DeskPapers:
    """Read the files of a folder: paths with `/`, and bytes."""
    papers = DeskPapers()
    for path, data in files:
        papers.add(path, data)
    return papers


def list_papers(papers: DeskPapers) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a folder."""
    for digest, plan in papers.plans.items():
        yield f"{PLANS}/{digest}.json", plan.data
    for digest, document in papers.documents.items():
        yield f"{DOCUMENTS}/{digest}.json", canonicalize(document)
    for statement in papers.statements:
        data = canonicalize(statement.whole)
        yield f"{STATEMENTS}/{statement.body.plan}/{sha256(data).hexdigest()}.json", data
    for digest, record in papers.people.items():
        yield f"{PEOPLE}/{digest}.json", record.data
    for digest, record in papers.records.items():
        yield f"{RECORDS}/{digest}.json", record.data


def digest_of(value: JsonObject) -> str:
    """Return the SHA-256 of a value's JCS bytes; RecordError for one outside the profile."""
    try:
        return sha256(canonicalize(value)).hexdigest()
    except SigningError as error:
        raise RecordError.from_signing(error) from None


_ReadPaper = tuple[str, frozenset[str]]
"""The digest of what was read, and what it touches."""


def _read_plan(papers: DeskPapers, data: bytes) -> _ReadPaper:
    plan = parse_plan(data)
    papers.plans[plan.digest] = plan
    return plan.digest, frozenset([plan.digest, *plan.body.documents])


def _read_document(papers: DeskPapers, data: bytes) -> _ReadPaper:
    document = parse_document(data, MAX_ANY_BYTES, MAX_VALUES)
    digest = digest_of(document)
    papers.documents[digest] = document
    return digest, frozenset([digest])


def _read_statement(papers: DeskPapers, data: bytes) -> _ReadPaper:
    statement = parse_statement(data)
    papers.statements.append(statement)
    return digest_of(statement.whole), frozenset([statement.body.plan])


def _read_people(papers: DeskPapers, data: bytes) -> _ReadPaper:
    record = parse_people(data)
    papers.people[record.digest] = record
    return record.digest, frozenset([digest_of(record.unsigned)])


def _read_record(papers: DeskPapers, data: bytes) -> _ReadPaper:
    record = parse_any(data)
    papers.records[record.digest] = record
    return record.digest, frozenset([digest_of(record.unsigned)])


_READERS: Mapping[str, Callable[[DeskPapers, bytes], _ReadPaper]] = {
    PLANS: _read_plan,
    DOCUMENTS: _read_document,
    STATEMENTS: _read_statement,
    PEOPLE: _read_people,
    RECORDS: _read_record,
}
