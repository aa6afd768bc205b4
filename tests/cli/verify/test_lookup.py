"""`huren lookup`: three answers in an evaluation room, by a proof, and at the registry."""

import json
from pathlib import Path

import pytest

from credentials.times import format_time
from registry import Registry
from registry.publishing.publish import publish_all
from tests.harness.apartments import FILINGS
from tests.harness.processes.cli_runs import Huren
from tests.world.registry_setup import Bench

CQ, SC = "did:web:cq.huren.example", "did:web:sc.huren.example"


class Room:
    """A registry with five credentials of cq, a register file made of it, and the command."""

    def __init__(self, folder: Path, huren: Huren) -> None:
        self.folder, self.huren = folder, huren
        self.bench = Bench(folder / "registry.db")
        world = self.bench.world
        self.records = self.bench.issue(*(self.bench.draft(number) for number in range(5)))
        signers = [(one.did, one.signers["publication"]) for one in (world.cq, world.sc)]
        publish_all(self.bench.registry, signers, now=world.now, random=self.bench.random)
        self.now = format_time(world.now)
        self.bench.registry.close()
        (folder / "pin.txt").write_text(world.pin)
        self.register = folder / "register.gz"
        huren("bundle", "--with-register", "-o", self.register, "--data", folder)
        huren("bundle", "-o", folder / "bundle.json", "--data", folder)

    def look_up(self, *words: object, code: int = 0, bundle: Path | None = None) -> str:
        trust = ["--bundle", bundle or self.register, "--pin", self.folder / "pin.txt"]
        done = self.huren("lookup", *words, *trust, "--now", self.now, "--lang", "en", code=code)
        return done.out + done.err


@pytest.fixture
def room(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Room:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("HUREN_LANG", "en")
    for name in ("HUREN_BUNDLE", "HUREN_PIN", "HUREN_HOME", "HUREN_DATA"):
        monkeypatch.delenv(name, raising=False)
    return Room(tmp_path, Huren(capsys))


def test_the_three_answers_in_a_room_without_a_network(room: Room) -> None:
    found = room.look_up("cq-t-00003", "--home", SC)
    assert "FOUND" in found
    assert "VALID  CQ-T-00003" in found
    assert "NO SUCH" not in found, "what the other association lacks is no news"
    absent = room.look_up("CQ-T-99999", "--issuer", CQ, code=1)
    assert "NO SUCH NUMBER" in absent
    assert "proven against all 5" in absent
    assert "NOT COVERED" in room.look_up("CQ-T-99999", code=3), "sc commits to nothing"
    early = room.look_up("CQ-T-99999", "--issuer", CQ, "--issued", "2020-01-01", code=3)
    assert "issued that early" in early
    assert "NOT COVERED" in room.look_up("CQ-T-99999", "--issuer", CQ, "--scheme", "cq-credit", code=3)


def test_a_credit_code_lists_the_certificates_of_the_enterprise(room: Room) -> None:
    uscc = room.records[2].body.credential_subject.unified_social_credit_code
    assert "VALID  CQ-T-00002" in room.look_up(uscc)
    assert "No certificate of the enterprise" in room.look_up("91110000600037341L", code=3)


def test_a_mistyped_credit_code_is_reported_as_such(room: Room) -> None:
    """It must not look like a certificate number that does not exist."""
    told = room.look_up("91110000600037341X", code=3)
    assert "form of a credit code" in told
    assert "form of a credit code" not in room.look_up("CQ-T-99999", code=3)


def test_data_that_is_too_old_is_no_answer(room: Room) -> None:
    room.now = "2030-01-01T00:00:00+08:00"
    old = room.look_up("CQ-T-99999", "--issuer", CQ, code=3)
    assert "NOT COVERED" in old
    assert "2026" in old


def test_a_proof_from_the_registry_answers_beside_a_bundle(room: Room) -> None:
    proof, data = room.folder / "proof.json", ("--data", room.folder, "--now", room.now)
    room.huren("lookup", "CQ-T-99999", "-o", proof, "--issuer", CQ, *data, code=1)
    bundle = room.folder / "bundle.json"
    assert "NO SUCH NUMBER" in room.look_up("CQ-T-99999", "--proof", proof, bundle=bundle, code=1)
    assert "neither" in room.look_up("CQ-T-00001", "--proof", proof, bundle=bundle, code=2)
    assert "register file" in room.look_up("CQ-T-00001", bundle=bundle, code=2)
    room.huren("lookup", "ｃｑ－t-00001", *data)


def test_as_json_and_a_register_where_a_bundle_is_asked_for(room: Room) -> None:
    lines = [json.loads(line) for line in room.look_up("CQ-T-00003", "--json", "--issuer", CQ).splitlines()]
    assert [line.get("state", line.get("outcome")) for line in lines] == ["found", "valid"]
    assert lines[0]["manifest"]["signed"] == room.now
    credential = room.folder / "credential.json"
    credential.write_bytes(room.records[0].data)
    pin = room.folder / "pin.txt"
    room.huren("verify", credential, "--bundle", room.register, "--pin", pin, "--now", room.now)
    room.huren("bundle", "--html", "--with-register", "-o", "x", "--data", room.folder, code=2)
    with Registry.open(room.folder / "registry.db", filings=FILINGS) as registry:
        assert registry.read_pin() == room.bench.world.pin
