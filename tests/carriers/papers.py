"""The certificate content that most tests of paper use, and its parts."""

import pytest

from carriers.certificate.content import Certificate
from carriers.certificate.typesetting import format_certificate
from tests.world import World
from tests.world.papers import paper_of


@pytest.fixture(scope="module")
def world() -> World:
    return World()


@pytest.fixture(scope="module")
def credential(world: World) -> bytes:
    return world.issue()


@pytest.fixture(scope="module")
def paper(world: World, credential: bytes) -> Certificate:
    return paper_of(world, credential)


@pytest.fixture(scope="module")
def pdf(paper: Certificate) -> bytes:
    return format_certificate(paper)
