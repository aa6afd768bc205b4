"""A registry on either database, plans on it, and signatures made elsewhere."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from credentials.record import JsonObject
from registry.database.tables import INDEX
from registry.issuing.issue import plan_assessments
from tests.world.registry_setup import Bench


@pytest.fixture
def bench(place: Path | str, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(place, heads=tmp_path / "heads")
    yield bench
    bench.registry.close()


def plan(bench: Bench, *drafts: Any, by: str = "cq") -> list[Any]:
    issuer = bench.world.association(by).did
    return plan_assessments(bench.registry, drafts, issuer=issuer, now=bench.world.now, random=bench.random)


def sign(bench: Bench, document: JsonObject, created: Any = None, use: str = "assessment") -> JsonObject:
    return bench.world.cq.sign(document, use, created or bench.world.now)


def reserved(bench: Bench) -> list[tuple[int, int]]:
    query = select(INDEX.c.list_number, INDEX.c.position)
    return [
        (row[0], row[1]) for row in bench.registry.read(lambda view: view.connection.execute(query).all())
    ]
