"""Carries out `huren statistics report` and `huren statistics recheck`."""

import csv
import io
import os
import uuid
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from carriers.spreadsheet.csv_text import format_text
from credentials.documents.agreement import AgreementText
from credentials.documents.works.report import COUNTS, CountedEnterprises, StatisticsReport
from credentials.kinds import KINDS
from credentials.record import Record, read_body
from credentials.times import format_time
from credentials.words.closed_lists import NOT_ADDED
from credentials.words.regions import region_name
from registry import RegistryError
from registry.admission.rules.credential import check_verdict
from registry.view.view import RegistryView
from terminal.document_words import describe_batch
from terminal.error_report import REFUSED, format_error
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.labels import STANDINGS, label
from terminal.language import language, say
from terminal.names import SpokenNames
from terminal.output import format_moment, plain, put, put_json, put_table, tell
from terminal.signing import Signing
from terminal.workspace.files import STDIO, load_bytes, save_bytes
from terminal.workspace.open_registry import needed_record
from works.statistics.admission import (
    Recounted,
    check_begun,
    check_recount,
    compose_report,
    count_report,
    next_edition,
    recount,
)
from works.statistics.counts import (
    MAX_BYTES,
    NOT_YET,
    CellDifference,
    CountedCell,
    RecordCounts,
    count_records,
    find_difference,
    find_heads,
    parse_counts,
)
from works.statistics.enterprises import describe_counts

if TYPE_CHECKING:
    from registry import Registry

_UNKNOWN = 3
_COLUMNS = (
    "DATAFLOW", "REF_AREA", "TIME_PERIOD", "ASSOCIATION", "SCHEME", "CATEGORY", "GRADE", "STANDING",
    "OBS_VALUE",
)  # fmt: skip
_DATAFLOW = "HUREN:COUNTS(1.0)"


def make_report(run: Invocation, at: datetime | None, *, table: str | None, counts_file: str | None) -> None:
    """Count at the newest heads here, show the tables, sign and store the next edition.

    Raises CommandError option-missing, option-conflict, not-confirmed; RegistryError as `count_records`.
    """
    signing = Signing(run)
    with run.open_registry() as registry:
        issuer = signing.open(registry, KINDS[StatisticsReport.KIND].use)
        # 1. count at the newest heads here
        counted, edition = registry.read(partial(_count, issuer=issuer, at=at or run.now))
        counts = counted.counts
        # 2. compose and check as admission will
        document = compose_report(issuer, *counted, edition=edition, report_id=uuid.uuid4().urn)
        signing.check(registry, document)
        names = run.names(registry)
        # 3. write and show what was counted
        _save(counts, table, counts_file)
        body = read_body(document, StatisticsReport)
        if not run.as_json:
            _show(body, names)
        _tell_uncounted(names.text, counts, names)
        # the signer must read the document; standard output is for JSON only
        if run.as_json and signing.signer is not None and not run.dry_run:
            for line in describe_batch([body], {}, names.list_called()):
                tell(line)
        if not signing.is_wanted(
            [document], say(f"Sign and store edition {edition}?", f"签署并入库第 {edition} 期？")
        ):
            return
        # 4. sign and store
        made = signing.sign(registry, [document])
    for record in made:
        if run.as_json:
            put_json(record.value)
        else:
            put(say(f"edition {edition}: {record.digest}", f"第 {edition} 期：{record.digest}"))


def _count(view: RegistryView, issuer: str, at: datetime) -> tuple[Recounted, int]:
    counted = count_report(view, find_heads(view), at)
    check_begun(view, counted.counts)
    return counted, next_edition(view, issuer)


def _tell_uncounted(text: AgreementText, counts: RecordCounts, names: SpokenNames) -> None:
    """Name the parties whose logs are not in the count."""
    counted_issuers = {head.issuer for head in counts.log_heads}
    for party in sorted({party.id for party in text.parties} - counted_issuers):
        who = names.party(party)
        tell(
            say(
                f"Not counted: {who}; no log of theirs is here. Take it with huren sync first.",
                f"未计入：{who}（本库没有其日志）。请先用 huren sync 取得。",
            )
        )


def recheck(run: Invocation, reference: str, *, table: str | None, counts_file: str | None) -> None:
    """Repeat the count of a report, or of a file of counts.

    Exits with code 1 and the first number that differs, with 3 if a head is not here. Raises CommandError
    not-found, no-report; RecordError; RegistryError for a signature that does not hold.
    """
    with run.open_registry() as registry:
        names = run.names(registry)
        reported = load_counted(registry, reference, run.now)
        try:
            again = registry.read(partial(count_again, reported=reported))
            _save(again.counts, table, counts_file)
            compare_counts(reported, again)
        except RegistryError as error:
            stop(error, names, as_json=run.as_json)
    if run.as_json:
        put_json({"equal": True, "countedAt": format_time(again.counts.at)})
    else:
        put(
            say(
                f"The same bytes: counted again as of {format_moment(again.counts.at)}.",
                f"逐字节相同：已按 {format_moment(again.counts.at)} 复算。",
            )
        )


def stop(error: RegistryError, names: SpokenNames, *, as_json: bool) -> NoReturn:
    """Show the difference and exit; the exit code says whether the recount was possible."""
    is_unknown = error.code in NOT_YET
    if as_json:
        put_json({"equal": None if is_unknown else False, "code": error.code, "facts": {**error.facts}})
    tell(format_error(error, names))
    raise typer.Exit(_UNKNOWN if is_unknown else REFUSED) from None


def load_counted(
    registry: "Registry", reference: str, now: datetime
) -> Record[StatisticsReport] | RecordCounts:
    """Return a report with a valid signature, or a file of counts; raises as `recheck`."""
    if os.path.isfile(reference):
        content = load_bytes(reference, limit=MAX_BYTES)
        # RFC 8785 puts `type` last: no need to parse 32 MiB to learn the kind
        if content.rstrip().endswith(b'"type":"%s"}' % COUNTS.encode()):
            return parse_counts(content)
    record = needed_record(registry, reference)
    if not isinstance(record.body, StatisticsReport):
        raise CommandError("no-report", found=record.body.KIND)
    # checks the signature first: anybody may have written the file
    check_verdict(record, registry.load_trust(), now)
    return record


def count_again(view: RegistryView, reported: Record[StatisticsReport] | RecordCounts) -> Recounted:
    """Count again at the given heads and moment; RegistryError as `count_records`."""
    if isinstance(reported, RecordCounts):
        return Recounted(count_records(view, reported.log_heads, reported.at))
    return recount(view, reported.body.credential_subject)


def compare_counts(reported: Record[StatisticsReport] | RecordCounts, again: Recounted) -> None:
    """Raise RegistryError recount-differs, enterprises-differ, recount-other."""
    if isinstance(reported, Record):
        check_recount(reported.unsigned, reported.body.credential_subject, again)
        return
    counts = again.counts
    difference = find_difference(reported, counts)
    if difference is not None:
        cell = difference.stated or difference.counted
        raise _tell_difference(difference, cell) if cell is not None else RegistryError("recount-other")
    if reported.to_bytes() != counts.to_bytes():
        raise RegistryError("recount-other", "logHeads")


def _tell_difference(difference: CellDifference, cell: CountedCell) -> RegistryError:
    what = (region_name(cell.region, language()), cell.month, *(cell.category or ()), cell.grade)
    return RegistryError(
        "recount-differs",
        issuer=cell.issuer,
        scheme=cell.scheme,
        what="、".join(what),
        standing=cell.standing,
        said=difference.stated.number if difference.stated is not None else 0,
        found=difference.counted.number if difference.counted is not None else 0,
    )


def _save(counts: RecordCounts, table: str | None, counts_file: str | None) -> None:
    if table is not None:
        # Excel needs the byte order mark; a program behind a pipe would read it as part of the heading
        content = format_csv(counts).encode("utf-8" if table == STDIO else "utf-8-sig")
        save_bytes(table, content)
    if counts_file is not None:
        save_bytes(counts_file, counts.to_bytes())
    for name in (table, counts_file):
        if name is not None and name != STDIO:
            tell(say(f"Wrote {plain(name)}.", f"已写入 {plain(name)}。"))


def format_csv(counts: RecordCounts) -> str:
    """Return one line for each cell, with the columns of SDMX-CSV 1.0: dataflow, dimensions, observation."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for cell in counts.cells:
        typed = (cell.scheme, "、".join(cell.category or ()), cell.grade)
        place = (_DATAFLOW, cell.region, cell.month, cell.issuer)
        writer.writerow((*place, *map(format_text, typed), cell.standing, cell.number))
    return out.getvalue()


def _show(body: Any, names: SpokenNames) -> None:
    subject = body.credential_subject
    rows = [
        [
            names.party(table.issuer),
            names.scheme(table.scheme),
            names.terms(row.category or ()),
            names.grade(table.scheme, row.grade),
            label(STANDINGS, row.standing),
            f"{row.total:,}",
        ]
        for table in subject.tables
        for row in table.rows
    ]
    head = [say(en, zh) for en, zh in (("association", "协会"), ("scheme", "评价办法"), ("category", "类别"),
            ("grade", "等级"), ("standing", "状态"), ("credentials", "凭证数"))]  # fmt: skip
    title = say(
        f"edition {subject.edition}, as of {format_moment(subject.counted_at)}",
        f"第 {subject.edition} 期，截至 {format_moment(subject.counted_at)}",
    )
    put_table(title, head, rows)
    if subject.enterprises is not None:
        _show_enterprises(subject.enterprises, names)


def _show_enterprises(reported: CountedEnterprises, names: SpokenNames) -> None:
    year = format_moment(reported.compared_at)
    title = say("enterprises with a certificate in force", "持有有效证书的企业")
    head = [
        say("association", "协会"),
        say("scheme", "评价办法"),
        say("category, grade", "类别、等级"),
        say("enterprises", "企业数"),
        year,
        say("change", "增减"),
    ]
    every = say("all", "全部")
    rows = [
        [
            line.issuer or every,
            line.scheme or every,
            line.category or line.grade or every,
            f"{line.total:,}",
            f"{line.year_before:,}",
            line.change,
        ]
        for line in describe_counts(reported, names)
        if not (line.key.category and line.key.grade)
    ]
    put_table(title, head, rows)
    put(say(*NOT_ADDED))
