"""The tables that resolutions are found by."""

from sqlalchemy import Index
from sqlmodel import Field

from registry.filing import DerivedRow, table_of


class ResolutionRow(DerivedRow, table=True):
    """A half of a resolution by its number, and the digest of the common content of all halves.

    `folded` is the number without differences that people overlook.
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


class CitationRow(DerivedRow, table=True):
    """A digest that a half adopts."""

    __tablename__ = "citation"
    __table_args__ = ({"sqlite_with_rowid": False},)

    cited: str = Field(primary_key=True, max_length=64)
    half: str = Field(primary_key=True, max_length=64)


RESOLUTION = table_of(ResolutionRow)
CITATION = table_of(CitationRow)
