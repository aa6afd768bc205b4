"""Pages of what conferences resolved: who signed, what is open, what a version of a standard changed."""

import random
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any, NamedTuple

import pytest

from api.pages.conferences.one_to_one import pair_schemes
from credentials.documents.agreement import AgreementText, agreement_digest
from keys_example import example_conferences
from signing.jcs import canonicalize
from tests.pages.pages import Page, Scene
from tests.world import World
from tests.world.api_node import running
from tests.world.works import half, signed, standard

HOSTILE = "示例</title><script>alert(1)</script>&amp;"
CODE = "facility-operation-criteria"


class Conferred(NamedTuple):
    """A node with four conferences, and beside them what is not adopted; digests by what they are."""

    scene: Scene
    digests: dict[str, str]

    def page(self, path: str, status: int = 200) -> Page:
        return self.scene.page(path, status)

    def text(self, path: str) -> str:
        return " ".join(self.page(path).text.split())


@pytest.fixture(scope="module")
def conferred(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Conferred]:
    world = World()
    world.advance(days=60)
    world.amend(lambda text: text["equivalences"].pop())
    world.advance(days=2)
    world.publish()
    held: dict[str, bytes] = {}

    def sign(document: Any, moment: Any) -> Any:
        by = next(one for one in world.parties.values() if one.did == document["issuer"])
        return by.sign(document, "assessment", min(moment, world.now))

    texts = [agreement_digest(version[0]["credentialSubject"]) for version in world.agreements]
    made = example_conferences(
        random.Random(1), sign, texts=texts, today=world.now.date(), since=world.now - timedelta(days=50)
    )
    for name, value in zip(["1a", "1b", "2a", "2b", "s1", "3a", "3b", "s2", "4a", "4b"], made, strict=True):
        held[name] = canonicalize(value)
    hostile = {"zh": HOSTILE, "en": HOSTILE}
    held["draft"] = signed(world, standard(world, code="example-draft", title=hostile))
    day = world.now.date().isoformat()
    lonely: dict[str, Any] = {
        "number": HOSTILE[:40] + "/?#..",
        "items__0__title": hostile,
        "items__0__due": day,
    }
    held["lonely"] = signed(world, half(world, "cq", held["draft"], **lonely))
    held["one"] = signed(world, half(world, "cq", number="示例 7"))
    held["two"] = signed(world, half(world, "sc", number="示例 7", dissent=...))
    with running(tmp_path_factory.mktemp("conferences"), world) as node:
        for name, data in held.items():
            assert node.post("/api/v1/records", data).status_code == 201, name
        for name in ("cq", "sc", "cq"):
            node.publish(name)
        digests = {name: sha256(data).hexdigest() for name, data in held.items()}
        yield Conferred(Scene(node, world), digests)


def test_the_list_says_how_each_stands_and_what_is_open(conferred: Conferred) -> None:
    told = conferred.text("/resolutions?lang=zh")
    assert told.count("已通过") == 4
    assert told.count("签署的文本不同") == 2
    assert told.count("尚未签署") == 1
    open_items = told[told.index("未办议项") : told.index("决议 HOSTILE".replace("HOSTILE", HOSTILE[:4]))]
    assert "已逾期" in open_items
    assert "运行人员培训" in open_items
    assert "联合调研" in open_items
    assert "共建技术目录" not in open_items, "a later resolution closed it"
    assert "did:" not in told


def test_a_resolution_shows_decisions_signatures_and_a_verdict(conferred: Conferred) -> None:
    page = conferred.page(f"/resolutions/{conferred.digests['4b']}?lang=zh")
    told = " ".join(page.text.split())
    for words in ("已通过", "不公开", "的保留意见", "联合调研", "责任方", "有效"):
        assert words in told, words
    assert f"/standards/{CODE}?lang=zh" in page.links
    first = conferred.text(f"/resolutions/{conferred.digests['1a']}?lang=zh")
    assert "未通过" in first  # an item was rejected
    assert "尚未签署" in conferred.text(f"/resolutions/{conferred.digests['lonely']}?lang=zh")
    assert "无法确认" in conferred.text(f"/resolutions/{conferred.digests['lonely']}?lang=zh")
    rival = conferred.page(f"/resolutions/{conferred.digests['one']}?lang=en")
    (other,) = [link for link in rival.links if link.startswith("/resolutions/") and "lang" in link]
    assert "signed another text" in rival.text
    assert "Another text bears this number" in conferred.page(other).text
    assert "〔" in conferred.text("/resolutions/示例 7?lang=en") or "示例 7" in conferred.text(
        "/resolutions/示例 7"
    )


def test_a_standard_shows_old_and_new_and_what_adopted_them(conferred: Conferred) -> None:
    page = conferred.page(f"/standards/{CODE}?lang=zh")
    told = " ".join(page.text.split())
    for words in ("第 1 版与第 2 版对照", "25 名", "20 名", "新增", "变更", "等级并非一一对应"):
        assert words in told, words
    assert told.count("已通过") == 2
    first = conferred.text(f"/standards/{CODE}?text={conferred.digests['s1']}&lang=zh")
    assert "25 名" not in first
    assert "对照" not in first
    listed = conferred.text("/standards?lang=zh")
    assert "草案" in listed
    assert "已通过" in listed


def test_a_version_of_the_agreement_names_the_resolution_that_adopted_it(conferred: Conferred) -> None:
    text = conferred.scene.world.text
    for number in (1, 2):
        told = conferred.text(f"/agreements/{text['agreement']}/{number}?lang=zh")
        assert f"通过此版的决议： 川渝环协联〔{2023 if number == 1 else 2024}〕{number} 号" in told


def test_what_is_hostile_is_text_and_what_is_not_here_is_said(conferred: Conferred) -> None:
    for path in (
        "/resolutions",
        "/standards",
        "/standards/example-draft",
        f"/resolutions/{conferred.digests['lonely']}",
    ):
        page = conferred.page(path)
        assert not page.all("script")
        assert "alert(1)" in page.text
        for link in page.links:
            if link.startswith(("/resolutions", "/standards", "/records")):
                assert conferred.scene.get(link).status_code == 200, link
    for path in ("/resolutions/none", "/standards/none", f"/standards/{CODE}?text={'0' * 64}"):
        conferred.page(path, 404)
    for path in ("/standards/x?text=1", "/resolutions?lang=fr"):
        conferred.page(path, 422)


def test_lists_go_on_page_by_page(conferred: Conferred, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.routes.conferences.pages.ON_A_PAGE", 2)
    address, seen = "/resolutions", 0
    while address:
        page = conferred.page(address)
        seen += sum("/resolutions/" in link for link in page.links if "after" not in link)
        (address,) = [a["href"] for a in page.all("a") if a.get("rel") == "next"] or [""]
    assert seen >= 7
    (next_page,) = [a["href"] for a in conferred.page("/standards").all("a") if a.get("rel") == "next"] or [
        ""
    ]
    assert next_page == ""


def test_records_of_both_kinds_have_pages(conferred: Conferred) -> None:
    told = conferred.text(f"/records/{conferred.digests['3a']}?lang=zh")
    assert "决议签署件" in told
    assert "有效" in told
    assert "统一标准" in conferred.text(f"/records/{conferred.digests['s2']}?lang=zh")


@pytest.mark.parametrize(("strike", "is_one_to_one"), [(None, True), (0, False), (-1, False)])
def test_schemes_are_one_to_one_where_every_grade_comes_back(strike: int | None, is_one_to_one: bool) -> None:
    world = World()
    text = world.text
    one, other = (next(s for s in text["schemes"] if s["id"] == f"{by}-credit") for by in ("cq", "sc"))
    other["grades"] = one["grades"]
    ways = [(one["id"], other["id"]), (other["id"], one["id"])]
    rows = [
        {
            "from": {"scheme": a, "grade": grade["code"]},
            "to": {"scheme": b, "grade": grade["code"]},
            "clause": "示例",
        }
        for a, b in ways
        for grade in one["grades"]
    ]
    if strike is not None:
        del rows[strike]
    made = AgreementText.model_validate({**text, "equivalences": rows})
    assert [*pair_schemes(made, (one["id"], other["id"]), world.now)] == [
        (one["id"], other["id"], is_one_to_one)
    ]
