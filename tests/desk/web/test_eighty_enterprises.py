"""Two people take 80 enterprises from a sheet to certificates on the desk's pages; a third checks them again.

One row is returned, one objection comes by the public form and is upheld, the key is on an offline machine.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api import Settings, create_app
from credentials.documents.bundle import parse_bundle
from credentials.documents.desk.carried import parse_plan_to_sign
from credentials.drafting.statement import compose_statement, sign_statement
from desk.checking.check import check_papers, list_bundled
from desk.checking.papers import read_papers
from desk.checking.rows import list_folder
from desk.inbox.entries import list_entries
from registry.publishing.bundle import build_bundle
from signing.jcs import canonicalize
from tests.desk.web.desk_site import DESK, HTML, OWN, DeskSite, hidden
from tests.harness.apartments import SERVINGS
from tests.scenarios.office.five import HANDS, Five, fill_sheet
from verifier import TrustStore

COUNT, OBJECTED, RETURNED = 80, 4, 8
"""Enterprises, and the places of two of them, from 0."""


class Pages:
    """The desk of the office as its people open it; they make statements on a machine of their own."""

    def __init__(self, five: Five) -> None:
        self.five = five
        room: Any = five
        self.site = DeskSite(room, origin=DESK)
        self.site.give_password("p1", "p4")
        self.browsers = {person: self.site.signed_in(person, address=DESK) for person in ("p1", "p4")}
        settings = Settings.load(None, batch_workers=0, rate_per_minute=0)
        self.node: Any = create_app(settings, five.registry, self.site.clock, servings=SERVINGS)

    def sign_in_again(self) -> None:
        """Sign in again, as yesterday's sessions have ended."""
        self.site.clock.wait(3_600)
        self.browsers = {person: self.site.signed_in(person, address=DESK) for person in self.browsers}

    def state(self, person: str, plan: str, decision: Any, **more: Any) -> None:
        """Download the file, state by a key file elsewhere, and upload the statement."""
        self.five.world.advance(minutes=1)
        browser = self.browsers[person]
        carried = parse_plan_to_sign(browser.get(f"/plans/{plan}/file").content)
        own = [one for one in carried.stated.statements if one.body.by == person]
        value = compose_statement(
            plan=carried.stated.plan.digest,
            decision=decision,
            by=person,
            people=carried.people[-1].digest,
            at=self.five.now,
            nonce=f"{self.five.random.getrandbits(128):032x}",
            after=own[-1].digest if own else None,
            **more,
        )
        data = canonicalize(sign_statement(value, HANDS[person].signer).whole)
        answer = browser.post("/uploads", files={"file": ("statement.json", data)})
        assert answer.headers["location"] == f"/plans/{plan}?stated={decision}", answer.text

    def post(self, person: str, path: str, **fields: str) -> Any:
        """Submit a form of the page at `path`, for the state it was made for, and return the answer."""
        browser = self.browsers[person]
        act = fields.pop("act_path", path)
        return browser.post(act, data={"version": hidden(browser.get(path), "version"), **fields})

    def object(self, notice: str, item: int) -> None:
        """Send a stranger's objection by the public form."""
        stranger = TestClient(self.node, base_url="https://cq.huren.example", headers={**HTML, **OWN})
        asked = {"issuer": self.five.world.cq.did, "notice": notice, "item": str(item + 1)}
        page = stranger.get("/objections/new", params=asked).text
        assert f'name="item" value="{item + 1}"' in page
        sent = {**asked, "arguments": "示例：设施未运行"}
        by = {"kind": "person", "name": "示例来函人", "contact": "示例路 1 号"}
        assert stranger.post("/objections/new", data={**sent, **by}).status_code == 200


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[Pages]:
    five = Five(tmp_path / "registry.db", tmp_path / "heads")
    five.begin()
    yield Pages(five)
    five.registry.close()


def test_two_people_take_eighty_enterprises_from_a_sheet_to_certificates(pages: Pages) -> None:
    five = pages.five
    sheet = fill_sheet(COUNT, five.now)
    # 1. the notice, and objections by the public form while it runs
    assert five.carry([five.notice(five.read(sheet))], "p1", "p4") == ["stored"]
    (notice,) = five.stored("list-notice")
    pages.object(notice.digest, OBJECTED)
    received = five.now.date().isoformat()
    (entry,) = five.desk.read(list_entries)
    for person, act, result in (("p1", "accept", ""), ("p1", "answer", "upheld"), ("p4", "answer", "upheld")):
        five.world.advance(minutes=1)
        answer = pages.post(person, f"/inbox/{entry.id}", act=act, result=result, reasons="示例：已现场核实")
        assert answer.status_code == 303, answer.text
    objection = {"receivedOn": received, "decidedOn": five.now.date().isoformat(), "result": "upheld"}
    assert five.carry([five.withdraw(notice, OBJECTED, objection)], "p1", "p4") == ["stored"]
    # 2. the sheet becomes a plan; one row is returned, the others go on
    given = {"use": "issue", "notice": "notice", "digest": notice.digest, "days": "45"}
    made = pages.browsers["p1"].post("/plans/new", data=given, files={"sheet": ("第一批.xlsx", sheet)})
    assert made.status_code == 303, made.text
    plan = made.headers["location"].rpartition("/")[2]
    pages.state("p1", plan, "make")
    pages.state("p4", plan, "return", rows=[RETURNED], reasons="示例：缺第3页")
    split = pages.post("p1", f"/plans/{plan}", act_path=f"/plans/{plan}/split")
    rest = split.headers["location"].rpartition("/")[2]
    page = pages.browsers["p1"].get(f"/plans/{rest}").text
    assert page.count("No item of the newest notice matches it.") == 1, "before anybody states"
    assert f"Rows that may not be signed: {OBJECTED + 1}<" in page
    pages.state("p1", rest, "make")
    pages.state("p4", rest, "return", rows=[OBJECTED], reasons="示例：异议成立，已撤下")
    split = pages.post("p1", f"/plans/{rest}", act_path=f"/plans/{rest}/split")
    replaced, rest = rest, split.headers["location"].rpartition("/")[2]
    assert f'href="/plans/{rest}"' in pages.browsers["p1"].get(f"/plans/{replaced}").text, "its successor"
    pages.state("p1", rest, "make")
    pages.state("p4", rest, "approve")
    page = pages.browsers["p1"].get(f"/plans/{rest}").text
    assert "Waits until" in page
    assert "Rows that may not be signed" not in page
    # 3. after the notice: exported, signed on the offline machine, brought back
    five.world.advance(days=11)
    pages.sign_in_again()
    exported = pages.post("p1", f"/plans/{rest}", act_path=f"/plans/{rest}/export").content
    signed = five.sign(exported)
    back = pages.browsers["p1"].post("/uploads", files={"file": ("signed.json", signed)}).text
    assert Counter(re.findall(r"([a-z, ]+)</span><span>\d+ <bdi>", back)) == {"stored": COUNT - 2}
    # 4. a third person: the folder, the bundle and the pin
    five.publish()
    bundle, pin = build_bundle(five.registry), five.world.pin
    trust = TrustStore.from_bundle(bundle, pin=pin)
    party = trust.party(five.desk.issuer)
    assert party is not None
    papers = read_papers(five.desk.read(lambda view: [*list_folder(view)]))
    check = check_papers(papers, trust, party, bundled=list_bundled(parse_bundle(bundle), party.issuer))
    assert check.is_good, (
        check.counts,
        [row for row in check.rows if row.code != "decided"][:3],
        check.edited,
    )
    assert check.counts["decided"] == COUNT - 2 + 2, "the certificates, and two versions of the notice"
