"""`huren key compromised`: one command from the theft to the proof, on the node and at the root."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from keys_example import example_pem
from registry.publishing.bundle import build_bundle
from terminal.workspace.open_registry import DEMO_MARK
from tests.drills.questions import Drill, drill
from tests.harness.key_files import save_key
from tests.harness.processes.cli_runs import Done, Huren
from tests.world import World
from verifier import TrustStore

pytestmark = pytest.mark.drills

NAME = "assessment-1"


class Theft:
    """The thief issued one certificate and ended two; one end is counted. The office suspended a third."""

    def __init__(self, made: Drill, huren: Huren, folder: Path) -> None:
        self.made, self.huren, self.folder = made, huren, folder
        cq, world = made.cq, made.world
        (self.quiet,) = cq.issue()
        made.exchange()
        self.ended, self.spared = made.ours[0], made.ours[3]
        self.before = made.trust(cq).seen
        self.asked = self.answers()
        world.advance(hours=1)
        self.sure = world.now.isoformat()
        world.advance(hours=1)
        (self.forged,) = cq.issue()
        self.counted = cq.change(self.ended, "revoke", "false-material")
        made.exchange()
        self.loose = cq.change(self.spared, "revoke", "false-material")
        self.honest = cq.change(self.quiet)
        self.during = made.trust(cq).seen
        world.advance(hours=1)
        self.decisions, self.sheet = folder / "decisions.txt", folder / "letters.csv"
        self.root, self.elsewhere = folder / "root.pem", folder / "drawer"
        save_key(self.root, example_pem("cq-root"))
        self.elsewhere.mkdir()
        for place in (self.elsewhere, *(node.folder for node in made.nodes)):
            (place / DEMO_MARK).write_text("demo")

    def __call__(self, *words: object, code: int = 0, data: Path | None = None) -> Done:
        return self.run("key", "compromised", NAME, *words, code=code, data=data)

    def run(self, *words: object, code: int = 0, data: Path | None = None) -> Done:
        now = self.made.world.now.isoformat()
        return self.huren(*words, "--data", data or self.made.cq.folder, "--now", now, code=code)

    def sort(self, *words: object, code: int = 0, data: Path | None = None) -> Done:
        files = ["--decisions", self.decisions, "--letters", self.sheet]
        return self(
            "--since", self.sure, "--from-tree", self.made.sc.site, *files, *words, code=code, data=data
        )

    def sign(self, *words: object, code: int = 0, data: Path | None = None) -> Done:
        files = ["--root", self.root, "--decisions", self.decisions, "--yes"]
        return self(*files, *words, code=code, data=data)

    def decide(self, **given: str) -> None:
        """Choose one of the two words of a record's line, by the record's name here."""
        text = self.decisions.read_text()
        for name, word in given.items():
            digest = getattr(self, name).digest
            (line,) = [line for line in text.splitlines() if f" {digest}" in line]
            text = text.replace(line, f"{word}  {digest}  # {line.partition('# ')[2]}")
        self.decisions.write_text(text)

    def decide_all(self) -> None:
        self.decide(forged="fall", counted="void", loose="void", honest="keep")

    def answers(self, *seen: Any) -> list[str]:
        """Return the answers on the three certificates, fresh or with these memories."""
        trust = self.made.trust(self.made.cq, *seen)
        records = (self.ended, self.spared, self.quiet)
        return [self.made.world.verify(one.data, trust=trust).code for one in records]


@pytest.fixture
def theft(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Theft]:
    monkeypatch.setenv("HUREN_LANG", "en")
    monkeypatch.chdir(tmp_path)
    with drill(tmp_path / "nodes") as made:
        yield Theft(made, Huren(capsys), tmp_path)


def test_a_theft_from_the_first_word_to_the_proof(theft: Theft) -> None:
    made, world = theft.made, theft.made.world
    assert (theft.asked, theft.answers()) == (["ok"] * 3, ["revoked", "revoked", "suspended"])
    done = theft.sort()
    assert "to be decided, first in" in done.out
    assert "4\n" in done.out
    assert "enterprises touched: " in done.out
    theft.decide_all()
    done = theft.sort()
    assert "huren key compromised assessment-1 --decisions" in done.err
    rows = [*csv.reader(theft.sheet.read_text("utf-8-sig").splitlines())]
    assert {row[3] for row in rows[1:]} == {"void", "falls"}
    assert len(rows) == 4
    bundle = theft.folder / "bundle.json"
    bundle.write_bytes(build_bundle(made.cq.registry))
    theft.run("import", bundle, "--pin", world.pin, data=theft.elsewhere)
    theft.huren("key", "new", theft.folder / "new.pem", "--use", "assessment", "--association", made.cq.did,
                "--no-passphrase")  # fmt: skip
    theft("--check", code=1)
    signed = theft.folder / "signed.json"
    add = ("--add", f"assessment={theft.folder / 'new.pub'}")
    before = theft.run("key", "list", "--json", data=theft.elsewhere).out
    assert "Nothing was signed" in theft.sign(*add, "--dry-run", data=theft.elsewhere).err
    assert theft.run("key", "list", "--json", data=theft.elsewhere).out == before
    done = theft.sign(*add, "-o", signed, data=theft.elsewhere)
    assert "2 changes of status are void, 1 fall" in done.out
    assert "status-conflict" in done.err
    theft.run("import", signed)
    assert "huren publish" in theft("--check", code=1).err
    made.exchange()
    for seen in ((), (theft.before,), (theft.during,)):
        assert theft.answers(*seen) == ["ok", "ok", "suspended"]
        trust = made.trust(made.sc, *seen)
        assert world.verify(theft.forged.data, trust=trust).code == "key-compromised"
    done = theft("--check")
    assert done.out.count(" 0 otherwise") == 3
    assert "The mark of assessment-1 holds" in done.out
    assert "失密标记已生效" in theft("--check", "--lang", "zh").out
    told = json.loads(theft("--check", "--json").out)
    assert [*told] == ["fresh", "before", "during"]
    assert all(one["right"] > 8 and one["wrong"] == [] for one in told.values())
    theft.run(
        "suspend", theft.ended.body.id, "--reason", "complaint", "--key", theft.folder / "new.pem", "--yes"
    )
    made.exchange()
    for seen in ((), (theft.before,), (theft.during,)):
        assert theft.answers(*seen) == ["suspended", "ok", "suspended"], "it has the number of what is void"
    shown = json.loads(theft.run("show", theft.ended.body.id, "--json").out)
    assert [one["credentialSubject"]["sequence"] for one in shown["events"]] == [1, 1]
    theft("--check")


@pytest.mark.night
def test_the_proof_fails_if_a_decision_does_not_hold(theft: Theft, monkeypatch: pytest.MonkeyPatch) -> None:
    theft.sort()
    theft.decide_all()
    theft.sign()
    theft.made.exchange()
    monkeypatch.setattr("cli.key.check._acting", lambda *_: {theft.counted.digest})
    done = theft("--check", code=1)
    assert "revoke CQ-T-" in done.out
    assert "should not count" in done.out
    assert "should count" in done.out
    assert "does not hold yet" in done.out


@pytest.mark.night
def test_nothing_is_signed_before_every_record_is_decided(theft: Theft) -> None:
    assert "with --since" in theft.sign(code=2).err
    theft.sort()
    lines = theft.decisions.read_text().splitlines()
    first = next(number for number, line in enumerate(lines, 1) if "|" in line.partition("#")[0])
    before = theft.run("key", "list", "--json").out
    done = theft.sign(code=1)
    assert f"line {first} of" in done.err
    assert "4 are to be decided" in done.err
    assert "行尚未决定" in theft.sign("--lang", "zh", code=1).err
    theft.decide_all()
    theft.decide(counted="fall")
    assert "a change of status is void" in theft.sign(code=1).err
    theft.decide(counted="作废", honest="保留", loose="作废")
    assert "作废状态变更 2 份，失效 1 份" in theft.sign("--dry-run", "--lang", "zh").out
    theft.decide(honest="perhaps")
    assert "cannot be read" in theft.sign(code=1).err
    assert theft.run("key", "list", "--json").out == before


@pytest.mark.night
def test_a_file_of_another_key_or_a_cut_one_is_refused(theft: Theft) -> None:
    theft.sort()
    theft.decide_all()
    text = theft.decisions.read_text()
    theft.decisions.write_text(text.replace("#assessment-1", "#publication-1"))
    assert "another key" in theft.sign(code=1).err
    assert "another key" in theft.sort(code=1).err
    theft.decisions.write_text(text)
    late = theft.made.cq.change(theft.forged)
    done = theft.sign(code=1)
    assert "1 record of this key" in done.err
    assert "what you have decided stays" in done.err
    theft.sort()
    assert len([line for line in theft.decisions.read_text().splitlines() if line.startswith("keep|")]) == 1
    assert late.digest in theft.decisions.read_text()


@pytest.mark.night
def test_the_command_speaks_chinese_and_json(theft: Theft) -> None:
    done = theft.sort("--lang", "zh")
    assert "待决定、列于" in done.out
    assert "不再有效：本协会的签署密钥自" in done.out
    assert "行首有两个词的须由人决定" in theft.decisions.read_text()
    theft.decisions.unlink()
    assert "letters.csv exists already" in theft.sort(code=2).err
    told = json.loads(theft.sort("--json", "--force").out)
    assert told["key"] == f"{theft.made.cq.did}#{NAME}"
    assert [one["decision"] for one in told["records"]].count(None) == 4
    letters = {one["number"]: one for one in told["letters"]}
    assert len(letters) == 4
    assert all("in other hands since" in one["en"] and "失密" in one["zh"] for one in letters.values())


@pytest.mark.night
def test_a_witness_sorts_records_alike(theft: Theft) -> None:
    theft.made.exchange()
    theft.sort()
    other = theft.folder / "sc.txt"
    theft("--association", theft.made.cq.did, "--since", theft.sure, "--no-pull", "--decisions", other,
          data=theft.made.sc.folder)  # fmt: skip
    assert other.read_text() == theft.decisions.read_text()
    assert other.with_suffix(".csv").exists()
    assert "1 record of this key" not in theft.sign(code=1).err, "to be decided, and whole"


@pytest.mark.night
def test_wrong_arguments_are_refused(theft: Theft) -> None:
    for words, said in (
        (["--since", "2027-01-01"], "It is after now"),
        ([], "--since"),
        (["--since", "2026-05-01", "--check"], "cannot be used together"),
        (["--since", "2026-05-01", "--association", "did:web:no.example"], "--association"),
        (["--dry-run"], "--root"),
    ):
        assert said in theft(*words, code=2).err, words
        assert not [*theft.folder.glob("assessment-1.*")], words


@pytest.mark.night
def test_a_root_and_an_unknown_key_are_refused(theft: Theft) -> None:
    def name(key: str) -> str:
        words = ("key", "compromised", key, "--since", "2026-05-01")
        return str(theft.run(*words, code=2).err)

    assert "replace a root" in name("root-1")
    assert "publication-1" in name("nobody")


@pytest.mark.night
def test_an_unreachable_node_stops_the_command(theft: Theft) -> None:
    (theft.folder / "empty").mkdir()
    theft.sort("--from-tree", theft.folder / "empty", code=2)
    site = theft.made.sc.site
    (site / "sc.huren.example/log/checkpoint").write_text("nothing")
    assert "--no-pull goes on without" in theft.sort(code=1).err
    assert not theft.decisions.exists()
    theft.sort("--no-pull")


@pytest.mark.parametrize("is_listed", [True, False])
def test_a_verifier_without_the_mark_is_named(is_listed: bool) -> None:
    """It believes the thief, or sees two events of one number if the next key was in an earlier list."""
    world = World()
    credential, stolen = world.issue(), world.cq.signers["assessment"]
    world.publish()
    world.advance(hours=1)
    if is_listed:
        world.cq.add_key("assessment", world.now)
        world.publish()
        world.advance(hours=1)
    void = world.suspend(credential, signer=stolen)
    world.publish()
    older = world.bundle()
    world.advance(hours=1)
    world.compromise("cq", keep=[credential], void=[void])
    if not is_listed:
        world.cq.add_key("assessment", world.now)
    world.publish()
    event = world.revoke(credential, sequence=1) if not is_listed else world.suspend(credential, sequence=1)
    world.publish()
    assert world.verify(credential).code == ("suspended" if is_listed else "revoked")
    told = world.verify(credential, trust=TrustStore.from_bundle(older, pin=world.pin, loose=[event]))
    assert told.code == ("status-conflict" if is_listed else "suspended")
