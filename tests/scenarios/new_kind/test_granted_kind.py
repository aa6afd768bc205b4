"""A kind by grant, with checks on grade and holder, whose model differs from an assessment's."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from credentials.documents.agreement import AgreementText
from credentials.documents.kind import Kind
from credentials.errors import RecordError
from credentials.kinds import KINDS, parse_agreement_half
from credentials.words import closed_lists
from registry.issuing.plan_documents import plan_documents
from signing.jcs import canonicalize
from tests.harness.selection.by_day import by_day
from tests.parity.parity import Recorder
from tests.parity.retelling import run_javascript
from tests.scenarios.new_kind import open_days
from tests.scenarios.new_kind.crafts import (
    ROW,
    WORDS,
    CraftCredential,
    craft,
    grant_crafts,
)
from tests.world import World
from tests.world.registry_setup import Bench, batch_problems, refused
from tools.web.verifier_tables import kind_row
from verifier import Expect, Outcome, Policy, Verdict


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, ROW.name, ROW)
    monkeypatch.setitem(closed_lists.KINDS, ROW.name, WORDS)


@pytest.fixture
def world() -> World:
    """Both associations have a catalogue of crafts."""
    made = World()
    grant_crafts(made)
    return made


def ask(world: World, document: Any, **asked: Any) -> Verdict:
    """Return the verdict on a craft signed by Chongqing."""
    return world.verify(canonicalize(world.cq.sign(document, "assessment", world.now)), **asked)


def evidence(verdict: Verdict) -> tuple[str | None, object]:
    """Return the code of the authority check, and the parts outside the agreement."""
    finding = next(one for one in verdict.findings if one.check == "authority")
    return finding.code, finding.evidence.get("kind")


def test_a_craft_needs_a_grant(world: World) -> None:
    verdict = ask(world, craft(world))
    assert (verdict.outcome, evidence(verdict)) == (Outcome.VALID, ("ok", None))
    for members, found in (
        ({"level": "A"}, ("out-of-scope", "grade")),
        ({"catalogue": "cq-credit", "level": "AAA"}, ("out-of-scope", "scheme")),
        ({"catalogue": "sc-craft", "level": "A"}, ("out-of-scope", "grant")),
        ({"owner": {"region": "CN-GZ"}}, ("out-of-scope", "region")),
        ({"months": 37}, ("too-long", None)),
    ):
        verdict = ask(world, craft(world, **members))
        assert (verdict.outcome, evidence(verdict)) == (Outcome.INVALID, found), members


def test_a_craft_is_recognised(world: World) -> None:
    (entry,) = ask(world, craft(world), home="sc").recognised
    assert (entry.scheme, entry.category, entry.grade) == ("sc-craft", None, "A")
    (own,) = ask(world, craft(world), home="cq").recognised
    assert (own.scheme, own.grade, own.how) == ("cq-craft", "领先", "own")
    assert ask(world, craft(world, level="先进"), home="sc").recognised[0].grade is None


def test_the_holder_of_a_craft_is_compared(world: World) -> None:
    for expect, outcome, code in (
        (Expect("91350100M000100Y43", "示例手艺有限公司"), Outcome.VALID, "ok"),
        (Expect("91350100M000100Y43", "别的公司"), Outcome.VALID, "name-differs"),
        (Expect("91500100MAYM6LY900"), Outcome.INVALID, "subject-mismatch"),
    ):
        verdict = ask(world, craft(world), expect=expect)
        finding = next(one for one in verdict.findings if one.check == "subject")
        assert (verdict.outcome, finding.code) == (outcome, code)


def test_a_scheme_can_be_of_any_kind_by_grant(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    half = canonicalize(world.agreements[-1][0])
    assert parse_agreement_half(half).body.credential_subject.schemes[-1].kind == "craft"
    monkeypatch.setitem(KINDS, open_days.ROW.name, open_days.ROW)
    text = {**world.text, "schemes": [{**one} for one in world.text["schemes"]]}
    text["schemes"][-1]["kind"] = "open-day"
    with pytest.raises(ValueError, match="refused"):
        AgreementText.model_validate(text)
    monkeypatch.delitem(KINDS, ROW.name)
    with pytest.raises(RecordError) as caught:
        parse_agreement_half(half)
    assert (caught.value.code, caught.value.facts["expected"]) == (
        "member-value",
        "'capability', 'credit' or 'technology'",
    )


def test_admission_asks_for_the_grant_and_names_the_member(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(tmp_path / "registry.db", world)
    bench.admit(canonicalize(world.cq.sign(craft(world), "assessment", world.now)))
    owner, place = {"region": "CN-GZ"}, "credentialSubject"
    for members, field in (
        ({"level": "A"}, f"{place}.level"),
        ({"catalogue": "cq-credit"}, f"{place}.catalogue"),
        ({"catalogue": "sc-craft"}, f"{place}.catalogue"),
        ({"owner": owner}, f"{place}.owner.region"),
    ):
        document = craft(world, **members)
        with refused("out-of-scope", field):
            bench.admit(canonicalize(world.cq.sign(document, "assessment", world.now)))
        plan = partial(plan_documents, bench.registry, [document], issuer=world.cq.did, now=world.now)
        assert batch_problems(plan) == [(0, "out-of-scope", field)]
    monkeypatch.setattr(CraftCredential, "PLACES", {})
    with refused("out-of-scope", place):
        bench.admit(canonicalize(world.cq.sign(craft(world, level="A"), "assessment", world.now)))
    bench.registry.close()


@pytest.mark.parametrize(
    ("row", "wanting"),
    [
        ({"authority": "grant"}, "OpenDayNotice has no `scheme`, which 'grant' asks for"),
        ({"authority": "party", "checks": ("recognition",)}, "no `scheme`, which 'recognition' asks for"),
        ({"authority": "party", "checks": ("subject",)}, "no `holder`, which 'subject' asks for"),
        ({"checks": ("status",)}, "needs an authority"),
    ],
)
def test_a_row_that_promises_what_its_model_lacks_is_refused(row: dict[str, Any], wanting: str) -> None:
    with pytest.raises(TypeError, match="kind open-day: ") as caught:
        _ = Kind("open-day", open_days.ROW.model_name, "OpenDayCredential", "assessment", **row).model
    assert wanting in str(caught.value)


def cases(world: World) -> None:
    """Yield verdicts of every colour on crafts."""
    for members in ({}, {"level": "A"}, {"level": "先进"}, {"months": 37}, {"owner": {"region": "CN-GZ"}},
                    {"catalogue": "cq-credit"}, {"catalogue": "sc-craft"}):  # fmt: skip
        for home in (None, "cq", "sc"):
            ask(world, craft(world, **members), home=home)
    ask(world, craft(world), home="sc", policy=Policy(require_recognition=True))
    for expect in (Expect("91350100M000100Y43", "别的公司"), Expect("91500100MAYM6LY900")):
        ask(world, craft(world), expect=expect)
    ask(world, craft(world), through=world.now.date())


@pytest.mark.night
@pytest.mark.javascript
def test_javascript_judges_crafts_alike(world: World, tmp_path: Path) -> None:
    recorder = Recorder()
    with recorder.recording("craft"):
        cases(world)
    failures = run_javascript(tmp_path, recorder, rows=[kind_row(ROW)])
    assert failures == [], json.dumps(failures[:2], ensure_ascii=False)[:3000]


@pytest.mark.javascript
@pytest.mark.parametrize("model", by_day(["none", "bare"], ["bare"]))
def test_javascript_without_its_model_does_not_know_the_kind(
    model: str, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row without a model, or a model without grade or holder, counts as no row, as in Python."""
    document = world.cq.sign(craft(world), "assessment", world.now)
    plain = World()
    monkeypatch.delitem(KINDS, ROW.name)
    recorder = Recorder()
    with recorder.recording("unknown"):
        verdict = plain.verify(canonicalize(document))
    assert (verdict.outcome, verdict.code) == (Outcome.INDETERMINATE, "unsupported")
    assert run_javascript(tmp_path, recorder, rows=[kind_row(ROW)], model=model) == []
