"""What an answer begins with: what counts in part or not at all says so first, and what came after."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.verifier.attacks.recognition import (
    agreed_to_count_as_nothing,
    agreement_over,
    recognition_declined,
    shown_at_home,
)
from tests.world import World
from verifier import Outcome, Verdict
from verifier.reasons import headline

NOWHERE = (agreed_to_count_as_nothing, agreement_over, recognition_declined)


def said(verdict: Verdict, home: str | None = None) -> tuple[str, str, str]:
    """Return the tone, and the words in both languages."""
    zh, en = (headline(verdict, home, verdict.names(lang)) for lang in ("zh", "en"))
    assert zh.tone == en.tone
    return zh.tone, zh.words, en.words


@pytest.mark.parametrize("scene", NOWHERE)
def test_a_headline_begins_with_a_credential_that_counts_for_nothing(
    scene: Callable[[World], Verdict],
) -> None:
    world = World()
    verdict = scene(world)
    assert verdict.outcome.value == "valid"
    assert said(verdict, world.sc.did) == ("warn", "有效，在四川不计", "Valid, counts for nothing in Sichuan")


def test_a_recognised_or_own_grade_is_headed_valid() -> None:
    world = World()
    assert said(world.verify(world.issue(by="cq"), home="sc"), world.sc.did) == ("ok", "有效", "Valid")
    assert said(shown_at_home(world), world.cq.did) == ("ok", "有效", "Valid")


def test_a_headline_without_a_home_has_no_recognition() -> None:
    world = World()
    assert said(world.verify(world.issue(by="cq")), None) == ("ok", "有效", "Valid")


def test_a_headline_counts_the_recognised_categories() -> None:
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


def test_a_headline_begins_with_revoked_or_unclear() -> None:
    world = World()
    world.decline("sc", "cq")
    credential = world.issue(by="cq")
    world.revoke(credential)
    world.publish()
    assert said(world.verify(credential, home="sc"), world.sc.did) == ("no", "无效", "Invalid")
    unclear = world.verify(world.issue(by="stranger"), home="sc")
    assert said(unclear, world.sc.did) == ("unk", "无法确认", "Cannot be confirmed")


# --- what came after the moment asked about

ENDS = {
    "false-material": ("annulled", "撤销（材料虚假）", "then annulled as of {day} (false material)"),
    "serious-violation": ("cancelled", "取消（严重违规）", "then cancelled as of {day} (serious violation)"),
    "enterprise-request": (
        "given-up",
        "注销（企业申请）",
        "then given up as of {day} (at the enterprise's request)",
    ),
    "complaint": ("suspended", "暂停（投诉）", "then suspended as of {day} (complaint)"),
}


def asked_before(world: World, credential: bytes, opening: datetime, home: str | None = None) -> Verdict:
    """Return the verdict as of `opening`; everything is published a day and more later."""
    world.advance(days=1)
    world.publish()
    return world.verify(credential, at=opening, home=home)


@pytest.mark.parametrize("reason", ENDS)
def test_an_end_after_the_moment_is_in_the_headline_and_the_answer_stays(reason: str) -> None:
    kind, zh, en = ENDS[reason]
    world = World()
    credential, opening = world.issue(), world.now
    world.advance(days=3)
    day = world.now.strftime("%Y-%m-%d %H:%M")
    world.event(credential, "suspend" if kind == "suspended" else "revoke", reason=reason)
    verdict = asked_before(world, credential, opening)
    assert (verdict.outcome, verdict.code, verdict.codes) == (Outcome.VALID, "ok", ("ended-since",))
    assert verdict.findings[-1].evidence["kind"] == kind
    assert said(verdict) == ("warn", f"有效，此后自 {day} 起{zh}", f"Valid, {en.format(day=day)}")
    assert f"此后：自 {day} 起{zh[:2]}" in verdict.findings[-1].detail("zh")


def test_a_newer_credential_after_the_moment_is_in_the_headline_by_the_whole_day() -> None:
    world = World()
    credential, opening = world.issue(), world.now
    world.advance(days=3)
    world.supersede(credential, world.issue())
    world.advance(days=1)
    world.publish()
    verdict = world.verify(credential, at=(opening + timedelta(days=1)).date())
    assert verdict.outcome is Outcome.VALID
    assert [finding.check for finding in verdict.findings[-2:]] == ["since", "day"]
    assert verdict.findings[-2].evidence["kind"] == "superseded"
    assert said(verdict)[0] == "warn"


def test_a_later_end_is_added_to_partial_and_unclear_headlines() -> None:
    world = World()
    world.decline("sc", "cq")
    credential, opening = world.issue(by="cq"), world.now
    world.advance(days=3)
    world.revoke(credential)
    verdict = asked_before(world, credential, opening, "sc")
    assert said(verdict, world.sc.did)[1].startswith("有效，在四川不计，此后自 ")
    world.advance(days=30)
    stale = world.verify(credential, at=opening)
    assert said(stale)[0] == "unk"
    assert said(stale)[1].startswith("无法确认，此后自 ")


def test_a_suspension_that_is_over_is_a_note() -> None:
    world = World()
    credential, opening = world.issue(), world.now
    world.advance(days=1)
    world.suspend(credential)
    world.advance(hours=1)
    during = world.now
    world.advance(days=1)
    world.reinstate(credential)
    before = asked_before(world, credential, opening)
    assert (before.codes, said(before)) == (("reinstated-since",), ("ok", "有效", "Valid"))
    suspended = world.verify(credential, at=during)
    assert (suspended.outcome, suspended.codes) == (Outcome.INVALID, ("suspended", "reinstated-since"))
    assert said(suspended) == ("no", "无效", "Invalid")
    assert world.verify(credential).codes == ("reinstated",)


def test_a_reinstatement_that_is_dated_back_tells_when_it_was_signed() -> None:
    world = World()
    credential, opening = world.issue(), world.now
    world.advance(hours=1)
    world.suspend(credential)
    world.advance(days=4)
    world.reinstate(credential, effective_from=opening + timedelta(hours=2))
    signed = world.now.strftime("%Y-%m-%d %H:%M")
    note = asked_before(world, credential, opening).findings[-1]
    assert (note.code, signed in note.detail("en")) == ("reinstated-since", True)


def test_a_suspended_credential_revoked_later_stays_invalid() -> None:
    world = World()
    credential = world.issue()
    world.suspend(credential)
    world.advance(hours=1)
    during = world.now
    world.advance(days=1)
    world.revoke(credential)
    verdict = asked_before(world, credential, during)
    assert (verdict.codes, said(verdict)[1]) == (("suspended", "ended-since"), "无效")


def test_an_announced_end_is_shown_today() -> None:
    world = World()
    credential = world.issue()
    world.suspend(credential, effective_from=world.now + timedelta(days=5))
    world.publish()
    verdict = world.verify(credential)
    assert (verdict.outcome, verdict.codes, said(verdict)[0]) == (Outcome.VALID, ("ended-since",), "warn")


def test_since_ignores_the_terms_end_and_void_events() -> None:
    world = World()
    credential, opening = world.issue(valid_until=world.now + timedelta(days=2)), world.now
    assert asked_before(world, credential, opening + timedelta(hours=1)).codes == ()
    world.advance(days=3)
    world.publish()
    assert world.verify(credential, at=opening).codes == ()
    other, opening = world.issue(), world.now
    world.advance(days=1)
    void = world.revoke(other)
    world.compromise("cq", keep=[other], void=[void])
    assert "ended-since" not in asked_before(world, other, opening).codes
