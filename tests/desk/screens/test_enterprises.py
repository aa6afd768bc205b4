"""The file of an enterprise: found by code, number and name; its contact; a plan of its new name."""

import re
from collections.abc import Iterator
from functools import partial

import pytest

from credentials.documents.agreement import AgreementText
from credentials.kinds import parse_any
from desk.inbox.entries import add_entry
from desk.office.plans import list_plans
from desk.web.routes import enterprises
from tests.desk.desk_room import CHAIR, CLERK
from tests.desk.web.desk_site import DeskSite, desk_site

NAME = "更名后的示例企业"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskSite]:
    with desk_site(tmp_path_factory.mktemp("desk"), "p1") as site:
        site.room.issue_before(2)
        yield site


def test_a_code_a_number_and_a_name_lead_to_the_file(site: DeskSite) -> None:
    browser, (body, *_) = site.signed_in("p1"), certificates(site)
    for typed in (body.holder_code, body.holder_code.lower(), f" {body.title} "):
        answer = browser.get("/enterprises", params={"q": typed})
        assert answer.headers["location"] == f"/enterprises/{body.holder_code}", typed
    found = browser.get("/enterprises", params={"q": body.holder}).text
    assert f'href="/enterprises/{body.holder_code}"' in found
    assert 'role="alert"' in browser.get("/enterprises", params={"q": "x"}).text
    assert browser.get("/enterprises/91500100MA00000000").status_code in (404, 422)


def test_an_enterprise_that_has_only_applied_has_a_file_with_its_contact(site: DeskSite) -> None:
    value = {
        "by": {"kind": "enterprise", "name": "示例申请企业", "contact": "023-00000001"},
        "unifiedSocialCreditCode": "91350100M000100Y43",
        "scheme": "cq-facility-operation",
        "receivedOn": site.room.now.date().isoformat(),
    }
    add = partial(add_entry, kind="application", value=value, sender="192.0.2.1", now=site.room.now)
    entry = site.room.desk.write(add)
    page = site.signed_in("p1").get("/enterprises/91350100M000100Y43").text
    assert "023-00000001" in page
    assert f"/inbox/{entry}" in page


def test_a_new_name_keeps_number_grade_and_end_and_needs_two_persons(site: DeskSite) -> None:
    room, browser, (body, *_) = site.room, site.signed_in("p1"), certificates(site)
    path = f"/enterprises/{body.holder_code}"
    form = {"credential": body.id, "name": NAME, "reason": "rename"}
    for wrong in ({**form, "reason": "renewal"}, {**form, "credential": "urn:uuid:0"}, {**form, "name": ""}):
        answer = browser.post(f"{path}/names", data=wrong)
        assert (answer.status_code, 'role="alert"' in answer.text) == (422, True), wrong
    room.office.world.advance(minutes=1)
    answer = browser.post(f"{path}/names", data=form)
    assert answer.status_code == 303, answer.text
    digest = answer.headers["location"].rpartition("/")[2]
    assert digest in browser.get(path).text, "an open plan about it"
    facts = room.find(digest).question.plan
    assert (facts.operation, facts.class_, facts.needs_notice) == ("rename", "plain", False)
    rows = browser.get(f"/plans/{digest}").text
    assert (rows.count("Now: in force"), rows.count("Replaces one. Now: in force")) == (2, 1)
    room.state(CLERK, "p1", digest, "make")
    room.state(CHAIR, "p2", digest, "approve")
    assert {*room.upload(room.sign(room.export(digest)))} == {"stored"}
    page = browser.get(path).text
    renamed = next(one for one in certificates(site) if one.holder == NAME)
    assert (renamed.title, renamed.grade, renamed.valid_until) == (body.title, body.grade, body.valid_until)
    assert re.search(rf"Formerly:.*{body.holder}", page)


def test_certificates_of_two_schemes_are_renamed_by_a_plan_of_each(site: DeskSite) -> None:
    room, code = site.room, "91500100MAHNJ7MT0F"
    world = room.office.world
    schemes = [
        one.id for one in AgreementText.model_validate(world.text).schemes if one.owner == world.cq.did
    ]
    signed = [world.issue("cq", scheme=scheme, unified_social_credit_code=code) for scheme in schemes[:2]]
    ids = [parse_any(data).body.id for data in signed if room.bench.admit(data) or True]
    world.advance(minutes=1)
    form = {"credential": ids, "name": NAME, "reason": "rename"}
    title, before = "Rename: 1 certificate,", site.signed_in("p1").get("/plans").text
    answer = site.signed_in("p1").post(f"/enterprises/{code}/names", data=form)
    assert (answer.status_code, answer.headers.get("location")) == (303, "/plans"), answer.text
    plans = [plan for plan in room.desk.read(partial(list_plans, now=room.now)) if plan.is_open]
    assert {plan.question.plan.scheme for plan in plans} == {*schemes[:2]}
    assert [len(plan.stated.documents) for plan in plans] == [2, 2], (
        "a certificate, and the end of the old one"
    )
    assert site.signed_in("p1").get("/plans").text.count(title) == before.count(title) + 2


def test_the_page_after_an_upload_is_judged_by_what_it_stored(site: DeskSite) -> None:
    room, browser = site.room, site.signed_in("p1")
    record = room.issue_before(1)[0]
    browser.get("/enterprises")
    signed = room.sign(room.export(room.decide([room.suspension(record)]).digest))
    browser.post("/uploads", files={"file": ("signed.json", signed, "application/json")})
    browser.get("/enterprises")
    trusted = site.app.state.node.trust.last
    assert record.body.id in trusted.store.party(room.desk.issuer).events.credentials


def certificates(site: DeskSite) -> list:  # type: ignore[type-arg]
    """Return the bodies of the certificates here, oldest first."""
    found = site.room.bench.registry.read(lambda view: [*view.of_kind("capability")])
    return [record.body for record in sorted(map(parse_any, found), key=lambda record: record.created)]


def test_all_enterprises_are_listed_page_by_page(site: DeskSite, monkeypatch: pytest.MonkeyPatch) -> None:
    browser, codes = site.signed_in("p1"), {body.holder_code for body in certificates(site)}
    monkeypatch.setattr(enterprises, "_LINES", 1)
    shown: list[str] = []
    totals: set[str] = set()
    address = "/enterprises"
    while address:
        page = browser.get(address).text
        shown += re.findall(r'href="/enterprises/([0-9A-Z]{18})"', page)
        totals = {*re.findall(r">1 of ([0-9]+)<", page)} or totals
        address = next(iter(re.findall(r'class="btn" href="(/enterprises\?after=[^"]+)"', page)), "")
    assert codes <= {*shown}
    assert totals == {str(len(shown))} == {str(len({*shown}))}


def test_an_old_publication_takes_no_act_away(site: DeskSite) -> None:
    body = certificates(site)[1]
    site.room.office.world.advance(days=30)
    page = site.signed_in("p1").get(f"/enterprises/{body.holder_code}").text
    assert "Others cannot confirm it until you publish" in page
    assert f'name="credential" value="{body.id}"' in page


def test_a_suspended_certificate_is_not_renamed(site: DeskSite) -> None:
    """A rename needs two persons, a reinstatement one of them a chair."""
    room, browser, (record,) = site.room, site.signed_in("p1"), site.room.issue_before(1)
    path = f"/enterprises/{record.body.holder_code}"
    choice = f'name="credential" value="{record.body.id}"'
    assert choice in browser.get(path).text
    signed = room.sign(room.export(room.decide([room.suspension(record)]).digest))
    browser.post("/uploads", files={"file": ("signed.json", signed, "application/json")})
    assert choice not in browser.get(path).text
    form = {"credential": record.body.id, "name": NAME, "reason": "rename"}
    answer = browser.post(f"{path}/names", data=form)
    assert (answer.status_code, "Reinstate it first" in answer.text) == (422, True)
