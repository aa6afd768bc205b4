"""Batches that the desk fills in: of certificates that end soon, and of applications taken up."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.http.costs import costs
from api.http.query import PageQuery, parse_query
from carriers.spreadsheet import write_template
from carriers.spreadsheet.columns import REASONS_ZH
from carriers.spreadsheet.formats.xlsx_writer import Value
from carriers.spreadsheet.granted import Granted
from credentials.documents.agreement import Scheme
from credentials.documents.assessment import Assessment
from credentials.documents.desk.objection import ApplicationEntry
from credentials.record import Maybe, Record
from credentials.times import day_of, end_of, last_day, parse_date
from credentials.words.regions import region_name
from desk.batches.applications import find_applications, note_begun
from desk.batches.kept import list_ending
from desk.inbox.entries import InboxEntry, find_entry
from desk.office.desk import DeskView
from desk.web.batches.pages import keep_sheet, save_as, show_list, text_of
from desk.web.errors import DeskWebError
from desk.web.forms import FORM_PARTS, DeskForm, FormFile, read_count, read_form
from desk.web.pages import desk_page, go_to
from desk.web.visits import DeskVisit, begin_act, begin_visit
from signing.errors import HurenError

router = APIRouter()

_DAYS = 90
_MOST_DAYS = 400
_COST = {"rows": 20_000, "verifications": 10_000}


class RenewalQuery(PageQuery):
    """Certificates of a scheme that end within `days`."""

    scheme: Maybe[str] = None
    days: Maybe[str] = None


class DueRenewals(NamedTuple):
    """Certificates that end soon, and what their renewals have in common."""

    granted: Granted
    scheme: Scheme
    days: int
    assessed: date | None
    records: Sequence[Record[Assessment]]

    def write(self, visit: DeskVisit) -> bytes:
        """Return the sheet that renews them: same facts and number, from the day after each ends."""
        begun = [self._begin(record.body) for record in self.records]
        return write_template(text_of(visit), visit.service.desk.issuer, begun=begun)

    def _begin(self, body: Assessment) -> dict[str, Value]:
        subject = body.credential_subject
        return {
            "legalName": subject.legal_name,
            "legalNameEn": subject.legal_name_en or "",
            "unifiedSocialCreditCode": subject.unified_social_credit_code,
            "region": region_name(subject.region, "zh"),
            "scheme": self.granted.label(self.scheme),
            "category": "、".join(category for category in body.categories if category),
            "grade": body.grade,
            "certificateNumber": body.title,
            "validFrom": last_day(body.valid_until) + timedelta(days=1),
            "supersedes": body.title,
            "reason": REASONS_ZH["renewal"],
            **({"assessedOn": self.assessed} if self.assessed is not None else {}),
        }


@router.get("/batches/renewals", dependencies=costs(**_COST, kib=512))
async def show_renewals(request: Request) -> Response:
    """Show the certificates of a scheme that end soon, which one act makes a batch."""
    visit = await begin_visit(request)
    query = parse_query(request, RenewalQuery, typed=True)
    if query.scheme is None:
        return go_to(visit, "/batches")  # where the scheme is chosen
    try:
        due = await _find(visit, query.scheme, query.days or "")
    except HurenError as error:
        return await show_list(visit, error)
    return _show(visit, due)


@router.post("/batches/renewals", dependencies=costs(**_COST, parts=FORM_PARTS))
async def begin_batch(request: Request) -> Response:
    """Make a batch of them, or return their sheet to be changed first."""
    visit = await begin_act(request, draft=True)
    form = await read_form(request)
    all_due = await _find(visit, form.text("scheme"), form.text("days"))
    ticked, assessed = {*form.all("renew")}, form.text("assessed")
    try:
        due = all_due._replace(
            assessed=parse_date(assessed) if assessed else None,
            records=[record for record in all_due.records if record.body.title in ticked],
        )
        if not due.records:
            raise DeskWebError("field-value", name="续评 renew")
        data = await run_in_threadpool(due.write, visit)
        if form.text("act") == "sheet":
            return save_as(due.scheme.name.zh, "xlsx", data)
        return await keep_sheet(visit, form.text("name"), FormFile("sheet", "renewals.xlsx", data))
    except HurenError as error:
        return _show(visit, all_due, form, error)


@router.post("/inbox/{entry}/batch", dependencies=costs(**_COST, parts=FORM_PARTS))
async def begin_of_applications(request: Request, entry: str) -> Response:
    """Make a batch with a row for each ticked application; the rest of a row is filled in its sheet."""
    visit = await begin_act(request, draft=True)
    form = await read_form(request)
    ids = [*dict.fromkeys(form.all("entry"))]

    def find(desk: DeskView) -> list[InboxEntry]:
        if find_entry(desk, entry).version != form.text("version"):
            raise DeskWebError("form-stale")
        if not ids:
            raise DeskWebError("none-ticked")
        return find_applications(desk, ids)

    entries = await visit.read(find)
    bodies = [one.body for one in entries if isinstance(one.body, ApplicationEntry)]
    text, issuer = text_of(visit), visit.service.desk.issuer
    granted = Granted(text, issuer)
    begun: list[dict[str, Value]] = [
        {
            "legalName": body.by.name,
            "unifiedSocialCreditCode": body.unified_social_credit_code,
            "scheme": granted.label(granted.find_scheme(body.scheme)),
            "grade": body.grade or "",
        }
        for body in bodies
    ]
    data = await run_in_threadpool(partial(write_template, text, issuer, begun=begun))
    file = FormFile("sheet", "applications.xlsx", data)
    note = partial(note_begun, ids=ids, person=visit.me.id, now=visit.now)
    return await keep_sheet(visit, form.text("name"), file, note=note)


def _show(
    visit: DeskVisit, due: DueRenewals, form: DeskForm | None = None, fault: HurenError | None = None
) -> Response:
    given = form or DeskForm({"renew": [record.body.title for record in due.records]})
    return desk_page(visit, "renewals", due=due, ticked={*given.all("renew")}, given=given, fault=fault)


async def _find(visit: DeskVisit, scheme: str, days: str) -> DueRenewals:
    """Return what is due; CarrierError for an unknown scheme, DeskWebError for other numbers of days."""
    granted = Granted(text_of(visit), visit.service.desk.issuer)
    count = read_count(days or f"{_DAYS}", "到期范围 days", 1, _MOST_DAYS)
    granted_scheme = granted.find_scheme(scheme)
    until = end_of(day_of(visit.now) + timedelta(days=count))
    ending = partial(list_ending, scheme=granted_scheme.id, now=visit.now, until=until)
    return DueRenewals(granted, granted_scheme, count, None, await visit.read(ending))
