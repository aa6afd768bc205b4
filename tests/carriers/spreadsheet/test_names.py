"""Names and regions: which characters a name may have, and how a province is written."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.name_rules import NAME_MESSAGES, check_characters, check_name
from credentials.words.regions import region_code, region_name
from tests.harness.fuzz import examples


@pytest.mark.parametrize(
    "name",
    [
        "重庆示例环保有限公司",
        "示例（集团）公司",
        "示例·环保",
        "㐂𠮷公司",
        "Example Co., Ltd.",
        "Ünïon 1",
        "3M中国",
    ],
)
def test_names_of_enterprises(name: str) -> None:
    assert check_name(name) is None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("a\x00b", "name-characters"), ("a\tb", "name-characters"), ("a\u2028b", "name-characters"),
        ("a\u00adb", "name-characters"), ("a\u200db", "name-characters"), ("a\ufeffb", "name-characters"),
        ("a\u2066b", "name-characters"), ("a\ud800b", "name-characters"), ("a\ue000b", "name-characters"),
        ("a\u0378b", "name-characters"), ("a\u3000b", "name-characters"), ("a\u00a0b", "name-characters"),
        ("重\ufe00庆", "name-characters"), ("a\u3164b", "name-characters"), ("a\u2800b", "name-characters"),
        ("\U000f0000a", "name-characters"), ("e\u0301", "name-form"), ("\uf900", "name-form"),
        (" a", "name-space"), ("a ", "name-space"), ("a  b", "name-space"), ("", "name-letters"),
        ("123", "name-letters"), ("（）", "name-letters"),
    ],
)  # fmt: skip
def test_names_that_are_refused(name: str, code: str) -> None:
    assert check_name(name) == code
    assert code in NAME_MESSAGES


def test_other_texts_need_no_letter() -> None:
    assert check_characters("2026-0001") is None


@settings(deadline=None, max_examples=examples(100))
@given(st.text())
def test_accepted_names_are_printable_and_in_normal_form(text: str) -> None:
    if check_name(text) is None:
        assert {unicodedata.category(c)[0] for c in text if c != " "} <= {"L", "M", "N", "P", "S"}
        assert unicodedata.normalize("NFC", text) == text.strip() == text
        assert any(unicodedata.category(c).startswith("L") for c in text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("重庆", "CN-CQ"), ("四川省", "CN-SC"), ("广西", "CN-GX"), ("内蒙古", "CN-NM"), ("新疆", "CN-XJ"),
        ("宁夏", "CN-NX"), ("香港", "CN-HK"), ("cn-bj", "CN-BJ"), ("Shaanxi", "CN-SN"), ("陕西", "CN-SN"),
        ("shanxi", "CN-SX"), ("山西", "CN-SX"),
    ],
)  # fmt: skip
def test_provinces(text: str, code: str) -> None:
    assert region_code(text) == code
    assert region_code(region_name(code, "zh")) == region_code(region_name(code, "en")) == code


def test_regions_elsewhere_keep_their_code() -> None:
    assert region_code("DE-BY") is None
    assert region_name("DE-BY", "zh") == "DE-BY"


def test_no_two_provinces_share_a_spelling() -> None:
    codes = {region_code(f"CN-{a}{b}") for a in map(chr, range(65, 91)) for b in map(chr, range(65, 91))} - {
        None
    }
    assert len(codes) == 34
    assert len({region_name(code, "zh")[:2] for code in codes if code}) == 34
