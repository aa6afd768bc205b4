"""`huren verify`: inputs, exit codes, the JSON contract, trust data and its memory."""

import io
import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carriers.qr import format_qr_png
from cli.verify import run as verify_run
from cli.verify.inputs import read_inputs
from cli.verify.trust_files import default_state
from credentials.h1 import format_h1_url
from credentials.times import format_time
from signing.strict_json import parse_json
from tests.harness.checkout import ROOT
from tests.harness.cli_runs import Huren, spawn
from tests.harness.fuzz import examples
from tests.world import START, World, tamper

KEYS = ["input", "outcome", "code", "codes", "findings", "credential", "recognised", "at", "day", "through",
        "now", "trust"]  # fmt: skip
NOW = format_time(START + timedelta(hours=1))
SICHUAN = "did:web:sc.huren.example"


class Desk:
    """An officer's desk: a folder with bundle, pin and bidders' files, and the command at hand."""

    def __init__(self, folder: Path, huren: Huren) -> None:
        self.folder, self.huren = folder, huren
        self.world = World()
        self.good = self.world.issue(by="cq", grade="二级")
        self.bad = self.world.issue(by="cq", grade="一级")
        self.world.suspend(self.bad)
        self.world.publish()
        self.bundle, self.pin = folder / "bundle.json", folder / "pin.txt"
        self.bundle.write_bytes(self.world.bundle())
        self.pin.write_text(self.world.pin + "\n")

    def write(self, name: str, data: bytes | str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    def url(self, credential: bytes) -> str:
        value: Any = parse_json(credential)
        return format_h1_url(value, "https://cq.huren.example")

    def verify(self, *words: object, code: int = 0, now: str | None = NOW) -> str:
        more = ["--now", now] if now is not None else []
        done = self.huren("verify", *words, "--bundle", self.bundle, "--pin", self.pin, *more, code=code)
        return done.out

    def lines(self, *words: object, code: int = 0) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.verify(*words, "--json", code=code).splitlines()]


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("HUREN_LANG", "en")
    for name in ("HUREN_BUNDLE", "HUREN_PIN", "HUREN_HOME", "HUREN_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    return Desk(tmp_path, Huren(capsys))


def test_one_line_an_input_in_the_order_of_the_contract(desk: Desk) -> None:
    (line,) = desk.lines(desk.write("a.json", desk.good), "--home", SICHUAN)
    assert list(line) == KEYS
    assert (line["outcome"], line["code"]) == ("valid", "ok")
    assert line["input"] == str(desk.folder / "a.json")
    assert line["credential"] == parse_json(desk.good)
    assert line["findings"][0]["check"] == "well-formed"
    assert set(line["findings"][0]) == {"check", "outcome", "code", "detail", "evidence"}
    assert set(line["recognised"][0]) == {"category", "scheme", "toCategory", "grade", "clause", "how"}
    assert set(line["trust"]) == {"agreement", "version", "manifests"}
    assert set(line["trust"]["manifests"][0]) == {"issuer", "version", "issued", "ageHours"}


def test_exit_codes(desk: Desk) -> None:
    good, bad = desk.write("good.json", desk.good), desk.write("bad.json", desk.bad)
    unclear = desk.write("unclear.txt", "nothing here")
    desk.verify(good)
    desk.verify(good, bad, code=1)
    desk.verify(good, unclear, code=3)
    desk.verify(unclear, bad, good, code=1)


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
        assert [line["input"][-2:] for line in lines] == ["#1", "#2"]


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
    "large.json": (b"{" + b" " * 100_000, "too-large", 1),
    "cut.png": (b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "unreadable", 3),
    "cut.jpg": (b"\xff\xd8\xff\xe0", "unreadable", 3),
    "code.txt": (b"https://x/v#H1.123", "unreadable", 3),
    "digits.txt": (b"H1." + b"9" * 8_000, "too-large", 1),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_whatever_is_in_a_file_there_is_one_verdict(desk: Desk, name: str, lang: str) -> None:
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
def test_promise_a_file_of_another_kind_is_called_what_it_is(desk: Desk, name: str, size: int) -> None:
    """And nobody is told to update the program or to scan again because of its form alone."""
    data = {
        "sheet.xlsx": b"PK\3\4" + b"\0" * size,
        "bundle.json": b'{"agreements":[' + b" " * size + b'],"type":"huren-bundle/1"}',
        "zeros.bin": b"\0" * 100,
    }[name]
    path = desk.write(f"given-{name}", data)
    for lang, words in zip(("en", "zh"), SAID[name], strict=True):
        assert words in desk.verify(path, "--lang", lang, code=3)


def test_promise_what_holds_no_records_is_not_imported(desk: Desk, tmp_path: Path) -> None:
    for name, data in (("scan.png", b"\x89PNG\r\n\x1a\n"), ("paper.pdf", b"%PDF-1.7"), ("a.xlsx", b"PK\3\4")):
        path = desk.write(name, data)
        done = desk.huren("import", path, "--data", tmp_path / "data", "--lang", "en", code=2)
        assert "huren verify" in done.err
        assert "UTF-8" not in done.err


@given(data=st.binary(max_size=600) | st.text(max_size=200).map(str.encode), start=st.sampled_from(STARTS))
@settings(
    deadline=None, max_examples=examples(150), suppress_health_check=[HealthCheck.function_scoped_fixture]
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


def test_nothing_in_a_credential_steers_the_terminal(desk: Desk) -> None:
    name = "重庆\x1b[2J\u202e示例"

    def rename(document: Any) -> None:
        document["credentialSubject"]["legalName"] = name

    desk.write("evil.json", desk.world.issue(by="cq", change=rename))
    desk.write("evil\x1b[31m.txt", "x")
    out = desk.verify(desk.folder / "evil.json", desk.folder / "evil\x1b[31m.txt", code=3)
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "\\u001b" in out


def test_nothing_of_a_forged_credential_is_shown(desk: Desk) -> None:
    forged = tamper(desk.good, lambda v: v["credentialSubject"].update(legalName="FORGED"))
    path = desk.write("forged.json", forged)
    assert "FORGED" not in desk.verify(path, "--details", code=1)
    (line,) = desk.lines(path, code=1)
    assert line["credential"] is None
    assert "FORGED" not in json.dumps(line)


def test_the_first_line_answers_in_either_language(desk: Desk) -> None:
    path = desk.write("bad.json", desk.bad)
    en = desk.verify(path, code=1).splitlines()[0]
    zh = desk.verify(path, "--lang", "zh", code=1).splitlines()[0]
    assert en.startswith(f"INVALID  {path}: Suspended as of 2026-05-01 09:00 (complaint)")
    assert zh.startswith(f"无效  {path}：自 2026-05-01 09:00 起暂停（原因：投诉）")
    assert "None" not in en + zh


def test_grades_at_home_with_the_clause_and_the_age_and_pin_of_the_trust_data(desk: Desk) -> None:
    path = desk.write("good.json", desk.good)
    out = desk.verify(path, "--home", SICHUAN, "--lang", "zh")
    assert "在本地视同：" in out
    assert "第三条第一款" in out
    assert "四川污染治理设施运行服务能力" in out
    assert "已有 1 小时" in out
    assert desk.world.pin in out.replace(" ", "")


def test_details_list_every_check(desk: Desk) -> None:
    out = desk.verify(desk.write("good.json", desk.good), "--details")
    for check in ("form", "signature", "authority", "freshness", "recognition", "enterprise"):
        assert check in out


def test_the_date_asked_about(desk: Desk) -> None:
    path = desk.write("good.json", desk.good)
    (line,) = desk.lines(path, "--at", "2026-05-01", code=3)
    assert line["at"] == "2026-05-01T00:00:00+08:00"
    assert line["code"] == "signed-after"
    done = desk.huren("verify", path, "--bundle", desk.bundle, "--pin", desk.pin, "--now", NOW,
                      "--at", "2026-05-02", code=2)  # fmt: skip
    assert "later than now" in done.err


def test_whose_it_is(desk: Desk) -> None:
    path = desk.write("good.json", desk.good)
    desk.verify(path, "--expect-uscc", "91350100M000100Y43")
    (line,) = desk.lines(path, "--expect-uscc", "11320000MB151840XJ", code=1)
    assert line["code"] == "subject-mismatch"


def test_a_proof_passes_the_log_check(desk: Desk) -> None:
    path = desk.write("good.json", desk.good)
    proof = desk.write("proof.txt", desk.world.inclusion_proof(desk.good))
    (line,) = desk.lines(path, "--proof", proof)
    log = next(f for f in line["findings"] if f["check"] == "log")
    assert log["outcome"] == "passed"


def test_old_trust_data(desk: Desk) -> None:
    path = desk.write("good.json", desk.good)
    (line,) = desk.lines(path, "--max-age", "0.5", code=3)
    assert line["code"] == "stale"


USAGE = {
    "no such file": ["missing.json"],
    "empty path": [""],
    "bad time": ["good.json", "--at", "yesterday"],
    "home": ["good.json", "--home", "did:web:nowhere.example"],
    "code": ["good.json", "--expect-uscc", "123"],
    "hours": ["good.json", "--max-age", "200"],
    "no hours": ["good.json", "--max-age", "0"],
    "not a number": ["good.json", "--max-age", "nan"],
    "option": ["good.json", "--bundel", "x"],
    "proof": ["good.json", "--proof", "missing.txt"],
    "language": ["good.json", "--lang", "fr"],
    "empty folder": ["empty"],
    "no input": [],
}


@pytest.mark.parametrize("words", USAGE.values(), ids=USAGE)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_usage_errors(desk: Desk, words: list[str], lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk.folder)
    monkeypatch.setenv("HUREN_LANG", lang)
    desk.write("good.json", desk.good)
    (desk.folder / "empty").mkdir()
    done = desk.huren("verify", *words, "--bundle", desk.bundle, "--pin", desk.pin, "--now", NOW, code=2)
    assert done.out == ""
    assert len(done.err.strip().splitlines()) >= 2, "what happened, and what to do"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_trust_data_that_cannot_be_used(desk: Desk, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUREN_LANG", lang)
    path = desk.write("good.json", desk.good)
    noise = desk.write("noise.json", b"\xff\xfe")
    other = "0" * 64
    for words in (
        ["--pin", desk.pin],
        ["--bundle", desk.bundle],
        ["--bundle", noise, "--pin", desk.pin],
        ["--bundle", path, "--pin", desk.pin],
        ["--bundle", desk.folder, "--pin", desk.pin],
        ["--bundle", desk.bundle, "--pin", other],
        ["--bundle", desk.bundle, "--pin", "abc"],
        ["--bundle", desk.bundle, "--pin", noise],
    ):
        done = desk.huren("verify", path, *words, "--now", NOW, code=2)
        assert done.out == ""
        assert len(done.err.strip().splitlines()) == 2


def test_bundle_and_pin_from_the_environment(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUREN_BUNDLE", str(desk.bundle))
    monkeypatch.setenv("HUREN_PIN", desk.world.pin)
    desk.huren("verify", desk.write("good.json", desk.good), "--now", NOW)


def test_point_2_an_older_bundle_hides_nothing_that_was_seen(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.verify.question.read_clock", lambda: START + timedelta(hours=2))
    path = desk.write("good.json", desk.good)
    old = desk.bundle.read_bytes()
    desk.world.advance(minutes=30)
    desk.world.revoke(desk.good)
    desk.world.publish()
    desk.bundle.write_bytes(desk.world.bundle())
    desk.verify(path, now=None, code=1)
    desk.bundle.write_bytes(old)
    assert "Annulled" in desk.huren("verify", path, "--bundle", desk.bundle, "--pin", desk.pin, code=1).out
    desk.verify(path, now=NOW)  # a question about the past does not ask the memory


def test_memory_is_kept_where_it_is_told_and_never_for_another_now(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.verify.question.read_clock", lambda: START + timedelta(hours=2))
    path, state = desk.write("good.json", desk.good), desk.folder / "memory.json"
    desk.verify(path, "--state", state, now=NOW)
    desk.verify(path, now=NOW)
    assert not state.exists()
    assert not default_state(desk.world.pin).exists()
    desk.verify(path, "--state", state, now=None)
    assert json.loads(state.read_bytes())["pin"] == desk.world.pin
    assert not default_state(desk.world.pin).exists()
    desk.verify(path, now=None)
    assert default_state(desk.world.pin).exists()
    state.write_text("{}")
    desk.verify(path, "--state", state, now=None, code=2)


def test_a_memory_that_cannot_be_written_stops_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.verify.question.read_clock", lambda: START + timedelta(hours=2))
    blocker = desk.write("file", b"")
    desk.verify(desk.write("good.json", desk.good), "--state", blocker / "memory.json", now=None)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are a POSIX thing")
def test_what_a_folder_holds_beside_files_is_left_alone(desk: Desk) -> None:
    desk.write("bids/a.json", desk.good)
    os.mkfifo(desk.folder / "bids" / "pipe.json")
    os.symlink("nowhere", desk.folder / "bids" / "broken.json")
    os.symlink("..", desk.folder / "bids" / "loop")
    assert len(desk.lines(desk.folder / "bids")) == 1


LEAN = ("sqlmodel", "sqlalchemy", "sqlite3", "openpyxl", "pypdfium2", "PIL", "zxingcpp", "cryptography",
        "rich", "asyncio", "ssl", "registry", "carriers", "keys_example")  # fmt: skip


def test_verifying_a_file_loads_nothing_heavy_and_opens_no_socket(desk: Desk) -> None:
    path = desk.write("good.json", desk.good)
    script = (
        "import json, sys\n"
        "seen = []\n"
        "sys.addaudithook(lambda event, args: seen.append(event) if event.startswith('socket') else None)\n"
        "from cli.main import run\n"
        "code = run(sys.argv[1:])\n"
        f"print(json.dumps([code, sorted(set({LEAN!r}) & set(sys.modules)), seen]))\n"
    )
    import subprocess
    import sys

    words = ["verify", str(path), "--bundle", str(desk.bundle), "--pin", str(desk.pin), "--now", NOW]
    done = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1]) == [0, [], []]


def test_a_reader_that_leaves_and_an_interrupt(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def leave(*_: object, **__: object) -> None:
        raise BrokenPipeError

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    def crash(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a secret")

    path = desk.write("good.json", desk.good)
    words = ["verify", path, "--bundle", desk.bundle, "--pin", desk.pin, "--now", NOW]
    monkeypatch.setattr("cli.verify.run.put", interrupt)
    desk.huren(*words, code=130)
    monkeypatch.setattr("cli.verify.run.put", crash)
    done = desk.huren(*words, code=2)
    assert "ZeroDivisionError" in done.err
    assert "a secret" not in done.err


def test_a_pipe_that_closes_early_leaves_no_trace(desk: Desk) -> None:
    desk.write("bids/a.json", desk.good)
    for i in range(200):
        desk.write(f"bids/{i}.json", desk.good)
    import subprocess
    import sys

    from tests.harness.cli_runs import START

    words = ["verify", str(desk.folder / "bids"), "--bundle", str(desk.bundle), "--pin", str(desk.pin),
             "--now", NOW, "--json"]  # fmt: skip
    with subprocess.Popen(
        [sys.executable, "-c", START, *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_output_is_utf8_whatever_the_locale(desk: Desk) -> None:
    path = desk.write("good.json", desk.good)
    done = spawn("verify", path, "--bundle", desk.bundle, "--pin", desk.pin, "--now", NOW, "--lang", "zh",
                 PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")  # fmt: skip
    assert done.returncode == 0
    assert "有效" in done.stdout


def test_interface_point_18_recognition_may_be_required(desk: Desk) -> None:
    """What counts as nothing at home is valid where that is only told, and invalid where it is required."""
    world, required = desk.world, ("--home", SICHUAN, "--require-recognition")

    def ask(*words: object, code: int = 0) -> Any:
        return json.loads(desk.verify(path, *words, "--json", now=format_time(world.now), code=code))

    path = desk.write("good.json", desk.good)
    assert ask(*required)["outcome"] == "valid"
    assert ask("--require-recognition", code=2)["error"]["code"] == "option-missing"
    world.amend(lambda text: text.update(equivalences=[]))
    world.publish()
    desk.bundle.write_bytes(world.bundle())
    path = desk.write("nothing.json", world.issue(by="cq"))
    assert ask("--home", SICHUAN)["outcome"] == "valid"
    told = ask(*required, code=1)
    assert (told["outcome"], told["code"]) == ("invalid", "no-equivalent")


def test_page_point_16_what_one_file_does_keeps_no_other_from_its_verdict(
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
