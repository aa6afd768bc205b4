"""Status indexes: random among the free ones of a list, one for each credential id, never given twice.

Random, so that an index tells neither the order of issuing nor how many credentials there are (Bitstring
Status List 1.0, 5.2). A list takes no more when it is three quarters full: then drawing stays quick, and the
next list begins.
"""

from collections.abc import Iterable, Sequence
from random import Random
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from credentials.assessment import LIST_BITS
from registry.rows import insert_rows, select_in
from registry.tables import INDEX

FULL = LIST_BITS * 3 // 4


class Slot(NamedTuple):
    """A place in an association's status lists."""

    list_number: int
    position: int


def draw_slots(connection: Connection, issuer: str, count: int, random: Random) -> list[Slot]:
    """`count` distinct free slots; they are taken only by `reserve_slots`."""
    newest = connection.scalar(select(func.max(INDEX.c.list_number)).where(INDEX.c.issuer == issuer))
    number = 1 if newest is None else int(newest)
    slots: list[Slot] = []
    while len(slots) < count:
        used = connection.scalar(
            select(func.count()).where(INDEX.c.issuer == issuer, INDEX.c.list_number == number)
        )
        room = min(count - len(slots), FULL - int(used or 0))
        slots += (Slot(number, index) for index in _draw(connection, issuer, number, room, random))
        number += 1
    return slots


def _draw(connection: Connection, issuer: str, number: int, room: int, random: Random) -> Iterable[int]:
    drawn: dict[int, None] = {}
    while len(drawn) < room:
        candidates = dict.fromkeys(random.randrange(LIST_BITS) for _ in range(room - len(drawn)))
        taken = _find_taken(connection, issuer, number, [*candidates])
        drawn.update((index, None) for index in candidates if index not in taken)
    return drawn


def reserve_slots(
    connection: Connection, issuer: str, slots: Sequence[Slot], credentials: Sequence[str]
) -> bool:
    """Takes the slots for the credential ids, or none of them and False when one is no longer free."""
    for number in {slot.list_number for slot in slots}:
        indexes = [slot.position for slot in slots if slot.list_number == number]
        if _find_taken(connection, issuer, number, indexes):
            return False
    rows = [
        (issuer, slot.list_number, slot.position, credential)
        for slot, credential in zip(slots, credentials, strict=True)
    ]
    insert_rows(connection, INDEX, rows)
    return True


def find_slot_holder(connection: Connection, issuer: str, slot: Slot) -> str | None:
    """The credential id that has a slot."""
    holder: str | None = connection.scalar(
        select(INDEX.c.credential).where(
            INDEX.c.issuer == issuer,
            INDEX.c.list_number == slot.list_number,
            INDEX.c.position == slot.position,
        )
    )
    return holder


def _find_taken(connection: Connection, issuer: str, number: int, positions: Sequence[int]) -> set[int]:
    query = select(INDEX.c.position).where(INDEX.c.issuer == issuer, INDEX.c.list_number == number)
    return {position for (position,) in select_in(connection, query, INDEX.c.position, positions)}
