"""Pages of the desk: private, never kept by a cache, in the house's templates."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from http import HTTPStatus
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.http.problems import STATUS as KNOWN_STATUS
from api.http.problems import TITLES
from api.node import language_of, request_id_of
from api.pages.rendering import begin_bare, keep_dates_whole, render, spoken_headers
from api.serving import Servings, servings_of
from credentials.words.closed_lists import join_words, word_for
from credentials.words.days import format_days
from credentials.words.pin_words import format_pin_words
from credentials.words.speech import host_of
from desk.errors import KEPT, NOT_STORED
from desk.web.errors import STATUS, DeskWebError, mend_on_page
from desk.web.shown.refill import find_above, list_above, list_typed, refill, show_again
from desk.web.visits import DeskVisit, service_of
from registry.errors import RegistryError
from signing.errors import HurenError
from verifier.desk import words
from web.served_page import DESK

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_REFUSED = 422
_MB = 1024 * 1024
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def desk_page(
    visit: DeskVisit,
    template: str,
    *,
    status: int = 200,
    fault: HurenError | None = None,
    **context: Any,
) -> Response:
    """Return the page made of a template of the desk; above it what is wrong with the form that was sent."""
    lang, request = visit.visit.lang, visit.visit.request
    state = request.scope["state"]
    fault = fault or state.get("desk_fault")
    if fault is not None:
        status = note_refusal(request, fault)
    shown = {
        "pages": _list_pages(servings_of(visit.visit.request)),
        "desk": visit,
        "me": visit.person,
        "association": _name_association(visit),
        "fault": visit.explain(_first_of(fault)) if fault is not None else "",
        "refusal": fault.code if fault is not None else "",
        "is_again": "desk_fault" in state,
        "rival": _find_rival(fault),
        "request_id": request_id_of(visit.visit.request),
        "script": f"/static/{DESK.scripts[0]}",
        "code": _say_code(visit),
        "roles": lambda person: join_words(
            (word_for(words.PERSON_ROLES, role, lang) for role in person.roles), lang
        ),
        "range_of": lambda first, last: format_days(first, last, lang),
        "stated": lambda decision: word_for(words.STATED, decision, lang),
    }

    def write(lost: Sequence[str] = ()) -> str:
        return keep_dates_whole(render(visit.visit, f"desk/{template}", **shown, **context, lost=lost))

    html = write()
    if status >= HTTPStatus.BAD_REQUEST and state.get("desk_form") is not None:
        html = refill(html, state["desk_sent"], state["desk_form"]) or write(list_typed(state["desk_form"]))
    headers = {**_HEADERS, **spoken_headers(visit.visit.lang)}
    return Response(
        html.encode("utf-8", "backslashreplace"),
        status_code=status,
        headers=headers,
        media_type="text/html; charset=utf-8",
    )


def go_to(visit: DeskVisit, path: str, **parameters: str | None) -> Response:
    """Redirect a browser to the page that shows the result of its form."""
    return RedirectResponse(visit.visit.address(path, **parameters), 303, {"Cache-Control": "no-store"})


def json_answer(value: object, status: int = 200, **headers: str) -> Response:
    """Return JSON for the script of a page."""
    return Response(
        orjson.dumps(value),
        status_code=status,
        headers={"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin", **headers},
        media_type="application/json",
    )


def download(data: bytes, name: str, media: str = "application/json") -> Response:
    """Return a file to be saved; its name is of our own making."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return Response(data, headers=headers, media_type=media)


async def answer_refusal(request: Request, error: HurenError) -> Response:
    """Answer a request that `error` ended: with the page of its form where one was sent, else as `refuse`."""
    limit = int(str(error.facts["limit"])) if error.code == "body-too-large" else 0
    if limit > _MB:
        error = DeskWebError("file-too-large", most=limit // _MB)
    is_page = "text/html" in request.headers.get("accept", "").lower()
    again = await show_again(request, error, _list_above(request)) if is_page else None
    return again if again is not None else refuse(request, error)


def refuse(request: Request, error: HurenError) -> Response:
    """Answer a request that `error` ended: a page for a browser, JSON for the script of one.

    Whoever is not signed in and only wanted to read is led to the page to sign in at.
    """
    status = note_refusal(request, error)
    headers = getattr(error, "headers", {})
    if "text/html" not in request.headers.get("accept", "").lower():
        lang = language_of(request)
        space = "" if lang == "zh" else " "
        detail = error.sentence(lang) + space + mend_on_page(error, lang)
        return json_answer({"code": error.code, "detail": detail}, status, **headers)
    kept: DeskVisit | None = request.scope["state"].get("desk_visit")
    if kept is None or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        kept = DeskVisit(begin_bare(request), service_of(request), None)
    if error.code == "signed-out" and request.method == "GET":
        return go_to(kept, "/login", next=request.url.path if request.url.path != "/" else None)
    answer = desk_page(kept, "refused", fault=error, title=_title(status, kept), back=_find_back(request))
    answer.headers.update(headers)
    return answer


def _first_of(error: HurenError) -> HurenError:
    """Return the first of many problems, else the error itself."""
    problems: Sequence[tuple[object, HurenError]] = getattr(error, "problems", None) or ()
    return problems[0][1] if problems else error


def note_refusal(request: Request, error: HurenError) -> int:
    """Note for the log what ended a request; return the status of its answer."""
    request.scope["state"]["problem"] = error.code
    return STATUS[error.code] if error.code in STATUS else KNOWN_STATUS.get(error.code, _REFUSED)


def digest_words(digest: str, visit: DeskVisit) -> list[str]:
    """Return a digest as eight words, which two people can compare aloud."""
    return format_pin_words(digest, visit.visit.lang).split()


@lru_cache(maxsize=8)
def _list_pages(servings: Servings) -> frozenset[str]:
    """Return the addresses of this desk, so that no link leads nowhere."""
    return frozenset(route.path for route in _list_routes(servings))


def _list_routes(servings: Servings) -> Iterator[Route]:
    routers = (router for serving in servings.all for router in serving.routers)
    return (route for router in routers for route in router.routes if isinstance(route, Route))


def _find_back(request: Request) -> str:
    """Return the nearest page at or above the address of a refused request."""
    # the desk asks browsers to send no Referer, so the page before is not known
    return next((find_above(route, request) for route in _list_above(request)), "/")


def _list_above(request: Request) -> Iterator[Route]:
    """Yield the pages at or above an address, the nearest first; not the one that was read."""
    routes = [route for route in _list_routes(servings_of(request)) if "GET" in (route.methods or ())]
    for path in list_above(request):
        yield from (route for route in routes if route.path_regex.match(path))


def _title(status: int, visit: DeskVisit) -> str:
    titles = {
        401: ("You are not signed in", "尚未登录"),
        403: ("Not allowed", "不予办理"),
        _REFUSED: ("This could not be done", "未能办理"),
    }
    if status in titles:
        return titles[status][visit.visit.lang == "zh"]
    return str(getattr(TITLES.get(status, TITLES[_REFUSED]), visit.visit.lang))


def _say_code(visit: DeskVisit) -> Any:
    """Return the sentence for a code of the rules, as a template calls it."""
    sentences = {**words.AGAINST, **words.ASIDE, **words.CHECKED, **words.LISTS, **words.PROOFS, **KEPT}

    def say(code: str) -> str:
        if code in sentences:
            return word_for(sentences, code, visit.visit.lang)
        known = RegistryError.MESSAGES.get(code)
        if known is not None and "{" not in known.en:
            return RegistryError(code).sentence(visit.visit.lang)
        # a code alone fills no place of a sentence
        return word_for({code: NOT_STORED}, code, visit.visit.lang).format(code=code)

    return say


def _find_rival(fault: HurenError | None) -> object:
    """Return the digest of the other plan that a refusal names beside its own."""
    facts = getattr(_first_of(fault), "facts", {}) if fault is not None else {}
    return facts.get("other") if "plan" in facts else None


def _name_association(visit: DeskVisit) -> str:
    """Return whose desk it is: by the agreement, else by address."""
    issuer = visit.service.desk.issuer
    return visit.visit.names.party(issuer) if visit.visit.trusted is not None else host_of(issuer)
