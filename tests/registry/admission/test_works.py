"""Technologies and listings, before they are signed and at admission, judged by the records here."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest

from credentials.drafting.draft import StatusDraft
from credentials.kinds import parse_any
from credentials.times import CHINA, format_time
from registry.issuing.issue import change_status
from registry.issuing.plan_documents import plan_documents
from registry.lookup.beside import find_beside
from registry.upkeep.audit import audit_registry
from tests.world import World
from tests.world.registry_setup import Bench, batch_problems, refused
from tests.world.works import change, grant_technologies, listing, notice, signed, technology
from verifier import Beside


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """A registry whose associations list technologies."""
    world = World()
    grant_technologies(world)
    made = Bench(tmp_path / "registry.db", world)
    yield made
    made.registry.close()


def plan(bench: Bench, by: str, *documents: dict[str, Any]) -> Any:
    world = bench.world
    return partial(plan_documents, bench.registry, documents, issuer=world.association(by).did, now=world.now)


TITLE, SEQUENCE = "credentialSubject.title.zh", "credentialSubject.sequence"


def test_an_association_lists_a_technology_once_at_a_time(bench: Bench) -> None:
    world = bench.world
    first = technology(world)
    bench.admit(signed(world, first))
    with refused("technology-listed", TITLE):
        bench.admit(signed(world, technology(world)))
    assert batch_problems(plan(bench, "cq", technology(world))) == [(0, "technology-listed", TITLE)]
    for other in (
        technology(world, version="2.2"),
        technology(world, title={"zh": "示例别的工艺", "en": "Another (Example)"}),
        technology(world, enterprise__unifiedSocialCreditCode="91350100M000100Y43"),
        technology(world, succeeds=first["id"]),
    ):
        bench.admit(signed(world, other))


def test_signing_needs_an_ended_notice_and_the_former_record(bench: Bench) -> None:
    world = bench.world
    first, begin = technology(world), world.now.astimezone(CHINA).date()
    bench.admit(signed(world, first))
    late, due = ((begin + timedelta(days=days)).isoformat() for days in (1, 0))
    documents = [
        technology(world, version=str(place), **members)
        for place, members in enumerate((
            {"succeeds": first["id"], "listing__noticeUntil": due},
            {"listing__noticeUntil": late},
            {"succeeds": "urn:uuid:00000000-0000-4000-8000-000000000000"},
        ))
    ]  # fmt: skip
    assert batch_problems(plan(bench, "cq", *documents)) == [
        (1, "notice-unfinished", "credentialSubject.listing.noticeUntil"),
        (2, "no-former", "credentialSubject.succeeds"),
    ]
    (foreign,) = batch_problems(plan(bench, "sc", technology(world, by="sc", succeeds=first["id"])))
    assert foreign[1] == "no-former", "another association's is not succeeded"


def test_an_ended_technology_can_be_listed_again(bench: Bench) -> None:
    world = bench.world
    first = technology(world)
    bench.admit(signed(world, first))
    draft = StatusDraft(first["id"], "revoke", "issued-in-error", world.now)
    change_status(bench.registry, draft, world.cq.signers["assessment"], now=world.now, random=Random(1))
    bench.admit(signed(world, technology(world)))


def test_terms_one_after_the_other_do_not_conflict(bench: Bench) -> None:
    world = bench.world
    short = change(technology(world), {"validUntil": format_time(world.now + timedelta(days=10))})
    bench.admit(signed(world, short))
    later = change(technology(world), {"validFrom": short["validUntil"]})
    bench.admit(signed(world, later))


def test_a_technology_that_another_lists_is_refused_before_signing_and_noted_at_admission(
    bench: Bench,
) -> None:
    world = bench.world
    bench.admit(signed(world, technology(world)))
    again = technology(world, by="sc")
    assert batch_problems(plan(bench, "sc", again)) == [(0, "technology-listed", TITLE)]
    assert bench.admit(signed(world, again)).notes == ("listed-twice",)


@pytest.mark.parametrize("version", ["V 2.1", "ｖ２.1"])
def test_another_spelling_is_the_same_technology(bench: Bench, version: str) -> None:
    """Brackets and letters of any width, any case, with or without spaces."""
    world = bench.world
    title = {"zh": "示例脱氮工艺（甲型）", "en": "Denitrification A (Example)"}
    again: dict[str, Any] = {"title": title | {"zh": "示例脱氮工艺 (甲型)"}, "version": version}
    first = technology(world, title=title, version="v2.1")
    assert batch_problems(plan(bench, "cq", first, technology(world, **again))) == [(1, "conflict", "id")]
    bench.admit(signed(world, first))
    assert batch_problems(plan(bench, "sc", technology(world, by="sc", **again))) == [
        (0, "technology-listed", TITLE)
    ]
    with refused("technology-listed", TITLE):
        bench.admit(signed(world, technology(world, **again)))


def test_a_batch_holds_a_technology_once(bench: Bench) -> None:
    world = bench.world
    documents = technology(world), technology(world), technology(world, version="3")
    assert batch_problems(plan(bench, "cq", *documents)) == [(1, "conflict", "id")]


def test_listings_are_numbered_without_a_gap_and_may_come_first(bench: Bench) -> None:
    world = bench.world
    about = signed(world, technology(world))
    with refused("listing-sequence", SEQUENCE):
        bench.admit(signed(world, listing(world, about, sequence=2)))
    bench.admit(signed(world, listing(world, about)))
    with refused("listing-sequence", SEQUENCE):
        bench.admit(signed(world, listing(world, about, reviewers=2)))
    bench.admit(about)
    assert batch_problems(plan(bench, "sc", listing(world, about, sequence=3))) == [
        (0, "listing-sequence", SEQUENCE)
    ]
    bench.admit(signed(world, listing(world, about, decision="withdraws", sequence=2)))


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"by": "cq"}, "own-technology", "credentialSubject.technology"),
        ({"days": 1500}, "outlives", "validUntil"),
    ],
)
def test_a_listing_is_of_anothers_technology_and_ends_with_it(
    bench: Bench, given: dict[str, Any], code: str, field: str
) -> None:
    about = signed(bench.world, technology(bench.world))
    bench.admit(about)
    document = listing(bench.world, about, **given)
    with refused(code, field):
        bench.admit(signed(bench.world, document))
    by = str(given.get("by", "sc"))
    assert batch_problems(plan(bench, by, document)) == [(0, code, field)]


def test_a_listing_of_a_notice_is_refused(bench: Bench) -> None:
    about = signed(bench.world, notice(bench.world))
    bench.admit(about)
    with refused("no-technology", "credentialSubject.technology"):
        bench.admit(signed(bench.world, listing(bench.world, about)))


def test_a_notice_can_only_be_revoked(bench: Bench) -> None:
    world = bench.world
    document = notice(world)
    bench.admit(signed(world, document))
    signer = world.cq.signers["assessment"]
    with refused("other-reason"):
        draft = StatusDraft(document["id"], "suspend", "complaint", world.now)
        change_status(bench.registry, draft, signer, now=world.now, random=Random(1))
    draft = StatusDraft(document["id"], "revoke", "issued-in-error", world.now)
    change_status(bench.registry, draft, signer, now=world.now, random=Random(1))


def test_listings_are_found_beside_their_record(bench: Bench) -> None:
    world = bench.world
    about = signed(world, technology(world))
    joins = signed(world, listing(world, about))
    objects = signed(world, listing(world, about, decision="objects", sequence=2))
    told = signed(world, notice(world))
    for data in (joins, about, objects, told):
        bench.admit(data)
    found = {
        data: bench.registry.read(partial(find_beside, record=parse_any(data)))
        for data in (about, joins, told)
    }
    assert [one.data for one in found[about].records] == [joins, objects]
    assert [one.data for one in found[joins].records] == [about, joins, objects]
    assert found[told] == Beside()
    assert world.verify(about, beside=found[about]).codes == ("objected",)
    assert world.verify(joins, beside=found[joins]).codes == ("listing-replaced",)


def test_the_audit_finds_no_fault_in_works(bench: Bench) -> None:
    world = bench.world
    about = signed(world, technology(world))
    for data in (about, signed(world, listing(world, about)), signed(world, notice(world))):
        assert bench.admit(data).kind == parse_any(data).body.KIND
    assert audit_registry(bench.registry, signatures=True).problems == ()
