"""Carries out `huren notice list`."""

from datetime import datetime
from itertools import islice
from pathlib import Path

from api.answers.standings.standing import find_filed_standing
from credentials.times import day_of
from credentials.words.days import format_days
from credentials.words.work_words import NOTICE_KINDS
from registry.lookup.notices import WantedNotices, When, list_notices, when_of
from terminal.clock import read_clock
from terminal.labels import STANDINGS, label
from terminal.language import language, say
from terminal.names import SpokenNames
from terminal.output import put_json, put_table, tell
from terminal.workspace.open_registry import full_trust, needed_text, open_registry

_WHEN: dict[When, tuple[str, str]] = {
    "now": ("now", "进行中"),
    "coming": ("coming", "即将开始"),
    "over": ("over", "已结束"),
}


def list_all(
    data: Path | None,
    *,
    issuer: str | None,
    kind: str | None,
    medium: str | None,
    when: When | None,
    limit: int,
    now: datetime | None,
    as_json: bool,
) -> None:
    """A line for each notice: its days, how they lie to today, how it stands."""
    moment = now or read_clock()
    rows, count, more = [], 0, False
    with open_registry(data) as registry:
        names = SpokenNames(needed_text(registry, data, moment))
        trust = full_trust(registry, data)
        wanted = WantedNotices(day_of(moment), when, issuer, kind, medium)
        found = list_notices(registry, wanted, first=limit + 1)
        for record in islice(found, limit):
            count += 1
            if as_json:
                put_json(record.value)
                continue
            body, subject = record.body, record.body.credential_subject
            rows.append(
                [
                    format_days(subject.since, subject.until, language()),
                    say(*_WHEN[when_of(body, wanted.today)]),
                    label(NOTICE_KINDS, subject.kind),
                    subject.title.text(language()),
                    names.party(body.issuer),
                    label(STANDINGS, find_filed_standing(record, trust, moment).word),
                    body.id,
                ]
            )
        more = next(found, None) is not None
    if not as_json:
        columns = [
            say("days", "日期"),
            say("when", "时间"),
            say("kind", "类型"),
            say("title", "标题"),
            say("association", "协会"),
            say("status", "状态"),
            say("id", "标识"),
        ]
        put_table(say("Notices", "公告"), columns, rows)
    if more:
        tell(
            say(f"the first {count} notices; there are more (--limit)", f"前 {count} 份；另有更多（--limit）")
        )
    else:
        tell(say(f"{count} notices; huren show ID tells more", f"共 {count} 份；huren show 标识 查看详情"))
