"""Entries of a log and what its monitor found, a line each: on its page and in its feeds. zh and en."""

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import quote

from api.pages.credential_words import tell_changes
from api.pages.logs.feeds import Feed, FeedItem
from api.pages.rendering import Visit
from api.pages.words import Say, speak
from credentials.documents.assessment import AssessmentCredential
from credentials.documents.key_list import KeyList
from credentials.documents.salvage import SalvageList
from credentials.documents.status_event import StatusEvent
from credentials.words.closed_lists import KINDS, word_for
from credentials.words.speech import format_credential
from registry.monitor.alerts import Alert
from registry.monitor.log_pages import Entry, LogPage
from signing.plain_text import quoted

ATOM, JSON_FEED = "log.atom", "log.json"
"""The feeds below the address of an association's page."""


class LogLine(NamedTuple):
    """One thing: `more` is what to do about it; `stands` is None for an entry, which is no alert."""

    id: str
    text: str
    more: str
    path: str
    signed: datetime
    known: datetime
    tag: str
    stands: bool | None = None


def tell_log(page: LogPage, visit: Visit, issuer: str) -> list[LogLine]:
    """Newest first: an alert stands above the entries that the log had when it was raised."""
    say = speak("log", visit.lang)
    lines = [(2 * entry.place, 0, _tell_entry(entry, visit, say, issuer)) for entry in page.entries]
    lines += [(2 * alert.size - 1, alert.found, tell_alert(alert, visit)) for alert in page.alerts]
    return [line for *_, line in sorted(lines, key=lambda one: one[:2], reverse=True)]


def tell_alert(alert: Alert, visit: Visit) -> LogLine:
    """What is amiss, and what to do next."""
    say, error = speak("log", visit.lang), alert.error
    found = datetime.fromtimestamp(alert.found, UTC)
    last = datetime.fromtimestamp(max(alert.found, alert.ended or 0), UTC)
    name = sha256(f"{alert.issuer} {alert.code} {alert.subject}".encode()).hexdigest()
    text = error.sentence(visit.lang, visit.names)
    text = text[:1].upper() + text[1:]  # the tables write what follows a colon
    if alert.ended is not None and alert.ended > alert.found:
        text = say("was_over", text=text, when=visit.moment(last))
    more = error.mend(visit.lang, visit.names)
    path = f"/associations/{alert.issuer}/log"
    return LogLine(f"urn:huren:alert:{name}", text, more, path, found, last, alert.code, alert.stands)


def _tell_entry(entry: Entry, visit: Visit, say: Say, issuer: str) -> LogLine:
    record = entry.record
    name = f"urn:huren:entry:{quote(issuer, safe='')}:{entry.place}:{record.digest}"
    shown = entry.about or (record if isinstance(record.body, AssessmentCredential) else None)
    path = f"/credentials/{shown.digest}" if shown is not None else f"/api/v1/records/{record.digest}"
    text = next(_say_entry(entry, visit, say))
    return LogLine(name, text, "", path, record.created, entry.logged, record.body.KIND)


def _say_entry(entry: Entry, visit: Visit, say: Say) -> Iterator[str]:
    body, names = entry.record.body, visit.names
    if isinstance(body, AssessmentCredential):
        subject = entry.record.body.credential_subject
        assessment = subject.assessment
        yield say(
            "issued",
            number=assessment.certificate_number,
            enterprise=subject.legal_name,
            scheme=names.scheme(assessment.scheme),
            grade=names.grade(assessment.scheme, assessment.grade),
            period=visit.period(body.valid_from, body.valid_until),
        )
    elif isinstance(body, StatusEvent):
        about, asked = entry.about, body.credential_subject.credential
        called = about.body.title if about is not None else format_credential(asked, visit.lang)
        yield from (step.text for step in tell_changes(called, [entry.record], visit, say))
    elif isinstance(body, KeyList):
        yield say("key_list_line", version=body.version, party=names.party(body.signer))
    elif isinstance(body, SalvageList):
        yield say("salvage_line", party=names.party(body.signer))
    else:
        yield f"{word_for(KINDS, body.KIND, visit.lang)} {quoted(body.title)}"


def make_feed(page: LogPage, visit: Visit, issuer: str, form: str) -> Feed:
    """The feed of that page in the form ATOM or JSON_FEED; its newest time is that of what stands in it."""
    say, base = speak("log", visit.lang), str(visit.request.base_url).rstrip("/")
    site, name = f"/associations/{issuer}", visit.names.party(issuer)

    def place(path: str, before: int | None = None) -> str:
        spoken = {"lang": visit.lang, "before": str(before) if before is not None else None}
        return base + visit.address(path, **spoken)

    lines = tell_log(page, visit, issuer)
    asked = visit.request.query_params.get("before")
    here = int(asked) if asked is not None else None
    return Feed(
        id=f"urn:huren:log:{quote(issuer, safe='')}",
        title=say("feed_title", party=name),
        author=name,
        lang=visit.lang,
        home=place(f"{site}/log"),
        address=place(f"{site}/{form}", here),
        other_form=place(f"{site}/{JSON_FEED if form == ATOM else ATOM}", here),
        older=place(f"{site}/{form}", page.start) if page.start else None,
        updated=max((line.known for line in lines), default=visit.names.text.effective_from),
        items=[_item(line, place(line.path)) for line in lines],
    )


def _item(line: LogLine, url: str) -> FeedItem:
    space = " " if line.more else ""
    return FeedItem(
        line.id, url, line.text, f"{line.text}{space}{line.more}", line.signed, line.known, line.tag
    )
