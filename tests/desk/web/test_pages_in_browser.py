"""The desk's pages and the public forms in Chromium: accessible, on phone and desktop, without scripts."""

import json
import socket
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from itertools import cycle
from typing import Any, NamedTuple

import pytest
from openpyxl import load_workbook

from api import Settings, create_app
from credentials.documents.desk.carried import parse_plan_to_sign
from credentials.drafting.statement import sign_statement
from desk.inbox.entries import OBJECTION, add_entry, list_entries
from desk.office.people import find_people
from desk.office.statements import draft_statement
from tests.credentials.desk.papers import KeyFile, Passkey, person
from tests.desk.desk_room import CLERK, DeskRoom
from tests.desk.web.desk_site import PASSWORD, DeskSite, hidden
from tests.harness.apartments import SERVINGS
from tests.harness.browser import (
    DESKTOP,
    PHONE,
    chromium,
    find_overflow,
    find_violations,
    resize,
    serving_app,
    visitor,
)
from tests.harness.selection.by_day import by_day
from tests.scenarios.office.five import fill_sheet
from tests.signing.authenticator import Authenticator

pytestmark = pytest.mark.browser

CHAIR = KeyFile("chair")


class ShownDesk(NamedTuple):
    """A desk with something on every page, and the node that has its doors."""

    site: DeskSite
    browser: Any
    address: str
    node: str
    pages: list[str]
    plan: str


def spoil(sheet: bytes, **cells: str) -> bytes:
    """Return a workbook with other text in some cells of its first page."""
    book, out = load_workbook(BytesIO(sheet)), BytesIO()
    for place, text in cells.items():
        book.worksheets[0][place] = text
    book.save(out)
    return out.getvalue()


def drop(browser: Any, name: str, data: bytes) -> str:
    """Drop a sheet as a batch; return its address."""
    answer = browser.post("/batches", data={"name": name}, files={"sheet": ("名单.xlsx", data)})
    return str(answer.headers["location"])


def fill(site: DeskSite) -> tuple[list[str], str]:
    """Add waiting plans, one split from a returned one, and an objection; return the pages that show them."""
    room = site.room
    returned = room.plan([room.suspension(record) for record in room.issue_before(3)], reasons="现场核查")
    room.state(CLERK, "p1", returned.digest, "make")
    room.office.world.advance(minutes=1)
    room.state(CHAIR, "p2", returned.digest, "return", rows=[1], reasons="缺第3页")
    room.office.world.advance(minutes=1)
    browser = site.signed_in("p2")
    version = hidden(browser.get(f"/plans/{returned.digest}"), "version")
    rest = browser.post(f"/plans/{returned.digest}/split", data={"version": version}).headers["location"]
    (record,) = room.issue_before(1)
    # so many rows that they scroll in a box of their own
    waiting = room.plan([room.suspension(one) for one in (record, *room.issue_before(14))]).digest
    value = {
        "about": {"number": record.body.title, "name": record.body.holder},
        "by": {"kind": "person", "name": "示例提出人", "contact": "示例"},
        "arguments": "业绩不实",
        "receivedOn": "2026-05-01",
    }
    room.desk.write(partial(add_entry, kind=OBJECTION, value=value, sender="192.0.2.1", now=room.now))
    (entry,) = room.desk.read(list_entries)
    good = fill_sheet(1, room.now)
    spoilt = spoil(good, F2="Ⅱ级")
    batches = [
        browser.post("/batches", data={"name": name}, files={"sheet": ("名单.xlsx", data)}).headers[
            "location"
        ]
        for name, data in (("有错误", spoilt), ("无误", good))
    ]
    fixed = [
        "/",
        "/batches",
        *batches,
        "/batches/renewals?scheme=cq-facility-operation",
        "/plans",
        "/plans/new",
        "/uploads",
        "/inbox",
        "/inbox/new",
        "/supervision",
        "/end",
        "/people",
        "/people/protocol",
        "/keys",
        "/agreement",
        "/agreement/next",
        "/journal",
        "/year",
        "/mine",
        "/enrol",
        "/enterprises",
        f"/enterprises/{record.body.holder_code}",
    ]
    shown = [
        f"/end?credential={record.body.id}&kind=annul-false",
        f"/plans/{returned.digest}",
        f"/plans/{returned.digest}/sheet",
        rest,
        f"{rest}/documents/1",
        f"/inbox/{entry.id}",
    ]
    return [*fixed, *shown], waiting


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ShownDesk]:
    listener = socket.create_server(("127.0.0.1", 0))
    address = f"http://localhost:{listener.getsockname()[1]}"
    listed = [
        person("p1", CLERK.entry, Passkey(Authenticator.of(-7)).entry),
        person("p2", CHAIR.entry, roles=["chair"]),
        person("p3", KeyFile("auditor").entry, roles=["auditor"], until="2026-06-30"),
    ]
    place = tmp_path_factory.mktemp("desk") / "registry.db"
    room = DeskRoom(place, people=listed, rpId="localhost", origin=address)
    site = DeskSite(room)
    site.give_password("p1", "p2")
    pages, plan = fill(site)
    settings = Settings.load(None, batch_workers=0, rate_per_minute=0)
    doors: Any = create_app(settings, room.bench.registry, site.clock, servings=SERVINGS)
    with chromium() as browser, serving_app(site.app, listener), serving_app(doors) as node:
        yield ShownDesk(site, browser, address, node, pages, plan)
    room.close()


def sign_in(page: Any, address: str, lang: str, person: str = "p1") -> None:
    """Sign in by the password."""
    page.goto(f"{address}/login?lang={lang}")
    page.fill("#person", person)
    page.fill("#password", PASSWORD)
    page.click("form[action^='/login']:not([data-passkey]) button")
    page.wait_for_load_state()


@pytest.mark.parametrize(("lang", "every"), by_day((("zh", 3), ("zh", 1), ("en", 1)), {("zh", 3)}))
def test_every_page_is_accessible_on_phone_and_desktop(shown: ShownDesk, lang: str, every: int) -> None:
    """A third of the pages by day, where the desk's frame and forms are already."""
    wrong = {}
    widths = cycle((PHONE, DESKTOP) if lang == "zh" else (DESKTOP, PHONE))
    with visitor(shown.browser, shown.address) as page:
        sign_in(page, shown.address, lang)
        for path, width in zip([f"/plans/{shown.plan}", *shown.pages][::every], widths, strict=False):
            page.goto(f"{shown.address}{path}{'&' if '?' in path else '?'}lang={lang}")
            resize(page, width)
            wrong[path] = [*find_violations(page), *find_overflow(page)]
    assert {path: faults for path, faults in wrong.items() if faults} == {}


def test_a_batch_of_a_thousand_rows_draws_a_hundred_at_once(shown: ShownDesk) -> None:
    """A tenth of the page is drawn at first, so that an office machine shows it in a second."""
    sheet = fill_sheet(1_000, shown.site.room.now)
    files = {"sheet": ("名单.xlsx", sheet)}
    address = (
        shown.site.signed_in("p1").post("/batches", data={"name": "千行"}, files=files).headers["location"]
    )
    with visitor(shown.browser, shown.address) as page:
        sign_in(page, shown.address, "zh")
        page.goto(shown.address + address)
        assert page.evaluate("document.querySelectorAll('*').length") < 4_000
        page.goto(f"{shown.address}{address}?rows=all")
        assert page.locator("#rows tbody tr, #faults tbody tr").count() == 1_000


@pytest.mark.parametrize("lang", by_day(("zh", "en"), {"zh"}))
def test_the_public_forms_are_accessible(shown: ShownDesk, lang: str) -> None:
    issuer = shown.site.room.desk.issuer
    with visitor(shown.browser, shown.node) as page:
        for path, width in (("/objections/new", PHONE), ("/applications/new", DESKTOP)):
            page.goto(f"{shown.node}{path}?issuer={issuer}&lang={lang}")
            resize(page, width)
            assert [*find_violations(page), *find_overflow(page)] == []


def test_everything_but_passkeys_works_without_a_script(shown: ShownDesk, tmp_path: Any) -> None:
    room = shown.site.room
    with visitor(shown.browser, shown.address, java_script_enabled=False) as page:
        sign_in(page, shown.address, "en")
        page.goto(f"{shown.address}/plans/{shown.plan}")
        assert (
            page.locator("form[data-passkey]").count()
            == page.locator("form[data-passkey][hidden]").count()
            == 1
        )
        with page.expect_download() as caught:
            page.click("a[download]")
        carried = parse_plan_to_sign(caught.value.path().read_bytes())
        assert carried.stated.plan.digest == shown.plan
        value = room.desk.read(
            lambda view: draft_statement(
                view, find_people(view), room.now, room.random, plan=shown.plan, decision="make", by="p1"
            )
        )
        stated = tmp_path / "statement.json"
        stated.write_text(json.dumps(sign_statement(value, CLERK.signer).whole))
        page.goto(f"{shown.address}/uploads?lang=en")
        page.set_input_files("#file", stated)
        page.click("main form[action^='/uploads'] button")
        page.locator("[role=status]", has_text="Your statement is kept.").wait_for()
        page.click(".rest summary")
        page.click(".rest form button")
        page.locator("h1", has_text="Sign in").wait_for()
