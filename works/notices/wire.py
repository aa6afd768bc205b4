"""Parameters and answers of questions about notices."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from api.http.query import Cursor, PageQuery, read_digits
from api.wire.models import STATUSES, End, StandingWord, VerdictView, View
from credentials.documents.works.notice import NoticeKind
from credentials.documents.works.technology import Medium
from credentials.record import Date, Did, Digest, Maybe, Model, refuse
from credentials.times import day_of
from works.notices.lookup import WantedNotices, When

NOTICE_STATUSES = tuple(word for word in STATUSES if word != "suspended")
"""Standings by which a client may filter a list of notices. Notices end or are replaced, but are never
suspended."""


class TitleView(View):
    """A title in both languages."""

    zh: str
    en: str


class NoticeLineView(View):
    """A notice as a line of a list; `from` and `until` are its days, `when` their relation to today."""

    digest: Digest
    id: str
    issuer: str
    kind: str
    title: TitleView
    since: str
    until: str
    place: str | None
    media: list[str]
    link: str | None
    valid_from: str
    valid_until: str
    when: When
    standing: StandingWord
    end_kind: End


class NoticePageView(View):
    """A page; `next` is the cursor of the page after it, null on the last."""

    items: list[NoticeLineView]
    next: str | None


class NoticeView(View):
    """A notice as it was signed, its end, and the verdict of this node."""

    digest: Digest
    when: When
    standing: StandingWord
    end_kind: End
    notice: dict[str, Any]
    events: list[dict[str, Any]]
    verdict: VerdictView


class NoticeQuery(Model):
    """The conditions of a list of notices; all that are given must hold."""

    issuer: Maybe[Did] = Field(None, description="The association that gave notice.")
    kind: Maybe[NoticeKind] = None
    medium: Maybe[Medium] = Field(None, description="A medium that it is about.")
    when: Maybe[When] = Field(
        None,
        description="How its days lie to today in +08:00. `now` is listed with the next to end first, "
        "`coming` with the next to begin, all else with the last that ended or will.",
    )
    since: Maybe[Date] = Field(None, description="It has days from this one on.", examples=["2026-05-01"])
    until: Maybe[Date] = Field(None, description="It has days up to this one.", examples=["2026-05-31"])
    status: Maybe[Literal[NOTICE_STATUSES]] = Field(  # type: ignore[valid-type]
        None,
        description="How it stands now; `revoked`: cancelled, withdrawn; `superseded`: postponed, corrected.",
    )
    cursor: Maybe[Cursor] = Field(None, description="`next` of the page before.")
    limit: Annotated[Annotated[int, Field(ge=1, le=500)], BeforeValidator(read_digits)] = Field(
        50, description="How many at most; default: 50."
    )

    @model_validator(mode="after")
    def _days(self) -> Self:
        if self.since is not None and self.until is not None and self.until < self.since:
            raise refuse("range-upside-down", "until")
        return self


class NoticeTimeQuery(Model):
    """The question about one notice."""

    at: Maybe[Annotated[str, StringConstraints(max_length=40)]] = Field(
        None,
        description="The time asked about, or a date: that whole day; default: now.",
        examples=["2026-05-01"],
    )


class ChosenNotices(PageQuery):
    """The conditions of every view of notices."""

    issuer: Maybe[Did] = None
    kind: Maybe[NoticeKind] = None
    medium: Maybe[Medium] = None

    def wanted(self, now: datetime) -> WantedNotices:
        """Return the conditions on the rows."""
        return WantedNotices(day_of(now), None, self.issuer, self.kind, self.medium)

    def conditions(self) -> dict[str, str | None]:
        """Return the conditions as parameters of an address."""
        return {"issuer": self.issuer, "kind": self.kind, "medium": self.medium}
