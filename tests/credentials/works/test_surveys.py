"""Reading surveys and their reports: each fault alone names its member and its mend."""

from typing import get_args

import pytest

from credentials.documents.works.survey import BANDS, Contributors, SurveyUnit
from credentials.errors import RecordError
from credentials.kinds import parse_any
from credentials.words.work_words import SURVEY_UNITS
from tests.credentials.works.refused_surveys import SURVEY_REPORTS, SURVEYS, Faults
from tests.world import World
from tests.world.works import Document, change, signed, survey, survey_report


@pytest.fixture(scope="module")
def world() -> World:
    """Two associations."""
    return World()


@pytest.mark.parametrize("name", SURVEYS)
def test_a_refused_survey_names_the_member(world: World, name: str) -> None:
    check(world, survey(world), SURVEYS, name)


@pytest.mark.parametrize("name", SURVEY_REPORTS)
def test_a_refused_survey_report_names_the_member(world: World, name: str) -> None:
    check(world, survey_report(world, signed(world, survey(world))), SURVEY_REPORTS, name)


def check(world: World, whole: Document, faults: Faults, name: str) -> None:
    changes, code, member = faults[name]
    parse_any(signed(world, whole))
    with pytest.raises(RecordError) as caught:
        parse_any(signed(world, change(whole, changes)))
    assert (caught.value.code, caught.value.field) == (code, member)
    for lang in ("zh", "en"):
        assert caught.value.mend(lang)
        assert "{" not in caught.value.sentence(lang) + caught.value.mend(lang)


def test_every_code_has_its_words_and_no_band_is_below_five() -> None:
    assert {*get_args(SurveyUnit)} == {*SURVEY_UNITS}
    assert {*get_args(Contributors)} == {*BANDS}
    assert min(BANDS.values()) == 5
