"""`huren journal`: who signed what, when, with which key."""

import json
from typing import Any

import openpyxl
import pytest

from tests.cli.office.offices import CQ, SC, Office, cq, offices

__all__ = ["cq", "offices"]


@pytest.fixture
def signed(cq: Office) -> Office:
    """Two credentials, one of them suspended, all published."""
    cq.issue("CQ-1", "CQ-2", now="2026-06-01")
    cq("suspend", "CQ-2", "--reason", "complaint", *cq.key("assessment"), "--yes", now="2026-06-02")
    cq.publish(now="2026-06-03")
    return cq


def journal(office: Office, *words: object) -> list[dict[str, Any]]:
    done = office("journal", "--json", *words, now="2026-06-04")
    return [json.loads(line) for line in done.out.splitlines()]


def test_the_signatures_of_the_own_association_stand_in_their_order(signed: Office) -> None:
    lines = journal(signed)
    assert {line["issuer"] for line in lines} == {CQ}
    assert [line["signed"] for line in lines] == sorted(line["signed"] for line in lines)
    assert {"agreement", "key-list", "issue", "suspend", "manifest"} <= {line["action"] for line in lines}
    (suspended,) = [line for line in lines if line["action"] == "suspend"]
    assert suspended["key"] == f"{CQ}#assessment-1"
    assert suspended["signed"].startswith("2026-06-02")
    assert suspended["what"].startswith("CQ-2  ")
    assert {line["issuer"] for line in journal(signed, "--issuer", SC)} == {SC}


def test_it_is_narrowed_by_time_key_action_and_number(signed: Office) -> None:
    since = journal(signed, "--since", "2026-06-02", "--key", "assessment-1")
    assert [line["action"] for line in since] == ["suspend"]
    assert [line["what"][:4] for line in journal(signed, "--action", "签发")] == ["CQ-1", "CQ-2"]
    assert [line["what"][:4] for line in journal(signed, "--action", "issue", "--limit", "1")] == ["CQ-2"]
    refused = signed("journal", "--action", "sign", code=2).err
    assert "issue, suspend, reinstate, revoke, supersede, capability" in refused
    signed("journal", "--json", "--xlsx", signed.path("journal.xlsx"), code=2)


def test_a_key_that_signed_nothing_is_refused_with_those_that_did(signed: Office) -> None:
    for lang, said in (
        ("en", "those that have signed: assessment-1, publication-1, root-1"),
        ("zh", "没有用它签署的记录；签署过的密钥：assessment-1, publication-1, root-1。"),
    ):
        refused = signed("journal", "--key", "assessment-7", "--lang", lang, code=2, now="2026-06-04")
        assert said in refused.err
        assert refused.out == ""
    by_words = journal(signed, "--key", "发布密钥１")
    assert by_words == journal(signed, "--key", f"{CQ}#publication-1") != []
    assert journal(signed, "--key", "publication-1", "--since", "2026-06-04") == []


def test_lines_and_workbook_say_the_same_in_words(signed: Office) -> None:
    shown = signed("journal", "--action", "suspend", "--lang", "zh", now="2026-06-04")
    head, line = shown.out.splitlines()
    assert head.split() == ["签署时间", "协会", "密钥", "事项", "内容"]
    assert "评价密钥 1" in line
    assert "暂停" in line
    assert shown.err == "共 1 项\n"
    book = signed.path("journal.xlsx")
    signed("journal", "--lang", "zh", "--xlsx", book, now="2026-06-04")
    (page,) = openpyxl.load_workbook(book).worksheets
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert len(rows) == 1 + len(journal(signed))
    (suspended,) = [row for row in rows if row[3] == "暂停"]
    assert suspended[0] in line
    assert suspended[4] in line
    assert suspended[5] == f"{CQ}#assessment-1"


def test_show_names_the_key_of_every_event(signed: Office) -> None:
    shown = signed("show", "CQ-2", now="2026-06-04").out
    assert "1. suspended" in shown
    assert "signed 2026-06-02 with assessment key 1" in shown
    assert "2026-06-02 以 评价密钥 1 签署" in signed("show", "CQ-2", "--lang", "zh", now="2026-06-04").out
