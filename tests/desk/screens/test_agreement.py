"""The agreement at the desk: edited by a form or a workbook, its effect counted, its halves on their way."""

import html
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from carriers.agreement_workbook import read_agreement, write_agreement
from signing.jcs import canonicalize
from tests.desk.web.desk_site import DeskSite, desk_site, hidden

COUNTED = ("cq-facility-operation", "一级")
"""Scheme and grade of the certificates of the room."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[DeskSite]:
    with desk_site(tmp_path, "p1") as site:
        site.room.issue_before(2)
        yield site


def rows_of(site: DeskSite) -> list[Any]:
    """Return the equivalences of the text in force."""
    text: Any = site.room.office.world.text
    return [*text["equivalences"]]


def row_of(site: DeskSite, field: str = "grade") -> str:
    """Return the field of the row by which the certificates of the room count elsewhere."""
    rows = enumerate(rows_of(site))
    place = next(place for place, row in rows if (row["from"]["scheme"], row["from"]["grade"]) == COUNTED)
    return f"{field}:{place}"


def propose(browser: TestClient, **fields: str) -> Any:
    """Send the form of the next version with these fields."""
    previous = hidden(browser.get("/agreement/next"), "previous")
    return browser.post("/agreement/next", data={"previous": previous, **fields})


def words(page: Any) -> str:
    """Return the text of a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page.text)).split())


def test_a_row_that_goes_is_counted_before_a_plan_is_made_and_on_its_page(site: DeskSite) -> None:
    browser = site.signed_in("p1")
    all_of_it = {
        f"grade:{place}": "x"
        for place, row in enumerate(rows_of(site))
        if row["from"]["scheme"] == COUNTED[0]
    }
    shown = propose(browser, **all_of_it, act="show")
    assert shown.status_code == 200, shown.text[-2000:]
    assert "−2 no longer counted in Sichuan" in words(shown)
    planned = propose(browser, **all_of_it, act="plan")
    assert planned.status_code == 303, words(planned)
    plan = site.room.find(planned.headers["location"].rpartition("/")[2])
    assert plan.question.plan.operation == "agreement"
    assert "−2 no longer counted in Sichuan" in words(browser.get(planned.headers["location"]))
    assert "drafted here" in words(browser.get("/agreement"))
    second = propose(browser, **{row_of(site): "-"}, act="plan")
    assert "other-plan-open" in second.text
    assert f'href="{planned.headers["location"]}"' in second.text
    assert plan.digest not in words(second)


def test_one_grade_changes_and_one_row_is_added(site: DeskSite) -> None:
    browser, row = site.signed_in("p1"), row_of(site)
    place = int(row.partition(":")[2])
    was: Any = rows_of(site)[place]
    scheme = next(one for one in site.room.office.world.text["schemes"] if one["id"] == was["to"]["scheme"])
    grade = next(code for code in (one["code"] for one in scheme["grades"]) if code != was["to"]["grade"])
    added = {
        "new:from": f"{was['from']['scheme']}|{was['from']['grade']}",
        "new:from-category": "不存在的类别",
        "new:to": f"{scheme['id']}|{grade}",
        "new:clause": "第九条（示例）",
    }
    wrong = propose(browser, **{row: grade}, **added, act="plan")
    assert wrong.status_code == 422
    assert "不存在的类别" in wrong.text, "the form comes back with what was typed"
    shown = propose(browser, **{row: grade}, act="show").text
    assert re.findall("<del>(.*?)</del>", shown)[0].startswith(was["to"]["grade"]), (
        "the grade alone is marked"
    )
    (open_one,) = re.findall(r'<details class="more" open>.*?</details>', shown, re.DOTALL)
    assert f'name="{row}"' in open_one
    planned = propose(browser, **{row: grade}, act="plan")
    document: Any = site.room.find(planned.headers["location"].rpartition("/")[2]).stated.documents[0]
    assert document["credentialSubject"]["equivalences"][place]["to"]["grade"] == grade
    assert document["credentialSubject"]["version"] == site.room.office.world.text["version"] + 1


def test_a_form_that_changes_nothing_makes_no_plan(site: DeskSite) -> None:
    browser = site.signed_in("p1")
    assert "nothing is changed" in words(propose(browser, act="plan"))
    stale = browser.post("/agreement/next", data={"previous": "0" * 64, "act": "plan"})
    assert stale.status_code == 409
    assert propose(browser, **{"from": "someday"}, act="show").status_code == 422


def test_a_workbook_goes_out_and_comes_back_with_errors_in_their_rows(site: DeskSite) -> None:
    browser = site.signed_in("p1")
    data = browser.get("/agreement/workbook.xlsx").content
    value: Any = read_agreement(data).value
    previous = {"previous": hidden(browser.get("/agreement/next"), "previous"), "act": "plan"}
    bad = {**value, "equivalences": [{**row, "clause": row["clause"]} for row in value["equivalences"]]}
    bad["equivalences"][3]["from"] = {**bad["equivalences"][3]["from"], "grade": "没有的等级"}
    refused = drop(browser, write_broken(bad), previous)
    assert refused.status_code == 422
    assert "没有的等级" in refused.text
    good = {**value, "equivalences": value["equivalences"][1:]}
    planned = drop(browser, write_agreement(good), previous)
    assert planned.status_code == 303, words(planned)
    document: Any = site.room.find(planned.headers["location"].rpartition("/")[2]).stated.documents[0]
    assert document["credentialSubject"] == good


def write_broken(value: Any) -> bytes:
    """Return a workbook with this text, of which one grade is unknown."""
    from carriers.agreement_workbook.columns import PAGES
    from carriers.agreement_workbook.writing import _items, _page
    from carriers.spreadsheet.formats.xlsx_writer import encode_workbook

    return encode_workbook([_page(page, [*_items(page, value)]) for page in PAGES])


def drop(browser: TestClient, data: bytes, fields: dict[str, str]) -> Any:
    """Drop a workbook."""
    return browser.post("/agreement/next", data=fields, files={"workbook": ("a.xlsx", io.BytesIO(data))})


def test_the_others_proposal_stands_with_its_effect_and_our_half_becomes_a_plan(site: DeskSite) -> None:
    room, browser = site.room, site.signed_in("p1")
    world = room.office.world

    def drop_rows(text: Any) -> None:
        text["equivalences"] = [row for row in text["equivalences"] if row["from"]["scheme"] != COUNTED[0]]

    digest = world.amend(drop_rows, signed_by=["sc"])
    for half in world.agreements[-1]:
        room.bench.admit(canonicalize(half))
    page = browser.get("/agreement")
    assert "−2 no longer counted in Sichuan" in words(page)
    assert "Make a plan of our half" in page.text
    answer = browser.post(f"/agreement/halves/{digest}", data={"": ""})
    assert answer.status_code == 303, words(answer)
    plan = room.find(answer.headers["location"].rpartition("/")[2])
    document: Any = plan.stated.documents[0]
    assert document["credentialSubject"] == world.agreements[-1][0]["credentialSubject"]
    again = browser.post(f"/agreement/halves/{digest}", data={"": ""})
    assert again.headers["location"] == answer.headers["location"], "the plan that is open already"
    assert browser.post(f"/agreement/halves/{'0' * 64}", data={"": ""}).status_code == 409
