"""Journal and year report: one order of acts and signatures, found by person and enterprise, counted."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from credentials.drafting.draft import StatusDraft
from registry.issuing.issue import plan_event
from registry.publishing.publish import publish
from signing.jcs import canonicalize
from tests.desk.web.desk_site import DeskSite, desk_site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskSite]:
    """Three certificates; one is suspended by a plan of two and stored, one ended with nobody's decision."""
    with desk_site(tmp_path_factory.mktemp("years"), "p1", "p2") as site:
        room = site.room
        first, second, _ = room.issue_before(3)
        plan = room.decide([room.suspension(first)])
        room.office.world.advance(minutes=1)
        room.upload(room.sign(room.export(plan.digest)))
        world = room.office.world
        draft = StatusDraft(second.body.id, "revoke", reason="false-material", effective_from=room.now)
        document = plan_event(
            room.bench.registry, draft, issuer=room.desk.issuer, now=room.now, random=room.random
        )
        room.bench.admit(canonicalize(world.cq.sign(document, "assessment", room.now)))
        signer = world.cq.signers["publication"]
        publish(room.bench.registry, room.desk.issuer, signer, now=room.now, random=room.random)
        yield site


@pytest.fixture(scope="module")
def browser(site: DeskSite) -> TestClient:
    return site.signed_in("p1")


def rows_of(browser: TestClient, **asked: str) -> list[list[str]]:
    """Return the lines of the journal as a spreadsheet program gets them."""
    answer = browser.get("/journal/journal.csv", params=asked)
    assert answer.status_code == 200, answer.text
    return [*csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))][1:]


def test_acts_and_signatures_stand_in_one_order_each_with_its_evidence(browser: TestClient) -> None:
    rows = rows_of(browser)
    times = [row[0] for row in rows]
    assert times == sorted(times, reverse=True)
    proofs = {(row[2], row[4]) for row in rows}
    assert {("signed a change", "signed record"), ("stated: approve", "signed statement")} <= proofs
    assert ("exported", "note only") in proofs
    page = browser.get("/journal").text
    assert "signed a certificate" in page
    assert any("signed: " in row[2] for row in rows)
    assert not any("urn:uuid:" in cell for row in rows for cell in row), "an id names nothing to a person"


def test_the_journal_is_narrowed_by_person_enterprise_and_period(browser: TestClient) -> None:
    assert {row[1] for row in rows_of(browser, by="p2")} == {"示例人员 p2"}
    (record,) = [row for row in rows_of(browser, enterprise="CQ-2026-") if row[2] == "signed a certificate"][
        :1
    ]
    number = next(word for word in record[3].split(" · ") if word.startswith("CQ-2026-"))
    about = rows_of(browser, enterprise=number)
    assert about
    assert len(about) < len(rows_of(browser))
    decided = {row[2].partition(":")[0] for row in rows_of(browser, only="decisions")}
    assert "stated" in decided <= {"stated", "made a plan"}
    logins = {row[2] for row in rows_of(browser, only="logins")}
    assert ("signed in" in logins, logins & {row[2] for row in rows_of(browser)}) == (True, set())
    assert rows_of(browser, since="2020-01-01", until="2020-12-31") == []
    assert browser.get("/journal", params={"since": "2026-05-02", "until": "2026-05-01"}).status_code == 422
    assert browser.get("/journal", params={"since": "soon"}).status_code == 422
    assert browser.get("/journal", params={"page": "9" * 40}).status_code == 200


def test_the_year_report_counts_what_was_signed_and_who_decided(browser: TestClient) -> None:
    answer = browser.get("/year/report.xlsx")
    assert answer.status_code == 200, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        text = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    page = browser.get("/year").text
    for shown in (text, page):
        assert "suspended" in shown
        assert "annulled" in shown
    assert "材料虚假" in text
    over = page.partition("Overview")[2].partition("</section>")[0]
    cells = [cell.partition("</bdi>")[0] for cell in over.split("<bdi>")[1:]]
    found = dict(zip(cells[::2], cells[1::2], strict=True))
    assert found["Certificates signed"] == "3"
    assert found["Statements of persons"] == "2"
    assert found["Records that nobody decided"] == "4"
    assert found["Certificates whose term ended"] == "0"
    valid = page.partition("In force")[2].partition("</section>")[0]
    assert re.findall("<bdi>([0-9]+)</bdi>", valid) == ["1", "1"], (
        "neither the suspended nor the annulled one"
    )
    empty = browser.get("/year", params={"since": "2020-01-01", "until": "2020-12-31"}).text
    assert "Certificates signed" in empty


def test_the_journal_has_two_files_and_no_other(browser: TestClient) -> None:
    assert browser.get("/journal/journal.xlsx").content.startswith(b"PK")
    assert browser.get("/journal/secrets.txt").status_code == 404
