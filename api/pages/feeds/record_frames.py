"""Feeds of records: of a scheme, an enterprise, a log."""

from api.pages.feeds.framing import FeedFrame
from api.serving import FeedLink
from api.visit import Visit
from api.words import speak


def scheme_frame(visit: Visit, scheme: str) -> FeedFrame:
    """Return the frame for credentials under a scheme and their events."""
    say = speak("log", visit.lang)
    title = say("feed_of_scheme", scheme=visit.names.scheme(scheme))
    path = f"/schemes/{scheme}"
    return FeedFrame(f"urn:huren:scheme:{scheme}", title, f"{path}/feed.atom", path, {})


def enterprise_frame(visit: Visit, uscc: str) -> FeedFrame:
    """Return the frame for all records of an enterprise."""
    say = speak("log", visit.lang)
    title = say("feed_of_enterprise", uscc=uscc)
    path = f"/enterprises/{uscc}"
    return FeedFrame(f"urn:huren:enterprise:{uscc}", title, f"{path}/feed.atom", path, {})


def expiry_frame(visit: Visit, uscc: str) -> FeedFrame:
    """Return the frame for the last days of its certificates, beside the feed of its records."""
    title = speak("log", visit.lang)("calendar_of_enterprise", uscc=uscc)
    return enterprise_frame(visit, uscc)._replace(title=title)


def log_link(visit: Visit, issuer: str) -> FeedLink:
    """Return the feed of an association's log (api.pages.logs)."""
    say, path = speak("log", visit.lang), f"/associations/{issuer}/log"
    return FeedFrame("", say("feed_of_log"), f"{path}.atom", path, {}).link(visit)
