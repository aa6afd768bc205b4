"""What narrows a list of notices, and what follows it by itself."""

from typing import NamedTuple

from api.pages.feeds.framing import FeedLink
from api.pages.notices.notice_words import capital, frame_of
from api.pages.rendering import Visit
from api.pages.words import speak
from credentials.words.closed_lists import Labels, word_for
from credentials.words.work_words import MEDIA, NOTICE_KINDS


class NoticeChoice(NamedTuple):
    """A choice of the form: its parameter and label, what is chosen, values and their words."""

    name: str
    label: str
    chosen: str | None
    options: list[tuple[str, str]]

    @property
    def chosen_word(self) -> str | None:
        """What is chosen, in words."""
        return dict(self.options).get(self.chosen or "")


def list_choices(visit: Visit, asked: dict[str, str | None]) -> list[NoticeChoice]:
    """What narrows every view."""
    say = speak("notices", visit.lang)

    def words(labels: Labels) -> list[tuple[str, str]]:
        return [(code, capital(word_for(labels, code, visit.lang))) for code in labels]

    parties = [(one.id, visit.names.party(one.id)) for one in visit.names.text.parties]
    return [
        NoticeChoice("kind", say("by_kind"), asked["kind"], words(NOTICE_KINDS)),
        NoticeChoice("issuer", say("by_party"), asked["issuer"], parties),
        NoticeChoice("medium", say("by_medium"), asked["medium"], words(MEDIA)),
    ]


def subscriptions(visit: Visit, asked: dict[str, str | None]) -> list[FeedLink]:
    """The feed and the calendar of the notices that are asked for."""
    return frame_of(visit, asked, describe_choice(visit, asked)).subscriptions(visit)


def describe_choice(visit: Visit, asked: dict[str, str | None]) -> list[str]:
    """Which notices, in words."""
    issuer, kind, medium = (asked.get(name) for name in ("issuer", "kind", "medium"))
    words = [visit.names.party(issuer)] if issuer is not None else []
    words += [word_for(NOTICE_KINDS, kind, visit.lang)] if kind is not None else []
    return words + ([word_for(MEDIA, medium, visit.lang)] if medium is not None else [])
