"""Pages of the resolutions of joint conferences and of the standards they adopt."""

from functools import partial

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.http.costs import costs
from api.http.query import PageQuery
from api.http.responses import PAGE
from api.pages.credential_words import tell_reason
from api.pages.rendering import begin, page_response
from api.serving import PagePart, servings_of
from api.visit import Visit
from credentials.documents.conferences.standard import UnifiedStandard
from credentials.documents.equivalence_tables import pair_schemes
from credentials.record import Record
from works.conferences.admission import precedes_agreement
from works.conferences.answers.open_items import find_open_items
from works.conferences.answers.resolutions import (
    ADOPTIONS,
    StatedResolution,
    find_resolution_page,
    judge_resolution,
    needed_resolution,
)
from works.conferences.answers.standards import choose_text, find_changes, find_standards
from works.conferences.lookup import WantedResolutions
from works.conferences.open_items import ItemLedger
from works.conferences.pages.feeds import frame_of_resolutions
from works.conferences.pages.words import (
    ResolutionLine,
    days_of,
    decision_of,
    group_by_party,
    link_citations,
    prose_of,
    tell_adoption,
    tell_due,
    tell_in_force,
    tell_state,
)
from works.conferences.queries import ResolutionPageQuery, StandardPageQuery, StandardsPageQuery
from works.conferences.standards import (
    HeldStandard,
    find_leading,
    find_standard,
    look_up,
    look_up_draft,
)

router = APIRouter(tags=[PAGE], include_in_schema=False)

ON_A_PAGE = 20


@router.get("/resolutions", dependencies=costs(100, kib=64, verifications=1_500))
async def list_resolutions(request: Request) -> Response:
    """List the newest resolutions; on the first page also all open items."""
    visit, query = await begin(request, ResolutionPageQuery)
    is_first = query.cursor is None

    def look() -> Response:
        registry, trust, now = visit.node.registry, visit.trust, visit.now
        page = find_resolution_page(
            registry,
            WantedResolutions(),
            trust,
            now=now,
            state=query.state,
            concerns=query.party,
            cursor=query.cursor,
            limit=ON_A_PAGE,
        )
        due = (
            find_open_items(registry, trust, now=now, party=query.party, cursor=query.due, limit=ON_A_PAGE)
            if is_first
            else None
        )
        return page_response(
            visit,
            "conferences/resolutions",
            query=query,
            states=ADOPTIONS,
            lines=[
                ResolutionLine(stated.resolution, tell_state(stated.state, visit)) for stated in page.items
            ],
            next=page.next,
            due=due,
            groups=group_by_party(due.items) if due is not None else [],
            days_of=days_of,
            tell_due=partial(tell_due, visit=visit),
            feeds=frame_of_resolutions(visit, query.conditions()).subscriptions(visit),
        )

    return await run_in_threadpool(look)


@router.get("/resolutions/{reference:path}", dependencies=costs(60, kib=64, verifications=900))
async def show_resolution(request: Request, reference: str) -> Response:
    """Show a resolution by number or digest: items, signatures, this node's verdict on it."""
    visit, _ = await begin(request, PageQuery)

    def look() -> Response:
        resolution, group = needed_resolution(visit.node.registry, reference)
        return _resolution_page(visit, StatedResolution.of(resolution, group, visit.trust, visit.now))

    return await run_in_threadpool(look)


def _resolution_page(visit: Visit, stated: StatedResolution) -> Response:
    registry, trust, resolution = visit.node.registry, visit.trust, stated.resolution
    verdict = judge_resolution(registry, resolution, trust, visit.now)
    visit.node.tell_verdict("page", verdict)
    items = ItemLedger(registry, trust, visit.now, (resolution, stated.group)).list_items(
        content=resolution.content
    )
    return page_response(
        visit,
        "conferences/resolution",
        held=resolution,
        subject=resolution.subject,
        state=tell_state(stated.state, visit),
        missing=stated.state.missing,
        precedes=precedes_agreement(trust.chain, resolution.subject),
        others=[other for other in stated.group if other.content != resolution.content],
        signed={half.body.issuer: half for half in resolution.halves},
        decision_of=partial(decision_of, lang=visit.lang),
        prose_of=partial(prose_of, lang=visit.lang),
        tell_due=partial(tell_due, visit=visit),
        link_citations=partial(link_citations, visit=visit),
        still={due_item.item.no for due_item in items if due_item.closed is None},
        days_of=days_of,
        verdict=verdict,
        reason=tell_reason(verdict, visit),
        feeds=frame_of_resolutions(visit, {}).subscriptions(visit),
    )


@router.get("/standards", dependencies=costs(80, verifications=1_300))
async def list_standards(request: Request) -> Response:
    """List the newest adopted version of each standard, else its newest draft."""
    visit, query = await begin(request, StandardsPageQuery)

    def look() -> Response:
        page = find_standards(visit.node.registry, visit.trust, now=visit.now, after=query.after)
        lines = [
            (leading, tell_adoption(leading.standard, visit), tell_in_force(leading, visit))
            for leading in page.items
        ]
        return page_response(visit, "conferences/standards", lines=lines, after=page.next)

    return await run_in_threadpool(look)


@router.get("/standards/{code}", dependencies=costs(220, verifications=600))
async def show_standard(request: Request, code: str) -> Response:
    """Show a standard: its versions, one of them compared with the previous version, its schemes."""
    visit, query = await begin(request, StandardPageQuery)

    choose = partial(choose_text, visit.node.registry, code, query.text, visit.trust, now=visit.now)
    record, records = await run_in_threadpool(choose)
    versions = await run_in_threadpool(_look_up_versions, visit, record, records)
    is_adopted = any(
        version.since is not None for version in versions if version.record.digest == record.digest
    )
    given = servings_of(request)
    sections = (
        []
        if is_adopted
        else await given.sections(lambda of: of.records.get(UnifiedStandard.KIND), visit, record)
    )
    page = partial(_standard_page, visit, record, records, versions, is_adopted=is_adopted, sections=sections)
    return await run_in_threadpool(page)


def _look_up_versions(
    visit: Visit, record: Record[UnifiedStandard], records: list[Record[UnifiedStandard]]
) -> list[HeldStandard]:
    """Return all versions with their adopting resolutions; for the version shown also the resolution that
    would adopt it."""
    registry, trust, now = visit.node.registry, visit.trust, visit.now
    return [
        look_up_draft(registry, record, trust, now)
        # only for the text shown, because each look-up reads pending halves
        if version.since is None and version.record.digest == record.digest
        else version
        for version in look_up(registry, records, trust, now)
    ]


def _standard_page(
    visit: Visit,
    record: Record[UnifiedStandard],
    records: list[Record[UnifiedStandard]],
    versions: list[HeldStandard],
    *,
    is_adopted: bool,
    sections: list[PagePart],
) -> Response:
    subject = record.body.credential_subject
    registry, trust, now = visit.node.registry, visit.trust, visit.now
    before, changes = find_changes(registry, record, versions)
    previous = find_standard(registry, subject.previous) if subject.previous is not None else None
    text = visit.names.text
    # a later agreement may have dropped a scheme
    in_force = [scheme for scheme in subject.schemes if text.scheme(scheme) is not None]
    return page_response(
        visit,
        "conferences/standard",
        record=record,
        subject=subject,
        is_adopted=is_adopted,
        sections=sections,
        before=before,
        previous=previous,
        in_force_words=tell_in_force(find_leading(registry, records, trust, now), visit),
        changes=changes,
        versions=[(version, tell_adoption(version, visit)) for version in versions],
        in_force=in_force,
        pairs=[*pair_schemes(text, (*in_force,), visit.now)],
        prose_of=partial(prose_of, lang=visit.lang),
    )
