"""Parts of other pages about bid openings: the packet, on the page of an enterprise."""

from api.pages.rendering import render
from api.serving import PagePart
from api.visit import Visit
from api.words import speaker
from web.served_page import PACKET, find_release

_speak = speaker("tender")


def tell_enterprise(visit: Visit, uscc: str) -> PagePart:
    """Return the part in which a visitor chooses a tender in the browser, and the command; the tender
    never reaches this node."""
    say = _speak("enterprise", visit.lang)
    html = render(visit, "tender/enterprise", uscc=uscc, release=find_release())
    return PagePart(html, "tender", say("title"), beside=True, script=f"/static/{PACKET.scripts[0]}")
