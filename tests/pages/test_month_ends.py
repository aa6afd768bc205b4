"""Credentials in force at each month's end, against the verdict on that day and against a slow count."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.answers.counting.month_ends import (
    MONTHS_COUNTED,
    MonthEnd,
    Span,
    count_month_ends,
    last_moment,
    month_number,
    month_text,
    read_month,
)
from api.answers.counting.statistics import Statistics
from api.answers.worker_pool import ProvenTrust
from credentials.times import CHINA, parse_time
from registry.lookup.standing import find_standing
from tests.world import World
from tests.world.changed_stock import DAY, DAYS, Stock
from verifier import Result
from verifier.checks.status import read_status

BEGIN = datetime(2023, 1, 1, tzinfo=CHINA)
DAY_NUMBERS = st.integers(0, 1_500)
TERMS = st.tuples(DAY_NUMBERS, DAY_NUMBERS, st.integers(1, 1_500))
"""A credential: the days of its signature and of the beginning of its term, and the term's length."""


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stock]:
    folder = tmp_path_factory.mktemp("stock")
    made = Stock(folder / "registry.db", folder / "heads")
    yield made
    made.registry.close()


@given(st.lists(TERMS, max_size=12), st.integers(0, 2_000))
def test_the_count_equals_a_look_at_every_day(terms: list[tuple[int, int, int]], days: int) -> None:
    now = BEGIN + days * DAY
    spans, signed = Counter[Span](), Counter[int]()
    for created, since, length in terms:
        month = month_number(BEGIN + created * DAY)
        begin = BEGIN + since * DAY
        signed[month] += 1
        ends = (begin, begin + length * DAY)
        spans[Span.of_term(month, *map(month_number, ends))] += 1
    wanted: list[MonthEnd] = []
    day = BEGIN
    while day + DAY <= now:
        if (day + DAY).month != day.month:
            number = (day - BEGIN).days
            by_then = [term for term in terms if term[0] <= number]
            in_force = [term for term in by_then if term[1] <= number < term[1] + term[2]]
            if by_then:
                wanted.append(MonthEnd(f"{day:%Y-%m}", len(in_force), len(by_then)))
        day += DAY
    assert [*count_month_ends(spans, signed, now)] == wanted[-MONTHS_COUNTED:]


def month_ends(stock: Stock, at: datetime) -> dict[str, tuple[int, int]]:
    statistics = Statistics(stock.registry)
    counts = asyncio.run(statistics.count(ProvenTrust(stock.trust_at(at), b"", "digest"), at))
    return {key[0]: (found.active, found.total) for key, found in counts["month-end"].items()}


@pytest.mark.parametrize("day", DAYS)
def test_events_are_evaluated_at_every_months_end(stock: Stock, day: int) -> None:
    at = stock.begin + day * DAY
    trust = stock.trust_at(at)
    wanted: dict[str, tuple[int, int]] = {}
    for month in range(month_number(min(record.created for record in stock.records)), month_number(at)):
        end, in_force, signed = last_moment(month), 0, 0
        for record in stock.records:
            body, party = record.body, trust.party(record.body.issuer)
            assert party is not None
            holds = read_status(party.history(body.id), end).outcome is Result.PASSED
            signed += record.created <= end
            in_force += record.created <= end and body.valid_from <= end < body.valid_until and holds
        wanted[month_text(month)] = (in_force, signed)
    assert month_ends(stock, at) == dict([*wanted.items()][-MONTHS_COUNTED:])


def test_without_a_marked_key_the_count_equals_the_verdicts(stock: Stock) -> None:
    at = stock.begin + DAYS[-1] * DAY
    trust = stock.trust_at(at)
    records = [record for record in stock.records if record.body.issuer == stock.world.cq.did]
    spans, signed = Counter[Span](), Counter[int]()
    for record in records:
        party = trust.party(record.body.issuer)
        assert party is not None
        signed[month_number(record.created)] += 1
        spans.update(Span.of(record).split(party.history(record.body.id)))
    for end in count_month_ends(spans, signed, at):
        moment = last_moment(read_month(end.month))
        found = [find_standing(record, trust, at, at=moment).name for record in records]
        assert end.in_force == found.count("active"), end.month


def test_a_suspension_is_seen_only_at_the_ends_of_the_months_it_reaches() -> None:
    world = World()
    assert world.now.astimezone(CHINA).day == 1
    credential = world.issue(by="cq")
    world.suspend(credential, effective_from=world.now + 3 * DAY, until=world.now + 20 * DAY)
    world.suspend(credential, effective_from=world.now + 50 * DAY, until=world.now + 70 * DAY)
    world.advance(days=130)
    world.publish()
    trust = world.trust()
    party = trust.party(world.cq.did)
    assert party is not None
    history = next(party.history(identifier) for identifier in party.events.credentials)
    begin = month_number(parse_time("2026-05-01T09:00:00+08:00"))
    assert [*Span(begin, begin + 36).split(history)] == [
        Span(begin, begin + 1),
        Span(begin + 2, begin + 36),
    ]


@pytest.mark.parametrize("text", ["1970-01", "2026-05", "2026-12", "2199-12"])
def test_months_are_read_as_written(text: str) -> None:
    number = read_month(text)
    assert month_text(number) == text
    end = last_moment(number)
    assert month_number(end) == number
    assert month_number(end + timedelta(seconds=1)) == number + 1
