"""What comes in by the public doors or on paper: kept, grouped, sorted by people, and nothing else."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api import Settings, create_app
from credentials.kinds import parse_any
from desk.inbox.entries import list_entries
from tests.desk.desk_room import DeskRoom
from tests.desk.web.desk_site import HTML, OWN, DeskSite, desk_site, hidden, opened
from tests.harness import postgres
from tests.harness.apartments import SERVINGS
from tests.world.works import list_notice, signed

EVIL = '<script>alert(1)</script>"><img src=x>'
WORDS = {
    "about": "重庆示例清源环保科技有限公司",
    "number": "CQ-2026-0001",
    "kind": "person",
    "name": "示例提出人",
    "contact": "010-00000000",
    "arguments": "业绩不实",
}

OPEN = "<b>1</b>Open in the inbox"


class Door:
    """A node that anybody reaches, and the desk behind it."""

    def __init__(self, site: DeskSite) -> None:
        self.site = site
        settings = Settings.load(None, batch_workers=0, rate_per_minute=0)
        self.app: Any = create_app(settings, site.room.bench.registry, site.clock, servings=SERVINGS)
        self.issuer = site.room.desk.issuer

    def stranger(self, client: str = "192.0.2.1", **headers: str) -> TestClient:
        """Somebody without an account."""
        return TestClient(
            self.app,
            base_url="https://cq.huren.example",
            client=(client, 1),
            headers={**HTML, **OWN, **headers},
            raise_server_exceptions=False,
        )

    def object(self, client: str = "192.0.2.1", **changes: Any) -> Any:
        """An objection to a certificate."""
        return self.stranger(client).post("/objections/new", data={"issuer": self.issuer, **WORDS, **changes})

    @property
    def entries(self) -> Any:
        return self.site.room.desk.read(list_entries)


@pytest.fixture(params=postgres.DATABASES)
def door(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Door]:
    if request.param == "sqlite":
        with desk_site(tmp_path, "p1", "p2") as site:
            yield Door(site)
        return
    url = postgres.new_database()
    with opened(DeskRoom(url, heads=tmp_path / "heads"), "p1", "p2") as site:
        yield Door(site)
    postgres.drop_database(url)


def test_an_objection_is_kept_sorted_and_answered_by_people(door: Door) -> None:
    assert door.stranger().get(f"/objections/new?issuer={door.issuer}").status_code == 200
    assert door.object().status_code == 200
    (entry,) = door.entries
    assert (entry.kind, entry.state, entry.body.about.number) == ("objection", "new", "CQ-2026-0001")
    clerk, chair = door.site.signed_in("p1"), door.site.signed_in("p2")
    assert "重庆示例清源环保科技有限公司" in clerk.get("/inbox").text
    path = f"/inbox/{entry.id}"
    version = hidden(clerk.get(path), "version")
    assert clerk.post(path, data={"act": "accept", "version": version}).status_code == 303
    stale = chair.post(path, data={"act": "accept", "version": version})
    assert (stale.status_code, "form-stale" in stale.text) == (409, True)
    version = hidden(chair.get(path), "version")
    without = chair.post(path, data={"act": "answer", "version": version, "result": "upheld"})
    assert without.status_code == 422
    given = {"act": "answer", "version": version, "result": "upheld", "reasons": "核实属实"}
    assert chair.post(path, data=given).status_code == 303
    assert [one.state for one in door.entries] == ["half-answered"]
    assert OPEN in chair.get("/").text, "a second person is waited for"
    again = {**given, "version": hidden(chair.get(path), "version")}
    assert chair.post(path, data=again).status_code != 303, "an answer takes a second person"
    version = hidden(clerk.get(path), "version")
    assert clerk.post(path, data={**given, "version": version}).status_code == 303
    assert [one.state for one in door.entries] == ["answered"]
    assert OPEN not in clerk.get("/").text


def test_to_refuse_takes_a_second_person(door: Door) -> None:
    door.object()
    path = f"/inbox/{door.entries[0].id}"
    for person, state in (("p1", "half-refused"), ("p1", "half-refused"), ("p2", "refused")):
        browser = door.site.signed_in(person)
        version = hidden(browser.get(path), "version")
        browser.post(path, data={"act": "refuse", "reasons": "与本协会无关", "version": version})
        assert door.entries[0].state == state


def test_an_application_is_kept(door: Door) -> None:
    page = door.stranger().get(f"/applications/new?issuer={door.issuer}").text
    scheme = page.partition('<option value="')[2].partition('"')[0]
    sent = {"issuer": door.issuer, "uscc": "91350100M000100Y43", "scheme": scheme, **WORDS}
    assert door.stranger().post("/applications/new", data=sent).status_code == 200
    assert door.entries[0].body.scheme == scheme
    wrong = door.stranger().post("/applications/new", data={**sent, "uscc": "91350100M000100Y44"})
    assert wrong.status_code == 422
    assert len(door.entries) == 1


def test_of_evidence_only_the_digests_are_kept(door: Door) -> None:
    files = [("evidence", ("照片.jpg", b"\xff\xd8picture"))]
    data = {"issuer": door.issuer, **WORDS}
    assert door.stranger().post("/objections/new", data=data, files=files).status_code == 200
    (evidence,) = door.entries[0].body.evidence
    assert (evidence.name, len(evidence.digest)) == ("照片.jpg", 64)


def test_a_flood_costs_one_look_and_ends(door: Door) -> None:
    given = [door.object(name=f"name {n}").status_code for n in range(13)]
    assert given == [200] * 10 + [429] * 3
    assert door.object("192.0.2.2").status_code == 200, "others are heard"
    page = door.site.signed_in("p1").get("/inbox").text
    assert "Show all 10" in page


def test_a_form_that_lacks_something_comes_back_with_its_words_and_nothing_is_kept(door: Door) -> None:
    for changes in ({"arguments": ""}, {"name": ""}, {"contact": "x" * 300}, {"kind": "bot"}, {"about": ""}):
        answer = door.object(**changes)
        assert answer.status_code == 422, changes
        assert 'role="alert"' in answer.text
    assert door.entries == []


def test_no_other_site_writes_into_the_inbox(door: Door) -> None:
    other = door.stranger(**{"sec-fetch-site": "cross-site"})
    answer = other.post("/objections/new", data={"issuer": door.issuer, **WORDS})
    assert (answer.status_code, door.entries) == (422, [])


def test_what_strangers_write_never_becomes_markup(door: Door) -> None:
    door.object(about=EVIL, name=EVIL, contact=EVIL, arguments=EVIL, number=EVIL)
    assert (
        "<script>alert" not in door.stranger().get(f"/objections/new?issuer={door.issuer}&about={EVIL}").text
    )
    door.object(about=EVIL, name=EVIL, contact=EVIL, arguments=EVIL, number="")
    browser = door.site.signed_in("p1")
    for path in ("/inbox", f"/inbox/{door.entries[0].id}", "/journal", f"/inbox/new?notice={EVIL}"):
        page = browser.get(path).text
        assert "<script>alert" not in page, path
        assert "<img src=x>" not in page, path


def test_an_association_without_people_here_has_no_door(door: Door) -> None:
    for issuer in ("did:web:sc.huren.example", "did:web:nobody.example", "", "x" * 400):
        assert door.stranger().get("/objections/new", params={"issuer": issuer}).status_code == 404, issuer
        answer = door.stranger().post("/objections/new", data={"issuer": issuer, **WORDS})
        assert answer.status_code == 404, issuer


def test_a_body_that_is_too_large_is_cut_off(door: Door) -> None:
    files = [("evidence", ("film.mp4", b"x" * (5 * 1024 * 1024)))]
    answer = door.stranger().post("/objections/new", data={"issuer": door.issuer, **WORDS}, files=files)
    assert answer.status_code == 413
    assert door.entries == []


def test_paper_is_typed_in_and_may_be_accepted_by_who_typed_it(door: Door) -> None:
    browser = door.site.signed_in("p1")
    answer = browser.post("/inbox/new", data=WORDS)
    assert answer.status_code == 303, answer.text
    path = answer.headers["location"]
    version = hidden(browser.get(path), "version")
    assert browser.post(path, data={"act": "accept", "version": version}).status_code == 303
    assert [one.state for one in door.entries] == ["accepted"]


def test_a_pending_objection_stands_beside_the_certificates_without_a_name(door: Door) -> None:
    (record,) = door.site.room.issue_before(1)
    path = f"/enterprises/{record.body.holder_code}"
    door.object(number=record.body.title, about=record.body.holder)
    assert "Objection pending" not in door.stranger().get(path).text
    (entry,) = door.entries
    for person, act, result in (
        ("p1", "accept", ""),
        ("p1", "answer", "rejected"),
        ("p2", "answer", "rejected"),
    ):
        browser = door.site.signed_in(person)
        version = hidden(browser.get(f"/inbox/{entry.id}"), "version")
        sent = {"act": act, "result": result, "reasons": "查无实据", "version": version}
        assert browser.post(f"/inbox/{entry.id}", data=sent).status_code == 303
        page = door.stranger().get(path).text
        assert ("Objection pending" in page) == ((person, act) != ("p2", "answer"))
        assert WORDS["name"] not in page


def test_an_enterprise_page_leads_to_the_door(door: Door) -> None:
    (record,) = door.site.room.issue_before(1)
    page = door.stranger().get(f"/enterprises/{record.body.holder_code}").text
    assert f"/objections/new?issuer={door.issuer.replace(':', '%3A')}" in page


def test_the_page_of_a_notice_leads_to_the_door_of_its_item(door: Door) -> None:
    """By the newest version: an item keeps its place in all."""
    world, registry = door.site.room.office.world, door.site.room.bench.registry
    first = signed(world, list_notice(world))
    second = signed(world, list_notice(world, before=first, until="2026-12-31"))
    for data in (first, second):
        registry.admit(data, now=world.now)
    digest = parse_any(second).digest
    page = door.stranger().get(f"/list-notices/{digest}?lang=zh").text
    assert f'name="notice" value="{digest}"' in page
    asked = {"issuer": door.issuer, "notice": digest, "item": "2"}
    name = parse_any(first).body.credential_subject.items[1].legal_name
    assert name in door.stranger().get("/objections/new", params=asked).text
    assert door.object(**asked, number="").status_code == 200
    (entry,) = door.entries
    assert (entry.body.about.notice, entry.body.about.item) == (digest, 1)
    assert door.object(**{**asked, "item": ""}, number="").status_code == 422
