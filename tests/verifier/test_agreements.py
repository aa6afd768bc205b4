"""Agreement versions, grants, declines and dates in them, as docs/reference/agreement.md has them."""

from datetime import timedelta
from typing import Any

import pytest

from credentials.documents.agreement import agreement_digest
from credentials.documents.key_list import KeyList, find_rewrite
from credentials.record import read_body
from credentials.times import add_months, format_time, parse_time
from tests.world import World
from verifier import Outcome, TrustError

DAY = timedelta(days=1)
YUNNAN = "did:web:yn.huren.example"


def drop_grants(text: Any) -> None:
    text["grants"] = [grant for grant in text["grants"] if grant["scheme"] != "cq-facility-operation"]


def refused(world: World) -> str:
    """The code with which the bundle is refused."""
    with pytest.raises(TrustError) as caught:
        world.trust()
    return caught.value.code


# --- when a version acts


def test_months_are_counted_in_china() -> None:
    """A term that begins in UTC on the last evening of a month begins on the first in China."""
    assert add_months(parse_time("2026-01-31T16:00:00Z"), 1) == parse_time("2026-03-01T00:00:00+08:00")
    assert add_months(parse_time("2026-01-31T15:59:59Z"), 1) == parse_time("2026-02-28T23:59:59+08:00")
    world = World()
    begin = parse_time("2026-03-31T16:00:00Z")
    allowed = parse_time("2029-04-01T00:00:00+08:00")
    credential = world.issue(valid_from=begin, valid_until=allowed)
    assert world.verify(credential).code != "too-long"
    later = world.issue(valid_from=begin, valid_until=allowed + timedelta(seconds=1))
    assert world.verify(later).code == "too-long"


def test_a_version_acts_from_the_last_signature_it_needed() -> None:
    world = World()
    world.amend(drop_grants, signed_by=["cq"])
    world.advance(days=3)
    between = world.issue()
    world.advance(days=3)
    world.countersign("sc")
    chain = world.trust().chain
    assert chain.latest.acts_from == world.now
    assert chain.at(world.now - DAY) is chain.first
    world.publish()
    assert world.verify(between).outcome is Outcome.VALID
    world.advance(days=2)
    world.text = world.agreements[-1][0]["credentialSubject"]
    world.publish()
    assert world.verify(world.issue()).code == "out-of-scope"


def test_a_version_that_begins_later_acts_then() -> None:
    world = World()
    world.amend(effective_from=world.now + DAY)
    assert world.trust().chain.latest.acts_from == world.now + DAY


def test_a_further_half_by_one_root_changes_nothing() -> None:
    world = World()
    world.amend()
    before = world.trust().chain.latest
    world.advance(days=5)
    world.countersign("cq")
    after = world.trust().chain.latest
    assert (after.acts_from, after.halves, after.digest) == (before.acts_from, before.halves, before.digest)
    world.agreements[-1].reverse()
    assert world.trust().chain.latest.halves == before.halves


def test_a_day_of_grace_for_the_version_before() -> None:
    world = World()
    world.amend(drop_grants)
    for hours in (0, 23):
        credential = world.issue(created=world.now + timedelta(hours=hours))
        moment = world.now + timedelta(hours=hours)
        assert world.verify(credential, now=moment).outcome is Outcome.VALID
    world.advance(days=1)
    world.publish()
    assert world.verify(credential).code == "grant-ended"
    assert world.verify(world.issue()).code == "out-of-scope"


def test_grace_is_for_what_the_new_version_refuses_only() -> None:
    world = World()
    world.amend(lambda text: text["schemes"][0].update(months=60))
    long = world.issue(valid_until=add_months(world.now.replace(hour=0), 60))
    assert world.verify(long).outcome is Outcome.VALID


def test_a_later_version_takes_the_place_for_good() -> None:
    """An agreement that ends early by amendment does not fall back to the text before."""
    world = World()
    end = world.now + 10 * DAY
    world.amend(lambda text: text.update(effectiveUntil=format_time(end)))
    world.advance(days=11)
    world.publish()
    chain = world.trust().chain
    assert chain.at(world.now) is None
    assert chain.in_force_or_last(world.now) is chain.latest


# --- redrafts and forks


def test_a_left_over_draft_cannot_be_completed_into_a_fork() -> None:
    world = World()
    world.advance(hours=1)
    draft = world.amend(drop_grants, signed_by=["cq"])
    world.amend(lambda text: text.update(replaces=[draft]), after=0)
    world.countersign("sc", which=1)
    world.publish()
    chain = world.trust().chain
    assert (chain.fork, [v.digest for v in chain.versions]) == (
        None,
        [world.pin, agreement_digest(world.text)],
    )
    assert world.verify(world.issue()).outcome is Outcome.VALID


def test_a_draft_of_another_number_is_replaced_too() -> None:
    world = World()
    draft = world.amend(lambda text: text.update(version=3))
    world.amend(lambda text: text.update(replaces=[draft]), after=0)
    assert [v.text.version for v in world.trust().chain.versions] == [1, 2]


def test_a_redraft_that_names_none_is_a_fork() -> None:
    world = World()
    world.amend(drop_grants)
    world.amend(lambda text: text.update(replaces=["ab" * 32]), after=0)
    assert world.trust().chain.fork == 2


def test_an_unsigned_redraft_takes_no_place() -> None:
    world = World()
    draft = world.amend()
    world.amend(lambda text: text.update(replaces=[draft]), after=0, signed_by=["cq"])
    chain = world.trust().chain
    assert (chain.fork, chain.latest.digest) == (None, draft)


def test_a_version_before_the_last_is_not_replaced() -> None:
    """`replaces` is for drafts of the same step: it takes no version out of the history."""
    world = World()
    world.amend(lambda text: text.update(replaces=[world.pin]))
    assert len(world.trust().chain.versions) == 2


# --- grants


def _split(text: Any, *periods: tuple[str, str, list[str]]) -> None:
    """The first grant as several ones."""
    first = text["grants"].pop(0)
    for since, until, regions in periods:
        text["grants"].append({**first, "from": since, "until": until, "regions": regions})


def test_contiguous_grants_are_their_union() -> None:
    world = World()
    middle, end = (format_time(world.now + n * DAY) for n in (2, 900))
    periods = (("2021-07-01T00:00:00+08:00", middle, ["CN-CQ"]), (middle, end, ["CN-CQ"]))
    world.amend(lambda text: _split(text, *periods))
    credential = world.issue()
    world.advance(days=4)
    world.publish()
    verdict = world.verify(credential, home="sc")
    assert (verdict.outcome, verdict.code) == (Outcome.VALID, "ok")


def test_a_gap_between_grants_ends_the_first() -> None:
    world = World()
    first, second, end = (format_time(world.now + n * DAY) for n in (2, 3, 900))
    periods = (("2021-07-01T00:00:00+08:00", first, ["CN-CQ"]), (second, end, ["CN-CQ"]))
    world.amend(lambda text: _split(text, *periods))
    credential = world.issue()
    world.advance(days=4)
    world.publish()
    assert world.verify(credential).code == "grant-ended"


def test_overlapping_grants_unite_their_regions() -> None:
    world = World()
    end = "2031-07-01T00:00:00+08:00"
    periods = (("2021-07-01T00:00:00+08:00", end, ["CN-CQ"]), ("2022-07-01T00:00:00+08:00", end, ["CN-GZ"]))
    world.amend(lambda text: _split(text, *periods))
    for region in ("CN-CQ", "CN-GZ"):
        verdict = world.verify(world.issue(region=region), home="sc")
        assert (verdict.outcome, verdict.code) == (Outcome.VALID, "ok")
    assert world.verify(world.issue(region="CN-SC")).code == "out-of-scope"


def test_a_region_no_longer_granted_ends_there() -> None:
    world = World()
    end = "2031-07-01T00:00:00+08:00"
    since = "2021-07-01T00:00:00+08:00"
    world.amend(lambda text: _split(text, (since, end, ["CN-CQ", "CN-GZ"])))
    here, there = world.issue(), world.issue(region="CN-GZ")
    world.advance(days=1)
    world.amend(lambda text: text["grants"][-1].update(regions=["CN-CQ"]))
    world.advance(days=1)
    world.publish()
    assert world.verify(here, home="sc").code == "ok"
    verdict = world.verify(there, home="sc")
    assert (verdict.code, verdict.codes) == ("grant-ended", ("grant-ended", "agreement-ended"))


# --- who has left, and what has ended


def test_a_party_that_left_still_answers_for_its_records() -> None:
    world = World()
    world.join()
    world.publish()
    credential = world.issue(by="yn")
    revoked = world.issue(by="yn")
    world.advance(days=2)
    world.leave()
    world.publish()
    assert world.verify(credential, home="sc").codes == ("agreement-ended",)
    world.advance(days=2)
    world.revoke(revoked)
    world.publish_key_list("yn")
    world.publish()
    assert world.verify(credential, home="sc").codes == ("grant-ended", "agreement-ended")
    assert world.verify(revoked, home="sc").codes == ("grant-ended", "revoked", "agreement-ended")
    chain = world.trust().chain
    assert chain.last_naming(YUNNAN, world.now) is chain.versions[1]
    assert chain.last_naming("did:web:nobody.example", world.now) is None


def test_an_ended_agreement_answers_by_the_agreement() -> None:
    world = World()
    world.amend(lambda text: text.update(effectiveUntil=format_time(world.now + DAY)))
    world.publish()
    credential = world.issue()
    world.advance(days=2)
    world.publish()
    verdict = world.verify(credential, home="sc")
    assert (verdict.outcome, verdict.codes) == (Outcome.VALID, ("agreement-ended",))
    world.amend(lambda text: text.update(effectiveUntil=format_time(world.now + 9 * DAY)))
    world.publish()
    assert world.verify(credential, home="sc").codes == (), "a newer version is taken, whatever ended before"


def test_the_own_grade_stands_at_home_whether_or_not_the_agreement_runs() -> None:
    world = World()
    world.amend(lambda text: text.update(effectiveUntil=format_time(world.now + DAY)))
    world.publish()
    credential = world.issue()
    world.advance(days=2)
    world.publish()
    verdict = world.verify(credential, home="cq")
    assert (verdict.outcome, verdict.codes) == (Outcome.VALID, ("own-grade",))
    assert [(row.grade, row.how) for row in verdict.recognised] == [("一级", "own")]


def test_a_party_that_left_keeps_its_own_grades_at_home() -> None:
    world = World()
    world.join()
    world.publish()
    credential = world.issue(by="yn")
    world.leave()
    world.publish()
    verdict = world.verify(credential, home="yn")
    assert verdict.codes == ("own-grade",)
    assert {row.how for row in verdict.recognised} == {"own"}


# --- key lists


def key_list(**members: Any) -> KeyList:
    """A key list of Chongqing with changed members."""
    world = World()
    value = {name: item for name, item in world.cq.key_lists[0].items() if name != "proof"}
    return read_body({**value, **members}, KeyList)


BASE = World()
SINCE, UNTIL, LATER, LATEST = (format_time(BASE.now + days * DAY) for days in (0, 10, 20, 30))
DECLINE = {"issuer": BASE.sc.did, "from": SINCE}
OTHER = {**DECLINE, "scheme": "sc-credit"}
SECOND = {"version": 2, "previous": "0" * 64, "validFrom": UNTIL, "validUntil": LATEST}


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ([DECLINE, OTHER], [OTHER, DECLINE], None),
        ([DECLINE], [OTHER, DECLINE], None),
        ([DECLINE], [{**DECLINE, "until": UNTIL}], None),
        ([{**DECLINE, "until": LATEST}], [{**DECLINE, "until": LATER}], None),
        ([DECLINE], [], "declines"),
        ([DECLINE], [OTHER], "declines"),
        ([DECLINE], [{**DECLINE, "from": UNTIL}], "declines"),
        ([DECLINE], [{**DECLINE, "until": SINCE}], "declines"),
        ([{**DECLINE, "until": LATER}], [{**DECLINE, "until": LATEST}], "declines"),
        ([{**DECLINE, "until": LATER}], [DECLINE], "declines"),
    ],
)
def test_declines_are_append_only(before: list[Any], after: list[Any], found: str | None) -> None:
    assert find_rewrite(key_list(declines=before), key_list(declines=after, **SECOND)) == found


def test_a_key_list_that_drops_a_decline_does_not_count() -> None:
    world = World()
    credential = world.issue()
    world.decline("sc", "cq")
    world.publish()
    world.sc.declines.clear()
    world.advance(days=1)
    world.publish()
    assert "declined" in world.verify(credential, home="sc").codes
    assert world.trust().faults[world.sc.did].member == "declines"


def test_a_decline_is_written_once() -> None:
    world = World()
    world.decline("sc", "cq")
    world.decline("sc", "cq", until=world.now + DAY)
    world.publish()
    assert refused(world) == "item-repeated"


def test_a_decline_that_ends_counts_again_from_then_on() -> None:
    world = World()
    world.decline("sc", "cq")
    world.publish()
    credential = world.issue()
    world.advance(days=3)
    world.sc.declines[0]["until"] = format_time(world.now)
    world.publish()
    assert world.verify(credential, home="sc").code == "ok"
    assert world.verify(credential, home="sc", at=world.now - DAY).codes == ("declined",)


def test_a_key_list_lives_ninety_days_from_its_signature() -> None:
    world = World()
    begin = world.now + 10 * DAY
    world.publish_key_list("cq", valid_from=begin, valid_until=begin + 80 * DAY)
    assert world.trust()
    world.cq.key_lists.pop()
    world.publish_key_list("cq", valid_from=begin, valid_until=begin + 81 * DAY)
    assert refused(world) == "life-too-long"


def test_a_key_begins_no_earlier_than_the_list_that_first_names_it() -> None:
    world = World()
    world.advance(days=1)
    world.cq.add_key("assessment", world.now)
    world.publish()
    assert world.trust()
    world.advance(days=1)
    world.cq.add_key("assessment", world.now - timedelta(seconds=1))
    world.publish()
    assert world.trust().faults[world.cq.did].what == "rewrite"


def test_the_keys_of_a_first_list_may_be_older() -> None:
    world = World()
    first = parse_time(world.cq.key_lists[0]["validFrom"])
    assert parse_time(world.cq.methods[0]["validFrom"]) < first
    assert world.trust()
