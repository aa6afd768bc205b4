"""Cells on looks, numbers, names and requests, from their vectors to the matrix."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from credentials.kinds import parse_credential
from credentials.times import CHINA
from tests.harness.vectors import read_vectors
from tests.verifier.numbers.committed import commit
from tests.verifier.tender.opening import OPENING, A, B, Room, single
from verifier.numbers.commitment import hash_number
from verifier.numbers.register import Register
from verifier.tender import FoundCode, Matrix, Paper
from verifier.tender.papers import UnreadCode

SAID = ("marks", "looked", "clarifications", "ignore", "claims")
"""Members of a bidder that a vector may set."""
SIGNED = "2026-01-05T09:00:00+08:00"


def read_cells() -> list[Any]:
    """Return each cell with its papers, the remarks on them, and the expected result."""
    cells: list[Any] = read_vectors("tender-looks")["cells"]
    return cells


class LookRoom:
    """A room with all the certificates that a cell names."""

    def __init__(self, cell: Any) -> None:
        self.cell, self.room = cell, Room()
        self.known: Any = read_vectors("tender-looks")["credentials"]
        spoken = {
            *(name for one in cell["papers"] for name in one.get("codes", ())), *cell.get("register", ())
        }  # fmt: skip
        self.made = {name: self._issue(self.known[name]) for name in sorted(spoken)}

    def _issue(self, one: Any) -> bytes:
        data = self.room.hand_in(
            A if one["uscc"] == "A" else B, legal_name=one["name"], grade=one["grade"],
            certificate_number=one["number"], created=datetime.fromisoformat(one.get("signed", SIGNED)),
            valid_from=datetime(2026, 1, 5, tzinfo=CHINA),
        )  # fmt: skip
        if one.get("revoked"):
            self.room.world.revoke(data, effective_from=datetime(2026, 4, 1, tzinfo=CHINA))
        return data

    def paper(self, one: Any) -> Paper:
        codes = (FoundCode(self.made[name], one.get("page")) for name in one.get("codes", ()))
        return Paper(
            one["path"], sha256(one["path"].encode()).hexdigest(), tuple(codes),
            tuple(one.get("withoutCode", ())), one.get("unread"), one.get("late", False), one.get("pages", 0),
            tuple(UnreadCode(page, (400, 500, 600, 641)) for page in one.get("unreadable", ())),
        )  # fmt: skip

    def check(self) -> Matrix:
        """Return the matrix of the cell."""
        cell, room = self.cell, self.room
        now = datetime.fromisoformat(cell["now"]) if "now" in cell else OPENING
        room.world.now = now
        room.world.publish()
        register = trust = None
        if "register" in cell:
            numbers = [self.known[name]["number"] for name in cell["register"]]
            held = commit(map(hash_number, numbers), room.world)
            claims = [mark["claims"] for mark in cell.get("marks", ())]
            kept = [parse_credential(self.made[name]) for name in cell["register"]]
            register = Register({room.world.cq.did: {one: held.prove(one) for one in claims}}, kept)
            trust, now = held.trust, room.world.now
        room.papers = [self.paper(one) for one in cell["papers"]]
        room.agreement = []
        said = {name: cell[name] for name in SAID if name in cell}
        bidder = {**single(), **said, "name": cell.get("listed", single()["name"])}
        return room.check(bidder=bidder, now=now, register=register, trust=trust)


def check_cell(cell: Any) -> Matrix:
    """Return the matrix of one cell."""
    return LookRoom(cell).check()
