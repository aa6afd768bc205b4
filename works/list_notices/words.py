"""A list notice in words: days left, what a version changed, items of feeds and calendars."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from api.pages.feeds.calendar_file import CalendarEntry, CalendarFile, name_entry
from api.pages.feeds.framing import FeedFrame, frame_calendar
from api.pages.feeds.writing import FeedItem
from api.pages.narrowing import FormChoice
from api.pages.rendering import render
from api.serving import FeedLink, PagePart
from api.visit import Visit
from api.words import speaker
from credentials.documents.desk.list_notice import ListItem, ListNotice
from credentials.documents.works.technology import Prose
from credentials.record import Record
from credentials.times import day_of
from credentials.words.days import format_days
from registry.monitor.log_pages import Entry
from signing.plain_text import quoted
from works.list_notices.changes import VersionChange, find_changes
from works.list_notices.held import FoundLists, HeldList, ListNews, find_under_notice

speak = speaker("works.list_notices")

SOON_DAYS = 14
"""The last days before a beginning or an end, which are counted down."""
OF_ENTERPRISE = 20
"""Notices on the page of an enterprise."""


class ListMark(NamedTuple):
    """The mark of a notice in words; `tone` and `sign` are empty where it needs none."""

    tone: str
    sign: str
    words: str


def page_of(record: Record[ListNotice]) -> str:
    """Return the path of the page of a version."""
    return f"/list-notices/{record.digest}"


def title_of(notice: ListNotice, visit: Visit) -> str:
    """Return the batch with its scheme."""
    subject = notice.credential_subject
    between = " · " if visit.lang == "en" else " "
    return visit.names.scheme(subject.scheme) + between + subject.batch


def days_of(held: HeldList, visit: Visit) -> str:
    """Return its days."""
    return format_days(held.subject.since, held.subject.until, visit.lang)


def prose_of(prose: Prose, visit: Visit) -> str:
    """Return a text; in Chinese where there is no English one."""
    return prose.zh if visit.lang == "zh" or prose.en is None else prose.en


def tell_when(held: HeldList, visit: Visit) -> ListMark:
    """Return what is wrong with the signature; else how many days are left, or that it is over."""
    say = speak("list", visit.lang)
    if held.fault is not None:
        return ListMark("no", "no", say(f"is_{held.fault}"))
    if held.when == "over":
        return ListMark("", "", say("is_over"))
    today = day_of(visit.now)
    left = ((held.subject.since if held.when == "coming" else held.subject.until) - today).days
    if held.when == "coming":
        words = say("begins_in", days=left)
    else:
        words = say("ends_in", days=left) if left else say("ends_today")
    return ListMark("warn", "cal", words) if left <= SOON_DAYS else ListMark("", "", words)


def tell_categories(item: ListItem, visit: Visit) -> str:
    """Return the categories, or that the whole enterprise is assessed."""
    if item.category is None:
        return speak("list", visit.lang)("whole")
    return (", " if visit.lang == "en" else "、").join(visit.names.categories(item.category))


def tell_state(item: ListItem, visit: Visit) -> Iterator[ListMark]:
    """Yield that an item is withdrawn, and what came of each objection."""
    say = speak("list", visit.lang)
    if item.withdrawn:
        yield ListMark("no", "no", say("withdrawn"))
    for objection in item.objections or ():
        if objection.result is None:
            yield ListMark("warn", "warn", say("objected", day=objection.received_on))
        else:
            words = say(f"answered_{objection.result}", day=objection.decided_on)
            yield ListMark("", "", words)


def tell_changes(before: Record[ListNotice] | None, after: Record[ListNotice], visit: Visit) -> list[str]:
    """Return what a version changed, a line each; of the first one that it is the first."""
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
    return speak("list", visit.lang)(
        "in_log",
        party=visit.names.party(body.issuer),
        title=quoted(title_of(body, visit)),
        version=subject.version,
        days=format_days(subject.since, subject.until, visit.lang),
    )


def tell_enterprise(visit: Visit, uscc: str) -> PagePart | None:
    """Return what of an enterprise is under notice now; None where nothing is."""
    listed = find_under_notice(visit.node.registry, uscc, visit.trust, visit.now, OF_ENTERPRISE)
    if not listed:
        return None
    say = speak("enterprise", visit.lang)
    lines = [
        (
            page_of(held.record),
            title_of(held.record.body, visit),
            tell_categories(item, visit),
            visit.names.grade(held.subject.scheme, item.grade),
            tell_when(held, visit),
        )
        for held, item in listed
    ]
    return PagePart(render(visit, "list_notices/enterprise", lines=lines), "under-notice", say("title"))


def frame_of(visit: Visit, conditions: dict[str, str | None], *, cut_at: int | None = None) -> FeedFrame:
    """Return the frame of the feed, narrowed by `conditions`; `cut_at` is its length where there are more."""
    say = speak("list", visit.lang)
    about = [
        name(value)
        for name, value in (
            (visit.names.party, conditions.get("issuer")),
            (visit.names.scheme, conditions.get("scheme")),
        )
        if value is not None
    ]
    title = say("feed_title_of", what=" · ".join(about)) if about else say("title")
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


def feed_items(visit: Visit, news: Sequence[ListNews]) -> list[FeedItem]:
    """Return an item a version: what it lists, or what it changed."""
    return [_feed_item(told, visit) for told in news]


def _feed_item(news: ListNews, visit: Visit) -> FeedItem:
    held, title = news.held, title_of(news.held.record.body, visit)
    return FeedItem(
        id=f"urn:huren:record:{held.record.digest}",
        url=visit.whole_address(page_of(held.record)),
        title=speak("list", visit.lang)("item_title", title=title, version=held.subject.version),
        text="\n".join(_lines(held, news.before, visit)),
        published=news.known,
        updated=news.known,
        tag=ListNotice.KIND,
    )


def calendar_of(visit: Visit, frame: FeedFrame, found: FoundLists) -> CalendarFile:
    """Return the last day of each notice, for a calendar."""
    return frame_calendar(visit, frame, [_end_of(held, first, visit) for held, first in found.lists])


def _end_of(held: HeldList, first: Record[ListNotice], visit: Visit) -> CalendarEntry:
    body, until = held.record.body, held.subject.until
    return CalendarEntry(
        uid=name_entry(first.body.id.removeprefix("urn:uuid:"), body.issuer),
        signed=first.created,
        changed=held.record.created,
        revision=held.subject.version - 1,
        first=until,
        last=until,
        title=speak("list", visit.lang)("last_day_of", title=title_of(body, visit)),
        text="\n".join(_lines(held, None, visit)),
        place=None,
        url=visit.whole_address(page_of(held.record)),
        tags=[speak("list", visit.lang)("title")],
        status="CONFIRMED",
    )


def _lines(held: HeldList, before: Record[ListNotice] | None, visit: Visit) -> Iterator[str]:
    say = speak("list", visit.lang)
    yield say("item_days", days=days_of(held, visit), party=visit.names.party(held.record.body.issuer))
    if held.subject.version == 1 or before is not None:
        yield from tell_changes(before, held.record, visit)
    yield (
        say("how_to_object")
        + (": " if visit.lang == "en" else "：")
        + prose_of(held.subject.objections_to, visit)
    )


def list_choices(visit: Visit, conditions: dict[str, str | None]) -> list[FormChoice]:
    """Return the choices that narrow every view."""
    say, text = speak("list", visit.lang), visit.names.text
    parties = [(party.id, visit.names.party(party.id)) for party in text.parties]
    schemes = [(scheme.id, visit.names.scheme(scheme.id)) for scheme in text.schemes]
    return [
        FormChoice("issuer", say("by_party"), conditions["issuer"], parties),
        FormChoice("scheme", say("by_scheme"), conditions["scheme"], schemes),
    ]
