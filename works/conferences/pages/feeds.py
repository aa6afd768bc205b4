"""Words of feeds of resolutions, and of calendars of their meetings and due days, in Chinese and English."""

from collections.abc import Iterator, Sequence

from api.pages.feeds.calendar_file import CalendarEntry, CalendarFile, name_entry
from api.pages.feeds.framing import FeedFrame, frame_calendar
from api.pages.feeds.writing import FeedItem
from api.visit import Visit
from api.words import speaker
from credentials.documents.conferences.resolution import ResolutionItem
from credentials.words.days import format_days
from signing.plain_text import quoted
from works.conferences.answers.resolutions import StatedResolution
from works.conferences.open_items import DueItem
from works.conferences.pages.news import IN_A_CALENDAR, DueNews, ResolutionNews
from works.conferences.pages.words import decision_of, page_of_resolution, prose_of, tell_state

speak = speaker("works.conferences")


def frame_of_resolutions(visit: Visit, conditions: dict[str, str | None]) -> FeedFrame:
    """Return the frame of the feed of resolutions, or of those that a party has signed."""
    say, party = speak("resolutions", visit.lang), conditions.get("party")
    title = say("title") if party is None else say("feed_title_of", party=visit.names.party(party))
    which = f":party={party}" if party is not None else ""
    return FeedFrame(
        f"urn:huren:resolutions{which}", title, "/resolutions/feed.atom", "/resolutions", conditions
    )


def resolution_items(visit: Visit, news: Sequence[ResolutionNews]) -> list[FeedItem]:
    """Return the items; an item keeps its id when the last half arrives; its title then says that the
    resolution is adopted."""
    return [
        FeedItem(
            # RFC 4287, 4.2.6: the id of an entry never changes
            id=f"urn:huren:resolution:{news_item.stated.resolution.content}",
            url=visit.whole_address(page_of_resolution(news_item.stated.resolution)),
            title=f"{quoted(news_item.stated.resolution.subject.number)} "
            f"{tell_state(news_item.stated.state, visit).words}",
            text="\n".join(_lines(news_item.stated, visit)),
            published=news_item.known,
            updated=news_item.changed,
            tag="adopted" if news_item.stated.state.is_adopted else "pending",
        )
        for news_item in news
    ]


def resolution_calendar(
    visit: Visit, frame: FeedFrame, news: Sequence[ResolutionNews], due: DueNews
) -> CalendarFile:
    """Return meetings, and the days on which items are due."""
    say = speak("resolutions", visit.lang)
    note = say("calendar_cut", number=IN_A_CALENDAR) if due.is_cut else None
    entries = [
        *(_meeting_entry(news_item.stated, visit) for news_item in news),
        *(entry for due_item in due.items for entry in _due_entry(due_item, visit)),
    ]
    return frame_calendar(visit, frame._replace(note=note), entries)


def _meeting_entry(stated: StatedResolution, visit: Visit) -> CalendarEntry:
    """Return the calendar entry of a conference; it is tentative until all parties have adopted the
    resolution."""
    say, subject = speak("resolutions", visit.lang), stated.resolution.subject
    signed = [half.created for half in stated.resolution.halves]
    return CalendarEntry(
        uid=name_entry(stated.resolution.content, subject.parties[0]),
        signed=min(signed),
        changed=max(signed),
        revision=len(signed) - 1,  # RFC 5545, 3.8.7.4: each further half is a change
        first=subject.meeting.since,
        last=subject.meeting.until,
        title=subject.meeting.title.text(visit.lang),
        text="\n".join(
            [f"{quoted(subject.number)} {tell_state(stated.state, visit).words}", *_lines(stated, visit)]
        ),
        place=subject.meeting.place,
        url=visit.whole_address(page_of_resolution(stated.resolution)),
        tags=[say("meeting")],
        status="CONFIRMED" if stated.state.is_adopted else "TENTATIVE",  # RFC 5545, 3.8.1.11
    )


def _due_entry(due_item: DueItem, visit: Visit) -> Iterator[CalendarEntry]:
    say, item, subject = speak("resolutions", visit.lang), due_item.item, due_item.resolution.subject
    # a withheld item has no public title or day
    if item.due is None or item.title is None:
        return
    title = say("due_entry", title=item.title.text(visit.lang))
    words = [prose_of(item.text, visit.lang)[0]] if item.text is not None else []
    which = f"{quoted(subject.number)} {say('item_number', number=item.no)}"
    yield CalendarEntry(
        uid=name_entry(f"{due_item.resolution.content}.{item.no}", subject.parties[0]),
        signed=due_item.since,
        changed=due_item.closed or due_item.since,
        revision=int(due_item.closed is not None),
        first=item.due,
        last=item.due,
        title=say("done_entry", title=title) if due_item.closed is not None else title,
        text="\n".join([which, *_say_owner(item, visit), *words]),
        place=None,
        url=f"{visit.whole_address(page_of_resolution(due_item.resolution))}#item-{item.no}",
        tags=[say("due_item")],
        status="CONFIRMED",
    )


def _lines(stated: StatedResolution, visit: Visit) -> Iterator[str]:
    """Yield a line for the meeting and for every item; a withheld item appears as its digest."""
    say, subject = speak("resolutions", visit.lang), stated.resolution.subject
    meeting, between = subject.meeting, ", " if visit.lang == "en" else "，"
    days = format_days(meeting.since, meeting.until, visit.lang)
    yield between.join([meeting.title.text(visit.lang), meeting.place, days])
    for item in subject.items:
        decision = decision_of(item, visit.lang)
        if decision is None or item.title is None:
            yield say("withheld_line", number=item.no, digest=item.withheld)
            continue
        line = say(
            "item_line",
            number=item.no,
            title=quoted(item.title.text(visit.lang)),
            decision=decision.words,
        )
        yield between.join([line, *_say_owner(item, visit)])
    for dissent in subject.dissent or ():
        words, _ = prose_of(dissent.text, visit.lang)
        party = visit.names.party(dissent.dissenter)
        yield say("dissent_line", number=dissent.item, party=party, words=quoted(words))


def _say_owner(item: ResolutionItem, visit: Visit) -> Iterator[str]:
    say = speak("resolutions", visit.lang)
    if item.owner is not None:
        yield say("owner_line", party=visit.names.party(item.owner))
    if item.due is not None:
        yield say("due_on", day=item.due.isoformat())
