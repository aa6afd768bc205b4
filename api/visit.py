"""A request for a page: its language, its time, its links."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple
from urllib.parse import quote, urlencode

from starlette.requests import Request

from api.answers.worker_pool import ProvenTrust
from api.node import Node
from api.words import speak
from credentials.documents.agreement_names import AgreementNames
from credentials.times import day_of, last_day
from credentials.words.days import format_end, format_moment, format_period
from signing.errors import HurenError, Lang
from verifier import TrustStore
from verifier.policy import CLOCK_TOLERANCE

PAGE_LIFE = timedelta(days=7)
"""Longest time that a page may be read after it was made: as long as what a manifest commits to."""

SOON_DAYS = 60
"""Days before an end from which pages count down to it."""

Parameter = str | Sequence[str] | None
"""The value of a parameter of an address, or several; None leaves it out."""


class Expiry(NamedTuple):
    """The end of a term in words; `soon` when the term ends within SOON_DAYS or has ended."""

    text: str
    soon: bool


@dataclass(frozen=True)
class Visit:
    """One request for a page. `trusted` is None where a page must do without trust data."""

    request: Request
    node: Node
    now: datetime
    lang: Lang
    carried: Mapping[str, str]
    trusted: ProvenTrust | None

    @property
    def trust(self) -> TrustStore:
        """Return the trust data; only for visits made with trust data."""
        assert self.trusted is not None  # noqa: S101 - `begin` guarantees trust data
        return self.trusted.store

    @cached_property
    def names(self) -> AgreementNames:
        """Return the names of the agreement in force."""
        return AgreementNames(self.trust.chain.in_force_or_last(self.now).text, self.lang)

    def address(self, path: str, **parameters: Parameter) -> str:
        """Return the address of a page of this node, in the language this address asked for."""
        query = _format_query({**parameters, **self.carried})
        return quote(path, safe="/:") + (f"?{query}" if query else "")

    def whole_address(self, path: str, **parameters: Parameter) -> str:
        """Return the full address with the language, for use outside the page, such as in a feed reader."""
        base = str(self.request.base_url).rstrip("/")
        return base + self.address(path, **{**parameters, "lang": self.lang})

    def same_page(self, **parameters: Parameter) -> str:
        """Return this address with other parameters, relative: it cannot lead to another host."""
        given = self.request.query_params
        kept = {name: given.getlist(name) for name in given}
        return f"?{_format_query({**kept, **parameters})}"

    def period(self, since: datetime, until: datetime | None) -> str:
        """Return a term in words, its last day included."""
        return format_period(since, until, self.lang)

    def moment(self, moment: datetime) -> str:
        """Return a moment in words."""
        return format_moment(moment)

    def readable_until(self, changes: Iterable[datetime] = ()) -> datetime:
        """Return the end of the time for which a page made now may be read: before the next of `changes`."""
        return min([self.now + PAGE_LIFE, *(change for change in changes if change > self.now)])

    def expiry(self, until: datetime) -> Expiry:
        """Return in words how many days are left of a term."""
        say = speak("", self.lang)
        days, day = (last_day(until) - day_of(self.now)).days, format_end(until)
        if self.now >= until:
            return Expiry(say("expired_on", day=day), True)
        if days == 0:
            return Expiry(say("expires_today", day=day), True)
        if days <= SOON_DAYS:
            return Expiry(say("expires_in", days=days, day=day), True)
        return Expiry(say("expires_on", day=day), False)

    def explain(self, error: HurenError) -> str:
        """Return the fault and its remedy as text."""
        return error.sentence(self.lang) + ("" if self.lang == "zh" else " ") + error.mend(self.lang)

    def age(self, moment: datetime) -> str:
        """Return the age of a moment in words; return the moment itself if it is in the future by this
        node's clock."""
        say = speak("", self.lang)
        if moment > self.now + CLOCK_TOLERANCE:
            return say("ahead", when=format_moment(moment))
        minutes = max(0, int((self.now - moment).total_seconds() // 60))
        if minutes == 0:
            return say("just_now")
        if minutes < 60:
            return say("minutes_ago", number=minutes)
        if minutes < 48 * 60:
            return say("hours_ago", number=minutes // 60)
        return say("days_ago", number=minutes // (24 * 60))


def _format_query(parameters: Mapping[str, Parameter]) -> str:
    return urlencode({name: value for name, value in parameters.items() if value is not None}, doseq=True)
