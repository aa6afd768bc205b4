"""What may be asked of notices."""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from api.http.query import read_digits
from api.wire.notice_models import NOTICE_STATUSES
from credentials.documents.works.notice import NoticeKind
from credentials.documents.works.technology import Medium
from credentials.record import Date, Did, Maybe, Model, refuse

Cursor = Annotated[str, StringConstraints(max_length=200)]


class NoticeQuery(Model):
    """Which notices to list; all that is given must hold."""

    issuer: Maybe[Did] = Field(None, description="The association that gave notice.")
    kind: Maybe[NoticeKind] = None
    medium: Maybe[Medium] = Field(None, description="A medium that it is about.")
    when: Maybe[Literal["now", "coming", "over"]] = Field(
        None,
        description="How its days lie to today in +08:00. `now` and `coming` are listed with the next to end "
        "first, all else with the last that ended or will.",
    )
    since: Maybe[Date] = Field(None, description="It has days from this one on.", examples=["2026-05-01"])
    until: Maybe[Date] = Field(None, description="It has days up to this one.", examples=["2026-05-31"])
    status: Maybe[Literal[NOTICE_STATUSES]] = Field(  # type: ignore[valid-type]
        None, description="How it stands now; `revoked`: taken back, of whatever kind."
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
    """What is asked of a notice."""

    at: Maybe[Annotated[str, StringConstraints(max_length=40)]] = Field(
        None,
        description="The time asked about, or a date: that whole day; default: now.",
        examples=["2026-05-01"],
    )


class MatchQuery(Model):
    """A page of the technologies for a need."""

    cursor: Maybe[Cursor] = Field(None, description="`next` of the page before.")
    limit: Annotated[Annotated[int, Field(ge=1, le=40)], BeforeValidator(read_digits)] = Field(
        20, description="How many at most; default: 20."
    )
