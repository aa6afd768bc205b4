"""Carries out `huren notice`."""

import uuid
from collections.abc import Sequence
from pathlib import Path

from credentials.documents.works.notice import Notice
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
from works.notices.draft_file import format_template, load_notice
from works.notices.lookup import WantedNotices, When, list_notices, when_of


def write_template(run: Invocation, out: str, kind: str, *, force: bool) -> None:
    """Writes a notice to fill in; CommandError file-exists, issuer-ambiguous."""
    check_free(out, force=force)
    with run.open_registry() as registry:
        issuer = run.choose_issuer(registry)
    save_template(out, format_template(kind, issuer, run.now), "huren notice issue")


def issue_notices(run: Invocation, files: Sequence[Path]) -> None:
    """Signs all, exports all, or none; exit code 1 where a file is refused, each with its own reasons.

    Raises CommandError option-missing, option-conflict, not-confirmed; RegistryError.
    """
    signing = Signing(run)
    with run.open_registry() as registry:
        issuer = signing.open(registry)

        def load(file: Path) -> JsonObject:
            return load_notice(file, issuer, uuid.uuid4().urn, run.now)

        documents = signing.load(registry, files, load)
        called = run.names(registry).list_called()
        for line in describe_batch([read_body(document, Notice) for document in documents], {}, called):
            tell(line)
        made = signing.sign(registry, documents) if signing.is_wanted(len(documents)) else []
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
    """A line for each notice: its days, how they lie to today, how it stands."""
    with run.open_registry() as registry:
        names, trust = run.names(registry), run.trust(registry)
        wanted = WantedNotices(day_of(run.now), when, issuer, kind, medium)

        def row(record: Record[Notice]) -> list[str]:
            body, subject = record.body, record.body.credential_subject
            return [
                format_days(subject.since, subject.until, language()),
                say(*_WHEN[when_of(body, wanted.today)]),
                label(NOTICE_KINDS, subject.kind),
                subject.title.text(language()),
                names.party(body.issuer),
                label(STANDINGS, find_filed_standing(record, trust, run.now).word),
                body.id,
            ]

        put_list(
            run,
            list_notices(registry, wanted, first=limit + 1),
            limit,
            title=("Notices", "公告"),
            columns=[
                ("days", "日期"),
                ("when", "时间"),
                ("kind", "类型"),
                ("title", "标题"),
                ("association", "协会"),
                ("status", "状态"),
                ("id", "标识"),
            ],
            row=row,
            data=lambda record: record.value,
            first=("the first {} notices", "前 {} 份"),
            every=("{} notices; huren show ID tells more", "共 {} 份；huren show 标识 查看详情"),
        )
