"""Carries out `huren notice`."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

from credentials.documents.works.notice import Notice
from credentials.record import JsonObject, read_body
from credentials.times import day_of
from credentials.words.days import format_days
from credentials.words.work_words import NOTICE_KINDS
from registry.lookup.standing import find_filed_standing
from terminal.clock import read_clock
from terminal.document_words import describe_batch
from terminal.draft_loading import load_drafts
from terminal.labels import STANDINGS, label
from terminal.language import language, say
from terminal.names import SpokenNames
from terminal.output import plain, put, put_json, put_table, tell
from terminal.workspace.files import check_free, save_bytes
from terminal.workspace.open_registry import choose_issuer, full_trust, needed_text, open_registry
from terminal.workspace.signing_choice import Signing
from works.notices.draft_file import format_template, load_notice
from works.notices.lookup import WantedNotices, When, list_notices, when_of


def write_template(
    out: str, kind: str, issuer: str | None, data: Path | None, *, force: bool, now: datetime | None
) -> None:
    """Writes a notice to fill in; CommandError file-exists, issuer-ambiguous."""
    check_free(out, force=force)
    moment = now or read_clock()
    with open_registry(data) as registry:
        chosen = choose_issuer(registry, issuer, "--issuer", data, moment)
    save_bytes(out, format_template(kind, chosen, moment).encode())
    name = plain(out)
    tell(
        say(
            f"Wrote {name}. Edit it, check it with huren notice issue {name} --dry-run, then issue it.",
            f"已写入 {name}。填写后用 huren notice issue {name} --dry-run 检查，再正式签发。",
        )
    )


def issue_notices(
    files: Sequence[Path], signing: Signing, *, data: Path | None, now: datetime | None, as_json: bool
) -> None:
    """Signs all, exports all, or none; exit code 1 where a file is refused, each with its own reasons.

    Raises CommandError option-missing, option-conflict, not-confirmed; RegistryError.
    """
    moment = now or read_clock()
    with open_registry(data) as registry:
        issuer = signing.open(registry, data, moment)

        def load(file: Path) -> JsonObject:
            return load_notice(file, issuer, uuid.uuid4().urn, moment)

        documents = load_drafts(registry, files, load, issuer=issuer, now=moment)
        called = SpokenNames(needed_text(registry, data, moment)).list_called()
        for line in describe_batch([read_body(document, Notice) for document in documents], {}, called):
            tell(line)
        if not signing.is_wanted(len(documents)):
            return
        made = signing.sign(registry, documents, issuer, moment)
    for record in made:
        if as_json:
            put_json(record.value)
        else:
            put(f"{record.body.id}  {plain(record.body.title)}")


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
