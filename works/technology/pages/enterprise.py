"""Part of an enterprise's page: its technologies."""

from api.pages.rendering import render
from api.serving import PagePart
from api.visit import Visit
from api.words import speaker
from works.technology.held import find_technologies
from works.technology.pages.marks import mark_listing

speak = speaker("works.technology")

MOST = 20
"""Most technologies on an enterprise's page."""


def tell_enterprise(visit: Visit, uscc: str) -> PagePart | None:
    """Return the part with the enterprise's technologies, those that end last first; None without any."""
    listed = find_technologies(visit.node.registry, uscc, visit.trust, visit.now, MOST)
    say = speak("enterprise", visit.lang)
    technologies = [(technology, mark_listing(technology, say)) for technology in listed]
    html = render(visit, "technology/enterprise", technologies=technologies)
    return PagePart(html, "technologies", say("title")) if listed else None
