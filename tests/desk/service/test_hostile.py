"""Everything a person at the desk can send that no page of it would: refused in words, and never a fault."""

from collections.abc import Iterator
from typing import Any

import pytest

from desk.web.forms import DeskForm, FormFile
from tests.desk.web.desk_site import EVIL, PASSWORD, DeskSite, desk_site
from tests.harness.asgi import flat_routes
from tests.harness.selection.by_day import by_day

JUNK = (
    *(EVIL, "", "\x00", "0" * 64, "-1", "9" * 40, "1e999", "%00", "../../etc/passwd", "{{7*7}}"),
    *("\u202eabc", "\U00020bb7", "0001" + "9" * 30, "\u0663", "NaN"),
)
FIELDS = (
    *("person", "password", "again", "current", "invitation", "enrolment", "ceremony", "credential"),
    *("public", "next", "use", "notice", "digest", "reasons", "days", "version", "decision", "row"),
    *("statement", "act", "result", "scheme", "item", "number", "kind", "name", "contact", "arguments"),
    *("remove", "add", "until:p1", "policy:plain", "policy:grave", "noticeDays", "answerDays", "month"),
    *("reason", "on", "until", "scope"),
)
ASKED = (
    *("before", "next", "notice", "item", "number", "words", "lang", "stated", "by", "from", "q", "since"),
    *("until", "scheme", "list", "page", "state", "after", "year", "done"),
)
PLACES = (EVIL.replace("/", ""), "%ff", "..", "9" * 30, "%00", "%E2%80%AE", "0" * 64, "'")
NAMES = (
    *("../../x.json", "\\\\host\\x", "a" * 4_000 + ".xlsx", '"><img src=x>.csv'),
    *("\x00.csv", "", "..", "C:\\con"),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskSite]:
    with desk_site(tmp_path_factory.mktemp("desk"), "p1", "p2") as site:
        yield site


def addresses(site: DeskSite, method: str) -> list[str]:
    """Return every address of a method, with a junk reference in each place."""
    found = [route.path for route in flat_routes(site.app.routes) if method in route.methods]
    return [path for path in found if "/static" not in path and path != "/logout"]


def fill(path: str, text: str) -> str:
    """Return an address with a reference in each of its places."""
    parts = [text if part.startswith("{") else part for part in path.split("/")]
    return "/".join(parts)


def check(answer: Any, what: object) -> None:
    """Refuse a fault, markup that was sent, and an address that leads away."""
    assert answer.status_code < 500, (what, answer.status_code, answer.text[-800:])
    assert "<script>alert" not in answer.text, what
    assert "<img src=x" not in answer.text, what
    where = answer.headers.get("location", "/")
    assert where.startswith("/") and not where.startswith("//"), (what, where)  # noqa: PT018


@pytest.mark.parametrize("every", by_day((5, 1), {5}))
def test_no_junk_in_a_form_is_a_fault_of_the_desk(site: DeskSite, every: int) -> None:
    for junk in JUNK[::every]:
        browser = site.signed_in("p2")
        data = dict.fromkeys(FIELDS, junk)
        for path in addresses(site, "POST"):
            site.clock.wait(60)
            check(browser.post(fill(path, "0" * 64), data=data), (path, junk))
            for use in ("issue", "change", "file"):
                if path == "/plans/new":
                    files = {"sheet": ("x.csv", junk.encode("utf-8", "replace") * 50)}
                    check(
                        browser.post(path, data={**data, "use": use, "days": "5"}, files=files), (use, junk)
                    )


@pytest.mark.parametrize("every", by_day((4, 1), {4}))
def test_no_junk_in_an_address_is_a_fault_of_the_desk(site: DeskSite, every: int) -> None:
    browser = site.signed_in("p1")
    for path in addresses(site, "GET"):
        for junk in PLACES[::every]:
            site.clock.wait(60)
            query = "&".join(f"{name}={junk}" for name in ASKED)
            check(browser.get(f"{fill(path, junk)}?{query}"), (path, junk))


def test_no_name_of_a_file_is_a_fault_or_a_path(site: DeskSite) -> None:
    browser = site.signed_in("p1")
    for name in NAMES:
        for path, field in (("/plans/new", "sheet"), ("/uploads", "file"), ("/plans/new", "attachment")):
            files = {field: (name, b"x,y\n1,2\n"), "other": (name, b"")}
            check(browser.post(path, data={"use": "change"}, files=files), (path, name))


def test_a_session_cannot_be_chosen_and_a_token_says_nothing_by_itself(site: DeskSite) -> None:
    """A token that says passkey is none: the row has the hash of the whole of it."""
    browser = site.signed_in("p2")
    own = browser.cookies["huren-desk"]
    forged = own.replace("password.", "passkey.")
    for token in (forged, own.partition(".")[2], own + "x", "passkey.", "", "x" * 5_000):
        answer = site.browser(cookie=f"huren-desk={token}").get("/settings")
        assert answer.headers["location"].startswith("/login"), token
    both = site.browser(cookie=f"huren-desk={forged}; huren-desk={own}")
    assert 'action="/settings' not in both.get("/settings").text, "a form is for a passkey alone"


def test_a_login_leads_only_to_the_desk(site: DeskSite) -> None:
    for there in ("//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "\\\\evil",
                  "/%2f/evil.example", "javascript:alert(1)", "/\n/evil.example", "/ /evil"):  # fmt: skip
        site.clock.wait(60)
        data = {"person": "p1", "password": PASSWORD, "next": there}
        where = site.browser().post("/login", data=data).headers["location"]
        assert where.startswith("/"), there
        assert not where.replace("\t", "").replace("\n", "").startswith(("//", "/\\")), there


def test_two_files_of_one_name_are_two_attachments() -> None:
    files = [FormFile("attachment", "minutes.pdf", data) for data in (b"one", b"two", b"three", b"")]
    names = [*DeskForm({}, files).digests("attachment")]
    assert names == ["minutes.pdf", "minutes.pdf (2)", "minutes.pdf (3)"]
