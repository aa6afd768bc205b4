"""How far the term of a credential reaches: the one thing that is known of a day to come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from credentials.assessment import Assessment
from credentials.record import JsonObject, Record
from credentials.times import end_of, last_day
from credentials.wording import format_end, format_moment
from signing.errors import Lang, Message

TERM: Mapping[str, Message] = {
    "reaches": Message(
        "The term lasts until {until} and reaches {day}.", "有效期至 {until}，可覆盖至 {day}。",
        "This is the term only: what happens between now and then nobody knows.",
        "这只是有效期限；从现在到那时会发生什么，无人知晓。"),
    "ends-before": Message(
        "The term lasts until {until} and does not reach to the end of {day}.",
        "有效期至 {until}，不能覆盖至 {day} 日终。",
        "This is the term only: whether it will be renewed nobody knows.",
        "这只是有效期限；届时是否续期，无人知晓。"),
    "begins-after": Message(
        "The term begins on {since} and does not cover {day}.", "有效期自 {since} 起，不含 {day}。",
        "This is the term only: what happens between now and then nobody knows.",
        "这只是有效期限；从现在到那时会发生什么，无人知晓。"),
    "not-valid": Message(
        "The term lasts until {until}, but the verdict is not valid: do not count on it for {day}.",
        "有效期至 {until}，但此凭证的核验结论并非有效，不能据以认为可覆盖至 {day}。",
        "This is the term only: whether the credential will be valid then nobody knows.",
        "这只是有效期限；届时凭证是否有效，无人知晓。"),
    "unread": Message(
        "No signature holds, so nothing is said of its term.", "签名不成立，有效期限亦不予采信。", "", ""),
}  # fmt: skip
"""What is said of a term."""


@dataclass(frozen=True, slots=True)
class Term:
    """Whether a term reaches to the end of `day`; `since` and `until` are None where no signature holds."""

    day: date
    since: datetime | None
    until: datetime | None

    @classmethod
    def of(cls, record: Record[Assessment] | None, day: date) -> "Term":
        """The term of a credential whose signature holds, or of none."""
        if record is None:
            return cls(day, None, None)
        return cls(day, record.body.valid_from, record.body.valid_until)

    @property
    def reaches(self) -> bool | None:
        """Whether it has begun by the end of `day` and does not end before."""
        if self.since is None or self.until is None:
            return None
        return self.since < end_of(self.day) <= self.until

    def detail(self, lang: Lang = "en", *, stands: bool = True) -> str:
        """One sentence in `lang`, and that it is about the term only; `stands`: the credential is valid."""
        if self.since is None or self.until is None:
            return self._say("unread", lang)
        since, until = format_moment(self.since), format_end(self.until)
        if self.since >= end_of(self.day):
            return self._say("begins-after", lang, since=since)
        code = "ends-before" if not self.reaches else "reaches" if stands else "not-valid"
        return self._say(code, lang, until=until)

    def _say(self, code: str, lang: Lang, **facts: str) -> str:
        message = TERM[code]
        parts = (message.zh, message.mend_zh) if lang == "zh" else (message.en, message.mend_en)
        return ("" if lang == "zh" else " ").join(filter(None, parts)).format(day=self.day, **facts)

    def to_json(self, lang: Lang = "en", *, stands: bool = True) -> JsonObject:
        """The member `through` of a verdict."""
        last = last_day(self.until).isoformat() if self.until is not None else None
        detail = self.detail(lang, stands=stands)
        return {"date": self.day.isoformat(), "reaches": self.reaches, "lastDay": last, "detail": detail}
