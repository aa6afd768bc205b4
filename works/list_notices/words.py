"""A list notice in words: days left, what a version changed, items of feeds and calendars."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

from api.pages.feeds.calendar_file import CalendarEntry, CalendarFile, name_entry
from api.pages.feeds.framing import FeedFrame, frame_calendar
from api.pages.feeds.writing import FeedItem
from api.pages.narrowing import FormChoice
from api.pages.rendering import render
from api.serving import FeedLink, PagePart
from api.visit import Visit
from api.words import speaker
from credentials.documents.desk.list_changes import VersionChange, find_changes
from credentials.documents.desk.list_notice import ListItem, ListNotice
from credentials.documents.works.technology import Prose
from credentials.record import Record
from credentials.times import day_of
from credentials.words.days import format_days
from registry.monitor.log_pages import Entry
from signing.plain_text import quoted
from works.list_notices.held import FoundLists, HeldList, find_under_notice
from works.list_notices.lookup import ListLine

speak = speaker("works.list_notices")

SOON_DAYS = 14
"""Number of last days before a beginning or an end that pages count down."""
OF_ENTERPRISE = 20
"""Most notices on the page of an enterprise."""


class ListMark(NamedTuple):
    """The mark of a notice in words; `tone` and `sign` are empty where the notice needs no mark."""

    tone: str
    sign: str
    words: str


def page_of(line: ListLine) -> str:
    """Return the path of the page of a version."""
    return f"/list-notices/{line.digest}"


def title_of(scheme: str, batch: str, visit: Visit) -> str:
    """Return the batch with its scheme."""
    return visit.names.scheme(scheme) + (" · " if visit.lang == "en" else " ") + batch


def title_in_log(notice: ListNotice, visit: Visit) -> str:
    """Return the title of a version."""
    return title_of(notice.credential_subject.scheme, notice.credential_subject.batch, visit)


def title_of_line(line: ListLine, visit: Visit) -> str:
    """Return the title of a version."""
    return title_of(line.scheme, line.batch, visit)


def days_of(line: ListLine, visit: Visit) -> str:
    """Return the days of the notice in words."""
    return format_days(line.since, line.until, visit.lang)


def prose_of(prose: Prose, visit: Visit) -> str:
    """Return a text; in Chinese where there is no English one."""
    return prose.zh if visit.lang == "zh" or prose.en is None else prose.en


def tell_when(held: HeldList, visit: Visit) -> ListMark:
    """Return as a mark what is wrong with the signature; else how many days are left, or that the notice
    is over."""
    say = speak("list", visit.lang)
    if not held.is_sound:
        return ListMark("no", "no", say("is_invalid"))
    if held.when == "over":
        return ListMark("", "", say("is_over"))
    today = day_of(visit.now)
    left = ((held.line.since if held.when == "coming" else held.line.until) - today).days
    if held.when == "coming":
        words = say("begins_in", days=left)
    else:
        words = say("ends_in", days=left) if left else say("ends_today")
    return ListMark("warn", "cal", words) if left <= SOON_DAYS else ListMark("", "", words)


def tell_categories(categories: Sequence[str] | None, visit: Visit) -> str:
    """Return the categories, or that the whole enterprise is assessed."""
    if not categories:
        say = speak("list", visit.lang)
        return say("whole")
    return (", " if visit.lang == "en" else "、").join(visit.names.categories(categories))


def tell_state(item: ListItem, visit: Visit) -> Iterator[ListMark]:
    """Yield a mark for a withdrawn item, and one for the result of each objection."""
    say = speak("list", visit.lang)
    if item.withdrawn:
        yield ListMark("no", "no", say("withdrawn"))
    for objection in item.objections or ():
        if objection.result is None:
            yield ListMark("warn", "warn", say("objection_open", day=objection.received_on))
        else:
            words = say(f"answered_{objection.result}", day=objection.decided_on)
            yield ListMark("", "", words)


def tell_changes(before: Record[ListNotice] | None, after: Record[ListNotice], visit: Visit) -> list[str]:
    """Return the changes that a version made, one line for each; for the first version, a line that says
    so."""
    say = speak("list", visit.lang)
    if before is None:
        return [say("is_first", number=len(after.body.credential_subject.items))]
    subject = after.body.credential_subject
    changes = [*find_changes(before.body.credential_subject, subject)]
    return [_tell_change(change, after, visit) for change in changes] or [say("no_change")]


def _tell_change(change: VersionChange, after: Record[ListNotice], visit: Visit) -> str:
    say, item, objection = speak("list", visit.lang), change.item, change.objection
    if item is None:
        return say("moved", before=change.until, after=after.body.credential_subject.until)
    named = {"place": change.place, "enterprise": item.legal_name}
    if objection is None:
        return say("change_withdrawn", **named)
    if change.what == "received":
        return say("change_received", day=objection.received_on, **named)
    return say(f"change_{objection.result}", day=objection.decided_on, **named)


def tell_in_log(entry: Entry, visit: Visit) -> str:
    """Return the line of a log or a feed."""
    body = entry.record.body
    subject = body.credential_subject
    say = speak("list", visit.lang)
    return say(
        "in_log",
        party=visit.names.party(body.issuer),
        title=quoted(title_in_log(body, visit)),
        version=subject.version,
        days=format_days(subject.since, subject.until, visit.lang),
    )


def tell_enterprise(visit: Visit, uscc: str) -> PagePart | None:
    """Return the part on an enterprise's items under notice now; None if there are none."""
    listed = find_under_notice(visit.node.registry, uscc, visit.now, OF_ENTERPRISE)
    if not listed:
        return None
    say = speak("enterprise", visit.lang)
    lines = [
        (
            page_of(found.line),
            title_of_line(found.line, visit),
            tell_categories(found.categories, visit),
            visit.names.grade(found.line.scheme, found.grade),
            tell_when(HeldList.of(found.line, visit.trust, visit.now), visit),
        )
        for found in listed
    ]
    return PagePart(render(visit, "list_notices/enterprise", lines=lines), "under-notice", say("title"))


def frame_of(visit: Visit, conditions: dict[str, str | None], *, cut_at: int | None = None) -> FeedFrame:
    """Return the frame of the feed, narrowed by `conditions`; `cut_at` is the length of the feed if there
    are more entries."""
    say = speak("list", visit.lang)
    condition_words = [
        name(value)
        for name, value in (
            (visit.names.party, conditions.get("issuer")),
            (visit.names.scheme, conditions.get("scheme")),
        )
        if value is not None
    ]
    title = say("feed_title_of", what=" · ".join(condition_words)) if condition_words else say("title")
    which = "".join(f":{name}={value}" for name, value in sorted(conditions.items()) if value is not None)
    note = say("feed_cut", number=cut_at) if cut_at is not None else None
    return FeedFrame(
        f"urn:huren:list-notices{which}", title, "/list-notices/feed.atom", "/list-notices", conditions, note
    )


def subscriptions(visit: Visit, conditions: dict[str, str | None]) -> list[FeedLink]:
    """Return the feed and the calendar."""
    return frame_of(visit, conditions).subscriptions(visit)


def feeds_of(visit: Visit, issuer: str) -> list[FeedLink]:
    """Return the feeds of one association."""
    return subscriptions(visit, {"issuer": issuer})


def feed_items(visit: Visit, news: Sequence[HeldList]) -> list[FeedItem]:
    """Return one feed item for each version."""
    return [_feed_item(held, visit) for held in news]


def _feed_item(held: HeldList, visit: Visit) -> FeedItem:
    line = held.line
    say = speak("list", visit.lang)
    title = say("item_title", title=title_of_line(line, visit), version=line.version)
    return FeedItem(
        id=f"urn:huren:record:{line.digest}",
        url=visit.whole_address(page_of(line)),
        title=title,
        text="\n".join(_lines(line, visit)),
        published=line.admitted,
        updated=line.admitted,
        tag=ListNotice.KIND,
    )


def calendar_of(visit: Visit, frame: FeedFrame, found: FoundLists) -> CalendarFile:
    """Return the last day of each notice, for a calendar."""
    return frame_calendar(visit, frame, [_end_of(held.line, visit) for held in found.lists])


def _end_of(line: ListLine, visit: Visit) -> CalendarEntry:
    say, until = speak("list", visit.lang), line.until
    named = sha256(f"{line.scheme} {line.batch}".encode()).hexdigest()[:32]  # the same in every version
    return CalendarEntry(
        uid=name_entry(named, line.issuer),
        signed=line.created,
        changed=line.created,
        revision=line.version - 1,
        first=until,
        last=until,
        title=say("last_day_of", title=title_of_line(line, visit)),
        text="\n".join(_lines(line, visit)),
        place=None,
        url=visit.whole_address(page_of(line)),
        tags=[say("title")],
        status="CONFIRMED",
    )


def _lines(line: ListLine, visit: Visit) -> Iterator[str]:
    say = speak("list", visit.lang)
    yield say("item_days", days=days_of(line, visit), party=visit.names.party(line.issuer))
    yield say("item_numbers", items=line.items, withdrawn=line.withdrawn)


def list_choices(visit: Visit, conditions: dict[str, str | None]) -> list[FormChoice]:
    """Return the choices that narrow every view."""
    say, text = speak("list", visit.lang), visit.names.text
    parties = [(party.id, visit.names.party(party.id)) for party in text.parties]
    schemes = [(scheme.id, visit.names.scheme(scheme.id)) for scheme in text.schemes]
    return [
        FormChoice("issuer", say("by_party"), conditions["issuer"], parties),
        FormChoice("scheme", say("by_scheme"), conditions["scheme"], schemes),
    ]
