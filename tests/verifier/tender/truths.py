"""The scenes of the truth rows: what was handed in, and the matrix of it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from credentials.times import CHINA
from tests.verifier.tender.opening import OPENING, B, Room, paper, requirement, tender, together
from verifier.tender import Matrix

ITEM = {"workItem": "W1"}
FACILITY: dict[str, Any] = {"scheme": "cq-facility-operation"}


def asking(**changes: Any) -> dict[str, Any]:
    return tender(requirement(**changes))


def after(room: Room) -> Matrix:
    room.world.publish()
    return room.check()


def own_above(room: Room) -> Matrix:
    room.hand_in(grade="甲级")
    room.world.publish()
    return room.check()


def own_below(room: Room) -> Matrix:
    room.hand_in(grade="甲临")
    room.world.publish()
    return room.check()


def by_category(room: Room) -> Matrix:
    room.hand_in(scheme="sc-facility-operation", category=["工业废气治理"], grade="甲级")
    room.world.publish()
    return room.check(asking(**FACILITY, categories={"anyOf": ["工业废气处理"]}, minGrade="二级"))


def counts_as_none(room: Room) -> Matrix:
    room.hand_in(scheme="sc-facility-operation", category=["工业废气治理"], grade="丙级")
    room.world.publish()
    return room.check(asking(**FACILITY, categories={"anyOf": ["工业废气处理"]}, minGrade="三级"))


def no_category_named(room: Room) -> Matrix:
    room.hand_in(scheme="sc-facility-operation", category=["固体废物处理处置"], grade="甲级")
    room.world.publish()
    return room.check(asking(**FACILITY, categories={"anyOf": ["工业固体废物处理处置"]}, minGrade="三级"))


def other_category(room: Room) -> Matrix:
    room.hand_in(category=["气"])
    room.world.publish()
    return room.check()


def other_scheme(room: Room) -> Matrix:
    room.hand_in(scheme="cq-facility-operation", category=["工业废水处理"], grade="一级")
    room.world.publish()
    return room.check()


def no_equivalents(room: Room) -> Matrix:
    room.hand_in(scheme="sc-pollution-control", category=["水污染治理"], grade="一级")
    room.world.publish()
    return room.check(asking(acceptEquivalents=False))


def agreement_over(room: Room) -> Matrix:
    room.hand_in(scheme="sc-pollution-control", category=["水污染治理"], grade="一级")
    room.hand_in(grade="乙级", uscc=B)
    room.world.amend(lambda text: text.update(effectiveUntil="2026-05-02T00:00:00+08:00"),
                     effective_from=datetime(2026, 5, 1, 9, tzinfo=CHINA))  # fmt: skip
    room.world.publish()
    return room.check(now=OPENING + timedelta(hours=1))


def stale_but_enough(room: Room) -> Matrix:
    room.hand_in()
    room.world.now = OPENING - timedelta(days=9)
    room.world.publish()
    return room.check()


def stale_and_low(room: Room) -> Matrix:
    room.hand_in(grade="甲临")
    room.world.now = OPENING - timedelta(days=9)
    room.world.publish()
    return room.check()


def revoked_and_low(room: Room, least: str = "甲级") -> Matrix:
    room.world.revoke(room.hand_in(grade="甲级"))
    room.hand_in(grade="乙级")
    room.world.publish()
    return room.check(asking(minGrade=least))


def revoked_beside_enough(room: Room) -> Matrix:
    return revoked_and_low(room, "乙级")


def signed_after(room: Room) -> Matrix:
    late = OPENING + timedelta(hours=2)
    room.hand_in(created=late, valid_from=OPENING - timedelta(days=1))
    room.world.now = OPENING + timedelta(hours=3)
    room.world.publish()
    return room.check(now=room.world.now)


def all_by_two(room: Room, second: str = "甲级") -> Matrix:
    room.hand_in(category=["气"])
    room.hand_in(category=["固废"], grade=second)
    room.world.publish()
    return room.check(asking(categories={"allOf": ["气", "固废"]}))


def all_one_below(room: Room) -> Matrix:
    return all_by_two(room, "甲临")


def any_one_below(room: Room) -> Matrix:
    room.hand_in(category=["气"])
    room.hand_in(category=["固废"], grade="甲临")
    room.world.publish()
    return room.check(asking(categories={"anyOf": ["气", "固废"]}))


def two_members(
    room: Room, first: list[str], second: list[str], rule: str = "same-work", **asked: Any
) -> Matrix:
    room.hand_in(grade="甲级")
    room.hand_in(B, grade="乙级")
    room.world.publish()
    whole = tender(
        requirement(minGrade="甲级", **{**ITEM, **asked}), consortium={"allowed": True, "rule": rule}
    )
    return room.check(whole, together(first, second))


def shared_item(room: Room) -> Matrix:
    return two_members(room, ["W1"], ["W1", "W2"])


def disjoint_items(room: Room) -> Matrix:
    return two_members(room, ["W1"], ["W2"])


def disjoint_by_profession(room: Room) -> Matrix:
    return two_members(room, ["W1"], ["W2"], "same-profession")


def only_first_holds(room: Room, **asked: Any) -> Matrix:
    room.hand_in(grade="甲级")
    room.hand_in(B, scheme="cq-credit", category=[], grade="AAA")
    room.world.publish()
    return room.check(tender(requirement(**ITEM, **asked)), together(["W1"], ["W1"]))


def every_member(room: Room) -> Matrix:
    return only_first_holds(room, holder="every-member-on-item")


def second_revoked(room: Room) -> Matrix:
    room.hand_in(grade="甲级")
    room.world.revoke(room.hand_in(B, grade="甲级"))
    room.world.publish()
    return room.check(tender(requirement(**ITEM)), together(["W1"], ["W1"]))


def second_unclear(room: Room) -> Matrix:
    room.hand_in(grade="甲级")
    room.hand_in(B, scheme="sc-pollution-control", category=["水污染治理"], grade="一级")
    room.world.now = OPENING - timedelta(days=9)
    room.world.publish()
    room.world.now = OPENING
    room.world.publish("cq")
    return room.check(tender(requirement(**ITEM)), together(["W1"], ["W1"]))


def best_member(room: Room) -> Matrix:
    return two_members(room, ["W1"], ["W1"], holder="any-member")


def nobody_on_item(room: Room) -> Matrix:
    return two_members(room, ["W1"], ["W1"], workItem="W2")


def unread_file(room: Room) -> Matrix:
    room.hand_in(grade="甲临")
    room.papers.append(paper("锁.pdf", unread="pdf-locked"))
    room.world.publish()
    return room.check()


def date_to_come(room: Room) -> Matrix:
    room.hand_in()
    room.world.publish()
    return room.check(asking(validAt="award"))


SCENES: tuple[Callable[[Room], Matrix], ...] = (
    own_above, own_below, by_category, counts_as_none, no_category_named, other_category, other_scheme,
    no_equivalents, agreement_over, stale_but_enough, stale_and_low, revoked_and_low, revoked_beside_enough,
    signed_after, all_by_two, all_one_below, any_one_below, shared_item, disjoint_items,
    disjoint_by_profession, only_first_holds, every_member, second_revoked, second_unclear, best_member,
    nobody_on_item, unread_file, date_to_come,
)  # fmt: skip
"""In the order of the rows."""
