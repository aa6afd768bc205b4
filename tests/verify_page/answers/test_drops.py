"""What is dropped, in Chromium (group `browser`): bidders' folders, files of other kinds, further files."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from keys_example import ExampleEnterprise, example_enterprises
from tests.verify_page.page_visit import Site, node_at, scanning_browser, visiting
from tests.world import World


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with scanning_browser() as found:
        yield found


@pytest.fixture(scope="module")
def site(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with node_at(tmp_path_factory.mktemp("node"), World()) as found:
        yield found


def issue(site: Site, one: ExampleEnterprise, **more: Any) -> bytes:
    return site.world.issue(
        by="cq",
        legal_name=one.legal_name,
        unified_social_credit_code=one.unified_social_credit_code,
        **more,
    )


def drop(person: Any, page: Any, folder: Path) -> Any:
    page.locator("#folder").set_input_files(str(folder))
    return person.answer(page)


def titles(page: Any) -> list[str]:
    return sorted(page.locator("details.group > summary b").all_inner_texts())


def test_a_root_called_as_an_enterprise_is_no_bidder_and_another_level_can_be_chosen(
    browser: Any, site: Site, tmp_path: Path
) -> None:
    """Else its nine bidders are one, and the certificate of somebody else is everybody's."""
    enterprises = example_enterprises(Random(6), 3)
    folder = tmp_path / "重庆水务集团有限公司污水处理项目投标文件"
    for place, one in enumerate(enterprises):
        mine = folder / one.legal_name / "设备供应公司授权"
        mine.mkdir(parents=True)
        for number in range(2):
            data = issue(site, one, certificate_number=f"CQ-LEVEL-{place}{number}")
            (mine.parent / f"{number}.json").write_bytes(data)
        (mine / "x.json").write_bytes(issue(site, one, certificate_number=f"CQ-LEVEL-{place}9"))
    shutil.copy(
        folder / enterprises[0].legal_name / "0.json", folder / enterprises[1].legal_name / "other.json"
    )
    with visiting(browser, site) as person:
        page = person.open("/v")
        drop(person, page, folder)
        page.locator("#filter-chip-all").click()
        assert "3 家投标人" in page.locator("#list h2").inner_text()
        assert titles(page) == sorted(one.legal_name for one in enterprises)
        assert page.locator("#list .mark.invalid").inner_text().strip() == "不符"
        level = page.locator("#level")
        assert level.input_value() == "1"
        assert level.locator("option").nth(2).inner_text() == "第 2 层，如 设备供应公司授权"
        level.focus()
        level.select_option("0")
        page.locator("#list h2", has_text="共 9 份证书").wait_for()
        assert page.locator("details.group").count() == 1
        assert level.evaluate("one => one === document.activeElement"), "the focus stays"
        level.select_option("1")
        page.locator("#list h2", has_text="3 家投标人").wait_for()
        assert page.locator("#list .mark.invalid").count() == 1
