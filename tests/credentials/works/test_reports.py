"""Reading statistics reports: each fault alone names its member and its mend."""

from typing import get_args

import pytest

from credentials.documents.works.report import CountedStanding
from credentials.errors import RecordError
from credentials.kinds import parse_any
from credentials.words.closed_lists import STANDINGS
from signing.jcs import canonicalize
from tests.credentials.works.refused_reports import REPORTS
from tests.world import World
from tests.world.works import change, report, signed_report


@pytest.fixture(scope="module")
def world() -> World:
    """Two associations."""
    return World()


@pytest.mark.parametrize("name", REPORTS)
def test_a_refused_report_names_the_member(world: World, name: str) -> None:
    changes, code, member = REPORTS[name]
    with pytest.raises(RecordError) as caught:
        parse_any(canonicalize(signed_report(world, change(report(world), changes))))
    assert (caught.value.code, caught.value.field) == (code, member)
    for lang in ("zh", "en"):
        assert caught.value.mend(lang)
        assert "{" not in caught.value.sentence(lang) + caught.value.mend(lang)


def test_every_standing_has_its_words() -> None:
    """The registry's own standings have words, too, except those that a count at heads never has."""
    assert {*get_args(CountedStanding)} == {*STANDINGS} - {"invalid"}
