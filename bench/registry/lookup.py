"""Finding one credential among a million, on both engines, against the driver's SELECT; and by words."""

import random
import sys
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle
from typing import Any, NamedTuple
from uuid import UUID

from bench.measure import Number, in_turns
from bench.registry.engines import Engine, asker, new_place
from bench.registry.searching import code_of, measure_search, name_of
from bench.scene import NOW, credentials
from credentials.documents.assessment import Assessment
from credentials.kinds import parse_credential
from credentials.record import Record
from registry.admission.status_indexes import FULL
from registry.admission.store import store_records
from registry.lookup.lookup import find_credential, list_credentials

COUNT = 1_000_000
CHUNK = 20_000
ASKED = 5_000
EACH = 4
"""Credentials an enterprise holds."""

BY_ID = "SELECT data FROM record WHERE name = ?"
BY_USCC = (
    "SELECT r.data FROM credential c JOIN record r ON r.issuer = c.issuer AND r.name = c.id WHERE c.uscc = ?"
)


class _Key(NamedTuple):
    id: str
    uscc: str


def bench_lookup() -> Iterator[Number]:
    """By id and by credit code, read, over the driver's SELECT and the same reading; and searches."""
    for engine in ("sqlite", "postgresql"):
        with new_place(engine) as place:
            keys = _fill(place)
            yield from _measure(place, cycle(keys))
            yield from measure_search(place, COUNT // EACH)


def _measure(place: Engine, keys: Iterator[_Key]) -> Iterator[Number]:
    def by_id(key: _Key) -> None:
        assert find_credential(place.registry, key.id) is not None

    def by_uscc(key: _Key) -> None:
        assert len([*list_credentials(place.registry, uscc=key.uscc)]) == EACH

    one, all_of_one = asker(place, BY_ID), asker(place, BY_USCC)

    def bare_id(key: _Key) -> None:
        assert [parse_credential(data) for (data,) in one([key.id])]

    def bare_uscc(key: _Key) -> None:
        assert len([parse_credential(data) for (data,) in all_of_one([key.uscc])]) == EACH

    pairs: tuple[tuple[str, Callable[[_Key], None], Callable[[_Key], None]], ...] = (
        ("id", by_id, bare_id),
        ("uscc", by_uscc, bare_uscc),
    )
    for what, ours, bare in pairs:
        spent, base = in_turns(lambda f=ours: f(next(keys)), lambda f=bare: f(next(keys)), times=200)  # type: ignore[misc]
        name = f"lookup-{what}-{place.name}"
        yield Number(name, 1 / spent, "lookups/s", 0.4, False, 1 / base, "driver and reading")


def _fill(place: Engine) -> list[_Key]:
    """COUNT credentials; some of their keys."""
    source = random.Random(5)
    stock = [Mould.of(data) for data in credentials(500)]
    keys: list[_Key] = []
    for start in range(0, COUNT, CHUNK):
        chunk = [
            parse_credential(make_bytes(stock, number, source)) for number in range(start, start + CHUNK)
        ]
        place.registry.write(partial(_store, records=chunk))
        keys += [_key(record) for record in source.sample(chunk, ASKED * CHUNK // COUNT)]
        print(f"{place.name}: {start + CHUNK:,} of {COUNT:,}", file=sys.stderr)
    source.shuffle(keys)
    return keys


def _store(view: Any, records: list[Record[Assessment]]) -> None:
    store_records(view, records, now=NOW)


class Mould(NamedTuple):
    """A signed credential, and what in its bytes stands for whom: lookups do not ask the signature."""

    data: bytes
    id: bytes
    uscc: bytes
    name: bytes
    number: bytes
    place: bytes

    @classmethod
    def of(cls, data: bytes) -> "Mould":
        body = parse_credential(data).body
        subject = body.credential_subject
        number = subject.assessment.certificate_number
        uscc, name = subject.unified_social_credit_code, subject.legal_name
        place = b'"statusListIndex":"%d"' % body.index
        return cls(data, body.id.encode(), uscc.encode(), name.encode(), number.encode(), place)


def make_bytes(stock: list[Mould], number: int, source: random.Random) -> bytes:
    """One of a million: its own id, number and place in the status lists from 2 on; EACH of an enterprise."""
    template = stock[number % len(stock)]
    new_id = f"urn:uuid:{UUID(int=source.getrandbits(128), version=4)}"
    data = template.data.replace(template.id, new_id.encode())
    data = data.replace(template.uscc, code_of(number // EACH).encode())
    data = data.replace(template.name, name_of(number // EACH).encode())
    data = data.replace(template.number, f"示例-{number:07}".encode())
    data = data.replace(template.place, b'"statusListIndex":"%d"' % (number % FULL))
    return data.replace(b'/1"', b'/%d"' % (number // FULL + 2))


def _key(record: Record[Assessment]) -> _Key:
    return _Key(record.body.id, record.body.credential_subject.unified_social_credit_code)
