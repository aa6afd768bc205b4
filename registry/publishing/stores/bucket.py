"""The tree in a bucket: files by conditional requests, sixteen at a time, and an inventory of what changes.

`.inventory.json` has the digest and tag of every changing file as written last, and the folders that others
replaced. So the tree is not listed and nothing unchanged is sent. Its swap is the writer's turn: a second
writer takes the turn over; the first is refused at its next swap or before the next file that names others.

{"ended":true,"files":{"bundle.json":["<sha-256>","<tag>"]},
"replaced":{"cq.example/log/data/000.p":1788000000},"run":"<16 hex>-<try>","unsure":0}

A turn that did not end leaves files that the inventory does not know: its writer was killed, or was stopped
and has requests under way that arrive after the next writer's end. Until `UNSURE` after such a turn each
publication lists the tree and goes by what is there: what differs is replaced, if nobody else has the turn.
Not so a file that this publication was computed from, such as a checkpoint: its swap is refused.
"""

import re
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import md5, sha256
from typing import Annotated

from pydantic import Field, Strict

from carriers.errors import CarrierError
from carriers.objects.bucket import Bucket, BucketObject, Got
from credentials.errors import RecordError
from credentials.record import Count, Digest, JsonObject, Model, parse_document, read_body
from credentials.schemas import SCHEMA_TYPE
from registry.errors import RegistryError
from registry.publishing.stores.store import ASK_AGAIN, FOR_EVER, KEPT, TreeFile
from signing.jcs import canonicalize

INVENTORY = ".inventory.json"
MAX_BYTES = 64 * 1024 * 1024
AT_ONCE = 16
"""Requests at the same time."""
_PART = re.compile(r"[a-z0-9]+(?:/[a-z0-9]+)*\.p", re.ASCII)
_FIXED = re.compile(
    r"/(records/[0-9a-f]{64}\.json|log/(tile/([0-9]+|entries)|data)/[x0-9/]+(\.p/[0-9]+)?(\.ndjson\.gz)?)$",
    re.ASCII,
)
"""Paths that fix their content."""
UNSURE = timedelta(days=7)
"""Time after a turn that did not end in which a request of its writer may still arrive."""
_PATH = Annotated[str, Field(max_length=1024)]
_TAG = Annotated[str, Field(max_length=256)]


class _Inventory(Model):
    ended: bool
    files: dict[_PATH, Annotated[tuple[Digest, _TAG], Strict(False)]]
    replaced: dict[_PATH, Count]
    run: Annotated[str, Field(max_length=64)]
    unsure: Count


class BucketStore:
    """See `TreeStore`. Raises CarrierError as `Bucket`; RegistryError tree-overtaken."""

    def __init__(self, bucket: Bucket, *, run: str, now: datetime) -> None:
        """Take the bucket for one publication; `run` is a random text that names it."""
        self._bucket, self._run, self._now = bucket, run, int(now.timestamp())
        self._known: dict[str, tuple[str, str]] = {}
        self._written: dict[str, tuple[str, str]] = {}
        self._replaced: dict[str, int] = {}
        self._listed: dict[str, BucketObject] | None = None
        self._read: dict[str, str | None] = {}
        self._turn = ""
        self._tries = 0
        self._is_noted = True
        self._ended, self._unsure = False, 0
        self._pool: ThreadPoolExecutor
        self._pending: deque[Future[None]] = deque()

    @property
    def guarded(self) -> str:
        """See `TreeStore`."""
        return self._bucket.address

    @contextmanager
    def writing(self, *, whole: bool) -> Iterator[None]:
        """See `TreeStore`; CarrierError objects-unconditional where the storage ignores conditions."""
        self._begin(whole)
        with ThreadPoolExecutor(AT_ONCE) as self._pool:
            try:
                yield
                self._settle()
            finally:
                for waiting in self._pending:
                    waiting.cancel()
        # only what was put now: a file that is no longer looked at need not be known
        self._known, self._ended = {}, True
        self._save()

    def _begin(self, whole: bool) -> None:
        found = self._get(INVENTORY)
        inventory = _parse(found.data) if found is not None and found.data is not None else None
        if inventory is not None:
            self._known = {**inventory.files}
            self._replaced = {**inventory.replaced}
            self._unsure = inventory.unsure if inventory.ended else self._now
        if whole or inventory is None or self._unsure > self._now - UNSURE.total_seconds():
            self._listed = {entry.path: entry for entry in self._bucket.list("")}
        self._turn = found.tag if found is not None else ""
        if found is None:
            self._save()
        if inventory is None:
            self._refuse_heedless(self._bucket.add(INVENTORY, self._format(), _headers(INVENTORY)))
            self._refuse_heedless(self._try_tag(f'"{"0" * 32}"'))
        turn = self._try_tag(self._turn) or self._find_turn()
        if turn is None:
            # Ceph 18 compares a tag without its quotes; storage must refuse a wrong one in this spelling, too
            self._refuse_heedless(self._try_tag("0" * 32))
            self._bucket.bare_tags = True
            self._save()
        else:
            self._turn = turn

    def _find_turn(self) -> str | None:
        """Return the tag of the inventory if this writer's has arrived, though the answer was lost."""
        here = self._get(INVENTORY)
        return here.tag if here is not None and here.data == self._format() else None

    def _try_tag(self, tag: str) -> str | None:
        self._tries += 1
        return self._bucket.swap(INVENTORY, self._format(), tag, _headers(INVENTORY))

    def _refuse_heedless(self, new: str | None) -> None:
        """Refuse storage that ignores conditions: this had to fail."""
        if new is not None:
            raise CarrierError("objects-unconditional", address=self.guarded)

    def read(self, path: str) -> bytes | None:
        """See `TreeStore`."""
        found = self._get(path)
        self._read[path] = found.tag if found is not None else None
        return found.data if found is not None else None

    def _get(self, path: str) -> Got | None:
        """Return an object; one that is too large for this writer's is empty: it is written again."""
        try:
            return self._bucket.get(path, MAX_BYTES)
        except CarrierError as error:
            if error.code != "peer-too-large":
                raise
        here = self._bucket.find(path)
        return Got(b"", here.tag) if here is not None else None

    def has(self, path: str) -> bool:
        """See `TreeStore`."""
        if self._listed is not None:
            return path in self._listed
        return self._bucket.find(path) is not None

    def names(self, folder: str) -> Collection[str]:
        """See `TreeStore`."""
        return self._bucket.names(folder)

    def put(self, file: TreeFile) -> None:
        """See `TreeStore`; a failure is raised by a later call or at the end of the turn."""
        match file.kind:
            case "replaced":
                self._is_noted &= file.path in self._replaced
                self._replaced.setdefault(file.path, self._now)
                return
            case "pointing":
                self._settle()
                self._hold_turn()
                self._change(file)
                return
        while len(self._pending) >= 2 * AT_ONCE:
            self._pending.popleft().result()
        work = {"fixed": self._add, "gone": self._remove}.get(file.kind, self._change)
        self._pending.append(self._pool.submit(work, file))

    def sweep(self, hosts: Sequence[str], now: datetime) -> None:
        """See `TreeStore`."""
        before = now.timestamp() - KEPT.total_seconds()
        # the inventory is not signed: whoever can write it must not choose what this writer's key removes
        logs = tuple(f"{host}/log/" for host in hosts)
        for folder in [folder for folder, since in self._replaced.items() if since < before]:
            is_part = any(_PART.fullmatch(folder.removeprefix(log)) for log in logs if folder.startswith(log))
            paths = [entry.path for entry in self._bucket.list(folder)] if is_part else []
            for first in range(0, len(paths), 1000):
                self._bucket.delete(paths[first : first + 1000])
            del self._replaced[folder]

    def _settle(self) -> None:
        while self._pending:
            self._pending.popleft().result()

    def _add(self, file: TreeFile) -> None:
        """Put a file whose name fixes its content; what is there may be cut, changed or another log's."""
        here = self._listed.get(file.path) if self._listed is not None else None
        if here is None:
            if self._bucket.add(file.path, file.data, _headers(file.path)) is not None:
                return
            here = self._bucket.find(file.path)
        if here is None or not self._is_same(here, file.data):
            self._swap(file.path, file.data, here.tag if here is not None else None)

    def _is_same(self, here: BucketObject, data: bytes) -> bool:
        """Tell whether an object has these bytes; most storage tells by its tag."""
        if here.size != len(data):
            return False
        if here.tag.strip('"') == md5(data, usedforsecurity=False).hexdigest():
            return True
        found = self._bucket.get(here.path, here.size)
        return found is not None and found.data == data

    def _remove(self, file: TreeFile) -> None:
        self._bucket.delete([file.path])

    def _change(self, file: TreeFile) -> None:
        path, digest = file.path, sha256(file.data).hexdigest()
        known = self._known.get(path)
        tag = self._tag_of(path, known)
        if known is None or known != (digest, tag):
            here = self._listed.get(path) if self._listed is not None and path not in self._read else None
            is_same = here is not None and self._is_same(here, file.data)
            known = digest, here.tag if here and is_same else self._swap(path, file.data, tag)
        self._written[path] = known

    def _tag_of(self, path: str, known: tuple[str, str] | None) -> str | None:
        """Return the tag of a file as far as it is known; None for one that seems absent."""
        if path in self._read:
            return self._read[path]
        if self._listed is not None:
            listed = self._listed.get(path)
            return listed.tag if listed is not None else None
        return known[1] if known is not None else None

    def _swap(self, path: str, data: bytes, tag: str | None) -> str:
        """Put a file in the place of the one with this tag; RegistryError tree-overtaken."""
        new = self._put(path, data, tag)
        if new is not None:
            return new
        here = self._bucket.find(path)
        # the request had arrived and was repeated, or the writer that was killed wrote the same
        if here is not None and self._is_same(here, data):
            return here.tag
        if path in self._read:
            raise RegistryError("tree-overtaken", tree=self.guarded, path=path)
        self._check_turn()
        new = self._put(path, data, here.tag if here is not None else None)
        if new is None:
            raise RegistryError("tree-overtaken", tree=self.guarded, path=path)
        return new

    def _put(self, path: str, data: bytes, tag: str | None) -> str | None:
        headers = _headers(path)
        if tag is None:
            return self._bucket.add(path, data, headers)
        return self._bucket.swap(path, data, tag, headers)

    def _hold_turn(self) -> None:
        """Note what was replaced, or see that the turn is still this writer's."""
        if self._is_noted:
            self._check_turn()
        else:
            self._save()

    def _check_turn(self) -> None:
        """Raise RegistryError tree-overtaken once another writer has the turn."""
        here = self._bucket.find(INVENTORY)
        if here is None or here.tag != self._turn:
            raise RegistryError("tree-overtaken", tree=self.guarded, path=INVENTORY)

    def _save(self) -> None:
        """Swap the inventory; RegistryError tree-overtaken where another writer has."""
        self._read[INVENTORY] = self._turn or None
        self._turn = self._swap(INVENTORY, self._format(), self._turn or None)
        self._is_noted = True

    def _format(self) -> bytes:
        files: JsonObject = {path: [*row] for path, row in {**self._known, **self._written}.items()}
        state: JsonObject = {
            "ended": self._ended,
            "run": f"{self._run}-{self._tries}",
            "unsure": self._unsure,
        }
        return canonicalize({**state, "files": files, "replaced": {**self._replaced}})


def _parse(data: bytes) -> _Inventory | None:
    """Parse the inventory; None for anything else: the tree is then listed."""
    try:
        return read_body(parse_document(data, MAX_BYTES), _Inventory)
    except RecordError:
        return None


def _headers(path: str) -> dict[str, str]:
    """Return the headers under which a file is handed out."""
    name = path.rpartition("/")[2]
    if path.startswith("ns/"):
        media = "application/ld+json"
    elif path.startswith("schemas/"):
        media = SCHEMA_TYPE
    elif name in ("checkpoint", "key") or "/log/checkpoints/" in path:
        media = "text/plain; charset=utf-8"
    elif name.endswith(".json") or "/status/" in path:
        media = "application/json"
    else:
        media = "application/octet-stream"
    return {"Content-Type": media, "Cache-Control": FOR_EVER if _FIXED.search(path) else ASK_AGAIN}
