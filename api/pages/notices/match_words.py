"""Technologies for a need in words: those that meet all it asks for, and apart those that do not state it."""

from typing import Any, NamedTuple

from api.answers.notices.held_notice import NEED, HeldNotice
from api.answers.notices.matches import find_matches
from api.pages.feeds.told_entries import TECHNOLOGY_PAGE
from api.pages.rendering import Visit
from credentials.documents.works.limits_as_typed import format_limit, parse_limit

ON_A_NEED = 20


class MatchLine(NamedTuple):
    """A technology, what others say of its listing, and what of each limit."""

    path: str
    title: str
    holder: str
    issuer: str
    joint: bool
    verified: bool
    answers: list[tuple[str, str]]


class Matches(NamedTuple):
    """Those that meet every limit, those that do not state one, and how many there are in all."""

    met: list[MatchLine]
    unstated: list[MatchLine]
    total: int


def tell_matches(held: HeldNotice, visit: Visit) -> Matches | None:
    """Of a need that stands; None of any other notice."""
    body = held.record.body
    if body.credential_subject.kind != NEED or held.is_off:
        return None
    found: Any = find_matches(
        visit.node.technologies,
        visit.node.registry,
        held.record.digest,
        visit.trust,
        now=visit.now,
        cursor=None,
        limit=ON_A_NEED,
    )
    lines = [(item, _tell(item, visit)) for item in found["items"]]
    met = [line for item, line in lines if all(one["result"] == "met" for one in item["limits"])]
    unstated = [line for _, line in lines if line not in met]
    return Matches(met, unstated, found["total"])


def _tell(item: Any, visit: Visit) -> MatchLine:
    return MatchLine(
        TECHNOLOGY_PAGE.format(digest=item["digest"]),
        item["title"][visit.lang],
        item["legalName"],
        visit.names.party(item["issuer"]),
        item["listing"] == "joint",
        item["verification"] == "current",
        [(format_limit(parse_limit(one["limit"]), visit.lang), one["result"]) for one in item["limits"]],
    )
