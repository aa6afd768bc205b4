"""Files of deploy/ with a node's values: each value in its place, and nothing read as more than a value."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import Settings
from cli.node.choice import NodeChoice
from cli.node.deploy_files import EXAMPLES, NGINX, SETTINGS, UNITS, load_deployed
from signing.errors import HurenError
from tests.harness.groups import skip_group
from tests.harness.processes.nginx import DEPLOY, configure, find_nginx

ODD = NodeChoice("x.cq.huren.example", user="_a-b", program="/opt/huren-0.2+1/bin/huren", port=8001)
DATABASE = 'postgresql+psycopg://a:p%22"\\w@[::1]/名'


def filled(choice: NodeChoice, *, has_key: bool = True) -> dict[str, str]:
    return {path: data.decode() for path, data in load_deployed(choice, has_key=has_key)}


def test_every_example_stands_in_the_files_of_deploy() -> None:
    texts = [path.read_text("utf-8") for path in DEPLOY.iterdir() if path.is_file()]
    assert {name for name, text in EXAMPLES.items() if not any(text in one for one in texts)} == set()


def test_the_examples_themselves_give_the_files_of_deploy() -> None:
    for path, text in filled(NodeChoice("cq.huren.example"), has_key=False).items():
        assert text == (DEPLOY / Path(path).name).read_text("utf-8"), path


def test_values_go_to_their_places_once(tmp_path: Path) -> None:
    files = filled(ODD)
    assert "x.x." not in "".join(files.values())
    assert "server 127.0.0.1:8001;" in files[NGINX]
    assert files[NGINX].count("server_name x.cq.huren.example") == 2
    for path, text in files.items():
        if path.endswith(".service"):
            assert "\nUser=_a-b\nGroup=_a-b\n" in text, path
            assert re.search(
                r"^ExecStart=(/bin/sh -c 'exec )?/opt/huren-0\.2\+1/bin/huren ", text, re.MULTILINE
            ), path
    settings = tmp_path / "huren.toml"
    settings.write_text(files[SETTINGS], "utf-8")
    loaded = Settings.load(settings)
    assert (loaded.port, loaded.publication_keys) == (8001, (Path("/etc/huren/publication.pem"),))


def test_a_database_takes_the_place_of_the_backups() -> None:
    files = filled(NodeChoice("cq.huren.example", database=DATABASE))
    assert tomllib.loads(files[SETTINGS])["database_url"] == DATABASE
    assert not [path for path in files if "backup" in path]


@pytest.mark.parametrize(
    "name",
    [
        *(
            "",
            "localhost",
            "a..example",
            "-a.example",
            "a-.example",
            "CQ.example",
            "cq.example\n",
            "a b.example",
        ),
        *("a;b.example", "$a.example", "a/b.example", "a.example.", "1.2.3.4", "示例.example", "*.example"),
        *(f"{'a' * 64}.example", ".".join(["abcdefgh"] * 32)),
    ],
)
def test_a_hostile_name_is_refused(name: str) -> None:
    with pytest.raises(HurenError) as refused:
        NodeChoice(name).check()
    assert refused.value.code == "option-value"


@pytest.mark.parametrize(
    "choice",
    [
        *(
            NodeChoice("a.example", user=user)
            for user in ("", "root", "a b", "-a", "a\n", "a;b", "A", "a" * 32)
        ),
        *(
            NodeChoice("a.example", program=program)
            for program in ("huren", "/", "/a b", "/a/../b", "/./a", "/a'b", "/%h/a", "/$a", "/a\n", "/a\\b")
        ),
        *(NodeChoice("a.example", port=port) for port in (0, 80, 65_536)),
        NodeChoice("a.example", database="postgresql+psycopg://a/b\x00c"),
        NodeChoice("a.example", database="mysql://a/b"),
        NodeChoice("a.example", database="postgresql+psycopg://a/b\nport = 1"),
    ],
    ids=repr,
)
def test_hostile_values_are_refused(choice: NodeChoice) -> None:
    with pytest.raises(HurenError) as refused:
        choice.check()
    assert refused.value.code in ("option-value", "database-url")


TEXTS = st.text(max_size=20)


@given(TEXTS, TEXTS, TEXTS)
def test_whatever_is_taken_stays_a_value(user: str, program: str, password: str) -> None:
    choice = NodeChoice(
        "a.example",
        user=user or "a",
        program=f"/{program}",
        database=f"postgresql+psycopg://u:{password}@h/d",
    )
    try:
        choice.check()
    except HurenError:
        choice = NodeChoice("a.example", database=f"postgresql+psycopg://u:{password}@h/d")
        try:
            choice.check()
        except HurenError:
            return
    files = filled(choice)
    assert tomllib.loads(files[SETTINGS])["database_url"] == choice.database
    for path, text in files.items():
        assert text.count("\n") == (DEPLOY / Path(path).name).read_text("utf-8").count("\n"), path


def test_nginx_takes_the_filled_file(tmp_path: Path) -> None:
    nginx = find_nginx()
    text = filled(NodeChoice("xn--fiq228c.huren.example"))[NGINX]
    path, _ = configure(tmp_path, tmp_path, 1, text=text)
    command = [nginx, "-t", "-e", "stderr", "-p", str(tmp_path), "-c", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr


def test_systemd_takes_the_filled_units(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        skip_group("systemd", "there is no systemd-analyze")
    units = []
    for path, text in filled(NodeChoice("a.example", user="daemon", program="/usr/bin/true")).items():
        if path.startswith(UNITS):
            units.append(tmp_path / Path(path).name)
            units[-1].write_text(text.replace("Group=daemon\n", ""), "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, units)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert len(units) == 6
    assert [line for line in done.stderr.splitlines() if "huren" in line] == []
