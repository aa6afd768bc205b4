"""Irregular cases for an officer: forms, odd files, keys, a phone (group `browser`)."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.carriers.bids.folders import lettered
from tests.harness.browser import PHONE, find_violations
from tests.tender_page.opening_visit import EXAMPLE, officer, write_page

pytestmark = [pytest.mark.browser, pytest.mark.night]

JUNK = 40


@dataclass
class Seen:
    """Results of one visit."""

    kept: bool
    taken: bool
    faults: tuple[list[str], int]
    folders: list[str]
    register: str
    asked: str
    answered: list[str]
    sheet: tuple[str, int]
    rows: int
    folded: str
    words: str
    escaped: tuple[int, str]
    marked: str
    strip: str
    violations: list[str]


@pytest.fixture(scope="module")
def seen(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    place = tmp_path_factory.mktemp("table")
    with officer(browser, write_page(place)) as person:
        page = person.open()
        answers: list[bool] = []
        page.on("dialog", lambda dialog: dialog.accept() if answers.pop() else dialog.dismiss())
        page.locator("#new-tender").click()
        page.locator("#apply").click()
        links = page.locator("#form-faults a")
        links.last.wait_for()
        violations = find_violations(page)
        faults = links.all_inner_texts()
        for _ in faults:
            links.last.click()
            page.keyboard.insert_text("示例")
        left = page.locator("#form-faults *, #form [aria-invalid], #form .err").count()
        answers.append(False)
        page.locator("#file").set_input_files(EXAMPLE / "tender.json")
        page.wait_for_function("document.querySelector('#file').files.length === 0")
        kept = page.locator("#form .making").count() == 1
        answers.append(True)
        page.locator("#file").set_input_files(EXAMPLE / "tender.json")
        page.locator("#edit-tender").wait_for()
        taken = page.locator("#form .making").count() == 0
        page.locator("#folder").set_input_files(str(numbered(place / "room")))
        page.locator("#new-bidders").click()
        page.locator("#form button", has_text="个文件夹").click()
        fields = page.locator("#form [data-path$='.folder']")
        folders = [fields.nth(n).input_value() for n in range(fields.count())]
        page.locator("#form button", has_text="取消").click()
        page.locator("#file").set_input_files(named(place / "x.huren-register"))
        register = page.locator("#alerts", has_text="x.huren-register").inner_text()
        person.give_documents(page)
        person.give_folders(page, littered(place / "bids"))
        page.locator("#paper-notes details summary", has_text="另有").first.wait_for()
        page.locator("[id='look-B1-资格文件.pdf-1']").wait_for()
        page.locator("[id='look-B1-copy.pdf-1'] .thumbnail").scroll_into_view_if_needed()
        page.locator("[id='look-B1-copy.pdf-1'] .thumbnail[data-drawn]").wait_for()
        first = page.locator("#codeless li").first.inner_text()
        small = page.locator(".thumbnail").count()
        rows = page.locator("#paper-notes > .lines > [data-note=file-unread]").count()
        folded = page.locator("#paper-notes summary", has_text="另有").first.inner_text()
        words = page.locator("#words").inner_text()
        cell = page.locator("#cell-L1-B1-C1")
        cell.focus()
        page.keyboard.press("Enter")
        page.locator(".opened button").first.focus()
        page.keyboard.press("Escape")
        escaped = (page.locator(".opened").count(), page.evaluate("document.activeElement.id"))
        page.locator("[id='look-B1-资格文件.pdf-1']").click()
        page.locator("#mark-number").fill("CQ-FO-2026-0001")
        page.keyboard.press("Enter")
        page.locator("[data-note=page-marked]").wait_for()
        marked = page.evaluate("document.activeElement.dataset.note ?? ''")
        asked = page.locator("#no-register").inner_text()
        page.locator("#file").set_input_files(EXAMPLE / "bundle.huren-register")
        page.locator("[data-note=number-absent]").first.wait_for()
        answered = page.locator("[data-note=number-absent]").all_inner_texts()
        answered += page.locator("#no-register").all_inner_texts()
        page.set_viewport_size({"width": PHONE, "height": 800})
        strip = page.locator("#strip").inner_text()
    return Seen(
        kept,
        taken,
        (faults, left),
        folders,
        register,
        asked,
        answered,
        (first, small),
        rows,
        folded,
        words,
        escaped,
        marked,
        strip,
        violations,
    )


def numbered(folder: Path) -> Path:
    """Return folders of bidders whose names are numbers."""
    for name in ("10", "2", "1"):
        (folder / name).mkdir(parents=True)
        (folder / name / "x.txt").write_text("示例")
    return folder


def named(path: Path) -> Path:
    """Return a file by its name."""
    path.write_bytes(b"x")
    return path


def littered(folder: Path) -> Path:
    """Return the first bidder's folder of the example with unreadable files and a copy as text."""
    shutil.copytree(EXAMPLE / "bids" / "01", folder / "01")
    for number in range(JUNK):
        (folder / "01" / f"{number}.ntf").write_bytes(b"\x00\x01")
    (folder / "01" / "copy.pdf").write_bytes(lettered("Environmental enterprise credit \\(Example\\)"))
    return folder


def test_a_form_is_not_replaced_by_a_file_unasked(seen: Seen) -> None:
    assert (seen.kept, seen.taken) == (True, True)


def test_all_that_is_missing_is_said_at_once_with_a_way_to_each_field_and_goes_when_it_is_filled_in(
    seen: Seen,
) -> None:
    faults, left = seen.faults
    assert faults == [f"“{name}”尚未填写，请填写。" for name in ("项目名称", "招标编号", "招标人")]
    assert left == 0
    assert seen.violations == []


def test_bidders_of_chosen_folders_stand_in_natural_order(seen: Seen) -> None:
    assert [name.rpartition("/")[2] for name in seen.folders] == ["1", "2", "10"]


def test_a_register_answers_for_the_number_of_a_marked_page(seen: Seen) -> None:
    assert "登记数据文件已损坏" in seen.register, "what is none is refused"
    assert ".huren-register" in seen.asked, "what to drop"
    assert len(seen.answered) == 2, "both associations, and nothing is wanting"
    assert all("CQ-FO-2026-0001" in said for said in seen.answered)


def test_a_page_that_reads_like_a_certificate_comes_first_with_its_picture_and_no_other_has_one(
    seen: Seen,
) -> None:
    first, small = seen.sheet
    assert "copy.pdf" in first
    assert "文字与证书相似" in first
    assert small == 1


def test_many_files_that_say_the_same_are_folded(seen: Seen) -> None:
    assert seen.rows <= 5
    assert f"另有 {JUNK - 5} 处" in seen.folded


def test_omissions_of_the_shared_words_are_named_beside_them(seen: Seen) -> None:
    assert "词语不含投标整体情况" in seen.words


def test_escape_folds_a_cell_and_goes_back_to_it(seen: Seen) -> None:
    assert seen.escaped == (0, "cell-L1-B1-C1")


def test_after_a_mark_the_page_is_at_its_line(seen: Seen) -> None:
    assert seen.marked == "page-marked"


def test_the_strip_of_a_phone_says_whose_words_it_has(seen: Seen) -> None:
    assert seen.strip.startswith("协议指纹：")
