"""Reading resolutions and standards: each fault alone names its member and its mend."""

import re
from itertools import pairwise
from typing import Any

import pytest

from credentials.documents.conferences.resolution import digest_of_content
from credentials.documents.conferences.standard import clause_order
from credentials.errors import RecordError
from credentials.kinds import parse_any
from signing.jcs import canonicalize
from tests.credentials.works.refused_conferences import RESOLUTIONS, STANDARDS
from tests.credentials.works.refused_works import Fault
from tests.world import World
from tests.world.works import change, half, signed, standard


@pytest.fixture(scope="module")
def world() -> World:
    """Two associations."""
    return World()


def check(world: World, document: dict[str, Any], fault: Fault) -> None:
    changes, code, member = fault
    with pytest.raises(RecordError) as caught:
        parse_any(canonicalize(world.cq.sign(change(document, changes), "assessment", world.now)))
    error = caught.value
    assert (error.code, error.field) == (code, member)
    for lang in ("zh", "en"):
        assert error.mend(lang)
        assert re.search(r"\{[a-z_]+[:}]", error.sentence(lang) + error.mend(lang)) is None


@pytest.mark.parametrize("name", RESOLUTIONS)
def test_a_refused_resolution_names_the_member(world: World, name: str) -> None:
    check(world, half(world), RESOLUTIONS[name])


@pytest.mark.parametrize("name", STANDARDS)
def test_a_refused_standard_names_the_member(world: World, name: str) -> None:
    check(world, standard(world), STANDARDS[name])


def test_halves_have_their_content_in_common_and_nothing_else(world: World) -> None:
    halves = [parse_any(signed(world, half(world, by))) for by in ("cq", "sc")]
    assert len({digest_of_content(one.value["credentialSubject"]) for one in halves}) == 1
    assert len({one.digest for one in halves}) == 2
    assert halves[0].body.resolution == halves[1].body.resolution


def test_clauses_are_sorted_by_number() -> None:
    numbers = ["1", "4", "4.2", "4.10", "4.10.1", "5"]
    assert all(clause_order(one) < clause_order(other) for one, other in pairwise(numbers))
