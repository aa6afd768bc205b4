"""Technologies, notices and listings as they are read: each fault by itself names its member and its mend."""

import re
from typing import Any

import pytest

from credentials.errors import RecordError
from credentials.kinds import parse_any
from signing.jcs import canonicalize
from tests.credentials.refused_works import NOTICES, TECHNOLOGIES, Fault
from tests.world import World
from tests.world.works import change, grant_technologies, listing, notice, signed, technology


@pytest.fixture(scope="module")
def world() -> World:
    """Both associations list technologies."""
    made = World()
    grant_technologies(made)
    return made


def refusal(world: World, document: dict[str, Any]) -> RecordError:
    with pytest.raises(RecordError) as caught:
        parse_any(canonicalize(world.cq.sign(document, "assessment", world.now)))
    return caught.value


def check(world: World, document: dict[str, Any], fault: Fault) -> None:
    changes, code, member = fault
    error = refusal(world, change(document, changes))
    assert (error.code, error.field) == (code, member)
    for lang in ("zh", "en"):
        assert error.sentence(lang)
        assert error.mend(lang)
        assert re.search(r"\{[a-z_]+[:}]", error.sentence(lang) + error.mend(lang)) is None


@pytest.mark.parametrize("name", TECHNOLOGIES)
def test_what_is_wrong_with_a_technology_is_named(world: World, name: str) -> None:
    check(world, technology(world), TECHNOLOGIES[name])


@pytest.mark.parametrize("name", NOTICES)
def test_what_is_wrong_with_a_notice_is_named(world: World, name: str) -> None:
    check(world, notice(world), NOTICES[name])


def test_who_objects_says_why(world: World) -> None:
    about = signed(world, technology(world))
    error = refusal(
        world, change(listing(world, about, decision="objects"), {"credentialSubject.grounds": ...})
    )
    assert (error.code, error.field) == ("member-missing", "credentialSubject.grounds")


def test_a_technology_tells_what_its_row_promises(world: World) -> None:
    body = parse_any(signed(world, technology(world))).body
    assert (body.title, body.holder, body.region, body.scheme, body.categories, body.grade) == (
        "示例短程脱氮一体化工艺", "重庆示例安林环境治理有限公司",
        "CN-CQ", "cq-technology", ("water",), "推荐",
    )  # fmt: skip
