"""A registry with yesterday's database and today's tree."""

import atexit
import shutil
import tempfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import case, select

from credentials.documents.status_event import REASONS
from credentials.drafting.draft import StatusDraft
from credentials.identifiers import did_web_address
from keys_example import CHONGQING
from registry import Registry
from registry.database.tables import CHECKPOINT, INDEX, LEAF, RECORD
from registry.issuing.issue import change_status, plan_event, store_signed
from registry.publishing.publish import publish, write_tree
from registry.upkeep.restore_from_tree import Recovered, restore_from_tree
from tests.harness.apartments import FILINGS, back_up, restore
from tests.world.registry_setup import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = stand_at(1, tmp_path)
    yield bench
    bench.registry.close()


@pytest.fixture
def old(bench: Bench, tmp_path: Path) -> Path:
    """A backup taken after a first publication."""
    _go_to(bench, 2, tmp_path)
    return tmp_path / "old.db"


@pytest.fixture
def rewound(bench: Bench, old: Path, tmp_path: Path) -> Bench:
    """A registry restored to before its second publication."""
    _go_to(bench, 3, tmp_path)
    return bench


def _issue_five(bench: Bench, _: Path) -> None:
    bench.issue(*(bench.draft(n) for n in range(5)))


def _publish_and_back_up(bench: Bench, folder: Path) -> None:
    publish_tree(bench, folder / "site")
    back_up(bench.path, folder / "old.db")


def _rewind(bench: Bench, folder: Path) -> None:
    second_day(bench, folder / "site")
    put_back(bench, folder / "old.db")


STEPS = (_issue_five, _publish_and_back_up, _rewind)


def stand_at(step: int, folder: Path) -> Bench:
    """Return a bench of one's own in this folder, after so many steps, which are made once a process."""
    made, stored = _make_once(step)
    shutil.copytree(made, folder, dirs_exist_ok=True)
    everyone = [*stored.world.parties.values(), stored.world.stranger]
    shared = [stored.registry, *(key for one in everyone for key in one.keys.values())]
    bench = deepcopy(stored, {id(one): one for one in shared})
    bench.place = folder / stored.path.relative_to(made)
    bench.registry = bench.open()
    return bench


def _go_to(bench: Bench, step: int, folder: Path) -> None:
    bench.registry.close()
    vars(bench).update(vars(stand_at(step, folder)))


@cache
def _make_once(step: int) -> tuple[Path, Bench]:
    """Return a folder after so many steps, and its closed bench."""
    folder = Path(tempfile.mkdtemp(prefix="huren-rewound-"))
    atexit.register(shutil.rmtree, folder)
    (folder / "data").mkdir()
    bench = Bench(folder / "data" / "registry.db")
    for act in STEPS[:step]:
        act(bench, folder)
    bench.registry.close()
    return folder, bench


def publish_cq(bench: Bench) -> None:
    cq = bench.world.cq
    publish(bench.registry, cq.did, cq.signers["publication"], now=bench.world.now, random=bench.random)


def publish_tree(bench: Bench, site: Path) -> None:
    publish_cq(bench)
    write_tree(bench.registry, site)


def second_day(bench: Bench, site: Path) -> None:
    """Add everything that has an order in a log: renewals, events, a new version, a new key list."""
    world = bench.world
    world.advance(days=1)
    world.rotate("cq")
    world.amend(new_root="cq")
    world.publish()
    bench.admit_trust()
    bench.issue(
        *(
            bench.draft(20 + n, certificate_number=f"CQ-T-{n:05}", supersedes=f"CQ-T-{n:05}")
            for n in range(2)
        ),
        bench.draft(30),
    )
    revoke(bench, 3)
    bench.admit(world.issue(by="sc"))
    bench.admit(world.revoke(world.issue(by="sc")))
    bench.issue(bench.draft(31))
    publish_tree(bench, site)


def revoke(bench: Bench, number: int) -> None:
    change_status(
        bench.registry,
        StatusDraft(f"CQ-T-{number:05}", "revoke", REASONS["revoke"][0], bench.world.now),
        bench.world.cq.signers["assessment"],
        now=bench.world.now,
        random=bench.random,
    )


def put_back(bench: Bench, source: Path) -> None:
    bench.registry.close()
    restore(source, bench.path, lose=True)
    bench.registry = Registry.open(bench.path, filings=FILINGS)


def contents(registry: Registry) -> dict[str, set[Any]]:
    """Return every record, log entry, taken index and head.

    Times of storing are left out, and the places of others' records, whose log is elsewhere.
    """
    columns = {
        "records": (RECORD.c.digest, RECORD.c.issuer, RECORD.c.name, RECORD.c.data),
        "leaves": (LEAF.c.tree, LEAF.c.digest, case((LEAF.c.issuer == CHONGQING, LEAF.c.position))),
        "indexes": (*INDEX.c,),
        "heads": (*CHECKPOINT.c,),
    }
    return registry.read(
        lambda view: {
            name: {tuple(row) for row in view.connection.execute(select(*chosen))}
            for name, chosen in columns.items()
        }
    )


def bring_back(bench: Bench, site: Path) -> Recovered:
    return restore_from_tree(bench.registry, site, now=bench.world.now)


def host_of(bench: Bench, site: Path) -> Path:
    return site / did_web_address(bench.world.cq.did).removeprefix("https://")


def acts(bench: Bench) -> list[Callable[[], object]]:
    """Return every function that writes."""
    world = bench.world
    own = world.issue(by="cq")
    change = StatusDraft("CQ-T-00001", "revoke", "issued-in-error", world.now)
    return [
        lambda: bench.admit(world.issue(by="sc")),
        lambda: bench.admit(own),
        lambda: bench.registry.admit_many([world.issue(by="sc")], now=world.now),
        lambda: bench.issue(bench.draft(10)),
        lambda: revoke(bench, 1),
        lambda: publish_cq(bench),
        lambda: plan_event(bench.registry, change, issuer=world.cq.did, now=world.now, random=Random(1)),
        lambda: store_signed(bench.registry, [own], now=world.now, trusted=True),
    ]
