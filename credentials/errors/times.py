"""Sentences of errors on days and times as they are written."""

from collections.abc import Mapping

from signing.errors import Message

TIME_MESSAGES: Mapping[str, Message] = {
    "time-form": Message(
        "{field:member} is not a time of the form “2026-05-01T09:00:00+08:00” (years 1970 to 2199).",
        "{field:member} 不是“2026-05-01T09:00:00+08:00”形式的时间（1970 至 2199 年）。",
        "Write whole seconds with an offset.",
        "请写到整秒并带时区偏移。",
    ),
    "when-form": Message(
        "{field:member} is neither a day like 2026-05-01 nor a time like “2026-05-01T09:00:00+08:00”.",
        "{field:member} 既不是 2026-05-01 形式的日期，也不是“2026-05-01T09:00:00+08:00”形式的时间。",
        "Write year-month-day; a time has whole seconds and an offset, too.",
        "请按“年-月-日”书写；写时间的，写到整秒并带时区偏移。",
    ),
    "date-form": Message(
        "{field:member} is not a date of the form 2026-05-01 (years 1970 to 2199).",
        "{field:member} 不是 2026-05-01 形式的日期（1970 至 2199 年）。",
        "Write year, month and day.",
        "请按“年-月-日”书写。",
    ),
    "day-nonexistent": Message(
        "{field:member} names a day that no calendar has: {day:quoted}.",
        "{field:member} 所写的 {day:quoted} 在日历上不存在。",
        "Check the month and the day.",
        "请核对月份和日期。",
    ),
}
