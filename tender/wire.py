"""The JSON of the check of a tender over HTTP: the request, and the answer with its matrix."""

from typing import Annotated, Any, Literal

from pydantic import Field

from api.wire.models import NamesView, View
from credentials.record import Did, Digest, Items, Maybe, Model, Time, Version
from verifier.tender.documents.bidders import BidderList
from verifier.tender.documents.tender import Tender
from verifier.tender.matrix import ColumnName
from verifier.tender.record.document import (
    AgePolicy,
    CheckDates,
    ManifestAge,
    StatedCell,
    StatedCredential,
    StatedCriterion,
    StatedFlag,
    StatedLooks,
    StatedPaper,
)

MAX_PRESENTED_CREDENTIALS = 2_000
"""Most credentials in a request: a hundred bidders with twenty credentials each."""


class TenderCheckRequest(Model):
    """A tender, its bidders, and their credentials; never the papers themselves.

    `credentials` are by the bidder's id, each as in a verification: the JSON object, or text.
    """

    tender: Tender
    bidders: BidderList
    credentials: Annotated[
        dict[str, Items[dict[str, Any] | str]],
        Field(
            description="By bidder: credentials as JSON objects; or as text: H1 code, URL with one, or JSON.",
            examples=[{"B1": ["https://cq.huren.example/v#H1.0441236712345"]}],
        ),
    ]
    award_at: Maybe[Time] = Field(
        None,
        description="When the contract is awarded, where the tender does not say it; not before the opening.",
    )


class TenderVersionView(View):
    """The tender that was checked."""

    number: str
    version: Version
    digest: Digest


class BiddersVersionView(View):
    """The list of bidders that was checked."""

    version: Version
    digest: Digest


class MatrixTrustView(View):
    """The agreement in force, and how old each association's part of the trust data is."""

    agreement: str
    version: Version
    digest: Digest
    manifests: list[ManifestAge]


class LintView(View):
    """Advice about the tender."""

    code: str
    criterion: str | None
    requirement: str | None
    facts: dict[str, Any]


class MatrixView(View):
    """Matrix/1 (docs/reference/matrix.md)."""

    type: Literal["Matrix/1"]
    tender: TenderVersionView
    bidders: BiddersVersionView
    home: Did
    now: str
    dates: CheckDates
    pending: list[ColumnName]
    policy: AgePolicy
    trust: MatrixTrustView
    credentials: list[StatedCredential]
    cells: list[StatedCell]
    criteria: list[StatedCriterion]
    flags: list[StatedFlag]
    papers: list[StatedPaper]
    looks: list[StatedLooks]
    lint: list[LintView]


class TenderCheckView(View):
    """The matrix, the SHA-256 of the bundle it rests on, and the eight words of both."""

    matrix: MatrixView
    bundle: Digest
    words: NamesView
