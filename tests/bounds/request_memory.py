"""A process that takes hostile bodies on every route, and says how far each made it grow.

`python -m tests.bounds.request_memory` prints a JSON line for each request, `… all` of each filling in each
place. It is a process of its own so that nothing but the request is measured: its peak (VmHWM, set back
before each) against what it had when warm.
"""

import asyncio
import ctypes
import gc
import json
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from api import Settings, create_app
from api.app import openapi_document
from api.wire.models import MAX_RECORDS
from credentials.kinds import KINDS
from signing.jcs import canonicalize
from tests.harness.apartments import SERVINGS
from tests.harness.asgi import request, whole
from tests.verifier.tender.opening import tender
from tests.world import World
from tests.world.api_node import TestClock
from tests.world.registries import open_registry

CHUNK = 65_536
JSON, NDJSON = "application/json", "application/x-ndjson"
LINES = {"zeros": "0\n", "objects": "{}\n", "lists": "[" + "[]," * 250 + "0]\n"}

FILLINGS: dict[str, tuple[str, str, str]] = {
    "zeros": ("[", "0,", "0]"),
    "empty objects": ("[", "{},", "{}]"),
    "empty lists": ("[", "[],", "[]]"),
    "small objects": ("[", '{"a":0},', "0]"),
    "texts": ("[", '"ab",', '""]'),
    "deep lists": ("", "[", ""),
    "many deep lists": ("[", "[" * 30 + "]" * 30 + ",", "0]"),
    "deep objects": ("", '{"a":', ""),
    "one text": ('"', "a", '"'),
    "one wide text": ('"\U0001f600', "a", '"'),
    "escapes": ('"', r"\u4e2d", '"'),
    "members": ("{", '"%08d":0,', '"":0}'),
    "one member again and again": ("{", '"a":0,', '"a":0}'),
    "fractions": ("[", "0.5,", "0]"),
    "spaces": ("[", " ", "]"),
}
"""Fillings of a value: what stands before, what repeats, what stands after; `%08d` is a running number."""

INSIDE = ("zeros", "members", "one wide text")
"""What parts of a body are filled with."""
EMPTY = {"type": "Bidders/1", "version": 1, "bidders": []}
Part = tuple[str, str, str]


class Case(NamedTuple):
    """A body of `size` bytes for a route: `text` around a filling."""

    path: str
    media: str
    name: str
    part: Part
    size: int


@cache
def document() -> Any:
    """Return the OpenAPI document."""
    return openapi_document(SERVINGS)


def routes_with_bodies() -> Iterator[tuple[str, str, str, Any]]:
    """Return (method, path, media type, schema) of every route that takes a body."""
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            for media, described in operation.get("requestBody", {}).get("content", {}).items():
                yield method.upper(), path, media, described["schema"]


def resolved(schema: Any) -> Any:
    """Follow a `$ref`, or take the first of several alternatives."""
    schemas = document()["components"]["schemas"]
    while "$ref" in schema or "anyOf" in schema:
        schema = schemas[schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema["anyOf"][0]
    return schema


def sample(schema: Any) -> Any:
    """Return a value of the schema, containers filled."""
    schema = resolved(schema)
    match schema.get("type"):
        case "object":
            return {name: sample(inner) for name, inner in schema.get("properties", {}).items()}
        case "array":
            return [sample(schema.get("items", {}))]
        case "boolean":
            return False
        case "integer":
            return 0
    return "x"


def unlike(schema: Any) -> set[str]:
    """Return the first part of the sample for each distinct schema, by its path."""
    first: dict[str, str] = {}

    def visit(schema: Any, path: str) -> None:
        said = {key: value for key, value in schema.items() if key not in ("title", "description")}
        first.setdefault(json.dumps(said), path or "all of it")
        schema = resolved(schema)
        for name, inner in schema.get("properties", {}).items():
            visit(inner, f"{path}.{name}")
        if schema.get("type") == "array":
            visit(schema.get("items", {}), f"{path}.0")

    visit(schema, "")
    return {*first.values()}


def places(value: Any, *, containers: bool = False) -> Iterator[tuple[str, Any]]:
    """Yield the value with a mark in place of each part, or of each container, and the path of that place."""
    mark = "\x00"

    def put(inner: Any, path: str) -> Iterator[tuple[str, Any]]:
        if not containers or isinstance(inner, dict | list):
            yield path or "all of it", mark
        items = (
            inner.items() if isinstance(inner, dict) else enumerate(inner) if isinstance(inner, list) else ()
        )
        for name, item in items:
            for where, changed in put(item, f"{path}.{name}"):
                copy = dict(inner) if isinstance(inner, dict) else [*inner]
                copy[name] = changed
                yield where, copy

    yield from put(value, "")


def around(value: Any, filling: Part) -> Part:
    """Put the filling in the place of the mark."""
    before, _, after = json.dumps(value).partition(r'"\u0000"')
    return before + filling[0], filling[1], filling[2] + after


class Turns:
    """Hand out fillings: one to each whole body in turn and to no part of it, or all to all."""

    def __init__(self, whole: bool) -> None:
        self._whole, self._routes = whole, count()

    def inside(self, names: Sequence[str]) -> Sequence[str]:
        """Return the fillings of a place in a body."""
        return names if self._whole else ()

    def whole(self, names: Sequence[str]) -> Sequence[str]:
        """Return the fillings of the next route's whole body."""
        return names if self._whole else (names[next(self._routes) % len(names)],)


def cases(limits: dict[tuple[str, str], int], turns: Turns) -> Iterator[Case]:
    """Yield fillings as the whole body, and some at every distinct place of a sample, up to the cap."""
    for _, path, media, schema in routes_with_bodies():
        size = limits[path, media]
        known = media in (JSON, NDJSON)
        for name in turns.whole([*FILLINGS]) if known else ("zeros",):
            yield Case(path, media, name, FILLINGS[name], size)
        for name, line in LINES.items() if media == NDJSON else ():
            yield Case(path, media, f"lines of {name}", ("", line, ""), min(size, MAX_RECORDS * len(line)))
        wanted = unlike(schema)
        for where, marked in places(sample(schema)) if media == JSON else ():
            for name in turns.inside(INSIDE) if where in wanted else ():
                yield Case(path, media, f"{where}: {name}", around(marked, FILLINGS[name]), size)
    yield from record_cases(turns)


def record_cases(turns: Turns) -> Iterator[Case]:
    """Yield signed documents of the long kinds, each container filled up to its cap."""
    world = World()
    credential = world.issue()
    world.compromise("sc", keep=[credential])
    documents = {
        world.sc.salvage[0]["id"]: (world.sc.salvage[0], KINDS["salvage"].max_bytes),
        "manifest": (world.publish_manifest("cq"), KINDS["manifest"].max_bytes),
    }
    digests = ("[", '"%064d",', f'"{0:064}"]')
    for document, size in documents.values():
        for where, marked in places(document, containers=True):
            for name in turns.inside(INSIDE[:2] if where.count(".") < 3 else INSIDE[:1]):
                part = around(marked, FILLINGS[name])
                yield Case("/api/v1/records", "application/json", f"{where}: {name}", part, size)
        if "keep" in document["credentialSubject"]:
            subject = {**document["credentialSubject"], "keep": "\x00"}
            part = around({**document, "credentialSubject": subject}, digests)
            yield Case("/api/v1/records", "application/json", "keep: digests", part, size)


async def body(case: Case) -> AsyncIterator[bytes | None]:
    """Yield the body in pieces, each made when the server reads it, so that it takes no memory before."""
    before, again, after = (part.encode() for part in case.part)
    yield before
    length = len(again % 0 if b"%" in again else again)
    times = (case.size - len(before) - len(after)) // length
    at_once = CHUNK // length // 1000 * 1000 or 1000 if b"%" in again else max(1, CHUNK // length)
    for start in range(0, times, at_once):
        number = min(at_once, times - start)
        yield numbered(again, start, at_once)[: number * length] if b"%" in again else again * number
    yield after


def numbered(again: bytes, start: int, count: int) -> bytes:
    """Return the filling with `count` running numbers from `start` on; both are multiples of a thousand."""
    thousands = range(start // 1000, (start + count) // 1000)
    return b"".join(of_a_thousand(again).replace(b"\0", b"%05d" % thousand) for thousand in thousands)


@cache
def of_a_thousand(again: bytes) -> bytes:
    """Return a thousand numbered fillings, with a mark for all digits but the last three."""
    last = 99_999_000
    return b"".join((again % (last + n)).replace(b"%d" % (last + n), b"\0%03d" % n) for n in range(1000))


def read_memory(name: str) -> int:
    """Return `VmRSS` or `VmHWM` in bytes."""
    found = re.search(rf"{name}:\s+([0-9]+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) * 1024


def give_back() -> None:
    """Return free memory to the system and reset the peak to what is in use."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")


async def ask(app: Any, path: str, media: str, chunks: AsyncIterator[bytes | None]) -> Any:
    """Send a POST and return the answer."""
    return await request(app, "POST", path, chunks, [(b"content-type", media.encode())])


async def find_limit(app: Any, path: str, media: str) -> int:
    """Return the largest body that the route takes, from its refusal of a larger one."""
    head = [(b"content-type", media.encode()), (b"content-length", b"9" * 15), (b"accept-language", b"en")]
    answer = await request(app, "POST", path, whole(b"0"), head)
    problem = json.loads(answer.body)
    assert problem["code"] == "body-too-large", problem
    return int(re.search(r"[0-9]{4,}", problem["detail"])[0])  # type: ignore[index]


async def measure(app: Any, world: World, turns: Turns) -> None:
    """Send every request and print one line for each."""
    good = json.loads(world.issue())
    for path, value in {
        "/api/v1/verifications": {"credential": good},
        "/api/v1/verifications/batch": {"verifications": [{"credential": good}]},
        "/api/v1/tenders/check": {"tender": tender(), "bidders": EMPTY, "credentials": {}},
        "/api/v1/records": good,
    }.items():
        data = canonicalize(value)  # warm-up: caches are filled before the first measurement
        assert (await ask(app, path, "application/json", whole(data))).status < 300
    limits = {(path, media): await find_limit(app, path, media) for _, path, media, _ in routes_with_bodies()}
    gc.collect()
    gc.freeze()
    give_back()
    base = read_memory("VmRSS")
    for case in cases(limits, turns):
        for _ in range(5):
            await asyncio.sleep(0)  # let the event loop finish the last request
        give_back()
        sent = 0

        async def counted(case: Case = case) -> AsyncIterator[bytes | None]:
            nonlocal sent
            async for chunk in body(case):
                sent += len(chunk or b"")
                yield chunk

        answer = await ask(app, case.path, case.media, counted())
        grown = read_memory("VmHWM") - base
        print(
            json.dumps({"path": case.path, "media": case.media, "name": case.name, "sent": sent,
                        "status": answer.status, "grown": grown}),
            flush=True,
        )  # fmt: skip


def main() -> None:
    """Measure all requests against a node of its own."""
    world = World()
    with (
        tempfile.TemporaryDirectory() as folder,
        open_registry(Path(folder) / "registry.db", world) as registry,
    ):
        settings = Settings.load(None, batch_workers=0, rate_per_minute=0)
        app: Any = create_app(settings, registry, TestClock(world), servings=SERVINGS)
        asyncio.run(measure(app, world, Turns(sys.argv[1:] == ["all"])))


if __name__ == "__main__":
    main()
