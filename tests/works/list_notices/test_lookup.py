"""List notices found by their rows, the same on both databases."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from credentials.kinds import parse_any
from credentials.times import day_of
from tests.harness import postgres
from tests.world.registry_setup import Bench
from tests.world.works import list_notice, signed
from works.list_notices.lookup import (
    WantedLists,
    find_batch,
    find_versions,
    list_enterprise,
    list_latest,
    list_newest,
    list_versions_of,
    place_of,
)

pytestmark = pytest.mark.one_database

HOLDER = "91350100M000100Y43"


class Lists:
    """A registry with notices of both associations, by name."""

    def __init__(self, place: Path | str) -> None:
        self.bench = Bench(place)
        self.world = self.bench.world
        self.today = day_of(self.world.now)
        self.names: dict[str, str] = {}
        first = self.add("a1", until=5, batch="甲批", items__0__unifiedSocialCreditCode=HOLDER)
        self.add("b", by="sc", until=9, batch="甲批")
        self.add("c", until=2, batch="丙批", scheme="cq-credit")
        self.add("over", until=0, batch="丁批", items__3__unifiedSocialCreditCode=HOLDER)
        self.world.advance(days=1)
        self.add("a2", before=first, until=7, items__0__withdrawn=True)
        self.add("e", until=3, batch="戊批", items__2__unifiedSocialCreditCode=HOLDER)

    def add(self, name: str, *, by: str = "cq", until: int, **members: Any) -> bytes:
        """Admit a notice that ends so many days from the first one."""
        last = (self.today + timedelta(days=until)).isoformat()
        data = signed(self.world, list_notice(self.world, by, until=last, **members))
        self.bench.admit(data)
        self.names[parse_any(data).digest] = name
        return data

    def newest(self, **wanted: Any) -> list[str]:
        conditions = WantedLists(self.today + timedelta(days=1), **wanted)
        return [self.names[line.digest] for line in list_newest(self.bench.registry, conditions)]


@pytest.fixture(params=postgres.DATABASES, scope="module")
def lists(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lists]:
    if request.param == "sqlite":
        made = Lists(tmp_path_factory.mktemp("lists") / "registry.db")
        yield made
        made.bench.registry.close()
        return
    url = postgres.new_database()
    made = Lists(url)
    yield made
    made.bench.registry.close()
    postgres.drop_database(url)


def test_each_notice_is_listed_by_its_newest_version_in_order_of_its_last_day(lists: Lists) -> None:
    assert lists.newest() == ["b", "a2", "e", "c", "over"]
    assert lists.newest(is_over=False) == ["c", "e", "a2", "b"]
    assert lists.newest(is_over=True) == ["over"]
    assert lists.newest(issuer=lists.world.sc.did) == ["b"]
    assert lists.newest(scheme="cq-credit") == ["c"]
    assert lists.newest(holder=HOLDER) == ["a2", "e", "over"]


@pytest.mark.parametrize("is_over", [None, False])
def test_a_list_goes_on_behind_a_place(lists: Lists, is_over: bool | None) -> None:
    whole, registry = lists.newest(is_over=is_over), lists.bench.registry
    wanted = WantedLists(lists.today + timedelta(days=1), is_over)
    digests = {name: digest for digest, name in lists.names.items()}
    for number, name in enumerate(whole, 1):
        after = place_of(registry, digests[name])
        rest = [lists.names[line.digest] for line in list_newest(registry, wanted, after=after, first=2)]
        assert rest == whole[number:]
    assert place_of(registry, "0" * 64) is None


def test_versions_and_batches_are_found(lists: Lists) -> None:
    registry = lists.bench.registry
    both = find_batch(registry, "甲批")
    assert {lists.names[record.digest] for record in both} == {"a2", "b"}
    (mine,) = find_batch(registry, "甲批", lists.world.cq.did)
    lines = list_versions_of(registry, mine)
    assert [(lists.names[line.digest], line.version, line.withdrawn) for line in lines] == [
        ("a1", 1, 0), ("a2", 2, 1),
    ]  # fmt: skip
    records = registry.read(partial(find_versions, record=mine))
    assert [record.digest for record in records] == [line.digest for line in lines]
    newest = list_latest(registry, WantedLists(lists.today), 2)
    assert {lists.names[line.digest] for line in newest} == {"a2", "e"}


def test_items_of_an_enterprise_are_found_unless_withdrawn_or_over(lists: Lists) -> None:
    wanted = WantedLists(lists.today + timedelta(days=1), is_over=False, holder=HOLDER)
    (found,) = list_enterprise(lists.bench.registry, wanted, 10)
    assert lists.names[found.line.digest] == "e"
    assert (found.categories, found.grade) == (("工业废水处理", "除尘脱硫脱硝"), "三级")
