"""How far the term of a credential reaches: the one thing that is known of a day to come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from credentials.assessment import Assessment
from credentials.record import JsonObject, Record
from credentials.times import end_of, last_day
from credentials.wording import format_end
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
    "unread": Message(
        "No signature holds, so nothing is said of its term.", "签名不成立，有效期限亦不予采信。", "", ""),
}  # fmt: skip
"""What is said of a term."""


@dataclass(frozen=True, slots=True)
class Term:
    """Whether a term reaches to the end of `day`; `until` is None where no signature holds."""

    day: date
    until: datetime | None

    @classmethod
    def of(cls, record: Record[Assessment] | None, day: date) -> "Term":
        """The term of a credential whose signature holds, or of none."""
        return cls(day, record.body.valid_until if record is not None else None)

    @property
    def reaches(self) -> bool | None:
        """Whether the whole of `day` is in it."""
        return end_of(self.day) <= self.until if self.until is not None else None

    def detail(self, lang: Lang = "en") -> str:
        """One sentence in `lang`, and that it is about the term only."""
        message = TERM[{True: "reaches", False: "ends-before", None: "unread"}[self.reaches]]
        until = format_end(self.until) if self.until is not None else None
        parts = (message.zh, message.mend_zh) if lang == "zh" else (message.en, message.mend_en)
        return ("" if lang == "zh" else " ").join(filter(None, parts)).format(until=until, day=self.day)

    def to_json(self, lang: Lang = "en") -> JsonObject:
        """The member `through` of a verdict."""
        last = last_day(self.until).isoformat() if self.until is not None else None
        detail = self.detail(lang)
        return {"date": self.day.isoformat(), "reaches": self.reaches, "lastDay": last, "detail": detail}
