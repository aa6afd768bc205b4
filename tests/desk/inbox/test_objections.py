"""Objections: beside what they are about, against an item of a notice, and what an upheld one leads to."""

from datetime import timedelta
from typing import Any

import pytest

from credentials.kinds import parse_any
from tests.desk.inbox.inbox_door import WORDS, Door, door, sort
from tests.desk.web.desk_site import hidden

__all__ = ["door"]

pytestmark = pytest.mark.one_database

EVIL = '<script>alert(1)</script>"><img src=x>'
OPEN = "<b>1</b>Open in the inbox"


def test_a_pending_objection_stands_beside_the_certificates_without_a_name(door: Door) -> None:
    path = f"/enterprises/{door.certificate.body.holder_code}"
    door.object()
    assert "Objection pending" not in door.stranger().get(path).text
    (entry,) = door.entries
    for person, act, result in (
        ("p1", "accept", ""),
        ("p1", "answer", "rejected"),
        ("p2", "answer", "rejected"),
    ):
        browser = door.person(person)
        version = hidden(browser.get(f"/inbox/{entry.id}"), "version")
        sent = {"act": act, "result": result, "reasons": "查无实据", "version": version}
        assert browser.post(f"/inbox/{entry.id}", data=sent).status_code == 303
        page = door.stranger().get(path).text
        assert ("Objection pending" in page) == ((person, act) != ("p2", "answer"))
        assert WORDS["name"] not in page


def test_the_page_of_an_enterprise_leads_to_the_form_of_its_certificate(door: Door) -> None:
    record = door.certificate
    page = door.stranger().get(f"/enterprises/{record.body.holder_code}").text
    address = f"/objections/new?issuer={door.issuer.replace(':', '%3A')}&amp;number={record.body.title}"
    assert address in page
    form = door.stranger().get(address.replace("&amp;", "&")).text
    assert record.body.holder in form
    assert "It changes no verdict" in form


def test_the_page_of_a_notice_leads_to_the_form_of_its_item(door: Door) -> None:
    """By the newest version: an item keeps its place in all."""
    _, digest = door.notice()
    page = door.stranger().get(f"/list-notices/{digest}?lang=zh").text
    assert f"notice={digest}&amp;item=2&amp;lang=zh" in page
    asked = {"issuer": door.issuer, "notice": digest, "item": "2"}
    second = parse_any(door.site.room.bench.registry.read(lambda view: view.data(digest)) or b"")
    name = second.body.credential_subject.items[1].legal_name
    form = door.stranger().get("/objections/new", params=asked).text
    assert name in form
    assert "this item is not signed" in form
    assert door.object(**asked, number="").status_code == 200
    (entry,) = door.entries
    assert (entry.body.about.notice, entry.body.about.item, entry.body.about.name) == (digest, 1, name)


def test_an_objection_to_what_is_not_here_comes_back_with_what_to_choose(door: Door) -> None:
    first, _ = door.notice()
    browser = door.site.signed_in("p1")
    for subject in (
        {},
        {"about": "重庆示例清源环保科技有限公司"},
        {"notice": "0" * 64, "item": "1"},
        {"notice": first, "item": "700"},
        {"notice": first, "item": ""},
        {"number": "CQ-2026-9999"},
    ):
        given: Any = {"number": "", **subject}
        for answer in (door.object(**given), browser.post("/inbox/new", data={**door.words, **given})):
            assert answer.status_code == 422, subject
            assert 'role="alert"' in answer.text
            assert "/new?notice=" in answer.text or 'name="words"' in answer.text, "it offers a choice"
    assert door.entries == []


def test_who_has_a_name_alone_chooses_a_notice_and_then_its_item(door: Door) -> None:
    _, newest = door.notice()
    for browser, path, more in (
        (door.stranger(), "/objections/new", {"issuer": door.issuer}),
        (door.site.signed_in("p1"), "/inbox/new", {}),
    ):
        page = browser.get(path, params=more).text
        assert f"notice={newest}" in page
        assert "last day" in page
        record = parse_any(door.site.room.bench.registry.read(lambda view: view.data(newest)) or b"")
        items = record.body.credential_subject.items
        for words in (items[1].legal_name, items[1].unified_social_credit_code.lower(), "2"):
            page = browser.get(path, params={**more, "notice": newest, "words": words}).text
            assert f"notice={newest}&amp;item=2" in page, words
            assert f"notice={newest}&amp;item=1" not in page, words


def test_a_page_says_that_an_item_is_closed_only_where_the_gate_closes_it(door: Door) -> None:
    now = door.site.room.now
    first, _ = door.notice((now + timedelta(days=20)).date().isoformat())
    door.object()
    door.object(notice=first, item="1", number="")
    door.site.room.office.world.advance(days=22)
    door.object(notice=first, item="2", number="")
    browser = door.site.signed_in("p1")
    told = {}
    for entry in door.entries:
        page = browser.get(f"/inbox/{entry.id}").text
        about = entry.body.about
        told[about.number or about.item] = "cannot be signed" in page
    assert told == {door.words["number"]: False, 0: True, 1: False}


def test_an_upheld_objection_leads_to_a_plan_of_the_next_version(door: Door) -> None:
    first, newest = door.notice()
    door.object(notice=first, item="2", number="")
    door.object(notice=newest, item="1", number="")
    to_second, to_first = sorted(door.entries, key=lambda one: -(one.body.about.item or 0))
    sort(door, to_first.id, "accept")
    sort(door, to_second.id, "accept", "upheld")
    browser = door.site.signed_in("p1")
    page = browser.get(f"/inbox/{to_second.id}").text
    assert "cannot be signed" in page
    path = f"/notices/{first}/next"
    assert path in page
    made = browser.post(path, data={"go": ""})
    assert made.status_code == 303, made.text
    plan = door.site.room.find(made.headers["location"].rpartition("/")[2])
    assert "It withdraws item 2" in browser.get("/notices").text
    page = browser.get(made.headers["location"]).text
    name = to_second.body.about.name
    assert f"Item 2 is withdrawn: {name}" in page
    assert "an objection of" in page
    assert "version 3" in page
    (document,) = plan.stated.documents
    subject: Any = document["credentialSubject"]
    day = door.site.room.now.date().isoformat()
    assert (subject["version"], subject["previous"]) == (3, newest)
    assert subject["items"][1]["withdrawn"] is True
    assert subject["items"][1]["objections"] == [{"receivedOn": day, "decidedOn": day, "result": "upheld"}]
    assert subject["items"][0]["objections"] == [{"receivedOn": day}]
    assert browser.post(path, data={"go": ""}).headers["location"] == made.headers["location"], (
        "one plan of it is enough"
    )


def test_a_page_lists_the_notices_with_versions_and_objections(door: Door) -> None:
    first, newest = door.notice()
    browser = door.site.signed_in("p1")
    page = browser.get("/notices").text
    assert "version 1" in page
    assert "version 2" in page
    assert "/next" not in page, "there is nothing to add"
    assert browser.post(f"/notices/{first}/next", data={"go": ""}).status_code == 409
    door.object(notice=newest, item="1", number="")
    (entry,) = door.entries
    page = browser.get("/notices").text
    assert f"/inbox/{entry.id}" in page
    assert "1 objections wait" in page
