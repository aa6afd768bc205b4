"""Deciding in the browser: a statement is kept only if a passkey confirmed it."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from credentials.documents.desk.carried import parse_plan_to_sign
from credentials.documents.desk.statement import parse_statement, signed_bytes
from credentials.record import JsonObject
from desk.office.plans import OfficePlan
from signing.assertion import PasskeySite
from signing.jcs import canonicalize
from tests.credentials.desk.papers import Passkey
from tests.desk.desk_room import CHAIR, CLERK
from tests.desk.web.desk_site import DESK, DeskSite, answer_of, desk_site, hidden
from tests.signing.authenticator import PRESENT, Authenticator
from web.served_page import DESK as DESK_SCRIPTS
from web.served_page import link_scripts

CREDENTIAL = CHAIR.entry["credentialId"]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[DeskSite]:
    with desk_site(tmp_path, "p1", "p2") as site:
        yield site


@pytest.fixture
def plan(site: DeskSite) -> OfficePlan:
    """A suspension that the clerk has made."""
    room = site.room
    (record,) = room.issue_before(1)
    plan = room.plan([room.suspension(record)])
    return room.state(CLERK, "p1", plan.digest, "make")


def ask(browser: TestClient, plan: OfficePlan, decision: str = "approve", **fields: Any) -> Any:
    """Return the options that the page's script gets to confirm a decision."""
    version = hidden(browser.get(f"/plans/{plan.digest}"), "version")
    data = {"decision": decision, "version": version, **fields}
    answer = browser.post(f"/plans/{plan.digest}/statements/options", data=data, headers={"accept": "*/*"})
    return data, answer


def confirm(
    browser: TestClient, plan: OfficePlan, decision: str = "approve", *, hand: Passkey = CHAIR, **forged: Any
) -> Any:
    """Return the answer to a decision that a passkey confirms; `forged` as in `Authenticator.confirm`."""
    changes = forged.pop("changes", {})
    data, offered = ask(browser, plan, decision, **forged.pop("fields", {}))
    assert offered.status_code == 200, offered.text
    statement: JsonObject = json.loads(offered.json()["fields"]["statement"])
    message = signed_bytes(canonicalize(statement))
    fields = {
        **data,
        "statement": json.dumps({**statement, **changes}),
        "credential": answer_of(hand, CREDENTIAL, message, **forged),
    }
    return browser.post(f"/plans/{plan.digest}/statements", data=fields)


def test_a_plan_is_made_approved_and_exported_by_two_people(site: DeskSite, plan: OfficePlan) -> None:
    chair = site.signed_in("p2", address=DESK)
    assert "Waits for" in chair.get("/").text
    answer = confirm(chair, plan)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/plans/{plan.digest}?stated=approve")
    page = chair.get(f"/plans/{plan.digest}")
    assert "may be exported" in page.text
    exported = chair.post(f"/plans/{plan.digest}/export", data={"version": hidden(page, "version")})
    carried = parse_plan_to_sign(exported.content)
    assert len(carried.stated.statements) == 2
    assert exported.headers["content-disposition"].startswith("attachment")
    assert "waits for the signed file" in chair.get("/").text


def test_what_was_signed_first_is_decided_on_its_page(site: DeskSite) -> None:
    room = site.room
    plan = room.suspend_first(room.issue_before(1)[0])
    red = re.compile(f'id="problems".*示例：现场停工.*href="/plans/{plan.digest}"', re.DOTALL)
    with site.signed_in("p2", address=DESK) as chair:
        assert red.search(chair.get("/").text)
        room.office.world.advance(minutes=5)
        room.state(CLERK, "p1", plan.digest, "make")
        page = chair.get(f"/plans/{plan.digest}").text
        assert {*re.findall('name="decision" value="([a-z]+)"', page)} == {"make", "approve"}
        assert f'href="/plans/{plan.digest}/file"' in page
        assert confirm(chair, plan).status_code == 303
        assert not red.search(chair.get("/").text)
        assert "its decision is still to be made" not in chair.get(f"/plans/{plan.digest}").text


def test_a_key_file_states_by_a_file_and_an_upload(site: DeskSite, plan: OfficePlan) -> None:
    chair = site.signed_in("p2")
    carried = parse_plan_to_sign(chair.get(f"/plans/{plan.digest}/file").content)
    assert carried.stated.plan.digest == plan.digest
    statement = json.dumps(site.room.statement(CHAIR, "p2", plan.digest, "approve").whole).encode()
    brought = site.signed_in("p1").post("/uploads", files={"file": ("statement.json", statement)})
    answer = chair.post("/uploads", files={"file": ("statement.json", statement)})
    assert answer.headers["location"] == f"/plans/{plan.digest}?stated=approve"
    journal = chair.get("/journal").text
    assert journal.count("brought by") == 1, "what is here already is no new act"
    assert f"brought by {site.room.office.lists[0].body.people[0].name}" in journal
    page = site.signed_in("p1").get(brought.headers["location"]).text
    name = site.room.office.lists[0].body.people[1].name
    assert f"The statement of {name} is kept." in page
    assert parse_statement(statement).body.by == "p2"
    assert site.room.find(plan.digest).answer.code is None


@pytest.mark.parametrize(
    ("forged", "code"),
    [
        ({"flags": PRESENT}, "passkey-fault"),
        ({"hand": Passkey(Authenticator.of(-7))}, "passkey-fault"),
        ({"site": PasskeySite("evil.example", DESK)}, "passkey-fault"),
        ({"origin": "https://evil.example"}, "passkey-fault"),
        ({"changes": {"decision": "reject", "reasons": "no"}}, "passkey-fault"),
        ({"changes": {"by": "p1"}}, "passkey-unknown"),
        ({"changes": {"plan": "0" * 64}}, "passkey-unknown"),
    ],
    ids=[
        "no PIN",
        "another's key",
        "another name",
        "another origin",
        "changed decision",
        "for another",
        "plan",
    ],
)
def test_a_decision_that_no_passkey_confirmed_is_not_kept(
    site: DeskSite, plan: OfficePlan, forged: dict[str, Any], code: str
) -> None:
    answer = confirm(site.signed_in("p2", address=DESK), plan, **forged)
    assert answer.status_code == 422
    assert f"<code>{code}</code>" in answer.text
    assert len(site.room.find(plan.digest).stated.statements) == 1


def test_a_statement_of_a_stale_tab_is_refused_in_words(site: DeskSite, plan: OfficePlan) -> None:
    chair = site.signed_in("p2", address=DESK)
    version = hidden(chair.get(f"/plans/{plan.digest}"), "version")
    confirm(chair, plan, "return", fields={"reasons": "页缺", "row": "1"})
    late = chair.post(
        f"/plans/{plan.digest}/statements/options", data={"decision": "approve", "version": version}
    )
    assert late.status_code == 409
    assert "has changed since you opened it" in late.text
    exported = chair.post(f"/plans/{plan.digest}/export", data={"version": version})
    assert exported.status_code == 409


def test_a_return_names_its_rows_and_its_reasons(site: DeskSite, plan: OfficePlan) -> None:
    chair = site.signed_in("p2", address=DESK)
    _, without = ask(chair, plan, "return", row="1")
    assert (without.status_code, without.json()["code"]) == (422, "field-value")
    _, outside = ask(chair, plan, "return", row="2", reasons="x")
    assert outside.json()["code"] == "field-value"
    assert confirm(chair, plan, "return", fields={"row": "1", "reasons": "缺第3页"}).status_code == 303
    page = chair.get(f"/plans/{plan.digest}").text
    assert "缺第3页" in page
    assert "rows 1" in page


def test_the_maker_of_a_plan_is_not_offered_to_approve_it(site: DeskSite, plan: OfficePlan) -> None:
    page = site.signed_in("p1", address=DESK).get(f"/plans/{plan.digest}").text
    assert 'value="approve"' not in page
    assert 'value="withdraw"' in page


def test_a_replayed_confirmation_changes_nothing_after_a_withdrawal(site: DeskSite, plan: OfficePlan) -> None:
    chair = site.signed_in("p2", address=DESK)
    data, offered = ask(chair, plan)
    statement = json.loads(offered.json()["fields"]["statement"])
    made = answer_of(CHAIR, CREDENTIAL, signed_bytes(canonicalize(statement)))
    path = f"/plans/{plan.digest}/statements"
    sent = {**data, "statement": json.dumps(statement), "credential": made}
    assert chair.post(path, data=sent).status_code == 303
    site.room.office.world.advance(minutes=1)
    assert confirm(chair, plan, "withdraw").status_code == 303
    version = hidden(chair.get(f"/plans/{plan.digest}"), "version")
    chair.post(path, data={**sent, "version": version})
    assert site.room.find(plan.digest).answer.code == "too-few"


def test_a_counter_that_goes_back_is_a_copied_passkey(site: DeskSite, plan: OfficePlan) -> None:
    chair = site.signed_in("p2", address=DESK)
    assert confirm(chair, plan, counter=7).status_code == 303
    site.room.office.world.advance(minutes=1)
    back = confirm(chair, plan, "withdraw", counter=6)
    assert back.status_code == 422
    assert "passkey-copied" in back.text
    assert site.room.find(plan.digest).answer.code is None


def test_a_passkey_signs_in_once_by_each_challenge(site: DeskSite) -> None:
    browser = site.browser(DESK)
    offered = browser.post("/login/options", data={"person": "p2"}, headers={"accept": "*/*"}).json()
    assert offered["options"]["userVerification"] == "required"
    challenge = offered["options"]["challenge"]
    assertion = answer_of(CHAIR, CREDENTIAL, b"", challenge=challenge)
    sent = {"person": "p2", "credential": assertion, **offered["fields"]}
    assert browser.post("/login/passkey", data=sent).headers["location"] == "/"
    again = site.browser(DESK).post("/login/passkey", data=sent)
    assert "passkey-late" in again.text


def test_the_script_of_passkeys_is_small() -> None:
    (script,) = link_scripts(DESK_SCRIPTS).values()
    assert len(gzip.compress(script, 6, mtime=0)) <= 1_000
    assert b"innerHTML" not in script
