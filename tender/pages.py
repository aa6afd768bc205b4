"""What bid openings have on pages of others: how an enterprise makes its packet, on its own page."""

from api.pages.rendering import render
from api.serving import PagePart
from api.visit import Visit
from api.words import speaker

_speak = speaker("tender")


def tell_enterprise(visit: Visit, uscc: str) -> PagePart:  # noqa: ARG001 - the same for every enterprise
    """The command and what it needs: this node is not told of the tender."""
    say = _speak("enterprise", visit.lang)
    return PagePart(render(visit, "tender/enterprise"), "tender", say("title"), beside=True)
