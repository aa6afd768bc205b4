"""What joint conferences resolved, and the standards they adopt, for people."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import StringConstraints
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.answers.questions import POLICY
from api.answers.standings.log_receipts import receipts_of
from api.errors import ApiError
from api.http.query import PageQuery
from api.http.rate_limits import list_cost
from api.http.responses import PAGE
from api.pages.conferences.one_to_one import pair_schemes
from api.pages.conferences.resolution_words import (
    ResolutionLine,
    days_of,
    decision_of,
    group_by_party,
    link_citations,
    prose_of,
    tell_adoption,
    tell_due,
    tell_state,
)
from api.pages.rendering import Visit, begin, page_response
from credentials.documents.conferences.changes import diff_clauses
from credentials.documents.conferences.standard import UnifiedStandard
from credentials.record import Digest, Maybe, Record
from registry.lookup.conferences.open_items import RECENT, list_open_items
from registry.lookup.conferences.resolutions import (
    HeldResolution,
    find_numbered,
    find_resolutions,
    find_state,
    is_named,
    list_numbers,
)
from registry.lookup.conferences.standards import find_standard, list_codes, list_versions, look_up
from verifier import verify_record
from verifier.reasons import find_reasons, format_finding
from verifier.trust.beside import Beside

router = APIRouter(tags=[PAGE], include_in_schema=False)

ON_A_PAGE = 20


class PlacedQuery(PageQuery):
    """A list from behind a place on: the number or code that was the last."""

    after: Maybe[Annotated[str, StringConstraints(min_length=1, max_length=64)]] = None


class StandardQuery(PageQuery):
    """A standard; which of its texts, by digest, if not the newest."""

    text: Maybe[Digest] = None


@router.get("/resolutions")
async def list_resolutions(request: Request) -> Response:
    """The newest resolutions, and on the first page what of them is still open."""
    visit, query = await begin(request, PlacedQuery)
    is_first = query.after is None
    visit.node.charge(request, list_cost(RECENT if is_first else ON_A_PAGE))

    def look() -> Response:
        registry, trust = visit.node.registry, visit.trust
        numbers = list_numbers(registry, first=ON_A_PAGE + 1, after=query.after)
        shown = numbers[:ON_A_PAGE]
        lines = [
            ResolutionLine(held, tell_state(find_state(held, trust, now=visit.now, rivals=group), visit))
            for group in find_numbered(registry, shown).values()
            for held in group
        ]
        items = list_open_items(registry, trust, now=visit.now) if is_first else []
        return page_response(
            visit,
            "resolutions",
            lines=lines,
            after=shown[-1] if len(numbers) > ON_A_PAGE else None,
            groups=group_by_party(items),
            days_of=days_of,
            tell_due=partial(tell_due, visit=visit),
        )

    return await run_in_threadpool(look)


@router.get("/resolutions/{reference:path}")
async def show_resolution(request: Request, reference: str) -> Response:
    """A resolution by number or digest: items, who signed, this node's verdict on it."""
    visit, _ = await begin(request, PageQuery)
    visit.node.charge(request, list_cost(RECENT))

    def look() -> Response:
        found = find_resolutions(visit.node.registry, reference)
        if not found:
            raise ApiError.not_here("resolution", "决议", reference)
        chosen = next((held for held in found if is_named(held, reference)), found[0])
        return _resolution_page(visit, chosen, found)

    return await run_in_threadpool(look)


def _resolution_page(visit: Visit, held: HeldResolution, found: list[HeldResolution]) -> Response:
    registry, trust, half = visit.node.registry, visit.trust, held.halves[0]
    proof = receipts_of(registry, trust, visit.now, [half.digest]).get(half.digest)
    beside = Beside([one for other in found for one in other.halves])
    verdict = verify_record(half, trust, policy=POLICY, now=visit.now, proof=proof, beside=beside)
    visit.node.tell_verdict("page", verdict)
    finding, _ = find_reasons(verdict)
    still = {
        one.item.no for one in list_open_items(registry, trust, now=visit.now) if one.content == held.content
    }
    return page_response(
        visit,
        "resolution",
        held=held,
        subject=held.subject,
        state=tell_state(find_state(held, trust, now=visit.now, rivals=found), visit),
        others=[other for other in found if other.content != held.content],
        signed={half.body.issuer: half for half in held.halves},
        decision_of=partial(decision_of, lang=visit.lang),
        prose_of=partial(prose_of, lang=visit.lang),
        tell_due=partial(tell_due, visit=visit),
        link_citations=partial(link_citations, visit=visit),
        still=still,
        days_of=days_of,
        verdict=verdict,
        reason=format_finding(finding, visit.names) if finding is not None else "",
    )


@router.get("/standards")
async def list_standards(request: Request) -> Response:
    """The newest version of each standard, and what adopted it."""
    visit, query = await begin(request, PlacedQuery)
    visit.node.charge(request, list_cost(ON_A_PAGE))

    def look() -> Response:
        registry = visit.node.registry
        codes = list_codes(registry, first=ON_A_PAGE + 1, after=query.after)
        lines = []
        for code in codes[:ON_A_PAGE]:
            (held,) = look_up(registry, list_versions(registry, code)[:1], visit.trust, visit.now)
            lines.append((held, tell_adoption(held, visit)))
        after = codes[ON_A_PAGE - 1] if len(codes) > ON_A_PAGE else None
        return page_response(visit, "standards", lines=lines, after=after)

    return await run_in_threadpool(look)


@router.get("/standards/{code}")
async def show_standard(request: Request, code: str) -> Response:
    """A standard: its versions, one of them beside the version before, its schemes."""
    visit, query = await begin(request, StandardQuery)
    visit.node.charge(request, list_cost(ON_A_PAGE))

    def look() -> Response:
        registry = visit.node.registry
        records = list_versions(registry, code)
        chosen = [one for one in records if query.text in (None, one.digest)]
        if not chosen:
            raise ApiError.not_here("standard", "标准", query.text or code)
        return _standard_page(visit, chosen[0], records)

    return await run_in_threadpool(look)


def _standard_page(
    visit: Visit, record: Record[UnifiedStandard], records: list[Record[UnifiedStandard]]
) -> Response:
    subject = record.body.credential_subject
    before = find_standard(visit.node.registry, subject.previous) if subject.previous is not None else None
    old: Any = before.body.credential_subject if before is not None else None
    text = visit.names.text
    in_force = [scheme for scheme in subject.schemes if text.scheme(scheme) is not None]
    return page_response(
        visit,
        "standard",
        record=record,
        subject=subject,
        old=old,
        changes=diff_clauses(old.clauses if old is not None else subject.clauses, subject.clauses),
        versions=[
            (held, tell_adoption(held, visit))
            for held in look_up(visit.node.registry, records, visit.trust, visit.now)
        ],
        in_force=in_force,
        pairs=[*pair_schemes(text, (*in_force,), visit.now)],
        prose_of=partial(prose_of, lang=visit.lang),
    )
