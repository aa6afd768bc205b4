"""A plan at the machine with the key: texts shown, words to type, refusals."""

from pathlib import Path
from typing import Any

import pytest

from credentials.documents.desk.carried import format_plan_to_sign, parse_signed_plan
from credentials.times import format_time
from credentials.words.pin_words import format_pin_words
from signing.data_integrity import check_proof
from signing.jcs import canonicalize
from signing.signer import Ed25519Signer
from signing.strict_json import parse_json
from tests.credentials.desk.papers import KeyFile, person
from tests.harness.key_files import save_key
from tests.harness.processes.cli_runs import Huren
from tests.harness.processes.terminal import at_terminal
from tests.verifier.desk.office import DEPUTY, PERSONS, Office, unsigned

EXPORTED = "2026-05-02T09:00:00+08:00"


class Machine:
    """The machine with the key, and a file from the desk."""

    def __init__(self, folder: Path, huren: Huren) -> None:
        self.folder, self.huren = folder, huren
        self.office = Office()
        self.office.world.advance(days=1)
        save_key(folder / "key.pem", self.office.world.cq.signers["assessment"].to_pem(None))
        credential = self.office.world.issue("cq")
        self.event = unsigned(self.office.world.revoke(credential, reason="enterprise-request"))
        attachment = {"name": "理事会纪要（示例）", "digest": "5" * 64}
        self.stated = self.office.decide([self.event], attachments=[attachment])
        self.value: Any = parse_json(
            format_plan_to_sign(self.office.export(self.stated, about=[parse_json(credential)])),
            max_bytes=10**7,
        )

    def words(self, *words: object) -> list[object]:
        (self.folder / "plan.json").write_bytes(canonicalize(self.value))
        return ["sign", self.folder / "plan.json", "--key", self.folder / "key.pem", *words]

    def __call__(self, *words: object, code: int = 0, now: str = EXPORTED, version: object = 1) -> str:
        typed = ["--yes", "--now", now, "--people-version", version]
        done = self.huren(*self.words(*typed, *words), code=code)
        assert code == 0 or not self.signed.exists()
        return str(done.err)

    @property
    def signed(self) -> Path:
        return self.folder / "plan.signed.json"


@pytest.fixture
def machine(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setenv("HUREN_LANG", "en")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Machine(tmp_path, Huren(capsys))


def test_all_that_was_decided_is_shown_and_comes_back_with_the_signatures(machine: Machine) -> None:
    said = machine()
    for shown in (
        format_pin_words(machine.stated.plan.digest, "en"),
        "attachment: 理事会纪要（示例）  " + "5" * 64,
        "made 2026-05-02 09:00: 示例人员 p1 (clerk)",
        "approved 2026-05-02 09:00: 示例人员 p2 (chair)",
        "people list version 1, to 2026-10-20",
        "The clock of this machine says 2026-05-02 09:00",
        "vouches for its root key z6Mk",
        "1 × status event",
    ):
        assert shown in said, shown
    back = parse_signed_plan(machine.signed.read_bytes())
    assert check_proof(back.documents[0], machine.office.world.cq.signers["assessment"].public_key)
    assert [*back.stated.documents] == [machine.event]
    assert format_time(back.created[0]) == EXPORTED
    assert len(back.stated.statements) == 2


def test_a_document_that_is_stored_is_not_signed_again(machine: Machine) -> None:
    office = machine.office
    event = office.world.revoke(office.world.issue("cq"), reason="enterprise-request")
    stated = office.decide([machine.event, unsigned(event)])
    signed = office.world.cq.sign(machine.event, "assessment", office.now)
    machine.value = parse_json(
        format_plan_to_sign(office.export(stated, stored={0: signed})), max_bytes=10**7
    )
    assert "1 of 2 rows are stored already" in machine()
    back = parse_signed_plan(machine.signed.read_bytes())
    assert back.documents[0] == signed
    assert check_proof(back.documents[1], office.world.cq.signers["assessment"].public_key)


def test_chinese(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUREN_LANG", "zh")
    said = machine()
    for shown in (
        "方案，词语：",
        "经办 2026-05-02 09:00：示例人员 p1（经办员）",
        "人员名单第 1 版",
        "本机时钟：",
    ):
        assert shown in said, shown


REFUSED: dict[str, tuple[Any, dict[str, Any], str]] = {
    "a clock before the export": (None, {"now": "2026-05-02T08:59:59+08:00"}, "clock"),
    "a clock a month slow": (None, {"now": "2026-04-02T09:00:00+08:00"}, "before the plan"),
    "a clock eight days on": (None, {"now": "2026-05-10T09:00:00+08:00"}, "clock"),
    "a statement left out": (lambda value: value["statements"].pop(), {}, "Too few persons"),
    "a statement changed": (lambda value: value["statements"][0].update(nonce="0" * 32), {}, "Nobody stands"),
    "another people list": (None, {"version": 2}, "version 1 of the people list, and 2 was typed"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_may_not_be_signed_is_refused_in_words(machine: Machine, case: str) -> None:
    change, typed, sentence = REFUSED[case]
    if change is not None:
        change(machine.value)
    assert sentence.lower() in machine(code=1, **typed).lower()


def test_trust_data_prove_the_people_list(machine: Machine) -> None:
    bundle, pin = machine.folder / "bundle.json", machine.office.world.pin
    bundle.write_bytes(machine.office.world.bundle())
    assert "root key" not in machine("--bundle", bundle, "--pin", pin)
    machine.signed.unlink()
    mine = person("p1", KeyFile("mine").entry), person("p2", KeyFile("mine too").entry, roles=["chair"])
    invented = machine.office.sign_list(
        machine.office.draft_list(*mine, version=1, previous=None, rpId=None, origin=None)
    )
    machine.value["people"] = [invented.value]
    assert "root key does not name" in machine("--bundle", bundle, "--pin", pin, code=1)


def test_a_key_of_another_use_signs_nothing(machine: Machine) -> None:
    save_key(machine.folder / "key.pem", machine.office.world.cq.signers["root"].to_pem(None))
    assert "does not ask for a signature" in machine(code=2)
    stranger = Ed25519Signer.from_seed(b"s" * 32, "did:web:x.example#k")
    save_key(machine.folder / "key.pem", stranger.to_pem(None))
    assert "does not ask for a signature" in machine(code=2)


def test_a_new_people_list_is_shown_person_by_person(machine: Machine) -> None:
    office = machine.office
    draft = office.draft_list(*PERSONS, person("p3", DEPUTY.entry, name="示例新人"))
    machine.value = parse_json(format_plan_to_sign(office.export(office.decide([draft]))), max_bytes=10**7)
    said = machine()
    assert "1 × list of people" in said
    assert "p3  示例新人 (clerk), 2026-01-01 to 2026-12-31" in said
    assert DEPUTY.signer.multikey in said


def test_the_version_is_typed_from_the_card(machine: Machine) -> None:
    ask, last = "on your card: ", "[y/N] "
    words = machine.words("--now", EXPORTED, "--lang", "en")
    code, screen = at_terminal(*words, answers=[(ask, "1"), (last, "y")])
    assert (code, machine.signed.exists()) == (0, True), screen
    machine.signed.unlink()
    for typed in ("2", "", "one"):
        code, screen = at_terminal(*words, answers=[(ask, typed)])
        assert (code, machine.signed.exists()) == (1, False), screen
    done = machine.huren(*machine.words("--yes", "--now", EXPORTED), code=2)
    assert "--people-version is needed" in done.err


def test_a_key_list_is_signed_by_the_root(machine: Machine) -> None:
    office = machine.office
    renewed = unsigned(office.world.publish_key_list("cq", people=office.lists[0].digest))
    office.world.cq.key_lists.pop()
    machine.value = parse_json(format_plan_to_sign(office.export(office.decide([renewed]))), max_bytes=10**7)
    assert "does not ask for a signature" in machine(code=2), "the assessment key is for other documents"
    root = office.world.cq.signers["root"]
    save_key(machine.folder / "key.pem", root.to_pem(None))
    assert "key list 3" in machine()
    assert check_proof(parse_signed_plan(machine.signed.read_bytes()).documents[0], root.public_key)
