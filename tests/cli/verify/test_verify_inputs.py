"""Inputs of `huren verify`: every form, folders, and files of any content."""

import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carriers.qr import format_qr_png
from cli.verify import run as verify_run
from cli.verify.inputs import Input, read_inputs
from signing.errors import Lang
from terminal.language import use_language
from tests.cli.verify.verifying import NOW, Desk, desk
from tests.harness.fuzz import examples
from tests.world import tamper

__all__ = ["desk"]


def test_every_form_gives_the_same_verdict(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    url = desk.url(desk.bad)
    desk.write("bad.json", desk.bad)
    desk.write("bad.h1.txt", url + "\n")
    desk.write("bad.png", format_qr_png(url))
    forms = [desk.folder / name for name in ("bad.json", "bad.h1.txt", "bad.png")]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(desk.bad)))
    lines = desk.lines(*forms, url, url.partition("#")[2], "-", code=1)
    assert {line["code"] for line in lines} == {"suspended"}
    assert [line["input"] for line in lines[3:]] == [url, url.partition("#")[2], "-"]
    credentials = [line["credential"] for line in lines]
    assert all(credential == credentials[0] for credential in credentials)


def test_standard_input_may_be_a_picture(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = format_qr_png(desk.url(desk.good))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(picture)))
    (line,) = desk.lines("-")
    assert line["outcome"] == "valid"


def test_every_code_of_a_picture_and_of_a_text_has_its_verdict(desk: Desk) -> None:
    from PIL import Image

    pictures = [Image.open(io.BytesIO(format_qr_png(desk.url(c), scale=4))) for c in (desk.good, desk.bad)]
    page = Image.new("L", (max(p.width for p in pictures), sum(p.height for p in pictures)), 255)
    top = 0
    for picture in pictures:
        page.paste(picture.convert("L"), (0, top))
        top += picture.height
    page.save(desk.folder / "page.png")
    desk.write("codes.txt", f"{desk.url(desk.good)}\n{desk.url(desk.bad)}\n")
    for name in ("page.png", "codes.txt"):
        lines = desk.lines(desk.folder / name, code=1)
        assert [line["outcome"] for line in lines] == ["valid", "invalid"]
        assert [(Path(line["input"]).name, line["number"]) for line in lines] == [(name, 1), (name, 2)]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ["标书/scan3.pdf 第 5、9 页", "page.png 第 2 个"]),
        ("en", ["标书/scan3.pdf, page 5, 9", "page.png, no. 2"]),
    ],
)
def test_of_several_in_a_file_the_terminal_names_the_file_and_the_page_or_the_number(
    lang: Lang, words: list[str]
) -> None:
    use_language(lang)
    several = Input("标书/scan3.pdf", b"", number=3, pages=(5, 9)), Input("page.png", b"", number=2)
    assert [one.called for one in several] == words
    use_language("en")


def test_a_folder_is_read_to_the_bottom_in_order_and_the_rest_is_named(desk: Desk) -> None:
    desk.write("bids/b/2.json", desk.good)
    desk.write("bids/a/1.JSON", desk.good)
    desk.write("bids/c.txt", desk.url(desk.good))
    desk.write("bids/offer.docx", b"PK")
    done = desk.huren(
        "verify", desk.folder / "bids", "--bundle", desk.bundle, "--pin", desk.pin, "--now", NOW, "--json"
    )
    names = [Path(json.loads(line)["input"]).name for line in done.out.splitlines()]
    assert names == ["1.JSON", "2.json", "c.txt"]
    assert "offer.docx" in done.err


STARTS = (
    b"",
    b"{",
    b"H1.",
    b"https://x/v#H1.0",
    b"%PDF",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"\xef\xbb\xbf{",
)


HOSTILE = {
    "empty.json": (b"", "unreadable", 3),
    "noise.txt": (bytes(range(1, 255)), "unreadable", 3),
    "zeros.bin": (b"\0" * 100, "unreadable", 3),
    "sheet.xlsx": (b"PK\3\4" + b"\0" * 100_000, "unreadable", 3),
    "old.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "unreadable", 3),
    "scan.pdf": (b"%PDF-1.7\n", "unreadable", 3),
    "deep.json": (b"[" * 20_000, "unreadable", 3),
    "object.json": (b"{}", "unsupported", 3),
    "open.json": (b'{"a":' * 5_000, "malformed", 1),
    "large.json": (b"{" + b" " * 600_000, "too-large", 1),
    "cut.png": (b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "unreadable", 3),
    "cut.jpg": (b"\xff\xd8\xff\xe0", "unreadable", 3),
    "code.txt": (b"https://x/v#H1.123", "unreadable", 3),
    "digits.txt": (b"H1." + b"9" * 8_000, "too-large", 1),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.night)])
def test_any_file_gets_one_verdict(desk: Desk, name: str, lang: str) -> None:
    data, code, exit_code = HOSTILE[name]
    path = desk.write(name, data)
    (line,) = desk.lines(path, "--lang", lang, code=exit_code)
    assert line["code"] == code
    assert line["credential"] is None
    assert [f["outcome"] for f in line["findings"][1:]] == ["skipped"] * 10
    assert str(path) in desk.verify(path, "--lang", lang, code=exit_code)


SAID = {
    "sheet.xlsx": ("huren issue", "电子表格"),
    "bundle.json": ("--bundle", "信任包"),
    "zeros.bin": ("neither JSON nor text", "不是 JSON 或文本"),
}


@pytest.mark.parametrize("name", SAID)
@pytest.mark.parametrize("size", [100, 100_000])
def test_a_file_of_another_kind_is_called_what_it_is(desk: Desk, name: str, size: int) -> None:
    """The verdict does not ask for an update or another scan because of the form alone."""
    data = {
        "sheet.xlsx": b"PK\3\4" + b"\0" * size,
        "bundle.json": b'{"agreements":[' + b" " * size + b'],"type":"huren-bundle/1"}',
        "zeros.bin": b"\0" * 100,
    }[name]
    path = desk.write(f"given-{name}", data)
    for lang, words in zip(("en", "zh"), SAID[name], strict=True):
        assert words in desk.verify(path, "--lang", lang, code=3)


def test_a_file_without_records_is_not_imported(desk: Desk, tmp_path: Path) -> None:
    for name, data in (("scan.png", b"\x89PNG\r\n\x1a\n"), ("paper.pdf", b"%PDF-1.7"), ("a.xlsx", b"PK\3\4")):
        path = desk.write(name, data)
        done = desk.huren("import", path, "--data", tmp_path / "data", "--lang", "en", code=2)
        assert "huren verify" in done.err
        assert "UTF-8" not in done.err


@given(data=st.binary(max_size=600) | st.text(max_size=200).map(str.encode), start=st.sampled_from(STARTS))
@settings(
    deadline=None, max_examples=examples(100), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_bytes_are_at_least_one_input(tmp_path: Path, data: bytes, start: bytes) -> None:
    path = tmp_path / "any"
    path.write_bytes(start + data)
    found = [*read_inputs([str(path)])]
    assert found
    assert all(item.unread is not None or item.data == b"" or len(item.data) <= 65_536 for item in found)


def test_a_white_picture_is_one_unreadable_verdict(desk: Desk) -> None:
    from PIL import Image

    Image.new("L", (400, 400), 255).save(desk.folder / "white.png")
    (line,) = desk.lines(desk.folder / "white.png", code=3)
    assert line["code"] == "unreadable"


def test_an_unreadable_file_is_a_verdict(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    path = desk.write("locked.json", desk.good)
    real = open

    def locked(file: Any, *rest: Any, **named: Any) -> Any:
        if str(file) == str(path):
            raise PermissionError(13, "Permission denied", str(file))
        return real(file, *rest, **named)

    monkeypatch.setattr("builtins.open", locked)
    (line,) = desk.lines(path, code=3)
    assert line["code"] == "unreadable"
    assert "Permission denied" in line["findings"][0]["detail"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are a POSIX thing")
def test_entries_of_a_folder_that_are_not_files_are_skipped(desk: Desk) -> None:
    desk.write("bids/a.json", desk.good)
    os.mkfifo(desk.folder / "bids" / "pipe.json")
    os.symlink("nowhere", desk.folder / "bids" / "broken.json")
    os.symlink("..", desk.folder / "bids" / "loop")
    assert len(desk.lines(desk.folder / "bids")) == 1


def test_one_failing_file_keeps_no_other_from_its_verdict(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from verifier import verify_at

    def fails(data: bytes, *words: Any, **more: Any) -> Any:
        if data.startswith(b'{"boom"'):
            raise RuntimeError
        return verify_at(data, *words, **more)

    monkeypatch.setattr(verify_run, "verify_at", fails)
    desk.write("bids/a.json", b'{"boom":1}')
    desk.write("bids/b.json", tamper(desk.good, lambda c: c.update({f"grade[{'9' * 5_000}]": 1})))
    desk.write("bids/c.json", desk.good)
    found = desk.lines(desk.folder / "bids", code=1)
    assert [line["code"] for line in found] == ["unreadable", "malformed", "ok"]
