"""Notices of an association for a while: an event, a call, a need, a draft standard, a plan."""

import re
from datetime import datetime, timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, Strict, StringConstraints, model_validator

from credentials.documents.works.indicators import Limit, TargetCode
from credentials.documents.works.lasting import Lasting
from credentials.documents.works.technology import Medium, Prose, check_days, check_once
from credentials.errors import RecordError
from credentials.identifiers import did_web_address
from credentials.patterns import LINK_PATTERN
from credentials.record import (
    BilingualName,
    Date,
    Digest,
    Items,
    Maybe,
    Model,
    Text,
    refuse,
)
from credentials.times import end_of

_CLIMBS = re.compile(r"[/\\](\.|%2e){2}([/\\?#]|$)", re.IGNORECASE)
"""A browser goes up by it, out of the issuer's part of a host."""
MAX_NOTICE_LIFE = timedelta(days=400)

NoticeKind = Literal["event", "call", "need", "standard-draft", "plan"]


class NoticeSubject(Model):
    """An announcement; `from` and `until` are its days at +08:00, the last one whole.

    `limits` are for a need: the most that an outlet may have. A need states media, targets or limits:
    otherwise every technology would match it.
    """

    type: Literal["Notice"]
    kind: NoticeKind
    title: BilingualName
    summary: Prose
    since: Date = Field(alias="from")
    until: Date
    place: Maybe[Text] = None
    media: Maybe[Annotated[Items[Medium], Field(min_length=1, max_length=13)]] = None
    targets: Maybe[Annotated[Items[TargetCode], Field(min_length=1, max_length=20)]] = None
    limits: Maybe[Annotated[Items[Limit], Field(min_length=1, max_length=20)]] = None
    link: Maybe[Annotated[str, StringConstraints(pattern=LINK_PATTERN, max_length=240)]] = None
    refers: Maybe[Annotated[Items[Digest], Field(min_length=1, max_length=20)]] = None

    @model_validator(mode="after")
    def _rules(self) -> Self:
        check_days(self.since, self.until, "until")
        if self.until - self.since >= MAX_NOTICE_LIFE:
            raise refuse("life-too-long", "until", expected=MAX_NOTICE_LIFE.days)
        for member, items in (("media", self.media), ("targets", self.targets), ("refers", self.refers)):
            check_once(member, items or ())
        if self.limits is not None and self.kind != "need":
            raise refuse("condition-stray", "limits")
        if self.kind == "need" and not (self.media or self.targets or self.limits):
            raise refuse("member-missing", "targets")
        return self


class Notice(Lasting):
    """An association's notice; it stands until its days are over, and for 400 days at most."""

    KIND = "notice"
    type: Annotated[tuple[Literal["VerifiableCredential"], Literal["NoticeCredential"]], Strict(False)]
    credential_subject: NoticeSubject

    @model_validator(mode="after")
    def _rules(self) -> Self:
        if self.valid_until - self.valid_from > MAX_NOTICE_LIFE:
            raise refuse("life-too-long", "validUntil", expected=MAX_NOTICE_LIFE.days)
        if self.valid_until < end_of(self.credential_subject.until):
            raise refuse("notice-ends-early", "validUntil")
        link, site = self.credential_subject.link, did_web_address(self.issuer)
        # with the slash, since cq.example.attacker.example begins like cq.example
        if link is not None and (not link.startswith(f"{site}/") or _CLIMBS.search(link)):
            raise refuse("link-elsewhere", "credentialSubject.link", expected=f"{site}/")
        return self

    def check_created(self, created: datetime) -> None:
        """Refuse a notice whose days are over."""
        if end_of(self.credential_subject.until) <= created:
            raise RecordError("already-over", "credentialSubject.until")

    @property
    def title(self) -> str:
        """The title in Chinese."""
        return self.credential_subject.title.zh
