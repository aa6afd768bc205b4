"""A kind that is added from outside goes the whole way: one model, one row, one words entry, one template.

Station by station: planned, signed on a machine with nothing but the key, admitted, changed by events,
logged, audited, published as a part, judged. Nothing below is known to the code that is tested.
"""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Annotated, Any, Literal

import pytest
from jinja2 import ChoiceLoader, DictLoader
from pydantic import Strict

from api.pages import rendering
from cli.terminal.document_words import describe_batch
from cli.terminal.language import use_language
from credentials.documents.part import parse_part
from credentials.documents.status_event import StatusEvent
from credentials.drafting.compose import build_status_event
from credentials.drafting.draft import StatusDraft
from credentials.kinds import KINDS, Kind, parse_any
from credentials.record import (
    HUREN_CONTEXT,
    VC_CONTEXT,
    BilingualName,
    Credential,
    Model,
    Record,
    Text,
    Time,
    Uscc,
)
from credentials.times import format_time
from credentials.words import closed_lists
from keys_example import example_pem
from registry import Registry
from registry.issuing.issue import change_status, store_signed
from registry.issuing.offline_files import export_plans, parse_signed
from registry.issuing.plan_documents import plan_documents
from registry.lookup.lookup import counts, find_record, history, prove_logged
from registry.publishing.bundle import build_bundle
from registry.publishing.publish import publish_all, write_tree
from registry.upkeep.audit import audit_registry
from registry.upkeep.replay_published import restore_from_tree
from signing.jcs import canonicalize
from tests.harness.checkout import ROOT
from tests.harness.node import find_node
from tests.harness.processes.cli_runs import Huren
from tests.parity.parity import Recorder
from tests.world import World, digest_of, tamper
from tests.world.api_node import running
from tests.world.registry_setup import Bench, batch_problems, refused
from tools.web.verifier_tables import kind_row
from verifier import Expect, Outcome, Policy, TrustStore, Verdict, verify, verify_record
from verifier.errors import TrustError
from verifier.trust.parts import open_part


class OpenDay(Model):
    """Where an enterprise shows its plant."""

    type: Literal["OpenDay"]
    name: BilingualName
    place: Text
    unified_social_credit_code: Uscc


class OpenDayNotice(Credential):
    """An association announces an open day."""

    KIND = "open-day"
    valid_from: Time
    valid_until: Time
    type: Annotated[tuple[Literal["VerifiableCredential"], Literal["OpenDayCredential"]], Strict(False)]
    credential_subject: OpenDay

    @property
    def title(self) -> str:
        """The name in Chinese."""
        return self.credential_subject.name.zh


ROW = Kind(
    OpenDayNotice,
    "OpenDayCredential",
    "assessment",
    authority="party",
    checks=("validity-period", "status"),
    events=True,
    part="open-days",
)
WORDS = ("open day", "开放日")


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(KINDS, ROW.name, ROW)
    monkeypatch.setitem(closed_lists.KINDS, ROW.name, WORDS)
    use_language("en")
    yield
    use_language("en")


def open_day(world: World, by: str = "cq", **members: Any) -> dict[str, Any]:
    """An unsigned document of the kind."""
    return {
        "@context": [VC_CONTEXT, HUREN_CONTEXT],
        "id": world.new_id(),
        "type": ["VerifiableCredential", "OpenDayCredential"],
        "issuer": world.association(by).did,
        "validFrom": format_time(world.now - timedelta(hours=1)),
        "validUntil": format_time(world.now + timedelta(days=30)),
        "credentialSubject": {
            "type": "OpenDay",
            "name": {"zh": "示例污水处理厂开放日", "en": "Open day of the example works"},
            "place": "重庆示例大道 1 号",
            "unifiedSocialCreditCode": "91350100M000100Y43",
            **members,
        },
    }


@dataclass
class Stage:
    """A registry of Chongqing, and one open day in it."""

    bench: Bench
    record: Record[Any]

    @property
    def issuer(self) -> str:
        return str(self.record.body.issuer)

    def change(self, action: str, reason: str, **given: Any) -> Record[StatusEvent]:
        """A status event by the association's own key."""
        world = self.bench.world
        return change_status(
            self.bench.registry,
            StatusDraft(self.record.body.id, action, reason, world.now, **given),
            world.cq.signers["assessment"],
            now=world.now,
            random=self.bench.random,
        )

    def publish(self) -> TrustStore:
        """What an officer has after both have published."""
        world = self.bench.world
        signers = [(party.did, party.signers["publication"]) for party in world.parties.values()]
        publish_all(self.bench.registry, signers, now=world.now, random=Random(3))
        return TrustStore.from_bundle(build_bundle(self.bench.registry), pin=world.pin)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """A registry that knows the agreement and the keys."""
    made = Bench(tmp_path / "registry.db")
    yield made
    made.registry.close()


@pytest.fixture
def stage(bench: Bench) -> Stage:
    """An open day was signed by Chongqing and admitted."""
    world = bench.world
    data = canonicalize(world.cq.sign(open_day(world), "assessment", world.now))
    admitted = bench.admit(data)
    assert (admitted.kind, admitted.already) == ("open-day", False)
    return Stage(bench, parse_any(data))


def test_it_is_planned_signed_elsewhere_and_stored(
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
    key.write_bytes(example_pem("cq-assessment"))
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


def test_what_was_not_planned_is_not_stored_as_planned(bench: Bench) -> None:
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


def test_admission_asks_what_its_row_says(bench: Bench) -> None:
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


def test_events_are_about_it(stage: Stage) -> None:
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


def test_it_is_logged_and_the_audit_finds_nothing(stage: Stage) -> None:
    stage.change("suspend", "complaint")
    stage.publish()
    assert prove_logged(stage.bench.registry, stage.record.digest).startswith(b"c2sp.org/tlog-proof@v1\n")
    audit = audit_registry(stage.bench.registry, signatures=True)
    assert audit.problems == ()
    assert audit.records > 0


def test_it_is_published_as_a_part(stage: Stage, tmp_path: Path) -> None:
    bench = stage.bench
    trust = stage.publish()
    late = canonicalize(bench.world.cq.sign(open_day(bench.world), "assessment", bench.world.now))
    bench.admit(late)  # after the head that the manifest names
    write_tree(bench.registry, tmp_path / "tree")
    (path,) = (tmp_path / "tree").rglob("parts/*.json")
    assert path.name == "open-days.json"
    data = path.read_bytes()
    assert parse_part(data).kind == "open-days"
    assert canonicalize(json.loads(data)) == data
    assert [record.digest for record in open_part(trust, stage.issuer, data)] == [stage.record.digest]
    newer = stage.publish()
    with pytest.raises(TrustError) as caught:
        open_part(newer, stage.issuer, data)
    assert caught.value.code == "part-unnamed"
    assert find_record(bench.registry, stage.record.digest) == stage.record.data


def test_the_published_tree_brings_it_back(stage: Stage, tmp_path: Path) -> None:
    world = stage.bench.world
    event = stage.change("suspend", "complaint")
    stage.publish()
    write_tree(stage.bench.registry, tmp_path / "tree")
    with Registry.open(tmp_path / "empty.db", heads=tmp_path / "heads.json") as empty:
        empty.set_pin(world.pin)
        found = restore_from_tree(empty, tmp_path / "tree", now=world.now)
        assert (found.refused, found.rewound) == ((), ())
        assert find_record(empty, stage.record.digest) == stage.record.data
        assert history(empty, stage.record.body.id, stage.issuer) == [event]


def judge(stage: Stage, trust: TrustStore, **asked: Any) -> Verdict:
    """The verdict on the open day at the world's now; that on the bytes is the same."""
    question: dict[str, Any] = {"policy": Policy(), "now": stage.bench.world.now, **asked}
    verdict = verify_record(stage.record, trust, **question)
    assert verify(stage.record.data, trust, **question) == verdict
    return verdict


OWN_FINDINGS = [
    "well-formed", "issuer-key", "proof", "agreement", "authority", "validity-period", "status", "freshness",
    "log",
]  # fmt: skip


def test_the_verdict_asks_what_its_row_says(stage: Stage) -> None:
    world = stage.bench.world
    verdict = judge(stage, stage.publish())
    assert verdict.outcome is Outcome.VALID
    assert [finding.check for finding in verdict.findings] == OWN_FINDINGS
    assert verdict.required == {*OWN_FINDINGS} - {"log"}
    assert verdict.record == stage.record
    proof = prove_logged(stage.bench.registry, stage.record.digest)
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


def test_who_is_no_party_announces_nothing(bench: Bench) -> None:
    world = bench.world
    early = world.cq.sign(open_day(world), "assessment", world.now.replace(year=2021, month=6, day=2))
    verdict = verify(canonicalize(early), world.trust(), policy=Policy(), now=world.now)
    assert (verdict.outcome, verdict.code) == (Outcome.INVALID, "issued-before-agreement")


def test_who_has_left_announces_nothing() -> None:
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


def test_the_command_verifies_it(stage: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
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
    """Verdicts of every colour on open days."""
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


def test_javascript_says_the_same(tmp_path: Path) -> None:
    recorder = Recorder()
    with recorder.recording("open day"):
        ask_everything(World())
    outcomes = {case["expected"]["en"]["outcome"] for case in recorder.cases if case["kind"] == "verdict"}
    assert outcomes == {"valid", "invalid", "indeterminate"}
    vectors = tmp_path / "vectors.json"
    vectors.write_text(json.dumps({**json.loads(recorder.to_json()), "row": kind_row(ROW)}), encoding="utf-8")
    script = ROOT / "tests" / "parity" / "js" / "new_kind.mjs"
    done = subprocess.run([find_node(), str(script), str(vectors)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    failures = json.loads(done.stdout)
    assert failures == [], json.dumps(failures[:2], ensure_ascii=False)[:3000]


TEMPLATE = """{% extends "record.html" %}{% block facts %}
<dt>{{ "地点" if lang == "zh" else "Place" }}</dt><dd><bdi>{{ subject.place }}</bdi></dd>
{% endblock %}"""


def test_a_node_takes_it_and_shows_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = rendering._templates()
    assert pages.loader is not None
    shown = DictLoader({f"records/{ROW.name}.html": TEMPLATE})
    monkeypatch.setattr(pages, "loader", ChoiceLoader([pages.loader, shown]))
    world = World()
    with running(tmp_path, world) as node:
        node.publish("cq", "sc")
        document = world.cq.sign(open_day(world), "assessment", world.now)
        receipt = node.post("/api/v1/records", document)
        assert receipt.status_code == 201
        digest = receipt.json()["digest"]
        assert receipt.json()["kind"] == "open-day"
        assert node.client.get(f"/api/v1/records/{digest}").content == canonicalize(document)
        assert node.client.get("/schemas/open-day").json()["$id"].endswith("/open-day")
        verdict = node.verify(canonicalize(document))
        assert (verdict["outcome"], verdict["credential"]) == ("valid", document)
        for lang, words in (("zh", ("开放日", "有效", "地点")), ("en", ("open day", "Valid", "Place"))):
            page = node.client.get(f"/records/{digest}?lang={lang}")
            assert page.status_code == 200
            for word in (*words, "示例污水处理厂开放日", "重庆示例大道 1 号"):
                assert word in page.text
        assert "open day 1" in node.client.get("/status?lang=en").text
        kept = {one["issuer"]: one["records"] for one in node.client.get("/api/v1/node").json()["keeps"]}
        assert kept[world.cq.did]["open-day"] == 1
        event = canonicalize(build_event(world, document["id"]))
        assert node.post("/api/v1/records", event).json()["notes"] == []
        assert "暂停" in node.client.get(f"/records/{digest}?lang=zh").text
        node.publish("cq", "sc")
        part = node.client.get("/cq.huren.example/parts/open-days.json")
        assert json.loads(part.content)["records"] == [document]
        assert node.client.get("/cq.huren.example/parts/open-weeks.json").status_code == 404


def build_event(world: World, record: str) -> dict[str, Any]:
    """Suspends a record of Chongqing."""
    document = build_status_event(
        world.cq.did, record, event_id=world.new_id(), sequence=1, action="suspend",
        effective_from=world.now, reason="complaint",
    )  # fmt: skip
    return world.cq.sign(document, "assessment", world.now)


def test_a_kind_without_a_template_has_no_page(tmp_path: Path) -> None:
    world = World()
    credential = world.issue()
    with running(tmp_path, world) as node:
        node.fill()
        digest = digest_of(credential)
        assert node.client.get(f"/api/v1/records/{digest}").status_code == 200
        assert node.client.get(f"/records/{digest}").status_code == 404
        assert node.client.get("/records/x").status_code == 404
