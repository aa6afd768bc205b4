"""Tables of a registry, used only in this package; ids are digests or UUIDs, order is an explicit position.

Portable SQL only: no autoincrement, no JSON columns, no OFFSET. Times are seconds since 1970, UTC.
"""

from sqlalchemy import BigInteger, Index, LargeBinary, Table, and_, text
from sqlmodel import Field, SQLModel

_HEX = {"max_length": 64}
_REFUSED = text("code IS NOT NULL")


class SettingRow(SQLModel, table=True):
    """Setting of this registry: `type`; `pin` once known; `status-lists`, the lists that it serves.

    `tables/NAME` digests the kinds and tables of a filing (registry.filing).
    """

    __tablename__ = "setting"

    name: str = Field(primary_key=True, max_length=40)
    value: str


class RecordRow(SQLModel, table=True):
    """Signed document: its JCS bytes, proof included, and its place in its issuer's log, if it is logged.

    An issuer may use a `name` only once (registry.admission.record_rows).
    """

    __tablename__ = "record"
    __table_args__ = (
        # the name first: ids are also looked up without an issuer
        Index("record_name", "name", "issuer", unique=True),
        Index("record_kind", "kind", "issuer"),
    )

    digest: str = Field(primary_key=True, max_length=64)
    kind: str = Field(max_length=40)
    issuer: str = Field(max_length=250)
    name: str = Field(max_length=400)
    position: int | None = Field(sa_type=BigInteger)
    admitted: int = Field(sa_type=BigInteger)
    data: bytes = Field(sa_type=LargeBinary)


class LeafRow(SQLModel, table=True):
    """Entry of an association's tree: `records`, its append-only log, or `events`, the counted ones."""

    __tablename__ = "leaf"
    # WITHOUT ROWID stores the rows in the order of the key, in which they are read
    __table_args__ = ({"sqlite_with_rowid": False},)

    issuer: str = Field(primary_key=True, max_length=250)
    tree: str = Field(primary_key=True, max_length=10)
    position: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    digest: str = Field(max_length=64)


class CredentialRow(SQLModel, table=True):
    """Facts by which a credential is found, listed and counted; `position` is its place in its issuer's log.

    `category` is a JSON list, `key` the fragment of the id of the key that signed.
    """

    __tablename__ = "credential"
    __table_args__ = (
        Index("credential_number", "certificate_number", "issuer"),
        Index("credential_uscc", "uscc"),
        {"sqlite_with_rowid": False},
    )

    issuer: str = Field(primary_key=True, max_length=250)
    position: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    certificate_number: str = Field(max_length=60)
    id: str = Field(max_length=45)
    uscc: str = Field(max_length=18)
    region: str = Field(max_length=10)
    scheme: str = Field(max_length=64)
    category: str
    grade: str = Field(max_length=60)
    created: int = Field(sa_type=BigInteger)
    key: str = Field(max_length=320)
    valid_from: int = Field(sa_type=BigInteger)
    valid_until: int = Field(sa_type=BigInteger)


class GroupRow(SQLModel, table=True):
    """Number of an association's credentials with these facts in common, counted at admission.

    `month` is that of the signature, `begins` and `ends` those of the term, all at +08:00. `digest` is made
    of region to `ends` (registry.admission.group_rows): a list of categories may be longer than a key.
    """

    __tablename__ = "credential_group"
    __table_args__ = ({"sqlite_with_rowid": False},)

    issuer: str = Field(primary_key=True, max_length=250)
    digest: str = Field(primary_key=True, max_length=32)
    region: str = Field(max_length=10)
    scheme: str = Field(max_length=64)
    category: str
    grade: str = Field(max_length=60)
    month: str = Field(max_length=7)
    begins: str = Field(max_length=7)
    ends: str = Field(max_length=7)
    number: int = Field(sa_type=BigInteger)


class EdgeRow(SQLModel, table=True):
    """Number of a group's credentials with a term that begins, or ends, at a moment."""

    __tablename__ = "group_edge"
    __table_args__ = ({"sqlite_with_rowid": False},)

    issuer: str = Field(primary_key=True, max_length=250)
    moment: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    digest: str = Field(primary_key=True, max_length=32)
    beginning: int = Field(sa_type=BigInteger)
    ending: int = Field(sa_type=BigInteger)


class TermRow(SQLModel, table=True):
    """Enterprise with a term of its names or certificate numbers (registry.admission.search_terms)."""

    __tablename__ = "term"
    __table_args__ = ({"sqlite_with_rowid": False},)

    term: str = Field(primary_key=True, max_length=40)
    uscc: str = Field(primary_key=True, max_length=18)


class IndexRow(SQLModel, table=True):
    """Status index, taken for ever by one credential id, signed or not."""

    __tablename__ = "status_index"
    __table_args__ = ({"sqlite_with_rowid": False},)

    issuer: str = Field(primary_key=True, max_length=250)
    list_number: int = Field(primary_key=True)
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    credential: str = Field(max_length=45)


class EventRow(SQLModel, table=True):
    """Status event: its credential, its place in the sequence, and the times between which it acts.

    `key` is the fragment of the id of the key that signed: whether that key is valid decides whether the
    event counts.
    """

    __tablename__ = "status_event"
    __table_args__ = (Index("event_sequence", "credential", "issuer", "sequence"),)

    digest: str = Field(primary_key=True, max_length=64)
    issuer: str = Field(max_length=250)
    credential: str = Field(max_length=45)
    sequence: int = Field(sa_type=BigInteger)
    action: str = Field(max_length=10)
    since: int = Field(sa_type=BigInteger)
    until: int | None = Field(sa_type=BigInteger)
    reason: str = Field(max_length=40)
    created: int = Field(sa_type=BigInteger)
    key: str = Field(max_length=320)


class WaitingRow(SQLModel, table=True):
    """Newest incomplete manifest of an association (registry.view.waiting_manifests)."""

    __tablename__ = "waiting_manifest"

    issuer: str = Field(primary_key=True, max_length=250)
    data: bytes = Field(sa_type=LargeBinary)


class PlanRow(SQLModel, table=True):
    """Unsigned document that this registry expects back signed, by the SHA-256 of its JCS bytes."""

    __tablename__ = "plan"

    digest: str = Field(primary_key=True, max_length=64)
    issuer: str = Field(max_length=250)
    planned: int = Field(sa_type=BigInteger)
    data: bytes = Field(sa_type=LargeBinary)


class CheckpointRow(SQLModel, table=True):
    """Signed log head, as the note that was published; its entries are here."""

    __tablename__ = "checkpoint"

    issuer: str = Field(primary_key=True, max_length=250)
    size: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    note: str


class AheadRow(SQLModel, table=True):
    """Checkpoint of another's log ahead of the entries here, or over other entries.

    The checkpoint binds later cosignatures. It dates no record, and no tree or receipt uses it.
    """

    __tablename__ = "ahead"

    issuer: str = Field(primary_key=True, max_length=250)
    size: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    note: str


class CosignaturesRow(SQLModel, table=True):
    """Index of cosignatures that an association published last (registry.log.cosignatures)."""

    __tablename__ = "cosignatures"

    issuer: str = Field(primary_key=True, max_length=250)
    data: bytes = Field(sa_type=LargeBinary)


class MirrorRow(SQLModel, table=True):
    """Entry of another association's log, as that association signed it.

    A refused entry has the code of the refusal and its bytes; it was not logged before `moment`.
    """

    __tablename__ = "mirror"
    __table_args__ = (
        Index("mirror_digest", "digest"),
        # a partial index: few entries are refused, and the pull queries only those
        Index("mirror_refused", "issuer", "position", sqlite_where=_REFUSED, postgresql_where=_REFUSED),
        {"sqlite_with_rowid": False},
    )

    issuer: str = Field(primary_key=True, max_length=250)
    position: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    digest: str = Field(max_length=64)
    code: str | None = Field(max_length=40)
    data: bytes | None = Field(sa_type=LargeBinary)
    moment: int | None = Field(sa_type=BigInteger)


class PeerRow(SQLModel, table=True):
    """Last full pull from an association's node, and the tags of its files, a JSON object.

    `cuts` is how often its mirror was shortened, because a stolen key had signed entries.
    """

    __tablename__ = "peer"

    issuer: str = Field(primary_key=True, max_length=250)
    pulled: int = Field(sa_type=BigInteger)
    cuts: int = Field(sa_type=BigInteger)
    tags: str


class ConflictRow(SQLModel, table=True):
    """Proof that an association signed two contradicting things (registry.sync.conflicts)."""

    __tablename__ = "conflict"

    digest: str = Field(primary_key=True, max_length=64)
    issuer: str = Field(max_length=250)
    kind: str = Field(max_length=10)
    found: int = Field(sa_type=BigInteger)
    data: bytes = Field(sa_type=LargeBinary)


class MonitorRow(SQLModel, table=True):
    """Monitor's progress through the log of an association, and the time of its last pass.

    `place` counts entries of the log, `arrived` its records in the order of their arrival.
    """

    __tablename__ = "monitor"

    issuer: str = Field(primary_key=True, max_length=250)
    place: int = Field(sa_type=BigInteger)
    arrived: int = Field(sa_type=BigInteger)
    passed: int = Field(sa_type=BigInteger)


class LookedRow(SQLModel, table=True):
    """Record that the monitor had seen before the mirror of its log was shortened."""

    __tablename__ = "looked"

    issuer: str = Field(primary_key=True, max_length=250)
    digest: str = Field(primary_key=True, max_length=64)


class AlertRow(SQLModel, table=True):
    """Alert of the monitor (registry.monitor.alerts): a `code` of registry.errors.

    `subject` distinguishes alerts of one code. `found` is when the alert was raised last, `times` how often,
    `ended` when a pass found it over, `size` how many entries the log had. `facts`, a JSON object, fill its
    sentences.
    """

    __tablename__ = "alert"

    issuer: str = Field(primary_key=True, max_length=250)
    code: str = Field(primary_key=True, max_length=40)
    subject: str = Field(primary_key=True, max_length=250)
    found: int = Field(sa_type=BigInteger)
    ended: int | None = Field(sa_type=BigInteger)
    size: int = Field(sa_type=BigInteger)
    times: int = Field(sa_type=BigInteger)
    facts: str


def _table(model: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(model.__tablename__)]


SETTING = _table(SettingRow)
RECORD = _table(RecordRow)
LEAF = _table(LeafRow)
CREDENTIAL = _table(CredentialRow)
GROUP = _table(GroupRow)
EDGE = _table(EdgeRow)
TERM = _table(TermRow)
INDEX = _table(IndexRow)
EVENT = _table(EventRow)
PLAN = _table(PlanRow)
WAITING = _table(WaitingRow)
CHECKPOINT = _table(CheckpointRow)
AHEAD = _table(AheadRow)
COSIGNATURES = _table(CosignaturesRow)
MIRROR = _table(MirrorRow)
PEER = _table(PeerRow)
CONFLICT = _table(ConflictRow)
MONITOR = _table(MonitorRow)
LOOKED = _table(LookedRow)
ALERT = _table(AlertRow)
METADATA = SQLModel.metadata

SAME_RECORD = and_(RECORD.c.issuer == CREDENTIAL.c.issuer, RECORD.c.name == CREDENTIAL.c.id)
"""Joins a row of `credential` to its record by id."""

SAME_PLACE = and_(RECORD.c.issuer == CREDENTIAL.c.issuer, RECORD.c.position == CREDENTIAL.c.position)
"""Joins a record to its row of `credential` by place."""
