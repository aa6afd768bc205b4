"""Point 17: what a program that uses the packages relies on: types, errors of our own, pages that run."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from credentials.times import CHINA
from signing.errors import HurenError
from tests.world import World
from verifier import Expect, Policy, QuestionError, TrustStore, verify

NOW = datetime(2026, 5, 1, 9, 0, tzinfo=CHINA)


@pytest.fixture(scope="module")
def asked() -> tuple[bytes, TrustStore]:
    """A credential, and the trust data of its day."""
    world = World(NOW)
    credential = world.issue()
    return credential, world.trust()


def refused(error: HurenError) -> tuple[str, str]:
    """The code and field of an error that says in both languages what to do, and is a ValueError."""
    assert isinstance(error, ValueError)
    assert all(error.sentence(lang) and error.mend(lang) for lang in ("zh", "en"))
    return error.code, error.field


@pytest.mark.parametrize(
    ("question", "code", "field"),
    [
        ({"now": NOW.replace(tzinfo=None)}, "time-aware", "now"),
        ({"now": NOW, "at": NOW.replace(tzinfo=None)}, "time-aware", "at"),
        ({"now": NOW, "at": date(2026, 5, 1)}, "time-aware", "at"),
        ({"now": "2026-05-01T09:00:00+08:00"}, "time-aware", "now"),
        ({"now": NOW, "home": "did:web:nobody.example"}, "home-unknown", "home"),
        ({"now": NOW, "policy": Policy(require_recognition=True)}, "home-missing", "home"),
        ({"now": NOW, "at": NOW + timedelta(days=1)}, "at-after-now", "at"),
    ],
    ids=str,
)
def test_point_17_a_question_is_checked_when_it_is_asked(
    asked: tuple[bytes, TrustStore], question: dict[str, Any], code: str, field: str
) -> None:
    credential, trust = asked
    with pytest.raises(QuestionError) as caught:
        verify(credential, trust, **{"policy": Policy(), **question})
    assert refused(caught.value) == (code, field)


@pytest.mark.parametrize(
    ("arguments", "code", "field"),
    [
        (("91350100M000100Y44",), "uscc-check", "uscc"),
        (("重庆示例",), "uscc-form", "uscc"),
        ((None,), "uscc-form", "uscc"),
        (("91350100M000100Y43", b"name"), "member-type", "name"),
    ],
    ids=str,
)
def test_point_17_whom_one_expects_is_checked_when_it_is_made(
    arguments: tuple[Any, ...], code: str, field: str
) -> None:
    with pytest.raises(QuestionError) as caught:
        Expect(*arguments)
    assert refused(caught.value) == (code, field)


@pytest.mark.parametrize("age", [timedelta(0), timedelta(days=8), -timedelta(hours=1), 7, None], ids=str)
def test_point_17_a_policy_is_checked_when_it_is_made(age: Any) -> None:
    with pytest.raises(QuestionError) as caught:
        Policy(max_age=age)
    assert refused(caught.value) == ("age-range", "max_age")
