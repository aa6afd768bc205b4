"""The JSON of resolutions and standards; a withheld item stands in it as it was signed: a digest."""

from typing import Annotated, Any, Literal

from pydantic import Field

from api.wire.models import NamesView, VerdictView, View
from credentials.record import Count, Digest

AdoptionWord = Annotated[
    Literal["adopted", "pending"],
    Field(description="`adopted` once the half of every party is there and counts; else `pending`."),
]
Missing = Annotated[
    list[str], Field(description="The parties whose half is not there, or counts for nothing.")
]
StateCode = Annotated[
    Literal["resolved", "half-missing", "half-differs", "parties-differ"],
    Field(description="Of the check `complete`."),
]


class MeetingView(View):
    """A conference; `since` and `until` are its days."""

    title: NamesView
    place: str
    since: str
    until: str


class ResolutionLineView(View):
    """A resolution as a line of a list; `digest` is that of the common content of its halves."""

    digest: Digest
    number: str
    resolved_on: str
    meeting: MeetingView
    items: Count
    parties: list[str]
    missing: Missing
    state: AdoptionWord
    code: StateCode
    adopted_since: str | None


class ResolutionPageView(View):
    """A page; `next` is the cursor of the page after it, null on the last."""

    items: list[ResolutionLineView]
    next: str | None


class HalfView(View):
    """A signature: its party, its record, its time; `counts` is false where the signature no longer holds."""

    issuer: str
    digest: Digest
    signed: str
    counts: bool


class AdoptedView(View):
    """A record that an adopted item cites, adopted once the resolution is; for a standard here its code and
    version."""

    item: Count
    kind: str
    digest: Digest
    code: str | None
    version: Count | None


class ResolutionView(ResolutionLineView):
    """A resolution as it was signed, its halves, and the verdict of this node on the first of them.

    `others` are other texts under its number, `itemDigests` those by which a later resolution closes an item,
    `open` the numbers of items still to be carried out.
    """

    resolution: dict[str, Any]
    halves: list[HalfView]
    others: list[Digest]
    item_digests: list[Digest]
    open: list[Count]
    adopts: list[AdoptedView]
    verdict: VerdictView


class OpenItemView(View):
    """An item of an adopted resolution that is to be carried out; of all parties where `owner` is null."""

    number: str
    resolution: Digest
    resolved_on: str
    adopted_since: str
    no: Count
    digest: Digest
    title: NamesView | None
    owner: str | None
    due: str | None
    overdue: bool


class OpenItemPageView(View):
    """A page, the next due first; `next` is the cursor of the page after it, null on the last.

    `complete` is false where there are more resolutions than are looked at: items of the oldest are left out.
    """

    items: list[OpenItemView]
    next: str | None
    complete: bool


class AdoptingView(View):
    """The resolution that adopted a standard."""

    number: str
    digest: Digest


class StandardLineView(View):
    """A version of a standard; `since` is when it is meant to apply from, `adoptedBy` null of a draft."""

    digest: Digest
    code: str
    title: NamesView
    version: Count
    previous: Digest | None
    issuer: str
    signed: str
    schemes: list[str]
    since: str
    adopted_since: str | None
    adopted_by: AdoptingView | None


class StandardPageView(View):
    """The newest adopted version of each standard, else its newest draft; those come last, each by code.

    `next` is the cursor of the page after it, or null.
    """

    items: list[StandardLineView]
    next: str | None


class ClauseChangeView(View):
    """A clause by its number in two versions; null where it is in the other only."""

    no: str
    sign: Literal["new", "gone", "changed", "same"]
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class StandardView(View):
    """A version of a standard as it was signed, beside the newest adopted one before it.

    `before` is a draft where none is adopted, and null where none is here.

    `versions` are all texts here, the newest first.
    """

    digest: Digest
    standard: dict[str, Any]
    before: Digest | None
    changes: list[ClauseChangeView]
    versions: list[StandardLineView]
    verdict: VerdictView
