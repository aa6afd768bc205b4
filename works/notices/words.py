"""A notice in words: its standing and its days, the conditions of a list, items of feeds and calendars."""

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
from credentials.documents.works.limits.as_typed import format_limit
from credentials.documents.works.member_labels import TARGET_LABELS
from credentials.documents.works.notice import Notice
from credentials.times import day_of
from credentials.words.closed_lists import Labels, word_for
from credentials.words.days import format_days
from credentials.words.work_words import MEDIA, NOTICE_KINDS
from registry import RegistryError
from registry.monitor.log_pages import Entry
from signing.plain_text import quoted
from works.notices.ends import ENDS, NoticeEnd
from works.notices.held import HeldNotice, NoticeNews, find_notices
from works.notices.wire import NoticeQuery

speak = speaker("works.notices")

ON_FRONT = 3
SOON_DAYS = 14
"""Number of last days before a beginning or an end that pages count down."""


def capital(text: str) -> str:
    """Return the text with a capital letter, as a heading has it."""
    return text[:1].upper() + text[1:]


def kind_word(notice: HeldNotice, visit: Visit) -> str:
    """Return the word for the notice's kind."""
    return capital(word_for(NOTICE_KINDS, notice.record.body.credential_subject.kind, visit.lang))


def page_of(notice: HeldNotice) -> str:
    """Return the path of the notice's page."""
    return f"/notices/{notice.record.digest}"


def title_of(notice: HeldNotice, visit: Visit) -> str:
    """Return the notice's title."""
    return notice.record.body.credential_subject.title.text(visit.lang)


def summary_of(notice: HeldNotice, visit: Visit) -> str:
    """Return the notice's summary; in Chinese if it has no English one."""
    summary = notice.record.body.credential_subject.summary
    return summary.zh if visit.lang == "zh" or summary.en is None else summary.en


def days_of(notice: HeldNotice, visit: Visit) -> str:
    """Return the notice's days in words."""
    subject = notice.record.body.credential_subject
    return format_days(subject.since, subject.until, visit.lang)


def media_of(notice: HeldNotice, visit: Visit) -> list[str]:
    """Return the media that the notice is about."""
    return [word_for(MEDIA, code, visit.lang) for code in notice.record.body.credential_subject.media or ()]


def asks_of(notice: HeldNotice, visit: Visit) -> tuple[list[str], list[str]]:
    """Return the targets to be treated, and the limits of an outlet."""
    subject, lang = notice.record.body.credential_subject, visit.lang
    targets = [word_for(TARGET_LABELS, code, lang) for code in subject.targets or ()]
    return targets, [capital(format_limit(limit, lang)) for limit in subject.limits or ()]


def end_word(end: NoticeEnd, visit: Visit) -> str:
    """Return the word for the end of a notice."""
    return capital(word_for(ENDS, end.how, visit.lang))


class NoticeMark(NamedTuple):
    """The mark of a notice in words; `tone` and `sign` are empty where the notice needs no mark."""

    tone: str
    sign: str
    words: str


def tell_when(notice: HeldNotice, visit: Visit) -> NoticeMark:
    """Return as a mark how the notice ended; else an unusual standing; else how many days are left, or
    that it is over."""
    say = speak("list", visit.lang)
    if notice.end is not None:
        tone = "warn" if notice.end.successor is not None else "no"
        return NoticeMark(tone, tone, end_word(notice.end, visit))
    if notice.standing.name not in ("active", "expired", "not-yet-valid"):
        tone = "no" if notice.is_off else "unk"
        return NoticeMark(tone, tone, say(notice.standing.word))
    subject, today = notice.record.body.credential_subject, day_of(visit.now)
    if notice.when == "over":
        return NoticeMark("", "", say("is_over"))
    left = ((subject.since if notice.when == "coming" else subject.until) - today).days
    if notice.when == "coming":
        words = say("begins_in", days=left) if left <= SOON_DAYS else say("is_coming")
    else:
        words = say("ends_today") if not left else say("ends_in", days=left)
    return NoticeMark("warn", "cal", words) if left <= SOON_DAYS else NoticeMark("", "", words)


def tell_front(visit: Visit, _: object) -> PagePart | None:
    """Return the part with the notices that end next, current ones before coming ones; None without any."""
    query = NoticeQuery.model_validate({"status": "active", "limit": str(ON_FRONT)})
    listed: list[HeldNotice] = []
    try:
        for when in ("now", "coming"):
            narrowed = query.model_copy(update={"when": when})
            listed += find_notices(visit.node.registry, narrowed, visit.trust, now=visit.now).items
    # the front page appears without this part if the database refuses
    except RegistryError:
        return None
    notices = [
        (f"/notices/{notice.record.digest}", title_of(notice, visit), days_of(notice, visit))
        for notice in listed[:ON_FRONT]
    ]
    return PagePart(render(visit, "notices/front", notices=notices)) if notices else None


def title_in_log(notice: Notice, visit: Visit) -> str:
    """Return its title, as a line names it."""
    return quoted(notice.credential_subject.title.text(visit.lang))


def tell_in_log(entry: Entry, visit: Visit) -> str:
    """Return the line of a log or a feed."""
    subject = entry.record.body.credential_subject
    say = speak("list", visit.lang)
    return say(
        "in_log",
        party=visit.names.party(entry.record.body.issuer),
        kind=word_for(NOTICE_KINDS, subject.kind, visit.lang),
        title=title_in_log(entry.record.body, visit),
        days=format_days(subject.since, subject.until, visit.lang),
    )


def frame_of(visit: Visit, conditions: dict[str, str | None], *, cut_at: int | None = None) -> FeedFrame:
    """Return the frame of the feed of notices, narrowed by `conditions`; `cut_at` is the length of the
    feed if there are more entries."""
    say, condition_words = speak("list", visit.lang), describe_choice(visit, conditions)
    title = say("title") if not condition_words else say("feed_title_of", what=" · ".join(condition_words))
    which = "".join(f":{name}={value}" for name, value in sorted(conditions.items()) if value is not None)
    note = say("feed_cut", number=cut_at) if cut_at is not None else None
    return FeedFrame(f"urn:huren:notices{which}", title, "/notices/feed.atom", "/notices", conditions, note)


def feed_items(visit: Visit, news: Sequence[NoticeNews]) -> list[FeedItem]:
    """Return the items; an item keeps its id when its notice is withdrawn; its title then says so."""
    return [
        FeedItem(
            # RFC 4287, 4.2.6: the id of an entry never changes
            id=f"urn:huren:record:{news_item.notice.record.digest}",
            url=visit.whole_address(page_of(news_item.notice)),
            title=_called(news_item.notice, visit),
            text="\n".join(_lines(news_item.notice, visit)),
            published=news_item.known,
            updated=news_item.changed,
            tag=news_item.notice.record.body.credential_subject.kind,
        )
        for news_item in news
    ]


def calendar_of(visit: Visit, frame: FeedFrame, news: Sequence[NoticeNews]) -> CalendarFile:
    """Return a calendar file with the days of the notices."""
    return frame_calendar(visit, frame, [_calendar_entry(news_item, visit) for news_item in news])


def _calendar_entry(news: NoticeNews, visit: Visit) -> CalendarEntry:
    notice, body = news.notice, news.notice.record.body
    subject = body.credential_subject
    return CalendarEntry(
        uid=name_entry(body.id.removeprefix("urn:uuid:"), body.issuer),
        signed=notice.record.created,
        changed=news.signed,
        revision=news.revision,
        first=subject.since,
        last=subject.until,
        title=_called(notice, visit),
        text="\n".join(_lines(notice, visit)),
        place=subject.place,
        url=visit.whole_address(page_of(notice)),
        tags=[kind_word(notice, visit), *media_of(notice, visit)],
        # RFC 5545, 3.8.1.11: a calendar strikes out the entry; a missing entry would go unnoticed
        status="CANCELLED" if notice.is_off else "CONFIRMED",
    )


def _called(notice: HeldNotice, visit: Visit) -> str:
    say = speak("list", visit.lang)
    between = "：" if visit.lang == "zh" else ": "
    called = kind_word(notice, visit) + between + title_of(notice, visit)
    if not notice.is_off:
        return called
    how = end_word(notice.end, visit) if notice.end is not None else say(notice.standing.word)
    return how + between + called


def _lines(notice: HeldNotice, visit: Visit) -> Iterator[str]:
    say, subject = speak("list", visit.lang), notice.record.body.credential_subject
    yield say("item_days", days=days_of(notice, visit), party=visit.names.party(notice.record.body.issuer))
    if subject.place is not None:
        yield say("item_place", place=subject.place)
    yield summary_of(notice, visit)
    if subject.link is not None:
        yield subject.link


def list_choices(visit: Visit, conditions: dict[str, str | None]) -> list[FormChoice]:
    """Return the choices that narrow every view."""
    say = speak("list", visit.lang)

    def words(labels: Labels) -> list[tuple[str, str]]:
        return [(code, capital(word_for(labels, code, visit.lang))) for code in labels]

    parties = [(party.id, visit.names.party(party.id)) for party in visit.names.text.parties]
    return [
        FormChoice("kind", say("by_kind"), conditions["kind"], words(NOTICE_KINDS)),
        FormChoice("issuer", say("by_party"), conditions["issuer"], parties),
        FormChoice("medium", say("by_medium"), conditions["medium"], words(MEDIA)),
    ]


def feeds_of(visit: Visit, issuer: str) -> list[FeedLink]:
    """Return the feeds of the notices of one association."""
    return subscriptions(visit, {"issuer": issuer})


def subscriptions(visit: Visit, conditions: dict[str, str | None]) -> list[FeedLink]:
    """Return the feed and the calendar of the notices that meet the conditions."""
    return frame_of(visit, conditions).subscriptions(visit)


def describe_choice(visit: Visit, conditions: dict[str, str | None]) -> list[str]:
    """Return the conditions in words."""
    issuer, kind, medium = (conditions.get(name) for name in ("issuer", "kind", "medium"))
    words = [visit.names.party(issuer)] if issuer is not None else []
    words += [word_for(NOTICE_KINDS, kind, visit.lang)] if kind is not None else []
    return words + ([word_for(MEDIA, medium, visit.lang)] if medium is not None else [])
