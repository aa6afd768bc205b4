"""Log proofs at the terminal, alone or many, by --proof or among the files, and the finding on the log."""

import json

import pytest

from signing.log.note import format_note
from tests.cli.verify.verifying import NOW, Desk, desk
from tests.verifier.attacks.freshness import witness_needed
from tests.world import digest_of
from verifier.numbers.register import RegisterShare, join_register

__all__ = ["desk"]


def log_of(line: dict[str, object]) -> str:
    """Return the code of the finding on the log."""
    findings: list[dict[str, str]] = json.loads(json.dumps(line["findings"]))
    return next(finding["code"] for finding in findings if finding["check"] == "log")


def asked_for(desk: Desk) -> None:
    """An agreement with `log: witnessed`, and newer trust data at the desk."""
    witness_needed(desk.world)
    desk.bundle.write_bytes(desk.world.bundle())


def test_a_record_counts_with_its_proof(desk: Desk) -> None:
    asked_for(desk)
    good = desk.write("good.json", desk.good)
    (line,) = desk.lines(good, code=3)
    assert log_of(line) == "witness-needed"
    assert "no inclusion proof is here" in desk.verify(good, code=3)
    proof = desk.write("good.tlog-proof", desk.world.inclusion_proof(desk.good))
    (line,) = desk.lines(good, "--proof", proof)
    assert (line["outcome"], log_of(line)) == ("valid", "witnessed")
    assert "Logged, witnessed by" in desk.verify(good, "--proof", proof)


def test_of_several_proofs_each_record_gets_its_own(desk: Desk) -> None:
    asked_for(desk)
    world = desk.world
    records = [world.issue() for _ in range(3)]
    world.publish()
    words: list[object] = []
    for place, record in enumerate(records):
        words.append(desk.write(f"{place}.json", record))
        words += ["--proof", desk.write(f"p{place}", world.inclusion_proof(record))]
    assert [log_of(line) for line in desk.lines(*words)] == ["witnessed"] * 3
    # a witnessed proof is preferred, whatever the order of the files
    early = desk.write("alone", world.inclusion_proof(records[0], witnesses=()))
    for order in ((early, words[2]), (words[2], early)):
        (line,) = desk.lines(words[0], "--proof", order[0], "--proof", order[1])
        assert log_of(line) == "witnessed"
    lines = desk.lines(words[0], words[3], "--proof", words[2], "--proof", words[8], code=3)
    assert [log_of(line) for line in lines] == ["witnessed", "witness-needed"]


@pytest.mark.parametrize("name", ["{digest}.tlog-proof", "CQ-1-proof.txt"])
def test_a_folder_with_credentials_and_their_proofs(desk: Desk, name: str) -> None:
    asked_for(desk)
    desk.write("bids/a/good.json", desk.good)
    desk.write("bids/a/" + name.format(digest=digest_of(desk.good)), desk.world.inclusion_proof(desk.good))
    (line,) = desk.lines(desk.folder / "bids")
    assert (line["outcome"], log_of(line)) == ("valid", "witnessed")
    assert "not looked at" not in desk.verify(desk.folder / "bids")


def test_a_proof_alone_is_nothing_to_verify(desk: Desk) -> None:
    proof = desk.write("only.tlog-proof", desk.world.inclusion_proof(desk.good))
    assert (
        "Traceback" not in desk.huren("verify", proof, "--bundle", desk.bundle, "--pin", desk.pin, code=2).err
    )


@pytest.mark.parametrize("data", [b"", b"c2sp.org/tlog-proof@v1\n", b"\xff\0"])
def test_a_file_that_is_no_log_proof_counts_as_not_logged(desk: Desk, data: bytes) -> None:
    good, proof = desk.write("good.json", desk.good), desk.write("p.tlog-proof", data)
    (line,) = desk.lines(good, "--proof", proof)
    assert log_of(line) == "not-logged"


def test_a_proof_has_a_largest_size(desk: Desk) -> None:
    good, proof = desk.write("good.json", desk.good), desk.write("p.tlog-proof", b"x" * 70_000)
    words = ("verify", good, "--proof", proof, "--bundle", desk.bundle, "--pin", desk.pin)
    assert "65536" in desk.huren(*words, code=2).err.replace(",", "")


def test_the_text_of_the_agreement_shows_log_witnessed(desk: Desk) -> None:
    asked_for(desk)
    text = desk.write("text.json", json.dumps(desk.world.text, ensure_ascii=False))
    before = {name: value for name, value in desk.world.text.items() if name != "log"}
    old = desk.write("old.json", json.dumps(before, ensure_ascii=False))
    shown = desk.huren("agreement", "show", text, "--against", old).out
    assert shown.count("A record counts only when it is logged and witnessed by another party.") == 2
    gone = desk.huren("agreement", "show", old, "--against", text).out
    assert "- A record counts only when" in gone


def test_a_register_proves_what_it_holds(desk: Desk) -> None:
    """`--bundle` takes the register, which replaces proof files; a proof file beside it counts, too."""
    world = desk.world
    asked_for(desk)
    late = world.issue()
    head = world.cq.checkpoint([world.sc], world.now, len(world.cq.log) - 1)
    share = RegisterShare(world.cq.did, None, [], world.cq.log[:-1], [format_note(head)])
    proof = desk.write("late.tlog-proof", world.inclusion_proof(late))
    desk.bundle.write_bytes(join_register(world.bundle(), [share]))
    good, other = desk.write("good.json", desk.good), desk.write("late.json", late)
    lines = desk.lines(good, other, code=3)
    assert [log_of(line) for line in lines] == ["witnessed", "witness-needed"]
    assert "Logged, witnessed by" in desk.verify(good)
    lines = desk.lines(good, other, "--proof", proof)
    assert [log_of(line) for line in lines] == ["witnessed", "witnessed"]
    broken = RegisterShare(world.cq.did, None, [], world.cq.log[:-2], [format_note(head)])
    desk.bundle.write_bytes(join_register(world.bundle(), [broken]))
    words = ("verify", good, "--bundle", desk.bundle, "--pin", desk.pin, "--now", NOW)
    assert "register" in desk.huren(*words, code=2).err


def test_a_number_looked_up_in_a_register_is_judged_by_its_log(desk: Desk) -> None:
    world = desk.world
    asked_for(desk)
    head = format_note(world.cq.checkpoint([world.sc], world.now))
    number = json.loads(desk.good)["credentialSubject"]["assessment"]["certificateNumber"]
    words = ("lookup", number, "--bundle", desk.bundle, "--pin", desk.pin, "--now", NOW)
    for logged, told in (((), "no inclusion proof is here"), ((head,), "Logged, witnessed by")):
        entries = world.cq.log if logged else ()
        share = RegisterShare(world.cq.did, None, [desk.good], entries, logged)
        desk.bundle.write_bytes(join_register(world.bundle(), [share]))
        desk.huren(*words, code=0)
        assert told in desk.huren(*words, code=0).out
