"""Scenes of ties between certificates: the matrix, and those cited."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from credentials.times import CHINA
from tests.verifier.tender.opening import A, B, Room, requirement, tender, together
from tests.world import digest_of
from verifier.tender import Matrix

BEGIN = datetime(2026, 1, 5, tzinfo=CHINA)
MEMBERS = (A, B, "91500100MA002AAAA7", "91500100MA003AAAAY", "91500100MA004AAAAN", "91500100MA005AAAAE")


def lasting(room: Room, month: int, **draft: Any) -> str:
    """Return the digest of a certificate that lasts to that month of 2027."""
    return digest_of(
        room.hand_in(valid_from=BEGIN, valid_until=datetime(2027, month, 1, tzinfo=CHINA), **draft)
    )


def later_end() -> tuple[Matrix, tuple[str, ...]]:
    """Two certificates that end in different months; the digest would choose the other one."""
    for month in range(2, 10):
        room = Room()
        later, earlier = (lasting(room, ends) for ends in (month + 1, month))
        if earlier < later:
            break
    assert earlier < later
    room.world.publish()
    return room.check(), (later,)


def own_first() -> tuple[Matrix, tuple[str, ...]]:
    """An equivalent certificate ends later than one in the own scheme."""
    room = Room()
    lasting(room, 9, scheme="sc-pollution-control", category=["水污染治理"], grade="二级")
    own = lasting(room, 2)
    room.world.publish()
    return room.check(), (own,)


def alike() -> tuple[Matrix, tuple[str, ...]]:
    """Two equal certificates; the first file has the higher digest."""
    room = Room()
    digests = [lasting(room, 5), lasting(room, 5)]
    first, second = room.papers
    if digests[0] < digests[1]:
        first, second = second, first
    room.papers = [replace(first, path="a.json"), replace(second, path="b.json")]
    room.world.publish()
    return room.check(), (min(digests),)


def strange_grades() -> tuple[Matrix, tuple[str, ...]]:
    """Six members, each with a grade that the scheme lacks."""
    room = Room()
    held = tuple(digest_of(room.hand_in(code, grade=f"第{n}等")) for n, code in enumerate(MEMBERS, 1))
    room.world.publish()
    members = [{"name": "示例", "uscc": code, "workItems": ["W1"]} for code in MEMBERS]
    return room.check(tender(requirement(workItem="W1")), {**together([], []), "members": members}), held


TIES = (later_end, own_first, alike, strange_grades)
