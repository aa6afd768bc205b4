"""The largest bid opening that is promised: a hundred bidders with fifty certificates each."""

import secrets
from datetime import timedelta
from pathlib import Path

from tender.command.record_files import draw_record, save_record
from tests.tender.record.records import enterprise_code
from tests.verifier.tender.opening import OPENING, Room, requirement, tender
from tests.verifier.tender.record.drawn import opening_of
from verifier.tender.record import TenderOpening

BIDDERS = 100


def large_opening(files: int, criteria: int) -> TenderOpening:
    """Make a hundred bidders with `certificates` each, in two categories and all grades."""
    grades, categories = ("甲级", "乙级", "甲临", "乙临"), ("水", "气")
    room, papers, listed = Room(), {}, []
    for number in range(1, BIDDERS + 1):
        code = enterprise_code(number)
        room.papers = []
        for file in range(files):
            room.hand_in(code, grade=grades[(number + file // 2) % 4], category=[categories[file % 2]])
        papers[f"B{number}"] = room.papers
        listed.append({"id": f"B{number}", "name": f"示例环保{number}", "uscc": code, "lots": ["L1"]})
    room.world.publish()
    asked = []
    for number in range(1, criteria + 1):
        wanted = requirement(
            id=f"R{number}",
            minGrade=grades[number % 2],
            categories={"anyOf": [categories[number % 2]]},
            validAt="all",
        )
        group = {"id": "g", "requirements": [wanted]}
        asked.append({"id": f"C{number}", "use": "qualification", "groups": [group]})
    bidders = {"type": "Bidders/1", "version": 1, "bidders": listed}
    return opening_of(room.world, {**tender(), "criteria": asked}, bidders, papers)


def draw_up_large(folder: Path, files: int, criteria: int) -> None:
    """Draw up the opening's record below a folder."""
    opening = large_opening(files, criteria)
    now = OPENING + timedelta(hours=9)
    receipt = draw_record(opening, opening.check(now=now), None)
    save_record(folder / secrets.token_hex(4), receipt, opening, {}, None, thumbnails={})
