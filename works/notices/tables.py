"""The table that notices are found by."""

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from registry.filing import DerivedRow, table_of


class NoticeRow(DerivedRow, table=True):
    """A notice by its kind, its media (a JSON list), and its days, each as 2026-05-01."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("notice_days", "last_day", "issuer", "position"),
        {"sqlite_with_rowid": False},
    )

    issuer: str = Field(primary_key=True, max_length=250)
    position: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    id: str = Field(max_length=45)
    kind: str = Field(max_length=20)
    media: str
    first_day: str = Field(max_length=10)
    last_day: str = Field(max_length=10)


NOTICE = table_of(NoticeRow)
