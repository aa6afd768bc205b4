"""The tables that list notices are found by."""

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from registry.filing import DerivedRow, table_of


class ListVersionRow(DerivedRow, table=True):
    """A version of a notice: its days, each as 2026-05-01, its number of items, its signer and the time of
    signature.

    Lists are made from these rows, because a version itself may have half a megabyte.
    """

    __tablename__ = "list_version"
    __table_args__ = (
        Index("list_version_batch", "issuer", "scheme", "batch", "version", unique=True),
        Index("list_version_days", "last_day", "issuer", "position"),
        {"sqlite_with_rowid": False},
    )

    issuer: str = Field(primary_key=True, max_length=250)
    position: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    digest: str = Field(max_length=64)
    id: str = Field(max_length=45)
    scheme: str = Field(max_length=64)
    batch: str = Field(max_length=60)
    version: int = Field(sa_type=BigInteger)
    first_day: str = Field(max_length=10)
    last_day: str = Field(max_length=10)
    items: int
    withdrawn: int
    key: str = Field(max_length=320)
    created: int = Field(sa_type=BigInteger)


class ListItemRow(DerivedRow, table=True):
    """An item of a version, by its place from 0; `categories` is a JSON list."""

    __tablename__ = "list_item"
    __table_args__ = ({"sqlite_with_rowid": False},)

    holder_code: str = Field(primary_key=True, max_length=18)
    issuer: str = Field(primary_key=True, max_length=250)
    position: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    place: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    categories: str
    grade: str = Field(max_length=60)
    is_withdrawn: bool


LIST_VERSION = table_of(ListVersionRow)
LIST_ITEM = table_of(ListItemRow)
