"""What is dropped (group `javascript`): bidders' folders, files of other kinds, further files."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from keys_example.enterprises import ExampleEnterprise, example_enterprises
from tests.verify_page.page_visit import Site, node_at, visiting
from tests.world import World

pytestmark = pytest.mark.javascript


@pytest.fixture(scope="module")
def site(reader: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
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


@pytest.mark.night
def test_a_root_called_as_an_enterprise_is_no_bidder_and_another_level_can_be_chosen(
    reader: Any, site: Site, tmp_path: Path
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
    for one in enterprises[:2]:
        shutil.copy(folder / one.legal_name / "1.json", folder / f"{one.legal_name}.json")
    with visiting(reader, site) as person:
        page = person.open("/v")
        drop(person, page, folder)
        page.locator("#filter-chip-all").click()
        assert "3 个投标人" in page.locator("#list h2").inner_text()
        assert titles(page) == sorted([folder.name, *(one.legal_name for one in enterprises)])
        assert page.locator("#list .mark.invalid").inner_text().strip() == "不符"
        assert page.locator("#list .mark", has_text="请核对").count() == 0, "nor are the files beside"
        level = page.locator("#level")
        assert level.input_value() == "1"
        assert level.locator("option").nth(2).inner_text() == "第 2 层，如 设备供应公司授权"
        level.focus()
        level.select_option("0")
        page.locator("#list h2", has_text="共 9 份证书").wait_for()
        assert page.locator("details.group").count() == 1
        assert level.evaluate("one => one === document.activeElement"), "the focus stays"
        level.select_option("1")
        page.locator("#list h2", has_text="3 个投标人").wait_for()
        assert page.locator("#list .mark.invalid").count() == 1


def test_bidders_of_whom_no_file_could_be_read_are_counted(reader: Any, site: Site, tmp_path: Path) -> None:
    """On the screen, on paper and in the spreadsheet."""
    enterprises = example_enterprises(Random(8), 2)
    folder = tmp_path / "开标"
    files: dict[str, bytes] = {
        f"{enterprises[0].legal_name}/a.json": issue(site, enterprises[0]),
        f"{enterprises[1].legal_name}/b.json": issue(site, enterprises[1]),
        f"{enterprises[0].legal_name}/说明.docx": b"PK\3\4zz",
        "丙公司/投标文件.zip": b"PK\3\4zz",
        "丙公司/证书.tif": b"II*\0zz",
        "丁公司/证书.docx": b"PK\3\4zz",
        "公告.docx": b"PK\3\4zz",
    }
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    with visiting(reader, site) as person:
        page = person.open("/v")
        drop(person, page, folder)
        assert "4 个投标人" in page.locator("#list h2").inner_text()
        page.locator("#filter-chip-all").click()
        for name, count in (("丙公司", 2 - 1), ("丁公司", 1)):
            group = page.locator("details.group", has=page.locator("summary b", has_text=name))
            assert group.locator("tbody .mark.indeterminate").count() == count, name
        assert page.locator("#list .mark.valid").count() == 2
        said = page.locator("#list").inner_text()
        assert "另存为 PNG、JPEG 或 PDF" in said
        assert "压缩包请先解压" in said
        others = page.locator("#results > .note").inner_text()
        assert "未核验的其他类型文件 3 个" in others
        assert "公告.docx" in others
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        record = str(page.locator("#record").text_content())
        assert "丙公司" in record
        assert "丁公司" in record
        assert "证书.docx" in record


def test_a_further_file_adds_to_a_list_and_a_new_list_is_begun_by_a_button(
    reader: Any, site: Site, tmp_path: Path
) -> None:
    one, *_ = example_enterprises(Random(9), 1)
    files = [tmp_path / f"{number}.json" for number in range(5)]
    for file in files:
        file.write_bytes(issue(site, one, certificate_number=f"CQ-MORE-{file.stem}"))
    with visiting(reader, site) as person:
        page = person.open("/v")
        person.verify(page, *files[:2])
        page.locator("tbody a").first.click()
        page.locator(".result").wait_for()
        page.locator("#file").set_input_files(files[2])
        page.locator(".result", has_text="CQ-MORE-2").wait_for()
        page.go_back()
        page.locator("#list").wait_for()
        assert page.locator("#list tbody tr").count() == 3
        person.verify(page, *files[3:])
        page.locator("#list h2", has_text="共 5 份证书").wait_for()
        page.locator("button", has_text="另起一份").click()
        page.locator("#list").wait_for(state="detached")
        person.verify(page, files[0])
        assert page.locator(".result").count() == 1


@pytest.mark.night
def test_a_reload_warns_when_many_answers_would_be_lost(reader: Any, site: Site, tmp_path: Path) -> None:
    one, *_ = example_enterprises(Random(9), 1)
    files = [tmp_path / f"{number}.json" for number in range(21)]
    for file in files:
        file.write_bytes(issue(site, one, certificate_number=f"CQ-LOST-{file.stem}"))
    leave = "!dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    with visiting(reader, site) as person:
        page = person.open("/v")
        person.verify(page, *files[:20])
        assert page.evaluate(leave) is False
        person.verify(page, files[20])
        page.locator(".result", has_text="CQ-LOST-20").wait_for()
        assert page.evaluate(leave) is True
