"""The JSON of technologies over HTTP: a page of a search with its counts, and one technology."""

from typing import Annotated, Any, Literal

from pydantic import Field

from api.wire.models import End, NamesView, StandingWord, VerdictView, View
from credentials.record import Count, Digest

ListingWord = Annotated[
    Literal["joint", "objected", "single", "unknown"],
    Field(
        description="What other associations say of it at that time, by their last words in force; "
        "`single` of one that does not stand."
    ),
]
VerificationWord = Annotated[
    Literal["current", "expired", "later", "none"],
    Field(description="Its verification statement; `none` of one that does not stand."),
]
ValueCounts = dict[str, Count]


class FacetCountsView(View):
    """By facet and value: how many would be found if that value alone were asked for in its facet."""

    media: ValueCounts
    forms: ValueCounts
    targets: ValueCounts
    industries: ValueCounts
    maturities: ValueCounts
    classes: ValueCounts
    issuers: ValueCounts


class LimitAnswerView(View):
    """A limit of the query in codes, and the indicator that says so; null where none states it.

    `not-tested`, `not-verified`: a stated number meets it, and not with the proof that is asked for.
    """

    limit: str
    result: Literal["met", "not-tested", "not-verified", "not-met", "not-stated"]
    indicator: str | None


class TechnologyLineView(View):
    """A technology as a line of a list."""

    digest: Digest
    id: str
    issuer: str
    title: NamesView
    version: str
    legal_name: str
    uscc: str
    region: str
    media: list[str]
    form: str
    targets: list[str]
    maturity: str
    scheme: str
    listing_class: Annotated[str, Field(alias="class")]
    valid_from: str
    valid_until: str
    standing: StandingWord
    end_kind: End
    listing: ListingWord
    verification: VerificationWord
    limits: list[LimitAnswerView]


class TechnologyPageView(View):
    """A page; `next` is the cursor of the page after it, null on the last.

    `total` fit, `stated` of them state and meet every limit; `joint` and `verified` of them are that and in
    force. Counts are by terms and ends: what a compromised key makes of one, its line says and they do not.
    """

    items: list[TechnologyLineView]
    next: str | None
    total: Count
    stated: Count
    joint: Count
    verified: Count
    counts: FacetCountsView
    at: str


class TechnologyView(View):
    """A technology as it was signed, what is said of it, its status events, and the verdict of this node."""

    digest: Digest
    standing: StandingWord
    end_kind: End
    listing: ListingWord
    verification: VerificationWord
    technology: dict[str, Any]
    listings: list[dict[str, Any]]
    events: list[dict[str, Any]]
    verdict: VerdictView
