"""Chinese output of commands names codes, identifiers and paths in words, also inside quotation marks."""

import json
import re

import pytest

from tests.cli.office.offices import CQ, SC, Office, cq, offices
from tests.credentials.sentences import RAW_CODES, TO_TYPE, WORDS

__all__ = ["cq", "offices"]


@pytest.fixture
def chinese(cq: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setenv("HUREN_LANG", "zh")
    return cq


def codes_in(text: str) -> set[str]:
    """Return the raw codes of a text, quoted or not; a code in brackets behind its word is allowed."""
    bare = TO_TYPE.sub("", re.sub(r"（CN-[A-Z]{2}）", "", text))
    return {word for word in WORDS.findall(bare) if word in RAW_CODES} | {
        *re.findall(r"did:web:[\w.]+|CN-[A-Z]{2}|\w+\[\d+\]", bare)
    }


def test_the_doctor_counts_records_by_their_names(chinese: Office) -> None:
    chinese.issue("CQ-1")
    (line,) = (line for line in chinese("doctor").out.splitlines() if "登记库可打开" in line)
    assert codes_in(line) == set()
    assert "能力评价凭证 1、密钥清单 1、" in line
    assert "已占用的状态索引 1" in line


def test_an_unknown_change_is_refused_with_the_changes_that_a_sheet_takes(chinese: Office) -> None:
    chinese.issue("CQ-1")
    sheet = chinese.write("changes.csv", "证书编号,变更,原因\nCQ-1,冻结,投诉\n")
    told = chinese("change", sheet, "--dry-run", code=1)
    assert "请填写下列之一：暂停、恢复、终止、被取代" in told.out + told.err
    assert codes_in(told.err) == set()


def test_a_refusal_of_a_draft_has_words_for_its_codes(chinese: Office) -> None:
    text = json.loads(chinese.path("agreement.json").read_text("utf-8"))
    text["schemes"][0]["kind"] = "quality"
    text["schemes"][0]["grades"][0]["code"] = ""
    del text["schemes"][0]["name"]["zh"]
    text["grants"][0]["regions"] = ["Chongqing"]
    draft = chinese.write("wrong.json", json.dumps(text))
    told = chinese("agreement", "sign", "--yes", draft, *chinese.key("root"), "-o", chinese.path("x"), code=1)
    assert codes_in(told.err) <= {"capability", "credit", "technology"}, "what is to be typed"
    assert "评价办法第 1 项的类型" in told.err


def test_a_publication_names_the_association(chinese: Office) -> None:
    told = chinese("publish", chinese.path("site"), *chinese.key("publication")).out
    (line,) = (line for line in told.splitlines() if "：已发布，" in line)
    assert codes_in(line) == set()


def test_an_agreement_is_shown_with_names_of_parties_and_regions(chinese: Office) -> None:
    told = chinese("agreement", "show", chinese.path("half.json")).out
    (signed,) = (line for line in told.splitlines() if line.startswith("签署方"))
    assert codes_in(signed) == set()
    assert codes_in(told) <= {CQ, SC}, "a column of its own"
    assert "重庆市（CN-CQ）" in told


def test_a_refusal_of_an_action_has_words_for_its_codes(chinese: Office) -> None:
    from credentials.errors import RecordError

    error = RecordError("event-member", "until", action="revoke")
    assert codes_in(error.sentence("zh") + error.mend("zh")) == set()
