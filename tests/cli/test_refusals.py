"""`huren … --json` says refusals as data on standard output; the words stay on standard error."""

import json
import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, get_args

import pytest

from cli.commands import MODULES, make_root
from cli.show.command import Standings, read_standing
from registry import Registry
from signing.errors import Lang
from terminal.labels import STANDINGS
from terminal.workspace.files import save_bytes
from tests.credentials.sentences import check_sentence
from tests.harness.processes.cli_runs import Done, Huren, spawn
from tests.world import World


@pytest.fixture
def huren(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Huren:
    monkeypatch.setenv("HUREN_LANG", "en")
    for name in ("HUREN_BUNDLE", "HUREN_PIN", "HUREN_HOME", "HUREN_DATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return Huren(capsys)


def error_of(done: Done) -> dict[str, Any]:
    """Return the only printed object: an error with the words of standard error, and what to do."""
    value: dict[str, Any] = json.loads(done.out)
    error: dict[str, Any] = value.pop("error")
    assert value == {}
    assert error.keys() == {"code", "field", "detail", "mend"}
    assert error["detail"] in done.err
    assert error["mend"]
    assert error["mend"] in done.err
    return error


def commands_with_json() -> list[tuple[str, ...]]:
    """Yield the words of every command that takes `--json`."""
    root = make_root()
    found: list[tuple[str, ...]] = []
    queue: list[tuple[tuple[str, ...], Any]] = [((name,), root.get_command(None, name)) for name in MODULES]
    while queue:
        words, command = queue.pop()
        queue += [((*words, name), inner) for name, inner in getattr(command, "commands", {}).items()]
        if any("--json" in getattr(item, "opts", ()) for item in command.params):
            found.append(words)
    return sorted(found)


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(words, marks=() if place % 8 == 0 else pytest.mark.night)
        for place, words in enumerate(commands_with_json())
    ],
    ids=" ".join,
)
def test_every_command_with_json_refuses_in_json(huren: Huren, words: tuple[str, ...]) -> None:
    """All refuse an unknown option alike, and a registry that does not exist."""
    error = error_of(huren(*words, "--no-such-option", "--json", code=2))
    assert (error["code"], "--no-such-option" in error["detail"]) == ("usage", True)


def test_a_wrong_option_is_named(huren: Huren) -> None:
    (Path("credential.json")).write_bytes(b"{}")
    error = error_of(huren("verify", "credential.json", "--json", "--expect-uscc", "1", code=2))
    assert error["code"] == "option-value"
    error = error_of(huren("verify", "credential.json", "--json", code=2))
    assert error["code"] == "trust-missing"
    assert error_of(huren("verify", "--json", code=2)) == {
        "code": "usage",
        "field": "paths",
        "detail": "what is to be given is missing: “PATH”.",
        "mend": "See “huren verify --help”.",
    }
    assert error_of(huren("show", "--json", code=2))["code"] == "no-registry"


@pytest.mark.parametrize(
    ("words", "mend"),
    [
        ("publish s3://bucket --pages https://node.example", "into a folder that a web server hands out."),
        ("restore --from-tree s3://bucket", "Copy the bucket into a folder first"),
    ],
)
def test_what_a_bucket_cannot_do_is_refused_with_the_way_round(huren: Huren, words: str, mend: str) -> None:
    error = error_of(huren(*words.split(), "--json", code=2))
    assert error["code"] == "option-value"
    assert mend in error["mend"]


def test_trust_data_that_is_refused_says_which_part(huren: Huren) -> None:
    world = World()
    Path("credential.json").write_bytes(world.issue())
    world.publish()
    Path("bundle.json").write_bytes(world.bundle())
    words = ("verify", "credential.json", "--bundle", "bundle.json", "--json")
    error = error_of(huren(*words, "--pin", "0" * 64, code=2))
    assert error["code"] == "pin-mismatch"
    assert error["field"]


def test_a_refused_record_is_data_beside_those_admitted(huren: Huren) -> None:
    world = World()
    for number, half in enumerate(world.agreements[0]):
        Path(f"half{number}.json").write_text(json.dumps(half))
    Path("bad.json").write_text("{}")
    (Path("huren-data")).mkdir()
    (Path("huren-data") / "DEMO.txt").touch()
    pin = ("--pin", "half0.json")
    done = huren("import", "half0.json", "bad.json", "half1.json", *pin, "--json", code=1)
    first, second, third = map(json.loads, done.out.splitlines())
    assert first["kind"] == third["kind"] == "agreement"
    assert (second["input"], second["error"]["code"]) == ("bad.json", "kind-unknown")
    assert second["error"]["mend"] in done.err


def test_the_process_says_it_in_chinese_too(tmp_path: Path) -> None:
    done = spawn("verify", "none.json", "--json", cwd=tmp_path, HUREN_LANG="zh")
    assert done.returncode == 2
    error = json.loads(done.stdout)["error"]
    assert error["code"] == "file-missing"
    assert error["detail"] in done.stderr
    assert "文件" in error["mend"] or "路径" in error["mend"]


def test_writing_to_a_pipe_leaves_it_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        save_bytes(pipe, b"{}")
        assert os.read(reader, 9) == b"{}"
    finally:
        os.close(reader)
    assert pipe.is_fifo()


def test_many_files_of_one_record_are_stored_in_turns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Forty files and a bad one take a few transactions; each file is reported by name, in its place."""
    monkeypatch.chdir(tmp_path)
    huren, world = Huren(capsys), World()
    halves = world.agreements[0]
    for number, half in enumerate(halves):
        Path(f"half{number}.json").write_text(json.dumps(half))
    for number, key_list in enumerate(world.cq.key_lists):
        Path(f"keys{number}.json").write_text(json.dumps(key_list))
    Path("huren-data").mkdir()
    (Path("huren-data") / "DEMO.txt").touch()
    trust = sorted(path.name for path in Path().glob("*.json"))
    huren("import", *trust, "--pin", "half0.json", "--now", world.now.isoformat())
    for number in range(40):
        Path(f"c{number:02}.json").write_bytes(world.issue(by="cq"))
    Path("c20-bad.json").write_text("{")
    files = sorted(path.name for path in Path().glob("c*.json"))
    write, writes = Registry.write, []

    def counted(registry: Registry, work: Any) -> Any:
        writes.append(1)
        return write(registry, work)

    monkeypatch.setattr(Registry, "write", counted)
    done = huren("import", *files, "--json", "--now", world.now.isoformat(), code=1)
    told = [json.loads(line) for line in done.out.splitlines()]
    assert [one["input"] for one in told] == files
    assert [one["input"] for one in told if "error" in one] == ["c20-bad.json"]
    assert len(writes) == 2
    done = huren("import", "c01.json", "none.json", "--now", world.now.isoformat(), code=2)
    assert "c01.json" in done.out, "what came before the file that is missing is told"


WRONG = (
    "show --status foo",
    "show --limit x",
    "show --limit 0",
    "show --due -5",
    "show --due 1.5",
    "show --due",
    "show --json=3",
    "show --expires-before x",
    "show --now x",
    "show a b",
    "show --foo",
    "foo",
    "agreement foo",
    "certificate x --label gif",
    "certificate x --label",
    "serve --port x",
    "serve --port 99999",
    "verify",
    "verify x --max-age y",
    "verify x --at y",
    "verify x --through y",
    "verify x --lang fr",
    "key list --days 0",
    "key list --days 91",
    "key list build",
    "suspend x --reason foo",
    "publish a b",
    "verify --bundle",
)
"""Wrong values of every type of option, and other input that Typer and pydantic refuse."""


@pytest.mark.parametrize("typed", WRONG)
@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.night)])
def test_a_mistyped_command_is_refused_in_our_words(
    huren: Huren, monkeypatch: pytest.MonkeyPatch, typed: str, lang: Lang
) -> None:
    monkeypatch.setenv("HUREN_LANG", lang)
    done = huren(*typed.split(), code=1 if "99999" in typed else 2)
    said = done.err.removeprefix("huren：").removeprefix("huren: ").strip()
    foreign = r"Invalid value|Value error|Input should|unexpected|Got |Missing |['`]|[\u4e00-\u9fff]--"
    assert not re.search(foreign, said), said
    for line in said.splitlines():
        check_sentence(line, lang)


def test_a_status_is_asked_for_by_the_word_that_the_list_shows() -> None:
    for code, words in STANDINGS.items():
        for word in (code, *words):
            assert read_standing(word) == code
            assert word in get_args(Standings)
    assert {read_standing(word) for word in ("revoked", "终止")} == {"revoked"}, "every kind of end"


OPENING = (
    ("show",),
    ("audit",),
    ("doctor",),
    ("serve", "--port", "0"),
    ("backup", "copy.db"),
    ("restore", "--from-tree", "tree"),
    ("restore", "data/registry.db"),
    ("import", "tree"),
    ("publish", "tree", "--key", "absent.pem"),
    ("sync",),
)


@pytest.mark.parametrize("words", OPENING, ids=" ".join)
def test_a_database_of_an_earlier_format_is_named_and_left_unchanged(
    huren: Huren, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    place = Path("data/registry.db")
    for folder in ("data", "tree"):
        Path(folder).mkdir()
    with closing(sqlite3.connect(place)) as connection:
        connection.executescript(
            "CREATE TABLE setting (name, value); INSERT INTO setting VALUES ('type', 'huren-registry/1');"
            "CREATE TABLE alembic_version (version_num); INSERT INTO alembic_version VALUES ('0018');"
        )
    before, said = place.read_bytes(), []
    for lang in ("en", "zh"):
        monkeypatch.setenv("HUREN_LANG", lang)
        done = huren(*words, "--data", "data", code=1)
        said.append(done.out + done.err)
    assert "made by an earlier format" in said[0]
    assert "由较早的格式建立" in said[1]
    assert all("huren restore --from-tree" in one for one in said)
    assert place.read_bytes() == before
    assert sorted(map(str, Path().rglob("*"))) == ["data", "data/registry.db", "tree"]
