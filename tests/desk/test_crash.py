"""A desk killed before and after every commit from plan to storing: nothing is lost, nothing signed twice."""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from desk.last_people import load_last
from desk.office import upload
from desk.office.desk import Desk
from desk.office.people import find_people
from desk.office.plans import STORED, OfficePlan, list_plans
from desk.people.drafts import draft_next
from registry import Registry
from registry.database.transactions import Database
from signing.jcs import canonicalize
from signing.strict_json import parse_json
from tests.credentials.desk.papers import Value
from tests.desk.desk_room import CHAIR, CLERK, DeskRoom
from tests.harness import postgres
from tests.harness.apartments import FILINGS
from tests.harness.selection.by_day import by_day

pytestmark = [pytest.mark.crash, pytest.mark.one_database]

ROWS = 3
"""Documents of a plan: two portions of PORTION."""
PORTION = 2


class Act:
    """One act of the office, which can continue from any step."""

    def __init__(self, room: DeskRoom, documents: list[Value]) -> None:
        self.room, self.documents = room, documents

    def go_on(self, folder: Path) -> None:
        """Do the remaining steps, by repeating every step."""
        room, plan = self.room, self.find()
        if plan is None:
            plan = room.plan(self.documents)
        stated = {statement.body.by for statement in plan.stated.statements}
        if "p1" not in stated:
            room.state(CLERK, "p1", plan.digest, "make")
        if "p2" not in stated:
            room.state(CHAIR, "p2", plan.digest, "approve")
        exported, signed = folder / "exported.json", folder / "signed.json"
        if not exported.exists():
            save(exported, room.export(plan.digest))
        if not signed.exists():
            save(signed, room.sign(exported.read_bytes()))
        assert {*room.upload(signed.read_bytes())} <= {"stored", "already"}

    def find(self) -> OfficePlan | None:
        """Return the plan, if it was kept."""
        plans = self.room.desk.read(partial(list_plans, now=self.room.now))
        return next((plan for plan in plans if [*plan.stated.documents] == self.documents), None)

    def check(self, folder: Path) -> None:
        """Check that all is done once: the stored records are those that came back signed."""
        plan = self.find()
        assert plan is not None
        assert (plan.state, len(plan.stated.statements)) == (STORED, 2)
        signed: Any = parse_json((folder / "signed.json").read_bytes(), max_bytes=10**8)
        people = self.room.desk.read(find_people)
        for document in signed["documents"]:
            digest = sha256(canonicalize(document)).hexdigest()
            assert digest in people.lists or self.room.bench.registry.read(partial(_holds, digest=digest))
        newest = people.chain.lists[-1].id
        assert load_last(self.room.bench.registry)[self.room.desk.issuer].digest == newest


def _holds(view: Any, *, digest: str) -> bool:
    return view.data(digest) is not None


def save(path: Path, data: bytes) -> None:
    half = path.with_suffix(".half")
    half.write_bytes(data)
    half.rename(path)


@pytest.fixture
def room(place: Path | str, tmp_path: Path) -> Iterator[DeskRoom]:
    room = DeskRoom(place, heads=tmp_path / "heads")
    yield room
    room.close()


@pytest.mark.parametrize("every", by_day((1, 5), (5,)))
def test_a_batch_is_completed_after_every_death(
    room: DeskRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, every: int
) -> None:
    monkeypatch.setattr(upload, "PORTION", PORTION)
    documents = [room.suspension(record) for record in room.issue_before(ROWS)]
    assert kill_everywhere(room, tmp_path, documents, every) == 2 * 7


@pytest.mark.night
def test_a_people_list_is_completed_after_every_death(room: DeskRoom, tmp_path: Path) -> None:
    room.office.world.advance(hours=1)
    document = room.desk.read(partial(draft_next, now=room.now))
    assert kill_everywhere(room, tmp_path, [document], 1) == 2 * 7


def kill_everywhere(room: DeskRoom, tmp_path: Path, documents: list[Value], every: int) -> int:
    """Kill the act at every n-th boundary, complete it, check it; return the number of boundaries."""
    whole = in_child(room, tmp_path / "whole", documents, None)
    for boundary in range(0, whole, every):
        folder = tmp_path / f"killed-{boundary}"
        assert in_child(room, folder, documents, boundary) == -signal.SIGKILL
        with at(room, folder):
            act = Act(room, documents)
            act.go_on(folder)
            act.check(folder)
    return whole


def in_child(room: DeskRoom, folder: Path, documents: list[Value], kill_at: int | None) -> int:
    """Return the number of boundaries that a child passed, or the signal that ended it."""
    folder.mkdir()
    origin = room.bench.copy()
    copy = folder / "registry.db" if isinstance(origin, Path) else origin
    if isinstance(origin, Path):
        shutil.move(origin, copy)
    for file in room.bench.heads.parent.glob("heads*") if room.bench.heads is not None else ():
        shutil.copy(file, folder / file.name)
    (folder / "place").write_text(str(copy))
    room.close()
    child = os.fork()
    if child == 0:
        try:
            with at(room, folder):
                passed = watch(kill_at)
                Act(room, documents).go_on(folder)
            os._exit(next(passed))
        except BaseException:
            os._exit(250)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    reopen(room, room.bench.open())
    assert status != 250
    return status


class at:  # noqa: N801 - reads as a word
    """Return the room at a copy of its registry."""

    def __init__(self, room: DeskRoom, folder: Path) -> None:
        self.room, self.folder = room, folder

    def __enter__(self) -> None:
        text = (self.folder / "place").read_text()
        place: Path | str = text if "://" in text else Path(text)
        self.before = self.room.bench.registry
        reopen(self.room, Registry.open(place, heads=self.folder / "heads", filings=FILINGS))

    def __exit__(self, *_: object) -> None:
        self.room.close()
        reopen(self.room, self.before)
        text = (self.folder / "place").read_text()
        if "://" in text and os.getpid() == PARENT:
            postgres.drop_database(text)


PARENT = os.getpid()


def reopen(room: DeskRoom, registry: Registry) -> None:
    room.bench.registry = registry
    room.desk = Desk(registry, room.desk.issuer)


def watch(kill_at: int | None) -> Iterator[int]:
    """Count the boundaries of this process's commits from now on, and die at one of them."""
    run, passed = Database.run_in_transaction, count()

    def pass_by() -> None:
        if next(passed) == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def run_in_transaction(store: Database, work: Callable[[Any], Any], *, write: bool = True) -> Any:
        def watched(connection: Any) -> Any:
            result = work(connection)
            pass_by()
            return result

        result = run(store, watched, write=write)
        pass_by()
        return result

    Database.run_in_transaction = run_in_transaction  # type: ignore[method-assign, assignment]
    return passed
