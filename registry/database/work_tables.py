"""The tables of the agreement's other works: what technologies and resolutions are found by."""

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel


class TechnologyRow(SQLModel, table=True):
    """A technology by whose and which it is, and by its facets; `position` is its place in its issuer's log.

    `facets` is a JSON list of lists, the values of each in the order of
    credentials.documents.works.facets.FACETS; `verified_*` are those of the verification statement.
    """

    __tablename__ = "technology"
    __table_args__ = (Index("technology_holder", "holder_code"), {"sqlite_with_rowid": False})

    issuer: str = Field(primary_key=True, max_length=250)
    position: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    id: str = Field(max_length=45)
    digest: str = Field(max_length=64)
    holder_code: str = Field(max_length=18)
    title: str = Field(max_length=200)
    version: str = Field(max_length=60)
    valid_from: int = Field(sa_type=BigInteger)
    valid_until: int = Field(sa_type=BigInteger)
    verified_from: int | None = Field(sa_type=BigInteger)
    verified_until: int | None = Field(sa_type=BigInteger)
    facets: str


class TechnologyTextRow(SQLModel, table=True):
    """What words are looked for in, of the technology with this digest, folded."""

    __tablename__ = "technology_text"

    technology: str = Field(primary_key=True, max_length=64)
    text: str


class IndicatorRow(SQLModel, table=True):
    """A range that a technology states of an outlet or a removal, by what it may be compared with.

    `tested`, and `named` by its verification statement, are 0 or 1.
    """

    __tablename__ = "indicator"
    __table_args__ = ({"sqlite_with_rowid": False},)

    target: str = Field(primary_key=True, max_length=40)
    measure: str = Field(primary_key=True, max_length=10)
    quantity: str = Field(primary_key=True, max_length=40)
    gas_state: str = Field(primary_key=True, max_length=20)
    technology: str = Field(primary_key=True, max_length=64)
    code: str = Field(primary_key=True, max_length=64)
    low: str | None = Field(max_length=20)
    high: str | None = Field(max_length=20)
    unit: str = Field(max_length=20)
    tested: int
    named: int


class ListingRow(SQLModel, table=True):
    """What an association said of a technology, named by its digest, in order, and for which term."""

    __tablename__ = "listing"
    __table_args__ = ({"sqlite_with_rowid": False},)

    technology: str = Field(primary_key=True, max_length=64)
    issuer: str = Field(primary_key=True, max_length=250)
    sequence: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    digest: str = Field(max_length=64)
    decision: str = Field(max_length=10)
    valid_from: int = Field(sa_type=BigInteger)
    valid_until: int = Field(sa_type=BigInteger)


class ResolutionRow(SQLModel, table=True):
    """A half of a resolution by its number, and the digest of what all halves have in common.

    `folded` is the number as people take it for the same.
    """

    __tablename__ = "resolution"
    __table_args__ = (
        Index("resolution_content", "content"),
        Index("resolution_folded", "folded"),
        {"sqlite_with_rowid": False},
    )

    number: str = Field(primary_key=True, max_length=60)
    content: str = Field(primary_key=True, max_length=64)
    issuer: str = Field(primary_key=True, max_length=250)
    digest: str = Field(max_length=64)
    day: str = Field(max_length=10)
    folded: str


class CitationRow(SQLModel, table=True):
    """Which halves adopt what, by digests."""

    __tablename__ = "citation"
    __table_args__ = ({"sqlite_with_rowid": False},)

    cited: str = Field(primary_key=True, max_length=64)
    half: str = Field(primary_key=True, max_length=64)
