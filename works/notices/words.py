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
"""Days before a beginning or an end from which it is counted down."""


def capital(text: str) -> str:
    """Return the text with a capital letter, as a heading has it."""
    return text[:1].upper() + text[1:]


def kind_word(held: HeldNotice, visit: Visit) -> str:
    """Return the word for its kind."""
    return capital(word_for(NOTICE_KINDS, held.record.body.credential_subject.kind, visit.lang))


def page_of(held: HeldNotice) -> str:
    """Return the path of its page."""
    return f"/notices/{held.record.digest}"


def title_of(held: HeldNotice, visit: Visit) -> str:
    """Return its title."""
    return held.record.body.credential_subject.title.text(visit.lang)


def summary_of(held: HeldNotice, visit: Visit) -> str:
    """Return its summary; in Chinese where there is no English one."""
    summary = held.record.body.credential_subject.summary
    return summary.zh if visit.lang == "zh" or summary.en is None else summary.en


def days_of(held: HeldNotice, visit: Visit) -> str:
    """Return its days."""
    subject = held.record.body.credential_subject
    return format_days(subject.since, subject.until, visit.lang)


def media_of(held: HeldNotice, visit: Visit) -> list[str]:
    """Return the media it is about."""
    return [word_for(MEDIA, code, visit.lang) for code in held.record.body.credential_subject.media or ()]


def asks_of(held: HeldNotice, visit: Visit) -> tuple[list[str], list[str]]:
    """Return the targets to be treated, and the limits of an outlet."""
    subject, lang = held.record.body.credential_subject, visit.lang
    targets = [word_for(TARGET_LABELS, code, lang) for code in subject.targets or ()]
    return targets, [capital(format_limit(limit, lang)) for limit in subject.limits or ()]


def end_word(end: NoticeEnd, visit: Visit) -> str:
    """Return the word for the end of a notice."""
    return capital(word_for(ENDS, end.how, visit.lang))


class NoticeMark(NamedTuple):
    """The mark of a notice in words; `tone` and `sign` are empty where it needs none."""

    tone: str
    sign: str
    words: str


def tell_when(held: HeldNotice, visit: Visit) -> NoticeMark:
    """Return its end, that it is unclear, else the relation of its days to today."""
    say = speak("list", visit.lang)
    if held.end is not None:
        tone = "warn" if held.end.successor is not None else "no"
        return NoticeMark(tone, tone, end_word(held.end, visit))
    if held.standing.name not in ("active", "expired", "not-yet-valid"):
        tone = "no" if held.is_off else "unk"
        return NoticeMark(tone, tone, say(held.standing.word))
    subject, today = held.record.body.credential_subject, day_of(visit.now)
    if held.when == "over":
        return NoticeMark("", "", say("is_over"))
    left = ((subject.since if held.when == "coming" else subject.until) - today).days
    if held.when == "coming":
        words = say("begins_in", days=left) if left <= SOON_DAYS else say("is_coming")
    else:
        words = say("ends_today") if not left else say("ends_in", days=left)
    return NoticeMark("warn", "cal", words) if left <= SOON_DAYS else NoticeMark("", "", words)


def tell_front(visit: Visit, _: object) -> PagePart | None:
    """Return the next to end of current and coming notices; nothing where they cannot be read."""
    query = NoticeQuery.model_validate({"status": "active", "limit": str(ON_FRONT)})
    found: list[HeldNotice] = []
    try:
        for when in ("now", "coming"):
            asked = query.model_copy(update={"when": when})
            found += find_notices(visit.node.registry, asked, visit.trust, now=visit.now).items
    except RegistryError:
        return None
    notices = [
        (f"/notices/{one.record.digest}", title_of(one, visit), days_of(one, visit))
        for one in found[:ON_FRONT]
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


def frame_of(visit: Visit, asked: dict[str, str | None], *, cut_at: int | None = None) -> FeedFrame:
    """Return the frame of the feed of notices, narrowed by `asked`; `cut_at` is its length where there are
    more."""
    say, about = speak("list", visit.lang), describe_choice(visit, asked)
    title = say("title") if not about else say("feed_title_of", what=" · ".join(about))
    which = "".join(f":{name}={value}" for name, value in sorted(asked.items()) if value is not None)
    note = say("feed_cut", number=cut_at) if cut_at is not None else None
    return FeedFrame(f"urn:huren:notices{which}", title, "/notices/feed.atom", "/notices", asked, note)


def feed_items(visit: Visit, news: Sequence[NoticeNews]) -> list[FeedItem]:
    """Return the items; an item keeps its id when it is taken back, and its title tells so."""
    return [
        FeedItem(
            id=f"urn:huren:record:{one.held.record.digest}",
            url=visit.whole_address(page_of(one.held)),
            title=_called(one.held, visit),
            text="\n".join(_lines(one.held, visit)),
            published=one.known,
            updated=one.changed,
            tag=one.held.record.body.credential_subject.kind,
        )
        for one in news
    ]


def calendar_of(visit: Visit, frame: FeedFrame, news: Sequence[NoticeNews]) -> CalendarFile:
    """Return their days, for a calendar."""
    return frame_calendar(visit, frame, [_calendar_entry(one, visit) for one in news])


def _calendar_entry(news: NoticeNews, visit: Visit) -> CalendarEntry:
    held, body = news.held, news.held.record.body
    subject = body.credential_subject
    return CalendarEntry(
        uid=name_entry(body.id.removeprefix("urn:uuid:"), body.issuer),
        signed=held.record.created,
        changed=news.signed,
        revision=news.revision,
        first=subject.since,
        last=subject.until,
        title=_called(held, visit),
        text="\n".join(_lines(held, visit)),
        place=subject.place,
        url=visit.whole_address(page_of(held)),
        tags=[kind_word(held, visit), *media_of(held, visit)],
        status="CANCELLED" if held.is_off else "CONFIRMED",
    )


def _called(held: HeldNotice, visit: Visit) -> str:
    say = speak("list", visit.lang)
    between = "：" if visit.lang == "zh" else ": "
    called = kind_word(held, visit) + between + title_of(held, visit)
    if not held.is_off:
        return called
    how = end_word(held.end, visit) if held.end is not None else say(held.standing.word)
    return how + between + called


def _lines(held: HeldNotice, visit: Visit) -> Iterator[str]:
    say, subject = speak("list", visit.lang), held.record.body.credential_subject
    yield say("item_days", days=days_of(held, visit), party=visit.names.party(held.record.body.issuer))
    if subject.place is not None:
        yield say("item_place", place=subject.place)
    yield summary_of(held, visit)
    if subject.link is not None:
        yield subject.link


def list_choices(visit: Visit, asked: dict[str, str | None]) -> list[FormChoice]:
    """Return the choices that narrow every view."""
    say = speak("list", visit.lang)

    def words(labels: Labels) -> list[tuple[str, str]]:
        return [(code, capital(word_for(labels, code, visit.lang))) for code in labels]

    parties = [(one.id, visit.names.party(one.id)) for one in visit.names.text.parties]
    return [
        FormChoice("kind", say("by_kind"), asked["kind"], words(NOTICE_KINDS)),
        FormChoice("issuer", say("by_party"), asked["issuer"], parties),
        FormChoice("medium", say("by_medium"), asked["medium"], words(MEDIA)),
    ]


def feeds_of(visit: Visit, issuer: str) -> list[FeedLink]:
    """Return the feeds of the notices of one association."""
    return subscriptions(visit, {"issuer": issuer})


def subscriptions(visit: Visit, asked: dict[str, str | None]) -> list[FeedLink]:
    """Return the feed and the calendar of the notices that are asked for."""
    return frame_of(visit, asked).subscriptions(visit)


def describe_choice(visit: Visit, asked: dict[str, str | None]) -> list[str]:
    """Return the conditions in words."""
    issuer, kind, medium = (asked.get(name) for name in ("issuer", "kind", "medium"))
    words = [visit.names.party(issuer)] if issuer is not None else []
    words += [word_for(NOTICE_KINDS, kind, visit.lang)] if kind is not None else []
    return words + ([word_for(MEDIA, medium, visit.lang)] if medium is not None else [])
