"""Surveys for people: among the statistics, a page each, and a page of the totals."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from tests.pages.pages import Page, Scene
from tests.world import World, digest_of
from tests.world.api_node import running
from tests.world.works import signed, signed_halves, survey, survey_report

HOSTILE = "示例</title><script>alert(1)</script>&amp;"


class Surveyed(NamedTuple):
    """A node with an adopted survey and its report, and a draft with one."""

    scene: Scene
    digests: dict[str, str]

    def page(self, name: str, lang: str) -> Page:
        return self.scene.page(f"/records/{self.digests[name]}?lang={lang}")


@pytest.fixture(scope="module")
def surveyed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Surveyed]:
    world = World()
    about = signed(world, survey(world))
    hostile: dict[str, Any] = {"title": {"zh": HOSTILE, "en": HOSTILE}, "year": world.now.year - 2}
    draft = signed(world, survey(world, "sc", segments__0={"zh": HOSTILE, "en": HOSTILE}, **hostile))
    rows = {"rows__0__segments": [HOSTILE]}
    records = {
        "survey": about,
        "draft": draft,
        "report": signed(world, survey_report(world, about)),
        "unadopted": signed(world, survey_report(world, draft, **rows)),
    }
    with running(tmp_path_factory.mktemp("surveys"), world) as node:
        for data in (*records.values(), *signed_halves(world, about, items__0__refers__0__kind="survey")):
            assert node.post("/api/v1/records", data).status_code == 201
        for name in ("cq", "sc", "cq"):
            node.publish(name)
        yield Surveyed(Scene(node, world), {name: digest_of(data) for name, data in records.items()})


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_survey_is_listed_and_leads_to_its_totals(surveyed: Surveyed, lang: str) -> None:
    listed = surveyed.scene.page(f"/statistics?lang={lang}")
    for name in surveyed.digests:
        assert f"/records/{surveyed.digests[name]}?lang={lang}" in listed.links
    assert ("自愿填报" if lang == "zh" else "Surveys") in listed.text
    assert ("不是政府统计" if lang == "zh" else "no official statistics") in listed.text
    page = surveyed.page("survey", lang)
    assert f"/records/{surveyed.digests['report']}?lang={lang}" in page.links
    for words in ("68,278", "1,389", "32,182", "10-19"):
        assert words in page.text
    assert ("固体废物、土壤" if lang == "zh" else "Solid waste, Soil") in page.text
    assert ("合并公布" if lang == "zh" else "published together") in page.text
    assert ("通过。" if lang == "zh" else "Adopted by resolution") in page.text
    assert ("营业收入（万元）" if lang == "zh" else "Revenue (10,000 CNY)") in page.text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_report_shows_its_totals_and_leads_to_its_survey(surveyed: Surveyed, lang: str) -> None:
    page = surveyed.page("report", lang)
    assert f"/records/{surveyed.digests['survey']}?lang={lang}" in page.links
    assert ("有效" if lang == "zh" else "Valid") in page.text
    assert "68,278" in page.text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_draft_says_so_and_runs_nothing(surveyed: Surveyed, lang: str) -> None:
    page = surveyed.page("draft", lang)
    assert ("目前只是草案" if lang == "zh" else "it is a draft") in page.text
    assert "<script>alert" not in page.html


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_totals_of_a_draft_are_told_as_no_result_on_every_page(surveyed: Surveyed, lang: str) -> None:
    report = surveyed.page("unadopted", lang)
    assert ("无法确认" if lang == "zh" else "Cannot be confirmed") in report.text
    assert ("不能视为已公布的汇总" if lang == "zh" else "it is no published result") in report.text
    assert ("汇总（未公布）" if lang == "zh" else "Totals, not published") in report.text
    draft = surveyed.page("draft", lang)
    assert f"/records/{surveyed.digests['unadopted']}?lang={lang}" in draft.links
    assert ("其汇总不能视为已公布" if lang == "zh" else "its totals are no published result") in draft.text
    assert "68,278" not in draft.text
    listed = surveyed.scene.page(f"/statistics?lang={lang}").text
    assert ("草案，未经决议通过" if lang == "zh" else "draft: no resolution adopts it") in listed
    assert ("签署，未公布" if lang == "zh" else "not published") in listed
    assert "<script>alert" not in report.html + draft.html
