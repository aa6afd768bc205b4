"""Surveys at admission and before they are signed: what the records here say of them."""

from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from credentials.kinds import parse_any
from registry.admission.rules.surveys import find_next_edition
from registry.issuing.plan_documents import plan_documents
from registry.lookup.beside import find_beside
from registry.lookup.statistics.surveys import find_published, find_rivals, list_surveys
from registry.upkeep.audit import audit_registry
from tests.verifier.attacks.surveys import Surveyed, ask_all
from tests.world import World
from tests.world.registry_setup import Bench, batch_problems, refused
from tests.world.works import (
    Document,
    signed,
    signed_halves,
    standard,
    survey_commitment,
    survey_definition,
    survey_report,
)

SUBJECT = "credentialSubject"


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """A registry of two associations."""
    made = Bench(tmp_path / "registry.db", World())
    yield made
    made.registry.close()


def plan(bench: Bench, *documents: Document) -> Any:
    world = bench.world
    return partial(plan_documents, bench.registry, documents, issuer=world.cq.did, now=world.now)


def admitted(bench: Bench) -> Surveyed:
    """A definition and a commitment that are here."""
    made = ask_all(bench.world)
    for data in made:
        bench.admit(data)
    return made


def test_a_survey_is_admitted_and_judged_by_what_is_here(bench: Bench) -> None:
    world = bench.world
    made = admitted(bench)
    halves = signed_halves(world, made.definition)
    first = signed(world, survey_report(world, *made))
    second = signed(world, survey_report(world, *made, previous=first))
    for data in (*halves, first, second):
        bench.admit(data)

    def judge(data: bytes) -> Any:
        return world.verify(data, beside=bench.registry.read(partial(find_beside, record=parse_any(data))))

    assert judge(made.definition).codes == ("adopted",)
    for data in (first, second):
        checks = {one.check: one.code for one in judge(data).findings}
        assert [checks[name] for name in ("commitment", "additive", "pattern")] == ["ok"] * 3
    assert audit_registry(bench.registry, signatures=True).problems == ()


def test_what_is_named_may_come_later(bench: Bench) -> None:
    """But not before this node signs."""
    world = bench.world
    made = ask_all(world)
    first = survey_report(world, *made)
    code, member = "no-definition", f"{SUBJECT}.definition"
    assert batch_problems(plan(bench, first)) == [(0, code, member)]
    assert batch_problems(plan(bench, survey_commitment(world, made.definition))) == [(0, code, member)]
    for data in (signed(world, first), made.commitment, made.definition):
        bench.admit(data)


def test_what_a_stolen_key_signs_first_keeps_nothing_out(bench: Bench) -> None:
    """Admitted whatever came first, and told as rivals; the next edition goes on from the first here."""
    world = bench.world
    definition = signed(world, survey_definition(world))
    for data in (definition, *signed_halves(world, definition)):
        bench.admit(data)
    signings = []
    for _ in range(2):
        commitment = signed(world, survey_commitment(world, definition))
        signings.append((commitment, signed(world, survey_report(world, definition, commitment))))
        world.advance(hours=1)
    for data in (one for both in signings for one in both):
        bench.admit(data)
    codes = ("commitment-rival", "edition-rival")
    for commitment, data in signings:
        beside = bench.registry.read(partial(find_beside, record=parse_any(data)))
        assert world.verify(data, beside=beside).codes == codes
        beside = bench.registry.read(partial(find_beside, record=parse_any(commitment)))
        told = find_rivals(parse_any(commitment), beside, world.trust(), now=world.now)
        assert [one.data for one in told] == [one for one, _ in signings if one != commitment]
    (held,) = list_surveys(bench.registry, world.trust(), now=world.now, first=1)
    (party,) = held.parties
    digests = [[sha256(data).hexdigest() for data in both] for both in zip(*signings, strict=True)]
    assert [*party.commitments] == digests[0]
    assert {*party.newest} == {(1, digest) for digest in digests[1]}
    assert party.is_disputed
    find = partial(find_next_edition, definition=sha256(definition).hexdigest(), period="2025")
    find = partial(find, issuer=world.cq.did)
    assert bench.registry.read(find) == (2, digests[1][0])
    assert bench.registry.read(partial(find, commitment=digests[0][1])) == (2, digests[1][1]), "on its own"
    assert audit_registry(bench.registry, signatures=True).problems == ()


def test_what_a_compromised_key_signed_takes_no_place(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much that is: once it is declared, its association commits, publishes and is listed."""
    rules = "registry.admission.rules.surveys"
    monkeypatch.setattr(f"{rules}.RIVALS", 2)
    monkeypatch.setattr(f"{rules}._END", 3)
    world, registry = bench.world, bench.registry
    definition = signed(world, survey_definition(world))
    halves = signed_halves(world, definition)
    stolen = [signed(world, survey_commitment(world, definition)) for _ in range(4)]
    false = [signed(world, survey_report(world, definition, one)) for one in stolen]
    kept = signed(world, survey_commitment(world, definition))
    for data in (definition, *halves, *stolen, *false):
        bench.admit(data)
    world.advance(hours=1)
    world.compromise("cq", since=world.now, keep=[definition, halves[0], kept])
    world.rotate("cq")
    world.publish()
    bench.admit_trust()
    world.advance(hours=1)
    assert len(plan(bench, survey_commitment(world, definition))()) == 1
    bench.admit(kept)
    again = survey_commitment(world, definition)
    assert batch_problems(plan(bench, again)) == [(0, "committed-already", f"{SUBJECT}.definition")]
    on_stolen = survey_report(world, definition, stolen[0])
    assert batch_problems(plan(bench, on_stolen)) == [(0, "no-commitment", f"{SUBJECT}.commitment")]
    on_false = survey_report(world, definition, kept, false[0])
    assert batch_problems(plan(bench, on_false)) == [(0, "no-edition", f"{SUBJECT}.previous")]
    digest = sha256(definition).hexdigest()
    find = partial(find_next_edition, issuer=world.cq.did, definition=digest, period="2025")
    editions: list[str] = []
    data = b""
    for number in (1, 2, 3):
        assert registry.read(find) == (number, editions[-1] if editions else None)
        report = survey_report(world, definition, kept, data, edition=number)
        assert len(plan(bench, report)()) == 1
        data = signed(world, report)
        bench.admit(data)
        editions.append(sha256(data).hexdigest())
        beside = registry.read(partial(find_beside, record=parse_any(data)))
        assert world.verify(data, beside=beside).codes == ()
    (held,) = list_surveys(registry, world.trust(), now=world.now, first=1)
    (party,) = held.parties
    assert party.commitments == (sha256(kept).hexdigest(),)
    assert party.reports == (*enumerate(editions, 1),)
    about = {"period": "2025", "area": parse_any(data).body.report.area}
    published = find_published(registry, world.cq.did, world.trust(), world.now, **about)
    assert {one.digest for one in published} == {*editions}


def test_a_party_commits_once_to_what_is_asked(bench: Bench) -> None:
    world = bench.world
    made = admitted(bench)
    again = survey_commitment(world, made.definition)
    assert batch_problems(plan(bench, again)) == [(0, "committed-already", f"{SUBJECT}.definition")]
    bench.admit(signed(world, survey_commitment(world, made.definition, "sc")))
    other = signed(world, survey_definition(world, questions__0__code="example-other"))
    bench.admit(other)
    with refused("returns-undefined", f"{SUBJECT}.returns[0].question"):
        bench.admit(signed(world, survey_commitment(world, other)))
    law = signed(world, standard(world))
    bench.admit(law)
    with refused("no-definition", f"{SUBJECT}.definition"):
        bench.admit(signed(world, survey_commitment(world, law)))


@pytest.mark.parametrize(
    ("members", "code", "member"),
    [
        ({"period": "2024"}, "table-differs", "tables"),
        ({"area": "CN-SC"}, "no-commitment", "commitment"),
        ({"tables__0__count": 73}, "count-differs", "tables"),
        ({"tables__0__cells__8": "941"}, "sums-differ", "tables"),
        ({"tables__0__cells__1": "1000"}, "cell-alone", "tables"),
    ],
)
def test_a_report_that_fails_is_not_stored(bench: Bench, members: Any, code: str, member: str) -> None:
    world = bench.world
    made = admitted(bench)
    bad = survey_report(world, *made, **members)
    with refused(code, f"{SUBJECT}.{member}"):
        bench.admit(signed(world, bad))
    assert batch_problems(plan(bench, bad)) == [(0, code, f"{SUBJECT}.{member}")]


def test_editions_are_numbered_and_keep_what_was_suppressed(bench: Bench) -> None:
    world = bench.world
    made = admitted(bench)
    first = signed(world, survey_report(world, *made))
    bench.admit(first)
    again = survey_report(world, *made)
    assert batch_problems(plan(bench, again)) == [(0, "number-taken", f"{SUBJECT}.edition")]
    skipped = survey_report(world, *made, previous=first, edition=3)
    with refused("no-edition", f"{SUBJECT}.previous"):
        bench.admit(signed(world, skipped))
    assert batch_problems(plan(bench, skipped)) == [(0, "no-edition", f"{SUBJECT}.previous")]
    cells = ["1680", "1000", "305", "2985", "1610", "700", "550", "2860"]
    told: Any = {f"tables__0__cells__{place}": cell for place, cell in enumerate(cells)}
    with refused("pattern-differs", f"{SUBJECT}.tables"):
        bench.admit(signed(world, survey_report(world, *made, previous=first, **told)))
    assert len(plan(bench, survey_report(world, *made, previous=first))()) == 1
