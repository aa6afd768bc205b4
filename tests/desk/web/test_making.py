"""From a sheet to records in the browser: errors at their cells, two persons, the key elsewhere."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from carriers.errors import CarrierError
from carriers.spreadsheet import ASSESSMENTS
from carriers.spreadsheet.change_columns import CHANGES
from credentials.documents.desk.carried import format_signed_plan, parse_plan_to_sign
from desk.errors import DeskError
from desk.office.plans import list_plans
from desk.people.drafts import draft_next
from desk.web.errors import DeskWebError, mend_on_page
from registry.issuing.offline_files import export_plans
from tests.desk.desk_room import CHAIR, CLERK
from tests.desk.web.desk_site import DESK, EVIL, DeskSite, desk_site, hidden


@pytest.fixture
def site(tmp_path: Path) -> Iterator[DeskSite]:
    with desk_site(tmp_path, "p1", "p2") as site:
        yield site


def sheet(layout: Any, *rows: dict[str, str]) -> bytes:
    """Return a sheet as CSV."""
    columns = [column for column in layout.columns if any(column.name in row for row in rows)]
    lines = [[column.header for column in columns], *([row.get(c.name, "") for c in columns] for row in rows)]
    return "\n".join(",".join(line) for line in lines).encode()


def drop(site: DeskSite, data: bytes, browser: TestClient | None = None, **fields: str) -> Any:
    """Drop a sheet as the clerk and return the answer."""
    browser = browser or site.signed_in("p1")
    return browser.post("/plans/new", data=fields, files={"sheet": ("rows.csv", data)})


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


def test_a_file_of_any_unsigned_documents_becomes_a_plan(site: DeskSite) -> None:
    """A people list, a key list and a batch, as the commands write them."""
    room = site.room
    world, people = room.office.world, room.office.lists[-1]
    party = room.bench.registry.load_trust().party(world.cq.did)
    assert party is not None
    key_list = party.newest_key_list
    following = {**key_list.unsigned, "version": key_list.body.version + 1}
    renewed = room.desk.read(partial(draft_next, now=room.now))
    browser = site.signed_in("p1")
    (record,) = room.issue_before(1)
    suspension = room.suspension(record)
    batch = json.loads(export_plans([suspension], world.cq.did, []))
    for name, value, operation in (
        ("people", renewed, "People list"),
        ("batch", batch, "Suspend"),
        ("keys", following, "key list"),
    ):
        answer = drop(site, json.dumps(value).encode(), browser, use="file")
        assert answer.status_code == 303, (name, answer.text[-1500:])
        assert operation in browser.get(answer.headers["location"]).text, name
    assert renewed["version"] == people.body.version + 1


def test_a_file_that_no_plan_may_have_is_refused_in_words(site: DeskSite) -> None:
    room = site.room
    (record,) = room.issue_before(1)
    suspension = room.suspension(record)
    browser = site.signed_in("p1")
    foreign = {**suspension, "issuer": "did:web:gz.huren.example"}
    for data in (
        b"", b"{}", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"type":"huren-unsigned/1"}', b'{"a":1e999}',
        b'{"type":"huren-unsigned/1","issuer":"did:web:cq.huren.example","methods":[],"documents":[]}',
        *(json.dumps(value).encode() for value in (
            record.value, foreign, {**suspension, "type": ["Nothing"]}, {**suspension, "id": EVIL},
            {**suspension, "credentialSubject": None},
        )),
    ):  # fmt: skip
        answer = drop(site, data, browser, use="file")
        assert answer.status_code in (400, 409, 422), (data[:80], answer.status_code, answer.text[-500:])
        assert "<script>alert" not in answer.text
    for days in ("0", "46", "999", "-1", "0001" + "9" * 30, "٣"):
        answer = drop(site, json.dumps(suspension).encode(), browser, use="file", days=days)
        assert answer.status_code == 422, days


def test_a_mend_on_a_page_names_no_option_of_a_command() -> None:
    """Where only the terminal helps, it is said so."""
    for errors in (DeskError, DeskWebError):
        for code in errors.MESSAGES:
            for lang in ("en", "zh"):
                mend = mend_on_page(errors(code), lang)
                in_terminal = "terminal" in mend or "终端" in mend or "key new" in mend
                assert in_terminal or ("--" not in mend and "huren " not in mend), (code, mend)
    for code in ("rows-hidden", "columns-hidden", "sheet-further"):
        assert "--" not in mend_on_page(CarrierError(code), "zh")
