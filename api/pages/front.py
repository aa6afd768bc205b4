"""Parts of the front page beside the numbers: samples to try, the last publication of each association."""

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from api.pages.parties import Member, members_of
from api.serving import servings_of
from api.visit import Visit
from api.words import speak
from credentials.documents.assessment import CreditCredential

GOOD, FORGED, OPENING = "valid", "forged", "opening.zip"
"""The samples of a demo: two certificates, a bid opening."""

_CODE = re.compile(r"#(H1\.[0-9]{1,4000})(?![0-9])", re.ASCII)
_MAX_BYTES = 8192

_CREDIT = CreditCredential.KIND


class Samples(NamedTuple):
    """The code of each sample, for after `#` in the address of the verify page, and a picture of the good
    sample's code."""

    good: str
    forged: str
    picture: str
    opening: bool
    """True if the demo also has a bid opening."""


class WorkLink(NamedTuple):
    """The label of a link to a work, and its address."""

    words: str
    address: str


class Work(NamedTuple):
    """A work of the agreement, such as mutual recognition: its links, and its purpose."""

    links: list[WorkLink]
    what: str


class LastPublication(NamedTuple):
    """A party and the time of its last publication; `tone` is `unk` where the last publication is too old
    or missing."""

    member: Member
    tone: str
    published: str | None


@lru_cache(maxsize=4)
def find_samples(folder: Path | None) -> Samples | None:
    """Return the samples in the folder of a demo; None on any other node."""
    codes = [_read_code(folder / f"{name}.h1.txt") for name in (GOOD, FORGED)] if folder is not None else []
    if len(codes) != 2 or None in codes:
        return None
    opening = folder is not None and (folder / OPENING).is_file()
    return Samples(str(codes[0]), str(codes[1]), f"/samples/{GOOD}.png", opening)


def _read_code(path: Path) -> str | None:
    if not path.is_file():
        return None
    with path.open(encoding="ascii", errors="replace") as file:
        match = _CODE.search(file.read(_MAX_BYTES))
    return match[1] if match is not None else None


def list_works(visit: Visit) -> list[Work]:
    """Return the works of the agreement, each with its links: for credit one for each party."""
    say, names, side = speak("front", visit.lang), visit.names, 0 if visit.lang == "en" else 1
    search, statistics = visit.address("/search"), visit.address("/statistics")
    credit = [
        WorkLink(
            say("credit_in", region=names.region(scheme.owner)), visit.address("/search", scheme=scheme.id)
        )
        for scheme in names.text.schemes
        if scheme.kind == _CREDIT
    ]
    return [
        Work([WorkLink(say("work_capability"), search)], say("work_capability_what")),
        *([Work(credit, say("work_credit_what"))] if credit else []),
        *(
            Work([WorkLink(door.work[side], visit.address(door.address))], door.what[side])
            for door in servings_of(visit.request).doors.values()
        ),
        Work([WorkLink(say("work_statistics"), statistics)], say("work_statistics_what")),
    ]


def tell_freshness(visit: Visit) -> list[LastPublication]:
    """Return every party of the agreement in force, in its order."""

    def tell(member: Member) -> LastPublication:
        manifest = member.known.manifest if member.known is not None else None
        if manifest is None:
            return LastPublication(member, "unk", None)
        good = visit.now < manifest.body.valid_until
        return LastPublication(member, "ok" if good else "unk", visit.moment(manifest.created))

    return [tell(member) for member in members_of(visit)]
