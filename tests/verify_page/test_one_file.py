"""The single file for the evaluation room (`javascript`, `browser`): from file://, without any node."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from carriers.qr import format_qr_png
from credentials.h1 import format_h1_url
from credentials.words.closed_lists import VOLUNTARY
from signing.strict_json import parse_json
from tests.carriers.spreadsheet.csv_programs import open_csv
from tests.verify_page.page_visit import Visitor, visiting
from tests.world import World, tamper
from tests.world.papers import certificate_pdf
from web.single_file import build_one_file

pytestmark = pytest.mark.javascript

USCC = "915101007094823451"


class Shelf:
    """No node at all, for a visitor that only has files."""

    address = "file://"
    port = 0

    def __init__(self, world: World) -> None:
        self.world = world


@pytest.fixture
def room(reader: Any, tmp_path: Path) -> Iterator[tuple[Visitor, World, Path]]:
    """See `room_in`; where words count."""
    with room_in(reader, tmp_path) as found:
        yield found


@pytest.fixture
def drawn(browser: Any, tmp_path: Path) -> Iterator[tuple[Visitor, World, Path]]:
    """See `room_in`; where pictures are read and trust data kept."""
    with room_in(browser, tmp_path) as found:
        yield found


@contextmanager
def room_in(where: Any, folder: Path) -> Iterator[tuple[Visitor, World, Path]]:
    """A visitor without a network; every request but for files fails the test."""
    world = World()
    shelf: Any = Shelf(world)
    with visiting(where, shelf, offline=True) as person:
        yield person, world, folder


def write_page(folder: Path, world: World, name: str = "verify.html") -> str:
    """The address of the file."""
    path = folder / name
    path.write_bytes(build_one_file(world.bundle(), world.pin))
    return path.as_uri()


def saved_rows(saved: Any) -> list[dict[str, Any]]:
    """The lines of a CSV under its heads, as a spreadsheet program has them."""
    head, *rows = open_csv(Path(saved.value.path()).read_bytes())
    return [dict(zip(map(str, head), row, strict=False)) for row in rows]


@pytest.mark.browser
def test_a_folder_of_bids(drawn: tuple[Visitor, World, Path]) -> None:
    person, world, folder = drawn
    bids = folder / "bids"
    bids.mkdir()
    names = ("甲公司", "乙公司", "丙公司")
    good = [world.issue(by="cq", certificate_number=f"CQ-FILE-{i}") for i in range(len(names))]
    world.revoke(good[1])
    world.publish()
    for name, credential in zip(names, good, strict=True):
        (bids / name).mkdir()
        pdf = certificate_pdf(world, credential, printed=credential)
        (bids / name / "资质.pdf").write_bytes(pdf)
    forged = tamper(good[2], lambda v: v["credentialSubject"]["assessment"].update(grade="特级"))
    value: Any = parse_json(forged)
    code = format_qr_png(format_h1_url(value, "https://cq.huren.example"))
    (bids / names[2] / "forged.png").write_bytes(code)
    (bids / names[2] / "empty.json").write_text("{}", encoding="utf-8")
    (bids / "readme.docx").write_bytes(b"PK")
    page = person.open(write_page(folder, world))
    page.locator("#home").select_option(world.sc.did)
    page.locator("#folder").set_input_files(str(bids))
    table = person.answer(page)
    assert [worker.url.partition(":")[0] for worker in page.workers] == ["blob"], "it is in the file"
    page.locator("#filter-chip-all").click()
    assert table.locator("tbody tr").count() == 5
    assert "readme.docx" in page.locator("#results").inner_text()
    with page.expect_download() as saved:
        page.locator("button", has_text="CSV").click()
    *rows, last = saved_rows(saved)
    assert last["来源"] == VOLUNTARY[1]
    found = {row["来源"].removeprefix("bids/"): (row["结论"], row["codes"], row["证书编号"]) for row in rows}
    assert found == {
        "丙公司/empty.json": ("文件中无证书", "unsupported", ""),
        "丙公司/forged.png": ("无效", "bad-signature", ""),
        "丙公司/资质.pdf": ("有效", "", "CQ-FILE-2"),
        "乙公司/资质.pdf": ("无效", "revoked", "CQ-FILE-1"),
        "甲公司/资质.pdf": ("有效", "", "CQ-FILE-0"),
    }
    assert all("第" in row["在我方视同"] for row in rows if row["结论"] == "有效"), "the clause"


def test_codes_and_numbers_stay_what_they_are_in_a_spreadsheet(
    room: tuple[Visitor, World, Path],
) -> None:
    """Eighteen digits are no 9.15E+17, a number like a date is no day; no cell is a formula."""
    person, world, folder = room
    numbers = (USCC, "2026-05", "00012", "12E34", "3/4", "TRUE", "+CQ", "CQ 第 7 号", "甲-1")
    names = ("=1+1", "@now", "-2", *map(str, range(3, len(numbers))))
    for name, number in zip(names, numbers, strict=True):
        issued = world.issue(by="cq", unified_social_credit_code=USCC, certificate_number=number)
        (folder / f"{name}.json").write_bytes(issued)
    page = person.open(write_page(folder, world))
    person.verify(page, *(folder / f"{name}.json" for name in names))
    with page.expect_download() as saved:
        page.locator("button", has_text="CSV").click()
    *rows, _ = saved_rows(saved)
    found = {row["来源"]: row["证书编号"] for row in rows}
    assert found == {
        f"{name}.json" if name.isdecimal() else f"'{name}.json": f"'{number}" if number == "+CQ" else number
        for name, number in zip(names, numbers, strict=True)
    }
    assert {row["统一社会信用代码"] for row in rows} == {USCC}


def test_a_newer_bundle_from_a_stick_and_an_older_file(room: tuple[Visitor, World, Path]) -> None:
    person, world, folder = room
    credential = folder / "credential.json"
    credential.write_bytes(world.issue(by="cq"))
    world.publish()
    old = write_page(folder, world, "old.html")
    page = person.open(old)
    person.verify(page, credential)
    page.locator(".verdict.valid").wait_for()
    world.advance(hours=2)
    world.revoke(credential.read_bytes())
    world.publish()
    person.context.clock.set_fixed_time(world.now)
    (folder / "bundle.json").write_bytes(world.bundle())
    page.locator("#file").set_input_files(folder / "bundle.json")
    page.locator("#trust-state", has_text="已采用").wait_for()
    page.close()
    page = person.open(old)
    page.locator("#alerts", has_text="更新的信任数据").wait_for()
    person.verify(page, credential)
    page.locator(".verdict.invalid").wait_for()
    assert "撤销" in page.locator(".reason").inner_text()


def test_a_pin_of_others_is_no_bundle_of_ours(room: tuple[Visitor, World, Path]) -> None:
    person, world, folder = room
    path = folder / "wrong.html"
    path.write_bytes(build_one_file(world.bundle(), "ab" * 32))
    page = person.open(path.as_uri())
    page.locator("#alerts .bad", has_text="拒绝了一份信任包").wait_for()
    credential = folder / "credential.json"
    credential.write_bytes(world.issue(by="cq"))
    page.locator("#file").set_input_files(credential)
    page.locator("#progress").wait_for(state="hidden")
    assert page.locator(".result").count() == 0, "without trust data there is no answer"
    assert page.locator("#alerts", has_text="尚无信任数据").count() == 1


def test_the_same_input_gives_the_same_file() -> None:
    world = World()
    assert build_one_file(world.bundle(), world.pin) == build_one_file(world.bundle(), world.pin)
