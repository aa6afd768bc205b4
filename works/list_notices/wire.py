"""Parameters and answers of questions about list notices."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from api.http.query import Cursor, PageQuery, read_digits
from api.wire.models import VerdictView, View
from credentials.record import Count, Did, Digest, Maybe, Model, Slug, Uscc
from credentials.times import day_of
from works.list_notices.lookup import WantedLists

ListWhen = Literal["coming", "now", "over"]
"""Relation of the days of a notice to today: all still to come, today among them, all past."""


class ListNoticeLineView(View):
    """A notice as a line of a list, by its newest version; `items` and `withdrawn` are numbers."""

    digest: Digest
    id: str
    issuer: str
    scheme: str
    batch: str
    version: Count
    since: str
    until: str
    when: ListWhen
    items: Count
    withdrawn: Count


class ListNoticePageView(View):
    """A page; `next` is the cursor of the page after it, null on the last."""

    items: list[ListNoticeLineView]
    next: str | None


class ListVersionView(View):
    """A version: when it was signed, and when it was admitted here."""

    digest: Digest
    version: Count
    signed: str
    admitted: str


class ListNoticeView(View):
    """A version as it was signed, all versions in order, and the verdict of this node."""

    digest: Digest
    when: ListWhen
    notice: dict[str, Any]
    versions: list[ListVersionView]
    verdict: VerdictView


class ListNoticeQuery(Model):
    """The conditions of a list of notices; all that are given must hold."""

    issuer: Maybe[Did] = Field(None, description="The association that gave notice.")
    scheme: Maybe[Slug] = None
    uscc: Maybe[Uscc] = Field(None, description="Unified Social Credit Code of an enterprise in the list.")
    when: Maybe[Literal["now", "over"]] = Field(
        None,
        description="`now`: the last day in +08:00 is not over, the next to end first; `over`: it is.",
    )
    cursor: Maybe[Cursor] = Field(None, description="`next` of the page before.")
    limit: Annotated[Annotated[int, Field(ge=1, le=200)], BeforeValidator(read_digits)] = Field(
        50, description="How many at most; default: 50."
    )

    def wanted(self, now: datetime) -> WantedLists:
        """Return the conditions on the rows."""
        is_over = None if self.when is None else self.when == "over"
        return WantedLists(day_of(now), is_over, self.issuer, self.scheme, self.uscc)


class ChosenLists(PageQuery):
    """The conditions of every view of list notices."""

    issuer: Maybe[Did] = None
    scheme: Maybe[Slug] = None

    def conditions(self) -> dict[str, str | None]:
        """Return the conditions as parameters of an address."""
        return {"issuer": self.issuer, "scheme": self.scheme}
