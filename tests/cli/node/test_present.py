"""`huren node init` where a node is already: its user, database, key and files change only as asked."""

import os
import shutil
import subprocess
from functools import partial
from pathlib import Path

import pytest

from cli.node import init, machine
from cli.node.choice import RECORD, below
from cli.node.deploy_files import KEY, SETTINGS
from cli.node.machine import ServiceRuns
from cli.node.plan import NodeItem, NodeTree
from credentials.possession import proves_possession
from signing.jcs import canonicalize
from signing.multikey import decode_multikey
from terminal.workspace.key_files import format_public, load_possession
from tests.cli.node.node_runs import NAME, state_of
from tests.harness.processes.cli_runs import Huren
from tests.world import World


@pytest.mark.usefixtures("alone")
def test_a_new_key_proves_its_association_and_stays(huren: Huren, tmp_path: Path) -> None:
    for _ in range(2):
        huren("node", "init", "--name", NAME, "--root", tmp_path, "--new-key")
    public = below(tmp_path, KEY).with_suffix(".pub").read_text().split()
    decode_multikey(public[0])
    assert public[2:4] == [f"did:web:{NAME}", "publication"]
    before = below(tmp_path, KEY).read_bytes()
    other = tmp_path / "other.pem"
    other.write_bytes(World().cq.signers["publication"].to_pem(None))
    other.chmod(0o600)
    done = huren("node", "init", "--root", tmp_path, "--publication-key", other, code=2)
    assert "another publication key" in done.err
    assert below(tmp_path, KEY).read_bytes() == before
    huren("node", "init", "--root", tmp_path, "--publication-key", below(tmp_path, KEY))
    assert below(tmp_path, KEY).read_bytes() == before


@pytest.mark.usefixtures("alone")
def test_a_key_that_is_brought_gets_its_public_half(huren: Huren, tmp_path: Path) -> None:
    key, root = tmp_path / "key.pem", tmp_path / "root"
    signer = World().cq.signers["publication"]
    key.write_bytes(signer.to_pem(None))
    key.chmod(0o600)
    huren("node", "init", "--name", NAME, "--root", root, "--publication-key", key)
    public = str(below(root, KEY).with_suffix(".pub"))
    multikey, possession = load_possession(public, f"did:web:{NAME}", "publication")
    assert proves_possession(possession, f"did:web:{NAME}", "publication", multikey)
    assert multikey == signer.multikey


@pytest.mark.parametrize("shown", ["beside", "imported", "listed"])
@pytest.mark.parametrize("use", ["root", "assessment"])
def test_a_key_of_another_use_is_refused(
    huren: Huren, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, use: str, shown: str
) -> None:
    world, key, root = World(), tmp_path / "key.pem", tmp_path / "root"
    signer = world.cq.signers[use]
    key.write_bytes(signer.to_pem(None))
    key.chmod(0o600)
    words: list[object] = ["node", "init", "--name", NAME, "--root", root, "--publication-key", key]
    documents = [canonicalize(world.cq.key_lists[-1])]
    if shown == "beside":
        key.with_suffix(".pub").write_bytes(format_public(signer.multikey, (world.cq.did, use, "z1")))
    elif shown == "imported":
        (tmp_path / "list.json").write_bytes(documents[0])
        words += ["--import", tmp_path / "list.json"]
    else:
        below(root, "/var/lib/huren").mkdir(parents=True)
        below(root, "/var/lib/huren/registry.db").touch()
        listed = subprocess.CompletedProcess([], 0, documents[0].decode(), "")
        monkeypatch.setattr(ServiceRuns, "run", lambda *_: listed)
    assert "another use than publication" in huren(*words, code=2).err
    assert not below(root, KEY).exists()


def test_a_key_in_a_token_is_left_to_the_settings(huren: Huren, tmp_path: Path) -> None:
    words = ("--publication-key", "pkcs11:token=chair;object=publication")
    done = huren("node", "init", "--name", NAME, "--root", tmp_path / "root", *words, code=2)
    assert "publication_keys" in done.err
    assert [*tmp_path.iterdir()] == []


@pytest.mark.usefixtures("alone")
def test_a_locked_key_is_refused(huren: Huren, tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    key.write_bytes(World().cq.signers["publication"].to_pem(b"a passphrase"))
    key.chmod(0o600)
    done = huren(
        "node", "init", "--name", NAME, "--root", tmp_path / "root", "--publication-key", key, code=2
    )
    assert "has a passphrase" in done.err


@pytest.mark.usefixtures("alone")
def test_a_variable_of_the_shell_moves_no_node(
    huren: Huren, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new node takes its database from it; records and settings that are there stay."""
    first, other = (f"postgresql+psycopg://huren@127.0.0.1/{name}" for name in ("huren", "other"))
    used, stock = tmp_path / "used", tmp_path / "stock"
    words = ("node", "init", "--name", NAME, "--root")
    huren(*words, stock)
    below(stock, "/var/lib/huren/registry.db").touch()
    monkeypatch.setenv("HUREN_DATABASE_URL", first)
    huren(*words, used)
    monkeypatch.setenv("HUREN_DATABASE_URL", other)
    for root in (used, stock):
        before = state_of(root)
        done = huren(*words, root, code=2)
        assert "Unset the variable" in done.err
        assert state_of(root) == before
    huren(*words, stock, "--database", other)
    for root, database in ((used, first), (stock, other)):
        assert database in below(root, SETTINGS).read_text()
    below(stock, SETTINGS).write_text(f'database_url = "{other}"')
    done = huren(*words, stock, "--database", first, code=2)
    assert "write the address there" in done.err


def test_a_database_is_tried_before_the_node_is_moved_to_it(
    huren: Huren, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(init, "_MACHINE", tmp_path)
    monkeypatch.setattr(init, "check_machine", lambda _: None)
    monkeypatch.setattr(init, "find_user", lambda _: None)
    nowhere = "postgresql+psycopg://huren@127.0.0.1:1/huren"
    done = huren("node", "init", "--name", NAME, "--root", tmp_path, "--database", nowhere, code=1)
    assert "does not answer" in done.err
    assert [*tmp_path.iterdir()] == []


@pytest.mark.usefixtures("alone")
def test_the_units_name_the_user_of_a_node_without_a_record(huren: Huren, tmp_path: Path) -> None:
    words = ("node", "init", "--name", NAME, "--root", tmp_path)
    huren(*words)
    below(tmp_path, RECORD).unlink()
    unit = below(tmp_path, "/etc/systemd/system/huren.service")
    unit.write_text(unit.read_text().replace("User=huren\n", "User=other\n"))
    assert "0700 other" in huren(*words, "--dry-run").out
    drop_ins = below(tmp_path, "/etc/systemd/system/huren.service.d")
    drop_ins.mkdir()
    for number, user in (("20", "third"), ("10", "second")):
        (drop_ins / f"{number}.conf").write_text(f"[Service]\nUser={user}\n")
    assert "0700 third" in huren(*words, "--dry-run").out
    shutil.rmtree(drop_ins)
    unit.write_text("[Service]\n")
    assert "other than root" in huren(*words, code=2).err


@pytest.mark.parametrize(
    ("shown", "user"),
    [("LoadState=loaded\nUser=other\n", "other"), ("User=\nLoadState=loaded\n", "root"),
     ("LoadState=not-found\nUser=\n", None)],
)  # fmt: skip
def test_systemd_itself_says_which_user_counts(
    shown: str, user: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "_runs_systemd", lambda: True)
    monkeypatch.setattr(machine, "run_program", lambda *_: shown)
    assert machine.show_user("huren.service") == user


def test_a_user_that_is_still_to_be_added_owns_nothing(tmp_path: Path) -> None:
    folder = NodeItem("/var/lib/huren", 0o700, "huren", "huren")
    below(tmp_path, folder.path).mkdir(parents=True, mode=0o700)
    tree = NodeTree(tmp_path, {"root": (os.geteuid(), os.getegid())})
    assert tree.examine(folder, None) == "renewed"


@pytest.mark.usefixtures("alone")
def test_what_others_can_write_is_not_taken_for_settings(huren: Huren, tmp_path: Path) -> None:
    settings = below(tmp_path, SETTINGS)
    settings.parent.mkdir(parents=True)
    settings.write_text("port = 9000")
    settings.chmod(0o666)
    done = huren("node", "init", "--name", NAME, "--root", tmp_path, code=2)
    assert f"{settings} is not as this command wrote it" in done.err
    assert [*settings.parent.iterdir()] == [settings]
    settings.chmod(0o600)
    assert "(now 0600 " in huren("node", "init", "--name", NAME, "--root", tmp_path).out


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("path", ["/etc/huren/tls", "/etc/huren", "/etc", SETTINGS, RECORD])
def test_a_link_or_a_pipe_is_no_place_of_a_node(huren: Huren, tmp_path: Path, path: str) -> None:
    root, other = tmp_path / "root", tmp_path / "other"
    words = ("node", "init", "--name", NAME, "--root", root)
    huren(*words)
    place = below(root, path)
    place.rename(other)
    for make in (partial(os.symlink, other), os.mkfifo):
        make(place)
        before = state_of(tmp_path)
        assert str(place) in huren(*words, code=2).err
        assert state_of(tmp_path) == before
        place.unlink()
