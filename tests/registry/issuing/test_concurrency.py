"""Several writers on one registry: no index is given twice, no leaf is lost, one log."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from registry.admission import status_indexes
from registry.database.backends import PostgreSQL
from registry.database.tables import INDEX, LEAF
from registry.lookup.lookup import counts
from registry.view.trees import RECORDS
from signing.log.merkle import merkle_root
from tests.harness import postgres
from tests.harness.checkout import ROOT
from tests.harness.selection.by_day import by_day
from tests.world.registry_setup import Bench, issue_some

pytestmark = pytest.mark.crash

EACH = 40


def check_whole(bench: Bench, expected: int) -> None:
    """Check that each index is used once and that the log has every leaf."""
    rows = bench.registry.read(lambda view: view.connection.execute(select(INDEX)).all())
    assert len({row[:3] for row in rows}) == len(rows) == expected
    query = select(LEAF.c.position, LEAF.c.digest).where(LEAF.c.issuer == bench.world.cq.did)
    leaves = bench.registry.read(lambda view: view.connection.execute(query.order_by(LEAF.c.position)).all())
    assert [leaf.position for leaf in leaves] == [*range(len(leaves))]
    tree = bench.registry.read(lambda view: view.tree(bench.world.cq.did, RECORDS))
    assert tree.root() == merkle_root(bytes.fromhex(leaf.digest) for leaf in leaves)
    found = counts(bench.registry)
    assert found["capability"] + found.get("credit", 0) == expected
    assert found["plans"] == 0


@pytest.mark.parametrize("handles", by_day(["one", "each"], ["each"]))
def test_threads_issue_into_one_file(bench: Bench, handles: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few free indexes, so that the threads draw the same ones."""
    issue_in_threads(bench, handles, monkeypatch)


@pytest.mark.night
@pytest.mark.parametrize("level", ["SERIALIZABLE", pytest.param("REPEATABLE READ", marks=pytest.mark.night)])
def test_writers_that_lose_by_40001_run_again(
    tmp_path: Path, level: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Databases without READ COMMITTED report conflicts in this way."""
    write = PostgreSQL.begin["write"]
    strict = {**PostgreSQL.begin, "write": write.replace("READ COMMITTED", level)}
    assert strict["write"] != write
    monkeypatch.setattr(PostgreSQL, "begin", strict)
    bench = Bench(postgres.new_database(), heads=tmp_path / "heads")
    issue_in_threads(bench, "one", monkeypatch)
    bench.registry.close()


def issue_in_threads(bench: Bench, handles: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status_indexes, "LIST_BITS", 256)
    monkeypatch.setattr(status_indexes, "FULL", 192)
    failures: list[BaseException] = []

    def run(first: int) -> None:
        try:
            if handles == "one":
                issue_some(bench, bench.registry, first)
            else:
                with bench.open() as registry:
                    issue_some(bench, registry, first)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(1000 * i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    check_whole(bench, 4 * EACH)


ISSUE = """
import sys
from pathlib import Path
from tests.world.registry_setup import Bench, issue_some
place = sys.argv[1]
bench = Bench(place if "://" in place else Path(place))
issue_some(bench, bench.registry, int(sys.argv[2]), int(sys.argv[3]))
bench.registry.close()
"""


@pytest.mark.night
@pytest.mark.one_database
@pytest.mark.parametrize("each", [EACH, 10_000])
def test_processes_issue_into_one_file(bench: Bench, each: int) -> None:
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", ISSUE, str(bench.place), str(100_000 * i), str(each)],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        for i in range(2)
    ]
    for run in runs:
        _, errors = run.communicate()
        assert run.returncode == 0, errors
    check_whole(bench, 2 * each)


def test_a_handle_sees_what_another_one_stored(bench: Bench) -> None:
    with bench.open() as other:
        size = bench.registry.read(lambda view: view.tree(bench.world.cq.did, RECORDS)).size
        other.admit(bench.world.issue(), now=bench.world.now)
        tree = bench.registry.read(lambda view: view.tree(bench.world.cq.did, RECORDS))
        assert tree.size == size + 1
        bench.world.rotate("cq")
        from signing.jcs import canonicalize

        other.admit(canonicalize(bench.world.publish_key_list("cq")), now=bench.world.now)
        assert bench.registry.methods(bench.world.cq.did, "assessment", bench.world.now)[0].id.endswith("-2")
