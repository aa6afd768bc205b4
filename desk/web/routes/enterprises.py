"""Enterprises: the search, and the file of one with all that the association has about it."""

from collections.abc import Mapping, Sequence
from random import SystemRandom
from typing import Any, Final, NamedTuple

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.answers.paging import ListPage
from api.answers.standings.credential_lists import FoundCredential, find_page
from api.answers.standings.enterprises import (
    MAX_OF_ENTERPRISE,
    EnterpriseCredentials,
    find_enterprise,
)
from api.errors import ApiError
from api.http.costs import costs
from api.http.query import CredentialQuery
from api.pages.certificate_cards import Card, deal, former_names
from api.pages.credential_words import tell_history
from api.pages.found_enterprises import FoundEnterprise, group_lines
from api.words import speak
from credentials.documents.desk.objection import ApplicationEntry
from credentials.drafting.draft import AssessmentDraft, redraft
from credentials.errors import RecordError
from credentials.identifiers import parse_uscc
from credentials.record import JsonObject
from credentials.times import day_of, start_of
from desk.inbox.entries import InboxEntry, list_entries
from desk.office.desk import DeskView
from desk.office.make_plan import PLAN_LIFE
from desk.office.plans import OfficePlan, list_plans
from desk.supervision.cares import list_cares
from desk.supervision.judge import Care
from desk.web.errors import DeskWebError
from desk.web.forms import FORM_PARTS, DeskForm, read_form
from desk.web.pages import desk_page, go_to
from desk.web.routes.making import keep_plan
from desk.web.shown.plans import ShownPlan, list_shown
from desk.web.visits import DeskVisit, begin_act, begin_visit
from registry.issuing.issue import plan_assessments
from registry.lookup.lookup import find_credential, list_holders, list_longest
from registry.lookup.standing import find_filed_standing, summarise

router = APIRouter()

_LINES: Final = 40
_REASONS: Final = ("rename", "correction")
_RENAMED: Final = ("active", "not-yet-valid")
"""Standings of certificates that a new name is written on; a suspended one must be reinstated first."""


class FoundPage(NamedTuple):
    """Enterprises of a page; how many there are in all, where that is known; behind what the next begins."""

    enterprises: Sequence[FoundEnterprise]
    total: int | None
    next: str | None


class EnterpriseLook(NamedTuple):
    """Records of an enterprise, and what the desk has about it."""

    entries: Sequence[InboxEntry]
    plans: Sequence[ShownPlan]
    cares: Mapping[str, Care]


@router.get("/enterprises", dependencies=costs(2_000, kib=256, verifications=1_060))
async def find_enterprises(request: Request) -> Response:
    """Show enterprises by name; a whole code or number leads to the file."""
    visit = await begin_visit(request)
    typed = request.query_params.get("q", "").strip()[:200]
    direct = await run_in_threadpool(_find_code, visit, typed)
    if direct is not None:
        return go_to(visit, f"/enterprises/{direct}")
    after = request.query_params.get("after", "")[:200]
    try:
        found = await run_in_threadpool(_search if typed else _list_holders, visit, typed, after)
    except ApiError as error:
        return desk_page(visit, "enterprises", typed=typed, found=FoundPage([], 0, None), fault=error)
    return desk_page(visit, "enterprises", typed=typed, found=found)


@router.get("/enterprises/{code}", dependencies=costs(20_000, kib=512, verifications=3_000))
async def show_enterprise(request: Request, code: str) -> Response:
    """Show the file of an enterprise."""
    return await _file_page(await begin_visit(request), parse_uscc("".join(code.split()).upper()))


@router.post("/enterprises/{code}/names", dependencies=costs(20_000, verifications=6_000, parts=FORM_PARTS))
async def plan_names(request: Request, code: str) -> Response:
    """Make a plan for each scheme of certificates in another name, each with the end that it has."""
    visit = await begin_act(request, draft=True)
    form = await read_form(request)
    enterprise = await run_in_threadpool(_find_records, visit, parse_uscc(code))
    by_scheme = await run_in_threadpool(_plan_names, visit, _draft_names(visit, enterprise, form))
    reasons = form.text("reasons") or None
    plans = await visit.write(
        lambda view: [keep_plan(visit, view, one, PLAN_LIFE, reasons=reasons) for one in by_scheme]
    )
    return go_to(visit, f"/plans/{plans[0].digest}" if len(plans) == 1 else "/plans")


def _find_code(visit: DeskVisit, typed: str) -> str | None:
    """Return the code that a text names: a code itself, or the whole number of a certificate."""
    plain = "".join(typed.split()).upper()
    try:
        return parse_uscc(plain)
    except RecordError:
        record = find_credential(visit.service.desk.registry, plain) if plain else None
        return record.body.holder_code if record is not None else None


def _search(visit: DeskVisit, typed: str, after: str) -> FoundPage:
    query = CredentialQuery.model_validate(
        {"limit": str(_LINES), "q": typed, **({"cursor": after} if after else {})}
    )
    page = find_page(visit.service.desk.registry, query, visit.visit.trust, now=visit.now, whole=True)
    return FoundPage(group_lines(page), None, page.next)


def _list_holders(visit: DeskVisit, _: str, after: str) -> FoundPage:
    """Return the next enterprises with certificates of this association, each with all that it has."""
    registry, trust, now = visit.service.desk.registry, visit.visit.trust, visit.now
    codes, total = list_holders(registry, visit.service.desk.issuer, after, _LINES)
    records = [record for code in codes for record in list_longest(registry, code, MAX_OF_ENTERPRISE)[0]]
    lines = [
        FoundCredential(record, summarise(record, find_filed_standing(record, trust, now)))
        for record in records
    ]
    more = codes[-1] if len(codes) == _LINES else None
    return FoundPage(group_lines(ListPage(lines, None)), total, more)


async def _file_page(visit: DeskVisit, code: str) -> Response:
    say = speak("enterprise", visit.visit.lang)
    enterprise = await run_in_threadpool(_find_records, visit, code)
    look = await visit.read(lambda desk: _look(visit, desk, enterprise))
    applied = [entry for entry in look.entries if isinstance(entry.body, ApplicationEntry)]
    if not enterprise.holdings and not applied:
        raise ApiError.not_here("enterprise", "企业", code)
    deck = deal(enterprise.holdings, visit.visit, say)
    newest = max(reversed(enterprise.holdings), key=lambda holding: holding.record.created, default=None)
    subject = newest.record.body.credential_subject if newest is not None else None
    cards = [*deck.accepted, *deck.waiting]
    standings = [(card, _stand_here(visit, card)) for card in [*cards, *deck.past]]
    return desk_page(
        visit,
        "file",
        uscc=code,
        subject=subject,
        name=subject.legal_name if subject is not None else applied[0].body.by.name,
        former=former_names(deck, subject.legal_name) if subject is not None else [],
        cards=cards,
        past=deck.past,
        own=[card for card, standing in standings if standing in (*_RENAMED, "suspended")],
        renamed=[card for card, standing in standings if standing in _RENAMED],
        steps=tell_history(enterprise.holdings, visit.visit, say),
        applied=applied,
        objections=[entry for entry in look.entries if entry not in applied],
        plans=look.plans,
        cares=look.cares,
        public=visit.find_public(f"/enterprises/{code}"),
    )


def _find_records(visit: DeskVisit, code: str) -> EnterpriseCredentials:
    """Return the records of an enterprise; none of one that has only applied."""
    try:
        return find_enterprise(visit.service.desk.registry, code, visit.visit.trust, visit.now)
    except ApiError:
        return EnterpriseCredentials(code, [], True)


def _look(visit: DeskVisit, desk: DeskView, enterprise: EnterpriseCredentials) -> EnterpriseLook:
    records = [holding.record.body for holding in enterprise.holdings]
    ids, numbers, names = ({getattr(body, of) for body in records} for of in ("id", "title", "holder"))

    def concerns(entry: InboxEntry) -> bool:
        if isinstance(entry.body, ApplicationEntry):
            return entry.body.unified_social_credit_code == enterprise.uscc
        return entry.body.about.number in numbers or entry.body.about.name in names

    def is_about(plan: OfficePlan) -> bool:
        subjects: list[Any] = [document.get("credentialSubject") or {} for document in plan.stated.documents]
        return any(
            subject.get("unifiedSocialCreditCode") == enterprise.uscc or subject.get("credential") in ids
            for subject in subjects
        )

    open_ = [plan for plan in list_plans(desk, visit.now) if plan.wait is not None and is_about(plan)]
    entries = [entry for entry in list_entries(desk) if concerns(entry)]
    cares = {care.credential.id: care for care in list_cares(desk, visit.now) if care.credential.id in ids}
    return EnterpriseLook(entries, list_shown(visit, desk, open_), cares)


def _stand_here(visit: DeskVisit, card: Card) -> str:
    """Return the standing of an own certificate by the records here; nothing of another association's.

    An old publication makes others unsure of them, not the association itself.
    """
    record = card.holding.record
    is_own = record.body.issuer == visit.service.desk.issuer
    return find_filed_standing(record, visit.visit.trust, visit.now).name if is_own else ""


def _draft_names(
    visit: DeskVisit, enterprise: EnterpriseCredentials, form: DeskForm
) -> list[AssessmentDraft]:
    """Return the chosen certificates in the typed name; DeskWebError field-value, RecordError."""
    chosen, reason, name = {*form.all("credential")}, form.text("reason"), form.text("name")
    issuer = visit.service.desk.issuer
    bodies: list[Any] = [
        holding.record.body for holding in enterprise.holdings if holding.record.body.id in chosen
    ]
    if reason not in _REASONS or not bodies or any(body.issuer != issuer for body in bodies):
        raise DeskWebError("field-value", name="证书 credential")
    since = start_of(day_of(visit.now))
    names: Any = {"legalName": name, "legalNameEn": form.text("name_en") or None}
    # a successor begins no earlier than the certificate that it replaces
    return [redraft(body, reason, max(since, body.valid_from), **names) for body in bodies]


def _plan_names(visit: DeskVisit, drafts: Sequence[AssessmentDraft]) -> list[list[JsonObject]]:
    """Return the documents of the drafts by scheme, as a plan is of one, on record to be signed elsewhere."""
    desk, portions = visit.service.desk, []
    for scheme in dict.fromkeys(draft.scheme for draft in drafts):
        of_scheme = [draft for draft in drafts if draft.scheme == scheme]
        planned = plan_assessments(
            desk.registry, of_scheme, issuer=desk.issuer, now=visit.now, random=SystemRandom()
        )
        portions.append([one.document for one in planned])
    return portions
