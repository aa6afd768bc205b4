"""Notices in the answers of the interface."""

from typing import Any, Literal

from api.wire.models import STATUSES, End, StandingWord, VerdictView, View
from credentials.record import Digest

NOTICE_STATUSES = tuple(word for word in STATUSES if word not in ("suspended", "superseded"))
"""What a list of notices may be asked for: they are taken back, and neither suspended nor replaced."""


class TitleView(View):
    """In both languages."""

    zh: str
    en: str


class NoticeLineView(View):
    """A notice as a line of a list; `from` and `until` are its days, `when` how they lie to today."""

    digest: Digest
    id: str
    issuer: str
    kind: str
    title: TitleView
    since: str
    until: str
    place: str | None
    media: list[str]
    link: str | None
    valid_from: str
    valid_until: str
    when: Literal["now", "coming", "over"]
    standing: StandingWord
    end_kind: End


class NoticePageView(View):
    """A page; `next` is the cursor of the page after it, null on the last."""

    items: list[NoticeLineView]
    next: str | None


class NoticeView(View):
    """A notice as it was signed, what became of it, and the verdict of this node."""

    digest: Digest
    when: Literal["now", "coming", "over"]
    standing: StandingWord
    end_kind: End
    notice: dict[str, Any]
    events: list[dict[str, Any]]
    verdict: VerdictView
