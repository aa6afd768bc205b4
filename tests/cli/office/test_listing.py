"""Filters of `huren show`; requirements and memory of `huren verify`."""

import json
from pathlib import Path

import pytest

from tests.cli.office.offices import HEADER, Office, cq, offices, pin_of, row

__all__ = ["cq", "offices"]


def listed(office: Office, *words: object, now: str = "2026-07-01") -> list[str]:
    """Return the certificate numbers of a list."""
    lines = office("show", *words, "--json", now=now).out.splitlines()
    return [json.loads(line)["credentialSubject"]["assessment"]["certificateNumber"] for line in lines]


@pytest.fixture
def stock(cq: Office) -> Office:
    """CQ-1 in force, CQ-2 suspended, CQ-3 revoked, CQ-4 of another name and over by the end of 2026."""
    cq.issue("CQ-1", "CQ-2", "CQ-3")
    other = row("CQ-4", code="91500000MA0EXAMPJ5").strip()
    name = other.replace("重庆示例环保有限公司", "涪陵示例检测公司").replace("91500000MA0EXAMPJ5", _code())
    cq(
        "issue",
        cq.write("other.csv", HEADER.strip() + ",有效期至\n" + name + ",2026-12-31\n"),
        *cq.key("assessment"),
    )
    key = (*cq.key("assessment"), "--yes")
    cq("suspend", "CQ-2", "--reason", "complaint", *key)
    cq("revoke", "CQ-3", "--reason", "serious-violation", *key)
    return cq


def _code() -> str:
    from credentials.identifiers import uscc_check_character

    return "91500000MA0EXAMPJ" + uscc_check_character("91500000MA0EXAMPJ")


def test_a_list_is_narrowed(stock: Office) -> None:
    assert listed(stock) == ["CQ-1", "CQ-2", "CQ-3", "CQ-4"]
    assert listed(stock, "--status", "active") == ["CQ-1", "CQ-4"]
    assert listed(stock, "--status", "suspended") == ["CQ-2"]
    assert listed(stock, "--status", "revoked") == ["CQ-3"]
    for word in ("revoked", "终止", "cancelled", "取消"):
        assert listed(stock, "--status", word) == ["CQ-3"], word
    for word in ("annulled", "撤销", "given-up", "given up", "注销"):
        assert listed(stock, "--status", word) == [], word
    assert listed(stock, "--status", "in force") == ["CQ-1", "CQ-4"]
    assert listed(stock, "--status", "expired", now="2027-01-01") == ["CQ-4"]
    assert listed(stock, "--name", "涪陵") == ["CQ-4"]
    assert listed(stock, "--name", "示例环保") == ["CQ-1", "CQ-2", "CQ-3"]
    assert listed(stock, "--name", "涪") == ["CQ-4"], "a single character, too"
    assert listed(stock, "--name", "环保", "--status", "active") == ["CQ-1"]
    for words in ("检测 涪陵", "檢測", "重庆 检测", "ＭＡ０ｅｘａｍｐｊ", "ｃｑ－４", _code()[-6:]):
        assert listed(stock, "--name", words) == ["CQ-4"], words
    assert listed(stock, "--expires-before", "2027年1月1日") == ["CQ-4"]
    assert listed(stock, "--expires-before", "2026-12-31") == []
    assert listed(stock, "--due", "1", now="2026-12-30") == ["CQ-4"]
    assert listed(stock, "--due", "1", now="2026-12-29") == []
    assert listed(stock, "--due", "9999") == ["CQ-1", "CQ-2", "CQ-4"], "what is ended is not renewed"
    assert listed(stock, "--limit", "2") == ["CQ-1", "CQ-2"]
    assert listed(stock, "--uscc", _code(), "--name", "示例") == ["CQ-4"]


def test_a_list_says_how_each_stands_and_that_there_are_more(stock: Office) -> None:
    done = stock("show", "--limit", "3", now="2026-07-01")
    assert "there are more" in done.err
    for word in ("in force", "suspended", "cancelled"):
        assert word in done.out
    assert "there are more" not in stock("show", "--limit", "4", now="2026-07-01").err
    assert "暂停" in stock("show", "--lang", "zh", now="2026-07-01").out
    stock("show", "CQ-1", "--status", "active", code=2)
    stock("show", "--status", "lost", code=2)
    stock("show", "--limit", "0", code=2)


@pytest.fixture
def bid(stock: Office, offices: tuple[Office, Office]) -> tuple[Office, Path]:
    """An association that has published, and its bundle."""
    return stock, stock.publish(now="2026-05-11")


def test_a_verifier_may_be_told_to_remember_nothing(
    bid: tuple[Office, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, bundle = bid
    monkeypatch.chdir(tmp_path)
    words = ("verify", office.path("out") / "CQ-1.json", "--bundle", bundle, "--pin", pin_of(office))
    before = {*tmp_path.rglob("*")}
    office.huren(*words, "--state", "none", code=3)
    assert {*tmp_path.rglob("*")} == before
    office.huren(*words, code=3)
    (kept,) = (tmp_path / "state" / "huren").iterdir()
    assert kept.name == f"seen-{pin_of(office)[:16]}.json"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_help_says_where_the_memory_is(cq: Office, lang: str) -> None:
    said = "".join(cq.huren("verify", "--help", "--lang", lang).out.split())
    assert "XDG_STATE_HOME" in said
    assert "~/.local/state" in said
    assert "none" in said
