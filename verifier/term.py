"""The term of a credential on a future day: the only fact known ahead."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from credentials.kinds import kind_of_record
from credentials.record import JsonObject, Record
from credentials.times import end_of, last_day
from credentials.words.speech import speak
from signing.errors import Lang, Message, fill

TERM: Mapping[str, Message] = {
    "reaches": Message(
        "The term lasts until {until:end} and reaches {day:day}.", "有效期至 {until:end}，可覆盖至 {day:day}。",
        "This is the term only: what happens between now and then nobody knows.",
        "这只是有效期限；此后至该日如有变化，目前无从得知。"),
    "ends-before": Message(
        "The term lasts until {until:end} and does not reach to the end of {day:day}.",
        "有效期至 {until:end}，不能覆盖 {day:day} 全天。",
        "This is the term only: whether it will be renewed nobody knows.",
        "这只是有效期限；届时是否续评，目前无从得知。"),
    "begins-after": Message(
        "The term begins on {since:moment} and does not cover {day:day}.", "有效期自 {since:moment} 起，不含 {day:day}。",
        "This is the term only: what happens between now and then nobody knows.",
        "这只是有效期限；此后至该日如有变化，目前无从得知。"),
    "not-valid": Message(
        "The term lasts until {until:end}, but the verdict is not valid: do not count on it for {day:day}.",
        "有效期至 {until:end}，但此凭证的核验结论并非有效，不能据以认为可覆盖至 {day:day}。",
        "This is the term only: whether the credential will be valid then nobody knows.",
        "这只是有效期限；届时凭证是否有效，目前无从得知。"),
    "unread": Message(
        "No signature was found to hold, so nothing is said of a term.", "签名未能核验属实，故不对有效期限作出说明。", "", ""),
}  # fmt: skip
"""Sentences on a term."""


@dataclass(frozen=True, slots=True)
class Term:
    """Whether a term covers the end of `day`; `since` and `until` are None without a valid signature."""

    day: date
    since: datetime | None
    until: datetime | None

    @classmethod
    def of(cls, record: Record[Any] | None, day: date) -> "Term":
        """Return the term of a credential with a valid signature, or an empty one for None."""
        if record is None or "validity-period" not in kind_of_record(record).checks:
            return cls(day, None, None)
        return cls(day, record.body.valid_from, record.body.valid_until)

    @property
    def reaches(self) -> bool | None:
        """True where the term has begun by the end of `day` and does not end before."""
        if self.since is None or self.until is None:
            return None
        return self.since < end_of(self.day) <= self.until

    def detail(self, lang: Lang = "en", *, stands: bool = True) -> str:
        """Return one sentence in `lang` on the term only; `stands` tells that the credential is valid."""
        if self.since is None or self.until is None:
            return self._say("unread", lang)
        if self.since >= end_of(self.day):
            return self._say("begins-after", lang)
        return self._say("ends-before" if not self.reaches else "reaches" if stands else "not-valid", lang)

    def _say(self, code: str, lang: Lang) -> str:
        facts = {"day": self.day, "since": self.since, "until": self.until}
        return fill(TERM[code].whole(lang), facts, lang, speak)

    def to_json(self, lang: Lang = "en", *, stands: bool = True) -> JsonObject:
        """Return the member `through` of a verdict."""
        last = last_day(self.until).isoformat() if self.until is not None else None
        detail = self.detail(lang, stands=stands)
        return {"date": self.day.isoformat(), "reaches": self.reaches, "lastDay": last, "detail": detail}
