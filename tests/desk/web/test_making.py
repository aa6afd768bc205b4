"""From a sheet to records in the browser: errors at their cells, two persons, the key elsewhere."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from carriers.spreadsheet import ASSESSMENTS
from carriers.spreadsheet.change_columns import CHANGES
from credentials.documents.desk.carried import format_signed_plan, parse_plan_to_sign
from desk.office.plans import list_plans
from tests.desk.desk_room import CHAIR, CLERK
from tests.desk.web.desk_site import DESK, DeskSite, desk_site, hidden


@pytest.fixture
def site(tmp_path: Path) -> Iterator[DeskSite]:
    with desk_site(tmp_path, "p1", "p2") as site:
        yield site


def sheet(layout: Any, *rows: dict[str, str]) -> bytes:
    """Return a sheet as CSV."""
    columns = [column for column in layout.columns if any(column.name in row for row in rows)]
    lines = [[column.header for column in columns], *([row.get(c.name, "") for c in columns] for row in rows)]
    return "\n".join(",".join(line) for line in lines).encode()


def drop(site: DeskSite, data: bytes, person: str = "p1", **fields: str) -> Any:
    """Drop a sheet and return the answer."""
    return site.signed_in(person).post("/plans/new", data=fields, files={"sheet": ("rows.csv", data)})


def test_a_sheet_of_changes_becomes_a_plan_is_decided_signed_and_stored(site: DeskSite) -> None:
    room = site.room
    records = room.issue_before(2)
    rows = [
        {"credential": record.body.title, "action": "suspend", "reason": "complaint"} for record in records
    ]
    answer = drop(site, sheet(CHANGES, *rows), use="change", reasons="投诉属实")
    assert answer.status_code == 303, answer.text
    digest = answer.headers["location"].rpartition("/")[2]
    browser = site.signed_in("p1")
    page = browser.get(f"/plans/{digest}")
    assert all(record.body.holder in page.text for record in records)
    room.state(CLERK, "p1", digest, "make")
    room.state(CHAIR, "p2", digest, "approve")
    chair = site.signed_in("p2", address=DESK)
    version = hidden(chair.get(f"/plans/{digest}"), "version")
    exported = parse_plan_to_sign(chair.post(f"/plans/{digest}/export", data={"version": version}).content)
    cq = room.office.world.cq
    signed = [cq.sign(document, "assessment", room.now) for document in exported.stated.documents]
    back = format_signed_plan(exported, signed)
    result = chair.post("/uploads", files={"file": ("signed.json", back)})
    assert (result.status_code, result.text.count("stored")) == (200, 2), result.text
    assert "signed and stored" in chair.get(f"/plans/{digest}").text
    again = chair.post("/uploads", files={"file": ("signed.json", back)})
    assert again.text.count("was stored already") == 2


def test_errors_of_rows_come_back_at_their_cells_and_nothing_is_planned(site: DeskSite) -> None:
    data = sheet(
        CHANGES,
        {"credential": "CQ-NONE-1", "action": "suspend", "reason": "complaint"},
        {"credential": "", "action": "fly"},
    )
    answer = drop(site, data, use="change", reasons="<b>投诉</b>")
    assert answer.status_code == 422
    assert 'value="change" checked' in answer.text
    assert "&lt;b&gt;投诉&lt;/b&gt;</textarea>" in answer.text
    assert "errors; nothing was kept" in answer.text
    assert site.room.desk.read(partial(list_plans, now=site.room.now)) == []
    unreadable = drop(site, b"\x00\x01\x02", use="change")
    assert unreadable.status_code == 422
    assert "<code>" in unreadable.text
    assert drop(site, b"", use="change").status_code == 422
    assert "field-value" in drop(site, data, use="else").text


def test_one_plan_is_for_one_operation(site: DeskSite) -> None:
    room = site.room
    one, two = room.issue_before(2)
    rows = [
        {"credential": one.body.title, "action": "suspend", "reason": "complaint"},
        {"credential": two.body.title, "action": "revoke", "reason": "serious-violation"},
    ]
    answer = drop(site, sheet(CHANGES, *rows), use="change")
    assert (answer.status_code, "plan-mixed" in answer.text) == (422, True)


def test_certificates_need_a_notice_or_reasons_to_skip_it(site: DeskSite) -> None:
    room = site.room
    draft = room.bench.draft(1)
    row = {
        "scheme": draft.scheme,
        "grade": draft.grade,
        "unifiedSocialCreditCode": draft.unified_social_credit_code,
        "legalName": draft.legal_name,
        "region": draft.region,
        "category": "、".join(draft.category or ()),
        "certificateNumber": draft.certificate_number,
        "assessedOn": f"{draft.assessed_on}",
    }
    data = sheet(ASSESSMENTS, {name: value for name, value in row.items() if value})
    without = drop(site, data, use="issue")
    assert "notice-missing" in without.text, without.text
    skipped = drop(site, data, use="issue", notice="skipped")
    assert "member-missing" in skipped.text
    made = drop(site, data, use="issue", notice="skipped", reasons="补办")
    assert made.status_code == 303, made.text
    page = site.signed_in("p1").get(made.headers["location"]).text
    assert "A grave matter" in page
    assert "补办" in page


def test_only_the_digest_of_an_attachment_is_bound(site: DeskSite) -> None:
    room = site.room
    (record,) = room.issue_before(1)
    data = sheet(CHANGES, {"credential": record.body.title, "action": "suspend", "reason": "complaint"})
    files = [("sheet", ("rows.csv", data)), ("attachment", ("会议纪要.pdf", b"%PDF-1.7 minutes"))]
    answer = site.signed_in("p1").post("/plans/new", data={"use": "change"}, files=files)
    plan = room.find(answer.headers["location"].rpartition("/")[2])
    (attachment,) = plan.stated.plan.body.attachments or ()
    assert attachment.name == "会议纪要.pdf"
    assert "会议纪要.pdf" in site.signed_in("p2").get(answer.headers["location"]).text


def test_an_empty_sheet_can_be_taken(site: DeskSite) -> None:
    answer = site.signed_in("p1").get("/plans/new/template.xlsx")
    assert answer.content.startswith(b"PK")
