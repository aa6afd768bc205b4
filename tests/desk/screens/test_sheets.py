"""Sheets to print: a plan for a meeting with a seat for each person, and what an application needs."""

from functools import partial
from pathlib import Path
from typing import Any

from desk.inbox.entries import APPLICATION, OBJECTION, add_entry
from tests.desk.web.desk_site import desk_site

SENDER = {"kind": "enterprise", "name": "示例申请企业", "contact": "示例"}


def test_a_plan_is_printed_with_all_rows_eight_words_and_a_seat_for_each_person(tmp_path: Path) -> None:
    with desk_site(tmp_path, "p1") as site:
        room = site.room
        plan = room.plan([room.certificate(1), room.certificate(2)], notice="opening-stock")
        page = site.signed_in("p1").get(f"/plans/{plan.digest}/sheet").text
        assert page.partition('class="words"')[2].partition("</p>")[0].count("<span>") == 8
        assert page.count('data-label="Agreed"') == 2
        assert page.count("____________________<br>") == 2
        assert "A chair" in page
        assert site.signed_in("p1").get(f"/plans/{'0' * 64}/sheet").status_code == 404


def test_an_application_shows_what_its_scheme_asks_for(tmp_path: Path) -> None:
    with desk_site(tmp_path, "p1") as site:
        room, browser = site.room, site.signed_in("p1")
        value = {
            "by": SENDER,
            "receivedOn": "2026-05-01",
            "unifiedSocialCreditCode": "91350100M000100Y43",
            "scheme": "cq-facility-operation",
        }

        def keep(kind: str, value: Any) -> str:
            add = partial(add_entry, kind=kind, value=value, sender="192.0.2.1", now=room.now)
            return room.desk.write(add)

        entry, credit = keep(APPLICATION, value), keep(APPLICATION, {**value, "scheme": "cq-credit"})
        about = {"number": room.issue_before(1)[0].body.title, "name": "示例"}
        paper = {"about": about, "by": SENDER, "arguments": "示例", "receivedOn": "2026-05-01"}
        other = keep(OBJECTION, paper)
        for path in (f"/inbox/{entry}", f"/inbox/{entry}/checklist"):
            page = browser.get(path).text
            assert "domestic sewage treatment" in page
            assert "emergency plan" in page
        assert "three fiscal years" in browser.get(f"/inbox/{credit}/checklist").text
        assert browser.get(f"/inbox/{other}/checklist").status_code == 404
