"""The page of a technology and the comparison: what is signed stands there in words, and what it comes to."""

import re
from collections.abc import Iterator
from hashlib import sha256
from urllib.parse import quote

import pytest

from carriers.qr import reference_text
from credentials.kinds import parse_any
from tests.carriers.spreadsheet.csv_programs import open_csv
from tests.pages.pages import Page, Scene
from tests.works.atom import read_atom
from tests.works.technology.examples import LAPSED, NEW, OBJECTED, OLD, REVOKED, open_scene
from tests.world import digest_of, id_of
from tests.world.works import signed, technology
from works.technology.pages.record_page import draw_code


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with open_scene(tmp_path_factory.mktemp("works")) as opened:
        yield opened


def show(scene: Scene, name: int | str, query: str = "lang=zh") -> Page:
    return scene.page(f"/technologies/{digest_of(scene.technologies[str(name)])}?{query}")


def verdict_of(page: Page) -> str:
    """Return the beginning of the page, up to the numbers."""
    (words,) = re.findall(r"版本 \S+(.*?)技术指标", page.text, re.DOTALL)
    return str(words)


def test_a_technology_is_shown_as_it_was_signed(scene: Scene) -> None:
    text = show(scene, "whole").text
    for words in (
        "示例短程脱氮一体化工艺", "重庆示例安林环境治理有限公司", "版本 2.1",
        "≤ 30 mg/L", "进水 200–450 mg/L，≥ 12 °C，日均值", "HJ 828-2017",
        "20–35 mg/m³", "典型值 30 mg/m³", "标准状态干基，基准氧含量 6 %，小时均值",
        "工艺路线", "占地小，碳源投加少", "适用范围", "水温低于 12 ℃", "二次污染", "剩余污泥须另行处置",
        "化学需氧量、总氮、氮氧化物", "污水处理及其再生利用 4620", "电耗 ≤ 0.35 kWh/m³",
        "1800–2500 元/(m³/d)", "≤ 0.9 元/m³", "2025",
        "已示范", "示例城北污水处理厂", "20000 m³/d", "发明专利 ZL 2021 1 0000001.X",
        "示例环境技术验证中心", "GB/T 24034-2019", "公示 2026-04-17 至 2026-04-27", "5 人评审",
        "第八条（示例）",
    ):  # fmt: skip
        assert words in text, words
    subject = parse_any(scene.technologies["whole"]).body.credential_subject
    assert all(one.digest in text for one in subject.evidence)


def test_what_bears_a_number_out_is_said_beside_it(scene: Scene) -> None:
    page = show(scene, "whole")
    told = re.findall(
        r"(出水化学需氧量|总氮去除率|出口氮氧化物)[≤≥2].*?(已验证|实测值|申报值)", "".join(page.text.split())
    )
    assert told == [("出水化学需氧量", "已验证"), ("总氮去除率", "申报值"), ("出口氮氧化物", "申报值")]
    assert "3 项指标中的 1 项" in page.text
    marks = [one["class"] for one in page.all("span") if "mark" in one.get("class", "").split()]
    assert {"mark ok", "mark unk"} <= {*marks}
    assert page.text.count("实测值") == 0
    assert "实测值" in show(scene, 1).text


def test_the_page_begins_with_the_listing_association(scene: Scene) -> None:
    joint, objected = verdict_of(show(scene, "whole")), verdict_of(show(scene, OBJECTED))
    assert "联合入库" in joint
    assert "由重庆示例环境保护产业协会入库，与四川示例环境保护产业协会联合入库" in joint
    assert "在库，有异议" in objected
    assert "所附监测报告的采样时段不足（示例）" in show(scene, OBJECTED).text
    alone = verdict_of(show(scene, 3))
    assert "在库" in alone
    assert "联合" not in alone


def test_a_statement_that_is_over_is_said_plainly(scene: Scene) -> None:
    page = show(scene, LAPSED)
    assert "联合入库" in verdict_of(page), "that ends no listing"
    assert "已到期：仍在库，但不再属于已验证" in verdict_of(page)
    assert "第三方验证：" not in verdict_of(page), "what is over is not said to hold first"
    assert page.text.count("验证已到期") == 3, "beside the number, the term and in the answer"
    assert "已验证" not in page.text.replace("不再属于已验证", "").replace("验证已到期", "")


def checks_of(page: Page) -> dict[str, tuple[str, str]]:
    """Return tone and words of each check by its name."""
    found = re.findall(r'<li class="(\w+)"><svg.*?</svg><b>(.*?)</b><span>(.*?)</span>', page.html, re.DOTALL)
    return {name: (tone, words.strip()) for tone, name, words in found}


def test_what_has_ended_is_shown_with_its_end(scene: Scene) -> None:
    revoked, old = show(scene, REVOKED), show(scene, OLD)
    assert "无效" in verdict_of(revoked)
    assert "撤销" in verdict_of(revoked)
    assert "联合入库" not in verdict_of(revoked)
    told, aside = checks_of(revoked), ("skip", "该记录未核验为有效，此项不作佐证。")
    assert (told["技术验证"], told["入库情况"]) == (aside, aside)
    assert told["签名"][0] == "ok"
    assert {checks_of(show(scene, "whole"))[name][0] for name in ("技术验证", "入库情况")} == {"ok"}
    assert "被取代" in verdict_of(old)
    successor = id_of(scene.technologies[str(NEW)])
    (link,) = [link for link in old.links if successor in link]
    assert parse_any(scene.technologies[str(NEW)]).body.title in scene.page(link).text


def test_the_signature_and_the_ways_on_are_there(scene: Scene) -> None:
    data = scene.technologies["whole"]
    page, digest, body = show(scene, "whole", "lang=en"), digest_of(data), parse_any(data).body
    for link in (
        f"/api/v1/records/{digest}",
        f"/api/v1/records/{digest}/proof",
        f"/technologies/compare?id={digest}&lang=en",
    ):
        assert link in page.links, link
        assert scene.get(link).status_code == 200
    (picture,) = [image["src"] for image in page.all("img")]
    assert picture == draw_code(reference_text(body.issuer, digest))
    assert body.id in page.text
    assert "Listed jointly" in page.text
    assert "influent 200–450 mg/L, ≥ 12 °C, over a day" in page.text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_technology_goes_by_its_id_and_nothing_else_by_this_address(scene: Scene, lang: str) -> None:
    data = scene.technologies["whole"]
    body = parse_any(data).body
    assert (
        scene.page(f"/technologies/{body.id}?issuer={body.issuer}").text
        == scene.page(f"/technologies/{body.id}").text
    )
    assert scene.get(f"/records/{digest_of(data)}").headers["location"] == f"/technologies/{digest_of(data)}"
    other = sha256(b"another").hexdigest()
    for path in (other, f"{body.id}?issuer=did:web:sc.huren.example", "urn:uuid:x", "compare2"):
        page = scene.page(f"/technologies/{path}{'&' if '?' in path else '?'}lang={lang}", 404)
        assert ("技术" if lang == "zh" else "technology") in page.text


def compare(scene: Scene, *names: int | str, query: str = "lang=zh") -> Page:
    chosen = "&".join(f"id={digest_of(scene.technologies[str(name)])}" for name in names)
    return scene.page(f"/technologies/compare?{chosen}&{query}")


def test_what_is_of_one_quantity_stands_on_one_row(scene: Scene) -> None:
    text = "".join(compare(scene, "whole", 0, 1).text.split())
    shared, single = text.split("多项写明的指标")[1].split("仅一项写明的指标")
    assert shared.startswith(
        "化学需氧量·出口液体中浓度≤30mg/L已验证进水200–450mg/L，≥12°C，日均值"
        "≤30mg/L验证已到期进水180–450mg/L，日均值≤40mg/L实测值进水180–450mg/L，日均值"
    )
    assert "电耗单位体积能耗≤0.35kWh/m³≤0.4kWh/m³≤0.4kWh/m³" in shared
    assert "氮氧化物" in single
    assert "气体中浓度，标准状态干基" in single
    assert single.count("未载明") == 2 * 3, "of three rows two technologies state nothing"


def test_one_gas_in_two_states_stands_apart(scene: Scene) -> None:
    """The state is a part of what is measured: a number per cubic metre of wet gas is another."""
    dry = scene.technologies["whole"]
    wet = signed(
        scene.world,
        technology(scene.world, version="3", indicators__2__condition__gasState="wet-standard"),
    )
    scene.node.registry.admit_many([wet], now=scene.world.now)
    page = scene.page(f"/technologies/compare?id={digest_of(dry)}&id={digest_of(wet)}&lang=zh")
    shared, single = page.text.split("多项写明的指标")[1].split("仅一项写明的指标")
    assert "氮氧化物" not in shared
    assert "标准状态干基" in single
    assert "标准状态湿基" in single


def test_up_to_four_stand_side_by_side_and_the_rest_is_said(scene: Scene) -> None:
    assert "尚未选择技术" in scene.page("/technologies/compare?lang=zh").text
    five = compare(scene, "whole", 0, 1, 2, 3)
    assert "另有 1 项未列" in five.text
    assert len([cell for cell in five.all("th") if cell.get("scope") == "col"]) == 4
    twice = compare(scene, 0, 0)
    assert len([cell for cell in twice.all("th") if cell.get("scope") == "col"]) == 1
    (out,) = [link for link in twice.links if link.startswith("/technologies/compare")]
    assert "尚未选择技术" in scene.page(out).text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_no_technology_is_told_and_the_others_stand(scene: Scene, lang: str) -> None:
    digest = digest_of(scene.technologies["0"])
    page = scene.page(f"/technologies/compare?id={digest}&id=%3Cb%3E&id={'0' * 64}&lang={lang}")
    said = "本登记库没有技术 {}" if lang == "zh" else "This registry holds no technology {}"
    assert said.format("<b>") in page.text
    assert said.format("0" * 64) in page.text
    assert len([cell for cell in page.all("th") if cell.get("scope") == "col"]) == 1
    switch = next(link["href"] for link in page.all("a") if link.get("rel") == "alternate")
    assert switch.count("id=") == 3, "the other language shows the same"


def test_the_feed_of_a_scheme_has_its_technologies(scene: Scene) -> None:
    feed = read_atom(scene.node.client.get("/schemes/cq-technology/feed.atom").content)
    tags = {entry.tag for entry in feed.entries}
    assert {"technology"} <= tags <= {"technology", "status-event"}


def test_a_scheme_for_technologies_has_a_page(scene: Scene) -> None:
    assert "水、大气、固体废物" in scene.page("/schemes/cq-technology?lang=zh").text
    page = scene.page("/schemes/cq-technology?lang=en")
    assert "water, air, solid waste" in page.text
    assert any(link.startswith("/technologies?issuers=") for link in page.links)
    assert "air" not in [option.get("value") for option in scene.page("/search").all("option")]


def search(scene: Scene, query: str = "", status: int = 200) -> Page:
    return scene.page(f"/technologies?lang=zh{'&' if query else ''}{query}", status)


def found_on(page: Page) -> list[str]:
    """Return the digests in the list, in its order."""
    links = (a["href"] for a in page.all("a"))
    return [link.partition("?")[0][-64:] for link in links if re.match("/technologies/[0-9a-f]{64}", link)]


def chips_of(page: Page) -> dict[str, str]:
    """Return the query in words, each with the address without it."""
    named = (a for a in page.all("a") if a.get("aria-label", "").startswith("去掉条件："))
    return {a["aria-label"].removeprefix("去掉条件："): f"/technologies{a['href']}" for a in named}


def counts_of(page: Page) -> dict[str, int]:
    """Return the boxes of the form, by parameter and value, with their numbers."""
    told = re.findall(
        r'name="(\w+)" value="([^"]+)" form="ask"[^>]*>(?:(?!<input).)*?<output>([\d,]+)</output>',
        page.html,
        re.DOTALL,
    )
    return {f"{name}={value}": int(number) for name, value, number in told}


def test_technologies_in_force_are_listed_once_page_by_page(scene: Scene) -> None:
    page, seen = search(scene), []
    while True:
        assert "60 项" in page.text
        seen += found_on(page)
        following = [a["href"] for a in page.all("a") if a.get("rel") == "next"]
        if not following:
            break
        page = scene.page(f"/technologies{following[0]}")
    assert len(seen) == len(set(seen)) == 60
    gone = {digest_of(scene.technologies[str(place)]) for place in (REVOKED, OLD)}
    assert not gone & {*seen}


@pytest.mark.night
def test_a_number_stands_beside_each_box_and_is_what_ticking_gives(scene: Scene) -> None:
    counts = counts_of(search(scene, "media=water"))
    assert len(counts) > 20
    for box in ("targets=cod", "maturities=pilot", "joint=true", "verified=true", "forms=equipment"):
        assert f"{counts[box]} 项" in search(scene, f"media=water&{box}").text, box
    both = search(scene, "media=water&media=air")
    assert f"{counts['media=water'] + counts['media=air']} 项" in both.text, "no example is of both"


def test_a_limit_is_answered_by_the_number_that_meets_it_under_its_conditions(scene: Scene) -> None:
    removal = "&require=" + quote("总氮去除率 ≥ 80 %")
    page = search(scene, "require=" + quote("ＣＯＤ≤３５ ｍｇ／Ｌ") + removal)
    stated, unstated = page.text.split("未按所查条件载明限值的技术")
    assert "出水化学需氧量 ≤ 30 mg/L，进水 200–450 mg/L，≥ 12 °C，日均值" in " ".join(stated.split())
    assert "另有 1 项指标" in stated, "what was not asked is counted"
    assert "氮氧化物" not in stated.split("示例短程脱氮一体化工艺")[1][:200]
    assert "≤ 40 mg/L" not in page.text
    assert "未载明不等于零" in unstated
    assert "未载明：总氮去除率 ≥ 80 %" in unstated
    assert "未载明：" not in stated
    met, rest = map(int, re.findall(r"其中 (\d+) 项满足限值，(\d+) 项未按所查条件载明", page.text)[0])
    assert met + rest == len(found_on(page))
    assert stated.count("对比") == met > 0
    assert rest > 0


def test_the_conversion_of_oxygen_is_shown(scene: Scene) -> None:
    page = search(scene, "require=" + quote("NOx ≤ 30 mg/Nm³ 干基，基准氧含量 11 %"))
    assert "按基准氧含量 11 % 折算约为 13.33–23.33 mg/m³（× (21 − 11) / (21 − 6)）" in page.text
    other = search(scene, "require=" + quote("NOx ≤ 300 mg/m³ 干基"))
    apart = "所载气体状态或基准氧含量与所查条件不同，不可比较：出口氮氧化物 ≤ 300 mg/m³（标准状态干基）"
    assert apart in other.text


def test_what_acts_on_none_of_the_targets_is_folded_with_its_number(scene: Scene) -> None:
    asked = "require=" + quote("NOx ≤ 300 mg/m³ 干基，基准氧含量 8 %")
    page = search(scene, asked)
    (number,) = map(int, re.findall(r"另有 (\d+) 项其他条件相符", page.text))
    assert "不涉及所查治理对象的技术" not in page.text
    whole = scene.page(f"/technologies{next(one for one in page.links if 'others=true' in one)}")
    total, fewer = (int(re.findall(r"(\d+) 项\s*：其中", one.text)[0]) for one in (whole, page))
    assert total == fewer + number
    assert "含不涉及所查治理对象的" in chips_of(whole)


def test_verified_asks_the_numbers_that_a_statement_in_force_names(scene: Scene) -> None:
    limit = "require=" + quote("COD <= 35 mg/L")
    lapsed = digest_of(scene.technologies[str(LAPSED)])
    assert lapsed in found_on(search(scene, limit))
    page = search(scene, limit + "&verified=true")
    assert lapsed not in found_on(page)
    assert "验证已到期" not in page.text
    assert digest_of(scene.technologies["whole"]) in found_on(page)


def test_each_condition_is_taken_off_by_its_chip(scene: Scene) -> None:
    limit = quote("COD <= 60 mg/L")
    asked = f"media=water&media=air&targets=cod&joint=true&words={quote('工艺')}&require={limit}"
    chips = chips_of(search(scene, asked + "&cursor=0.1.{}".format("0" * 64)))
    assert {*chips} == {"水", "大气", "化学需氧量", "联合入库", "工艺", "出口化学需氧量 ≤ 60 mg/L"}
    for words, address in chips.items():
        assert {*chips_of(scene.page(address))} == {*chips} - {words}
        assert "cursor" not in address


UNREAD = [("COD <= 30 ppm", "ppm"), ("COD < 30 mg/L", "与之不符"), ("NOx <= 50 mg/m3", "状态")]


@pytest.mark.parametrize(("typed", "zh"), UNREAD)
def test_a_limit_that_cannot_be_read_is_explained(scene: Scene, typed: str, zh: str) -> None:
    page = search(scene, f"require={quote(typed)}&require={quote('COD <= 30 mg/L')}", 422)
    (note,) = re.findall(r'<p class="note warn".*?</p>', page.html, re.DOTALL)
    assert zh in note
    assert "出口化学需氧量 ≤ 30 mg/L" in chips_of(page)
    assert found_on(page)


def test_what_does_not_fit_is_refused_and_what_finds_nothing_says_so(scene: Scene) -> None:
    for query in (
        "cursor=x",
        "media=fire",
        "joint=yes",
        "classes=" + "x" * 61,
        "&".join(["targets=cod"] * 21),
    ):
        search(scene, query, 422)
    assert "没有符合条件的技术" in search(scene, "words=zzzz").text
    assert "不是限值" in search(scene, f"words={quote('COD 50 mg/L 以下')}").text


TYPED = [("GB 18918 一级A", "GB 18918-2002 一级A"), ("COD<=50mg/L", "出口化学需氧量 ≤ 50 mg/L")]


@pytest.mark.parametrize(("typed", "chip"), TYPED)
def test_a_limit_typed_among_the_words_is_taken_for_a_limit(scene: Scene, typed: str, chip: str) -> None:
    answer = scene.get(f"/technologies?lang=zh&media=water&words={quote(typed)}")
    assert answer.status_code == 303
    page = scene.page(f"/technologies{answer.headers['location']}")
    assert {*chips_of(page)} == {"水", chip}
    assert found_on(page)


def test_boxes_ticked_elsewhere_are_kept(scene: Scene) -> None:
    chosen = digest_of(scene.technologies[str(LAPSED)])
    page = search(scene, f"words={quote('超滤')}&id={chosen}")
    held = [(one["name"], one["type"]) for one in page.all("input") if one.get("value") == chosen]
    assert held == [("id", "hidden")] * 2, "in both forms"
    assert all(f"id={chosen}" in address for address in chips_of(page).values())


def test_an_enterprise_names_its_technologies(scene: Scene) -> None:
    body = parse_any(scene.technologies["whole"]).body
    path = f"/enterprises/{body.holder_code}"
    assert path not in [link.partition("?")[0] for link in show(scene, "whole").links]
    world = scene.world
    data = world.issue(
        unified_social_credit_code=body.holder_code, legal_name=body.holder, certificate_number="CQ-HOLDER"
    )
    scene.node.registry.admit_many([data], now=world.now)
    assert path in [link.partition("?")[0] for link in show(scene, "whole").links]
    text = scene.page(f"{path}?lang=zh").text
    assert "入库技术" in text
    assert "示例短程脱氮一体化工艺" in text


def test_statistics_count_certificates_and_leave_technologies_out(scene: Scene) -> None:
    kinds = {scheme["name"]["zh"]: scheme["kind"] for scheme in scene.world.text["schemes"]}
    table = open_csv(scene.get("/statistics.csv?by=scheme&lang=zh").content)
    assert "technology" in kinds.values()
    assert {kinds[str(row[1])] for row in table[1:]} == {"capability", "credit"}
