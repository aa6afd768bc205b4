"""What the front page shows beside the numbers: samples to try, and how fresh each association's data is."""

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from api.pages.parties import Member, members_of
from api.pages.rendering import Visit
from api.pages.words import speak
from credentials.documents.assessment import CreditCredential

GOOD, FORGED, OPENING = "valid", "forged", "opening.zip"
"""The samples of a demo that everybody may try: two certificates, a bid opening."""

_CODE = re.compile(r"#(H1\.[0-9]{1,4000})(?![0-9])", re.ASCII)
_MAX_BYTES = 8192

_CREDIT = CreditCredential.KIND
_WORKS = (
    ("capability", "/search"),
    (_CREDIT, "/search"),
    ("standards", "/standards"),
    ("technologies", "/technologies"),
    ("statistics", "/statistics"),
    ("resolutions", "/resolutions"),
    ("notices", "/notices"),
)
"""The works of an agreement in the order of the page: the name of its word, its page."""


class Samples(NamedTuple):
    """What stands behind `#` of the verify page's address for each, and a picture of the good one's code."""

    good: str
    forged: str
    picture: str
    opening: bool
    """Whether there is a bid opening to try, too."""


class WorkLink(NamedTuple):
    """What a work is called, and its address."""

    words: str
    address: str


class PartyAge(NamedTuple):
    """A party and when it last published; `tone` is `unk` once that is too old, or where it never did."""

    member: Member
    tone: str
    age: str | None


@lru_cache(maxsize=4)
def find_samples(folder: Path | None) -> Samples | None:
    """The samples in the folder of a demo; None on any other node."""
    codes = [_read_code(folder / f"{name}.h1.txt") for name in (GOOD, FORGED)] if folder is not None else []
    if len(codes) != 2 or None in codes:
        return None
    opening = folder is not None and (folder / OPENING).is_file()
    return Samples(str(codes[0]), str(codes[1]), f"/samples/{GOOD}.png", opening)


def _read_code(path: Path) -> str | None:
    if not path.is_file():
        return None
    with path.open(encoding="ascii", errors="replace") as file:
        found = _CODE.search(file.read(_MAX_BYTES))
    return found[1] if found is not None else None


def list_works(visit: Visit) -> list[tuple[str, list[WorkLink]]]:
    """What the agreement has its parties do, each with where that is: of credit, a place for each party."""
    say, names = speak("front", visit.lang), visit.names
    found = {name: [WorkLink(say(f"work_{name}"), visit.address(path))] for name, path in _WORKS}
    schemes = [scheme for scheme in names.text.schemes if scheme.kind == _CREDIT]
    found[_CREDIT] = [
        WorkLink(say("credit_in", region=names.region(one.owner)), visit.address("/search", scheme=one.id))
        for one in schemes
    ]
    return [(name, links) for name, links in found.items() if links]


def tell_freshness(visit: Visit) -> list[PartyAge]:
    """Every party of the agreement in force, in its order."""

    def tell(member: Member) -> PartyAge:
        manifest = member.known.manifest if member.known is not None else None
        if manifest is None:
            return PartyAge(member, "unk", None)
        good = visit.now < manifest.body.valid_until
        return PartyAge(member, "ok" if good else "unk", visit.age(manifest.created))

    return [tell(member) for member in members_of(visit)]
