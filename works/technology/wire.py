"""The JSON of technologies over HTTP: a page of a search with its counts, and one technology."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from api.http.query import Cursor, read_digits
from api.wire.models import End, NamesView, StandingWord, VerdictView, View
from credentials.documents.works.facets import (
    FACETS,
    AskedLimit,
    TechnologyFacets,
    TechnologyQuery,
)
from credentials.documents.works.limits.as_typed import MAX_LENGTH, read_limits
from credentials.errors import RecordError
from credentials.record import Count, Did, Digest, Items, Maybe, Model

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
    """Technologies by facet and value: the number found if that value alone were asked for in its facet."""

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
    `not-comparable`: a number is stated on another basis, the state of the gas or reference oxygen.
    """

    limit: str
    result: Literal["met", "not-tested", "not-verified", "not-met", "not-comparable", "not-stated"]
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
    force. `others` fit too, and act on no target of any limit: they are counted apart. Counts are by terms
    and ends: what a compromised key makes of one, its line says and they do not.
    """

    items: list[TechnologyLineView]
    next: str | None
    total: Count
    stated: Count
    others: Count
    joint: Count
    verified: Count
    counts: FacetCountsView
    at: str


class TechnologyView(View):
    """A technology as it was signed, others' statements on it, its status events, and the verdict of this
    node."""

    digest: Digest
    standing: StandingWord
    end_kind: End
    listing: ListingWord
    verification: VerificationWord
    technology: dict[str, Any]
    listings: list[dict[str, Any]]
    events: list[dict[str, Any]]
    verdict: VerdictView


# a query holds text, and the strict model refuses it as a bool; other words become None and fail
TrueOrFalse = Annotated[bool, BeforeValidator({"true": True, "false": False}.get)]


class TechnologySearchQuery(TechnologyFacets):
    """The conditions of a list of technologies; parameters of a list may be repeated, one value each."""

    REPEATED: ClassVar[frozenset[str]] = frozenset({*FACETS, "require"})
    joint: TrueOrFalse = Field(False, description="Another association joins the listing.")
    verified: TrueOrFalse = Field(
        False, description="By a statement in force; limits are then asked of the indicators it names only."
    )
    tested: TrueOrFalse = Field(False, description="Limits are asked of tested indicators only.")
    require: Annotated[
        Items[Annotated[str, StringConstraints(max_length=MAX_LENGTH)]], Field(max_length=10)
    ] = Field(
        (),
        description="What an outlet must not exceed, or a removal must reach; in gas with its state, and "
        "with reference oxygen where there is one; or the name of a limit set. Technologies that act on its "
        "target and do not state it come last, those that do not meet it are left out.",
        examples=[["outlet cod <= 30 mg/L", "removal cod >= 90 %", "gb-18918-2002-1a"]],
    )
    others: TrueOrFalse = Field(
        False, description="List those too that act on no target of any limit, at the end."
    )
    at: Maybe[Annotated[str, StringConstraints(max_length=40)]] = Field(
        None, description="The time asked about, or a date: its first second; default: now."
    )
    status: Literal["active", "any"] = Field("active", description="`any`: those not in force as well.")
    cursor: Maybe[Cursor] = Field(None, description="`next` of the page before.")
    limit: Annotated[Annotated[int, Field(ge=1, le=40)], BeforeValidator(read_digits)] = Field(
        20, description="How many at most; default: 20."
    )

    def read(self) -> TechnologyQuery:
        """Return the query; RecordError of a limit names `require` and its place."""
        limits: list[AskedLimit] = []
        for text, answer in read_limits(self.require):
            if isinstance(answer, RecordError):
                raise RecordError(answer.code, f"require[{self.require.index(text)}]", **answer.facts)
            limits += answer
        return self.with_limits(limits)


class HeldTechnologyQuery(Model):
    """The question about a stored technology."""

    issuer: Maybe[Did] = Field(None, description="Who lists it: an id is of one association.")
    at: Maybe[Annotated[str, StringConstraints(max_length=40)]] = Field(
        None, description="The time asked about, or a date: that whole day; default: now."
    )


class MatchQuery(Model):
    """A page of the technologies for a need."""

    cursor: Maybe[Cursor] = Field(None, description="`next` of the page before.")
    limit: Annotated[Annotated[int, Field(ge=1, le=40)], BeforeValidator(read_digits)] = Field(
        20, description="How many at most; default: 20."
    )
