"""The page of today and the lists: each plan waits for one thing.

Undecided records are red; a return is split.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from api.words import load_words
from desk.checking.copies import parse_statements
from registry.upkeep.backup import note_backup
from tests.credentials.desk.papers import KeyFile, person
from tests.desk.desk_room import CHAIR, CLERK
from tests.desk.web.desk_site import DeskSite, desk_site, hidden
from tests.harness.checkout import ROOT
from tests.verifier.desk.office import PERSONS
from verifier.desk.reading.objections import ACCEPT, ANSWER, REFUSE
from verifier.desk.words import STATED


@pytest.fixture
def site(tmp_path: Path) -> Iterator[DeskSite]:
    with desk_site(tmp_path, "p1", "p2") as site:
        yield site


def part(page: str, anchor: str) -> str:
    """Return the part of a page below its heading."""
    return page.partition(f'id="{anchor}"')[2].partition("</section>")[0]


def test_a_plan_waits_for_those_who_can_bring_it_on(site: DeskSite) -> None:
    room = site.room
    (record,) = room.issue_before(1)
    plan = room.plan([room.suspension(record)])
    room.state(CLERK, "p1", plan.digest, "make")
    chair, clerk = site.signed_in("p2").get("/").text, site.signed_in("p1").get("/").text
    assert plan.digest in part(chair, "mine")
    assert plan.digest not in part(chair, "others")
    assert plan.digest in part(clerk, "others")
    assert plan.digest not in part(clerk, "mine")


def test_what_can_never_be_stored_is_nobody_s_and_says_what_helps(site: DeskSite) -> None:
    room = site.room
    gone, back = room.issue_before(2)
    plan = room.decide([room.cancellation(gone)])
    returned = room.decide([room.cancellation(back)])
    room.office.world.advance(minutes=1)
    room.state(CHAIR, "p2", returned.digest, "return", reasons="示例：理由不足")
    browser = site.signed_in("p1")
    mine = part(browser.get("/").text, "mine")
    assert (returned.digest in mine, "Mend the returned rows" in mine) == (True, False)
    assert (
        "All rows are returned: reject the plan and make it again"
        in browser.get(f"/plans/{returned.digest}").text
    )
    assert "Decided; may be exported" in browser.get(f"/plans/{plan.digest}").text
    room.suspend_first(gone)
    page = browser.get(f"/plans/{plan.digest}").text
    assert "Another change of the certificate was stored meanwhile" in page
    assert "None of these can ever be stored: reject the plan" in page
    assert ("Decided; may be exported" in page, "/export" in page) == (False, False)
    assert "may be exported" not in browser.get("/").text


def test_a_plan_is_named_before_it_lapses_and_after(site: DeskSite) -> None:
    room = site.room
    plan = room.plan([room.suspension(room.issue_before(1)[0])])
    left = plan.question.plan.expires - room.now
    shown = []
    for days in (left.days - 8, 2, 8, 14):
        room.office.world.advance(days=days)
        due = part(site.signed_in("p1").get("/").text, "due")
        shown.append("lapses" if "Plan lapses" in due else "lapsed" if "Plan lapsed" in due else "")
        assert (plan.digest in due) is bool(shown[-1])
    assert shown == ["", "lapses", "lapsed", ""]


def test_ones_own_statements_are_taken_home(site: DeskSite) -> None:
    room = site.room
    plan = room.decide([room.suspension(room.issue_before(1)[0])])
    browser = site.signed_in("p2")
    assert 'href="/mine/statements.json"' in browser.get("/mine").text
    (copy,) = parse_statements(browser.get("/mine/statements.json").content)
    assert (copy.body.by, copy.body.plan, copy.body.decision) == ("p2", plan.digest, "approve")


def test_what_ends_within_sixty_days_is_shown_with_its_page(site: DeskSite) -> None:
    room = site.room
    before = site.signed_in("p1").get("/").text
    assert "The people list ends" not in part(before, "breaks")
    room.office.world.advance(
        days=room.office.lists[0].body.valid_until.toordinal() - room.now.toordinal() - 59
    )
    page = site.signed_in("p1").get("/").text
    assert re.search(r'The people list ends.*href="/people"', part(page, "breaks"))
    assert "The key list ends" in part(page, "breaks")


def test_an_old_backup_and_a_certificate_that_ends_are_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with desk_site(tmp_path, "p1") as site:

        def breaks() -> str:
            return part(site.signed_in("p1").get("/").text, "breaks")

        assert "No backup was made here" in breaks()
        note_backup(site.app.state.node.settings.data, site.room.now)
        assert "backup" not in breaks()
        site.room.office.world.advance(days=8)
        assert "The last backup is of" in breaks()
        ends = site.app.state.desk.tls_ends
        with patch.object(ends, "find", lambda _: site.room.now + timedelta(days=61)):
            assert "TLS certificate" not in breaks()
        with patch.object(ends, "find", lambda _: site.room.now + timedelta(days=59)):
            assert "The TLS certificate of desk" in breaks()


def test_a_term_that_ends_is_shown_until_its_day_and_says_what_it_lowers(tmp_path: Path) -> None:
    third = person("p3", KeyFile("third").entry, until="2026-05-31")
    with desk_site(tmp_path, "p1", people=[*PERSONS, third]) as site:
        browser, ends = site.signed_in("p1"), "<time>2026-05-31</time>"
        assert ends in part(browser.get("/").text, "breaks")
        assert "A grave matter asks three persons" in browser.get("/people").text
        site.room.office.world.advance(days=40)
        browser = site.signed_in("p1")
        assert ends not in browser.get("/").text
        assert "A grave matter asks three persons" not in browser.get("/people").text


def test_a_record_that_nobody_decided_is_red_on_today(site: DeskSite) -> None:
    room = site.room
    assert "Undecided or edited" not in site.signed_in("p1").get("/").text
    room.bench.registry.admit(room.office.world.issue("cq"), now=room.now)
    site.clock.wait(301)
    with site.signed_in("p1") as browser:  # an event loop that runs between answers, for the audit
        browser.get("/")
        page = next(page for _ in range(500) if "Undecided or edited" in (page := browser.get("/").text))
    assert "o decision covers it." in part(page, "problems")


def test_the_rows_that_nobody_returned_go_on_as_a_plan_of_their_own(site: DeskSite) -> None:
    room = site.room
    documents = [room.suspension(record) for record in room.issue_before(3)]
    plan = room.plan(documents)
    room.state(CLERK, "p1", plan.digest, "make")
    room.office.world.advance(minutes=1)
    room.state(CHAIR, "p2", plan.digest, "return", rows=[1], reasons="缺第3页")
    room.office.world.advance(minutes=1)
    browser = site.signed_in("p1")
    page = browser.get(f"/plans/{plan.digest}")
    assert re.search('class="note warn"><b><bdi>[^<]*</bdi> returned rows 2:</b> <bdi>缺第3页', page.text)
    assert page.text.count('<tr role="row" class="gone">') == 1
    assert "for you to mend" in part(browser.get("/").text, "mine")
    answer = browser.post(f"/plans/{plan.digest}/split", data={"version": hidden(page, "version")})
    assert answer.status_code == 303, answer.text
    rest = browser.get(answer.headers["location"]).text
    assert "What differs from the plan before" in rest
    assert "缺第3页" in rest
    assert room.find(answer.headers["location"].rpartition("/")[2]).stated.plan.body.previous == plan.digest
    assert "replaced by a newer plan" in browser.get(f"/plans/{plan.digest}").text


def test_people_plan_their_next_list(site: DeskSite) -> None:
    browser = site.signed_in("p1")
    page = browser.get("/people")
    version = hidden(page, "version")
    form = {"version": version, "until:p1": "2026-11-30", "until:p2": "2026-12-31", "policy:plain": "2"}
    answer = browser.post("/people/next", data=form)
    assert answer.status_code == 303, answer.text
    plan = site.room.find(answer.headers["location"].rpartition("/")[2])
    document = plan.stated.documents[0]
    assert plan.question.plan.operation == "people"
    assert [person["until"] for person in document["people"]] == ["2026-11-30", "2026-12-31"]  # type: ignore[index, union-attr, call-overload]
    shown = browser.get(answer.headers["location"]).text
    assert "Ordinary matters: persons asked before: the least allowed, by this list: 2." in shown
    wrong = browser.post("/people/next", data={**form, "until:p1": "soon"})
    assert "“soon” is not a day." in wrong.text
    stale = browser.post("/people/next", data={**form, "version": "0" * 64})
    assert stale.status_code == 409


def test_every_act_of_the_journal_has_its_words() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "desk").rglob("*.py")]
    calls = [call for source in sources for call in re.findall(r"add_journal\(([^()]*)", source)]
    acts = {name for call in calls for name in re.findall(r'(?:now|self\.now), "([a-z-]+)"', call)}
    acts |= {*STATED, *(f"inbox-{act}" for act in (ACCEPT, ANSWER, REFUSE))}
    assert len(acts) >= 16
    assert {act for act in acts if f"act_{act}" not in load_words("desk")["journal"]} == set()
