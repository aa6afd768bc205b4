"""An association at its registry: it plans, signs and changes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from registry.issuing.issue import (
    plan_assessments,
)
from tests.world.registry_setup import Bench

OTHER = "11320000MB151840XJ"


NAME = "certificateNumber"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Bench]:
    """A desk on SQLite, for tests that do not depend on the database."""
    bench = Bench(tmp_path / "registry.db", heads=tmp_path / "heads")
    yield bench
    bench.registry.close()


def plan(bench: Bench, *drafts: Any, **given: Any) -> list[Any]:
    issuer, now = bench.world.cq.did, bench.world.now
    return plan_assessments(bench.registry, drafts, issuer=issuer, now=now, random=bench.random, **given)


def sign(bench: Bench, document: Any) -> Any:
    return bench.world.cq.sign(document, "assessment", bench.world.now)
