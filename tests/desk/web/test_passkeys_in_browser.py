"""Four people with passkeys in Chromium: they enrol, sign in and state, with every mishap."""

import socket
from collections.abc import Iterator
from functools import partial
from random import Random
from typing import Any

import pytest

from credentials.documents.desk.carried import format_signed_plan, parse_plan_to_sign
from desk.office.export import export_plan
from desk.office.people import find_people
from desk.office.plans import OfficePlan
from desk.office.upload import store_upload
from desk.people.invitations import invite
from tests.credentials.desk.papers import KeyFile, person
from tests.desk.desk_room import CLERK, DeskRoom
from tests.desk.web.desk_site import PASSWORD, DeskSite
from tests.harness.browser import chromium, find_violations, open_context, serving_app
from verifier.desk.reading.statements import read_statements

pytestmark = pytest.mark.browser

CHAIR = KeyFile("chair")
PEOPLE = {"p1": ("clerk", CLERK), "p2": ("chair", CHAIR), "p3": ("reviewer", None), "p4": ("clerk", None)}


class Desktop:
    """One person's browser, with an authenticator of their own."""

    def __init__(self, browser: Any, address: str, name: str) -> None:
        self.address, self.name = address, name
        self.context = open_context(browser, locale="en")
        self.page = self.context.new_page()
        self.wire = self.context.new_cdp_session(self.page)
        self.wire.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        made = self.wire.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self.authenticator = {"authenticatorId": made["authenticatorId"]}

    def open(self, path: str) -> Any:
        """Open a page of the desk."""
        self.page.goto(self.address + path)
        return self.page

    def enrol(self, code: str) -> None:
        """Enrol a passkey and a password, by an invitation code."""
        page = self.open("/enrol")
        page.fill("#invitation", code)
        page.click("main button.main")
        page.click("form[data-passkey] button")
        page.locator("[role=status]").wait_for()
        page.fill("#password", PASSWORD)
        page.fill("#again", PASSWORD)
        page.click("form[action^='/enrol/password'] button")
        page.locator("[role=status]", has_text="The password is set.").wait_for()

    def sign_in(self) -> None:
        """Sign in with the passkey."""
        self.context.clear_cookies()
        page = self.open("/login")
        page.fill("#passkey-person", self.name)
        page.click("form[data-passkey] button")
        page.locator("h1", has_text="Today").wait_for()

    def state(self, plan: str, decision: str) -> Any:
        """Make a decision and return the page after it."""
        page = self.open(f"/plans/{plan}")
        if decision in ("return", "reject", "withdraw"):
            page.click("form[data-passkey] > details > summary")
        page.click(f"button[value={decision}]")
        return page

    @property
    def credential(self) -> Any:
        """Return the authenticator's passkey."""
        (held,) = self.wire.send("WebAuthn.getCredentials", self.authenticator)["credentials"]
        return held

    def drop(self) -> None:
        """Delete the passkey."""
        named = {**self.authenticator, "credentialId": self.credential["credentialId"]}
        self.wire.send("WebAuthn.removeCredential", named)

    def put(self, credential: Any, **changes: Any) -> None:
        """Put a passkey into the authenticator."""
        self.wire.send(
            "WebAuthn.addCredential", {**self.authenticator, "credential": {**credential, **changes}}
        )


class FourDesks:
    """The office, and four browsers."""

    def __init__(self, site: DeskSite, address: str, browser: Any) -> None:
        self.site, self.room = site, site.room
        self.people = {name: Desktop(browser, address, name) for name in PEOPLE}
        for name, (role, _) in PEOPLE.items():
            draw = partial(
                invite, now=self.room.now, random=Random(name), person=name, name=f"示例 {name}", roles=[role]
            )
            self.people[name].enrol(self.room.desk.write(draw))
        self._list()
        for desktop in self.people.values():
            desktop.sign_in()

    def _list(self) -> None:
        """Bring the four passkeys into the next list, by a plan that the two with key files decide."""
        page = self.people["p1"].open("/login")
        page.fill("#person", "p1")
        page.fill("#password", PASSWORD)
        page.click("form[action^='/login']:not([data-passkey]) button")
        page = self.people["p1"].open("/people")
        assert find_violations(page) == []
        for box in page.locator("input[name=add]").all():
            box.check()
        page.click("form[action='/people/next'] button.main")
        page.locator("h1", has_text="people list").wait_for()
        digest = page.url.rpartition("/")[2].partition("?")[0]
        room = self.room
        room.office.world.advance(minutes=1)
        room.state(CLERK, "p1", digest, "make")
        room.state(CHAIR, "p2", digest, "approve")
        room.office.world.advance(minutes=1)
        carried = parse_plan_to_sign(room.desk.write(partial(export_plan, digest=digest, now=room.now)))
        signed = room.office.world.cq.sign(carried.stated.documents[0], "assessment", room.now)
        (row,) = store_upload(room.desk, format_signed_plan(carried, [signed]), room.now)
        assert row.code == "stored"

    def suspension(self) -> OfficePlan:
        """Plan to suspend a certificate, a moment later than everything before."""
        self.room.office.world.advance(minutes=1)
        return self.room.plan([self.room.suspension(self.records.pop())])

    records: list[Any]


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FourDesks]:
    listener = socket.create_server(("127.0.0.1", 0))
    address = f"http://localhost:{listener.getsockname()[1]}"
    listed = [
        person(name, key.entry, roles=[role]) for name, (role, key) in PEOPLE.items() if key is not None
    ]
    room = DeskRoom(
        tmp_path_factory.mktemp("desk") / "registry.db", people=listed, rpId="localhost", origin=address
    )
    site = DeskSite(room)
    FourDesks.records = room.issue_before(6)
    with chromium() as browser, serving_app(site.app, listener):
        yield FourDesks(site, address, browser)
    room.close()


def test_two_people_decide_and_anybody_checks_their_bytes_offline(desks: FourDesks) -> None:
    plan = desks.suspension()
    made = desks.people["p3"].state(plan.digest, "make")
    made.locator("[role=status]").wait_for()
    desks.room.office.world.advance(minutes=1)
    page = desks.people["p2"].state(plan.digest, "approve")
    page.locator("[role=status]").wait_for()
    assert find_violations(page) == []
    decided = desks.room.find(plan.digest)
    assert decided.answer.code is None
    lists = desks.room.desk.read(lambda view: [*find_people(view).lists.values()])
    assert len(read_statements(decided.stated.statements, lists).proven) == 2
    assert {one.proof.kind for one in decided.stated.statements} == {"passkey"}


def test_without_the_pin_nothing_is_stated(desks: FourDesks) -> None:
    plan, desktop = desks.suspension(), desks.people["p4"]
    desktop.wire.send("WebAuthn.setUserVerified", {**desktop.authenticator, "isUserVerified": False})
    page = desktop.state(plan.digest, "make")
    page.locator("[role=alert]", has_text="The passkey was not used").wait_for()
    desktop.wire.send("WebAuthn.setUserVerified", {**desktop.authenticator, "isUserVerified": True})
    assert desks.room.find(plan.digest).stated.statements == []


def test_the_passkey_of_another_is_not_taken(desks: FourDesks) -> None:
    plan, mine, other = desks.suspension(), desks.people["p4"], desks.people["p3"]
    own = mine.credential
    mine.drop()
    mine.put(other.credential)
    page = mine.state(plan.digest, "make")
    page.locator("[role=alert]", has_text="The passkey was not used").wait_for()
    mine.drop()
    mine.put(own)
    assert desks.room.find(plan.digest).stated.statements == []


def test_a_copy_whose_counter_is_behind_is_refused(desks: FourDesks) -> None:
    plan, desktop = desks.suspension(), desks.people["p1"]
    held = desktop.credential
    desktop.drop()
    desktop.put(held, signCount=0)
    page = desktop.state(plan.digest, "make")
    page.locator("[role=alert]", has_text="there may be a copy of it").wait_for()
    desktop.drop()
    desktop.put(held)
    assert desks.room.find(plan.digest).stated.statements == []


def test_a_deleted_passkey_is_reported_and_the_key_file_still_works(desks: FourDesks) -> None:
    plan, desktop = desks.suspension(), desks.people["p2"]
    held = desktop.credential
    desktop.drop()
    page = desktop.state(plan.digest, "make")
    page.locator("[role=alert]", has_text="use your key file").wait_for()
    desktop.put(held)
    assert desks.room.state(CHAIR, "p2", plan.digest, "make").answer.code == "too-few"


def test_rows_are_returned_with_reasons_in_the_browser(desks: FourDesks) -> None:
    plan = desks.suspension()
    page = desks.people["p3"].open(f"/plans/{plan.digest}")
    page.click("form[data-passkey] > details > summary")
    page.fill("#reasons", "缺第3页")
    page.click("form[data-passkey] fieldset summary")
    page.check("input[name=row]")
    page.click("button[value=return]")
    page.locator("[role=status]").wait_for()
    (stated,) = desks.room.find(plan.digest).stated.statements
    assert (stated.body.decision, stated.body.rows, stated.body.reasons) == ("return", (0,), "缺第3页")
