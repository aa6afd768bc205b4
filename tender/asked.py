"""Measures a tender that a client sends to be checked, before any other work.

The answer has a cell for each lot and a reason for each compared credential, so a short body could ask for
gigabytes. The node therefore counts cells and comparisons from the documents before it reads a credential.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from api.errors import ApiError
from credentials.errors import RecordError
from credentials.record import JsonObject, parse_document, read_body
from credentials.unsigned import Unsigned, check_size
from signing.log.log_proof import is_log_proof
from signing.strict_json import MAX_VALUES
from tender.wire import MAX_PRESENTED_CREDENTIALS, TenderCheckRequest
from verifier.tender.documents.bidders import MAX_BIDDERS_BYTES, MAX_BIDDERS_VALUES, BidderList, check_pair
from verifier.tender.documents.tender import MAX_TENDER_BYTES, MAX_TENDER_VALUES, Criterion, Tender

MAX_CELLS = 20_000
"""Most cells, lots × bidders × requirements: five times 100 bidders × 40 requirements."""
MAX_COMPARISONS = 30_000
"""Most comparisons of an enterprise and each of its credentials with a category, in all cells: 100 bidders
with six credentials each × 40 requirements. If the answer states each at three dates, it has 20 MB."""

_OF_A_MARK = 3
_SHOWN = 80


class TenderSize(NamedTuple):
    """The amount of work that a question asks for."""

    credentials: int
    cells: int
    comparisons: int

    @property
    def tokens(self) -> int:
        """Return the price of this work in tokens of the rate limit, by its processor time."""
        return 3 * self.credentials + self.comparisons // 20 + self.cells // 10


@dataclass(frozen=True, slots=True)
class TenderQuestion:
    """The documents of a question; `credentials` by the bidder's id, unparsed."""

    tender: Unsigned[Tender]
    bidders: Unsigned[BidderList]
    credentials: Mapping[str, Sequence[JsonObject | str]]
    award_at: datetime | None
    size: TenderSize


def read_tender_question(data: bytes, limit: int) -> TenderQuestion:
    """Return the question in the body of a request.

    Raises RecordError, which names the member, for an unreadable one; ApiError batch-too-long,
    check-too-long.
    """
    value: dict[str, Any] = parse_document(data, limit, MAX_VALUES)
    _check_number(value.get("credentials"))
    request = read_body(value, TenderCheckRequest)
    tender, bidders = Unsigned(value["tender"], request.tender), Unsigned(value["bidders"], request.bidders)
    with _in_member("tender"):
        # the body may be larger than either document
        check_size(tender, MAX_TENDER_BYTES, MAX_TENDER_VALUES)
    with _in_member("bidders"):
        check_size(bidders, MAX_BIDDERS_BYTES, MAX_BIDDERS_VALUES)
        check_pair(request.tender, request.bidders)
    known = {bidder.id for bidder in request.bidders.bidders}
    for name in request.credentials:
        if name not in known:
            raise RecordError("reference-unknown", "credentials", item=name[:_SHOWN])
    if request.award_at is not None and request.award_at < request.tender.opening_at:
        raise RecordError("interval-empty", "awardAt")
    size = measure_question(request)
    if size.cells > MAX_CELLS:
        raise _too_long(size.cells, MAX_CELLS, "cells", "格")
    if size.comparisons > MAX_COMPARISONS:
        raise _too_long(size.comparisons, MAX_COMPARISONS, "comparisons", "次比对")
    return TenderQuestion(tender, bidders, request.credentials, request.award_at, size)


def measure_question(request: TenderCheckRequest) -> TenderSize:
    """Count cells of all lots, and comparisons of a bid with a category or a row of points.

    The count includes marked pages, whose number each association is asked for, and log proofs, each tried on
    each credential.
    """
    number = {name: len(credentials) for name, credentials in request.credentials.items()}
    bids: dict[str, list[int]] = defaultdict(list)
    for bidder in request.bidders.bidders:
        count = number.get(bidder.id, 0) + len(bidder.enterprises)
        for lot in bidder.lots:
            bids[lot].append(count)
    parts = {criterion.id: _measure_criterion(criterion) for criterion in request.tender.criteria}
    cells, comparisons = 0, sum(rows for _, _, rows in parts.values())
    comparisons += sum(_OF_A_MARK * len(bidder.marks or ()) for bidder in request.bidders.bidders)
    for lot, held_in in bids.items():
        inside = [parts[criterion.id] for criterion in request.tender.criteria_of(lot)]
        cells += len(held_in) * max(1, sum(cells for cells, _, _ in inside))
        comparisons += sum(held_in) * max(1, sum(names for _, names, _ in inside))
        comparisons += len(held_in) * sum(rows for _, _, rows in inside)
    presented = [credential for credentials in request.credentials.values() for credential in credentials]
    proofs = sum(
        isinstance(credential, str) and is_log_proof(credential[:64].encode()) for credential in presented
    )
    comparisons += proofs * (len(presented) - proofs)
    return TenderSize(sum(number.values()), cells, comparisons)


def _measure_criterion(criterion: Criterion) -> tuple[int, int, int]:
    """Return the numbers of cells of a bid, of categories compared for each credential, and of rows of
    points."""
    requirements = criterion.requirements
    wanted = (requirement.categories for requirement in requirements)
    names = sum(
        len(categories.any_of or categories.all_of or ()) if categories is not None else 1
        for categories in wanted
    )
    return max(1, len(requirements)), names, len(requirements) * len(criterion.points or ())


def _check_number(credentials: object) -> None:
    """Refuse too many credentials before any validation; a value that is not a list is refused later."""
    lists = credentials.values() if isinstance(credentials, dict) else ()
    if sum(len(listed) for listed in lists if isinstance(listed, list)) > MAX_PRESENTED_CREDENTIALS:
        raise ApiError("batch-too-long", "credentials", limit=MAX_PRESENTED_CREDENTIALS)


def _too_long(number: int, limit: int, what: str, what_zh: str) -> ApiError:
    return ApiError("check-too-long", "tender", number=number, limit=limit, what=what, what_zh=what_zh)


@contextmanager
def _in_member(name: str) -> Iterator[None]:
    """Make a refusal name this member of the body."""
    try:
        yield
    except RecordError as error:
        field = ".".join(filter(None, (name, error.field)))
        raise RecordError(error.code, field, **error.facts) from None
