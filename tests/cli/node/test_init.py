"""`huren node init --root`: a tree becomes a node, a second run changes nothing, edits and strangers stay."""

import json
import os
import shutil
import stat
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from cli.node import init, machine
from cli.node.choice import RECORD, NodeChoice, below, digest
from cli.node.deploy_files import KEY, NGINX, SETTINGS, SITE
from cli.node.machine import ServiceRuns, User, check_machine
from signing.errors import HurenError
from terminal.workspace.open_registry import DEMO_MARK
from tests.cli.node.node_runs import NAME, do_not_run, state_of
from tests.harness.processes.cli_runs import Huren
from tests.harness.processes.warm_start import write_program
from tests.world import World
from tests.world.registries import trust_of


def test_one_command_makes_a_published_node(
    huren: Huren, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, root = World(), tmp_path / "root"
    files: list[object] = []
    for number, document in enumerate(trust_of(world)):
        file = tmp_path / f"{number}.json"
        file.write_bytes(document)
        files += ["--import", file]
    key = tmp_path / "publication.pem"
    key.write_bytes(world.cq.signers["publication"].to_pem(None))
    key.chmod(0o600)
    when = ("--now", world.now.isoformat())
    monkeypatch.setattr(machine, "OWN", (str(write_program(tmp_path / "programs") / "huren"),))
    with pytest.MonkeyPatch.context() as patch:
        do_not_run(patch)
        huren("node", "init", "--name", NAME, "--root", root, "--publication-key", key)
    below(root, f"/var/lib/huren/{DEMO_MARK}").touch()  # the keys of the world are those of examples
    done = huren("node", "init", "--root", root, *when, "--pin", world.pin, *files)
    assert "published, good until" in done.out
    assert json.loads(below(root, f"{SITE}/bundle.json").read_bytes())
    assert [*below(root, f"{SITE}/pages/readable").iterdir()], "people read on while the node is away"
    assert "log heads are signed by did:web:cq.huren.example" in done.out, "doctor finds the key of the tree"
    left = done.out.partition("Left to do by hand:")[2]
    assert "(DNS)" in left
    assert "TLS" in left
    assert "--import" not in left, "the agreement and the key list are there"
    for path, mode in ((KEY, 0o600), (SETTINGS, 0o640), ("/var/lib/huren", 0o700), (SITE, 0o755)):
        assert stat.S_IMODE(below(root, path).stat().st_mode) == mode, path

    before = state_of(root / "etc") | state_of(root / "srv")
    again = huren("node", "init", "--root", root, *when)
    assert "Nothing to change." in again.out
    assert "published, good until" not in again.out
    assert state_of(root / "etc") | state_of(root / "srv") == before


def test_a_dry_run_writes_nothing(huren: Huren, alone: list[Sequence[str]], tmp_path: Path) -> None:
    done = huren("node", "init", "--name", NAME, "--root", tmp_path, "--new-key", "--dry-run")
    assert str(below(tmp_path, NGINX)) in done.out
    assert [*tmp_path.iterdir()] == []
    assert alone == []


@pytest.mark.usefixtures("alone")
def test_an_edited_file_stays_and_an_outdated_one_is_renewed(huren: Huren, tmp_path: Path) -> None:
    huren("node", "init", "--name", NAME, "--root", tmp_path)
    settings, nginx = below(tmp_path, SETTINGS), below(tmp_path, NGINX)
    current = nginx.read_bytes()
    settings.write_text(settings.read_text() + '[peers]\n"did:web:a.example" = "https://a.example"\n')
    edited = settings.read_bytes()
    nginx.write_bytes(b"# of an earlier version\n")
    record = below(tmp_path, RECORD)
    record.write_text(record.read_text().replace(digest(current), digest(nginx.read_bytes())))
    done = huren("node", "init", "--root", tmp_path)
    assert f"edited  {settings}" in done.out
    assert "[peers]" not in done.out, "they are named"
    assert f"renew   {nginx}" in done.out
    assert (settings.read_bytes(), nginx.read_bytes()) == (edited, current)
    assert "Nothing to change." in huren("node", "init", "--root", tmp_path).out


@pytest.mark.usefixtures("alone")
def test_a_strangers_folder_is_refused_before_anything_is_written(huren: Huren, tmp_path: Path) -> None:
    disk, site = below(tmp_path, "/var/lib/huren/lost+found"), below(tmp_path, SITE)
    disk.mkdir(parents=True)
    site.mkdir(parents=True)
    (site / "index.html").write_text("of somebody else")
    done = huren("node", "init", "--name", NAME, "--root", tmp_path, code=2)
    assert str(site) in done.err
    assert not (tmp_path / "etc").exists()
    (site / "index.html").unlink()
    huren("node", "init", "--name", NAME, "--root", tmp_path)


def test_the_umask_of_a_careful_root_hides_no_folder(huren: Huren, tmp_path: Path, monkeypatch: Any) -> None:
    """nginx and the service pass through the folders above theirs, and nginx reads the published tree."""
    masks = []

    def note(_: ServiceRuns, words: Sequence[str]) -> subprocess.CompletedProcess[str]:
        masks.append(os.umask(0))
        os.umask(masks[-1])
        return subprocess.CompletedProcess([], 0, "", "")

    monkeypatch.setattr(ServiceRuns, "run", note)
    careful = os.umask(0o077)
    try:
        huren("node", "init", "--name", NAME, "--root", tmp_path)
    finally:
        assert os.umask(careful) == 0o077
    assert masks == [0o022]
    assert stat.S_IMODE(below(tmp_path, "/var/backups").stat().st_mode) == 0o755


def test_files_to_import_are_read_before_anything_is_written(huren: Huren, tmp_path: Path) -> None:
    huren("node", "init", "--name", NAME, "--root", tmp_path, "--import", tmp_path / "absent", code=2)
    assert [*tmp_path.iterdir()] == []


def test_without_a_name_the_first_run_is_refused(huren: Huren, tmp_path: Path) -> None:
    assert "--name" in huren("node", "init", "--root", tmp_path, code=2).err


def test_the_machine_itself_gets_user_owners_and_services(
    huren: Huren, alone: list[Sequence[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine is a folder here; what only root may do is noted in its order."""
    acts: list[object] = []
    users: dict[str, User] = {}

    def add(name: str) -> None:
        users[name] = User(901, 902)
        acts.append(f"useradd {name}")

    monkeypatch.setattr(init, "_MACHINE", tmp_path)
    monkeypatch.setattr(init, "check_machine", lambda choice: acts.append(choice.program))
    monkeypatch.setattr(init, "find_user", users.get)
    monkeypatch.setattr(init, "add_user", add)
    monkeypatch.setattr(init, "run_program", lambda *words: acts.append(" ".join(words)))
    monkeypatch.setattr(os, "chown", lambda path, *ids: acts.append((f"/{path.relative_to(tmp_path)}", ids)))
    below(tmp_path, "/var/lib/huren").mkdir(parents=True)
    below(tmp_path, "/var/lib/huren/registry.db").touch()
    linked = f"{tmp_path.parent}/./{tmp_path.name}"
    huren("node", "init", "--name", NAME, "--root", linked, "--program", "/usr/bin/huren", "--new-key")
    assert acts[:2] == ["/usr/bin/huren", "useradd huren"]
    owners: dict[str, object] = dict(act for act in acts if isinstance(act, tuple))
    assert owners[KEY] == owners["/var/lib/huren"] == (901, 902)
    assert (owners[SETTINGS], owners[NGINX]) == ((0, 902), (0, 0))
    assert acts[-2:] == [
        "systemctl daemon-reload",
        "systemctl enable --now huren.service huren-backup.timer",
    ]
    assert [words[0] for words in alone] == ["agreement", "publish", "doctor"]

    done = huren("node", "init", "--root", tmp_path, "--user", "other", code=2)
    assert "services run as “huren”" in done.err


def test_a_machine_on_which_no_node_can_run_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each fault is named before anything else is looked at; the last is a port that is taken."""
    choice = NodeChoice(NAME, program="/usr/bin/env", port=8000)
    sound = {"is_root": True, "_runs_systemd": True, "_is_open_to_all": True, "_is_free": True}
    for name, code in (
        ("is_root", "node-not-root"),
        ("_runs_systemd", "node-systemd"),
        ("_is_open_to_all", "node-program"),
        ("_is_free", "node-port"),
    ):
        for other in sound:
            monkeypatch.setattr(machine, other, lambda *_, good=other != name: good)
        monkeypatch.setattr(shutil, "which", lambda *_, **__: "/usr/sbin/nginx")
        with pytest.raises(HurenError) as refused:
            check_machine(choice)
        assert refused.value.code == code
        monkeypatch.undo()
    for other in sound:
        monkeypatch.setattr(machine, other, lambda *_: True)
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    with pytest.raises(HurenError) as refused:
        check_machine(choice)
    assert refused.value.code == "node-nginx"


def test_a_program_in_a_hidden_or_private_folder_is_none_for_a_service(tmp_path: Path) -> None:
    program = tmp_path / "huren"
    program.write_text("")
    program.chmod(0o700)
    assert machine._is_open_to_all(Path("/usr/bin/env"))
    assert not machine._is_open_to_all(program)
    assert not machine._is_open_to_all(Path("/absent/huren"))


def test_an_interpreter_in_a_private_folder_is_none_for_a_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "_HIDDEN", (str(tmp_path / "private"),))
    monkeypatch.setattr(stat, "S_IXOTH", 0)  # the folders of tests are private
    private, shared = tmp_path / "private" / "python", tmp_path / "huren"
    private.parent.mkdir()
    for path, first in ((private, ""), (shared, f"#!{private}\n")):
        path.write_text(first)
        path.chmod(0o755)
    assert not machine._is_open_to_all(shared)
    shared.write_text("#!/usr/bin/env python3\n")
    assert machine._is_open_to_all(shared)


def test_the_service_runs_as_its_user_with_the_nodes_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    started: dict[str, Any] = {}

    def run(words: Sequence[str], **given: object) -> subprocess.CompletedProcess[str]:
        started.update(given, words=words)
        return subprocess.CompletedProcess(words, 0, "", "")

    monkeypatch.setattr(subprocess, "run", run)
    ServiceRuns(NodeChoice(NAME), Path("/"), User(7, 8)).run(["doctor"])
    assert (started["user"], started["group"], started["extra_groups"]) == (7, 8, ())
    assert started["words"] == ["/opt/huren/bin/huren", "doctor"]
    assert started["env"]["HUREN_CONFIG"] == SETTINGS
    assert "HUREN_PASSPHRASE" not in started["env"]
