"""Refusals for a kind from outside, and a kind with an almost empty row."""

import json
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import update

from credentials.documents.part import parse_part
from credentials.kinds import KINDS, parse_any
from credentials.times import format_time
from credentials.words import closed_lists
from registry.database.tables import RECORD
from registry.issuing.plan_documents import plan_documents
from registry.lookup.lookup import history
from registry.publishing.publish import write_tree
from registry.upkeep.audit import audit_registry
from signing.jcs import canonicalize
from terminal.document_words import describe_batch
from tests.parity.parity import Recorder
from tests.parity.retelling import run_javascript
from tests.scenarios.new_kind.minutes import ROW, WORDS, Minutes, minutes
from tests.scenarios.new_kind.open_days import Stage, build_event, open_day
from tests.world import World
from tests.world.registry_setup import Bench, batch_problems, refused
from tools.web.verifier_tables import kind_row
from verifier import Expect, Outcome
from verifier.errors import TrustError
from verifier.trust.parts import open_part


@pytest.fixture(autouse=True)
def _with_minutes(_registered: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, ROW.name, ROW)
    monkeypatch.setitem(closed_lists.KINDS, ROW.name, WORDS)


@pytest.mark.parametrize("column", ["data", "name", "issuer"])
def test_the_audit_finds_an_altered_record(stage: Stage, column: str) -> None:
    altered = {
        "data": stage.record.data[:-1] + b" ",
        "name": "urn:uuid:x",
        "issuer": stage.bench.world.sc.did,
    }
    row = update(RECORD).where(RECORD.c.digest == stage.record.digest).values({column: altered[column]})
    stage.bench.registry.write(lambda view: view.connection.execute(row))
    codes = {problem.code for problem in audit_registry(stage.bench.registry).problems}
    assert ("bytes-altered" if column == "data" else "column-differs") in codes


def test_a_part_is_of_one_association_in_the_order_of_its_log(stage: Stage, tmp_path: Path) -> None:
    world, bench = stage.bench.world, stage.bench
    for by, place in (("sc", "z"), ("cq", "b"), ("cq", "a"), ("cq", "c")):
        party = world.association(by)
        bench.admit(canonicalize(party.sign(open_day(world, by, place=place), "assessment", world.now)))
    same_id_order = [open_day(world) for _ in range(2)]
    for document in reversed(same_id_order):
        bench.admit(canonicalize(world.cq.sign(document, "assessment", world.now)))
    trust = stage.publish()
    write_tree(bench.registry, tmp_path / "tree")
    parts = {path: path.read_bytes() for path in (tmp_path / "tree").rglob("parts/*.json")}
    own = next(data for data in parts.values() if stage.record.data in data)
    records = parse_part(own).records
    assert {record["issuer"] for record in records} == {world.cq.did}
    assert [record["credentialSubject"]["place"] for record in records][1:4] == ["b", "a", "c"]
    assert [record["id"] for record in records][4:] == [one["id"] for one in reversed(same_id_order)]
    with pytest.raises(TrustError) as caught:
        open_part(trust, world.sc.did, own)
    assert caught.value.code == "part-unnamed"
    named = trust.party(world.cq.did).manifest.body.credential_subject.parts  # type: ignore[union-attr]
    (digest,) = {part.digest for part in named if part.kind == "open-days"}
    subject = SimpleNamespace(parts=[SimpleNamespace(kind="open-weeks", digest=digest)])
    body = SimpleNamespace(credential_subject=subject)
    renamed = SimpleNamespace(manifest=SimpleNamespace(body=body))
    other: Any = SimpleNamespace(party=lambda _: renamed)
    with pytest.raises(TrustError):
        open_part(other, world.cq.did, own)
    assert [*(tmp_path / "tree").rglob("schemas/open-day*")] != []


def test_planning_refuses_what_admission_refuses(stage: Stage) -> None:
    world, registry = stage.bench.world, stage.bench.registry
    stored = {**open_day(world), "id": stage.record.body.id}
    early = minutes(world, held=format_time(world.now + timedelta(hours=1)))
    credential = json.loads(world.issue())
    del credential["proof"]
    found = batch_problems(
        lambda: plan_documents(registry, [stored, early, credential], issuer=world.cq.did, now=world.now)
    )
    assert found == [
        (0, "conflict", "id"), (1, "interval-empty", "credentialSubject.held"), (2, "kind-unknown", "type"),
    ]  # fmt: skip
    stranger = {**open_day(world), "issuer": world.stranger.did}
    found = batch_problems(
        lambda: plan_documents(registry, [stranger], issuer=world.stranger.did, now=world.now)
    )
    assert found == [(0, "out-of-scope", "issuer")]


def test_the_chair_reads_the_items_of_a_list(bench: Bench) -> None:
    shown = "\n".join(describe_batch([Minutes.model_validate(minutes(bench.world))], {}))
    assert "甲先生" in shown
    assert "乙女士" in shown


def test_a_kind_whose_row_has_no_events_takes_none(stage: Stage) -> None:
    world, bench = stage.bench.world, stage.bench
    with refused("wrong-use", "proof.verificationMethod"):
        bench.admit(canonicalize(world.cq.sign(minutes(world), "assessment", world.now)))
    data = canonicalize(world.cq.sign(minutes(world), "publication", world.now))
    bench.admit(data)
    about = Stage(bench, parse_any(data))
    assert bench.registry.read(lambda view: view.changeable(about.issuer, about.record.body.id)) is None
    assert bench.registry.read(
        lambda view: view.changeable_ids(about.issuer, [about.record.body.id, stage.record.body.id])
    ) == {stage.record.body.id}


def test_an_event_admitted_before_its_record_applies_to_it(stage: Stage, tmp_path: Path) -> None:
    """A published tree gives them in this order: the bundle comes first."""
    event = canonicalize(build_event(stage.bench.world, stage.record.body.id))
    other = Bench(tmp_path / "other.db", stage.bench.world)
    for data in (event, stage.record.data):
        other.admit(data)
    assert history(other.registry, stage.record.body.id, stage.issuer) == [parse_any(event)]
    other.registry.close()


@pytest.mark.javascript
def test_a_kind_with_an_empty_row_has_no_checks_of_its_own(tmp_path: Path) -> None:
    world = World()
    data = canonicalize(world.cq.sign(minutes(world), "publication", world.now))
    recorder = Recorder()
    with recorder.recording("minutes"):
        verdict = world.verify(data)
        world.verify(data, at=world.now.date())
        through = world.verify(data, through=world.now.date()).through
        asked = world.verify(data, expect=Expect("91350100M000100Y43"))
    always = ["well-formed", "issuer-key", "proof", "agreement", "authority", "freshness", "log"]
    assert verdict.outcome is Outcome.VALID
    assert [finding.check for finding in verdict.findings] == always
    assert verdict.required == {*always} - {"log"}
    assert through is not None
    assert through.reaches is None
    assert asked.outcome is Outcome.INDETERMINATE
    assert run_javascript(tmp_path, recorder, rows=[kind_row(ROW)]) == []
