"""Which folders are bidders': trees as tender rooms have them, grouped by the page's code (group `node`)."""

import random
from pathlib import Path
from typing import Any

import pytest

from keys_example.enterprises import example_enterprises
from tests.harness.fuzz import examples
from tests.harness.node import ask_node

pytestmark = pytest.mark.javascript

PARTS = ("附件", "资质", "商务标", "设备供应公司授权", "业绩证明", "证书")
ROOTS = (
    "",
    "开标",
    "重庆水务集团有限公司污水处理项目投标文件",
    "设计院废水项目",
    "2026/投标文件",
    "A公司招标/资格预审",
)
NAMES = (
    [f"{number}号" for number in range(1, 10)],
    [f"{number}" for number in range(1, 10)],
    [f"{number}号投标人" for number in range(1, 10)],
    ["东方", "西川", "南岸", "北碚", "中州", "华山", "长江", "嘉陵", "缙云"],
)
LOTS = (["标段1", "标段2"], ["第一包", "第二包", "第三包"], ["Lot 1", "Lot 2"], ["东区", "西区"])


def grouped(folder: Path, drops: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    found: list[list[dict[str, Any]]] = ask_node("tests/parity/js/groups.mjs", folder, drops)
    return found


def bidders_of(groups: list[dict[str, Any]]) -> list[str]:
    return sorted(group["key"] for group in groups if group["isBidder"])


def tree(rng: random.Random) -> tuple[dict[str, Any], list[str]]:
    """A drop of two to nine bidders, and the folder of each, in each lot."""
    enterprises = example_enterprises(rng, rng.randint(2, 9))
    codes = [one.unified_social_credit_code for one in enterprises]
    called = [one.legal_name for one in enterprises]
    numbered = [f"{place + 1}. {name}" for place, name in enumerate(called)]
    names = rng.choice([called, numbered, codes, *NAMES])
    root, lots = rng.choice(ROOTS), rng.choice([[], [], *LOTS])
    divided = lots and len(enterprises) >= 2 * len(lots)
    files: list[tuple[str, str | None]] = []
    wanted: list[str] = []
    for place, one in enumerate(enterprises):
        lot = lots[place % len(lots)] if divided else ""
        bidder = "/".join(filter(None, (root, lot, names[place])))
        wanted.append(bidder)
        parts = rng.sample(PARTS, rng.randint(0, 3))
        for number in range(rng.randint(1, 6)):
            part = rng.choice(["", *parts]) if number else ""
            files.append(
                ("/".join(filter(None, (bidder, part, f"{number}.json"))), one.unified_social_credit_code)
            )
        if rng.random() < 0.3:
            files.append((f"{bidder}/扫描.pdf", None))
        if rng.random() < 0.1:
            other = rng.choice(enterprises)
            files.append((f"{bidder}/授权/x.json", other.unified_social_credit_code))
    rng.shuffle(files)
    return {"files": files}, sorted(wanted)


def test_in_any_tree_a_group_is_a_bidder(tmp_path: Path) -> None:
    """Neither the root, nor a lot, nor what is in a bidder's folder, whatever they are called."""
    made = [tree(random.Random(seed)) for seed in range(examples(400))]
    found = grouped(tmp_path, [drop for drop, _ in made])
    wrong = [
        (seed, drop["files"], wanted, bidders_of(groups))
        for seed, ((drop, wanted), groups) in enumerate(zip(made, found, strict=True))
        if bidders_of(groups) != wanted
    ]
    assert len(wrong) <= len(made) // 1000, wrong[0]


A, B, C = (one.unified_social_credit_code for one in example_enterprises(random.Random(1), 3))
TREES: dict[str, tuple[list[tuple[str, str | None]], list[str]]] = {
    "a root called as an enterprise": (
        [("水务集团有限公司项目/甲公司/a.json", A), ("水务集团有限公司项目/乙公司/b.json", B)],
        ["水务集团有限公司项目/乙公司", "水务集团有限公司项目/甲公司"],
    ),
    "the same supplier authorises all": (
        [("1号/授权/a.json", C), ("1号/资质/a.json", A), ("2号/授权/a.json", C), ("2号/资质/a.json", B)],
        ["1号", "2号"],
    ),
    "a file beside the folders": (
        [("开标/说明.txt", None), ("开标/1号/a.json", A), ("开标/2号/b.json", B)],
        ["开标/1号", "开标/2号"],
    ),
    "a consortium": (
        [("开标/1号/成员甲/a.json", A), ("开标/1号/成员乙/b.json", B), ("开标/2号/c.json", C)],
        ["开标/1号", "开标/2号"],
    ),
    "a bidder hands in another's": (
        [("开标/甲公司/a.json", A), ("开标/乙公司/a.json", A)],
        ["开标/乙公司", "开标/甲公司"],
    ),
    "nothing is read": ([("开标/东方/a.pdf", None), ("开标/西川/b.pdf", None)], ["开标/东方", "开标/西川"]),
    "one bidder's folder alone": ([("甲公司/资质/a.json", A), ("甲公司/业绩/b.json", A)], []),
    "no folder": ([("a.json", A), ("b.json", B)], []),
    "lots of files": ([("标段1/a.json", A), ("标段2/b.json", B)], ["标段1", "标段2"]),
    "the same bidders in both lots": (
        [(f"标段{lot}/{number}号/a.json", code) for lot in (1, 2) for number, code in ((1, A), (2, B))],
        [f"标段{lot}/{number}号" for lot in (1, 2) for number in (1, 2)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TREES)
def test_a_tree(name: str, tmp_path: Path) -> None:
    files, wanted = TREES[name]
    [groups] = grouped(tmp_path, [{"files": files}])
    assert bidders_of(groups) == sorted(wanted)
    assert sorted(file for group in groups for file in group["files"]) == sorted(name for name, _ in files)


def test_the_officer_chooses_another_level(tmp_path: Path) -> None:
    files = [("开标/一组/1号/a.json", A), ("开标/一组/2号/b.json", B), ("开标/二组/1号/c.json", C)]
    one, two, three, deep = grouped(tmp_path, [{"files": files, "wanted": wanted} for wanted in (0, 1, 2, 9)])
    assert [group["key"] for group in one] == ["开标"]
    assert bidders_of(two) == ["开标/一组", "开标/二组"]
    assert bidders_of(three) == bidders_of(deep) == ["开标/一组/1号", "开标/一组/2号", "开标/二组/1号"]
