"""Entries of logs in words, a line each: on the page of a log and in every feed. zh and en."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import quote

from api.pages.credential_words import tell_changes
from api.pages.feeds.writing import FeedItem
from api.pages.rendering import has_template
from api.serving import servings_of
from api.visit import Visit
from api.words import Say, speak
from credentials.documents.assessment import AssessmentCredential
from credentials.documents.key_list import KeyList
from credentials.documents.salvage import SalvageList
from credentials.documents.status_event import StatusEvent
from credentials.record import Record
from credentials.words.closed_lists import KINDS, word_for
from credentials.words.speech import format_credential
from registry.monitor.log_pages import Entry
from signing.plain_text import quoted


class LogLine(NamedTuple):
    """One entry or alert: `more` is the next step; `stands` says whether an alert is still raised, None
    for an entry."""

    id: str
    text: str
    more: str
    path: str
    signed: datetime
    known: datetime
    tag: str
    stands: bool | None = None


def page_of(record: Record[Any], visit: Visit) -> str:
    """Return the path of the page that shows a record, or of its bytes where it has no page."""
    if isinstance(record.body, AssessmentCredential):
        return f"/credentials/{record.digest}"
    given = servings_of(visit.request).records.get(record.body.KIND)
    if given is not None and given.address is not None:
        return given.address.format(digest=record.digest)
    has_page = has_template(visit, f"records/{record.body.KIND}")
    return f"/records/{record.digest}" if has_page else f"/api/v1/records/{record.digest}"


def tell_entry(entry: Entry, visit: Visit) -> LogLine:
    """Return a line on a signed record with a link to its page; a line on an event names its record."""
    record = entry.record
    issuer, say = record.body.signer, speak("log", visit.lang)
    name = f"urn:huren:entry:{quote(issuer, safe='')}:{entry.place}:{record.digest}"
    path = page_of(entry.about or record, visit)
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
        named_record, reference = entry.about, body.credential_subject.credential
        called = (
            title_of_record(named_record, visit)
            if named_record is not None
            else format_credential(reference, visit.lang)
        )
        yield from (step.text for step in tell_changes(called, [entry.record], visit, say))
    elif (given := servings_of(visit.request).records.get(body.KIND)) is not None and given.line is not None:
        yield given.line(entry, visit)
    elif isinstance(body, KeyList):
        yield say("key_list_line", version=body.version, party=names.party(body.signer))
    elif isinstance(body, SalvageList):
        yield say("salvage_line", party=names.party(body.signer))
    else:
        yield f"{word_for(KINDS, body.KIND, visit.lang)} {quoted(body.title)}"


def make_item(line: LogLine, url: str) -> FeedItem:
    """Return the line as an item of a feed."""
    space = " " if line.more else ""
    return FeedItem(
        line.id, url, line.text, f"{line.text}{space}{line.more}", line.signed, line.known, line.tag
    )


def title_of_record(record: Record[Any], visit: Visit) -> str:
    """Return the title of a record for people, in the visitor's language where the record has it."""
    given = servings_of(visit.request).records.get(record.body.KIND)
    title = given.title(record.body, visit) if given is not None and given.title is not None else None
    return title or str(record.body.title)
