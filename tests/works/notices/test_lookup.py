"""Notices by their days, with any filter, in order, page by page, against a plain reading of all of them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, Table, select, update

from credentials.documents.works.notice import Notice
from credentials.drafting.draft import StatusDraft
from credentials.kinds import parse_any
from credentials.record import Record
from registry import Registry
from registry.admission.admission import Admission
from registry.admission.record_rows import Rows
from registry.filing import Filing
from registry.issuing.issue import change_status
from registry.publishing.publish import publish
from registry.upkeep.audit import audit_registry
from tests.harness import postgres
from tests.harness.apartments import FILINGS
from tests.harness.fuzz import examples
from tests.world.registry_setup import Bench
from tests.world.works import notice, signed
from works.notices.filing import FILING, notice_rows
from works.notices.lookup import WHEN, WantedNotices, list_notices, place_of, when_of
from works.notices.tables import NOTICE

pytestmark = pytest.mark.one_database

KINDS = ("event", "call", "need", "standard-draft", "plan")
MEDIA = ("air", "water", "soil")
NUMBER = 24


class Held(NamedTuple):
    """A registry with notices of many days."""

    bench: Bench
    records: list[Record[Any]]
    today: date


def fill(bench: Bench) -> Held:
    """Admit notices of both associations in turn."""
    world = bench.world
    today = world.now.date()
    for number in range(NUMBER):
        first = today + timedelta(days=number % 7 * 3 - 9)
        days = {
            "from": first.isoformat(),
            "until": max(today, first + timedelta(days=number % 5 * 4)).isoformat(),
            "media": [MEDIA[number % 3], "carbon"] if number % 4 else ...,
        }
        bench.admit(signed(world, notice(world, ("cq", "sc")[number % 2], KINDS[number % 5], **days)))
    records = [*list_notices(bench.registry, WantedNotices(today))]
    assert len(records) == NUMBER
    return Held(bench, records, today + timedelta(days=4))


@pytest.fixture(scope="module", params=postgres.DATABASES)
def held(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    folder = tmp_path_factory.mktemp("notices")
    place: Path | str = folder / "registry.db"
    if request.param == "postgresql":
        place = postgres.new_database()
    bench = Bench(place, heads=folder / "heads")
    yield fill(bench)
    bench.registry.close()
    if isinstance(place, str):
        postgres.drop_database(place)


days = st.none() | st.integers(-12, 30)


@settings(
    max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    when=st.none() | st.sampled_from(WHEN), by=st.none() | st.sampled_from(["cq", "sc"]),
    kind=st.none() | st.sampled_from(KINDS), medium=st.none() | st.sampled_from([*MEDIA, "carbon"]),
    since=days, until=days, soonest=st.booleans(), first=st.integers(1, 30),
)  # fmt: skip
def test_a_list_is_what_a_reading_of_all_of_them_has(  # noqa: PLR0917
    held: Held, when: Any, by: Any, kind: Any, medium: Any, since: Any, until: Any, soonest: bool, first: int
) -> None:
    bench, records, today = held
    issuer = bench.world.association(by).did if by is not None else None
    ends = [today + timedelta(days=n) if n is not None else None for n in (since, until)]
    wanted = WantedNotices(today, when, issuer, kind, medium, ends[0], ends[1], soonest)

    def fits(record: Record[Any]) -> bool:
        subject = record.body.credential_subject
        return (
            when in (None, when_of(record.body, today))
            and issuer in (None, record.body.issuer)
            and kind in (None, subject.kind)
            and (medium is None or medium in (subject.media or ()))
            and (ends[0] is None or subject.until >= ends[0])
            and (ends[1] is None or subject.since <= ends[1])
        )

    expected = [record for record in records if fits(record)]
    if wanted.forward:
        expected.reverse()
    if when == "coming":
        rows = bench.registry.rows(select(NOTICE))
        places = {row.id: (row.first_day, row.issuer, row.position) for row in rows}
        expected.sort(key=lambda one: places[one.body.id])
    found = [*list_notices(bench.registry, wanted, first=first)]
    assert [one.digest for one in found] == [one.digest for one in expected]
    subjects = [one.body.credential_subject for one in found]
    by_day = [one.since if when == "coming" else one.until for one in subjects]
    assert by_day == sorted(by_day, reverse=not wanted.forward)


def test_what_lies_behind_a_place_follows_whatever_came_meanwhile(held: Held) -> None:
    bench, _, today = held
    for when in (None, "coming"):
        wanted: Any = WantedNotices(today, when)
        everything = [*list_notices(bench.registry, wanted)]
        for number, record in enumerate(everything):
            place = place_of(bench.registry, wanted, record.digest)
            assert place is not None
            rest = [*list_notices(bench.registry, wanted, after=place, first=1)]
            assert [one.digest for one in rest] == [one.digest for one in everything[number + 1 :]]
    assert place_of(bench.registry, wanted, "0" * 64) is None
    assert place_of(bench.registry, wanted, "urn:uuid:none") is None


def test_a_notice_cancelled_before_a_publication_is_no_fault_of_the_status_lists(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "registry.db")
    bench.issue(bench.draft(1))
    data, association = signed(bench.world, notice(bench.world)), bench.world.cq
    bench.admit(data)
    draft = StatusDraft(parse_any(data).body.id, "revoke", "called-off", bench.world.now)
    given: dict[str, Any] = {"now": bench.world.now, "random": bench.random}
    change_status(bench.registry, draft, association.signers["assessment"], **given)
    publish(bench.registry, association.did, association.signers["publication"], **given)
    assert audit_registry(bench.registry).problems == ()


def test_the_rows_are_what_the_bytes_say(held: Held) -> None:
    bench, records, _ = held
    rows = bench.registry.rows(select(NOTICE))
    assert len(rows) == NUMBER
    assert audit_registry(bench.registry, alone=True).problems == ()
    by_id = {one.body.id: one for one in records}
    for row in rows:
        assert notice_rows(by_id[row.id], row.position) == ((NOTICE, tuple(row)),)
    first = rows[0]

    def put(last_day: str) -> None:
        change = update(NOTICE).where(NOTICE.c.id == first.id).values(last_day=last_day)
        bench.registry.write(lambda view: view.connection.execute(change))

    put("2031-01-01")
    found = audit_registry(bench.registry, alone=True).problems
    put(first.last_day)
    assert len(found) == 2, found
    assert all(str(problem.field).startswith("notice") for problem in found)


def test_a_table_that_is_absent_is_made_and_filled(held: Held) -> None:
    """For a database of a version that did not know this work; several processes may open it at once."""
    registry, query = held.bench.registry, select(NOTICE).order_by(NOTICE.c.issuer, NOTICE.c.position)
    before = registry.rows(query)
    registry.recover(lambda view: NOTICE.drop(view.connection))
    with ThreadPoolExecutor(3) as pool:
        opened = [*pool.map(lambda _: held.bench.open(), range(3))]
    assert [one.rows(query) for one in opened] == [before] * 3
    assert audit_registry(registry, alone=True).problems == ()
    for one in opened:
        one.close()


def earlier_rows(record: Record[Any], position: int | None) -> Rows:
    """Return the rows of a version that did not store media."""
    return tuple((EARLIER, (*row[:4], *row[5:])) for _, row in notice_rows(record, position))


EARLIER = Table(
    "notice",
    MetaData(),
    *(Column(one.name, one.type, primary_key=one.primary_key) for one in NOTICE.c if one.name != "media"),
)
OTHERS = [one for one in FILINGS if one is not FILING]
OTHER_FILINGS = {
    "without the work": OTHERS,
    "by an earlier version": [
        *OTHERS,
        Filing("notices", {Notice.KIND: Admission(rows=earlier_rows)}, (EARLIER,)),
    ],
}


@pytest.mark.night
@pytest.mark.parametrize("filings", OTHER_FILINGS.values(), ids=OTHER_FILINGS)
def test_what_others_stored_is_found_when_the_work_is_back(bench: Bench, filings: list[Filing]) -> None:
    """A process that files notices differently, or not at all, must not leave a silently incomplete table."""

    def admit(registry: Registry) -> None:
        data = signed(bench.world, notice(bench.world, "cq", "event"))
        registry.admit(data, now=bench.world.now)

    admit(bench.registry)
    bench.registry.close()
    with Registry.open(bench.place, heads=bench.heads, filings=filings) as other:
        admit(other)
        admit(other)
    bench.registry = bench.open()
    rows = bench.registry.rows(select(NOTICE))
    assert {row.position for row in rows} == {1, 2, 3}
    assert audit_registry(bench.registry, alone=True).problems == ()


def test_an_audit_sees_that_the_mark_is_gone(bench: Bench) -> None:
    """A process without this work has written; the next opening of the registry restores the mark."""
    with Registry.open(bench.place, heads=bench.heads, filings=OTHERS) as other:
        other.admit(signed(bench.world, notice(bench.world, "cq", "event")), now=bench.world.now)
    found = audit_registry(bench.registry, alone=True).problems
    assert sorted(str(problem.field).split()[0] for problem in found) == ["notice", "setting"]
