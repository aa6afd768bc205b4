"""Counts: right, current with the log, the same in chart and table, safe in a spreadsheet program."""

import json
import re
from collections import Counter
from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from api.answers.counting.statistics import DIMENSIONS
from api.pages.charts.geometry import COLOURS
from api.pages.count_figures import MONTHS_SHOWN
from carriers.spreadsheet.csv_text import format_text
from credentials.times import CHINA
from credentials.words.closed_lists import STANDINGS, word_for
from tests.carriers.spreadsheet.csv_programs import open_csv
from tests.pages.pages import HTML, NUMBERS, Scene
from tests.world import World
from tests.world.api_node import Node, running


def rows(node: Node, by: str, lang: str = "en") -> list[list[str]]:
    """Return the lines of the CSV without its head."""
    answer = node.client.get("/statistics.csv", params={"by": by, "lang": lang})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return [
        [f"{cell:g}" if isinstance(cell, float) else str(cell) for cell in row]
        for row in open_csv(answer.content)
    ][1:]


def test_the_counts_are_those_of_the_list(scene: Scene) -> None:
    items = scene.node.client.get("/api/v1/credentials").json()["items"]
    active = [item for item in items if item["standing"] == "active"]
    called = [{**item, "standing": item["endKind"] or item["standing"]} for item in items]
    for by in ("scheme", "region", "standing"):
        total = Counter(item[by] for item in called)
        assert sorted(int(row[3]) for row in rows(scene.node, by) if row[3] != "0") == sorted(total.values())
        assert sum(int(row[2]) for row in rows(scene.node, by)) == len(active)
    total = Counter((item["scheme"], category) for item in items for category in item["category"])
    assert sorted(int(row[3]) for row in rows(scene.node, "category") if row[3] != "0") == sorted(
        total.values()
    )
    assert sum(int(row[3]) for row in rows(scene.node, "grade")) == len(items)
    months = rows(scene.node, "month")
    assert sum(int(row[3]) for row in months) == len(items)
    assert [row[1] for row in months] == sorted(row[1] for row in months)
    assert len(months) == 15, "months without a credential are there, too"


def test_the_page_says_what_the_csv_says(scene: Scene) -> None:
    text = scene.page("/statistics?lang=zh").text
    for by in ("issuer", "scheme", "category", "grade"):
        for _, label, active, total in rows(scene.node, by, "zh"):
            if total != "0":
                assert label in text, by
                assert f"{active}" in text
                assert f"{total}" in text


def test_counts_follow_new_records(tmp_path_factory: pytest.TempPathFactory) -> None:
    with running(tmp_path_factory.mktemp("growing")) as node:
        world = node.world

        def standings() -> dict[str, int]:
            return {row[1]: int(row[3]) for row in rows(node, "standing")}

        assert "no credentials" in node.client.get("/statistics?lang=en", headers=HTML).text
        first = world.issue()
        node.fill()
        assert standings() == {"In force": 1}
        world.issue(by="sc")
        node.fill()
        assert standings() == {"In force": 2}
        assert node.post("/api/v1/records", world.suspend(first)).status_code == 201
        assert standings() == {"In force": 1, "Suspended": 1}
        world.now += timedelta(days=9_000)
        assert standings() == {"Expired": 2}


def figures(scene: Scene, lang: str) -> list[str]:
    """Return the HTML of every figure of the page."""
    found = re.findall(r"<figure.*?</figure>", scene.get(f"/statistics?lang={lang}").text, re.DOTALL)
    assert len(found) > 3
    return found


def texts(pattern: str, html: str) -> list[str]:
    return [unescape(found).strip() for found in re.findall(pattern, html, re.DOTALL)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_number_of_a_chart_stands_in_it_and_in_its_table(scene: Scene, lang: str) -> None:
    for figure in figures(scene, lang):
        cells = texts(r"<td[^>]*>(.*?)</td>", figure)
        (rows_,) = texts(r"<tbody[^>]*>(.*?)</tbody>", figure)
        names = texts(r"<th[^>]* scope=\"row\">(.*?)</th>", rows_)
        for svg in re.findall(r"<svg class=\"chart\".*?</svg>", figure, re.DOTALL):
            points = texts(r"<title>(.*?)</title>", svg)
            values = texts(r"<text[^>]*>([0-9,.]+%?)</text>", svg)
            if points:
                drawn = [f"{name}: {cell}" for name, cell in zip(names, cells[::2], strict=True)]
                assert points == [line for line in drawn if not line.endswith(": –")]
            elif "<path" in svg:
                assert svg.count("<rect") == len([cell for cell in cells if cell != "–"]) - 2 * (
                    len(names) - MONTHS_SHOWN
                )
            elif svg.count("<rect") == len(names):
                width = len(cells) // len(names)
                assert values == cells[(1 if "%" in values[0] else 0) :: width]
            else:
                assert {value for value in values if value != values[-1]} <= {*cells}


def test_a_chart_is_a_picture_that_says_what_it_shows(scene: Scene) -> None:
    for lang, table in (("zh", "表"), ("en", "The table")):
        for figure in figures(scene, lang):
            for svg in re.findall(r"<svg class=\"chart\"[^>]*>", figure):
                assert 'role="img"' in svg
                (label,) = re.findall(r'aria-label="([^"]+)"', svg)
                assert re.search(r"\d", label), "the finding has its numbers"
                assert table in label
            assert "<details" not in figure, "the table is not hidden"
            assert "<table" in figure


def test_charts_take_colours_from_classes_only(scene: Scene) -> None:
    for figure in figures(scene, "en"):
        assert not re.search(r"\b(style|fill|stroke|color)=", figure)
        classes = re.findall(r'<(?:rect|circle|polyline) class="([^"]+)"', figure)
        assert {*classes} <= {*COLOURS, "l1", "l1 open", "c1 open"}
        assert "<rect x" not in figure


def test_shares_of_grades_are_those_of_their_numbers_in_table_and_key(scene: Scene) -> None:
    for figure in figures(scene, "en"):
        for part, of in ((r"<td[^>]*>([\d.]+)%</td>", "table"), (r"<b>([\d.]+)%</b>", "key")):
            shares = [float(found) for found in re.findall(part, figure)]
            assert not any(shares) or abs(sum(shares) - 100) <= 0.05 * len(shares) + 1e-9, (of, shares)


def test_more_grades_than_colours_are_drawn_as_the_rest(tmp_path: Path) -> None:
    world = World()
    codes = ("AAA", "AA", "A", "BBB", "BB", "B")
    for code in codes:
        world.issue(scheme="cq-credit", grade=code, category=[])
    world.publish()
    with running(tmp_path, world) as node:
        html = node.client.get("/statistics?lang=en", headers=HTML).text
    assert "3 other grades <b>50.0%</b>" in html
    figure = html[html.index("In force, by grade") :]
    (bar,) = re.findall(r"<svg class=\"chart\".*?</svg>", figure, re.DOTALL)
    assert texts(r"<text[^>]*>(.*?)</text>", bar) == ["16.7%", "16.7%", "16.7%", "50.0%"]
    for code in codes:
        assert f'scope="row">{code}</th>' in figure


def test_the_page_says_whose_records_are_counted_and_how_to_count_again(scene: Scene) -> None:
    page = scene.page("/statistics?lang=zh")
    for party in scene.world.trust().chain.in_force_or_last(scene.world.now).text.parties:
        assert party.legal_name.text("zh") in page.text
    assert "/api/v1/credentials" in page.links
    for by in DIMENSIONS:
        assert f"/statistics.csv?by={by}&lang=zh" in page.links
        name = scene.get(f"/statistics.csv?by={by}").headers["content-disposition"]
        assert re.fullmatch(rf'attachment; filename="huren-{by}-\d{{4}}-\d\d-\d\d\.csv"', name)
    listed = scene.node.client.get("/api/v1/credentials").json()["items"]
    held = rows(scene.node, "issuer")
    assert sum(int(row[3]) for row in held) == len(listed)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_tally_uses_the_words_of_a_verdict_and_leads_to_what_it_counts(scene: Scene, lang: str) -> None:
    """An end goes by its kind, as at the command line and in a verdict."""
    html = scene.get(f"/statistics?lang={lang}").text
    (tally,) = re.findall(r'<div class="tally">(.*?)</div>', html, re.DOTALL)
    tiles = re.findall(r'<a[^>]* href="([^"]+)"><b>([\d,]+)</b>([^<]+)</a>', tally)
    listed = scene.node.client.get("/api/v1/credentials").json()["items"]
    found = Counter(word_for(STANDINGS, item["endKind"] or item["standing"], lang) for item in listed)  # type: ignore[arg-type]
    assert {word.lower(): int(number) for _, number, word in tiles} == found
    assert {"zh": "撤销", "en": "annulled"}[lang] in found
    for address, number, word in tiles:
        name = parse_qs(urlsplit(unescape(address)).query)["status"][0]
        answer = scene.node.client.get("/api/v1/credentials", params={"status": name}).json()
        assert len(answer["items"]) == int(number), word
        assert scene.page(unescape(address)).text.count(word) >= int(number)


def month_ends(scene: Scene, lang: str) -> str:
    """Return the HTML of the figure of month ends."""
    (found,) = [figure for figure in figures(scene, lang) if "<polyline" in figure]
    return found


@pytest.mark.parametrize(("lang", "so_far", "earlier"), [("zh", "至今", "此前"), ("en", "so far", "Earlier")])
def test_the_current_month_is_drawn_and_marked(scene: Scene, lang: str, so_far: str, earlier: str) -> None:
    figure = month_ends(scene, lang)
    listed = scene.node.client.get("/api/v1/credentials").json()["items"]
    active = sum(item["standing"] == "active" for item in listed)
    month = f"{scene.world.now.astimezone(CHINA):%Y-%m} {so_far}"
    names = texts(r"<th[^>]* scope=\"row\">(.*?)</th>", figure)
    cells = texts(r"<td[^>]*>(.*?)</td>", figure)
    assert names[-1] == month
    assert int(cells[-2]) == active
    (label,) = re.findall(r'aria-label="([^"]+\d[^"]+)"', figure)
    assert {"zh": f"今日为 {active} 份", "en": f"{active} today"}[lang] in label
    (point,) = re.findall(r'<circle class="c1 open" .*?</circle>', figure)
    assert f"{month}: {active}" in point
    assert figure.count('<polyline class="l1 open"') == 1, "told by its form, not by colour alone"
    assert month in texts(r"<text[^>]*>(.*?)</text>", figure), "and in words"
    assert "0" in texts(r"<text[^>]*>(.*?)</text>", figure), "the axis begins at 0"
    assert names[0] == earlier
    assert cells[0] == "–"
    assert sum(int(cell) for cell in cells[1::2]) == len(listed), "the column adds up to all ever issued"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert format_text(text) == f"'{text}"
    assert format_text("土壤 = 1") == "土壤 = 1"


def test_a_credential_is_counted_by_its_grade(scene: Scene) -> None:
    value = json.loads(scene.credentials["soon"])
    grade = value["credentialSubject"]["assessment"]["grade"]
    assert NUMBERS["soon"] == value["credentialSubject"]["assessment"]["certificateNumber"]
    assert any(row[1].startswith(grade) and row[3] != "0" for row in rows(scene.node, "grade"))


def test_associations_stand_side_by_side(scene: Scene) -> None:
    listed = scene.node.client.get("/api/v1/credentials").json()["items"]
    for title in ("How the credentials", "Signed month by month"):
        (figure,) = [one for one in figures(scene, "en") if title in one]
        cells = [*map(int, texts(r"<td[^>]*>(.*?)</td>", figure))]
        assert [sum(cells[place::2]) for place in (0, 1)] == [
            sum(item["issuer"] == party.did for item in listed) for party in (scene.world.cq, scene.world.sc)
        ]
        assert {"Chongqing", "Sichuan"} <= {*texts(r"</svg> ([A-Z]\w+)", figure)}
