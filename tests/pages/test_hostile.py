"""Hostile names and addresses: the page stays well-formed, escaped and ordered, never a 5xx."""

import asyncio
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.harness import asgi
from tests.harness.fuzz import examples
from tests.pages.pages import HTML, USCC, Page, Scene
from tests.world import digest_of
from tests.world.registries import documents_of
from tests.world.works import grant_technologies, listing, signed, technology

MARKUP = "<script>alert(1)</script>"
NASTY = [
    MARKUP, "\"><img src=x onerror=alert(1)>", "' onfocus='alert(1)", "{{ 7 * 7 }}", "{% raw %}", "&lt;b&gt;",
    "]]>", "-->", "\u202egnp.exe", "\u200b", "\x00", "\x1b[2J", "\ud800", "a\r\nSet-Cookie: x=1",
    "'; DROP TABLE record;--", "%", "_", "\\", "javascript:alert(1)", "//evil.example", "🙂" * 60, "Ａ" * 200,
]  # fmt: skip
BY_DAY = (MARKUP, "' onfocus='alert(1)", "{{ 7 * 7 }}", "\u202egnp.exe", "\ud800", "a\r\nSet-Cookie: x=1")
"""One of each kind: markup, an attribute, a template, what is hidden, no text, a head."""
ADDRESSES = (
    "/search?q={}", "/search?issuer={}", "/search?scheme={}", "/search?category={}", "/search?grade={}",
    "/search?status={}", "/search?cursor={}", "/search?lang={}", "/search?{}=1", "/search?limit={}",
    "/technologies?words={}", "/technologies?media={}", "/technologies?targets={}", "/technologies?joint={}",
    "/technologies?cursor={}", "/technologies?issuers={}", "/technologies?classes={}", "/technologies?id={}",
    "/technologies?require={}", "/technologies/{}", "/technologies/{}?issuer={}",
    "/technologies/compare?id={}",
    "/enterprises/{}", "/credentials/{}", "/associations/{}", "/schemes/{}", "/agreements/{}/1",
    "/agreements/x/{}", "/statistics.csv?by={}", "/problems/{}", "/status?lang={}", "/{}", "/nothing?x={}",
)  # fmt: skip


SIGNED = ("mailto:objections@cq.huren.example", "mailto:technology@anlin.example")
"""Hostile addresses in the issuer's key list and in a technology."""
SCRIPT = {"type": "module", "src": "/static/packet/linked.js"}
"""The hostile address on a page of an enterprise."""


def check_page(text: str) -> Page:
    """Check that no sent text became markup, a link elsewhere or a hidden character."""
    page = Page.of(text)
    names = {name for name, _ in page.elements}
    assert not names & {"iframe", "i", "u", "object"}
    assert page.all("script") in ([], [SCRIPT])
    for _, attributes in page.elements:
        assert not [key for key in attributes if key.startswith("on") or key == "style"]
    for link in page.links:
        assert link.startswith(("/", "?", "#", "data:image/png;base64,")) or link in SIGNED, link
        assert not link.startswith("//"), link
    assert not set(page.text) & {*"\u202e\u200b\x00\x1b\ud800"}
    return page


@pytest.mark.parametrize("texts", [BY_DAY, pytest.param(NASTY, marks=pytest.mark.night)], ids=["few", "all"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_in_an_address_becomes_markup(scene: Scene, address: str, texts: Sequence[str]) -> None:
    for text in texts:
        sent = quote(text.encode("utf-8", "surrogatepass"), safe="")
        answer = scene.get(address.replace("{}", sent))
        assert answer.status_code < 500, (address, text)
        assert "set-cookie" not in answer.headers
        if answer.headers["content-type"].startswith("text/html"):
            check_page(answer.text)


def test_what_is_reflected_is_readable(scene: Scene) -> None:
    page = check_page(scene.get("/search?q=" + quote(MARKUP)).text)
    (box,) = [field for field in page.all("input") if field.get("id") == "q"]
    assert box["value"] == MARKUP
    page = check_page(scene.get("/credentials/" + quote("\u202eabc")).text)
    assert "\\u202eabc" in page.text


def test_the_language_switch_of_an_unknown_address_stays_on_this_node(scene: Scene) -> None:
    for path in ("//evil.example/x", "/\\evil.example", "/%2f%2fevil.example", "///evil.example"):
        sent = asgi.request(
            scene.node.app, "GET", path, asgi.whole(b""), [(b"accept", HTML["accept"].encode())]
        )
        answer = asyncio.run(sent)
        assert answer.status == 404
        check_page(answer.body.decode())


def test_names_with_markup_in_signed_documents_stay_text(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Admission refuses characters that do not print, but not text that looks like markup."""
    from tests.world import World
    from tests.world.api_node import running

    world = World()
    name = f"重庆示例{MARKUP}\"'&有限公司"
    number = "CQ<i>'\"&1"

    def change(text: dict[str, list[dict[str, object]]]) -> None:
        text["parties"][0]["legalName"] = {"zh": f"重庆示例<u>{MARKUP}", "en": f"Example <u>{MARKUP}"}
        text["schemes"][0]["name"] = {"zh": "办法</title><i>", "en": "scheme</title><i>"}
        text["schemes"][0]["basis"] = "<u>\"'"

    grant_technologies(world)
    world.amend(change)
    world.publish()
    data = world.issue(legal_name=name, legal_name_en='Example "<u>" Ltd.', certificate_number=number)
    world.suspend(data)
    marked = {"zh": f"示例{MARKUP}", "en": f"Example <u>{MARKUP}"}
    members: dict[str, Any] = {
        "title": marked, "version": "<u>", "enterprise__legalName": name, "process": marked,
        "indicators__0__name": marked, "indicators__0__method": "<u>", "inputs__0__name": marked,
        "cases__0__name": marked, "verification__verifier": f"<u>{MARKUP}",
    }  # fmt: skip
    listed = signed(world, technology(world, **members))
    about = digest_of(listed)
    said = signed(world, listing(world, listed, decision="objects", grounds=f"<u>{MARKUP}", clause="<u>"))
    with running(tmp_path_factory.mktemp("names"), world) as node:
        assert not [
            one
            for one in node.registry.admit_many([listed, said], now=world.now)
            if isinstance(one, Exception)
        ]
        node.publish("cq")
        for path in (
            "/technologies", "/technologies?require=COD <= 30 mg/L", f"/technologies/{about}",
            f"/technologies/compare?id={about}",
            "/search?q=示例", f"/enterprises/{USCC}", f"/credentials/{digest_of(data)}", "/associations",
            "/schemes",
            f"/associations/{world.cq.did}", "/schemes/cq-facility-operation", "/agreements", "/statistics",
            "/agreements/cq-sc-environment-example/2", "/status",
        ):  # fmt: skip
            for lang in ("zh", "en"):
                answer = node.client.get(path, params=None, headers={**HTML, "accept-language": lang})
                assert answer.status_code == 200, path
                assert "<u>" not in answer.text
                check_page(answer.text)
        page = Page.of(node.client.get(f"/enterprises/{USCC}", headers=HTML).text)
        assert name in page.text
        assert number in page.text
        assert marked["zh"] in Page.of(node.client.get(f"/technologies/{about}", headers=HTML).text).text
    assert documents_of(world)


@settings(deadline=None, max_examples=examples(100))
@given(
    st.sampled_from(
        ["/search", "/technologies", "/technologies/compare", "/statistics", "/statistics.csv", "/status",
         f"/enterprises/{USCC}"]
    ),
    st.binary(max_size=60),
)  # fmt: skip
def test_any_query_is_answered(scene: Scene, path: str, query: bytes) -> None:
    headers = [(b"accept", HTML["accept"].encode())]
    answer = asyncio.run(asgi.request(scene.node.app, "GET", path, asgi.whole(b""), headers, raw_query=query))
    assert answer.status in (200, 303, 422)
    if answer.headers.get("content-type", "").startswith("text/html"):
        check_page(answer.body.decode())


@pytest.mark.parametrize("value", [b"\xff\xfe", b"a\r\nX: 1", b"<b>", b"x" * 5000, b"//evil.example", b""])
def test_a_host_is_shown_as_text(scene: Scene, value: bytes) -> None:
    headers = [(b"accept", HTML["accept"].encode()), (b"host", value), (b"accept-language", value)]
    answer = asyncio.run(asgi.request(scene.node.app, "GET", "/search", asgi.whole(b""), headers))
    assert answer.status == 200
    check_page(answer.body.decode())
