"""The tables that technologies are found by."""

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from registry.filing import DerivedRow, table_of


class TechnologyRow(DerivedRow, table=True):
    """A technology by its holder and name, and by its facets; `position` is its place in its issuer's log.

    `facets` is a JSON list of lists, the values of each in the order of
    credentials.documents.works.facets.FACETS; `verified_*` is the term of the verification statement.
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
    scheme: str = Field(max_length=64)
    valid_from: int = Field(sa_type=BigInteger)
    valid_until: int = Field(sa_type=BigInteger)
    verified_from: int | None = Field(sa_type=BigInteger)
    verified_until: int | None = Field(sa_type=BigInteger)
    facets: str


class TechnologyTextRow(DerivedRow, table=True):
    """The folded text of the technology with this digest, for searches by words."""

    __tablename__ = "technology_text"

    technology: str = Field(primary_key=True, max_length=64)
    text: str


class IndicatorRow(DerivedRow, table=True):
    """A range that a technology states of an outlet or a removal, by its comparable properties.

    `gas_state` and `oxygen` are its basis, empty outside gas; `tested`, and `named` by its verification
    statement, are 0 or 1.
    """

    __tablename__ = "indicator"
    __table_args__ = ({"sqlite_with_rowid": False},)

    target: str = Field(primary_key=True, max_length=40)
    measure: str = Field(primary_key=True, max_length=10)
    quantity: str = Field(primary_key=True, max_length=40)
    technology: str = Field(primary_key=True, max_length=64)
    code: str = Field(primary_key=True, max_length=64)
    low: str | None = Field(max_length=20)
    high: str | None = Field(max_length=20)
    unit: str = Field(max_length=20)
    gas_state: str = Field(max_length=20)
    oxygen: str = Field(max_length=20)
    tested: int
    named: int


class ListingRow(DerivedRow, table=True):
    """A listing of a technology, named by its digest, with its order and its term."""

    __tablename__ = "listing"
    __table_args__ = ({"sqlite_with_rowid": False},)

    technology: str = Field(primary_key=True, max_length=64)
    issuer: str = Field(primary_key=True, max_length=250)
    sequence: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    digest: str = Field(max_length=64)
    decision: str = Field(max_length=10)
    valid_from: int = Field(sa_type=BigInteger)
    valid_until: int = Field(sa_type=BigInteger)


TECHNOLOGY = table_of(TechnologyRow)
TECHNOLOGY_TEXT = table_of(TechnologyTextRow)
INDICATOR = table_of(IndicatorRow)
LISTING = table_of(ListingRow)
