"""Association that issues, revokes one of a hundred and publishes: the start of these benches."""

import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from bench.scene import NOW, drafts, open_registry, world
from credentials.documents.status_event import REASONS
from credentials.drafting.draft import StatusDraft
from keys_example import example_signer
from registry import Registry
from registry.issuing.issue import issue_in_portions
from registry.issuing.plan_events import Foreseen, foresee, sign_changes
from registry.publishing.publish import publish, write_tree

EXCEPTIONS = 100
"""Credentials of which one is revoked."""

LATER = timedelta(hours=1)
"""Time after the example world's day: at a pull, the publication is in the past."""

_DID = world().cq.did


class Office:
    """Open registry and the tree beside it; each act takes place a minute after the previous one."""

    def __init__(self, folder: Path, registry: Registry, *, first: int = 0) -> None:
        """Begin with `first`, which numbers the next certificate and the current minute."""
        self.folder, self.registry, self.tree = folder, registry, folder / "tree"
        self._minutes, self._numbers = count(first // 100_000), count(first)
        self._random = random.Random(first)
        self._ids: list[str] = []

    def issue(self, number: int = 1) -> None:
        """Issue this many credentials."""
        stock = [
            draft.model_copy(update={"certificate_number": f"E-{next(self._numbers):07}"})
            for draft in drafts(number)
        ]
        signer, now = example_signer("cq-assessment"), self._now()
        for portion in issue_in_portions(self.registry, stock, signer, now=now, random=self._random):
            self._ids += [record.body.id for record in portion]

    def revoke(self, number: int = 1) -> None:
        """Revoke this many of the credentials issued first."""
        ids, self._ids = self._ids[:number], self._ids[number:]
        now, signer = self._now(), example_signer("cq-assessment")
        wanted = [StatusDraft(credential, "revoke", REASONS["revoke"][0], now) for credential in ids]
        changes = foresee(self.registry, wanted, issuer=_DID, now=now, random=self._random)
        fit = [change for change in changes if isinstance(change, Foreseen)]
        assert len(fit) == number, changes[:3]
        for _ in sign_changes(self.registry, fit, signer, issuer=_DID, now=now, random=self._random):
            pass

    def publish(self, *, whole: bool = False) -> float:
        """Sign what is current and write the tree; return its CPU time in seconds."""
        start = time.process_time()
        now = self.sign(whole=whole)
        write_tree(self.registry, self.tree, now=now, whole=whole)
        return time.process_time() - start

    def sign(self, *, whole: bool = False) -> datetime:
        """Sign what is current; return the time."""
        now, signer = self._now(), example_signer("cq-publication")
        publish(self.registry, _DID, signer, now=now, random=self._random, whole=whole)
        return now

    def _now(self) -> datetime:
        return NOW + timedelta(minutes=next(self._minutes))


@contextmanager
def new_office(credentials: int) -> Iterator[Office]:
    """Yield an office with this many credentials, published."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with open_registry(folder / "registry.db", folder / "heads") as registry:
            office = Office(folder, registry)
            office.issue(credentials)
            office.revoke(credentials // EXCEPTIONS)
            office.publish()
            yield office
