"""Signing in and out: who may, for how long, and the limits of a cookie."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.desk.web.desk_site import DESK, PASSWORD, DeskSite, desk_site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[DeskSite]:
    with desk_site(tmp_path, "p1", "p2") as site:
        yield site


def test_nobody_reads_without_signing_in(site: DeskSite) -> None:
    browser = site.browser()
    for path in ("/", "/plans", "/people", "/journal", "/mine", "/uploads"):
        answer = browser.get(path)
        assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/login")
    assert browser.get("/nothing").status_code == 404


def test_a_password_opens_the_desk_and_a_stolen_cookie_dies_with_the_session(site: DeskSite) -> None:
    browser = site.signed_in("p1")
    page = browser.get("/")
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    thief = site.browser()
    thief.cookies.update(browser.cookies)
    assert thief.get("/").status_code == 200
    assert browser.post("/logout").status_code == 303
    assert thief.get("/").headers["location"] == "/login"


def test_signing_in_gives_a_new_session_whatever_cookie_came(site: DeskSite) -> None:
    planted = {"cookie": "huren-desk=planted"}
    answer = site.browser(**planted).post("/login", data={"person": "p1", "password": PASSWORD})
    given = answer.headers["set-cookie"].partition("=")[2].partition(";")[0]
    assert len(given) == len("password.") + 43
    assert given != "planted"
    assert site.browser(**planted).get("/").status_code == 303


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(site: DeskSite) -> None:
    for address, name, flags in (
        ("http://localhost:8001", "huren-desk", {"httponly", "samesite=lax", "path=/"}),
        (DESK, "__Host-huren-desk", {"httponly", "samesite=lax", "path=/", "secure"}),
    ):
        answer = site.browser(address).post("/login", data={"person": "p1", "password": PASSWORD})
        cookie = answer.headers["set-cookie"].lower()
        assert cookie.startswith(name.lower() + "=")
        assert flags <= {part.strip() for part in cookie.split(";")}
        assert "domain" not in cookie


def test_a_session_ends_after_half_an_hour_unused_and_after_twelve_hours(site: DeskSite) -> None:
    browser = site.signed_in("p1")
    for _ in range(29):
        site.room.office.world.advance(minutes=25)
        if browser.get("/mine").status_code != 200:
            break
    began = 29 * 25
    assert browser.get("/mine").status_code == 303, "twelve hours are over, however busy they were"
    assert began >= 12 * 60
    idle = site.signed_in("p2")
    site.room.office.world.advance(minutes=29)
    assert idle.get("/mine").status_code == 200
    site.room.office.world.advance(minutes=30)
    assert idle.get("/mine").status_code == 303


def test_a_wrong_password_and_a_stranger_get_the_same_answer(site: DeskSite) -> None:
    wrong = site.browser().post("/login", data={"person": "p1", "password": "another password"})
    stranger = site.browser().post("/login", data={"person": "p9", "password": PASSWORD})
    assert wrong.status_code == stranger.status_code == 403
    for answer, person in ((wrong, "p1"), (stranger, "p9")):
        assert "login-failed" in answer.text
        assert f'value="{person}"' in answer.text, "the form is there, to type again"
        assert PASSWORD not in answer.text


def test_a_flood_of_passwords_is_cut_off_by_address_and_passes(site: DeskSite) -> None:
    browser = site.browser()
    given = [
        browser.post("/login", data={"person": "p1", "password": f"guess {n:09}"}).status_code
        for n in range(12)
    ]
    assert given == [403] * 10 + [429] * 2
    assert browser.post("/login", data={"person": "p1", "password": PASSWORD}).status_code == 429
    other = site.browser(client="192.0.2.7").post("/login", data={"person": "p1", "password": PASSWORD})
    assert other.status_code == 303
    site.clock.wait(60)
    assert browser.post("/login", data={"person": "p1", "password": PASSWORD}).status_code == 303


def test_signing_in_leads_only_to_a_page_of_the_desk(site: DeskSite) -> None:
    for then, led in (
        ("/plans", "/plans"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
    ):
        answer = site.browser().post("/login", data={"person": "p1", "password": PASSWORD, "next": then})
        site.clock.wait(60)
        assert answer.headers["location"] == led


def test_a_person_whom_the_list_no_longer_has_is_signed_out(site: DeskSite) -> None:
    browser = site.signed_in("p1")
    site.room.office.world.advance(days=300)
    assert browser.get("/").status_code == 303
    again = browser.post("/login", data={"person": "p1", "password": PASSWORD})
    assert (again.status_code, "term-over" in again.text) == (403, True), again.text


NEW = "another one of words"


def change(browser: TestClient, **fields: str) -> Any:
    """Return the answer to a new password."""
    return browser.post("/password", data={"password": NEW, "again": NEW, **fields})


def test_a_password_is_changed_by_whoever_knows_it_and_ends_every_other_session(site: DeskSite) -> None:
    browser, other, chair = site.signed_in("p1"), site.signed_in("p1"), site.signed_in("p2")
    assert 'name="current"' in browser.get("/password").text
    for fields, code in (
        ({}, "password-wrong"),
        ({"current": "wrong"}, "password-wrong"),
        ({"current": PASSWORD, "again": "another"}, "password-differs"),
        ({"current": PASSWORD, "password": "short", "again": "short"}, "password-length"),
    ):
        refused = change(browser, **fields)
        assert (refused.status_code, code in refused.text) == (422, True), fields
    assert other.get("/").status_code == 200
    before = browser.cookies["huren-desk"]
    assert change(browser, current=PASSWORD).headers["location"] == "/password?done=1"
    assert browser.cookies["huren-desk"] != before
    assert "The password is set." in browser.get("/password?done=1").text
    assert (other.get("/").status_code, chair.get("/").status_code) == (303, 200)
    assert site.browser().post("/login", data={"person": "p1", "password": PASSWORD}).status_code == 403
    assert site.browser().post("/login", data={"person": "p1", "password": NEW}).status_code == 303


def test_a_forgotten_password_is_set_after_signing_in_by_passkey(site: DeskSite) -> None:
    stolen, browser = site.signed_in("p2"), site.by_passkey()
    assert 'name="current"' not in browser.get("/password").text
    assert change(browser).status_code == 303
    assert stolen.get("/").status_code == 303
    assert change(browser).status_code == 303, "the new session is one by passkey"
    assert site.browser().post("/login", data={"person": "p2", "password": NEW}).status_code == 303


def test_a_present_password_is_not_guessed_in_an_open_browser(site: DeskSite) -> None:
    browser = site.signed_in("p1")
    given = [change(browser, current=f"guess {n}").status_code for n in range(12)]
    assert given[-1] == 429
    elsewhere = site.signed_in("p1", address="http://192.0.2.10:8001", client="192.0.2.20")
    assert "plain-http" in change(elsewhere, current=PASSWORD).text
