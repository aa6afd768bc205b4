"""A refused form: nothing that was typed is lost, and the page that says why is a page of the desk."""

import html
import re
from collections.abc import Iterator

import pytest

from tests.desk.inbox.inbox_door import WORDS, Door
from tests.desk.web.desk_site import DeskSite, desk_site, hidden

TYPED = "示例理由：材料不全，<已退回>"
SHOWN = html.escape(TYPED)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskSite]:
    with desk_site(tmp_path_factory.mktemp("desk"), "p1", "p2") as site:
        yield site


@pytest.fixture(scope="module")
def door(site: DeskSite) -> Door:
    return Door(site)


def test_an_ended_session_gives_back_the_text_and_leads_to_the_sign_in(site: DeskSite) -> None:
    sent = {"reasons": TYPED, "credential": "urn:uuid:5", "password": "a secret of mine"}
    answer = site.browser().post("/end", data=sent)
    assert (answer.status_code, f"<bdi>{SHOWN}" in answer.text) == (401, True)
    assert "a secret of mine" not in answer.text
    assert site.browser().get(re.findall(r'href="(/login\?next=[^"]*)"', answer.text)[0]).status_code == 200
    forged = site.browser(**{"sec-fetch-site": "cross-site"}).post("/end", data=sent)
    assert (forged.status_code, SHOWN in forged.text) == (403, False)


def test_a_session_of_a_password_gets_the_form_back_where_a_passkey_is_asked(door: Door) -> None:
    door.object()
    path = f"/inbox/{door.entries[0].id}"
    browser = door.site.signed_in("p2")
    page = browser.get(path)
    assert "sign in by your passkey" in page.text
    sent = {"act": "refuse", "reasons": TYPED, "version": hidden(page, "version")}
    answer = browser.post(path, data=sent)
    assert (answer.status_code, f"{SHOWN}</textarea>" in answer.text) == (403, True)


def test_a_file_that_is_too_large_takes_nothing_else_with_it(
    site: DeskSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.web.care.ending.FILE_BYTES", 1024 * 1024)
    (record,) = site.room.issue_before(1)
    sent = {"reasons": TYPED, "credential": record.body.id, "kind": "cancel"}
    files = {"attachment": ("minutes.pdf", b"0" * 2_000_000)}
    answer = site.signed_in("p1").post("/end", data=sent, files=files)
    assert (answer.status_code, SHOWN in answer.text) == (413, True)
    assert "more than 1 MB together" in answer.text


def test_a_stale_refusal_does_not_come_back_inside_the_form_of_an_answer(door: Door) -> None:
    door.object("198.51.100.7")
    entry = next(entry for entry in door.entries if entry.state == "new")
    path, chair = f"/inbox/{entry.id}", door.site.by_passkey()
    stale = hidden(chair.get(path), "version")
    assert chair.post(path, data={"act": "accept", "version": stale}).status_code == 303
    answer = chair.post(path, data={"act": "refuse", "version": stale, "reasons": TYPED})
    assert (answer.status_code, f"{SHOWN}</textarea>" in answer.text) == (409, False)
    assert f"<bdi>{SHOWN}" in answer.text


def test_a_paper_objection_to_an_unknown_number_comes_back_whole(door: Door) -> None:
    sent = {**WORDS, "number": "CQ-0000", "receivedOn": "2026-04-30", "arguments": TYPED}
    answer = door.site.signed_in("p1").post("/inbox/new", data=sent)
    assert (answer.status_code, "number-unknown" in answer.text) == (422, True)
    assert all(words in answer.text for words in (SHOWN, sent["contact"], "2026-04-30", 'value="CQ-0000"'))


@pytest.mark.parametrize(
    ("path", "data", "code"),
    [
        ("/batches/renewals", {"days": "-1", "scheme": "none"}, "field-value"),
        ("/supervision/sent?list=overdue", {"all": "1", "sent": "someday"}, "none-asked"),
        ("/people/next", {}, ""),
        ("/end/sheet", {"reasons": TYPED}, "file-missing"),
    ],
)
def test_a_refused_page_says_why_and_has_its_other_language(
    site: DeskSite, path: str, data: dict[str, str], code: str
) -> None:
    browser = site.signed_in("p1")
    answer = browser.post(path, data=data)
    assert (answer.status_code >= 400, code in answer.text) == (True, True)
    other = html.unescape(re.findall(r'hreflang="zh-CN" rel="alternate" href="([^"]*)"', answer.text)[0])
    assert browser.get(other).status_code == 200, other


def test_too_many_attempts_are_told_to_who_is_signed_in(site: DeskSite) -> None:
    browser = site.signed_in("p1")
    answers = [browser.post("/login", data={"person": "p1", "password": "wrong"}) for _ in range(12)]
    assert ("login-flood" in answers[-1].text, answers[-1].status_code) == (True, 429)
    site.clock.wait(600)


def test_what_is_no_id_is_not_kept_by_the_journal(site: DeskSite) -> None:
    """It may be a password, typed in the wrong field."""
    for person in ("my secret password", "p2"):
        site.browser().post("/login", data={"person": person, "password": "wrong"})
    site.clock.wait(600)
    browser = site.signed_in("p1")
    for journal in (browser.get("/journal?only=logins"), browser.get("/journal/journal.csv?only=logins")):
        assert ("my secret" in journal.text, "no id of the people list" in journal.text) == (False, True)
