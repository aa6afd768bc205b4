"""What bid openings have on pages of others: how an enterprise makes its packet, on its own page."""

from importlib.metadata import version

from api.pages.rendering import render
from api.serving import PagePart
from api.visit import Visit
from api.words import speaker
from web.served_page import PACKET

_speak = speaker("tender")


def tell_enterprise(visit: Visit, uscc: str) -> PagePart:
    """The choice of a tender for a browser, and the command: this node is not told of the tender."""
    say = _speak("enterprise", visit.lang)
    html = render(visit, "tender/enterprise", uscc=uscc, release=version("huren"))
    return PagePart(html, "tender", say("title"), beside=True, script=f"/static/{PACKET.scripts[0]}")
