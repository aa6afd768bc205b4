"""What an answer begins with: a valid credential that counts in part or not at all says so first."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.verifier.attacks.recognition import (
    agreed_to_count_as_nothing,
    agreement_over,
    recognition_declined,
    shown_at_home,
)
from tests.world import World
from verifier import Verdict
from verifier.reasons import headline

NOWHERE = (agreed_to_count_as_nothing, agreement_over, recognition_declined)


def said(verdict: Verdict, home: str | None) -> tuple[str, str, str]:
    """The tone, and the words in both languages."""
    zh, en = (headline(verdict, home, verdict.names(lang)) for lang in ("zh", "en"))
    assert zh.tone == en.tone
    return zh.tone, zh.words, en.words


@pytest.mark.parametrize("scene", NOWHERE)
def test_what_counts_for_nothing_at_home_is_said_first(scene: Callable[[World], Verdict]) -> None:
    world = World()
    verdict = scene(world)
    assert verdict.outcome.value == "valid"
    assert said(verdict, world.sc.did) == ("warn", "有效，在四川不计", "Valid, counts for nothing in Sichuan")


def test_what_counts_at_home_is_valid_and_so_is_an_own_grade() -> None:
    world = World()
    assert said(world.verify(world.issue(by="cq"), home="sc"), world.sc.did) == ("ok", "有效", "Valid")
    assert said(shown_at_home(world), world.cq.did) == ("ok", "有效", "Valid")


def test_where_no_home_is_chosen_nothing_is_said_of_it() -> None:
    world = World()
    assert said(world.verify(world.issue(by="cq")), None) == ("ok", "有效", "Valid")


def test_where_some_categories_count_it_says_how_many() -> None:
    def drop(text: Any) -> None:
        rows = [row for row in text["equivalences"] if row["from"].get("category") != "水"]
        text["equivalences"] = rows

    world = World()
    world.amend(drop)
    world.publish()
    verdict = world.verify(
        world.issue(by="cq", scheme="cq-pollution-control", category=["水", "气"], grade="甲级"), home="sc"
    )
    grades = [entry.grade for entry in verdict.recognised]
    assert None in grades
    assert any(grades)
    assert said(verdict, world.sc.did) == (
        "warn", "有效，在四川只计 2 类中的 1 类", "Valid, 1 of 2 categories count in Sichuan",
    )  # fmt: skip
    assert said(verdict, None)[0] == "ok"


def test_what_is_revoked_or_unclear_is_that_before_anything_else() -> None:
    world = World()
    world.decline("sc", "cq")
    credential = world.issue(by="cq")
    world.revoke(credential)
    world.publish()
    assert said(world.verify(credential, home="sc"), world.sc.did) == ("no", "无效", "Invalid")
    unclear = world.verify(world.issue(by="stranger"), home="sc")
    assert said(unclear, world.sc.did) == ("unk", "无法确认", "Cannot be confirmed")
