"""Searching 5,000 technologies: a page, and how many have each value of each facet, on SQLite; its HTML."""

import time
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

from starlette.testclient import TestClient

from api import Settings, create_app
from bench.measure import Number
from bench.scene import NOW
from cli.apartments import load_servings
from credentials.documents.works.facets import TechnologyQuery
from credentials.kinds import parse_any
from credentials.record import Record, read_body
from credentials.times import parse_time
from keys_example import example_enterprises, example_listings, example_technologies
from registry import Registry
from registry.admission.store import store_records
from signing.jcs import canonicalize
from tests.world import World
from tests.world.api_node import TestClock
from tests.world.registry_setup import Bench
from tests.world.works import grant_technologies
from works.technology.lookup import TechnologySearch

TECHNOLOGIES = 5_000
PAGE = 20
ROUNDS = 60
_COD = {"target": "cod", "high": "40", "unit": "mg/L"}
_NOX = {"target": "nox", "high": "50", "unit": "mg/m3", "gasState": "dry-standard"}
ASKED: dict[str, dict[str, Any]] = {
    "all": {},
    "facets": {"media": ["water"], "maturities": ["demonstrated", "widely-used"], "joint": True},
    "words": {"words": "脱氮 重庆"},
    "limits": {"limits": [_COD]},
    "verified-limits": {"media": ["water", "air"], "limits": [_COD, _NOX], "verified": True},
}


def bench_technology() -> Iterator[Number]:
    """Milliseconds of the thread's own time that 19 of 20 pages take at most."""
    world = World(NOW)
    grant_technologies(world)
    with TemporaryDirectory() as folder:
        stock = Bench(Path(folder) / "registry.db", world)
        trust = stock.registry.read(lambda view: view.load_trust())
        records = _records(world)
        stock.registry.write(lambda view: store_records(view, records, now=world.now))
        search = TechnologySearch(stock.registry)
        at = world.now + timedelta(minutes=1)
        for name, members in ASKED.items():
            query = read_body(members, TechnologyQuery)
            spent = []
            for _ in range(ROUNDS):
                start = time.thread_time()
                search.find(query, trust, at=at, limit=PAGE)
                spent.append((time.thread_time() - start) * 1e3)
            yield Number(f"technology-{name}", quantiles(spent, n=20)[-1], "ms", 20, True)
        yield Number("technology-page", _time_page(stock.registry, world), "cpu-ms", 100, True)
        stock.registry.close()


def _time_page(registry: Registry, world: World) -> float:
    """CPU milliseconds of the process for the search page, by a limit that many answer: the median."""
    settings = Settings.load(None, batch_workers=0, rate_per_minute=0)
    spent = []
    with TestClient(create_app(settings, registry, TestClock(world), servings=load_servings())) as client:
        for _ in range(ROUNDS // 4):
            start = time.process_time()
            answer = client.get("/technologies", params={"require": "outlet cod <= 40 mg/L"})
            spent.append((time.process_time() - start) * 1e3)
            assert answer.status_code == 200, answer.text
    return median(spent)


def _records(world: World) -> list[Record[Any]]:
    """Signed; no two of an archetype promise the same."""
    source, made = Random(14), list[Record[Any]]()
    enterprises = example_enterprises(source, 400)
    while len(made) < TECHNOLOGIES:
        source.shuffle(enterprises)
        for document in example_technologies(source, enterprises, today=NOW.date()):
            _vary(source, document)
            made.append(_sign(world, document))
    technologies = [(record.value, record.digest) for record in made]
    listings = example_listings(source, technologies, today=NOW.date())
    return [*made[:TECHNOLOGIES], *(_sign(world, document) for document in listings)]


def _vary(source: Random, document: Any) -> None:
    for indicator in document["credentialSubject"]["indicators"]:
        if "high" in indicator and "low" not in indicator:
            less = Decimal(source.randrange(500, 1000)) / 1000
            indicator["high"] = f"{(Decimal(indicator['high']) * less).quantize(Decimal('0.001')):f}"


def _sign(world: World, document: Any) -> Record[Any]:
    by = next(one for one in world.parties.values() if one.did == document["issuer"])
    return parse_any(canonicalize(by.sign(document, "assessment", parse_time(document["validFrom"]))))
