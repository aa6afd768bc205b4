"""Feeds of records: of a kind, a scheme, an enterprise."""

from api.pages.feeds.framing import FORMS, FeedFrame, FeedLink
from api.pages.rendering import Visit
from api.pages.words import speak
from credentials.words.closed_lists import KINDS, word_for


def kind_frame(visit: Visit, kind: str) -> FeedFrame:
    """All associations' newest records of a kind."""
    say = speak("log", visit.lang)
    title = say("feed_of_kind", kind=word_for(KINDS, kind, visit.lang))
    return FeedFrame(f"urn:huren:kind:{kind}", title, f"/feeds/{kind}", "/associations", {})


def scheme_frame(visit: Visit, scheme: str) -> FeedFrame:
    """Credentials under a scheme, and what became of them."""
    say = speak("log", visit.lang)
    title = say("feed_of_scheme", scheme=visit.names.scheme(scheme))
    path = f"/schemes/{scheme}"
    return FeedFrame(f"urn:huren:scheme:{scheme}", title, f"{path}/feed", path, {})


def enterprise_frame(visit: Visit, uscc: str) -> FeedFrame:
    """All that is signed of an enterprise."""
    say = speak("log", visit.lang)
    title = say("feed_of_enterprise", uscc=uscc)
    path = f"/enterprises/{uscc}"
    return FeedFrame(f"urn:huren:enterprise:{uscc}", title, f"{path}/feed", path, {})


def log_links(visit: Visit, issuer: str) -> list[FeedLink]:
    """The feeds of an association's log (api.pages.logs)."""
    say = speak("log", visit.lang)
    return [
        FeedLink(
            visit.address(f"/associations/{issuer}/log.{form}", lang=visit.lang),
            media,
            say("feed_of_log", form=called),
        )
        for form, (media, called) in FORMS.items()
    ]
