"""Look-ups of resolutions and standards: by number, by digest, at a time, with open items."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from credentials.documents.conferences.resolution import digest_of_item
from credentials.kinds import parse_any
from credentials.times import CHINA
from registry.lookup.beside import find_beside
from tests.harness import postgres
from tests.world.registry_setup import Bench
from tests.world.works import half, signed, signed_halves, standard
from works.conferences.citations import CitationFault, find_citation_faults
from works.conferences.lookup import (
    ResolutionPlace,
    WantedResolutions,
    find_adopted,
    find_adopting,
    find_resolutions,
    find_state,
    list_resolutions,
    place_of,
)
from works.conferences.open_items import ItemLedger, list_open_items
from works.conferences.resolution.words import tell_citation_fault
from works.conferences.standards import (
    find_before,
    find_standard,
    list_codes,
    list_versions,
    look_up,
)

pytestmark = pytest.mark.one_database


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path / "registry.db")
    yield made
    made.registry.close()


@pytest.fixture(params=postgres.DATABASES)
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    """An empty registry, on each database."""
    with _bench(request.param, tmp_path) as made:
        yield made


@contextmanager
def _bench(kind: str, folder: Path) -> Iterator[Bench]:
    place: Path | str = postgres.new_database() if kind == "postgresql" else folder / "registry.db"
    made = Bench(place, heads=folder / "heads")
    yield made
    made.registry.close()
    if isinstance(place, str):
        postgres.drop_database(place)


@pytest.fixture(scope="module", params=postgres.DATABASES)
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """A registry with a standard and its resolution, on each database; no test changes it."""
    with _bench(request.param, tmp_path_factory.mktemp("shared")) as made:
        world = made.world
        text = signed(world, standard(world))
        for data in (text, *signed_halves(world, text)):
            made.admit(data)
        yield made


def state(bench: Bench, reference: str, **asked: Any) -> Any:
    found = find_resolutions(bench.registry, reference)
    return find_state(found[0], bench.registry.load_trust(), now=bench.world.now, rivals=found, **asked)


def listed(bench: Bench, first: int = 50, after: ResolutionPlace | None = None, **asked: Any) -> list[str]:
    """Return the numbers found, in their order."""
    trust, wanted = bench.registry.load_trust(), WantedResolutions(**asked)
    found = list_resolutions(bench.registry, trust, wanted, first=first, after=after)
    return [held.subject.number for held, group in found if held in group]


def test_a_resolution_is_adopted_from_the_last_signature_on(bench: Bench) -> None:
    world = bench.world
    first = signed(world, half(world, number="示例 1"))
    bench.admit(first)
    assert state(bench, "示例 1") == ("half-missing", (world.sc.did,), None)
    world.advance(hours=3)
    document = half(world, "sc", number="示例 1")
    bench.admit(signed(world, document))
    since = world.now
    world.advance(hours=1)
    assert state(bench, "示例 1") == ("resolved", (), since)
    assert state(bench, "示例 1", at=since - timedelta(seconds=1)).missing == (world.sc.did,)
    assert state(bench, "示例 1", at=since).is_adopted
    assert state(bench, "示例 1", at=since - timedelta(days=1)).missing == tuple(
        sorted((world.cq.did, world.sc.did))
    )
    digest = sha256(first).hexdigest()
    (held,) = find_resolutions(bench.registry, digest)
    assert find_resolutions(bench.registry, held.content) == [held]
    assert find_resolutions(bench.registry, "示例 2") == []


def test_two_texts_under_a_number_are_two_and_neither_is_adopted(bench: Bench) -> None:
    world = bench.world
    mine = signed(world, half(world, number="示例 1"))
    bench.admit(mine)
    bench.admit(signed(world, half(world, "sc", number="示例 1", dissent=...)))
    found = find_resolutions(bench.registry, sha256(mine).hexdigest())
    assert [len(held.halves) for held in found] == [1, 1]
    assert found[0].halves[0].data == mine, "what is named comes first"
    assert state(bench, "示例 1").code == "half-differs"
    assert listed(bench) == ["示例 1"] * 2
    assert listed(bench, whole=True) == []


def test_a_key_that_was_compromised_adopts_nothing(bench: Bench) -> None:
    world = bench.world
    made = signed(world, standard(world))
    for data in (made, *signed_halves(world, made)):
        bench.admit(data)
    digest = sha256(made).hexdigest()
    find = partial(find_adopted, bench.registry, digest, "standard", now=world.now)
    assert find(trust=bench.registry.load_trust()) is not None
    world.compromise("sc", since=world.now)
    world.advance(days=1)
    world.publish_key_list("sc")
    bench.admit_trust()
    (held,) = find_adopting(bench.registry, digest, "standard", bench.registry.load_trust())
    found = find_state(held, bench.registry.load_trust(), now=world.now)
    assert (found.is_adopted, found.missing) == (False, (world.sc.did,))
    assert find(trust=bench.registry.load_trust()) is None


@pytest.mark.night
def test_lists_are_narrowed_and_come_newest_first_page_by_page(either: Bench) -> None:
    bench, world = either, either.world
    expected = []
    for number in range(7):
        day = (world.now.date() - timedelta(days=number // 2)).isoformat()
        days: dict[str, Any] = {"resolvedOn": day, "meeting__from": day, "meeting__until": day}
        bench.admit(signed(world, half(world, number=f"example {number}", **days)))
        expected.append((day, f"example {number}"))
    bench.admit(signed(world, half(world, "sc", number="example 0")))
    expected.sort(reverse=True)
    numbers = [number for _, number in expected]
    assert listed(bench) == listed(bench, party=world.cq.did) == numbers
    assert listed(bench, whole=True) == listed(bench, party=world.sc.did) == ["example 0"]
    assert listed(bench, whole=False) == [one for one in numbers if one != "example 0"]
    assert listed(bench, number="example 3") == ["example 3"]
    since, until = (world.now.date() - timedelta(days=back) for back in (2, 1))
    assert listed(bench, since=since, until=until) == [n for n in numbers if n[-1] in "2345"]
    paged: list[str] = []
    place: ResolutionPlace | None = None
    while page := listed(bench, first=3, after=place):
        paged += page
        place = place_of(bench.registry, find_resolutions(bench.registry, page[-1])[0].content)
    assert paged == numbers
    assert place_of(bench.registry, "0" * 64) is None


def test_what_one_party_signs_alone_hides_nothing(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stolen key signs any number of halves: none counts for a standard or takes an item's place."""
    world = bench.world
    text = signed(world, standard(world))
    for data in (text, *signed_halves(world, text, number="示例 1")):
        bench.admit(data)
    for number in range(4):
        bench.admit(signed(world, half(world, adopts=text, number=f"示例 9-{number}")))
    beside = bench.registry.read(partial(find_beside, record=parse_any(text)))
    assert {one.body.resolution.number for one in beside.records} == {"示例 1"}
    assert world.verify(text, beside=beside).codes == ("adopted",)
    trust, digest = bench.registry.load_trust(), sha256(text).hexdigest()
    assert [one.subject.number for one in find_adopting(bench.registry, digest, "standard", trust)] == [
        "示例 1"
    ]
    monkeypatch.setattr("works.conferences.open_items.RECENT", 1)
    ledger = ItemLedger(bench.registry, trust, world.now)
    assert [one.number for one in list_open_items(ledger, first=9).items] == ["示例 1"]
    assert not ledger.is_cut
    for data in signed_halves(world, number="示例 2"):
        bench.admit(data)
    assert ItemLedger(bench.registry, trust, world.now).is_cut, "and that is told"


def test_an_item_is_open_until_an_adopted_resolution_names_it(bench: Bench) -> None:
    world, trust = bench.world, bench.registry.load_trust()
    for data in signed_halves(world, number="示例 1"):
        bench.admit(data)

    def numbers(**asked: Any) -> list[tuple[str, int]]:
        found = list_open_items(ItemLedger(bench.registry, trust, world.now), first=9, **asked)
        return [(one.number, one.item.no) for one in found.items]

    assert numbers() == numbers(party=world.sc.did) == [("示例 1", 1)]
    assert numbers(party=world.cq.did) == []
    (held,) = find_resolutions(bench.registry, "示例 1")
    items: Any = held.value["items"]
    digest = digest_of_item("示例 1", items[0])
    closing: dict[str, Any] = {
        "items__0__refers": [{"kind": "document", "digest": digest}],
        "items__0__due": ..., "items__0__owner": ...,
    }  # fmt: skip
    as_technology = [{"kind": "technology", "digest": digest}]
    others: dict[str, dict[str, Any]] = {
        "noted": {"items__0__decision": "noted"},
        "rejected": {"items__0__decision": "rejected"},
        "as what it is not": {"items__0__refers": as_technology},
    }
    for name, differently in others.items():
        for data in signed_halves(world, number=f"示例 {name}", **(closing | differently)):
            bench.admit(data)
    assert numbers() == [("示例 1", 1)], "who takes note of it has not done it"
    itself = digest_of_item("示例 3", items[0])
    own = [items[0], {**items[0], "no": 2, "refers": [{"kind": "document", "digest": itself}]}]
    del own[1]["due"], own[1]["owner"]
    for data in signed_halves(world, number="示例 3", items=own):
        bench.admit(data)
    assert numbers() == [("示例 1", 1), ("示例 3", 1)], "none is closed by its own resolution"
    first, second = signed_halves(world, number="示例 2", **closing)
    bench.admit(first)
    assert numbers() == [("示例 1", 1), ("示例 3", 1)], "one half closes nothing"
    bench.admit(second)
    assert numbers() == [("示例 3", 1)]


@pytest.mark.parametrize("reference", ["", "%", "_", "\0", "示例\0", "\ud800", "'", "x" * 100_000])
def test_any_query_has_an_answer(shared: Bench, reference: str) -> None:
    registry = shared.registry
    trust = registry.load_trust()
    assert find_resolutions(registry, reference) == list_versions(registry, reference, trust) == []
    assert find_standard(registry, reference) is None
    assert list_resolutions(registry, trust, WantedResolutions(reference), first=5) == []
    assert len(list_codes(registry, trust, first=5, after=reference)) <= 1


def test_what_nothing_else_names_may_be_cited_as_a_document(bench: Bench) -> None:
    world = bench.world
    text = bench.admit(signed(world, standard(world)))
    named = bench.admit(signed(world, half(world)))
    party = world.trust().party(world.cq.did)
    assert party is not None
    digests = [one.digest for one in (text, named, party.newest_key_list)]
    refers = [{"kind": "document", "digest": digest} for digest in (*digests, "0" * 64)]
    citing = parse_any(signed(world, half(world, items__0__refers=refers))).body.resolution
    faults = bench.registry.read(lambda view: [*find_citation_faults(view, citing)])
    assert [(fault.cited.digest, fault.kind) for fault in faults] == [(text.digest, "standard")]


def _list_faults(view: Any, subject: Any) -> list[CitationFault]:
    return [*find_citation_faults(view, subject)]


def test_a_record_signed_after_the_day_that_adopts_it_gets_a_note(bench: Bench) -> None:
    world = bench.world
    text = bench.admit(signed(world, standard(world)))
    refers = [{"kind": "standard", "digest": text.digest}]
    made = text.created.astimezone(CHINA).date()
    for day, noted in ((made, None), (made - timedelta(days=1), made)):
        days: dict[str, Any] = {"resolvedOn": f"{day}", "meeting__from": f"{day}", "meeting__until": f"{day}"}
        adopting = half(world, items__0__refers=refers, items__0__decision="adopted", **days)
        subject = parse_any(signed(world, adopting)).body.resolution
        faults = bench.registry.read(partial(_list_faults, subject=subject))
        assert [fault.signed for fault in faults] == [noted] * (noted is not None)
        told = [tell_citation_fault(fault) for fault in faults]
        assert all(f"signed on {made}, after the day of" in line for line in told)


def test_versions_of_a_standard_come_newest_first(either: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench, world = either, either.world
    first = bench.admit(signed(world, standard(world)))
    world.advance(hours=1)
    later = bench.admit(signed(world, standard(world, "sc", version=2, previous=first.digest)))
    text = {"zh": "示例"}
    rival = bench.admit(
        signed(world, standard(world, version=2, previous=first.digest, clauses__0__text=text))
    )
    other = bench.admit(signed(world, standard(world, code="facility-operation-criteria-b")))
    code, trust = "facility-operation-criteria", bench.registry.load_trust()
    found = [one.digest for one in list_versions(bench.registry, code, trust)]
    assert found == [*sorted([later.digest, rival.digest]), first.digest]
    stray = bench.admit(signed(world, standard(world, version=2**53 - 1, previous="0" * 64)))
    assert [one.digest for one in list_versions(bench.registry, code, trust)] == [*found, stray.digest]
    monkeypatch.setattr("works.conferences.standards._PORTION", 3)
    assert [one.digest for one in list_versions(bench.registry, code, trust)] == found, "from version 1 on"
    assert list_codes(bench.registry, trust, first=5) == [code, f"{code}-b"]
    assert list_codes(bench.registry, trust, first=5, after=code) == [f"{code}-b"]
    texts = look_up(bench.registry, list_versions(bench.registry, code, trust), trust, world.now)
    by_digest = {one.record.digest: one for one in texts}
    draft = find_before(bench.registry, by_digest[rival.digest].subject, texts)
    assert draft is not None
    assert (draft.record.digest, draft.since) == (first.digest, None), "of drafts the one it names"
    for adopted in (first, later):
        cited = [{"kind": "standard", "digest": adopted.digest}]
        number = f"示例 {adopted.digest[:4]}"
        for one in signed_halves(world, number=number, items__0__refers=cited):
            bench.admit(one)
    texts = look_up(bench.registry, list_versions(bench.registry, code, trust), trust, world.now)
    older = parse_any(signed(world, standard(world, "sc", clauses__0__text=text)))
    bench.admit(older.data)
    texts += look_up(bench.registry, [older], trust, world.now)
    by_digest[older.digest] = texts[-1]
    expected = {first.digest: None, later.digest: first.digest, rival.digest: later.digest}
    expected[older.digest] = first.digest
    for digest, before in expected.items():
        held_before = find_before(bench.registry, by_digest[digest].subject, texts)
        assert (held_before.record.digest if held_before is not None else None) == before
    held = find_standard(bench.registry, other.digest)
    assert held is not None
    assert held.body.credential_subject.code == f"{code}-b"
    (half_of_one,) = [bench.admit(signed(world, half(world)))]
    assert find_standard(bench.registry, half_of_one.digest) is None
