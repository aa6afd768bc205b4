"""Entries of a log and alerts of its monitor, a line each: on its page and in its feed. zh and en."""

from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import quote

from api.pages.feeds.told_entries import LogLine, make_item, tell_entry
from api.pages.feeds.writing import Feed
from api.visit import Visit
from api.words import speak
from registry.monitor.alerts import Alert
from registry.monitor.log_pages import LogPage


def tell_log(page: LogPage, visit: Visit) -> list[LogLine]:
    """Return the lines, newest first. An alert stands above the entries that the log had when the monitor
    raised it."""
    lines = [(2 * entry.place, 0, tell_entry(entry, visit)) for entry in page.entries]
    lines += [(2 * alert.size - 1, alert.found, tell_alert(alert, visit)) for alert in page.alerts]
    return [line for *_, line in sorted(lines, key=lambda keyed: keyed[:2], reverse=True)]


def tell_alert(alert: Alert, visit: Visit) -> LogLine:
    """Return the line of an alert: the fault, and the next step."""
    say, error = speak("log", visit.lang), alert.error
    known = datetime.fromtimestamp(alert.found, UTC)
    last = datetime.fromtimestamp(max(alert.found, alert.ended or 0), UTC)
    name = sha256(f"{alert.issuer} {alert.code} {alert.subject}".encode()).hexdigest()
    text = error.sentence(visit.lang, visit.names)
    text = text[:1].upper() + text[1:]  # the tables write a text that follows a colon, in lower case
    if alert.ended is not None and alert.ended > alert.found:
        text = say("was_over", text=text, when=visit.moment(last))
    more = error.mend(visit.lang, visit.names)
    path = f"/associations/{alert.issuer}/log"
    return LogLine(f"urn:huren:alert:{name}", text, more, path, known, last, alert.code, alert.stands)


def make_feed(page: LogPage, visit: Visit, issuer: str) -> Feed:
    """Return the feed of that page; its time is that of its newest line."""
    say = speak("log", visit.lang)
    site, name = f"/associations/{issuer}", visit.names.party(issuer)

    def place(path: str, before: int | None = None) -> str:
        return visit.whole_address(path, lang=visit.lang, before=str(before) if before is not None else None)

    lines = tell_log(page, visit)
    before_place = visit.request.query_params.get("before")
    here = int(before_place) if before_place is not None else None
    return Feed(
        id=f"urn:huren:log:{quote(issuer, safe='')}",
        title=say("feed_title", party=name),
        author=name,
        lang=visit.lang,
        home=place(f"{site}/log"),
        address=place(f"{site}/log.atom", here),
        older=place(f"{site}/log.atom", page.start) if page.start else None,
        updated=max((line.known for line in lines), default=visit.names.text.effective_from),
        items=[make_item(line, place(line.path)) for line in lines],
    )
