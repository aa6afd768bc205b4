"""Files that come back: signed plans with the result of each row, statements made by a key file."""

from typing import NamedTuple

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.http.costs import costs
from api.node import BYTES_A_TOKEN
from credentials.documents.desk.carried import MAX_CARRIED_BYTES, SIGNED_TYPE
from credentials.documents.desk.statement import MAX_STATEMENT_BYTES, STATEMENT_TYPE, parse_statement
from desk.office.facts import find_about
from desk.office.plans import find_naming
from desk.office.statements import add_statement
from desk.office.upload import UploadRow, store_upload
from desk.web.errors import DeskWebError
from desk.web.forms import DeskForm, read_form
from desk.web.pages import desk_page, go_to
from desk.web.shown.documents import ShownDocument, show_documents
from desk.web.visits import DeskVisit, begin_act, begin_visit
from signing.errors import HurenError

router = APIRouter()


class RowResult(NamedTuple):
    """Result of a document of an uploaded file, in words."""

    place: int
    title: str
    code: str
    why: str


FILE_PARTS = MAX_CARRIED_BYTES // BYTES_A_TOKEN + 1


@router.get("/uploads", dependencies=costs())
async def show_upload(request: Request) -> Response:
    """Show the choice of a file."""
    return desk_page(await begin_visit(request), "upload", results=None, batch="", plan="")


@router.post("/uploads", dependencies=costs(rows=20_000, kib=65_536, verifications=40_000, parts=FILE_PARTS))
async def take_upload(request: Request) -> Response:
    """Store the signed documents that came back, row by row; or keep a statement."""
    visit = await begin_act(request)
    form = await read_form(request, file_bytes=MAX_CARRIED_BYTES)
    try:
        return await _take(visit, form)
    except HurenError as error:
        return desk_page(visit, "upload", results=None, batch="", fault=error)


async def _take(visit: DeskVisit, form: DeskForm) -> Response:
    data = form.file("file").data
    if SIGNED_TYPE.encode() in data:
        rows = await run_in_threadpool(store_upload, visit.service.desk, data, visit.now, by=visit.me.id)
        visit.visit.node.trust.note_change(stored=any(row.code == "stored" for row in rows))
        documents = [row.record.unsigned for row in rows]
        about = await visit.read(lambda desk: {one.body.id: one for one in find_about(desk, documents)})
        plan = await visit.read(lambda desk: find_naming(desk, documents[0], visit.now))
        shown = show_documents(visit, documents, about)
        results = [_show(visit, named, row) for named, row in zip(shown, rows, strict=True)]
        return desk_page(visit, "upload", results=results, batch=form.text("batch")[:32], plan=plan)
    if len(data) <= MAX_STATEMENT_BYTES and STATEMENT_TYPE.encode() in data:
        return await _take_statement(visit, data)
    raise DeskWebError("file-unknown")


def _show(visit: DeskVisit, named: ShownDocument, row: UploadRow) -> RowResult:
    title = " · ".join(dict.fromkeys(filter(None, (named.title, named.says))))
    return RowResult(named.place, title, row.code, visit.explain(row.error) if row.error is not None else "")


async def _take_statement(visit: DeskVisit, data: bytes) -> Response:
    statement = parse_statement(data)
    plan = await visit.write(lambda desk: add_statement(desk, statement, visit.now, by=visit.me.id))
    visit.service.audits.follow(plan)
    body = statement.body
    by = body.by if body.by != visit.me.id else None
    return go_to(visit, f"/plans/{body.plan}", stated=body.decision, by=by)
