"""Searching stored technologies finds what the pure facets find, in order, page by page, at any time."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.documents.works.facets import (
    FACETS,
    TechnologyQuery,
    facet_values,
    fits_facets,
    is_verified,
    judge_limits,
    rank,
)
from credentials.documents.works.technology import TechnologyRecord
from credentials.drafting.draft import StatusDraft
from credentials.kinds import parse_any
from credentials.record import Record, read_body
from credentials.times import format_time, parse_time
from keys_example.enterprises import example_enterprises
from keys_example.technologies import example_listings, example_technologies
from registry.admission.store import store_records
from registry.issuing.issue import change_status
from registry.publishing.publish import build_bundle, publish
from registry.upkeep.audit import audit_registry
from registry.view.part_records import find_heard
from signing.jcs import canonicalize
from tests.harness.fuzz import examples
from tests.world import World
from tests.world.registry_setup import Bench
from tests.world.works import change, grant_technologies, listing, signed, technology
from verifier import Policy, TrustStore, verify_record
from verifier.trust.beside import Beside
from verifier.trust.parts import TECHNOLOGIES
from works.technology.index import TechnologyIndex
from works.technology.lookup import TechnologyPlace, TechnologySearch, find_listings, find_technology

pytestmark = pytest.mark.one_database

POLICY = Policy()


class Stock:
    """Sixty technologies of both associations, listings of them, and what is known of each by reading it."""

    def __init__(self, place: Path | str) -> None:
        self.world = World()
        grant_technologies(self.world)
        self.bench = Bench(place, self.world)
        today = self.world.now.date()
        source = Random(14)
        documents = example_technologies(source, example_enterprises(source, 20), today=today)
        self.technologies = [self.sign(document) for document in documents]
        said = example_listings(source, [(one.value, one.digest) for one in self.technologies], today=today)
        listings = [self.sign(document) for document in said]
        self.said = [one.body for one in listings]
        self.signed_at = {one.body.id: one.created for one in listings}
        records = [*self.technologies, *listings]
        self.registry.write(lambda view: store_records(view, records, now=self.world.now))
        self.search = TechnologySearch(self.registry)

    @property
    def registry(self) -> Any:
        return self.bench.registry

    def sign(self, document: Any) -> Record[Any]:
        by = next(one for one in self.world.parties.values() if one.did == document["issuer"])
        return parse_any(canonicalize(by.sign(document, "assessment", parse_time(document["validFrom"]))))

    def trust(self) -> TrustStore:
        return TrustStore.from_bundle(build_bundle(self.registry), pin=self.world.pin)

    def is_joint(self, record: Record[TechnologyRecord], at: datetime) -> bool:
        """Tell by the last decision of each other association, in plain steps."""
        last: dict[str, Any] = {}
        for said in sorted(self.said, key=lambda one: one.sequence):
            if said.technology == record.digest and self.signed_at[said.id] <= at:
                last[said.issuer] = said
        now = [
            one.credential_subject.decision
            for issuer, one in last.items()
            if issuer != record.body.issuer
            and one.valid_from <= at < one.valid_until <= record.body.valid_until
        ]
        return "joins" in now and "objects" not in now

    def fitting(
        self, query: TechnologyQuery, at: datetime, *, others: bool = False
    ) -> dict[str, TechnologyPlace]:
        """Return what the pure functions find, one record after the other."""
        found = {}
        for record in self.technologies:
            body = record.body
            unstated = rank(one.result for one in judge_limits(query, body, at=at))
            targets = {one.target for one in query.asked}
            if targets and targets.isdisjoint(body.credential_subject.targets):
                if not others:
                    continue
                unstated = len({*query.asked}) + 1
            is_current = body.valid_from <= at < body.valid_until
            if not is_current or unstated is None:
                continue
            if fits_facets(query, body, at=at, joint=self.is_joint(record, at)):
                since = -int(body.valid_from.timestamp())
                found[record.digest] = TechnologyPlace(unstated, since, record.digest)
        return found


@pytest.fixture
def stock(place: Path | str) -> Iterator[Stock]:
    made = Stock(place)
    yield made
    made.registry.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stock]:
    """A stock for tests that only read."""
    made = Stock(tmp_path_factory.mktemp("technologies") / "registry.db")
    yield made
    made.registry.close()


def ask(**members: Any) -> TechnologyQuery:
    return read_body(members, TechnologyQuery)


LIMITS = [
    {"target": "cod", "high": "50", "unit": "mg/L"},
    {"target": "cod", "high": "0.03", "unit": "g/L"},
    {"target": "nox", "high": "50", "unit": "mg/m3", "gasState": "dry-standard", "referenceO2": "8"},
    {"target": "nox", "high": "50", "unit": "mg/m3", "gasState": "wet-standard", "referenceO2": "8"},
    {"target": "nox", "high": "50", "unit": "mg/m3", "gasState": "dry-standard", "referenceO2": "11"},
    {"target": "nox", "high": "50", "unit": "mg/m3", "gasState": "dry-standard"},
    {"target": "pm", "high": "10", "unit": "mg/m3", "gasState": "dry-standard"},
]


def some(*values: str) -> st.SearchStrategy[list[str]]:
    return st.just([]) | st.lists(st.sampled_from(values), max_size=3, unique=True)


QUERIES = st.builds(
    ask,
    words=st.sampled_from(["", "", "示例", "重庆 示例", "100%", "_", "乙型", "甲型 nowhere"]),
    media=some("water", "air", "noise", "soil"),
    forms=some("process", "equipment"),
    targets=some("cod", "nox", "pm", "noise"),
    industries=some("46", "77", "26"),
    maturities=some("pilot", "demonstrated"),
    classes=some("推荐", "示范"),
    issuers=some("did:web:cq.example", "did:web:nobody.example"),
    joint=st.booleans(),
    verified=st.booleans(),
    tested=st.booleans(),
    limits=st.lists(st.sampled_from(LIMITS), max_size=3, unique_by=str),
    removals=st.just([]) | st.just([{"target": "cod", "low": "90"}]),
)


@settings(max_examples=examples(25), deadline=None)
@given(query=QUERIES, days=st.integers(-500, 1200), limit=st.integers(1, 9), others=st.booleans())
def test_the_store_finds_what_the_facets_say(
    shared: Stock, query: TechnologyQuery, days: int, limit: int, others: bool
) -> None:
    at, trust = shared.world.now + timedelta(days=days), shared.trust()
    expected = shared.fitting(query, at, others=others)
    every = shared.fitting(query, at, others=True)
    found: list[TechnologyPlace] = []
    more = True
    while more:
        after = found[-1] if found else None
        page = shared.search.find(query, trust, at=at, limit=limit, after=after, others=others)
        more = page.more
        assert len(page.places) == limit or not more
        assert page.total == len(expected)
        assert page.stated == sum(not one.unstated for one in expected.values())
        assert page.others == sum(one.unstated > len({*query.asked}) for one in every.values())
        found += page.places
    assert found == sorted(expected.values())
    fitting = [one for one in shared.technologies if one.digest in expected]
    for facet in FACETS:
        freed = query.model_copy(update={facet: ()})
        fits = shared.fitting(freed, at, others=others)
        counted = Counter(
            value
            for one in shared.technologies
            if one.digest in fits
            for value in facet_values(one.body)[facet]
        )
        assert page.counts[facet] == counted
    assert page.joint == sum(shared.is_joint(one, at) for one in fitting)
    assert page.verified == sum(is_verified(one.body, at=at) for one in fitting)


def test_every_question_has_technologies_that_fit_and_others(shared: Stock) -> None:
    """Otherwise the comparison above would prove nothing."""
    at, trust = shared.world.now, shared.trust()
    every = shared.search.find(ask(), trust, at=at, limit=1)
    assert 0 < every.joint < every.total
    assert 0 < every.verified < every.total
    for limit in (LIMITS[0], LIMITS[2], LIMITS[4]):
        page = shared.search.find(ask(limits=[limit]), trust, at=at, limit=1)
        assert 0 < page.stated <= page.total
        assert 0 < page.others < every.total
        whole = shared.search.find(ask(limits=[limit]), trust, at=at, limit=99, others=True)
        assert whole.total == page.total + page.others
        assert [one.unstated for one in whole.places[-page.others :]] == [2] * page.others
    for limit in (LIMITS[3], LIMITS[5]):
        basis = shared.search.find(ask(limits=[limit]), trust, at=at, limit=1)
        assert basis.stated == 0
        assert 0 < basis.total < every.total, "stated on another basis"


@pytest.mark.night
def test_joint_is_what_the_verdict_says(shared: Stock) -> None:
    for party in (
        shared.world.cq,
        shared.world.sc,
        shared.world.cq,
    ):  # each association recomputes the other's part
        signer = party.signers["publication"]
        publish(shared.registry, party.did, signer, now=shared.world.now, random=shared.bench.random)
    at, trust = shared.world.now, shared.trust()
    found = shared.search.find(ask(joint=True), trust, at=at, limit=99).places
    joint = {one.digest for one in found}
    for record in shared.technologies:
        listings = shared.registry.read(lambda view, of=record: find_listings(view, of.digest))
        heard = shared.registry.read(lambda view: find_heard(view, TECHNOLOGIES))
        beside = Beside(listings, heard)
        verdict = verify_record(record, trust, policy=POLICY, now=at, beside=beside)
        codes = {finding.code for finding in verdict.findings}
        assert (record.digest in joint) == ("joint" in codes)


def test_what_is_ended_is_left_out_unless_asked_for(stock: Stock) -> None:
    world, first = stock.world, stock.technologies[0]
    by = world.cq if first.body.issuer == world.cq.did else world.sc
    before = stock.search.find(ask(), stock.trust(), at=world.now, limit=99)
    source = Random(1)
    for action, reason in (
        ("suspend", "complaint"),
        ("reinstate", "resolved"),
        ("revoke", "issued-in-error"),
    ):
        world.advance(days=1)
        draft = StatusDraft(first.body.id, action, reason, world.now)
        signer = by.signers["assessment"]
        change_status(stock.registry, draft, signer, now=world.now, random=source)
        page = stock.search.find(ask(), stock.trust(), at=world.now, limit=99)
        is_there = first.digest in {one.digest for one in page.places}
        assert is_there is (action == "reinstate")
        assert page.total == len(before.places) - (not is_there)
        ended = stock.search.find(ask(), stock.trust(), at=world.now, limit=99, ended=True)
        assert first.digest in {one.digest for one in ended.places}
    then = stock.search.find(ask(), stock.trust(), at=world.now - timedelta(days=3), limit=99)
    assert first.digest in {one.digest for one in then.places}


def test_what_comes_is_found_at_once_and_the_pages_go_on_behind_their_place(stock: Stock) -> None:
    world, trust = stock.world, stock.trust()
    first = stock.search.find(ask(), trust, at=world.now, limit=5)
    new = signed(world, change(technology(world), {"credentialSubject.process.zh": "一段工艺"}))
    stock.bench.admit(new)
    digest = parse_any(new).digest
    page = stock.search.find(ask(words="一段\0工艺"), trust, at=world.now, limit=5)
    assert [one.digest for one in page.places] == [digest]
    stock.bench.admit(signed(world, listing(world, new)))
    assert stock.search.find(ask(words="一段工艺", joint=True), trust, at=world.now, limit=5).total == 1
    rest = stock.search.find(ask(), trust, at=world.now, limit=99, after=first.places[-1])
    assert digest not in {one.digest for one in rest.places}
    assert [a < b for a, b in pairwise(rest.places)] == [True] * (len(rest.places) - 1)
    assert find_technology(stock.registry, digest) == find_technology(stock.registry, parse_any(new).body.id)
    assert find_technology(stock.registry, "0" * 64) is None
    assert find_technology(stock.registry, digest, world.sc.did) is None
    assert audit_registry(stock.registry).problems == ()


def test_a_term_is_from_its_first_second_until_its_last(shared: Stock) -> None:
    one = shared.technologies[0].body
    asked = ask(words=one.title)
    for moment, is_there in ((one.valid_from, True), (one.valid_until, False)):
        for at, expected in ((moment, is_there), (moment - timedelta(seconds=1), not is_there)):
            found = shared.search.find(asked, shared.trust(), at=at, limit=99).places
            mine = {record.digest for record in shared.technologies if record.body.id == one.id}
            assert ({place.digest for place in found} >= mine) is expected, format_time(at)


def signed_at(moment: int) -> bytes:
    """Return the decision of a listing signed at that time."""
    return orjson.dumps({"proof": {"created": format_time(datetime.fromtimestamp(moment, UTC))}})


def test_who_objects_counts_before_who_joins_and_the_last_word_alone() -> None:
    """Three associations; the technology has [100, 200) of the first."""
    facets = [*[[]] * 6, ["did:web:a.example"]]
    row = (100, "d", "did:web:a.example", "urn:1", 200, None, None, orjson.dumps(facets))
    other, third = "did:web:b.example", "did:web:c.example"
    for said, expected in (
        ([(other, "joins", 100, 200)], 1),
        ([(other, "joins", 100, 200), (third, "joins", 100, 200)], 1),
        ([(other, "joins", 100, 200), (third, "objects", 100, 200)], 0),
        ([(other, "joins", 100, 200), (third, "objects", 100, 150)], 1),
        ([(other, "objects", 100, 200), (other, "joins", 100, 200)], 1),
        ([(other, "joins", 100, 200), (other, "withdraws", 100, 200)], 0),
        ([(other, "joins", 100, 201)], 0),
        ([(other, "joins", 151, 200)], 0),
        ([("did:web:a.example", "joins", 100, 200)], 0),
    ):
        index = TechnologyIndex([row], [("d", *one, signed_at(100)) for one in said])
        assert index.joint(150) == expected, said
    words = [
        ("d", other, "joins", 100, 200, signed_at(100)),
        ("d", other, "withdraws", 100, 200, signed_at(160)),
    ]
    index = TechnologyIndex([row], words)
    assert (index.joint(159), index.joint(160)) == (1, 0)
