"""A disk that fails at every single step of issue, revoke and publish: 503 or 507, reads go on, no repair."""

import errno
import json
from collections.abc import Callable, Collection, Iterator, Sequence
from hashlib import sha256
from itertools import cycle, islice
from typing import Any

import pytest
from starlette.testclient import TestClient

from api import Settings, create_app
from api.answers.readiness import HOLD_SECONDS
from api.http.problems import STATUS
from registry import RegistryError
from registry.database.backends import Sqlite
from registry.upkeep.audit import audit_registry
from tests.crash.disk_faults import Disk, failing_disk
from tests.crash.office import REVOKED, SUBMITTED, WORLD, Office, Place
from tests.crash.stage import quick_folder, restored, settled
from tests.harness.apartments import SERVINGS
from tests.world.api_node import JSON, TestClock
from tests.world.site import check_site

pytestmark = pytest.mark.crash

OK = (200, 201)
FAULTS = {"no space, for good": (errno.ENOSPC, True), "an I/O error, once": (errno.EIO, False)}
EVERY = 30
BY_DAY = ("no space, for good", EVERY)
FIRST = {True: 1, False: 3}
"""First failing step, by whether the fault lasts. By night every step fails, with either fault."""
STEPS = 100
"""Fewest steps of a day's work; with fewer, the failing disk was not in use."""

NEXT = {"submit": "revoke", "publish": "write tree"}
"""Which record rests on which."""

QUESTIONS = cycle(
    ("/api/v1/bundle", "/api/v1/credentials?status=revoked", "/api/v1/associations", "/api/v1/verifications")
)
"""Questions of officers; after each failure the next two are asked."""


@pytest.fixture
def disk() -> Iterator[Disk]:
    with failing_disk() as disk:
        yield disk


@pytest.fixture
def origin(monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A registry whose SQLite log is copied back into its file now and then, so that this step fails, too."""
    settings = [s for s in Sqlite.settings if not s.startswith("wal_autocheckpoint")]
    monkeypatch.setattr(Sqlite, "settings", (*settings, "wal_autocheckpoint=40"))
    with quick_folder() as folder, settled("sqlite", folder) as place:
        yield place


class Day:
    """A node and its office at work, whatever the disk does."""

    def __init__(self, office: Office, client: TestClient, disk: Disk, clock: TestClock) -> None:
        self._office, self._client, self._disk, self._clock = office, client, disk, clock
        self._answered: set[str] = set()
        self.works: dict[str, Callable[[], int]] = {
            "submit": lambda: self._post(SUBMITTED),
            "revoke": lambda: self._post(REVOKED),
            "issue": lambda: self._own(office.issue),
            "event": lambda: self._own(office.event),
            "publish": lambda: self._own(office.publish),
            "write tree": lambda: self._own(office.write_tree),
        }
        """By the API for the other association, in the office for its own."""

    def work(self, due: Collection[str], number: int, code: int, *, lasting: bool) -> list[str]:
        """Let the disk fail at the step with that number in each work due; return the works it hit.

        Refused works are repeated once the disk is mended.
        """
        disk, hit = self._disk, []
        for name, work in self.works.items():
            if name not in due:
                assert NEXT.get(name) not in due or work() in OK
                continue
            disk.arm(number, code, lasting=lasting)
            status = work()
            if disk.failed:
                hit.append(name)
            if status not in OK:
                self._read(lasting=lasting)
                disk.mend()
                assert work() in OK
            disk.mend()
        return hit

    def _post(self, data: bytes) -> int:
        answer = self._client.post("/api/v1/records", content=data, headers=JSON)
        return self._note(answer.status_code, [data], answer.text)

    def _own(self, step: Callable[[], Sequence[bytes]]) -> int:
        try:
            return self._note(201, step(), "")
        except RegistryError as error:
            return self._note(STATUS[error.code], [], str(error))

    def _note(self, status: int, stored: Sequence[bytes], why: str) -> int:
        if status in OK:
            self._answered |= {sha256(data).hexdigest() for data in stored}
        else:
            assert status in (503, 507), why
        return status

    def _read(self, *, lasting: bool) -> None:
        """Ask what officers ask while the disk fails, and check that the disk does fail."""
        for path in islice(QUESTIONS, 2):
            if path.endswith("verifications"):
                answer = self._client.post(path, json={"credential": json.loads(SUBMITTED)})
            else:
                answer = self._client.get(path)
            assert answer.status_code == 200, answer.text
        self._clock.wait(HOLD_SECONDS)
        answer = self._client.get("/readyz")
        failed = [check["name"] for check in answer.json()["checks"] if not check["ready"]]
        assert (answer.status_code, failed) == ((503, ["writing"]) if lasting else (200, [])), answer.text

    def check(self) -> None:
        """Check that no answer is lost and the registry is sound."""
        registry = self._office.bench.registry
        assert registry.read(lambda view: all(view.data(digest) is not None for digest in self._answered))
        assert audit_registry(registry).problems == ()
        check_site(self._office.site, WORLD, None, complete=True)


@pytest.mark.parametrize(
    ("fault", "every"),
    [
        pytest.param(fault, every, marks=() if (fault, every) == BY_DAY else pytest.mark.night)
        for fault in FAULTS
        for every in (1, EVERY)
    ],
)
def test_an_error_at_every_step_loses_no_answer(disk: Disk, origin: Place, fault: str, every: int) -> None:
    code, lasting = FAULTS[fault]
    first = FIRST[lasting] if every > 1 else 1
    settings = Settings.load(None, rate_per_minute=0, batch_workers=0)
    hits: list[list[str]] = []
    while not hits or hits[-1]:  # a work with fewer steps has no more to fail
        with restored(origin) as place, Office(place) as office:
            clock = TestClock(WORLD)
            app: Any = create_app(settings, office.bench.registry, clock, servings=SERVINGS)
            with TestClient(app, raise_server_exceptions=False) as client:
                day = Day(office, client, disk, clock)
                due = hits[-1] if hits else day.works
                hits.append(day.work(due, first + every * len(hits), code, lasting=lasting))
                day.check()
    assert sum(map(len, hits)) > STEPS // every
