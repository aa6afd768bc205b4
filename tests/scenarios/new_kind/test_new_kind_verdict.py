"""A kind from outside is judged by its row, in Python and in JavaScript."""

import json
from pathlib import Path

import pytest

from credentials.times import format_time
from registry.lookup.receipts import prove_logged
from registry.publishing.bundle import build_bundle
from signing.jcs import canonicalize
from tests.harness.processes.cli_runs import Huren
from tests.parity.parity import Recorder
from tests.parity.retelling import run_javascript
from tests.scenarios.new_kind.open_days import ROW, Stage, judge, open_day
from tests.world import World, tamper
from tests.world.registry_setup import Bench
from tools.web.verifier_tables import kind_row
from verifier import Expect, Outcome, Policy, verify

OWN_FINDINGS = [
    "well-formed", "issuer-key", "proof", "agreement", "authority", "validity-period", "status", "freshness",
    "log",
]  # fmt: skip


def test_the_verdict_applies_the_row_of_the_kind(stage: Stage) -> None:
    world = stage.bench.world
    verdict = judge(stage, stage.publish())
    assert verdict.outcome is Outcome.VALID
    assert [finding.check for finding in verdict.findings] == OWN_FINDINGS
    assert verdict.required == {*OWN_FINDINGS} - {"log"}
    assert verdict.record == stage.record
    proof = prove_logged(stage.bench.registry, stage.record.digest, now=stage.bench.world.now)
    logged = judge(stage, stage.publish(), proof=proof, policy=Policy(require_log=True))
    assert logged.outcome is Outcome.VALID
    wanted = judge(stage, stage.publish(), policy=Policy(require_recognition=True), home=world.sc.did)
    assert wanted.outcome is Outcome.INDETERMINATE  # nobody recognises an open day
    assert judge(stage, stage.publish(), home=world.sc.did).outcome is Outcome.VALID
    stage.change("suspend", "complaint")
    suspended = judge(stage, stage.publish())
    assert (suspended.outcome, suspended.code) == (Outcome.INVALID, "suspended")
    world.advance(days=31)
    ended = judge(stage, stage.publish())
    assert (ended.outcome, ended.code) == (Outcome.INVALID, "expired")


def test_a_stranger_cannot_announce_an_open_day(bench: Bench) -> None:
    world = bench.world
    early = world.cq.sign(open_day(world), "assessment", world.now.replace(year=2021, month=6, day=2))
    verdict = verify(canonicalize(early), world.trust(), policy=Policy(), now=world.now)
    assert (verdict.outcome, verdict.code) == (Outcome.INVALID, "issued-before-agreement")


def test_a_party_that_left_cannot_announce_an_open_day() -> None:
    world = World()
    world.join()
    yn = world.association("yn")
    before = yn.sign(open_day(world, by="yn"), "assessment", world.now)
    world.leave()
    world.advance(days=3)
    after = yn.sign(open_day(world, by="yn"), "assessment", world.now)
    world.publish()
    trust = world.trust()
    for document, outcome, code in (
        (before, Outcome.INDETERMINATE, "grant-ended"),
        (after, Outcome.INVALID, "out-of-scope"),
    ):
        verdict = verify(canonicalize(document), trust, policy=Policy(), now=world.now)
        finding = next(one for one in verdict.findings if one.check == "authority")
        assert (verdict.outcome, finding.code) == (outcome, code)
        assert "{" not in finding.detail("zh", verdict.names("zh"))


def test_the_command_verifies_an_open_day(
    stage: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.publish()
    bundle, pin, file = tmp_path / "bundle.json", tmp_path / "pin.txt", tmp_path / "day.json"
    bundle.write_bytes(build_bundle(stage.bench.registry))
    pin.write_text(stage.bench.world.pin)
    file.write_bytes(stage.record.data)
    now = format_time(stage.bench.world.now)
    done = Huren(capsys)("verify", file, "--bundle", bundle, "--pin", pin, "--now", now, "--lang", "en")
    assert "VALID" in done.out
    assert "open day  示例污水处理厂开放日" in done.out


def ask_everything(world: World) -> None:
    """Put questions about open days with verdicts of every colour."""
    day = world.cq.sign(open_day(world), "assessment", world.now)
    data = canonicalize(day)
    world.publish()
    world.verify(data)
    world.verify(data, home="sc")
    world.verify(data, policy=Policy(require_log=True))
    world.verify(data, expect=Expect("91350100M000100Y43"))
    world.verify(data, home="sc", policy=Policy(require_recognition=True))
    world.verify(data, through=world.now.date())
    for change in (
        lambda value: value["credentialSubject"].pop("place"),
        lambda value: value["credentialSubject"].update(place=""),
        lambda value: value["credentialSubject"].update(more="x"),
        lambda value: value["credentialSubject"].update(place="elsewhere"),
        lambda value: value.update(type=["VerifiableCredential", "OpenWeekCredential"]),
    ):
        world.verify(tamper(data, change))
    world.verify(canonicalize(world.cq.sign(open_day(world), "publication", world.now)))
    early = world.now.replace(year=2021, month=6, day=2)
    world.verify(canonicalize(world.cq.sign(open_day(world), "assessment", early)))
    world.suspend(data, by="cq")
    world.advance(hours=1)
    world.publish()
    world.verify(data)
    world.verify(data, at=world.now.date())
    world.reinstate(data, by="cq")
    world.publish()
    world.verify(data)
    world.verify(data, at=world.now.date())
    world.advance(days=31)
    world.publish()
    world.verify(data)
    world.join()
    gone = canonicalize(world.association("yn").sign(open_day(world, by="yn"), "assessment", world.now))
    world.publish()
    world.leave()
    world.advance(days=3)
    late = canonicalize(world.association("yn").sign(open_day(world, by="yn"), "assessment", world.now))
    world.publish()
    world.verify(gone)
    world.verify(late)


@pytest.mark.night
@pytest.mark.javascript
def test_javascript_judges_open_days_alike(tmp_path: Path) -> None:
    recorder = Recorder()
    with recorder.recording("open day"):
        ask_everything(World())
    outcomes = {case["expected"]["en"]["outcome"] for case in recorder.cases if case["kind"] == "verdict"}
    assert outcomes == {"valid", "invalid", "indeterminate"}
    failures = run_javascript(tmp_path, recorder, rows=[kind_row(ROW)])
    assert failures == [], json.dumps(failures[:2], ensure_ascii=False)[:3000]
