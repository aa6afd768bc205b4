"""`huren verify`: the printed verdict, what decides it, and its memory."""

import json
from datetime import timedelta
from typing import Any

import pytest

from credentials.times import format_time
from signing.strict_json import parse_json
from terminal.workspace.trust_files import default_state
from tests.cli.verify.verifying import KEYS, NOW, SICHUAN, Desk, desk
from tests.world import START, tamper
from tests.world.works import grant_technologies, listing, publish_part, signed, technology

__all__ = ["desk"]


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


def test_the_verdict_is_about_the_date_asked_for(desk: Desk) -> None:
    path = desk.write("good.json", desk.good)
    (line,) = desk.lines(path, "--at", "2026-05-01", code=3)
    assert line["at"] == "2026-05-01T00:00:00+08:00"
    assert line["code"] == "signed-after"
    done = desk.huren("verify", path, "--bundle", desk.bundle, "--pin", desk.pin, "--now", NOW,
                      "--at", "2026-05-02", code=2)  # fmt: skip
    assert "later than now" in done.err


def test_the_expected_enterprise_is_compared(desk: Desk) -> None:
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


def test_old_trust_data_is_reported(desk: Desk) -> None:
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
@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.night)])
def test_a_usage_error_says_what_to_do(
    desk: Desk, words: list[str], lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk.folder)
    monkeypatch.setenv("HUREN_LANG", lang)
    desk.write("good.json", desk.good)
    (desk.folder / "empty").mkdir()
    done = desk.huren("verify", *words, "--bundle", desk.bundle, "--pin", desk.pin, "--now", NOW, code=2)
    assert done.out == ""
    assert len(done.err.strip().splitlines()) >= 2, "what happened, and what to do"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_unusable_trust_data_is_refused(desk: Desk, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_an_older_bundle_hides_nothing_that_was_seen(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("terminal.clock.read_clock", lambda: START + timedelta(hours=2))
    path = desk.write("good.json", desk.good)
    old = desk.bundle.read_bytes()
    desk.world.advance(minutes=30)
    desk.world.revoke(desk.good)
    desk.world.publish()
    desk.bundle.write_bytes(desk.world.bundle())
    desk.verify(path, now=None, code=1)
    desk.bundle.write_bytes(old)
    assert "Annulled" in desk.huren("verify", path, "--bundle", desk.bundle, "--pin", desk.pin, code=1).out
    desk.verify(path, now=NOW)  # the memory plays no part in a question about the past


def test_a_question_with_another_now_uses_only_a_named_memory(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("terminal.clock.read_clock", lambda: START + timedelta(hours=2))
    path, state = desk.write("good.json", desk.good), desk.folder / "memory.json"
    desk.verify(path, now=NOW)
    desk.verify(path, "--state", "none", now=NOW)
    assert not default_state(desk.world.pin).exists()
    desk.verify(path, "--state", state, now=NOW)
    assert json.loads(state.read_bytes())["pin"] == desk.world.pin
    state.unlink()
    desk.verify(path, "--state", state, now=None)
    assert json.loads(state.read_bytes())["pin"] == desk.world.pin
    assert not default_state(desk.world.pin).exists()
    desk.verify(path, now=None)
    assert default_state(desk.world.pin).exists()
    state.write_text("{}")
    desk.verify(path, "--state", state, now=None, code=2)


def test_a_memory_that_cannot_be_written_stops_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("terminal.clock.read_clock", lambda: START + timedelta(hours=2))
    blocker = desk.write("file", b"")
    desk.verify(desk.write("good.json", desk.good), "--state", blocker / "memory.json", now=None)


def test_an_annulment_after_the_day_comes_first(desk: Desk) -> None:
    world = desk.world
    world.advance(days=2)
    world.revoke(desk.good, reason="false-material")
    world.publish()
    desk.bundle.write_bytes(world.bundle())
    path, now = desk.write("good.json", desk.good), format_time(world.now)
    day = (START + timedelta(days=1)).strftime("%Y-%m-%d")
    told = desk.verify(path, path, "--at", day, "--lang", "zh", now=now)
    since = world.now.strftime("%Y-%m-%d %H:%M")
    assert told.startswith(f"有效，此后自 {since} 起撤销（材料虚假）  {path}：")
    assert f"另：此后：自 {since} 起撤销（原因：材料虚假）。" in told
    assert f"2 项：2 有效，此后自 {since} 起撤销" in told
    assert "THEN ANNULLED AS OF" in desk.verify(path, "--at", day, now=now)
    assert "passed [ended-since]" not in desk.verify(path, "--at", day, "--details", now=now)
    (line,) = desk.verify(path, "--at", day, "--json", now=now).splitlines()
    assert (json.loads(line)["outcome"], json.loads(line)["codes"]) == ("valid", ["ended-since"])


def test_recognition_may_be_required(desk: Desk) -> None:
    """A grade that counts for nothing at home gets a note, or is invalid if recognition is required."""
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
    now = format_time(world.now)
    said = desk.verify(path, "--home", SICHUAN, "--lang", "zh", now=now)
    assert said.startswith(f"有效，在四川不计  {path}：")
    both = desk.verify(path, path, "--home", SICHUAN, now=now)
    assert both.startswith(f"VALID, COUNTS FOR NOTHING IN SICHUAN  {path}")
    assert "2 inputs: 2 valid, counts for nothing in Sichuan" in both
    told = ask(*required, code=1)
    assert (told["outcome"], told["code"]) == ("invalid", "no-equivalent")


def test_records_beside_the_input_show_who_joins(desk: Desk) -> None:
    """They are named, or among the files.

    They count by digest, so an older or missing part hides no objection.
    """
    world = desk.world
    grant_technologies(world)
    about = signed(world, technology(world))
    joins = signed(world, listing(world, about))
    objects = signed(world, listing(world, about, decision="objects", sequence=2))
    world.publish()
    older = publish_part(world, "sc", [joins])
    newest = publish_part(world, "sc", [joins, objects])
    desk.bundle.write_bytes(world.bundle())
    file = desk.write("technology.json", about)
    now = format_time(world.now)

    def codes(*words: object, code: int = 0) -> list[list[str]]:
        done = desk.verify(file, *words, "--json", now=now, code=code)
        return [json.loads(line)["codes"] for line in done.splitlines()]

    assert codes() == codes("--beside", desk.write("older.json", older)) == [["joint-unknown"]]
    part = desk.write("technologies.json", newest)
    assert codes("--beside", part) == [["objected"]]
    assert codes(part, code=1) == [["objected"], ["listing-replaced"], []], "it lies among what is verified"
    refused = desk.huren("verify", file, "--beside", file, "--bundle", desk.bundle, "--pin", desk.pin, code=2)
    assert "technologies.json" in refused.err
