"""The size cap of a kind is its model's, at every station; and an id is planned once."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import StringConstraints

from carriers.pdf import read_pdf
from carriers.presented import Print, compare
from credentials.documents.kind import Kind
from credentials.kinds import KINDS, parse_judged
from credentials.record import JsonObject
from credentials.words import closed_lists
from registry.issuing.issue import store_signed
from registry.issuing.plan_documents import plan_documents
from signing.jcs import canonicalize
from tests.cli.verify.verifying import Desk
from tests.harness.processes.cli_runs import Huren
from tests.harness.selection.by_day import by_day
from tests.parity.parity import Recorder
from tests.parity.retelling import run_javascript
from tests.scenarios.new_kind.open_days import ROW, WORDS, OpenDay, OpenDayNotice, open_day
from tests.world import World
from tests.world.api_node import running
from tests.world.papers import attach, certificate_pdf
from tests.world.registry_setup import Bench, batch_problems, refused
from tools.web.verifier_tables import kind_row
from verifier import Outcome, Policy, verify, verify_record


class LongDay(OpenDay):
    """An open day whose place may be a whole brochure."""

    place: Annotated[str, StringConstraints(min_length=1)]


class LongNotice(OpenDayNotice):
    """A record that may be longer than most kinds allow."""

    credential_subject: LongDay


LONG = replace(ROW, model_name=f"{__name__}.LongNotice", max_bytes=700_000)
CAPPED = replace(LONG, max_bytes=65_536)
"""The same row with the cap of most kinds."""


@pytest.fixture
def row(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Kind:
    """Put the row that is the fixture's parameter into the table."""
    made: Kind = request.param
    monkeypatch.setitem(KINDS, made.name, made)
    monkeypatch.setitem(closed_lists.KINDS, made.name, WORDS)
    return made


def brochure(world: World, size: int) -> JsonObject:
    """Return an open day whose place has so many characters."""
    return open_day(world, place="x" * size)


@pytest.mark.parametrize("row", [LONG], indirect=True)
def test_a_long_record_is_planned_stored_and_judged(row: Kind, bench: Bench) -> None:
    world = bench.world
    document = brochure(world, 100_000)
    plan_documents(bench.registry, [document], issuer=world.cq.did, now=world.now)
    signed = world.cq.sign(document, "assessment", world.now)
    store_signed(bench.registry, [signed], now=world.now)
    data, trust = canonicalize(signed), world.trust()
    verdict = verify(data, trust, policy=Policy(), now=world.now)
    assert verdict.findings[0].outcome.value == "passed"
    assert verdict == verify_record(parse_judged(data), trust, policy=Policy(), now=world.now)
    beyond = verify(data + b" " * 600_001, trust, policy=Policy(), now=world.now)
    assert (beyond.outcome, beyond.code) == (Outcome.INVALID, "too-large")
    credential = world.issue()
    assert verify(credential + b" " * 65_536, trust, policy=Policy(), now=world.now).code == "too-large"


@pytest.mark.parametrize("row", [LONG], indirect=True)
def test_a_long_record_is_read_by_the_command(
    row: Kind, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    desk = Desk(tmp_path, Huren(capsys))
    day = canonicalize(desk.world.cq.sign(brochure(desk.world, 100_000), "assessment", desk.world.now))
    (read,) = desk.lines(desk.write("day.json", day))
    assert (read["outcome"], read["credential"]["type"][1]) == ("valid", row.type)
    long = desk.write("long.json", day.ljust(700_001)), desk.write("credential.json", desk.good.ljust(65_537))
    assert [line["code"] for line in desk.lines(*long, code=1)] == ["too-large"] * 2


@pytest.mark.parametrize("row", [LONG], indirect=True)
def test_a_long_record_is_read_from_a_pdf(row: Kind) -> None:
    world = World()
    credential = world.issue()
    day = canonicalize(world.cq.sign(brochure(world, 100_000), "assessment", world.now))
    paper = certificate_pdf(world, credential, printed=credential)
    found = read_pdf(attach(paper, day=day, spaced=day.ljust(150_000), longer=day.ljust(700_001)))
    assert sorted(map(len, found.attached)) == sorted(map(len, (credential, day, day.ljust(150_000))))
    items, relation, _ = compare(found)
    assert (len(items), relation) == (2, Print.DIFFERS)  # other spaces leave the record the same


@pytest.mark.parametrize("row", [LONG], indirect=True)
def test_a_long_record_is_verified_by_a_node(row: Kind, tmp_path: Path) -> None:
    world = World()
    with running(tmp_path, world) as node:
        node.publish("cq", "sc")
        day = world.cq.sign(brochure(world, 690_000), "assessment", world.now)
        for credential in (day, canonicalize(day).decode()):
            said = node.post("/api/v1/verifications", {"credential": credential}).json()
            assert said["outcome"] == "valid"
        assert node.post("/credentials/verify", {"verifiableCredential": day}).json()["verified"] is True
        assert node.client.get("/api/v1/node").json()["caps"]["verificationBytes"] == 2_100_000


@pytest.mark.parametrize("row", [CAPPED], indirect=True)
def test_a_record_over_the_cap_is_neither_planned_nor_stored(row: Kind, bench: Bench) -> None:
    world = bench.world
    did = world.cq.did
    document = brochure(world, 100_000)
    assert batch_problems(lambda: plan_documents(bench.registry, [document], issuer=did, now=world.now)) == [
        (0, "too-large", "")
    ]
    with refused("too-large", "documents[0]"):
        store_signed(bench.registry, [world.cq.sign(document, "assessment", world.now)], now=world.now)
    bare = len(canonicalize(brochure(world, 0)))
    signed = len(canonicalize(world.cq.sign(brochure(world, 0), "assessment", world.now)))
    # What fits unsigned must fit with its proof, whose value has 86 to 89 characters.
    planned = [brochure(world, row.max_bytes - size) for size in (bare, signed - 1, signed + 3)]
    found = batch_problems(lambda: plan_documents(bench.registry, planned, issuer=did, now=world.now))
    assert found == [(0, "too-large", ""), (1, "too-large", "")]
    plan_documents(bench.registry, planned[2:], issuer=did, now=world.now)
    last = world.cq.sign(planned[2], "assessment", world.now)
    store_signed(bench.registry, [last], now=world.now)
    assert parse_judged(canonicalize(last)).value == last


@pytest.mark.night
@pytest.mark.javascript
@pytest.mark.parametrize("row", by_day([ROW, LONG], [LONG]), indirect=True)
def test_javascript_has_the_same_cap(row: Kind, tmp_path: Path) -> None:
    world, recorder = World(), Recorder()
    day, credential = canonicalize(world.cq.sign(open_day(world), "assessment", world.now)), world.issue()
    world.publish()
    with recorder.recording("sizes"):
        sizes = (65_536, 65_537, 100_000, 700_000, 700_001)
        codes = [world.verify(data.ljust(size)).code for data in (day, credential) for size in sizes]
    larger = codes[0] if row is LONG else "too-large"
    assert codes[0] != "too-large"
    assert codes[1:5] == [larger] * 3 + ["too-large"]
    assert codes[6:] == ["too-large"] * 4
    failures = run_javascript(tmp_path, recorder, rows=[kind_row(row)])
    assert failures == []


@pytest.mark.parametrize("row", [ROW], indirect=True)
def test_an_id_is_planned_once(row: Kind, bench: Bench) -> None:
    world = bench.world
    did, document = world.cq.did, open_day(world)
    first = plan_documents(bench.registry, [document], issuer=did, now=world.now)
    again = plan_documents(bench.registry, [document], issuer=did, now=world.now)
    # the same plan is on record once
    assert [plan.digest for plan in again] == [plan.digest for plan in first]
    other = open_day(world, place="elsewhere") | {"id": document["id"]}
    found = batch_problems(
        lambda: plan_documents(bench.registry, [open_day(world), other], issuer=did, now=world.now)
    )
    assert found == [(1, "conflict", "id")]
    about = open_day(world, place=document["id"])  # an id that only an event names is free
    plan_documents(bench.registry, [about], issuer=did, now=world.now)
    signed = world.cq.sign(document, "assessment", world.now)
    assert [one.already for one in store_signed(bench.registry, [signed], now=world.now)] == [False]
