"""Carries out `huren notice`."""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from credentials.documents.works.notice import Notice
from credentials.kinds import kinds_where
from credentials.record import JsonObject, Record, read_body
from credentials.times import day_of
from credentials.words.days import format_days
from credentials.words.work_words import NOTICE_KINDS
from registry.lookup.standing import find_filed_standing
from terminal.document_words import describe_batch
from terminal.invocation import Invocation
from terminal.labels import STANDINGS, label
from terminal.language import language, say
from terminal.output import tell
from terminal.reports.listing import put_list
from terminal.signing import Signing
from terminal.workspace.draft_files import save_template
from terminal.workspace.files import check_free
from terminal.workspace.open_registry import titled_record
from verifier import TrustStore
from works.notices.command.draft_file import format_notice, format_template, load_notice
from works.notices.ends import ENDS, find_end
from works.notices.lookup import WantedNotices, When, count_notices, find_notice, list_notices, when_of

if TYPE_CHECKING:
    from registry import Registry


def write_template(run: Invocation, out: str, kind: str, like: str | None, *, force: bool) -> None:
    """Write a notice to fill in, or the draft of a notice here as a starting point.

    Raises CommandError file-exists, issuer-ambiguous, not-found, title-ambiguous.
    """
    check_free(out, force=force)
    with run.open_registry() as registry:
        if like is None:
            text = format_template(kind, run.choose_issuer(registry), run.now)
        else:
            notice = find_notice(registry, like) or titled_record(registry, like, (Notice.KIND,))
            text = format_notice(notice)
    save_template(out, text, "huren notice issue")


def refer_in(registry: "Registry") -> Callable[[str], str]:
    """Return a function that gives the digest of a record here under a title, a code or a number."""
    kinds = kinds_where(lambda kind: kind.is_judged and kind.is_work)
    return lambda words: titled_record(registry, words, kinds).digest


def issue_notices(run: Invocation, files: Sequence[Path]) -> None:
    """Sign or export all notices, or none; exit with code 1 if files are refused, after printing the reasons
    for each.

    Raises CommandError option-missing, option-conflict, not-confirmed; RegistryError.
    """
    signing = Signing(run)
    with run.open_registry() as registry:
        issuer = signing.open(registry)

        def load(file: Path) -> JsonObject:
            return load_notice(file, issuer, uuid.uuid4().urn, run.now, refer_in(registry))

        documents = signing.load(registry, files, load)
        called = run.names(registry).list_called()
        for line in describe_batch([read_body(document, Notice) for document in documents], {}, called):
            tell(line)
        made = signing.sign(registry, documents) if signing.is_wanted(documents) else []
    run.put_records(made, by="id")


_WHEN: dict[When, tuple[str, str]] = {
    "now": ("now", "进行中"),
    "coming": ("coming", "即将开始"),
    "over": ("over", "已结束"),
}


def list_all(
    run: Invocation,
    limit: int,
    *,
    issuer: str | None,
    kind: str | None,
    medium: str | None,
    when: When | None,
) -> None:
    """Show a line for each notice: its days, their relation to today, its standing.

    Without `when` current notices come first, the next to end in front; then coming ones, the next to begin
    in front; then the number of those that are over.
    """
    with run.open_registry() as registry:
        names, trust = run.names(registry), run.trust(registry)
        wanted = WantedNotices(day_of(run.now), when, issuer, kind, medium)
        periods: tuple[When, ...] = (when,) if when is not None else ("now", "coming")
        records = chain.from_iterable(
            list_notices(registry, wanted._replace(when=period), first=limit + 1) for period in periods
        )
        over = count_notices(registry, wanted._replace(when="over")) if when is None else 0

        def row(record: Record[Notice]) -> list[str]:
            body, subject = record.body, record.body.credential_subject
            return [
                format_days(subject.since, subject.until, language()),
                _tell_when(record, trust, run.now),
                label(NOTICE_KINDS, subject.kind),
                subject.title.text(language()),
                names.party(body.issuer),
            ]

        put_list(
            run,
            records,
            limit,
            title=("Notices", "公告"),
            columns=[
                ("days", "日期"),
                ("state", "状态"),
                ("kind", "类型"),
                ("title", "标题"),
                ("association", "协会"),
            ],
            row=row,
            data=lambda record: record.value,
            first=("the first {} notices", "前 {} 份"),
            every=("{} notices; huren show TITLE tells more", "共 {} 份；huren show 标题 查看详情"),
        )
        if over:
            tell(
                say(
                    f"and {over} that {'is' if over == 1 else 'are'} over: --when over",
                    f"另有 {over} 份已结束：--when over",
                )
            )


def _tell_when(record: Record[Notice], trust: TrustStore, now: datetime) -> str:
    """Return the notice's end or bad standing, else the relation of its days to today."""
    end, standing = find_end(record, trust, now), find_filed_standing(record, trust, now)
    if end is not None:
        return label(ENDS, end.how)
    if standing.name not in ("active", "expired"):
        return label(STANDINGS, standing.word)
    return say(*_WHEN[when_of(record.body, day_of(now))])
