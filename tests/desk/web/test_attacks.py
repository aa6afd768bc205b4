"""Attacks on the desk's pages: each is refused with its reason."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.http.costs import cost_of
from desk.web.forms import FORM_BYTES
from desk.web.passwords import hash_password, is_password
from tests.credentials.desk.papers import person
from tests.desk.desk_room import CLERK
from tests.desk.web.desk_site import DESK, EVIL, HTML, PASSWORD, WORK, DeskSite, desk_site, hidden
from tests.harness.asgi import flat_routes
from tests.verifier.desk.office import PERSONS

DRAFTS = (
    "/plans/new",
    "/inbox/new",
    "/agreement/next",
    "/batches",
    "/batches/renewals",
    "/inbox/{entry}/batch",
    "/batches/{id_}",
    f"/agreement/halves/{'0' * 64}",
    "/enterprises/{code}/names",
    "/supervision/suspend",
    "/end",
    "/end/sheet",
    f"/plans/{'0' * 64}/split",
    f"/notices/{'0' * 64}/next",
)
"""Addresses allowed over plain HTTP from elsewhere, besides signing in and out."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[DeskSite]:
    with desk_site(tmp_path, "p1", "p2") as site:
        yield site


def acts(site: DeskSite) -> list[str]:
    """Yield every address that changes something, with a place for its reference."""
    found = [route.path for route in flat_routes(site.app.routes) if "POST" in route.methods]
    return [path.replace("{digest}", "0" * 64) for path in found]


OTHERS = {
    "another site": {"sec-fetch-site": "cross-site"},
    "a neighbour": {"sec-fetch-site": "same-site"},
    "typed": {"sec-fetch-site": "none"},
    "an old browser elsewhere": {"origin": "https://evil.example"},
    "a frame without origin": {"origin": "null"},
    "nothing": {},
}


@pytest.mark.parametrize("headers", OTHERS.values(), ids=OTHERS)
def test_no_other_site_can_make_the_desk_do_anything(site: DeskSite, headers: dict[str, str]) -> None:
    browser = site.signed_in("p1")
    del browser.headers["sec-fetch-site"]
    assert len(acts(site)) >= 12
    for path in acts(site):
        answer = browser.post(path, data={"person": "p1", "password": PASSWORD}, headers=headers)
        assert (answer.status_code, "other-origin" in answer.text) == (403, True), path
    assert browser.get("/").status_code == 200, "not even signed out"


STRANGE = ("evil.example", "localhost.evil.example", "desk.huren.example.evil.example", "192.0.2.99",
           "[", "[::1", "localhost:99999999:1", "local host", "", "xn--", "@localhost", "\x7f")  # fmt: skip


def test_another_name_that_leads_here_opens_nothing(site: DeskSite) -> None:
    """A page of a name that was made to lead here (DNS rebinding) is of one origin with the desk's."""
    browser = site.signed_in("p1")
    for host in STRANGE:
        for answer in (
            browser.get("/", headers={"host": host}),
            browser.get("/login", headers={"host": host}),
            browser.post("/login", data={"person": "p1", "password": PASSWORD}, headers={"host": host}),
        ):
            assert (answer.status_code, "other-host" in answer.text) == (421, True), host
            assert "set-cookie" not in answer.headers
    for host in ("localhost", "127.0.0.1:8001", "[::1]:8001", "LOCALHOST:1", "desk.huren.example:8001"):
        assert browser.get("/", headers={"host": host}).status_code == 200, host


def test_an_old_browser_acts_by_its_own_origin(site: DeskSite) -> None:
    browser = site.browser()
    del browser.headers["sec-fetch-site"]
    data = {"person": "p1", "password": PASSWORD}
    answer = browser.post("/login", data=data, headers={"origin": "http://localhost:8001"})
    assert answer.status_code == 303


def test_over_plain_http_from_elsewhere_the_desk_is_read_and_nothing_more(site: DeskSite) -> None:
    for address, client in (
        ("http://192.0.2.10:8001", "192.0.2.20"),
        ("http://desk.huren.example", "127.0.0.1"),
        ("http://localhost:8001", "192.0.2.20"),
    ):
        browser = site.signed_in("p1", address=address, client=client)
        assert "Reading and drafts only." in browser.get("/").text
        for path in acts(site):
            is_open = path in ("/login", "/logout", *DRAFTS)
            answer = browser.post(path, data={}) if not is_open else None
            assert answer is None or (answer.status_code, "plain-http" in answer.text) == (403, True), path


def test_an_auditor_reads_everything_and_changes_nothing(tmp_path: Path) -> None:
    auditor = person("p3", {"kind": "file", "public": KEY}, roles=["auditor"])
    with desk_site(tmp_path, "p3", people=[*PERSONS, auditor]) as site:
        browser = site.signed_in("p3")
        for path in ("/", "/plans", "/people", "/journal", "/mine", "/uploads"):
            assert browser.get(path).status_code == 200, path
        for path in acts(site):
            if path.startswith(("/login", "/logout", "/enrol", "/password")):
                continue
            answer = browser.post(path, data={})
            assert (answer.status_code, "auditor-reads" in answer.text) == (403, True), path


KEY = CLERK.__class__("auditor").entry["public"]


def test_typed_text_never_becomes_markup(site: DeskSite) -> None:
    room = site.room
    (record,) = room.issue_before(1)
    plan = room.plan(
        [room.suspension(record)], reasons=EVIL, attachments=[{"name": EVIL, "digest": "a" * 64}]
    )
    room.state(CLERK, "p1", plan.digest, "reject", reasons=EVIL)
    browser = site.signed_in("p1")
    site.browser().post("/login", data={"person": EVIL, "password": EVIL, "next": EVIL})
    pages = ("/", "/plans", f"/plans/{plan.digest}", f"/plans/{plan.digest}/documents/1", "/mine", "/journal")
    for path in (
        *pages,
        "/people",
        f"/login?next={EVIL}",
        f"/plans/{EVIL}",
        f"/plans/{plan.digest}?stated={EVIL}",
    ):
        page = browser.get(path)
        assert "<script>alert" not in page.text, path
        assert "<img src=x" not in page.text, path
        assert page.headers["content-security-policy"].startswith("default-src 'none'"), path
    assert "&lt;script&gt;" in browser.get(f"/plans/{plan.digest}").text


def test_a_form_that_is_too_large_is_cut_off(site: DeskSite) -> None:
    browser = site.signed_in("p1")
    answer = browser.post("/login", data={"person": "x" * (FORM_BYTES + 1)})
    assert answer.status_code == 413
    large = {"file": ("plan.json", b"x" * (65 * 1024 * 1024))}
    assert browser.post("/uploads", files=large).status_code == 413


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"%ff%fe&person=%ff", "application/x-www-form-urlencoded"),
        (b"\xff\xfe=1", "application/x-www-form-urlencoded"),
        (b"a=1&" * 2_000, "application/x-www-form-urlencoded"),
        (b"--x\r\nno head", "multipart/form-data; boundary=x"),
        (b"--x", "multipart/form-data"),
        (
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * 1_500 + b"--x--",
            "multipart/form-data; boundary=x",
        ),
    ],
    ids=["escapes", "bytes", "fields", "cut off", "no boundary", "parts"],
)
def test_a_form_that_no_browser_sends_is_refused(site: DeskSite, body: bytes, kind: str) -> None:
    answer = site.signed_in("p1").post("/uploads", content=body, headers={"content-type": kind})
    assert (answer.status_code, "form-unreadable" in answer.text or "file-missing" in answer.text) in (
        (400, True),
        (422, True),
    )


def test_an_upload_of_another_kind_is_refused(site: DeskSite) -> None:
    browser = site.signed_in("p1")
    for data in (b"{}", b"\x00\xff", b'{"type":"huren-statement/1"}', b"PK\x03\x04"):
        answer = browser.post("/uploads", files={"file": ("x", data)})
        assert answer.status_code in (400, 422), answer.text


def test_a_refusal_keeps_the_menu_and_leads_back(site: DeskSite) -> None:
    browser = site.signed_in("p1")
    for path, back in (("/nothing/here", "/"), ("/plans/none", "/plans")):
        page = browser.get(path).text
        assert "Your statements" in page, path
        assert (re.findall(r'class="btn main" href="([^"]+)', page) or [""])[0] == back, path
    answer = browser.post("/people/hand-over", data={"version": "0"})
    assert (answer.status_code, 'action="/people/hand-over"' in answer.text) == (409, True), "the form stays"
    refused = browser.post("/uploads", files={"file": ("x", b"PNG")})
    assert 'id="file"' in refused.text, "the form stays"


def test_a_signed_in_person_cannot_state_under_another_name(site: DeskSite) -> None:
    room = site.room
    (record,) = room.issue_before(1)
    plan = room.plan([room.suspension(record)])
    browser = site.signed_in("p1", address=DESK)
    version = hidden(browser.get(f"/plans/{plan.digest}"), "version")
    data = {"decision": "make", "version": version}
    answer = browser.post(f"/plans/{plan.digest}/statements/options", data=data, headers={"accept": "*/*"})
    assert answer.json()["code"] == "passkey-unknown", "a clerk without a passkey"


def test_every_page_of_the_desk_declares_its_cost_and_is_in_no_schema(site: DeskSite) -> None:
    for route in flat_routes(site.app.routes):
        assert cost_of(route) is not None, route.path


def test_a_service_of_a_node_has_no_page_of_the_desk(site: DeskSite) -> None:
    from api import Settings, create_app
    from tests.harness.apartments import SERVINGS

    settings = Settings.load(None, batch_workers=0, rate_per_minute=0)
    node: Any = create_app(settings, site.room.bench.registry, site.clock, servings=SERVINGS)
    served = {route.path for route in flat_routes(node.routes)}
    own = {route.path for route in flat_routes(site.app.routes)}
    shared = {path for path in own & served if not path.startswith(("/static/", "/brand/"))}
    assert shared <= {"/", "/notices"}, "both have a front page and a page of notices of their own"


def test_a_password_is_kept_salted_and_slow() -> None:
    kept = hash_password(PASSWORD)
    assert WORK == 2**15
    assert PASSWORD not in kept
    assert kept != hash_password(PASSWORD)
    assert is_password(PASSWORD, kept)
    assert not is_password(PASSWORD + "x", kept)
    assert not is_password(PASSWORD, None)


def test_a_refusal_speaks_the_language_of_its_page(site: DeskSite) -> None:
    browser = site.browser()
    answer = browser.post("/plans/x/export", headers={**HTML, "accept-language": "zh-CN"})
    assert (answer.status_code, "您尚未登录" in answer.text) == (401, True)
