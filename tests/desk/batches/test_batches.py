"""One batch in one page: from a dropped sheet through notice and signature to certificates in a ZIP."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from desk.batches.kept import list_batches
from desk.office.plans import list_plans
from registry.publishing.publish import publish
from tests.desk.desk_room import CHAIR, CLERK, DeskRoom
from tests.desk.web.desk_site import DESK, DeskSite, hidden, opened
from tests.scenarios.office.five import fill_sheet
from tests.world.works import list_notice, signed

NOTICE: dict[str, Any] = {"basis": "示例评审意见", "objectionsTo": "示例协会秘书处，示例路 1 号"}


class Batches:
    """The desk of an office of two, in which `p1` works."""

    def __init__(self, site: DeskSite) -> None:
        self.site, self.room = site, site.room
        self.sign_in()

    def sign_in(self) -> None:
        """Sign in again: yesterday's session has ended."""
        self.site.clock.wait(3_600)
        self.browser = self.site.signed_in("p1", address=DESK)

    def wait(self, days: int) -> None:
        """Let days pass."""
        self.room.office.world.advance(days=days)
        self.sign_in()

    def page(self, address: str) -> str:
        """Return a page as text."""
        return unescape(self.browser.get(address).text)

    def drop(self, data: bytes, **fields: str) -> str:
        """Drop a sheet; return the address of its batch."""
        answer = self.browser.post("/batches", data=fields, files={"sheet": ("第一批.xlsx", data)})
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    def act(self, address: str, act: str, data: bytes | None = None, **fields: Any) -> Any:
        """Submit a form of the batch's page."""
        given = {"version": hidden(self.browser.get(address), "version"), "act": act, **fields}
        files = {"sheet": ("改正.xlsx", data)} if data is not None else None
        return self.browser.post(address, data=given, files=files)

    def make(self, address: str, act: str, **fields: Any) -> str:
        """Make a plan by a form of the page; return its digest."""
        answer = self.act(address, act, **fields)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"]).rpartition("/")[2]

    def notice(self, address: str) -> str:
        """Plan the notice with the days that its form proposes."""
        page = self.page(address)
        days = {
            name: re.findall(rf'name="{name}"[^>]*value="([^"]+)"', page)[0] for name in ("from", "until")
        }
        return self.make(address, "notice", **NOTICE, **days)

    def next_step(self, address: str) -> str:
        """Return the step that is next; empty after the last."""
        current = re.findall(r'aria-current="step"><span>([a-z]+)', self.page(address))
        return current[0] if current else ""

    def decide(self, plan: str, *, uploads: bool = True) -> Any:
        """Let two persons state and have the plan signed; bring it back, or return the signed file."""
        world = self.room.office.world
        for hand, person, decision in ((CLERK, "p1", "make"), (CHAIR, "p2", "approve")):
            world.advance(minutes=1)
            self.room.state(hand, person, plan, decision)
        world.advance(minutes=1)
        signed = self.room.sign(self.room.export(plan))
        return self.room.upload(signed) if uploads else signed

    @property
    def plans(self) -> int:
        """How many plans there are."""
        return len(self.room.desk.read(lambda desk: list_plans(desk, self.room.now)))


@pytest.fixture
def batches(tmp_path: Path) -> Iterator[Batches]:
    with opened(DeskRoom(tmp_path / "registry.db"), "p1") as site:
        yield Batches(site)


def changed(data: bytes, change: Callable[[Any], object]) -> bytes:
    """Return a workbook with its first page changed."""
    book = load_workbook(BytesIO(data))
    change(book.worksheets[0])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def fill_column(page: Any, header: str, value: str) -> None:
    """Add a column with the same value in every row."""
    for row in range(1, page.max_row + 1):
        page.cell(row, 9).value = value if row > 1 else header


def test_a_sheet_becomes_published_certificates_and_their_renewals_a_batch(batches: Batches) -> None:
    room = batches.room
    # 1. the notice of the sheet: its days proposed, decided, stored
    last = (room.now + timedelta(days=60)).date().isoformat()
    ends = changed(fill_sheet(3, room.now), lambda page: fill_column(page, "有效期至", last))
    address = batches.drop(ends, name="示例第一批")
    assert batches.next_step(address) == "notice"

    def due_today() -> str:
        return batches.page("/").partition('id="due"')[2].partition("</section>")[0]

    assert "check its sheet" in due_today()
    assert "3 certificates of 3 enterprises" in batches.page(address)
    plan = batches.notice(address)
    assert f"/plans/{plan}" in batches.page(address)
    assert address in batches.page(f"/plans/{plan}")
    assert batches.decide(plan) == ["stored"]
    assert "over on" in batches.page(address)
    # 2. after its days the certificates of the same sheet, which their plan names
    batches.wait(9)
    assert batches.next_step(address) == "statements"
    assert re.search(f'The notice of batch 示例第一批 is over.*href="{address}"', due_today())
    plan = batches.make(address, "issue")
    (batch,) = room.desk.read(list_batches)
    assert [one.digest for one in room.find(plan).stated.plan.body.attachments or ()] == [batch.sheet]
    assert "signing page" not in batches.page(address)
    back = {"file": ("signed.json", batches.decide(plan, uploads=False))}
    stored = batches.browser.post("/uploads", data={"batch": batch.id}, files=back).text
    assert (stored.count("stored</span>"), f'href="{address}"' in stored) == (3, True), stored
    assert "3 not published yet" in batches.page(address)
    assert "3 certificates not published yet" in due_today()
    signer = room.office.world.cq.signers["publication"]
    publish(room.bench.registry, room.desk.issuer, signer, now=room.now, random=room.random)
    assert (batches.next_step(address), "all published" in batches.page(address)) == ("", True)
    assert "示例第一批" not in due_today()
    # 3. one ZIP of a day, one folder in it
    (link,) = re.findall(r'href="([^"]*/certificates/[^"]*)"', batches.page(address))
    pack = ZipFile(BytesIO(batches.browser.get(link).content))
    day = room.now.date().isoformat()
    assert {re.sub(r"/.*_", "/…_", name) for name in pack.namelist()} == {
        f"{day}/…_CQ-2026-000{number}.pdf" for number in (1, 2, 3)
    }
    assert all(pack.read(name).startswith(b"%PDF") for name in pack.namelist())
    # 4. near their end: a batch in one act, under the same numbers, good as it stands
    asked = {"scheme": "cq-facility-operation", "days": "90"}
    assert batches.browser.get("/batches/renewals", params=asked).text.count(">CQ-2026-000") == 3
    assert batches.browser.get("/batches/renewals", params={**asked, "days": "420"}).status_code == 422
    today = room.now.date().isoformat()
    every: dict[str, Any] = {**asked, "renew": [f"CQ-2026-000{number}" for number in (1, 2, 3)]}
    left = {"renew": "CQ-2026-0001", "name": "示例换证"}
    again = batches.browser.post("/batches/renewals", data={**asked, **left, "assessed": "soon"})
    assert again.status_code == 422
    assert 'value="soon"' in again.text
    assert 'value="示例换证"' in again.text
    assert re.findall('value="(CQ-[^"]*)"[^>]* checked', again.text) == ["CQ-2026-0001"]
    none = batches.browser.post("/batches/renewals", data={**asked, "assessed": today})
    assert "field-value" in none.text, "a tick renews"
    begun = batches.browser.post("/batches/renewals", data={**every, "assessed": today, "name": "示例换证"})
    assert begun.status_code == 303, begun.text
    page = batches.page(begun.headers["location"])
    assert (page.count("not planned"), "rows with errors" in page) == (3, False)
    workbook = batches.browser.post("/batches/renewals", data={**every, "act": "sheet"}).content
    address = batches.drop(workbook, name="另一批")
    assert "3 rows with errors" in batches.page(address), "without the day of the assessment"


def test_errors_stand_in_their_rows_until_the_mended_sheet_is_dropped(batches: Batches) -> None:
    good = fill_sheet(4, batches.room.now)

    def spoil(page: Any) -> None:
        page["F3"] = "<b>Ⅱ级</b>"
        page.row_dimensions[5].hidden = True

    address = batches.drop(changed(good, spoil), name="<i>批</i>")
    page = batches.browser.get(address).text
    assert "1 row with errors" in page
    assert '<del class="no">&lt;b&gt;Ⅱ级&lt;/b&gt;</del>' in page
    assert "Hidden rows, read like the others: 5." in page
    assert batches.act(address, "notice", **NOTICE).status_code == 422
    returned = load_workbook(BytesIO(batches.browser.get(f"{address}/errors.xlsx").content)).worksheets[0]
    assert "二级" in returned["A3"].value
    # a second tab has still the faulty sheet
    version = hidden(batches.browser.get(address), "version")
    mended = changed(good, lambda page: page.row_dimensions.__getitem__(5).__setattr__("hidden", True))
    assert batches.act(address, "sheet", mended).status_code == 303
    stale = batches.browser.post(address, data={"version": version, "act": "drop"})
    assert (stale.status_code, "has changed since you opened it" in stale.text) == (409, True)
    # hidden rows belong to it only where somebody says so
    days: dict[str, Any] = {
        name: (batches.room.now + timedelta(days=count)).date().isoformat()
        for name, count in (("from", 8), ("until", 14))
    }
    assert "field-value" in batches.act(address, "notice", **NOTICE, **days).text
    assert batches.act(address, "notice", **NOTICE, **days, hidden="yes").status_code == 303
    assert batches.plans == 1


def test_a_kept_sheet_outlives_the_session_and_is_taken_off_by_anybody_of_the_office(
    batches: Batches,
) -> None:
    data = fill_sheet(1, batches.room.now)
    address = batches.drop(data, name="示例")
    batches.browser.post("/logout")
    signed_out = batches.browser.get(address)
    assert (signed_out.status_code, signed_out.headers["location"]) == (
        303,
        f"/login?next={quote(address, safe='')}",
    )
    batches.sign_in()
    assert "示例" in batches.page("/batches")
    again = batches.browser.post("/batches", data={"name": "示例"}, files={"sheet": ("x.xlsx", data)})
    assert "Another batch is named" in again.text
    assert batches.browser.post("/batches", files={"sheet": ("x.xlsx", b"PK\x03\x04")}).status_code == 422
    assert batches.act(address, "drop").headers["location"] == "/batches"
    assert batches.browser.get(address).status_code == 404


def test_certificates_from_before_are_entered_once_without_a_notice(batches: Batches) -> None:
    address = batches.drop(fill_sheet(2, batches.room.now), name="存量")
    assert "once per scheme" in batches.page(address)
    plan = batches.make(address, "stock")
    assert "A grave matter" in batches.page(f"/plans/{plan}")
    assert batches.decide(plan) == ["stored"] * 2
    other = batches.drop(
        changed(fill_sheet(3, batches.room.now), lambda page: page.delete_rows(2, 2)), name="又"
    )
    refused = batches.act(other, "stock").text
    assert ("stock-used" in refused, f'action="{other}"' in refused) == (True, True)


def test_a_refusal_comes_back_on_the_page_and_an_enterprise_renews_two_certificates_at_once(
    batches: Batches,
) -> None:
    room = batches.room

    def repeat(page: Any) -> None:
        for column in (1, 2):
            page.cell(3, column).value = page.cell(2, column).value
        fill_column(page, "有效期至", (room.now + timedelta(days=60)).date().isoformat())

    stock = batches.drop(changed(fill_sheet(3, room.now), repeat), name="存量")
    assert batches.decide(batches.make(stock, "stock")) == ["stored"] * 3
    page = batches.page(stock)
    steps = re.findall(r'<ol class="steps">.*</ol>', page)[0]
    assert steps.count("<li") == 5, "stock has no notice"
    asked = {"scheme": "cq-facility-operation", "days": "90"}
    day = room.now.date()
    form = {**asked, "assessed": day.isoformat(), "name": "换证", "renew": ["CQ-2026-0001", "CQ-2026-0002"]}
    address = batches.browser.post("/batches/renewals", data=form).headers["location"]
    short: dict[str, Any] = {"from": day.isoformat(), "until": (day + timedelta(days=5)).isoformat()}
    refused = batches.act(address, "notice", **{**NOTICE, "basis": "示例依据二"}, **short)
    page = unescape(refused.text)
    assert (refused.status_code, "notice-short" in page, f'action="{address}"' in page) == (422, True, True)
    assert (short["until"] in page, "示例依据二" in page) == (True, True)
    plan = room.find(batches.notice(address))
    (document,) = plan.stated.documents
    assert len(document["credentialSubject"]["items"]) == 1  # type: ignore[call-overload, index, arg-type]
    assert batches.decide(plan.digest) == ["stored"]
    batches.wait(9)
    issue = batches.make(address, "issue")
    assert "换证" in batches.page(f"/plans/{issue}").partition("Public notice")[2][:200], "not its digest"
    back = {"file": ("signed.json", batches.decide(issue, uploads=False))}
    stored = batches.browser.post("/uploads", files=back).text
    assert (stored.count("stored</span>"), "urn:uuid" in stored) == (4, False), stored
    signed_on = room.now.date().isoformat()
    assert f"signed and stored · {signed_on}" in re.sub(r"<[^>]*>", "", batches.page(address))


def test_rows_withdrawn_or_returned_stay_in_the_batch(batches: Batches) -> None:
    room = batches.room
    address = batches.drop(fill_sheet(4, room.now), name="示例第一批")
    batches.decide(batches.notice(address))
    (notice,) = room.desk.read(lambda desk: desk.view.of_kind("list-notice"))
    day = room.now.date().isoformat()
    upheld: Any = {"items__3__objections": [{"receivedOn": day, "decidedOn": day, "result": "upheld"}]}
    withdrawn = list_notice(room.office.world, before=notice, items__3__withdrawn=True, **upheld)
    assert batches.decide(room.plan([withdrawn]).digest) == ["stored"]
    batches.wait(9)
    plan = batches.make(address, "issue")
    page = batches.page(address)
    assert [page.count(f">{word}") for word in ("in a plan", "withdrawn by the notice")] == [3, 1]
    room.state(CLERK, "p1", plan, "make")
    room.office.world.advance(minutes=1)
    room.state(CHAIR, "p2", plan, "return", rows=[1], reasons="示例：缺页")
    version = hidden(batches.browser.get(f"/plans/{plan}"), "version")
    rest = batches.browser.post(f"/plans/{plan}/split", data={"version": version}).headers["location"]
    page = batches.page(address)
    assert (page.count(">in a plan"), "Plan the certificates of 1 row<" in page) == (2, True)
    assert batches.decide(rest.rpartition("/")[2]) == ["stored"] * 2
    assert (batches.next_step(address), batches.page(address).count(">stored")) == ("statements", 2)
    assert batches.decide(batches.make(address, "issue")) == ["stored"]
    assert batches.next_step(address) == "publication"


def test_what_comes_from_outside_is_refused_or_shown_as_text(batches: Batches) -> None:
    data = fill_sheet(1, batches.room.now)
    for name in ("a\x00b", "x" * 500, "../..", "\u202e<script>"):
        address = batches.drop(data, name=name)
        assert batches.browser.get(f"{address}?rows=-1").status_code == 200
        assert "<script>" not in batches.browser.get(address).text
        wrong: dict[str, Any] = {"from": "tomorrow", "until": "", **NOTICE}
        assert batches.act(address, "notice", **wrong).status_code == 422
        assert batches.act(address, "else").status_code == 422
        assert batches.browser.get(f"{address}/certificates/9999-99-99").status_code == 422
        batches.act(address, "drop")
    assert batches.browser.get("/batches/renewals").headers["location"] == "/batches"
    for query in ("?scheme=none", "?scheme=cq-facility-operation&days=99999999"):
        assert batches.browser.get(f"/batches/renewals{query}").status_code in (200, 422)
    large = batches.browser.post("/batches", files={"sheet": ("x.csv", b"x" * (4 * 1024 * 1024 + 1))})
    assert large.status_code in (413, 422)
    unreadable = batches.browser.post("/batches", files={"sheet": ("x.xlsx", b"no workbook")})
    assert unreadable.status_code == 422
    assert 'enctype="multipart/form-data"' in unreadable.text, "the form is there again"
    foreign = {"sec-fetch-site": "cross-site"}
    assert (
        batches.browser.post("/batches", files={"sheet": ("x.xlsx", data)}, headers=foreign).status_code
        == 403
    )
    assert batches.room.desk.read(list_batches) == []


def test_a_notice_of_another_scheme_is_not_the_batch_s_own(batches: Batches) -> None:
    address = batches.drop(fill_sheet(3, batches.room.now), name="示例第一批")
    other = list_notice(batches.room.office.world, batch="示例第一批", scheme="cq-pollution-control")
    batches.room.bench.registry.admit(signed(batches.room.office.world, other), now=batches.room.now)
    assert batches.room.find(batches.notice(address)).is_open, "it plans a notice of its own"


def test_a_form_of_a_batch_is_stale_once_its_plan_was_made_and_rejected(batches: Batches) -> None:
    address = batches.drop(fill_sheet(2, batches.room.now), name="示例第一批")
    before = hidden(batches.browser.get(address), "version")
    plan = batches.notice(address)
    batches.room.office.world.advance(minutes=1)
    batches.room.state(CHAIR, "p2", plan, "reject", reasons="示例：另行办理")
    assert hidden(batches.browser.get(address), "version") != before
