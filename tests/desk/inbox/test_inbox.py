"""The inbox: entries by the public forms or on paper are kept, grouped and sorted by people."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from desk.inbox.due import find_due
from desk.inbox.entries import act_on_entry
from desk.office.settings import change_settings
from desk.tables import INBOX
from registry.database.bulk import insert_rows
from tests.desk.inbox.inbox_door import WORDS, Door, door, sort
from tests.desk.web.desk_site import hidden, read_letter
from verifier.desk.reading.objections import ACCEPT

__all__ = ["door"]

pytestmark = pytest.mark.one_database

EVIL = '<script>alert(1)</script>"><img src=x>'
OPEN = "<b>1</b>Open in the inbox"


def test_an_objection_is_kept_sorted_and_answered_by_people(door: Door) -> None:
    assert door.stranger().get(f"/objections/new?issuer={door.issuer}").status_code == 200
    assert door.object().status_code == 200
    (entry,) = door.entries
    assert (entry.kind, entry.state, entry.body.about.number) == ("objection", "new", door.words["number"])
    set_ = partial(change_settings, scheme=door.certificate.body.scheme, values={"answerDays": 3})
    door.site.room.desk.write(partial(set_, now=door.site.room.now))
    day = entry.body.received_on + timedelta(days=3)
    assert door.site.room.desk.read(lambda desk: find_due(desk, door.entries)) == {entry.id: day}
    clerk, chair = door.site.signed_in("p1"), door.site.by_passkey()
    assert door.certificate.body.holder in clerk.get("/inbox").text
    path = f"/inbox/{entry.id}"
    version = hidden(clerk.get(path), "version")
    assert clerk.post(path, data={"act": "accept", "version": version}).status_code == 303
    stale = chair.post(path, data={"act": "accept", "version": version})
    assert (stale.status_code, "form-stale" in stale.text) == (409, True)
    version = hidden(chair.get(path), "version")
    assert "entry-open" in chair.get(f"{path}/letter").text, "it has no answer yet"
    without = chair.post(path, data={"act": "answer", "version": version, "result": "upheld"})
    assert without.status_code == 422
    given = {"act": "answer", "version": version, "result": "upheld", "reasons": "核实属实"}
    assert chair.post(path, data=given).status_code == 303
    assert [one.state for one in door.entries] == ["half-answered"]
    assert OPEN in chair.get("/").text, "a second person is waited for"
    again = {**given, "version": hidden(chair.get(path), "version")}
    assert chair.post(path, data=again).status_code != 303, "an answer takes a second person"
    version = hidden(clerk.get(path), "version")
    other = {**given, "version": version, "reasons": "已查证 objections-office@cq.huren.example"}
    assert clerk.post(path, data=other).status_code == 303
    assert [one.state for one in door.entries] == ["answered"]
    text = read_letter(clerk.get(f"{path}/letter"))
    assert all(
        words in text
        for words in (
            "答复函",
            "结论：异议成立",
            "理由：核实属实；已查证objections-office@cq.huren.example",
            entry.body.by.name,
            door.words["number"],
        )
    )
    assert "如需补充" not in text
    assert OPEN not in clerk.get("/").text
    journal = clerk.get("/journal").text
    assert (entry.id in journal, f"<bdi>{door.certificate.body.holder}" in journal) == (False, True)


def test_to_refuse_takes_a_second_person(door: Door) -> None:
    door.object()
    path = f"/inbox/{door.entries[0].id}"
    for person, state in (("p1", "half-refused"), ("p1", "half-refused"), ("p2", "refused")):
        browser = door.person(person)
        version = hidden(browser.get(path), "version")
        browser.post(path, data={"act": "refuse", "reasons": "与本协会无关", "version": version})
        assert door.entries[0].state == state


def test_who_has_a_passkey_sorts_objections_and_notes_results_by_it(door: Door) -> None:
    door.object()
    path = f"/inbox/{door.entries[0].id}"
    by_password = door.site.signed_in("p2")
    sent = {"act": "refuse", "reasons": "与本协会无关", "version": hidden(by_password.get(path), "version")}
    for answer in (by_password.post(path, data=sent), by_password.post("/supervision/results", data={})):
        assert (answer.status_code, "passkey-asked" in answer.text) == (403, True)
    assert door.entries[0].state == "new"
    assert door.site.by_passkey().post(path, data=sent).status_code == 303


def test_an_application_is_kept(door: Door) -> None:
    page = door.stranger().get(f"/applications/new?issuer={door.issuer}").text
    scheme = page.partition('<option value="')[2].partition('"')[0]
    sent = {"issuer": door.issuer, "uscc": "91350100M000100Y43", "scheme": scheme, **door.words}
    assert door.stranger().post("/applications/new", data=sent).status_code == 200
    assert door.entries[0].body.scheme == scheme
    wrong = door.stranger().post("/applications/new", data={**sent, "uscc": "91350100M000100Y44"})
    assert wrong.status_code == 422
    assert len(door.entries) == 1


def apply_for(door: Door, *names: str) -> None:
    page = door.stranger().get(f"/applications/new?issuer={door.issuer}").text
    scheme = page.partition('<option value="')[2].partition('"')[0]
    for number, name in enumerate(names):
        sent = {"issuer": door.issuer, "uscc": "91350100M000100Y43", "scheme": scheme, **door.words}
        stranger = door.stranger(f"192.0.{number // 20}.1")
        assert stranger.post("/applications/new", data={**sent, "name": name}).status_code == 200


def test_an_application_is_in_one_batch_from_its_acceptance_on(door: Door) -> None:
    apply_for(door, "示例一公司", "示例二公司")
    one, two = (f"/inbox/{entry.id}" for entry in sorted(door.entries, key=lambda entry: entry.body.by.name))
    ids = [path.rpartition("/")[2] for path in (one, two)]
    clerk = door.site.signed_in("p1")

    def begin(*entries: str, **sent: str) -> Any:
        version = next(entry.version for entry in door.entries if entry.id == ids[0])
        data = {"version": version, "name": "示例申请", "entry": [*entries], **sent}
        return clerk.post(f"{one}/batch", data=data)

    assert f"{one}/batch" not in clerk.get(one).text, "it is not taken up yet"
    assert "entry-not-taken" in begin(ids[0]).text
    sort(door, ids[0], "accept")
    assert f"{one}/batch" in clerk.get(one).text
    sort(door, ids[0], "accepted")
    assert sorted(entry.state for entry in door.entries) == ["answered", "new"]
    assert f"{one}/batch" in clerk.get(one).text, "accepted for assessment it has still to become a batch"
    stale = hidden(clerk.get(one), "version")
    assert "none-ticked" in begin().text
    assert "entry-not-taken" in begin(*ids).text, "all or none"
    begun = begin(ids[0])
    assert begun.status_code == 303, begun.text
    batch = clerk.get(begun.headers["location"]).text
    assert all(words in batch for words in ("示例申请", "91350100M000100Y43", "示例一公司"))
    page = clerk.get(one).text
    assert (begun.headers["location"] in page, f"{one}/batch" in page) == (True, False)
    assert "form-stale" in begin(ids[0], version=stale, name="示例二").text
    assert "entry-in-batch" in begin(ids[0], name="示例二").text
    journal = clerk.get("/journal").text
    assert all(words in journal for words in ("began a batch", "accepted for assessment"))
    version = hidden(clerk.get(begun.headers["location"]), "version")
    clerk.post(begun.headers["location"], data={"act": "drop", "version": version})
    assert begin(ids[0]).status_code == 303, "of a batch taken off the list it is free again"


def test_a_batch_has_a_row_for_each_ticked_application(door: Door) -> None:
    apply_for(door, *(f"示例{number}" for number in range(103)))
    ids = [entry.id for entry in door.entries]
    now = door.site.room.now
    door.site.room.desk.write(lambda desk: [act_on_entry(desk, id_, ACCEPT, "p1", now) for id_ in ids])
    clerk, path = door.site.signed_in("p1"), f"/inbox/{ids[0]}"
    data = {"entry": [*ids, ids[0]], "name": "示例", "version": hidden(clerk.get(path), "version")}
    begun = clerk.post(f"{path}/batch", data=data)
    assert "103 certificates" in clerk.get(begun.headers["location"]).text


def test_only_digests_of_evidence_are_kept(door: Door) -> None:
    files = [("evidence", ("照片.jpg", b"\xff\xd8picture"))]
    data = {"issuer": door.issuer, **door.words}
    assert door.stranger().post("/objections/new", data=data, files=files).status_code == 200
    (evidence,) = door.entries[0].body.evidence
    assert (evidence.name, len(evidence.digest)) == ("照片.jpg", 64)


def test_a_flood_costs_one_look_and_ends(door: Door) -> None:
    """Of one network: the addresses of a /24, or of a /48."""
    for addresses, other in (("192.0.2.{}", "198.51.100.1"), ("2001:db8:1:{:x}::1", "2001:db8:2::1")):
        given = [door.object(addresses.format(n), name=f"name {n}").status_code for n in range(23)]
        assert given == [200] * 20 + [429] * 3
        assert door.object(other).status_code == 200, "others are heard"
    page = door.site.signed_in("p1").get("/inbox").text
    assert page.count("Show all 20") == 2


def test_no_flood_hides_what_is_open_or_shuts_others_out(door: Door) -> None:
    first, _ = door.notice()
    door.object()
    (taken,) = door.entries
    sort(door, taken.id, "accept")
    door.object("198.51.100.1", notice=first, item="1", number="")
    unsorted = next(one for one in door.entries if one.id != taken.id)
    door.site.room.office.world.advance(minutes=1)
    kept = select(INBOX.c.data).where(INBOX.c.id == taken.id)
    text = door.site.room.desk.read(lambda desk: desk.view.connection.scalar(kept))
    sent = int(door.site.room.now.timestamp())
    rows = [
        (f"{n:032x}", door.issuer, "objection", sent, f"10.{n // 256}.{n % 256}.0/24", text)
        for n in range(600)
    ]
    door.site.room.desk.write(lambda desk: insert_rows(desk.view.connection, INBOX, rows))
    assert {taken.id, unsorted.id} < {one.id for one in door.entries}
    browser = door.site.signed_in("p1")
    for path in ("/inbox", "/"):
        assert f"/inbox/{taken.id}" in browser.get(path).text, path
    assert (
        "Objection pending" in door.stranger().get(f"/enterprises/{door.certificate.body.holder_code}").text
    )
    assert door.object("203.0.113.1", notice=first, item="2", number="").status_code == 200


def test_paper_has_its_day_of_receipt_and_no_limit(door: Door) -> None:
    """It closes its item where it was received by the last day, whenever it is typed in."""
    now = door.site.room.now
    first, _ = door.notice((now + timedelta(days=20)).date().isoformat())
    door.site.room.office.world.advance(days=22)
    browser, today = door.site.signed_in("p1"), door.site.room.now.date()
    about = {**WORDS, "notice": first, "item": "1"}
    for wrong in ("", "x", str(today + timedelta(days=1)), str(today - timedelta(days=61))):
        answer = browser.post("/inbox/new", data={**about, "receivedOn": wrong})
        assert (answer.status_code, 'role="alert"' in answer.text) == (422, True), wrong
    assert door.entries == []
    closed = []
    for ago in (2, 0, *[0] * 20):
        sent = {**about, "receivedOn": str(today - timedelta(days=ago))}
        answer = browser.post("/inbox/new", data=sent)
        assert answer.status_code == 303, answer.text
        closed.append("cannot be signed" in browser.get(answer.headers["location"]).text)
    assert closed == [True] + [False] * 21


def test_an_incomplete_form_comes_back_with_its_text_and_nothing_is_kept(door: Door) -> None:
    for changes in ({"arguments": ""}, {"name": ""}, {"contact": "x" * 300}, {"kind": "bot"}):
        answer = door.object(**changes)
        assert answer.status_code == 422, changes
        assert 'role="alert"' in answer.text
    assert door.entries == []


def test_no_other_site_writes_into_the_inbox(door: Door) -> None:
    other = door.stranger(**{"sec-fetch-site": "cross-site"})
    answer = other.post("/objections/new", data={"issuer": door.issuer, **door.words})
    assert (answer.status_code, door.entries) == (422, [])


def test_text_of_strangers_never_becomes_markup(door: Door) -> None:
    for field in ("notice", "item", "number", "words"):
        asked = {"issuer": door.issuer, field: EVIL}
        assert "<script>alert" not in door.stranger().get("/objections/new", params=asked).text, field
        assert "<script>alert" not in door.object(**{"number": "", field: EVIL}).text, field
    assert door.entries == []
    door.object(name=EVIL, contact=EVIL, arguments=EVIL)
    browser = door.site.signed_in("p1")
    for path in ("/inbox", f"/inbox/{door.entries[0].id}", "/journal", f"/inbox/new?notice={EVIL}"):
        page = browser.get(path).text
        assert "<script>alert" not in page, path
        assert "<img src=x>" not in page, path


def test_an_association_without_people_here_has_no_door(door: Door) -> None:
    for issuer in ("did:web:sc.huren.example", "did:web:nobody.example", "", "x" * 400):
        assert door.stranger().get("/objections/new", params={"issuer": issuer}).status_code == 404, issuer
        answer = door.stranger().post("/objections/new", data={"issuer": issuer, **door.words})
        assert answer.status_code == 404, issuer


def test_a_body_that_is_too_large_is_cut_off(door: Door) -> None:
    files = [("evidence", ("film.mp4", b"x" * (5 * 1024 * 1024)))]
    answer = door.stranger().post("/objections/new", data={"issuer": door.issuer, **door.words}, files=files)
    assert answer.status_code == 413
    assert door.entries == []


def test_an_entry_on_paper_may_be_accepted_by_the_person_who_typed_it(door: Door) -> None:
    browser = door.site.signed_in("p1")
    received = door.site.room.now.date().isoformat()
    answer = browser.post("/inbox/new", data={**door.words, "receivedOn": received})
    assert answer.status_code == 303, answer.text
    path = answer.headers["location"]
    version = hidden(browser.get(path), "version")
    assert browser.post(path, data={"act": "accept", "version": version}).status_code == 303
    assert [one.state for one in door.entries] == ["accepted"]
