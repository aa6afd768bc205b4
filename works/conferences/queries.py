"""Parameters of questions about resolutions and standards, for programs and people."""

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from api.http.query import Cursor, PageQuery, read_digits
from credentials.record import Code, Date, Did, Digest, Maybe, Model, Slug, refuse
from works.conferences.answers.resolutions import Adoption
from works.conferences.lookup import WantedResolutions

_Lines = Annotated[Annotated[int, Field(ge=1, le=200)], BeforeValidator(read_digits)]


class ResolutionQuery(Model):
    """Conditions of a list of resolutions; a resolution must meet all that are given."""

    number: Maybe[Code] = Field(None, description="Exactly this number.")
    party: Maybe[Did] = Field(None, description="An association whose half is here.")
    since: Maybe[Date] = Field(None, description="Resolved on this day or later.", examples=["2026-01-01"])
    until: Maybe[Date] = Field(None, description="Resolved on this day or earlier.", examples=["2026-12-31"])
    state: Maybe[Adoption] = Field(
        None, description="`adopted`: the half of every party is there and counts; `pending`: not so."
    )
    cursor: Maybe[Cursor] = Field(None, description="`next` of the page before.")
    limit: _Lines = Field(50, description="How many at most; default: 50.")

    @model_validator(mode="after")
    def _days(self) -> Self:
        if self.since is not None and self.until is not None and self.until < self.since:
            raise refuse("range-upside-down", "until")
        return self

    def wanted(self) -> WantedResolutions:
        """Return the conditions on the rows."""
        return WantedResolutions(self.number, self.party, self.since, self.until)


class OpenItemQuery(Model):
    """The conditions of a list of open items."""

    party: Maybe[Did] = Field(None, description="What this party carries out, and what all do.")
    cursor: Maybe[Cursor] = Field(None, description="`next` of the page before.")
    limit: _Lines = Field(50, description="How many at most; default: 50.")


class StandardListQuery(Model):
    """A page of the standards."""

    cursor: Maybe[Slug] = Field(None, description="`next` of the page before.")
    limit: _Lines = Field(50, description="How many at most; default: 50.")


class StandardTextQuery(Model):
    """Parameters that choose a text of a standard."""

    text: Maybe[Digest] = Field(None, description="The digest of a text; default: the newest version.")


class ChosenResolutions(PageQuery):
    """The conditions of every view of resolutions for people."""

    party: Maybe[Did] = None

    def conditions(self) -> dict[str, str | None]:
        """Return the conditions as parameters of an address."""
        return {"party": self.party}


class ResolutionPageQuery(ChosenResolutions):
    """The page of resolutions: conditions, and cursors of the list and of the open items."""

    state: Maybe[Adoption] = None
    cursor: Maybe[Cursor] = None
    due: Maybe[Cursor] = None


class StandardsPageQuery(PageQuery):
    """Parameters of the page of standards: the last code of the previous page."""

    after: Maybe[Slug] = None


class StandardPageQuery(PageQuery):
    """A standard, and the digest of one of its texts, if not the newest."""

    text: Maybe[Digest] = None
