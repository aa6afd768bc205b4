"""A kind from outside is planned, signed with nothing but the key, admitted and changed by events."""

from pathlib import Path
from typing import Literal

import pytest

from credentials.times import format_time
from keys_example import example_pem
from registry.issuing.issue import store_signed
from registry.issuing.offline_files import export_plans, parse_signed
from registry.issuing.plan_documents import plan_documents
from registry.lookup.lookup import counts, history
from signing.jcs import canonicalize
from terminal.document_words import describe_batch
from terminal.language import use_language
from tests.harness.key_files import save_key
from tests.harness.processes.cli_runs import Huren
from tests.scenarios.new_kind.open_days import WORDS, OpenDayNotice, Stage, open_day
from tests.world.registry_setup import Bench, batch_problems, refused


def test_an_open_day_is_planned_signed_elsewhere_and_stored(
    bench: Bench, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    huren = Huren(capsys)
    world, registry = bench.world, bench.registry
    did = world.cq.did
    plans = plan_documents(registry, [open_day(world), open_day(world)], issuer=did, now=world.now)
    methods = registry.methods(did, "assessment", world.now)
    unsigned, signed = tmp_path / "batch.unsigned.json", tmp_path / "batch.signed.json"
    unsigned.write_bytes(export_plans(plans, did, methods))
    key = tmp_path / "key.pem"
    save_key(key, example_pem("cq-assessment"))
    done = huren("sign", unsigned, "--key", key, "-o", signed, "--yes", "--now", format_time(world.now))
    for shown in ("2 × open day", "示例污水处理厂开放日", "重庆示例大道 1 号", "91350100M000100Y43"):
        assert shown in done.err
    documents = parse_signed(signed.read_bytes())
    stored = store_signed(registry, documents, now=world.now)
    assert [one.kind for one in stored] == ["open-day", "open-day"]
    assert [one.already for one in store_signed(registry, documents, now=world.now)] == [True, True]
    assert counts(registry)["open-day"] == 2


def test_a_plan_is_refused_with_all_its_faults(bench: Bench) -> None:
    world = bench.world
    good = open_day(world)
    other = open_day(world, by="sc")
    turned = open_day(world, place="Plant \u202eeno")
    short = open_day(world)
    del short["credentialSubject"]["place"]
    event = {**open_day(world), "type": ["VerifiableCredential", "StatusEventCredential"]}
    documents = [good, other, turned, short, event, good]
    found = batch_problems(
        lambda: plan_documents(bench.registry, documents, issuer=world.cq.did, now=world.now)
    )
    assert found == [
        (1, "unknown-issuer", "issuer"),
        (2, "name-characters", "credentialSubject.place"),
        (3, "member-missing", "credentialSubject.place"),
        (4, "kind-unknown", "type"),
        (5, "conflict", "id"),
    ]


def test_an_unplanned_document_is_not_stored_as_planned(bench: Bench) -> None:
    world = bench.world
    document = world.cq.sign(open_day(world), "assessment", world.now)
    with refused("not-planned"):
        store_signed(bench.registry, [document], now=world.now)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_chair_reads_every_member(bench: Bench, lang: Literal["zh", "en"]) -> None:
    use_language(lang)
    document = open_day(bench.world)
    body = OpenDayNotice.model_validate(document)
    shown = "\n".join(describe_batch([body], {}))
    assert WORDS[lang == "zh"] in shown
    for value in (*document["credentialSubject"]["name"].values(), document["id"], "重庆示例大道 1 号"):
        assert value in shown


def test_admission_applies_the_row_of_the_kind(bench: Bench) -> None:
    world = bench.world
    signed = world.cq.sign(open_day(world), "publication", world.now)
    with refused("wrong-use", "proof.verificationMethod"):
        bench.admit(canonicalize(signed))
    stranger = {**open_day(world), "issuer": world.stranger.did}
    with refused("unknown-issuer", "issuer"):
        bench.admit(canonicalize(world.stranger.sign(stranger, "assessment", world.now)))
    turned = open_day(world, place="Plant \u202eeno")
    with refused("name-characters", "credentialSubject.place"):
        bench.admit(canonicalize(world.cq.sign(turned, "assessment", world.now)))
    twice = open_day(world)
    bench.admit(canonicalize(world.cq.sign(twice, "assessment", world.now)))
    twice["credentialSubject"]["place"] = "重庆示例大道 2 号"
    with refused("conflict", "id"):
        bench.admit(canonicalize(world.cq.sign(twice, "assessment", world.now)))


def test_events_apply_to_an_open_day(stage: Stage) -> None:
    stage.change("suspend", "complaint")
    stage.bench.world.advance(hours=1)
    stage.change("reinstate", "resolved")
    stage.bench.world.advance(hours=1)
    stage.change("revoke", "issued-in-error")
    events = history(stage.bench.registry, stage.record.body.id, stage.issuer)
    assert [event.body.credential_subject.action for event in events] == ["suspend", "reinstate", "revoke"]
    with refused("already-final"):
        stage.change("suspend", "complaint")


def test_a_successor_is_of_the_same_kind(stage: Stage) -> None:
    bench = stage.bench
    (assessment,) = bench.issue(bench.draft(1))
    with refused("successor-mismatch"):
        stage.change("supersede", "correction", successor=assessment.body.id)
    following = bench.world.cq.sign(
        {**open_day(bench.world), "validFrom": format_time(bench.world.now)}, "assessment", bench.world.now
    )
    bench.admit(canonicalize(following))
    event = stage.change("supersede", "correction", successor=following["id"])
    assert event.body.credential_subject.successor == following["id"]
