"""Enrolment by an invitation code: once, for fifteen minutes, for keys that are one's own."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from desk.people.drafts import list_enrolled
from desk.people.invitations import invite
from tests.credentials.desk.papers import KeyFile
from tests.desk.desk_room import CLERK
from tests.desk.web.desk_site import PASSWORD, DeskSite, desk_site, hidden

OWN = KeyFile("deputy").entry["public"]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[DeskSite]:
    with desk_site(tmp_path, "p1") as site:
        yield site


def code_for(site: DeskSite, person: str = "p3") -> str:
    """Return an invitation code as the terminal prints it."""
    words: Any = {"person": person, "name": "示例人员", "roles": ["reviewer"]}
    return site.room.desk.write(partial(invite, now=site.room.now, random=site.room.random, **words))


def enrolled(site: DeskSite) -> list[str]:
    """Return the keys that wait for a people list."""
    return [str(key["public"]) for one in site.room.desk.read(list_enrolled) for key in one.keys]


def test_a_code_opens_enrolment_once_and_its_keys_wait_for_a_list(site: DeskSite) -> None:
    code, browser = code_for(site), site.browser()
    page = browser.post("/enrol", data={"invitation": f" {code.upper()} "})
    assert page.status_code == 200, page.text
    enrolment = hidden(page, "enrolment")
    kept = browser.post("/enrol/key", data={"enrolment": enrolment, "public": OWN})
    assert "The key is enrolled." in kept.text
    assert browser.post("/enrol", data={"invitation": code}).status_code == 422
    assert enrolled(site) == [OWN]
    again = browser.post("/enrol/key", data={"enrolment": enrolment, "public": OWN})
    assert "key-enrolled" in again.text
    set_ = {"enrolment": enrolment, "password": PASSWORD, "again": PASSWORD}
    assert "The password is set." in browser.post("/enrol/password", data=set_).text
    login = browser.post("/login", data={"person": "p3", "password": PASSWORD})
    assert login.status_code == 403, "no list has this person"


def test_a_wrong_key_comes_back_with_what_was_typed_and_uses_no_code(site: DeskSite) -> None:
    code, browser = code_for(site), site.browser()
    enrolment = hidden(browser.post("/enrol", data={"invitation": code}), "enrolment")
    wrong = browser.post("/enrol/key", data={"enrolment": enrolment, "public": OWN[:-1]})
    assert wrong.status_code == 422
    assert f'value="{OWN[:-1]}"' in wrong.text
    assert hidden(wrong, "enrolment") == enrolment
    other = hidden(browser.post("/enrol", data={"invitation": code}), "enrolment")
    assert "The key is enrolled." in browser.post("/enrol/key", data={"enrolment": other, "public": OWN}).text
    second = KeyFile("second").entry["public"]
    late = browser.post("/enrol/key", data={"enrolment": enrolment, "public": second})
    assert "invitation-ended" in late.text, "a code serves one enrolment"
    assert enrolled(site) == [OWN]
    kept = browser.post("/enrol/key", data={"enrolment": other, "public": second})
    assert "The key is enrolled." in kept.text, "which enrols two keys"


def test_a_wrong_code_comes_back_with_what_was_typed(site: DeskSite) -> None:
    page = site.browser().post("/enrol", data={"invitation": "wrong-code"})
    assert page.status_code == 422
    assert 'value="wrong-code"' in page.text


def test_a_code_ends_after_fifteen_minutes_and_so_does_what_it_opened(site: DeskSite) -> None:
    code = code_for(site)
    site.room.office.world.advance(minutes=15)
    assert "invitation-ended" in site.browser().post("/enrol", data={"invitation": code}).text
    enrolment = hidden(site.browser().post("/enrol", data={"invitation": code_for(site)}), "enrolment")
    site.clock.wait(15 * 60)
    late = site.browser().post("/enrol/key", data={"enrolment": enrolment, "public": OWN})
    assert "invitation-ended" in late.text
    assert enrolled(site) == []


def test_codes_are_not_guessed(site: DeskSite) -> None:
    browser = site.browser()
    given = [browser.post("/enrol", data={"invitation": f"code-{n}"}).status_code for n in range(12)]
    assert given == [422] * 10 + [429] * 2


def test_keys_of_others_of_the_association_and_no_keys_are_refused(site: DeskSite) -> None:
    association = site.room.office.world.cq.signers["assessment"].multikey
    browser = site.browser()
    enrolment = hidden(browser.post("/enrol", data={"invitation": code_for(site)}), "enrolment")
    for public in (CLERK.signer.multikey, association, "z6Mk", "", "x" * 120):
        answer = browser.post("/enrol/key", data={"enrolment": enrolment, "public": public})
        assert answer.status_code == 422, public
    made = {"enrolment": enrolment, "ceremony": "0" * 32, "credential": "{}"}
    assert browser.post("/enrol/passkey", data=made).status_code == 422
    assert enrolled(site) == []


def test_a_new_password_ends_the_sessions_of_the_old_one(site: DeskSite) -> None:
    old = site.signed_in("p1")
    browser = site.browser()
    enrolment = hidden(browser.post("/enrol", data={"invitation": code_for(site, "p1")}), "enrolment")
    for first, second, word in (
        ("short", "short", "password-length"),
        (PASSWORD, "x" * 12, "password-differs"),
    ):
        sent = {"enrolment": enrolment, "password": first, "again": second}
        assert word in browser.post("/enrol/password", data=sent).text
    assert old.get("/").status_code == 200
    sent = {"enrolment": enrolment, "password": "another one of words", "again": "another one of words"}
    browser.post("/enrol/password", data=sent)
    assert old.get("/").status_code == 303
    assert site.browser().post("/login", data={"person": "p1", "password": PASSWORD}).status_code == 403
