"""A refused form, shown again on its page with what was typed: one way for every form of the desk.

It reads the desk's own templates, in which values are escaped and every attribute is quoted.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from http import HTTPStatus
from itertools import count

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.http.costs import cost_of
from desk.web.forms import DeskForm, find_typed
from signing.errors import HurenError

_TAG = re.compile(
    r"<(/?)(form|details|input|select|option|button|textarea)\b([^>]*)>(?:([^<]*)(?=</textarea>))?"
)
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_VALUE = re.compile(r' value="[^"]*"')
_STATE = re.compile(r" (?:checked|selected)\b")
_SECRET = ("password", "again", "current", "code", "ceremony")
_IDS = ("person", "version", "credential", "entry", "row", "renew", "previous", "notice", "scheme", "hidden")
_CHOICES = ("act", "decision", "kind", "result", "show", "reason", "grade", "all", "next")
_KEPT = ("hidden", "file", "password", "submit")
"""Types of fields that stay as the page has them."""


@dataclass(slots=True)
class _Form:
    """A form of a page: where it and its buttons go, its hidden fields, its acts, the folds around it."""

    folds: Sequence[int]
    paths: set[str] = field(default_factory=set)
    hidden: dict[str, str] = field(default_factory=dict)
    acts: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Values of its buttons, by name."""

    def is_of(self, path: str, typed: DeskForm) -> bool:
        """True for the form that was sent; forms of one address differ in a hidden field or their buttons."""
        same = (typed.text(name) in ("", value) for name, value in self.hidden.items() if name != "version")
        pressed = (typed.text(name) in ("", *values) for name, values in self.acts.items())
        return path in self.paths and all(same) and all(pressed)


async def show_again(request: Request, error: HurenError, routes: Iterator[Route]) -> Response | None:
    """Return the first page of `routes` that can be shown, for a form that was read; None where none can.

    `routes` are pages at or above the address. The page says why, and `desk_page` fills in what was typed.
    """
    state = request.scope["state"]
    # every page would refuse as well, and each is paid for
    if await find_typed(request) is None or error.code == "signed-out":
        return None
    state["desk_fault"] = error
    for route in routes:
        path = find_above(route, request)
        scope = {**request.scope, "method": "GET", "path_params": {}, "path": path, "raw_path": path.encode()}
        _, child = route.matches(scope)
        try:
            await cost_of(route)(request)
            page: Response = await route.endpoint(Request({**scope, **child}), **child["path_params"])
        except HurenError:
            continue
        # one that leads elsewhere says nothing
        if not HTTPStatus.MULTIPLE_CHOICES <= page.status_code < HTTPStatus.BAD_REQUEST:
            return page
    state.pop("desk_fault")
    return None


def list_typed(typed: DeskForm) -> list[str]:
    """Return the texts of a form that a person typed, to be copied: no secret, no id, no choice."""
    untyped = {*_SECRET, *_IDS, *_CHOICES}
    texts = (text.strip() for name, values in typed.fields.items() if name not in untyped for text in values)
    return [text for text in dict.fromkeys(texts) if text]


def refill(html: str, path: str, typed: DeskForm) -> str | None:
    """Return a page with what was typed in the form that was sent to `path`, unfolded; None without it."""
    forms, of_tags = _find_forms(html)
    sent = {name for name, form in forms.items() if form.is_of(path, typed)}
    if not sent:
        return None
    opened = {fold for name in sent for fold in forms[name].folds}
    places: defaultdict[str, Iterator[int]] = defaultdict(count)
    selected: list[str] = [""]
    numbers = count()

    def fill(found: re.Match[str]) -> str:
        number, (end, tag, given, _) = next(numbers), found.groups()
        if tag == "details" and number in opened and " open" not in given:
            return f"<details open{given}>"
        attributes = dict(_ATTRIBUTE.findall(given))
        if tag == "select":
            selected[0] = attributes.get("name", "") if of_tags[number] in sent and not end else ""
        if end or of_tags[number] not in sent:
            return found[0]
        name, value = unescape(attributes.get("name", "")), unescape(attributes.get("value", ""))
        if tag == "option" and selected[0]:
            mark = " selected" if value == typed.text(selected[0]) else ""
            return f"<option{_STATE.sub('', given)}{mark}>"
        if tag not in ("input", "textarea") or attributes.get("type") in _KEPT:
            return found[0]
        values = typed.all(name)
        if attributes.get("type") in ("checkbox", "radio"):
            return f"<input{_STATE.sub('', given)}{' checked' if value in values else ''}>"
        place = next(places[name])
        if place >= len(values):
            return found[0]
        text = escape(values[place])
        return (
            f"<textarea{given}>{text}"
            if tag == "textarea"
            else f'<input{_VALUE.sub("", given)} value="{text}">'
        )

    return _TAG.sub(fill, html)


def _find_forms(html: str) -> tuple[dict[str, _Form], list[str]]:
    """Return the forms of a page by their ids, made up where they have none, and the form of each tag."""
    forms: dict[str, _Form] = {}
    of_tags: list[str] = []
    folds: list[int] = []
    inside = ""
    for number, found in enumerate(_TAG.finditer(html)):
        end, tag, given, _ = found.groups()
        attributes = {name: unescape(value) for name, value in _ATTRIBUTE.findall(given)}
        if tag == "details":
            folds = folds[:-1] if end else [*folds, number]
        if tag == "form":
            inside = "" if end else attributes.get("id", f"form {number}")
            if not end:
                is_sent = attributes.get("method") == "post"
                forms[inside] = _Form(folds, {_bare(attributes.get("action", ""))} if is_sent else set())
        own = attributes.get("form", inside)
        of_tags.append(own)
        form = forms.setdefault(own, _Form(()))
        if tag == "button" and "formaction" in attributes:
            form.paths.add(_bare(attributes["formaction"]))
        if tag == "button" and not end and "name" in attributes:
            form.acts[attributes["name"]].add(attributes.get("value", ""))
        if tag == "input" and attributes.get("type") == "hidden":
            form.hidden[attributes.get("name", "")] = attributes.get("value", "")
    return forms, of_tags


def _bare(address: str) -> str:
    return re.split("[?#]", address)[0]


def list_above(request: Request) -> list[str]:
    """Return the address of a refused form and those above it, the nearest first; of a page, those above."""
    path = request.url.path
    above = [path[:place] for place in range(len(path) - 1, 0, -1) if path[place] == "/"]
    is_page = request.method == "GET" and not request.url.query
    return above if is_page else [path, *above]


def find_above(route: Route, request: Request) -> str:
    """Return the nearest of these addresses that is a route's."""
    return next(path for path in list_above(request) if route.path_regex.match(path))
