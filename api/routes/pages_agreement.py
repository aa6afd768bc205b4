"""Pages on recognition: associations, schemes, the versions of the agreement."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.errors import ApiError
from api.http.costs import costs
from api.http.query import PageQuery
from api.http.responses import PAGE
from api.pages.feeds.record_frames import log_link, scheme_frame
from api.pages.parties import declines_of, members_of, name_kinds, needed_member, offices_of
from api.pages.rendering import begin, page_response
from api.serving import PagePart, servings_of
from api.visit import Visit
from credentials.documents.agreement import AgreementText
from credentials.documents.agreement_changes import Change, diff_texts, list_conditions
from credentials.documents.agreement_names import AgreementNames
from credentials.documents.equivalence_tables import join_rows, pair_tables, tabulate_equivalences
from credentials.kinds import ASSESSMENTS
from credentials.words.closed_lists import USES, word_for
from credentials.words.pin_words import format_pin_words
from registry.lookup.agreement_effects import add_up, format_effects_of
from verifier.trust.agreements import AgreementVersion

router = APIRouter(tags=[PAGE], include_in_schema=False)


@router.get("/associations", dependencies=costs())
async def list_associations(request: Request) -> Response:
    """Show the parties."""
    visit, _ = await begin(request, PageQuery)
    return page_response(
        visit, "associations", members=members_of(visit), offices_of=lambda did: offices_of(visit, did)
    )


@router.get("/associations/{did}", dependencies=costs(verifications=100))
async def show_association(request: Request, did: str) -> Response:
    """Show one party: its schemes, its keys, its declines, its publications."""
    visit, _ = await begin(request, PageQuery)
    member = needed_member(visit, did)
    text = visit.names.text
    return page_response(
        visit,
        "association",
        member=member,
        party=member.party,
        key_list=member.known.newest_key_list if member.known is not None else None,
        manifest=member.known.manifest if member.known is not None else None,
        items=[grant for grant in text.grants if grant.issuer == did],
        regions_of=text.regions_of,
        declined_by=[decline for decline in declines_of(visit) if decline[1].issuer == did],
        use=lambda code: word_for(USES, code, visit.lang),
        kinds_of=lambda use: name_kinds(use, visit.lang),
        offices=offices_of(visit, member.party.id),
        feeds=[log_link(visit, did), *servings_of(request).feeds_of(visit, did)],
    )


@router.get("/schemes", dependencies=costs(verifications=80))
async def list_schemes(request: Request) -> Response:
    """Show the schemes of the agreement in force."""
    visit, _ = await begin(request, PageQuery)
    return page_response(visit, "schemes", text=visit.names.text)


@router.get("/schemes/{scheme}", dependencies=costs(verifications=100))
async def show_scheme(request: Request, scheme: str) -> Response:
    """Show one scheme: categories, grades, grants, equivalences both ways."""
    visit, _ = await begin(request, PageQuery)
    text = visit.names.text
    known = text.scheme(scheme)
    if known is None:
        raise ApiError.not_here("scheme", "评价办法", scheme)
    tables = [t for t in tabulate_equivalences(text, visit.now) if known.id in (t.source.id, t.target.id)]
    return page_response(
        visit,
        "scheme",
        scheme=known,
        items=[grant for grant in text.grants if grant.scheme == known.id],
        regions_of=text.regions_of,
        tables=tables,
        join_rows=join_rows,
        is_assessed=known.kind in ASSESSMENTS,
        sections=await servings_of(request).sections(lambda of: of.scheme, visit, known),
        feeds=[scheme_frame(visit, known.id).link(visit)],
    )


@router.get("/agreements", dependencies=costs(verifications=100))
async def list_agreements(request: Request) -> Response:
    """Show the versions under this node's pin."""
    visit, _ = await begin(request, PageQuery)
    chain = visit.trust.chain
    return page_response(
        visit,
        "agreements",
        versions=[*reversed(chain.versions)],
        in_force=chain.at(visit.now),
        number_of=lambda version: len(_changes(visit, version)),
        pin=visit.trust.pin,
        pin_words=format_pin_words(visit.trust.pin, visit.lang),
    )


@router.get("/agreements/{name}/{number}", dependencies=costs(10, kib=32, verifications=200))
async def show_agreement(request: Request, name: str, number: str) -> Response:
    """Show one version: changes with their effect, signatures, grants, equivalences both ways."""
    visit, _ = await begin(request, PageQuery)
    for version in visit.trust.chain.versions:
        if version.text.agreement == name and str(version.text.version) == number:
            sections = await servings_of(request).sections(lambda of: of.agreement, visit, version)
            return await _agreement_page(visit, version, sections)
    raise ApiError.not_here("agreement", "协议", f"{name}/{number}")


async def _agreement_page(visit: Visit, version: AgreementVersion, sections: list[PagePart]) -> Response:
    text = version.text
    in_force = visit.trust.chain.at(visit.now) is version
    before = _previous(visit, version)
    moves = await visit.node.amendments.moves(before, version, visit.now) if before is not None else None
    names = AgreementNames(text, visit.lang, [before] if before is not None else [])
    return page_response(
        visit,
        "agreement",
        version=version,
        text=text,
        in_force=in_force,
        sections=sections,
        previous=before,
        versions=[*reversed(visit.trust.chain.versions)],
        conditions=list_conditions(text, visit.lang),
        changes=[
            (change, format_effects_of(change, moves or [], names)) for change in _changes(visit, version)
        ],
        effects=add_up(moves) if moves is not None else None,
        pairs=pair_tables(tabulate_equivalences(text, visit.now if in_force else text.effective_from)),
        join_rows=join_rows,
        regions_of=text.regions_of,
        declines=declines_of(visit) if in_force else [],
        pin=visit.trust.pin,
        pin_words=format_pin_words(visit.trust.pin, visit.lang),
    )


def _previous(visit: Visit, version: AgreementVersion) -> AgreementText | None:
    before = version.text.previous
    return next((v.text for v in visit.trust.chain.versions if v.digest == before), None)


def _changes(visit: Visit, version: AgreementVersion) -> list[Change]:
    """Return the changes that a version makes; none for the first."""
    before = _previous(visit, version)
    return diff_texts(before, version.text, visit.lang) if before is not None else []
