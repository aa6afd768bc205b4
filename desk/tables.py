"""Tables of the desk: drafts, decisions and evidence, kept as the bytes that came.

What a plan waits for, and what became of it, is worked out from them each time: no column says it. The tables
have migrations of their own, are made when the desk first writes, and are never filled from records. Losing
them loses no certificate. Times are seconds since 1970, UTC.
"""

from pathlib import Path

from sqlalchemy import BigInteger, Connection, Index, LargeBinary, MetaData, Table, inspect
from sqlmodel import Field, SQLModel

from registry.database.revisions import find_revision, migrate
from registry.errors import RegistryError

VERSION_TABLE = "desk_version"
FOLDER = Path(__file__).parent / "migrations"
REVISIONS = ("0001", "0002", "0003")
REVISION = REVISIONS[-1]

_HEX = 64
_ISSUER = 250
_PERSON = 60


class DeskRow(SQLModel):
    """Base of the desk's rows."""

    metadata = MetaData()


class PeopleRow(DeskRow, table=True):
    """A signed people list, by the digest of its bytes."""

    __tablename__ = "desk_people"

    digest: str = Field(primary_key=True, max_length=_HEX)
    issuer: str = Field(max_length=_ISSUER)
    version: int = Field(sa_type=BigInteger)
    received: int = Field(sa_type=BigInteger)
    data: bytes = Field(sa_type=LargeBinary)


class DeskPlanRow(DeskRow, table=True):
    """A plan, by its digest; `previous` is the one it replaces, `notice` what it says of one."""

    __tablename__ = "desk_plan"
    __table_args__ = (Index("desk_plan_expires", "issuer", "expires"),)

    digest: str = Field(primary_key=True, max_length=_HEX)
    issuer: str = Field(max_length=_ISSUER)
    created: int = Field(sa_type=BigInteger)
    expires: int = Field(sa_type=BigInteger)
    previous: str | None = Field(max_length=_HEX)
    notice: str | None = Field(max_length=_HEX)
    received: int = Field(sa_type=BigInteger)
    data: bytes = Field(sa_type=LargeBinary)


class DocumentRow(DeskRow, table=True):
    """An unsigned document at its place in a plan."""

    __tablename__ = "desk_document"

    plan: str = Field(primary_key=True, max_length=_HEX)
    place: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    digest: str = Field(max_length=_HEX)
    data: bytes = Field(sa_type=LargeBinary)


class StatementRow(DeskRow, table=True):
    """A statement by the digest of all its bytes: a copy under another proof displaces nothing.

    `statement` is the digest that others name, of what is signed.
    """

    __tablename__ = "desk_statement"
    __table_args__ = (
        Index("desk_statement_plan", "plan"),
        Index("desk_statement_person", "issuer", "person"),
    )

    digest: str = Field(primary_key=True, max_length=_HEX)
    statement: str = Field(max_length=_HEX)
    issuer: str = Field(max_length=_ISSUER)
    plan: str = Field(max_length=_HEX)
    person: str = Field(max_length=_PERSON)
    at: int = Field(sa_type=BigInteger)
    received: int = Field(sa_type=BigInteger)
    data: bytes = Field(sa_type=LargeBinary)


class ExportRow(DeskRow, table=True):
    """A moment at which a plan was exported to be signed."""

    __tablename__ = "desk_export"

    plan: str = Field(primary_key=True, max_length=_HEX)
    at: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})


class RefusedRow(DeskRow, table=True):
    """A document that came back signed and was not stored, with the reason's code."""

    __tablename__ = "desk_refused"
    __table_args__ = (Index("desk_refused_issuer", "issuer", "received"),)

    digest: str = Field(primary_key=True, max_length=_HEX)
    issuer: str = Field(max_length=_ISSUER)
    plan: str | None = Field(max_length=_HEX)
    code: str = Field(max_length=40)
    received: int = Field(sa_type=BigInteger)
    data: bytes = Field(sa_type=LargeBinary)


class InvitationRow(DeskRow, table=True):
    """An invitation by the SHA-256 of its code: whom it lets enrol, once, until it expires."""

    __tablename__ = "desk_invitation"

    code: str = Field(primary_key=True, max_length=_HEX)
    issuer: str = Field(max_length=_ISSUER)
    person: str = Field(max_length=_PERSON)
    name: str
    roles: str
    """JSON list."""
    made: int = Field(sa_type=BigInteger)
    expires: int = Field(sa_type=BigInteger)
    used: int | None = Field(sa_type=BigInteger)


class EnrolledKeyRow(DeskRow, table=True):
    """A key that a person enrolled: it counts once a people list has it.

    `data` is its entry in that list, a JSON object.
    """

    __tablename__ = "desk_key"

    issuer: str = Field(primary_key=True, max_length=_ISSUER)
    public: str = Field(primary_key=True, max_length=1_000)
    person: str = Field(max_length=_PERSON)
    name: str
    roles: str
    """JSON list."""
    enrolled: int = Field(sa_type=BigInteger)
    data: str


class AccountRow(DeskRow, table=True):
    """Password of a person, hashed: it opens reading and drafts, and states nothing."""

    __tablename__ = "desk_account"

    issuer: str = Field(primary_key=True, max_length=_ISSUER)
    person: str = Field(primary_key=True, max_length=_PERSON)
    password: str
    changed: int = Field(sa_type=BigInteger)


class SessionRow(DeskRow, table=True):
    """A session by the SHA-256 of its token."""

    __tablename__ = "desk_session"

    token: str = Field(primary_key=True, max_length=_HEX)
    issuer: str = Field(max_length=_ISSUER)
    person: str = Field(max_length=_PERSON)
    began: int = Field(sa_type=BigInteger)
    last: int = Field(sa_type=BigInteger)


class CounterRow(DeskRow, table=True):
    """The last counter that a passkey gave, by its credential id: a copy of the passkey falls behind."""

    __tablename__ = "desk_counter"

    credential: str = Field(primary_key=True, max_length=1_364)
    counter: int = Field(sa_type=BigInteger)


class InboxRow(DeskRow, table=True):
    """Entry that came by a public form or on paper: `application` or `objection`; `data` is a JSON object."""

    __tablename__ = "desk_inbox"
    __table_args__ = (Index("desk_inbox_received", "issuer", "received"),)

    id: str = Field(primary_key=True, max_length=45)
    issuer: str = Field(max_length=_ISSUER)
    kind: str = Field(max_length=20)
    received: int = Field(sa_type=BigInteger)
    sender: str = Field(max_length=250)
    """Key by which entries of one sender stand together."""
    data: str


class InboxEventRow(DeskRow, table=True):
    """Act about an entry: `accept`, `refuse`, `answer`; `data` is a JSON object."""

    __tablename__ = "desk_inbox_event"

    entry: str = Field(primary_key=True, max_length=45)
    number: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    act: str = Field(max_length=20)
    person: str = Field(max_length=_PERSON)
    at: int = Field(sa_type=BigInteger)
    data: str


class BatchRow(DeskRow, table=True):
    """A sheet that a person dropped, under the name of its batch: a draft, from which plans are made.

    `sheet` is the digest of its bytes, which those plans name among their attachments.
    """

    __tablename__ = "desk_batch"
    __table_args__ = (Index("desk_batch_sheet", "sheet"),)

    id: str = Field(primary_key=True, max_length=32)
    issuer: str = Field(max_length=_ISSUER)
    name: str = Field(max_length=60)
    person: str = Field(max_length=_PERSON)
    dropped: int = Field(sa_type=BigInteger)
    file: str = Field(max_length=200)
    sheet: str = Field(max_length=_HEX)
    data: bytes = Field(sa_type=LargeBinary)


class DeskSettingRow(DeskRow, table=True):
    """A setting of the desk, such as the days of a notice of a scheme; `value` is JSON."""

    __tablename__ = "desk_setting"

    issuer: str = Field(primary_key=True, max_length=_ISSUER)
    name: str = Field(primary_key=True, max_length=100)
    value: str


class SupervisionRow(DeskRow, table=True):
    """Result of a credential's supervision, or a letter about it; `day` is written as 2026-11-25."""

    __tablename__ = "desk_supervision"

    issuer: str = Field(primary_key=True, max_length=_ISSUER)
    number: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    credential: str = Field(max_length=45)
    act: str = Field(max_length=20)
    day: str = Field(max_length=10)
    note: str
    person: str = Field(max_length=_PERSON)
    at: int = Field(sa_type=BigInteger)


class JournalRow(DeskRow, table=True):
    """An act at the desk: by whom, on what; `data` is a JSON object."""

    __tablename__ = "desk_journal"

    issuer: str = Field(primary_key=True, max_length=_ISSUER)
    number: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    at: int = Field(sa_type=BigInteger)
    person: str | None = Field(max_length=_PERSON)
    act: str = Field(max_length=40)
    subject: str = Field(max_length=250)
    data: str


def _table(model: type[DeskRow]) -> Table:
    return DeskRow.metadata.tables[str(model.__tablename__)]


PEOPLE = _table(PeopleRow)
PLAN = _table(DeskPlanRow)
DOCUMENT = _table(DocumentRow)
STATEMENT = _table(StatementRow)
EXPORT = _table(ExportRow)
REFUSED = _table(RefusedRow)
INVITATION = _table(InvitationRow)
ENROLLED_KEY = _table(EnrolledKeyRow)
ACCOUNT = _table(AccountRow)
SESSION = _table(SessionRow)
COUNTER = _table(CounterRow)
INBOX = _table(InboxRow)
INBOX_EVENT = _table(InboxEventRow)
BATCH = _table(BatchRow)
DESK_SETTING = _table(DeskSettingRow)
JOURNAL = _table(JournalRow)
SUPERVISION = _table(SupervisionRow)
METADATA = DeskRow.metadata


def has_tables(connection: Connection) -> bool:
    """Return whether the desk has its tables, of this version; RegistryError registry-newer."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return False
    revision = find_revision(connection, VERSION_TABLE)
    if revision is not None and revision not in REVISIONS:
        raise RegistryError("registry-newer", revision=str(revision)[:40])
    return revision == REVISION


def is_behind(connection: Connection) -> bool:
    """Return whether the tables are those of an earlier version."""
    return inspect(connection).has_table(VERSION_TABLE) and not has_tables(connection)


def prepare_tables(connection: Connection) -> None:
    """Make the tables, or bring them up to this version's, in the transaction of `connection`."""
    if not has_tables(connection):  # another process may have been first
        migrate(connection, FOLDER, REVISION)
