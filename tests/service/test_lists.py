"""Lists by standing and statistics, answered from rows: exact at any time, whatever the events say."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.answers.counting.statistics import Statistics
from api.answers.standings.credential_lists import find_page
from api.answers.worker_pool import ProvenTrust
from api.http.query import CredentialQuery
from api.wire.models import ENDS, STANDINGS
from credentials.kinds import parse_credential
from credentials.record import read_body
from registry import Registry
from registry.lookup.counts import count_rows
from registry.lookup.standing import find_standing
from tests.harness.fuzz import examples
from tests.world import World
from tests.world.changed_stock import DAY, DAYS, MANY, Stock
from tests.world.registries import open_registry
from verifier import TrustStore

pytestmark = [pytest.mark.service, pytest.mark.one_database]


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stock]:
    folder = tmp_path_factory.mktemp("stock")
    found = Stock(folder / "registry.db", folder / "heads")
    yield found
    found.registry.close()


def test_every_standing_occurs_at_some_time(stock: Stock) -> None:
    """Otherwise the comparison below would prove little."""
    times = [stock.begin + day * DAY for day in DAYS]
    assert all(any(stock.clear_answer(at, status=one) for at in times) for one in STANDINGS)


@settings(deadline=None, max_examples=examples(100))
@given(
    st.tuples(st.sampled_from(DAYS), st.integers(0, 10 * 86_400)),
    st.sampled_from(STANDINGS),
    st.sampled_from([1, 7, 500]),
    st.tuples(st.sampled_from(["", "issuer", "scheme", "grade", "category"]), st.integers(0, MANY - 1)),
)
def test_a_list_by_standing_is_exact_at_any_time(
    stock: Stock, when: tuple[int, int], status: str, limit: int, narrowed: tuple[str, int]
) -> None:
    (day, seconds), (name, example) = when, narrowed
    at = stock.begin + day * DAY + timedelta(seconds=seconds)
    body = stock.records[example].body
    assessment = body.credential_subject.assessment
    values = {
        "issuer": body.issuer,
        "scheme": assessment.scheme,
        "grade": assessment.grade,
        "category": assessment.categories[0],
    }
    wanted = {"status": status, **({name: values[name]} if values.get(name) else {})}
    assert stock.pages(at, limit, **wanted) == stock.clear_answer(at, **wanted)


@pytest.mark.night
def test_a_list_by_standing_is_exact_on_both_databases(place: Path | str, tmp_path: Path) -> None:
    stock = Stock(place, tmp_path / "heads")
    for day in (0, 15):
        at = stock.begin + day * DAY
        for status in STANDINGS:
            assert stock.pages(at, 7, status=status) == stock.clear_answer(at, status=status)
        check_counts(stock, at)
    stock.registry.close()


def test_rows_only_narrow_and_the_trust_data_decides(tmp_path: Path) -> None:
    """A revocation counts only if its key does: the row alone never makes a credential revoked."""
    world = World()
    credential = world.issue(by="cq")
    world.revoke(credential)
    with open_registry(tmp_path / "registry.db", world) as registry:

        def revoked(trust: TrustStore) -> int:
            query = read_body({"status": "revoked"}, CredentialQuery)
            return len(find_page(registry, query, trust, now=world.now).items)

        assert revoked(world.trust()) == 1
        assert revoked(world.trust(events=lambda events: events[:-1])) == 0, "which is unclear now"


def test_a_credential_reinstated_from_an_earlier_day_is_active() -> None:
    world = World()
    credential = world.issue(by="cq")
    world.suspend(credential)
    world.advance(days=10)
    world.reinstate(credential, effective_from=world.now - 5 * DAY)
    world.publish()
    assert find_standing(parse_credential(credential), world.trust(), world.now).name == "active"


def check_counts(stock: Stock, at: datetime) -> None:
    statistics = Statistics(stock.registry)
    counts = asyncio.run(statistics.count(ProvenTrust(stock.trust_at(at), b"", "digest"), at))
    standing: Counter[str] = Counter()
    for key, found in counts["standing"].items():
        standing["revoked" if key[0] in ENDS else key[0]] += found.total
    assert standing == Counter(stock.stand(record, at) for record in stock.records)
    months = Counter(record.created.strftime("%Y-%m") for record in stock.records)
    assert {key[0]: found.total for key, found in counts["month"].items()} == months


def test_statistics_are_the_sum_of_the_list(stock: Stock) -> None:
    for day in (*DAYS, 12):
        check_counts(stock, stock.begin + day * DAY)


def test_statistics_are_computed_once_for_concurrent_requests(
    stock: Stock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forty requests at once take one thread, so that look-ups have theirs."""
    asked, go = [], Event()

    def count(registry: Registry, issuers: list[str], at: datetime) -> Any:
        asked.append(at)
        assert go.wait(30)
        return count_rows(registry, issuers, at)

    monkeypatch.setattr("api.answers.counting.statistics.count_rows", count)

    async def run() -> None:
        statistics, trusted = (
            Statistics(stock.registry),
            ProvenTrust(stock.trust_at(stock.begin), b"", "digest"),
        )
        tasks = [asyncio.create_task(statistics.count(trusted, stock.begin)) for _ in range(40)]
        async with asyncio.timeout(30):
            while not asked:
                await asyncio.sleep(0)
        tasks[0].cancel()
        go.set()
        found = await asyncio.gather(*tasks[1:])
        assert len({id(one) for one in found}) == 1
        assert len(asked) == 1
        await statistics.count(trusted, stock.begin)
        assert len(asked) == 2

    asyncio.run(run())
