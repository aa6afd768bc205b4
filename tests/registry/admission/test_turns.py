"""Long submissions in turns: verified without the lock, stored a few at a time."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from credentials.documents.agreement import agreement_digest
from registry import Admitted, Registry, RegistryError
from registry.admission.turns import TURN, consider_turn, read_turns, take_turn
from registry.view.waiting_halves import MAX_PENDING, pending_texts
from signing.data_integrity import _SUITES
from tests.harness.apartments import FILINGS
from tests.harness.selection.by_day import by_day
from tests.world import World
from tests.world.drafts import drafts_of
from tests.world.registry_setup import Bench

MANY = 3 * TURN + 5
QUICK = 0.1
"""Seconds for which a writer of these tests waits; it checks that nobody holds the lock."""


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path / "registry.db")
    yield bench
    bench.registry.close()


class Watch:
    """Notes of what happens while the lock is held."""

    def __init__(self) -> None:
        self.inside = False
        self.turns = 0
        self.verified: dict[bool, int] = {False: 0, True: 0}
        """Number of signatures verified, by whether the lock was held."""

    @contextmanager
    def __call__(self) -> Iterator[None]:
        self.inside, self.turns = True, self.turns + 1
        yield
        self.inside = False


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    watch = Watch()
    for name, suite in _SUITES.items():

        def verify(*given: Any, suite: Any = suite) -> bool:
            watch.verified[watch.inside] += 1
            return bool(suite.verify(*given))

        monkeypatch.setitem(_SUITES, name, suite._replace(verify=verify))
    return watch


def watched(bench: Bench, watch: Watch) -> Registry:
    """Another handle of the registry, whose lock is watched and whose trust data is loaded."""
    registry = Registry.open(bench.place, demo=True, write_lock=watch, filings=FILINGS)
    registry.load_trust()
    watch.verified = {False: 0, True: 0}
    return registry


def credentials_of(world: World, count: int) -> list[bytes]:
    return [world.issue() for _ in range(count)]


def events_of(world: World, count: int) -> list[bytes]:
    return [world.suspend(credential) for credential in credentials_of(world, count)]


@pytest.mark.parametrize("made", by_day([credentials_of, events_of, drafts_of], [events_of]))
def test_signatures_are_verified_without_the_lock(bench: Bench, watch: Watch, made: Any) -> None:
    items = made(bench.world, MANY if made is not drafts_of else 5)
    with watched(bench, watch) as registry:
        assert all(isinstance(x, Admitted) for x in registry.admit_many(items, now=bench.world.now))
    assert watch.verified[False] >= len(items)
    assert watch.verified[True] == 0


def test_each_turn_stores_a_little(bench: Bench, watch: Watch) -> None:
    world = bench.world
    credentials, drafts = credentials_of(world, MANY), drafts_of(world, 5)
    with watched(bench, watch) as registry:
        turns = [*registry.admit_in_turns([*credentials, *drafts], now=world.now)]
        assert watch.turns == len(turns) == 4 + 5, "whatever trust is made of has a turn to itself"
        assert max(map(len, turns)) == TURN
        assert [*registry.admit_in_turns([*credentials, b"{}"], now=world.now)]
        assert watch.turns == len(turns), "what is here or refused keeps nobody from writing"


@pytest.mark.parametrize("made", by_day([credentials_of, drafts_of], [drafts_of]))
def test_others_write_between_turns_and_while_records_are_read(
    bench: Bench, made: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry.database.transactions.BUSY_SECONDS", QUICK)
    world = bench.world
    items = made(world, 2 * TURN if made is credentials_of else 4)
    others = iter(credentials_of(world, 200))
    with Registry.open(bench.place, demo=True, filings=FILINGS) as other:

        def write_between(_: Any) -> None:
            assert not other.admit(next(others), now=world.now).already

        for turn in bench.registry.admit_in_turns(items, now=world.now, screen=write_between):
            assert all(isinstance(outcome, Admitted) for outcome in turn), turn
            write_between(turn)


def test_changed_trust_data_is_consulted_again_before_storing(bench: Bench) -> None:
    """A credential is verified; before it is stored, its key is compromised."""
    world, now = bench.world, bench.world.now
    stolen = world.issue(by="sc")
    (turn,) = read_turns([stolen], None)
    considered = bench.registry.read(partial(consider_turn, turn=turn, now=now))
    assert not considered.is_settled
    world.compromise("sc", keep=[])
    world.publish_key_list("sc")
    bench.admit_trust()
    (outcome,) = bench.registry.write(partial(take_turn, considered=considered, now=now, orders={}))
    assert isinstance(outcome, RegistryError)
    assert outcome.code in ("key-compromised", "newer-than-trust-data")


def test_a_record_submitted_twice_is_stored_once(bench: Bench) -> None:
    """Twice in one turn, and by another writer between verification and storing."""
    world, now = bench.world, bench.world.now
    one, two = credentials_of(world, 2)
    (turn,) = read_turns([one, two, one], None)
    considered = bench.registry.read(partial(consider_turn, turn=turn, now=now))
    bench.admit(two)
    outcomes = bench.registry.write(partial(take_turn, considered=considered, now=now, orders={}))
    assert [isinstance(x, Admitted) and x.already for x in outcomes] == [False, True, True]


def test_drafts_of_an_agreement_do_not_pile_up(bench: Bench, watch: Watch) -> None:
    """Each draft is compared with the few that are kept, however many came before."""
    drafts = drafts_of(bench.world, 30)
    with watched(bench, watch) as registry:
        costs = []
        for turn in registry.admit_in_turns(drafts, now=bench.world.now):
            assert isinstance(turn[0], Admitted)
            costs.append(sum(watch.verified.values()))
        pending = registry.read(pending_texts)
        assert len(pending) == MAX_PENDING
        assert agreement_digest(_subject(drafts[-1])) in {text.digest for text in pending}
    steps = [after - before for before, after in pairwise(costs)]
    assert max(steps[MAX_PENDING:]) <= steps[MAX_PENDING] * 2


def _subject(data: bytes) -> Any:
    return json.loads(data)["credentialSubject"]
