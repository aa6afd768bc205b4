"""Search texts, in any order, form and width, compared with a slow, plain reading of the rules."""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from credentials.identifiers import uscc_check_character
from credentials.words.divisions import find_divisions
from credentials.words.regions import region_of_sign
from credentials.words.simplified import simplify
from registry.lookup import search
from registry.lookup.lookup import list_credentials
from registry.lookup.search import search_credentials
from registry.lookup.search_text import SearchText
from tests.harness.fuzz import examples
from tests.world.registry_setup import Bench
from tools.simplified import simplified_pairs

_T2S, _S2T = OpenCC("t2s"), OpenCC("s2t")

ENTERPRISES = (
    # Chinese name, English name, code without its check character, number, places that find it
    ("重庆示例清源水务有限公司", "Qingyuan Water (Example)", "91500112MA5U1A2B3",
     "CQ-PC-2026-0041", "渝北 渝北区"),
    ("重庆示例清源环保科技有限公司", "Qingyuan Environmental Tech", "91500105MA60XYTR2",
     "CQ-FO-2026-0007", "江北 江北区"),
    ("重庆渝北示例蓝泽环境治理有限公司", "Lanze Environmental", "91500100MA7GK3R20",
     "渝环协证（2026）第0112号", ""),
    ("示例江北泽蓝公司", "Zelan 3", "91510104MAC0NNL41", "2026004100", "锦江区 锦江 成都 成都市"),
    ("石柱示例綠源環境工程有限公司", "Lyuyuan", "91500240MADP99H12",
     "甲-7", "石柱 石柱土家族自治县"),
    ("Tianfu示例检测（成都）有限公司", "Tianfu Testing Co., Ltd.", "91510100MAE2222W3",
     "A1B2C3", "成都 成都市"),
    ("重庆示例忠县水质监测站", "Zhong", "91500233MAF3B3B3B", "ZX-0001", "忠县"),
)  # fmt: skip
PROVINCE = ("重庆", "重庆市", "chongqing", "cn-cq", "渝", "cq")


def code_of(line: tuple[Any, ...]) -> str:
    return str(line[2]) + uscc_check_character(line[2])


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    bench = Bench(tmp_path_factory.mktemp("wanted") / "registry.db")
    bench.issue(
        *(
            bench.draft(
                place, legal_name=line[0], legal_name_en=line[1], certificate_number=line[3],
                unified_social_credit_code=code_of(line), region="CN-CQ",
            )
            for place, line in enumerate(ENTERPRISES)
        )
    )  # fmt: skip
    yield bench
    bench.registry.close()


def found(bench: Bench, text: str) -> set[str]:
    return {
        record.body.credential_subject.unified_social_credit_code
        for record, fits, _ in search_credentials(bench.registry, SearchText(text))
        if fits
    }


def plain(text: str) -> str:
    folded = normalize("NFKC", text).casefold()
    return "".join(_T2S.convert(character) for character in folded)


def spelt(names: str) -> str:
    """Return the names, also without the marks between Chinese characters and without brackets."""
    lines = [names, re.sub(r"\([^)\n]*\)", "", names)]
    return "\n".join([names, *(re.sub(r"(?<=[㐀-鿿])[^\w\n]+(?=[㐀-鿿])", "", line) for line in lines)])


def pieces(text: str) -> list[str]:
    """Return Chinese runs, and runs of other letters and digits."""
    return re.findall(r"[㐀-鿿]+|[^\W_㐀-鿿]+", text)


def word_means(word: str, line: tuple[Any, ...]) -> bool:
    """Tell rule by rule whether a word finds the enterprise."""
    names, number, code = spelt(plain(f"{line[0]}\n{line[1] or ''}")), plain(line[3]), code_of(line).lower()
    letters = "".join(pieces(word))
    latin = [piece for piece in pieces(word) if not "㐀" <= piece[0] <= "鿿"]
    latin_number = [piece for piece in pieces(number) if not "㐀" <= piece[0] <= "鿿"]
    at_end = "".join(pieces(number)).endswith(letters) or "".join(latin_number).endswith(letters)
    is_long = len("".join(latin)) >= 4 or (bool(latin) and latin[-1] == latin_number[-1])
    return (
        all(piece_means(piece, names) for piece in pieces(word))
        or (4 <= len(letters) <= 18 and letters.isascii() and letters in code)
        or (at_end and is_long)
        or is_run(word, number)
        or word in line[4].split()
        or word in PROVINCE
    )


def is_run(word: str, number: str) -> bool:
    """Tell whether the word has four letters or digits of neighbouring parts of a number, typed as parts."""
    letters, parts = "".join(pieces(word)), pieces(number)
    is_typed_so = len(pieces(word)) > 1 and len(letters) >= 4 and letters.isascii()
    starts = ["".join(parts[place:]) for place in range(len(parts))]
    return is_typed_so and any(map(str.isdigit, letters)) and any(s.startswith(letters) for s in starts)


def piece_means(piece: str, names: str) -> bool:
    if "㐀" <= piece[0] <= "鿿":
        return piece in names
    is_beginning = len(piece) >= 3 and piece[:3].isalpha()
    return any(word == piece or (is_beginning and word.startswith(piece)) for word in pieces(names))


def meant(text: str) -> set[str]:
    """Return the codes of the enterprises that a text finds by the rules."""
    typed = [word for word in re.split(r"[\s,;、]+", plain(text)) if pieces(word)]
    whole = "".join(typed)
    bare = [word for word in map(without_form, typed) if pieces(word)]
    words = bare if any(map(leads, bare)) else typed
    is_code = sum(character.isascii() and character.isalnum() for character in whole) >= 4
    ways = [words, joined(words)]
    long = [way for way in ways if any(map(leads, way))] or ([] if is_code else ways)
    return {
        code_of(line)
        for line in ENTERPRISES
        if any(all(word_means(word, line) for word in way) for way in long)
        or (is_code and word_means(whole, line))
    }


FORMS = (
    "股份有限公司", "有限责任公司", "集团有限公司", "集团公司", "总公司", "有限公司", "责任公司", "股份公司",
    "公司", "集团",
)  # fmt: skip


def without_form(word: str) -> str:
    """Return the word without the forms of a company at its end."""
    if {*pieces(word)} <= {"co", "ltd", "company", "limited", "group", "inc", "corp", "corporation"}:
        return ""
    if word.endswith("分公司"):
        return word
    form = next((one for one in FORMS if word.endswith(one)), "")
    return word.removesuffix(form)


def joined(words: list[str]) -> list[str]:
    """Join neighbouring single Chinese characters to one word."""
    runs = groupby(words, lambda word: len(word) == 1 and "㐀" <= word <= "鿿")
    return [word for is_single, some in runs for word in (["".join(some)] if is_single else some)]


def leads(word: str) -> bool:
    """Tell whether the word has two Chinese characters together, three letters, or a digit in front."""
    return any(
        len(piece) > 1 if "㐀" <= piece[0] <= "鿿" else len(piece) > 2 or not piece.isalpha()
        for piece in pieces(word)
    )


LINES = st.sampled_from(ENTERPRISES)
SPELLINGS = st.sampled_from(
    (
        str, str.lower, str.upper, _S2T.convert, _T2S.convert,
        lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
    )
)  # fmt: skip


@st.composite
def words_about(draw: st.DrawFn, line: tuple[Any, ...]) -> str:
    """Draw words that find an enterprise: part of its name or code, an end of its number, a place."""
    name, code, number = line[0], code_of(line), line[3]
    kind = draw(st.sampled_from(("name", "code", "number", "place")))
    if kind == "name":
        run = draw(st.sampled_from([piece for piece in pieces(name) if len(piece) > 1]))
        start = draw(st.integers(0, len(run) - 2)) if "㐀" <= run[0] <= "鿿" else 0
        return str(run[start : draw(st.integers(min(start + 3, len(run)), len(run)))])
    if kind == "code":
        start = draw(st.integers(0, 14))
        return code[start : draw(st.integers(start + 4, 18))]
    if kind == "number":
        return str(number)
    return str(draw(st.sampled_from((*line[4].split(), *PROVINCE[:3]))))


@pytest.mark.histories
@given(LINES, st.data())
@settings(max_examples=examples(300), suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_words_of_an_enterprise_in_any_order_and_form_find_it(
    bench: Bench, line: tuple[Any, ...], data: st.DataObject
) -> None:
    words = data.draw(st.lists(words_about(line), min_size=1, max_size=4))
    spelt = [data.draw(SPELLINGS)(word) for word in data.draw(st.permutations(words))]
    text = data.draw(st.sampled_from((" ", "　", "、", "  "))).join(spelt)
    came = found(bench, text)
    assert code_of(line) in came
    assert came >= meant(text)


TYPED = (
    "CQ-PC-2026 CQ-PC-2026-00 PC-2026 cq-2 2026-00 2026-0041 FO-2026-0007 CQ-F PC-2025 "
    "清源 环境 環境 公司 有限公司 清源公司 蓝泽集团 水务有限责任公司 水 "
    "Qingyuan qin water co ltd 渝北 江北 江北区 成都 石柱 忠县 锦江 "
    "重庆 chongqing 5001 0112 MA5U 0041 41 7 2026 第0112号 甲-7 号 tianfu 3 不存在 zzzz"
)


@pytest.mark.histories
@given(st.lists(st.sampled_from(TYPED.split()), min_size=1, max_size=4).map(" ".join))
@settings(max_examples=examples(300), deadline=None)
def test_the_search_finds_what_the_rules_find(bench: Bench, text: str) -> None:
    wanted = SearchText(text)
    scanned = {
        record.body.credential_subject.unified_social_credit_code
        for record in list_credentials(bench.registry)
        if wanted.fits(record)
    }
    assert scanned == meant(text)
    if wanted.leads:
        assert found(bench, text) == scanned


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("清源 渝北", (0,)),
        ("渝北 清源", (0,)),
        ("渝北清源", (0,)),
        ("重庆市渝北区清源水务", (0,)),
        ("重庆 清源", (0, 1)),
        ("渝北", (0, 2)),
        ("江北", (1, 3)),
        ("環保 清源", (1,)),
        ("绿源环境", (4,)),
        ("绿源環境", (4,)),
        ("９１５００１１２ＭＡ５Ｕ", (0,)),
        ("91 500112 ma5u1a2b3", (0,)),
        ("CQPC20260041", (0,)),
        ("cq pc 2026 0041", (0,)),
        ("第0112号", (2,)),
        ("CQ-PC-2026", (0,)),
        ("CQ-PC-2026-00", (0,)),
        ("cq‐pc‐2026‐0", (0,)),
        ("FO-2026-0", (1,)),
        ("2026-00", (0, 1, 3)),
        ("清源 CQ-FO-2026", (1,)),
        ("江北 CQ-PC-2026", ()),
        ("Q-PC-2026", ()),
        ("CQ-PC-2027", ()),
        ("源 水", (0,)),
        ("清 源 渝北", (0,)),
        ("清源 0041", (0,)),
        ("004100", (3,)),
        ("天府", ()),
        ("tianfu 成都", (5,)),
        ("忠县", (6,)),
        ("清源 渝", (0, 1)),
        ("川 清源", ()),
        ("CQ 蓝泽", (2,)),
        ("石柱县 绿源", (4,)),
        ("淸源 水務", (0,)),
        ("检测成都有限", (5,)),
        ("示例检测有限公司", (5,)),
        ("检测（成都）", (5,)),
        ("检测(成都", (5,)),
        ("证书编号：CQ-PC-2026-0041", (0,)),
        ("編號 CQ-PC-2026-0041", (0,)),
        ("编号CQ‑PC‑2026‑0041", (0,)),
        ("No. CQ-PC-2026-0041", (0,)),
        ("Certificate No.: CQ-PC-2026-0041", (0,)),
        ("统一社会信用代码：91500112MA5U1A2B3", (0,)),
        ("清\u200b源水\ufeff务", (0,)),
        ("蓝泽公司", (2,)),
        ("蓝泽有限公司", (2,)),
        ("蓝泽集团", (2,)),
        ("蓝泽 集团有限公司", (2,)),
        ("蓝泽环境公司", (2,)),
        ("环境公司", (2, 4)),
        ("水务公司 渝北", (0,)),
        ("泽蓝股份有限公司", (3,)),
        ("重庆公司 蓝泽", (2,)),
        ("Qingyuan Co., Ltd.", (0, 1)),
        ("Lanze Group", (2,)),
        ("清源分公司", ()),
        ("公司", (0, 1, 2, 3, 4, 5)),
        ("CQ-PC-\u200b2026-0041", (0,)),
    ],
)
def test_texts_that_people_type_find_the_enterprise(bench: Bench, text: str, lines: tuple[int, ...]) -> None:
    assert found(bench, text) == {code_of(ENTERPRISES[line]) for line in lines}


@pytest.mark.parametrize("line", ENTERPRISES)
def test_the_last_six_characters_of_a_code_find_it(bench: Bench, line: tuple[Any, ...]) -> None:
    assert found(bench, code_of(line)[-6:]) == {code_of(line)}


@pytest.mark.parametrize(
    ("place", "codes"),
    [
        ("双流县", {"510122", "510116"}),
        ("双流区", {"510122", "510116"}),
        ("酉阳县", {"500242"}),
        ("万盛", {"500110"}),
        ("忠县", {"500233"}),
        ("环保区", set()),
        ("区", set()),
    ],
)
def test_each_name_of_a_place_finds_it(place: str, codes: set[str]) -> None:
    assert {*find_divisions(place)} == codes


@pytest.mark.parametrize(
    ("code", "sign"), [("CN-SC", "川"), ("CN-HA", "豫"), ("CN-XZ", "藏"), ("CN-TW", "台")]
)
def test_the_short_character_of_a_province_finds_it(code: str, sign: str) -> None:
    assert region_of_sign(sign) == region_of_sign(code[3:].lower()) == code


def test_words_that_never_occur_together_end_the_search_in_steps(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A step that reads far and finds little is charged, and names where to continue."""
    monkeypatch.setattr(search, "WALK", 1)
    reached = [*search_credentials(bench.registry, SearchText("示例 水务 环保"))]
    assert [(one.fits, one.cost) for one in reached] == [(False, search.WALK_COST)]
    assert not [*search_credentials(bench.registry, SearchText("示例 水务 不存在"))]
    reached = [*search_credentials(bench.registry, SearchText("示例 环境"))]
    assert sum(one.fits for one in reached) == len(found(bench, "环境")) == 2


def test_characters_are_simplified_as_opencc_does() -> None:
    pairs = simplified_pairs()
    assert len(pairs) > 3_000
    assert {character: simplify(character) for character in pairs} == pairs
    unchanged = [chr(code) for code in range(0x4E00, 0xA000) if chr(code) not in pairs]
    assert simplify("".join(unchanged)) == "".join(unchanged)
