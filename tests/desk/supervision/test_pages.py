"""Supervision, suspension and ends in the browser: from a list to a plan that two persons decide."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from credentials.documents.desk.carried import parse_plan_to_sign
from credentials.drafting.draft import StatusDraft
from credentials.times import day_of, end_of, format_time
from desk.office.plans import list_plans
from desk.supervision.judge import FAILED, PASSED
from desk.web.care.supervision import FILTERS
from registry.issuing.issue import plan_event
from tests.desk.desk_room import CHAIR, CLERK
from tests.desk.supervision.rounds import cares, change, counts, note, set_rule
from tests.desk.web.desk_site import DeskSite, desk_site, read_letter


@pytest.fixture
def site(tmp_path: Path) -> Iterator[DeskSite]:
    with desk_site(tmp_path, "p1", "p2") as site:
        yield site


def chosen(answer: Any, site: DeskSite) -> Any:
    """Return the plan to which an answer leads."""
    assert answer.status_code == 303, answer.text
    return site.room.find(answer.headers["location"].rpartition("/")[2])


def test_what_lapsed_or_failed_becomes_one_plan_to_suspend(site: DeskSite) -> None:
    room = site.room
    late, bad, good = room.issue_before(3)
    set_rule(room)
    room.office.world.advance(days=75)
    note(room, bad, FAILED)
    note(room, good, PASSED)
    browser = site.signed_in("p1")
    page = browser.get("/supervision?list=lapsed").text
    assert late.body.id in page
    assert bad.body.id in page
    assert good.body.id not in page
    assert " checked" not in page, "nobody is chosen beforehand"
    ids = [record.body.id for record in (late, bad, good)]
    until = f"{day_of(room.now) + timedelta(days=60)}"
    letters = browser.post("/supervision/letters?list=overdue", data={"all": "1"})
    assert (letters.status_code, letters.content[:5]) == (200, b"%PDF-")
    assert cares(room)[late.body.id].letters == [], "a letter that was made is not sent yet"
    nothing = [
        browser.post(f"/supervision/{act}", data={"all": ""}).text for act in ("letters", "sent", "suspend")
    ]
    assert all("Nothing is ticked" in text for text in nothing)
    day = day_of(room.now) - timedelta(days=1)
    sent = browser.post("/supervision/sent?list=overdue", data={"all": "1", "sent": f"{day}"})
    told = browser.get(sent.headers["location"]).text
    assert "Noted by you just now: letters 1." in told
    assert 'role="status"' not in browser.get("/supervision?sent=57&noted=57").text
    assert "<bdi>letters " in browser.get("/journal").text
    with pypdfium2.PdfDocument(letters.content) as paper:
        text = " ".join(paper[0].get_textpage().get_text_range().split())
    assert "The grace ended on" in text
    assert f"by {day_of(room.now) + timedelta(days=10)}" in text
    dated = browser.post("/supervision/letters?list=overdue", data={"all": "1", "sent": "2026-05-02"})
    assert "2026-05-02" in read_letter(dated), "a letter has the day of its sending"
    assert "Contact: " in text
    assert cares(room)[late.body.id].letters == [day]
    assert cares(room)[bad.body.id].letters == [], "its result has come"
    back = {"all": "1", "sent": f"{day}", "act": "no-letter"}
    for _ in range(2):
        assert browser.post("/supervision/sent?list=overdue", data=back).status_code == 303
    assert cares(room)[late.body.id].letters == [], "what was noted by mistake is taken back"
    assert browser.get("/journal").text.count("letters taken back 1") == 1
    assert (
        "field-value"
        in browser.post("/supervision/suspend", data={"credential": ids, "until": "2020-01-01"}).text
    )
    asked = {"credential": ids, "until": until}
    assert "field-value" in browser.post("/supervision/suspend", data={**asked, "reason": "renewal"}).text
    plan = chosen(browser.post("/supervision/suspend", data=asked), site)
    changes = [document["credentialSubject"] for document in plan.stated.documents]
    assert {one["credential"]: one["reason"] for one in changes} == dict.fromkeys(
        ids[:2], "annual-check-overdue"
    )
    assert plan.question.plan.class_ == "plain"
    assert (
        "none-lapsed"
        in browser.post("/supervision/suspend", data={"credential": ids[2:], "until": until}).text
    )


def test_a_sheet_of_results_is_noted_whole_or_not_at_all(site: DeskSite) -> None:
    room = site.room
    one, two = room.issue_before(2)
    set_rule(room)
    browser = site.signed_in("p1")
    head = "证书编号,统一社会信用代码,监督日期,结果"
    day = f"{day_of(room.now)}"
    line = f"{one.body.title},{one.body.holder_code},{day},通过"
    bad = f"{two.body.title},{two.body.holder_code},{day},也许"
    empty = f"{two.body.title},{two.body.holder_code},,"
    refused = browser.post(
        "/supervision/results", files={"sheet": ("r.csv", f"{head}\n{line}\n{bad}".encode())}
    )
    assert (refused.status_code, "也许" in refused.text) == (422, True)
    assert cares(room)[one.body.id].passed is None
    done = browser.post(
        "/supervision/results", files={"sheet": ("r.csv", f"{head}\n{line}\n{empty}".encode())}
    )
    assert done.headers["location"] == "/supervision?noted=1"
    assert cares(room)[one.body.id].passed == day_of(room.now)
    for line_, told in ((line, "had been noted before"), (empty, "The sheet has no result")):
        same = browser.post("/supervision/results", files={"sheet": ("r.csv", f"{head}\n{line_}".encode())})
        page = same if same.status_code != 303 else browser.get(same.headers["location"])
        assert told in page.text
    again = browser.get(f"/supervision/reprint/{one.body.id}")
    with pypdfium2.PdfDocument(again.content) as paper:
        assert f"{day} 合格" in paper[0].get_textpage().get_text_range()
    assert browser.get("/supervision/results.xlsx?list=not-due").content.startswith(b"PK")
    assert browser.get("/supervision?list=none").status_code == 422
    pages = {name: browser.get(f"/supervision?list={name}").status_code for name in FILTERS}
    assert set(pages.values()) == {200}, pages


def test_a_suspension_that_ran_out_is_converted_and_cites_it(site: DeskSite) -> None:
    room = site.room
    (record,) = room.issue_before(1)
    set_rule(room)
    change(room, record, "suspend", "complaint", until=end_of(day_of(room.now) + timedelta(days=3)))
    room.office.world.advance(days=5)
    assert counts(room).ran_out == 1
    browser = site.signed_in("p1")
    id_ = record.body.id
    assert f"/end?credential={id_.replace(':', '%3A')}" in browser.get("/supervision").text.replace(
        "&amp;", "&"
    )
    page = browser.get("/end", params={"credential": id_, "kind": "cancel", "follows": "1"}).text
    event = room.bench.registry.read(lambda view: view.all_events(room.desk.issuer))[0].body.id
    assert event in page
    assert "one of them a chair" in page
    plan = chosen(
        browser.post("/end", data={"credential": id_, "kind": "cancel", "reasons": f"承接 {event}"}), site
    )
    assert plan.question.plan.class_ == "chair"
    assert event in (plan.stated.plan.body.reasons or "")


def test_a_sheet_of_ends_becomes_a_plan_or_comes_back_with_its_errors(site: DeskSite) -> None:
    (record,) = site.room.issue_before(1)
    browser = site.signed_in("p1")

    def drop(reason: str) -> Any:
        data = f"证书编号,变更,原因\n{record.body.title},注销,{reason}".encode()
        return browser.post("/end/sheet", data={"reasons": "示例"}, files={"sheet": ("ends.csv", data)})

    wrong = drop("天气")
    assert (wrong.status_code, "天气" in wrong.text) == (422, True)
    assert chosen(drop("企业申请"), site).question.plan.operation == "revoke"
    assert browser.get("/end/changes.xlsx").content.startswith(b"PK")


def test_a_running_suspension_is_extended_by_two(site: DeskSite) -> None:
    room = site.room
    (record,) = room.issue_before(1)
    until = end_of(day_of(room.now) + timedelta(days=3))
    change(room, record, "suspend", "complaint", until=until)
    room.office.world.advance(hours=1)
    data = {
        "credential": record.body.id,
        "kind": "extend",
        "until": f"{day_of(room.now) + timedelta(days=30)}",
    }
    browser = site.signed_in("p1")
    page = browser.get("/end", params=data).text
    assert "unchanged" in page.partition("Who verifies today")[2][:200]
    assert "1 invalid" in page.partition("Who verifies on")[2][:600]
    plan = chosen(browser.post("/end", data=data), site)
    subject = plan.stated.documents[0]["credentialSubject"]
    assert (plan.question.plan.class_, subject["reason"]) == ("plain", "complaint")
    assert plan.question.plan.effective_from == until
    room.state(CLERK, "p1", plan.digest, "make")
    room.state(CHAIR, "p2", plan.digest, "approve")
    room.office.world.advance(minutes=5)
    files = {"file": ("signed.json", room.sign(room.export(plan.digest)), "application/json")}
    assert "stored</span>" in site.signed_in("p1").post("/uploads", files=files).text
    letter = read_letter(browser.get(f"/end/letter?credential={record.body.id}"))
    assert f"暂停至{day_of(room.now) + timedelta(days=30)}（含当日）" in letter
    again = {**data, "until": f"{day_of(room.now) + timedelta(days=40)}"}
    plan = chosen(browser.post("/end", data=again), site)
    assert plan.question.plan.effective_from == end_of(day_of(room.now) + timedelta(days=30))
    carried = parse_plan_to_sign(room.carry(plan.digest))
    assert len(carried.about) == 3, "what begins while the file may be signed goes with it"


def test_the_effect_is_shown_before_anything_is_made(site: DeskSite) -> None:
    room = site.room
    one, two, _ = room.issue_before(3)
    room.office.world.advance(days=20)
    browser = site.signed_in("p1")
    page = browser.get("/end", params={"credential": one.body.id, "kind": "annul-false"}).text
    assert "A grave matter" in page
    assert "bids of the past may change" in page
    assert "bids from" in page
    mild = browser.get(
        "/end", params={"credential": [one.body.id, two.body.id], "kind": "suspend", "reason": "complaint"}
    )
    assert "2 persons, the maker included." in mild.text
    assert "2 invalid" in mild.text
    others = mild.text.partition("Its other certificates")[2]
    assert "1 valid" in others[:200], "a chosen one is no other one"
    form = {
        "credential": one.body.id,
        "kind": "suspend",
        "reason": "complaint",
        "reasons": "示例",
        "show": "yes",
    }
    shown = browser.post("/end", data=form)
    assert (shown.status_code, "1 invalid" in shown.text, "示例" in shown.text) == (200, True, True)
    assert room.desk.read(partial(list_plans, now=room.now)) == []
    plan = room.plan([room.suspension(one)])
    rival = browser.get(
        "/end", params={"credential": one.body.id, "kind": "suspend", "reason": "complaint"}
    ).text
    assert plan.digest in rival
    found = browser.get("/end", params={"words": one.body.holder}).text
    assert one.body.id in found
    assert "in force" in found.partition(one.body.id)[2].partition("</label>")[0]


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "cancel"},
        {"credential": "one", "kind": "fly"},
        {"credential": "one", "kind": "dissolved"},
        {"credential": "one", "kind": "reinstate"},
        {"credential": "one", "kind": "extend", "until": "2026-09-01"},
        {"credential": "one", "kind": "suspend", "reason": "resolved"},
        {"credential": "one", "kind": "cancel", "from": "2026-02-30"},
        {"credential": "one", "kind": "cancel", "from": "someday"},
        {"credential": "one", "kind": "suspend", "reason": "complaint", "until": "2020-01-01"},
        {"credential": "one", "kind": "downgrade", "grade": "", "number": ""},
        {"credential": "one", "kind": "downgrade", "grade": "none", "number": "N-77"},
    ],
)
def test_a_choice_that_does_not_fit_comes_back_with_what_is_wrong(
    site: DeskSite, data: dict[str, str]
) -> None:
    (record,) = site.room.issue_before(1)
    data = {name: record.body.id if value == "one" else value for name, value in data.items()}
    answer = site.signed_in("p1").post("/end", data=data)
    assert (answer.status_code, 'role="alert"' in answer.text) == (422, True)


def test_an_end_in_the_past_needs_a_basis(site: DeskSite) -> None:
    room = site.room
    (record,) = room.issue_before(1)
    room.office.world.advance(days=9)
    browser = site.signed_in("p1")
    back = f"{day_of(room.now) - timedelta(days=3)}"
    asked = {"credential": record.body.id, "kind": "cancel", "from": back}
    assert "basis-missing" in browser.post("/end", data=asked).text
    sheet = f"证书编号,变更,原因,生效时间\n{record.body.title},终止,严重违规,{back}".encode()
    assert "basis-missing" in browser.post("/end/sheet", files={"sheet": ("ends.csv", sheet)}).text
    assert room.desk.read(partial(list_plans, now=room.now)) == []
    minutes = browser.post("/end", data=asked, files={"attachment": ("minutes.txt", b"1")})
    assert chosen(minutes, site).question.plan.is_late


def test_a_suspension_on_record_has_a_letter_to_its_enterprise(site: DeskSite) -> None:
    room = site.room
    (record,) = room.issue_before(1)
    letter = f"/end/letter?credential={record.body.id}"
    browser = site.signed_in("p1")
    assert browser.get(letter).status_code == 422
    change(
        room, record, "suspend", "annual-check-overdue", until=end_of(day_of(room.now) + timedelta(days=3))
    )
    room.office.world.advance(minutes=5)
    assert "/end/letter?" in browser.get("/end", params={"credential": record.body.id}).text
    text = read_letter(browser.get(letter))
    assert f"{record.body.title}号证书" in text
    assert "未按期通过年度监督" in text
    assert "请自收到本通知书之日起10日内书面提出" in text
    assert f"经本协会于{day_of(room.now)}决定" in text
    room.office.world.advance(days=2)
    browser = site.signed_in("p1")
    assert read_letter(browser.get(letter)) == text, "whenever it is made, it is the same"
    change(room, record, "revoke", "enterprise-request")
    room.office.world.advance(minutes=5)
    ended = read_letter(browser.get(letter))
    assert ("不再恢复" in ended, "其间核验" in ended) == (True, False)
    assert "联系方式：" in text


def test_a_downgrade_makes_a_lower_certificate_in_its_place(site: DeskSite) -> None:
    room = site.room
    (record,) = room.issue_before(1)
    room.office.world.advance(days=1)
    browser = site.signed_in("p1")
    lower = browser.get("/end", params={"credential": record.body.id}).text
    grade = (
        lower.partition('id="grade"')[2].partition('option value="')[2].partition('<option value="')[2][:40]
    )
    data = {
        "credential": record.body.id,
        "kind": "downgrade",
        "grade": grade.partition('"')[0],
        "number": "CQ-LOW-1",
    }
    plan = chosen(browser.post("/end", data=data), site)
    assert (plan.question.plan.operation, len(plan.stated.documents)) == ("downgrade", 2)


def test_a_suspension_to_come_is_shown_taken_back_and_extended(site: DeskSite) -> None:
    room = site.room
    (record,) = room.issue_before(1)
    begins, ends = room.now + timedelta(days=5), room.now + timedelta(days=30)
    draft = StatusDraft(record.body.id, "suspend", "investigation", begins, ends)
    store(site, draft)
    browser, extended = site.signed_in("p1"), f"{day_of(ends + timedelta(days=30))}"
    page = browser.get("/end", params={"credential": record.body.id}).text
    since = f"suspended from <time>{day_of(begins)}</time>"
    assert (since in page, 'id="kind-reinstate"' in page, 'id="kind-suspend"' in page) == (True, True, False)
    data = {"credential": record.body.id, "kind": "extend", "until": extended}
    plan = chosen(browser.post("/end", data=data), site)
    change: Any = plan.stated.documents[0]["credentialSubject"]
    assert (change["effectiveFrom"], change["reason"]) == (format_time(ends), "investigation")
    assert since in browser.get(f"/plans/{plan.digest}").text
    room.office.world.advance(minutes=1)
    room.state(CHAIR, "p2", plan.digest, "reject", reasons="示例：不再需要")
    plan = chosen(browser.post("/end", data={**data, "kind": "reinstate"}), site)
    assert plan.question.plan.operation == "reinstate"


def test_false_material_is_annulled_from_the_first_day_of_what_was_given_up_since(site: DeskSite) -> None:
    room = site.room
    (record,) = room.issue_before(1)
    room.office.world.advance(days=1)
    store(site, StatusDraft(record.body.id, "revoke", "enterprise-request", room.now))
    room.office.world.advance(days=1)
    browser, data = (
        site.signed_in("p1"),
        {"credential": record.body.id, "kind": "annul-false", "reasons": "示例"},
    )
    assert 'id="kind-annul-false"' in browser.get("/end", params={"credential": record.body.id}).text
    late = browser.post("/end", data={**data, "kind": "cancel"})
    assert (late.status_code, "has ended or is superseded" in late.text) == (409, True)
    assert chosen(browser.post("/end", data=data), site).held == {}


def store(site: DeskSite, draft: StatusDraft) -> None:
    """Decide, sign and store a change."""
    room = site.room
    common: Any = {"issuer": room.desk.issuer, "now": room.now, "random": room.random}
    plan = room.decide([plan_event(room.bench.registry, draft, **common)])
    files = {"file": ("signed.json", room.sign(room.export(plan.digest)), "application/json")}
    assert "stored</span>" in site.signed_in("p1").post("/uploads", files=files).text
