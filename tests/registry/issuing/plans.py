"""A registry on either database, with plans and signatures made elsewhere."""

from typing import Any

from sqlalchemy import select

from credentials.record import JsonObject
from registry.database.tables import INDEX
from registry.issuing.issue import plan_assessments
from tests.world.registry_setup import Bench


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
