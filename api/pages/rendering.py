"""One way from a request to a page: its language, its links, its template, its headers.

A page speaks Chinese unless the address says `lang=en` or the browser likes English better; what the address
says stays in every link, so that nothing need be remembered. Values are escaped by the template, and
characters that would turn text around are made visible.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import Any, NamedTuple, TypeVar
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.answers.node_brand import is_made_up
from api.answers.worker_pool import ProvenTrust
from api.http.language import choose_language
from api.http.query import PageQuery, parse_query
from api.http.responses import ASK_AGAIN, bytes_response
from api.node import Node, node_of
from api.pages.words import Say, speak
from credentials.documents.agreement_names import AgreementNames
from credentials.times import day_of, last_day
from credentials.words.closed_lists import VOLUNTARY
from credentials.words.days import format_end, format_moment, format_period, format_when
from credentials.words.regions import region_name
from signing.errors import HurenError, Lang
from signing.plain_text import plain
from verifier import TrustStore
from verifier.policy import CLOCK_TOLERANCE
from web.icons import draw_icon

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""The Content-Security-Policy of every page of this floor."""

NAVIGATION = (
    ("verify", "/v"),
    ("search", "/search"),
    ("technologies", "/technologies"),
    ("associations", "/associations"),
    ("agreements", "/agreements"),
    ("notices", "/notices"),
    ("statistics", "/statistics"),
)
"""What the head of every page leads to: the name of its word, and its address."""

MORE_PAGES = (
    ("help", "/help"),
    ("schemes", "/schemes"),
    ("resolutions", "/resolutions"),
    ("standards", "/standards"),
    ("node", "/status"),
    ("docs", "/docs"),
    ("problems", "/problems"),
)
"""What the foot of every page leads to."""

TONES = {"active": "ok", "valid": "ok", "passed": "ok", "not-yet-valid": "warn", "suspended": "no"}
"""The tone and the sign of a standing, an outcome, a result; what is unclear is `unk`, all else `no`."""

_UNCLEAR = ("indeterminate", "unclear")

SOON_DAYS = 60
"""From when on an end is counted down."""

_HTML = "text/html; charset=utf-8"
Parameter = str | Sequence[str] | None
"""The value of a parameter of an address, or several; None leaves it out."""

Q = TypeVar("Q", bound=PageQuery)


class Expiry(NamedTuple):
    """How long something is good, in words; `soon` when it ends within SOON_DAYS or has ended."""

    text: str
    soon: bool


@dataclass(frozen=True)
class Visit:
    """One request for a page. `trusted` is None where a page must do without trust data."""

    request: Request
    node: Node
    now: datetime
    lang: Lang
    carried: Mapping[str, str]
    trusted: ProvenTrust | None

    @property
    def trust(self) -> TrustStore:
        """The trust data of a page that was begun with it."""
        assert self.trusted is not None  # noqa: S101 - `begin` has seen to it
        return self.trusted.store

    @cached_property
    def names(self) -> AgreementNames:
        """What things are called in the agreement in force."""
        return AgreementNames(self.trust.chain.in_force_or_last(self.now).text, self.lang)

    def address(self, path: str, **parameters: Parameter) -> str:
        """The address of a page of this node, in the language this address asked for."""
        query = _format_query({**parameters, **self.carried})
        return quote(path, safe="/:") + (f"?{query}" if query else "")

    def same_page(self, **parameters: Parameter) -> str:
        """This address with other parameters, relative: it cannot lead to another host."""
        given = self.request.query_params
        kept = {name: given.getlist(name) for name in given}
        return f"?{_format_query({**kept, **parameters})}"

    def period(self, since: datetime, until: datetime | None) -> str:
        """A term in words, its last day included."""
        return format_period(since, until, self.lang)

    def moment(self, moment: datetime) -> str:
        """A moment in words."""
        return format_moment(moment)

    def expiry(self, until: datetime) -> Expiry:
        """How far off an end is, in days up to the last one."""
        say = speak("", self.lang)
        days, day = (last_day(until) - day_of(self.now)).days, format_end(until)
        if self.now >= until:
            return Expiry(say("expired_on", day=day), True)
        if days == 0:
            return Expiry(say("expires_today", day=day), True)
        if days <= SOON_DAYS:
            return Expiry(say("expires_in", days=days, day=day), True)
        return Expiry(say("expires_on", day=day), False)

    def explain(self, error: HurenError) -> str:
        """What is wrong, and how to mend it."""
        return error.sentence(self.lang) + ("" if self.lang == "zh" else " ") + error.mend(self.lang)

    def age(self, moment: datetime) -> str:
        """How long ago something was; when it was by another clock where that is ahead of this one."""
        say = speak("", self.lang)
        if moment > self.now + CLOCK_TOLERANCE:
            return say("ahead", when=format_moment(moment))
        minutes = max(0, int((self.now - moment).total_seconds() // 60))
        if minutes == 0:
            return say("just_now")
        if minutes < 60:
            return say("minutes_ago", number=minutes)
        if minutes < 48 * 60:
            return say("hours_ago", number=minutes // 60)
        return say("days_ago", number=minutes // (24 * 60))


def _format_query(parameters: Mapping[str, Parameter]) -> str:
    return urlencode({name: value for name, value in parameters.items() if value is not None}, doseq=True)


async def begin(request: Request, model: type[Q]) -> tuple[Visit, Q]:
    """The visit and what it asks; RecordError for a query that does not fit, ApiError nothing-to-trust."""
    query = parse_query(request, model, typed=True)
    node = node_of(request)
    trusted = await node.trust.current()
    return _visit(request, node, query.lang, trusted), query


def begin_bare(request: Request, trusted: ProvenTrust | None = None) -> Visit:
    """A visit that needs no trust data and refuses no query: for errors, and for what is always shown.

    What is held of the associations' data is shown along.
    """
    node = node_of(request)
    asked = request.query_params.get("lang")
    lang: Lang | None = "en" if asked == "en" else "zh" if asked == "zh" else None
    return _visit(request, node, lang, trusted or node.trust.last)


def _visit(request: Request, node: Node, asked: Lang | None, trusted: ProvenTrust | None) -> Visit:
    lang = asked or choose_language(request.headers.get("accept-language"), "zh")
    carried = {"lang": asked} if asked is not None else {}
    return Visit(request, node, node.now(), lang, carried, trusted)


def tone_of(word: str) -> str:
    """The tone of a standing, an outcome or a result, and the name of its sign."""
    return "skip" if word == "skipped" else "unk" if word in _UNCLEAR else TONES.get(word, "no")


def is_example(trusted: ProvenTrust | None) -> bool:
    """Whether what is shown is made up."""
    return trusted is not None and is_made_up(trusted.store.chain.members)


def has_template(template: str) -> bool:
    """Whether there is a page of that name."""
    return f"{template}.html" in _templates().list_templates()


def page_response(
    visit: Visit, template: str, *, status: int = 200, sentences: str | None = None, **context: Any
) -> Response:
    """The page made of `template`, with its headers; a page of an error is not kept by caches.

    Its sentences stand in the table of its name, or in `sentences`.
    """
    say = speak(sentences or template, visit.lang)
    html = _templates().get_template(f"{template}.html").render(_shared(visit, say) | context)
    data = html.encode("utf-8", "backslashreplace")
    headers = {"Content-Security-Policy": POLICY, **spoken_headers(visit.lang)}
    if status >= 400:
        headers["Cache-Control"] = "no-store"
        return Response(data, status_code=status, headers=headers, media_type=_HTML)
    return bytes_response(visit.request, data, media=_HTML, cache=ASK_AGAIN, headers=headers)


def spoken_headers(lang: Lang) -> dict[str, str]:
    """What tells a browser and its caches of the language."""
    return {
        "Content-Language": "zh-CN" if lang == "zh" else "en",
        "Vary": "Accept, Accept-Encoding, Accept-Language",
    }


def redirect(visit: Visit, path: str, **parameters: str | None) -> Response:
    """To the page that was meant."""
    return RedirectResponse(visit.address(path, **parameters), status_code=303)


def _shared(visit: Visit, say: Say) -> dict[str, Any]:
    """What every template may use."""
    speaker = visit.node.speaker(visit.trusted)
    said, marked = speaker.brand, speaker.mark_up((visit.lang,))
    brand = marked._replace(head=Markup(marked.head), foot=Markup(marked.foot))  # noqa: S704 - escaped there
    return {
        "say": say,
        "visit": visit,
        "lang": visit.lang,
        "names": visit.names if visit.trusted is not None else None,
        "address": visit.address,
        "navigation": NAVIGATION,
        "more_pages": MORE_PAGES,
        "icon": lambda name, shape="i": Markup(draw_icon(name, shape)),  # noqa: S704 - of our own table
        "tone_of": tone_of,
        "example": is_example(visit.trusted),
        "brand": brand,
        "speaker": (said.short_name or said.name).text(visit.lang),
        "here": visit.request.scope["path"],
        "host": visit.request.headers.get("host", "")[:260],
        "moment": format_moment,
        "at": lambda seconds: datetime.fromtimestamp(seconds, UTC),
        "end": format_end,
        "when": format_when,
        "region": lambda code: region_name(code, visit.lang),
        "oldest": _oldest(visit),
        "voluntary": VOLUNTARY[1 if visit.lang == "zh" else 0],
    }


def _oldest(visit: Visit) -> datetime | None:
    """When the association that published longest ago last did."""
    if visit.trusted is None:
        return None
    manifests = [party.manifest for party in visit.trust.parties.values()]
    return min((manifest.created for manifest in manifests if manifest is not None), default=None)


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("api", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        finalize=_show,
    )


def _show(value: Any) -> Any:
    """What an expression puts on a page: markup of the templates as it is, text without hidden characters."""
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value
