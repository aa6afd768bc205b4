"""Technologies for a need, in words: those that meet all its limits, and separately those that do not
state some limit."""

from typing import NamedTuple

from api.pages.rendering import render
from api.serving import PagePart
from api.visit import Visit
from api.words import Say, speaker
from credentials.documents.works.facets import Stated, TechnologyQuery, judge_limits, query_of_need
from credentials.documents.works.limits.as_typed import format_limit
from credentials.documents.works.notice import Notice
from credentials.record import Record
from works.technology.held import HeldTechnology, list_technologies, search_of
from works.technology.pages.marks import Mark
from works.technology.pages.search_page import FoundLine, tell_found

speak = speaker("works.technology")

NEED = "need"
ON_A_NEED = 20


class MatchLine(NamedTuple):
    """A technology in the form of the search, and its answer to each limit of the need."""

    technology: FoundLine
    answers: list[tuple[Mark, str]]


class Matches(NamedTuple):
    """Technologies that meet every limit, those that do not state one, and their number in all.

    If the need names no limit (`has_limits` is false), all fit, and none counts as meeting a limit.
    """

    has_limits: bool
    met: list[MatchLine]
    unstated: list[MatchLine]
    total: int


def tell_matches(visit: Visit, notice: Record[Notice]) -> PagePart | None:
    """Return the part for the page of a need; nothing for any other notice."""
    if notice.body.credential_subject.kind != NEED:
        return None
    query, node, say = query_of_need(notice.body), visit.node, speak("matches", visit.lang)
    page = list_technologies(
        node.registry, search_of(node), query, visit.trust, now=visit.now, limit=ON_A_NEED
    )
    lines = [(listed.unstated, tell_match(listed.technology, query, visit, say)) for listed in page.items]
    met = [line for unstated, line in lines if not unstated]
    rest = [line for unstated, line in lines if unstated]
    matches = Matches(bool(query.asked), met, rest, page.numbers.total)
    return PagePart(render(visit, "technology/matches", matches=matches))


def tell_match(technology: HeldTechnology, query: TechnologyQuery, visit: Visit, say: Say) -> MatchLine:
    """Return a line; meeting a limit is a good mark only for a technology in force."""
    met = Mark("ok", "ok", say("is_met")) if technology.stands else Mark("", "file", say("is_met"))
    marks = {
        Stated.MET: met,
        Stated.NOT_STATED: Mark("unk", "unk", say("is_unstated")),
        Stated.NOT_COMPARABLE: Mark("unk", "unk", say("is_not_comparable")),
    }
    answers = judge_limits(query, technology.record.body, at=visit.now)
    limits = [
        (marks[answer.result], format_limit(answer.limit, visit.lang))
        for answer in answers
        if answer.result in marks
    ]
    return MatchLine(tell_found(technology, query, visit, say), limits)
