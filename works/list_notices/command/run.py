"""Carries out `huren listnotice`: drafts, version 1 from a sheet, lists, single notices."""

import uuid
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from carriers.spreadsheet import MAX_BYTES
from carriers.spreadsheet.granted import Granted
from credentials.documents.desk.list_changes import VersionChange, find_changes
from credentials.documents.desk.list_notice import ListNotice
from credentials.record import JsonObject, Record, read_body
from credentials.times import day_of
from credentials.words.days import format_days
from credentials.words.work_words import OBJECTION_RESULTS
from terminal.document_words import describe_batch, describe_items
from terminal.error_report import REFUSED
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import language, say
from terminal.output import format_moment, plain, put, put_json, tell
from terminal.reports.listing import put_list
from terminal.reports.row_report import RowReport
from terminal.reports.sheet_files import check_template, check_workbook, read_rows
from terminal.signing import Signing
from terminal.workspace.draft_files import as_typed, save_template
from terminal.workspace.files import check_free, load_bytes, save_bytes
from works.list_notices.command.draft_file import compose_first, format_template, load_head
from works.list_notices.lookup import (
    ListLine,
    WantedLists,
    find_batch,
    find_list,
    find_versions,
    list_newest,
)
from works.list_notices.sheet import LAYOUT, check_items, write_sheet

if TYPE_CHECKING:
    from credentials.documents.agreement import Scheme
    from registry import Registry


def write_template(run: Invocation, out: str, *, force: bool) -> None:
    """Write a notice to fill in; CommandError file-exists, issuer-ambiguous; CarrierError nothing-granted."""
    check_free(out, force=force)
    with run.open_registry() as registry:
        schemes = Granted(run.text(registry), run.choose_issuer(registry)).schemes
    save_template(out, format_template(schemes, run.now), "huren listnotice issue")


def write_list_sheet(run: Invocation, scheme: str, file: str) -> None:
    """Write the empty sheet; CommandError option-value, file-exists; CarrierError scheme-…."""
    check_template(file, {})
    with run.open_registry() as registry:
        granted_scheme = Granted(run.text(registry), run.choose_issuer(registry)).find_scheme(scheme)
    save_bytes(file, write_sheet(granted_scheme))
    tell(say(f"Wrote {plain(file)}. Fill a row an enterprise.", f"已写入 {plain(file)}。每家企业填一行。"))


def issue_first(run: Invocation, file: Path, sheet: Path, errors: str | None) -> int:
    """Sign version 1 of a notice; return 1, with nothing signed, if rows are refused.

    Raises CommandError as `Signing`, file-…, draft-…; CarrierError for the sheet as a whole; RecordError;
    RegistryError.
    """
    signing = Signing(run)
    if errors is not None:
        check_workbook("--errors", errors)
    content, head = load_bytes(sheet, limit=MAX_BYTES), load_head(file)
    with run.open_registry() as registry:
        issuer = signing.open(registry)
        scheme = Granted(run.text(registry), issuer, run.now).find_scheme(str(head.get("scheme", "")))
        items = _read_items(run, content, errors, scheme)
        if items is None:
            return REFUSED
        with as_typed(file, value=head):
            document = compose_first({**head, "scheme": scheme.id}, items, issuer, uuid.uuid4().urn)
            body = read_body(document, ListNotice)
            body.check_created(run.now)
        signing.check(registry, document)
        sign_version(run, signing, registry, document)
    return 0


def sign_version(run: Invocation, signing: Signing, registry: "Registry", document: JsonObject) -> None:
    """Show a version, and sign or export it; CommandError not-confirmed."""
    body = read_body(document, ListNotice)
    for line in describe_batch([body], {}, run.names(registry).list_called()):
        tell(line)
    version = body.credential_subject.version
    question = say(f"Sign and store version {version}?", f"签署第 {version} 版并入库？")
    made = signing.sign(registry, [document]) if signing.is_wanted([document], question) else []
    run.put_records(made)


def _read_items(
    run: Invocation, content: bytes, errors: str | None, scheme: "Scheme"
) -> list[JsonObject] | None:
    """Return the items; if a row is refused, print all refusals and return None."""
    rows = [*check_items(read_rows(run, content, LAYOUT), scheme)]
    RowReport(content, errors, run.as_json, LAYOUT).put(rows)
    if any(row.errors for row in rows):
        tell(say("Nothing was signed. Mend the rows first.", "未签署任何内容。请先修正以上各行。"))
        return None
    return [row.draft for row in rows if row.draft is not None]


def load_list(registry: "Registry", reference: str, issuer: str | None = None) -> Record[ListNotice]:
    """Return the newest version of a notice, found by its batch or by the id or digest of any version;
    CommandError not-found, title-ambiguous."""
    record = find_list(registry, reference)
    if record is None or issuer not in (None, record.body.issuer):
        record = _find_batch(registry, reference, issuer)
    newest: Record[ListNotice] = registry.read(partial(find_versions, record=record))[-1]
    return newest


def _find_batch(registry: "Registry", batch: str, issuer: str | None) -> Record[ListNotice]:
    """Return the notice of this batch; two schemes or associations may use the same batch name."""
    notices = find_batch(registry, batch, issuer)
    if not notices:
        raise CommandError("not-found", reference=plain(batch[:80]))
    if len(notices) > 1:
        choices = [f"{record.body.credential_subject.scheme} ({record.digest[:12]}…)" for record in notices]
        raise CommandError("title-ambiguous", reference=plain(batch[:80]), choices=choices)
    return notices[0]


def show_list(run: Invocation, reference: str) -> None:
    """Show the newest version and what each version changed; CommandError not-found, title-ambiguous."""
    with run.open_registry() as registry:
        newest = load_list(registry, reference)
        versions = registry.read(partial(find_versions, record=newest))
        names = run.names(registry)
        called = names.list_called()
    if run.as_json:
        for record in versions:
            put_json(record.value)
        return
    subject = newest.body.credential_subject
    put(plain(f"{called.get(subject.scheme, subject.scheme)}  {subject.batch}"))
    put(plain(f"{names.party(newest.body.issuer)}  {format_days(subject.since, subject.until, language())}"))
    for line in describe_items(newest.body):
        put(f"  {plain(line)}")
    for place, record in enumerate(versions):
        number, signed = place + 1, format_moment(record.created)
        put(say(f"version {number}, signed {signed}", f"第 {number} 版，签署于 {signed}"))
        before = versions[place - 1].body.credential_subject if place else record.body.credential_subject
        for change in find_changes(before, record.body.credential_subject):
            put(f"  {plain(_describe(change))}")


def _describe(change: VersionChange) -> str:
    """Return a change in words."""
    item, objection = change.item, change.objection
    if item is None:
        return say(f"last day moved; it was {change.until}", f"截止日期延后，原为 {change.until}")
    named = f"{change.place} {item.legal_name}"
    if objection is None:
        return say(f"withdrawn: {named}", f"撤下：{named}")
    if change.what == "received":
        received = objection.received_on
        return say(f"objection received {received}: {named}", f"{received} 收到异议：{named}")
    day, result = objection.decided_on, OBJECTION_RESULTS[str(objection.result)]
    return say(f"objection {result[0]} {day}: {named}", f"{day} 答复，异议{result[1]}：{named}")


def list_all(run: Invocation, limit: int, issuer: str | None) -> None:
    """Show a line for each notice: its days, its batch, its association, its items."""
    with run.open_registry() as registry:
        names = run.names(registry)
        called = names.list_called()
        wanted = WantedLists(day_of(run.now), issuer=issuer)

        def row(line: ListLine) -> list[str]:
            return [
                format_days(line.since, line.until, language()),
                line.batch,
                called.get(line.scheme, line.scheme),
                names.party(line.issuer),
                str(line.items),
                str(line.version),
                line.digest,
            ]

        def load(line: ListLine) -> JsonObject:
            record = find_list(registry, line.digest)
            return record.value if record is not None else {}

        put_list(
            run,
            list_newest(registry, wanted, first=limit + 1),
            limit,
            title=("List notices", "公示"),
            columns=[
                ("days", "公示期"),
                ("batch", "批次"),
                ("scheme", "评价办法"),
                ("association", "协会"),
                ("items", "项数"),
                ("version", "版次"),
                ("digest", "摘要"),
            ],
            row=row,
            data=load,
            first=("the first {} notices", "前 {} 项"),
            every=(
                "{} notices; huren listnotice show BATCH tells more",
                "共 {} 项；huren listnotice show 批次 查看详情",
            ),
        )
