"""Signed reports for people: listed with what is counted here, a page each, and a table."""

import json
import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from credentials.kinds import parse_any
from credentials.words.closed_lists import NOT_ADDED
from signing.jcs import canonicalize
from tests.carriers.spreadsheet.csv_programs import open_csv
from tests.pages.pages import Scene, sign_report
from tests.world import digest_of
from tests.world.works import signed_report
from works.statistics.pages import tell_in_log


def test_reports_are_listed_with_what_is_counted_here(scene: Scene) -> None:
    registry, world = scene.node.registry, scene.world
    assert "Signed reports" not in scene.page("/statistics?lang=en").text
    others: tuple[dict[str, Any], ...] = (
        {},
        {"logHeads.0.size": 10_000, "edition": 2},
        {"tables.0.rows.0.total": 999, "edition": 3},
    )
    made = [sign_report(scene, **members) for members in others]
    notes = [registry.admit(data, now=world.now).notes for data in made[:2]]
    with pytest.MonkeyPatch.context() as patch:  # it came before its logs, and they told otherwise
        patch.setattr("works.statistics.admission.check_recount", lambda *_: None)
        registry.admit(made[2], now=world.now)
    assert notes == [(), ("recount-waiting",)]
    for lang, *words in (
        ("en", "equal", "a log is not here yet", "another number"),
        ("zh", "一致", "日志尚未取得", "不一致"),
    ):
        page = scene.page(f"/statistics?lang={lang}")
        assert [page.html.count(f">{word}</td>") for word in words] == [1, 1, 1]
        assert {f"/records/{digest_of(data)}?lang={lang}" for data in made} <= {*page.links}
    for data, told, lang, first in (
        (made[0], "equal", "en", ("ok", "Valid")),
        (made[1], "not here yet", "en", ("unk", "Not counted again yet")),
        (made[1], "尚未取得", "zh", ("unk", "尚待复算")),
        (made[2], "another number", "en", ("no", "Counted here: another number")),
        (made[2], "不一致", "zh", ("no", "复算结果不一致")),
    ):
        digest = digest_of(data)
        page = scene.page(f"/records/{digest}?lang={lang}")
        said = re.findall(r"<dt>(?:Counted here|本节点复算)</dt><dd>(.*?)</dd>", page.html)
        assert told in said[0]
        box = re.findall(r'<section class="verdict (\w+)".*?<h2 id="verdict">(.*?)<', page.html, re.DOTALL)
        assert box == [first], "what is said first"
        assert ("chart" in page.html) is (data == made[0]), "no drawing of what was not counted again"
        assert "did:" not in re.sub(r"<[^>]+>", "", page.html)
        assert f"year-report 2026 --report {digest}" in page.text
        assert f"/records/{digest}/counts.csv?lang={lang}" in page.links
    table = open_csv(scene.get(f"/records/{digest_of(made[0])}/counts.csv?lang=en").content)
    assert table[0] == ["Records of", "Scheme", "Category", "Grade", "Standing", "Credentials"]
    assert sum(float(str(row[-1])) for row in table[1:]) == len(
        scene.node.client.get("/api/v1/credentials").json()["items"]
    )
    for digest in (digest_of(scene.credentials["active"]), "0" * 64, "x"):
        assert scene.get(f"/records/{digest}/enterprises.csv").status_code == 404
        assert scene.get(f"/records/{digest}/counts.csv").status_code == 404


def test_a_log_calls_a_report_as_its_page_does(scene: Scene) -> None:
    entry: Any = SimpleNamespace(record=parse_any(sign_report(scene)))
    visit: Any = SimpleNamespace(lang="zh", names=SimpleNamespace(party=lambda _: "示例协会"))
    assert tell_in_log(entry, visit) == "示例协会签署：统计报告第 1 期。"


def test_a_report_tells_its_enterprises_and_that_they_do_not_add_up(scene: Scene) -> None:
    data = sign_report(scene)
    scene.node.registry.admit(data, now=scene.world.now)
    said = parse_any(data).body.credential_subject.enterprises
    for lang, title, place in (
        ("zh", "持有有效证书的企业", 1),
        ("en", "Enterprises with a certificate in force", 0),
    ):
        page = scene.page(f"/records/{digest_of(data)}?lang={lang}")
        assert title in page.text
        assert NOT_ADDED[place] in page.text
        assert f"<b>{said.total}</b>" in page.html
        listed = scene.page(f"/statistics?lang={lang}").html
        assert f'data-label="{("Enterprises", "企业数")[place]}">{said.total}<' in listed
        assert not re.findall(r'data-label="[^"]*"><time>', listed), "a labelled cell holds one element"
    table = open_csv(scene.get(f"/records/{digest_of(data)}/enterprises.csv?lang=en").content)
    assert table[0][:5] == ["Records of", "Scheme", "Category", "Grade", "Enterprises"]
    assert [float(str(one)) for one in table[1][4:6]] == [said.total, said.year_before]
    assert table[-1][0] == NOT_ADDED[0]
    old = sign_report(scene, edition=2)
    document = json.loads(old)
    del document["credentialSubject"]["enterprises"], document["proof"]
    old = canonicalize(signed_report(scene.world, {**document, "id": scene.world.new_id()}))
    scene.node.registry.admit(old, now=scene.world.now)
    page = scene.page(f"/records/{digest_of(old)}?lang=en")
    assert "Enterprises with a certificate" not in page.text
    assert scene.get(f"/records/{digest_of(old)}/enterprises.csv").status_code == 404


@pytest.mark.night
def test_what_a_stolen_key_signs_hides_no_honest_report(scene: Scene) -> None:
    """First is the newest report that is equal; all others follow, page by page."""
    registry, world, stolen = scene.node.registry, scene.world, list[bytes]()
    world.now += timedelta(seconds=1)
    true = sign_report(scene, edition=20)
    registry.admit(true, now=world.now)
    for number in range(7):
        world.now += timedelta(seconds=1)
        report = sign_report(scene, **{"logHeads.0.size": 9_000, "edition": 20 + 40 * number})
        registry.admit(report, now=world.now)
        stolen.append(report)
    pages = [scene.page("/statistics?lang=zh")]
    assert re.findall(r'href="/records/(\w{64})', pages[0].html)[0] == digest_of(true)
    for _ in range(3):
        onward = [one["href"] for _, one in pages[-1].elements if one.get("rel") == "next"]
        pages += [scene.page(f"/statistics{link}") for link in onward if link.endswith("#signed")]
    assert not any(link.endswith("#signed") for link in onward), "all of them were shown"
    for data in (*stolen, true):
        assert any(digest_of(data) in page.html for page in pages)
    first = scene.page("/statistics?lang=zh").html
    (row,) = [one for one in first.split("<tr") if digest_of(true) in one]
    assert ("一致" in row, "另有报告用同一期次" in row, "本节点没有其前一期" in row) == (True, True, True)
    page = scene.page(f"/records/{digest_of(true)}?lang=en")
    assert "another report has this number too" in page.text
