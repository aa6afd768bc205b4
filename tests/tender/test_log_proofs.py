"""`huren tender check` where the agreement asks for a witness: by a register, by proofs in files."""

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from credentials.times import format_time
from signing.log.note import format_note
from tender.record.pack import read_pack
from tests.harness.processes.cli_runs import Huren
from tests.verifier.log.logged_rooms import logged_room
from tests.verifier.tender.opening import OPENING, Room, single, tender
from verifier.numbers.register import RegisterShare, join_register

pytestmark = pytest.mark.openings


@dataclass
class Files:
    """The folder of an officer, with one bidder's below it."""

    folder: Path
    huren: Huren
    room: Room
    credential: bytes

    def check(self, bundle: str = "bundle.json", *words: object) -> Any:
        trust = "--bundle", self.folder / bundle, "--pin", self.room.world.pin
        named = self.folder / "tender.json", self.folder / "bidders.json"
        now = format_time(OPENING + timedelta(hours=2))
        done = self.huren(
            "tender", "check", *named, *trust, "--now", now, "--json", "--cache", "none", *words
        )
        return json.loads(done.out)

    def write(self, name: str, data: bytes) -> None:
        (self.folder / name).parent.mkdir(exist_ok=True)
        (self.folder / name).write_bytes(data)


@pytest.fixture
def files(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Files:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    room, credential = logged_room()
    found = Files(tmp_path, Huren(capsys), room, credential)
    bidders = {"type": "Bidders/1", "version": 1, "bidders": [{**single(), "folder": "a"}]}
    found.write("tender.json", json.dumps(tender()).encode())
    found.write("bidders.json", json.dumps(bidders).encode())
    found.write("a/证书.json", credential)
    found.write("bundle.json", room.world.bundle())
    return found


def cell_of(matrix: Any) -> tuple[str, list[str]]:
    (cell,) = matrix["cells"]
    return cell["state"], cell["codes"]


def test_without_a_proof_nobody_can_tell(files: Files) -> None:
    assert cell_of(files.check()) == ("cannot-establish", ["witness-needed"])


@pytest.mark.parametrize("name", ["a/证书.tlog-proof", "a/证明.txt", "证书.tlog-proof"])
def test_a_proof_in_the_bidders_folder_or_beside_the_tender(files: Files, name: str) -> None:
    files.write(name, files.room.world.inclusion_proof(files.credential))
    matrix = files.check("bundle.json", "-o", files.folder / "out")
    assert cell_of(matrix) == ("met", ["own-grade"])
    assert [note["code"] for note in matrix["papers"]] == []
    assert json.loads(files.huren("tender", "recheck", files.folder / "out/pack.zip", "--json").out)["same"]


def test_a_register_proves_what_was_handed_in(files: Files) -> None:
    world = files.room.world
    share = RegisterShare(
        world.cq.did, None, [], world.cq.log, [format_note(world.cq.checkpoint([world.sc], world.now))]
    )
    files.write("bundle.huren-register", join_register(world.bundle(), [share]))
    matrix = files.check("bundle.huren-register", "-o", files.folder / "out")
    assert cell_of(matrix) == ("met", ["own-grade"])
    pack = files.folder / "out/pack.zip"
    assert f"register/{matrix['credentials'][0]['logProof']}.tlog-proof" in read_pack(pack.read_bytes())
    assert json.loads(files.huren("tender", "recheck", pack, "--json").out)["same"]
