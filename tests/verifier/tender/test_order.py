"""Which of several certificates is cited, where the state alone decides nothing."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from credentials.times import CHINA
from tests.verifier.tender.opening import A, B, Room, requirement, tender, together
from tests.world import digest_of
from verifier.tender import Matrix
from verifier.tender.matrix import MatrixColumn

BEGIN = datetime(2026, 1, 5, tzinfo=CHINA)


def cited(matrix: Matrix) -> MatrixColumn:
    (cell,) = matrix.cells
    column = cell.columns["opening"]
    assert column is not None
    return column


def lasting(room: Room, month: int, **draft: Any) -> str:
    """The digest of one that lasts to that month of 2027."""
    return digest_of(
        room.hand_in(valid_from=BEGIN, valid_until=datetime(2027, month, 1, tzinfo=CHINA), **draft)
    )


def test_the_one_that_ends_later_is_cited_whatever_its_digest() -> None:
    for month in range(2, 10):
        room = Room()
        later, earlier = (lasting(room, ends) for ends in (month + 1, month))
        room.world.publish()
        if earlier < later:
            break
    assert earlier < later, "the digest would decide otherwise"
    assert cited(room.check()).credentials == (later,)


def test_the_own_one_is_cited_before_an_equivalent_that_ends_later() -> None:
    room = Room()
    lasting(room, 9, scheme="sc-pollution-control", category=["水污染治理"], grade="二级")
    own = lasting(room, 2)
    room.world.publish()
    assert cited(room.check()).credentials == (own,)


def test_of_two_that_are_alike_the_digest_decides_and_not_the_file() -> None:
    room = Room()
    digests = [lasting(room, 5), lasting(room, 5)]
    first, second = room.papers
    if digests[0] < digests[1]:  # the file that comes first holds the higher digest
        first, second = second, first
    room.papers = [replace(first, path="a.json"), replace(second, path="b.json")]
    room.world.publish()
    assert cited(room.check()).credentials == (min(digests),)


MEMBERS = (A, B, "91500100MA002AAAA7", "91500100MA003AAAAY", "91500100MA004AAAAN", "91500100MA005AAAAE")


def test_of_grades_that_count_for_nothing_the_first_that_is_cited_is_told() -> None:
    """In whatever order a set of texts has them in one run or another."""
    room = Room()
    for number, code in enumerate(MEMBERS, 1):
        room.hand_in(code, grade=f"第{number}等")
    room.world.publish()
    members = [{"name": "示例", "uscc": code, "workItems": ["W1"]} for code in MEMBERS]
    found = room.check(tender(requirement(workItem="W1")), {**together([], []), "members": members})
    assert len(cited(found).credentials) == len(MEMBERS)
    assert cited(found).grade == "第1等"
