"""The inbox: what came, by sender; sorted, answered, or typed in from paper."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.http.costs import costs
from credentials.times import day_of
from desk.inbox.entries import OBJECTION, InboxEntry, act_on_entry, add_entry, find_entry, list_entries
from desk.inbox.forms import read_objection
from desk.office.desk import DeskView
from desk.web.errors import DeskWebError
from desk.web.forms import FORM_PARTS, read_form
from desk.web.pages import desk_page, go_to
from desk.web.visits import begin_act, begin_visit
from verifier.desk.reading.objections import ACCEPT, ANSWER, REFUSE

router = APIRouter()

PAPER = "paper"
"""Sender of what was typed in from paper."""


@router.get("/inbox", dependencies=costs(rows=1_000, kib=512))
async def show_inbox(request: Request) -> Response:
    """Show what came in, those of one sender together."""
    visit = await begin_visit(request)
    entries = await visit.read(list_entries)
    groups: dict[str, list[InboxEntry]] = {}
    for entry in entries:
        groups.setdefault(entry.sender, []).append(entry)
    return desk_page(visit, "inbox", groups=groups)


@router.get("/inbox/new", dependencies=costs())
async def show_paper_form(request: Request) -> Response:
    """Show the form for an objection that came on paper."""
    visit = await begin_visit(request)
    return desk_page(visit, "inbox_new", notice=request.query_params.get("notice", "")[:64])


@router.post("/inbox/new", dependencies=costs(rows=100, parts=FORM_PARTS))
async def type_in(request: Request) -> Response:
    """Keep an objection that came on paper."""
    visit = await begin_act(request, draft=True)
    form = await read_form(request)
    value = read_objection(form, day_of(visit.now))
    id_ = await visit.write(lambda desk: add_entry(desk, OBJECTION, value, PAPER, visit.now))
    return go_to(visit, f"/inbox/{id_}")


@router.get("/inbox/{entry}", dependencies=costs(rows=20, kib=64))
async def show_entry(request: Request, entry: str) -> Response:
    """Show an entry, and what was done about it."""
    visit = await begin_visit(request)
    found = await visit.read(lambda desk: find_entry(desk, entry))
    acts = [(act, visit.name_of(act.person)) for act in found.acts]
    return desk_page(visit, "entry", entry=found, acts=acts, version=_version_of(found))


@router.post("/inbox/{entry}", dependencies=costs(rows=20, parts=FORM_PARTS))
async def act(request: Request, entry: str) -> Response:
    """Accept, refuse or answer an entry."""
    visit = await begin_act(request)
    form = await read_form(request)
    act_ = form.text("act")
    if act_ not in (ACCEPT, REFUSE, ANSWER):
        raise DeskWebError("field-value", name="事项 act")

    def note(desk: DeskView) -> Any:
        if _version_of(find_entry(desk, entry)) != form.text("version"):
            raise DeskWebError("form-stale")
        return act_on_entry(
            desk,
            entry,
            act_,
            visit.me.id,
            visit.now,
            result=form.text("result") or None if act_ == ANSWER else None,
            reasons=form.text("reasons") or None,
        )

    await visit.write(note)
    return go_to(visit, f"/inbox/{entry}")


def _version_of(entry: InboxEntry) -> str:
    """Return what a form says of the entry it was made for."""
    return f"{entry.state}-{len(entry.acts)}"
