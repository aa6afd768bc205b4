"""Makes a page from a request: language, links, template, headers.

A page speaks Chinese unless the address says `lang=en` or the browser prefers English. The language of the
address stays in every link, so that no cookie is needed. Templates escape values, and make visible those
characters that would reverse the direction of text.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeVar

from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.answers.node_brand import is_made_up
from api.answers.worker_pool import ProvenTrust
from api.http.language import choose_language
from api.http.query import PageQuery, parse_query
from api.http.responses import bytes_response
from api.node import Node, node_of
from api.serving import Servings, servings_of
from api.visit import Visit
from api.words import SHARED, Say, load_words, speak
from credentials.words.closed_lists import VOLUNTARY
from credentials.words.days import format_end, format_moment, format_when
from credentials.words.regions import region_name
from registry.publishing.stores.store import ASK_AGAIN
from signing.errors import Lang
from signing.plain_text import plain
from web.icons import draw_icon
from web.served_page import Door, Doors

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""The Content-Security-Policy of every page of this floor."""

SCRIPT_POLICY = f"{POLICY}; script-src 'self'; connect-src 'self'"
"""The policy of a page with a part that has a script."""

NAVIGATION = {
    "verify": "/v",
    "opening": "/tender",
    "search": "/search",
    "associations": "/associations",
    "agreements": "/agreements",
    "statistics": "/statistics",
}
"""Links in the head of every page, before those of apartments: the name of the label, and the address."""

MORE_PAGES = {
    "help": "/help",
    "schemes": "/schemes",
    "node": "/status",
    "docs": "/docs",
    "problems": "/problems",
}
"""Links in the foot of every page, before those of apartments."""

TONES = {"active": "ok", "valid": "ok", "passed": "ok", "not-yet-valid": "warn", "suspended": "no"}
"""The tone and the sign of a standing, an outcome, a result; an unclear one is `unk`, all others `no`."""

_UNCLEAR = ("indeterminate", "unclear")

_HTML = "text/html; charset=utf-8"

_DATE = re.compile(r"[12](?<![\w-][12])\d{3}-\d\d-\d\d(?![\w-])", re.ASCII)
_NO_TIME = ("title", "time", "option", "text", "pre", "code")
"""Elements whose dates stay unmarked: they may hold only text, are a date already, or hold text to copy.
`text` occurs in drawings."""

Q = TypeVar("Q", bound=PageQuery)


async def begin(request: Request, model: type[Q]) -> tuple[Visit, Q]:
    """Return the visit and its query; RecordError for a query that does not fit, ApiError
    nothing-to-trust."""
    query = parse_query(request, model, typed=True)
    node = node_of(request)
    trusted = await node.trust.current()
    return _visit(request, node, query.lang, trusted), query


def begin_bare(request: Request, trusted: ProvenTrust | None = None) -> Visit:
    """Return a visit that needs no trust data and refuses no query, for error pages and for pages that must
    always appear.

    It uses the trust data at hand.
    """
    node = node_of(request)
    code = request.query_params.get("lang")
    lang: Lang | None = "en" if code == "en" else "zh" if code == "zh" else None
    return _visit(request, node, lang, trusted or node.trust.last)


def _visit(request: Request, node: Node, given: Lang | None, trusted: ProvenTrust | None) -> Visit:
    lang = given or choose_language(request.headers.get("accept-language"), "zh")
    carried = {"lang": given} if given is not None else {}
    return Visit(request, node, node.now(), lang, carried, trusted)


def tone_of(word: str) -> str:
    """Return the tone of a standing, an outcome or a result, and the name of its sign."""
    return "skip" if word == "skipped" else "unk" if word in _UNCLEAR else TONES.get(word, "no")


def is_example(trusted: ProvenTrust | None) -> bool:
    """Return whether the associations shown are examples."""
    return trusted is not None and is_made_up(trusted.store.chain.members)


def has_template(visit: Visit, template: str) -> bool:
    """Return whether a template of that name exists."""
    return f"{template}.html" in _templates(servings_of(visit.request)).list_templates()


def page_response(
    visit: Visit,
    template: str,
    *,
    status: int = 200,
    sentences: str | None = None,
    policy: str = POLICY,
    **context: Any,
) -> Response:
    """Return the page made of `template`, with its headers; caches do not keep a page of an error.

    Its sentences are in the table named like the template, or in the table `sentences`, to which apartments
    may add.
    """
    html = keep_dates_whole(render(visit, template, sentences=sentences, **context))
    data = html.encode("utf-8", "backslashreplace")
    headers = {"Content-Security-Policy": policy, **spoken_headers(visit.lang)}
    if status >= 400:
        headers["Cache-Control"] = "no-store"
        return Response(data, status_code=status, headers=headers, media_type=_HTML)
    return bytes_response(visit.request, data, media=_HTML, cache=ASK_AGAIN, headers=headers)


def render(visit: Visit, template: str, *, sentences: str | None = None, **context: Any) -> Markup:
    """Return the HTML of a template; the name of an apartment's template begins with the apartment and a
    slash."""
    servings = servings_of(visit.request)
    name, _, page = template.partition("/")
    package = servings.packages.get(name) if page else None
    own = ("api", *servings.packages.values()) if sentences else (package or "api",)
    say = speak(sentences or (page if package else template), visit.lang, *own)
    html = _templates(servings).get_template(f"{template}.html").render(_shared(visit, say) | context)
    return Markup(html)  # noqa: S704 - the template has escaped all foreign text


def keep_dates_whole(html: str) -> str:
    """Return the page with each date in its text marked as a `time`, which style sheets keep on one line."""

    def wrap(date: re.Match[str]) -> str:
        tag = html.rfind("<", 0, date.start()) + 1
        in_tag = html.find(">", tag, date.start()) < 0
        return date[0] if in_tag or html.startswith(_NO_TIME, tag) else f"<time>{date[0]}</time>"

    return _DATE.sub(wrap, html)


def spoken_headers(lang: Lang) -> dict[str, str]:
    """Return the headers that tell a browser and its caches of the language."""
    return {
        "Content-Language": "zh-CN" if lang == "zh" else "en",
        "Vary": "Accept, Accept-Encoding, Accept-Language",
    }


def redirect(visit: Visit, path: str, **parameters: str | None) -> Response:
    """Redirect to the page that the visitor meant."""
    return RedirectResponse(visit.address(path, **parameters), status_code=303)


def _shared(visit: Visit, say: Say) -> dict[str, Any]:
    """Return the variables of every template."""
    speaker = visit.node.speaker(visit.trusted)
    words, marked = speaker.brand, speaker.mark_up((visit.lang,))
    doors, side = find_doors(servings_of(visit.request)), 1 if visit.lang == "zh" else 0
    brand = marked._replace(head=Markup(marked.head), foot=Markup(marked.foot))  # noqa: S704 - escaped there
    return {
        "say": say,
        "visit": visit,
        "lang": visit.lang,
        "names": visit.names if visit.trusted is not None else None,
        "address": visit.address,
        "navigation": [(door.called[side], door.address) for door in doors.head],
        "more_pages": [(door.called[side], door.address) for door in doors.foot],
        "icon": lambda name, shape="i": Markup(draw_icon(name, shape)),  # noqa: S704 - of our own table
        "tone_of": tone_of,
        "example": is_example(visit.trusted),
        "brand": brand,
        "speaker": (words.short_name or words.name).text(visit.lang),
        "here": visit.request.scope["path"],
        "moment": format_moment,
        "at": lambda seconds: datetime.fromtimestamp(seconds, UTC),
        "end": format_end,
        "when": format_when,
        "region": lambda code: region_name(code, visit.lang),
        "regions": lambda codes: [region_name(code, visit.lang) for code in codes],
        "oldest": _oldest(visit),
        "readable_until": visit.readable_until(),
        "voluntary": VOLUNTARY[1 if visit.lang == "zh" else 0],
    }


@lru_cache(maxsize=8)
def find_doors(servings: Servings) -> Doors:
    """Return the links of head and foot: the core's own, then those of apartments."""
    words, given = load_words("api")[SHARED], servings.doors.values()

    def find(own: Mapping[str, str], *, in_head: bool) -> tuple[Door, ...]:
        return (
            *(Door(path, words[f"nav_{name}"]) for name, path in own.items()),
            *(Door(door.address, door.called) for door in given if door.in_head is in_head),
        )

    return Doors(find(NAVIGATION, in_head=True), find(MORE_PAGES, in_head=False))


def _oldest(visit: Visit) -> datetime | None:
    """Return the time of the oldest among the associations' newest publications."""
    if visit.trusted is None:
        return None
    manifests = [party.manifest for party in visit.trust.parties.values()]
    return min((manifest.created for manifest in manifests if manifest is not None), default=None)


@lru_cache(maxsize=8)
def _templates(servings: Servings) -> Environment:
    own = {name: PackageLoader(package, "templates") for name, package in servings.packages.items()}
    return Environment(
        loader=ChoiceLoader([PackageLoader("api", "templates"), PrefixLoader(own), *own.values()]),
        autoescape=True,
        undefined=StrictUndefined,  # a misspelt name fails instead of leaving a gap
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        finalize=_show,
    )


def _show(value: Any) -> Any:
    """Return the value of an expression for a page: markup as it is, text without hidden characters."""
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value
