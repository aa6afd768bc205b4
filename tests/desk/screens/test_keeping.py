"""Keys and people at the desk: renewed, handed over in one form, and what would break on which day."""

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest

from credentials.documents.key_list import KeyList
from credentials.record import read_body
from tests.credentials.desk.papers import KeyFile
from tests.desk.desk_room import CHAIR, CLERK
from tests.desk.web.desk_site import DESK, DeskSite, desk_site, hidden
from web.sign_page import build_sign_page

ROOT, ASSESSMENT = "did:web:cq.huren.example#root-1", "did:web:cq.huren.example#assessment-1"
COMES = KeyFile("next chair")


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskSite]:
    with desk_site(tmp_path_factory.mktemp("keeping"), "p1", "p2") as site:
        yield site


def plan_of(site: DeskSite, answer: Any) -> Any:
    """Return the plan that a form led to."""
    assert answer.status_code == 303, answer.text[-1500:]
    return site.room.find(answer.headers["location"].rpartition("/")[2])


def test_the_key_list_is_renewed_by_a_plan_that_the_root_signs(site: DeskSite) -> None:
    browser, room = site.signed_in("p1"), site.room
    page = browser.get("/keys")
    assert "Key list 2: renew it before" in page.text
    form = {"version": hidden(page, "version"), "days": "60"}
    plan = plan_of(site, browser.post("/keys/renew", data=form))
    assert (plan.question.plan.operation, plan.question.plan.class_) == ("keys", "plain")
    assert read_body(plan.stated.documents[0], KeyList).version == 3
    assert "Key list, version 3" in browser.get(f"/plans/{plan.digest}").text
    room.office.world.advance(minutes=1)
    room.state(CLERK, "p1", plan.digest, "make")
    room.state(CHAIR, "p2", plan.digest, "approve")
    assert room.upload(room.sign(room.export(plan.digest), "root")) == ["stored"]
    assert "Key list 3: renew it before" in browser.get("/keys").text
    assert browser.post("/keys/renew", data=form).status_code == 409, (
        "the list of that form is no longer the newest"
    )
    wrong = {"version": hidden(browser.get("/keys"), "version"), "days": "91"}
    assert browser.post("/keys/renew", data=wrong).status_code == 422


def enrol(site: DeskSite) -> str:
    """Let a chair invite the next one from the page, who enrols a key; return the code."""
    browser = site.by_passkey()
    answer = browser.post("/people/invite", data={"person": "p9", "name": "示例人员 p9", "role": "reviewer"})
    found = re.search(r'role="status"><code>([a-z0-9-]+)</code>', answer.text)
    assert found is not None, answer.text[-1500:]
    guest = site.browser(DESK)
    enrolment = hidden(guest.post("/enrol", data={"invitation": found[1]}), "enrolment")
    kept = guest.post("/enrol/key", data={"enrolment": enrolment, "public": COMES.entry["public"]})
    assert kept.status_code in (200, 303)
    return found[1]


def test_one_form_hands_over_to_another_chair_and_the_plan_says_what_differs(site: DeskSite) -> None:
    enrol(site)
    browser = site.signed_in("p1")
    page = browser.get("/people")
    holds = {"version": hidden(page, "version"), "holds": "shown", "holds:p2": [ROOT, ASSESSMENT]}
    given = plan_of(site, browser.post("/people/next", data=holds))
    assert given.stated.documents[0]["people"][1]["holds"] == [ROOT, ASSESSMENT]
    room = site.room
    room.state(CLERK, "p1", given.digest, "make")
    room.office.world.advance(minutes=1)
    room.state(CHAIR, "p2", given.digest, "approve")
    assert room.upload(room.sign(room.export(given.digest))) == ["stored"]
    assert "示例人员 p2" in browser.get("/keys").text.partition("Keys of the list")[2]
    form = {
        "version": hidden(browser.get("/people"), "version"),
        "successor": "p9",
        "first": "2026-05-02",
        "last": "2028-12-31",
        "predecessor": "p2",
        "leaves": "2026-06-30",
        "holds": "yes",
    }
    plan = plan_of(site, browser.post("/people/hand-over", data=form))
    listed: Any = {person["id"]: person for person in plan.stated.documents[0]["people"]}
    assert listed["p9"]["roles"] == ["chair", "reviewer"]
    assert (listed["p9"]["from"], listed["p9"]["until"]) == ("2026-05-02", "2028-12-31")
    assert listed["p9"]["holds"] == [ROOT, ASSESSMENT]
    assert listed["p2"]["until"] == "2026-06-30"
    assert "holds" not in listed["p2"]
    shown = browser.get(f"/plans/{plan.digest}").text
    assert "示例人员 p9 is new" in shown
    assert "示例人员 p2: term <time>2026-01-01</time> to <time>2026-06-30</time>" in shown
    for wrong in ({"successor": "p7"}, {"successor": "p2"}, {"last": "one day"}, {"predecessor": "p7"}):
        assert browser.post("/people/hand-over", data={**form, **wrong}).status_code == 422


def test_a_plan_by_which_nobody_could_issue_some_day_says_so(site: DeskSite) -> None:
    browser = site.signed_in("p1")
    form = {
        "version": hidden(browser.get("/people"), "version"),
        "until:p1": "2026-12-31",
        "until:p2": "2026-07-31",
    }
    plan = plan_of(site, browser.post("/people/next", data=form))
    page = browser.get(f"/plans/{plan.digest}").text
    assert "<b><time>2026-08-01</time></b> From this day on" in page
    assert "cannot be decided" in page
    assert "cannot be decided" not in browser.get("/people").text


def test_only_a_chair_by_passkey_invites_and_nobody_who_is_listed(site: DeskSite) -> None:
    new = {"person": "p8", "name": "示例", "role": "clerk"}
    assert site.signed_in("p2").post("/people/invite", data=new).status_code == 403
    chair = site.by_passkey()
    for wrong in ({"person": "p1"}, {"person": "p 8"}, {"role": "owner"}, {"name": ""}):
        assert chair.post("/people/invite", data={**new, **wrong}).status_code == 422
    assert chair.post("/people/invite", data=new).status_code == 200


def test_the_protocol_names_the_page_for_signing_and_the_list_by_their_digests(site: DeskSite) -> None:
    page = site.signed_in("p1").get("/people/protocol").text
    assert sha256(build_sign_page()).hexdigest() in page
    assert site.room.office.lists[0].digest in page
