"""Carries out `huren statistics report` and `huren statistics recheck`."""

import csv
import io
import os
import uuid
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from carriers.spreadsheet.csv_text import format_text
from credentials.documents.agreement import AgreementText
from credentials.documents.works.report import COUNTS, StatisticsReport
from credentials.kinds import KINDS
from credentials.record import JsonObject, Record, read_body
from credentials.times import format_time
from credentials.words.regions import region_name
from registry import RegistryError
from registry.admission.rules.credential import check_verdict
from registry.issuing.plan_documents import check_documents
from registry.view.view import RegistryView
from terminal.clock import read_clock
from terminal.confirm import confirm
from terminal.document_words import describe_batch
from terminal.error_report import REFUSED, format_error
from terminal.errors import CommandError
from terminal.labels import STANDINGS, label
from terminal.language import language, say
from terminal.names import SpokenNames
from terminal.output import format_moment, plain, put, put_json, put_table, tell
from terminal.workspace.document_signing import check_destination, sign_or_export
from terminal.workspace.files import STDIO, load_bytes, save_bytes
from terminal.workspace.key_files import load_signer
from terminal.workspace.open_registry import choose_issuer, needed_record, needed_text, open_registry
from works.statistics.admission import (
    check_begun,
    check_recount,
    compose_report,
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

if TYPE_CHECKING:
    from registry import Registry
    from signing.signer import Ed25519Signer

_UNKNOWN = 3
_COLUMNS = (
    "DATAFLOW", "REF_AREA", "TIME_PERIOD", "ASSOCIATION", "SCHEME", "CATEGORY", "GRADE", "STANDING",
    "OBS_VALUE",
)  # fmt: skip
_DATAFLOW = "HUREN:COUNTS(1.0)"


def make_report(
    *,
    key: Path | None,
    export_unsigned: str | None,
    issuer: str | None,
    at: datetime | None,
    table: str | None,
    counts_file: str | None,
    dry_run: bool,
    yes: bool,
    data: Path | None,
    now: datetime | None,
    as_json: bool,
) -> None:
    """Counts at the newest heads here, shows the tables, signs and stores the next edition.

    Raises CommandError option-missing, option-conflict, not-confirmed; RegistryError as `count_records`.
    """
    check_destination(key, export_unsigned, dry_run=dry_run)
    moment = now or read_clock()
    with open_registry(data) as registry:
        signer: Ed25519Signer | None = None
        if key is not None:
            chosen, signer = load_signer(registry, key, KINDS[StatisticsReport.KIND].use, moment)
        else:
            chosen = choose_issuer(registry, issuer, "--issuer", data, moment)
        counts, edition = registry.read(partial(_count, issuer=chosen, at=at or moment))
        document = compose_report(chosen, counts, edition=edition, report_id=uuid.uuid4().urn)
        _check(registry, document, chosen, moment)
        text = needed_text(registry, data, moment)
        names = SpokenNames(text)
        _save(counts, table, counts_file)
        if not as_json:
            _show(read_body(document, StatisticsReport), names)
        _tell_uncounted(text, counts, names)
        if dry_run:
            tell(say("Nothing was signed (--dry-run).", "未签署任何内容（--dry-run）。"))
            return
        if signer is not None:
            body, called = read_body(document, StatisticsReport), names.list_called()
            for line in describe_batch([body], {}, called) if as_json else ():
                tell(line)
            confirm(say(f"Sign and store edition {edition}?", f"签署并入库第 {edition} 期？"), yes=yes)
        made = sign_or_export(
            registry, [document], issuer=chosen, signer=signer, target=export_unsigned, now=moment
        )
    for record in made:
        if as_json:
            put_json(record.value)
        else:
            put(say(f"edition {edition}: {record.digest}", f"第 {edition} 期：{record.digest}"))


def _count(view: RegistryView, issuer: str, at: datetime) -> tuple[RecordCounts, int]:
    counts = count_records(view, find_heads(view), at)
    check_begun(view, counts)
    return counts, next_edition(view, issuer)


def _check(registry: "Registry", document: JsonObject, issuer: str, now: datetime) -> None:
    """As `check_documents`; of the one document the reason itself is raised."""
    try:
        check_documents(registry, [document], issuer=issuer, now=now)
    except RegistryError as error:
        raise error.problems[0][1] if error.problems else error from None


def _tell_uncounted(text: AgreementText, counts: RecordCounts, names: SpokenNames) -> None:
    """Which parties' logs are not in it."""
    here = {head.issuer for head in counts.log_heads}
    for party in sorted({party.id for party in text.parties} - here):
        who = names.party(party)
        tell(
            say(
                f"Not counted: {who}; no log of theirs is here. Take it with huren sync first.",
                f"未计入：{who}（此处没有其日志）。请先用 huren sync 取得。",
            )
        )


def recheck(
    reference: str,
    *,
    table: str | None,
    counts_file: str | None,
    data: Path | None,
    now: datetime | None,
    as_json: bool,
) -> None:
    """Counts again what a report, or a file of all that was counted, says.

    Exit code 1 with the first number that differs, 3 where a head is not here. Raises CommandError not-found,
    no-report; RecordError; RegistryError for a signature that does not hold.
    """
    moment = now or read_clock()
    with open_registry(data) as registry:
        names = SpokenNames(needed_text(registry, data, moment))
        said = load_counted(registry, reference, moment)
        try:
            counts = registry.read(partial(count_again, said=said))
            _save(counts, table, counts_file)
            compare_counts(said, counts)
        except RegistryError as error:
            stop(error, names, as_json=as_json)
    if as_json:
        put_json({"equal": True, "countedAt": format_time(counts.at)})
    else:
        put(
            say(
                f"The same bytes: counted again as of {format_moment(counts.at)}.",
                f"逐字节相同：已按 {format_moment(counts.at)} 复算。",
            )
        )


def stop(error: RegistryError, names: SpokenNames, *, as_json: bool) -> NoReturn:
    """What was found otherwise; the exit code says whether that is known."""
    is_unknown = error.code in NOT_YET
    if as_json:
        put_json({"equal": None if is_unknown else False, "code": error.code, "facts": {**error.facts}})
    tell(format_error(error, names))
    raise typer.Exit(_UNKNOWN if is_unknown else REFUSED) from None


def load_counted(
    registry: "Registry", reference: str, now: datetime
) -> Record[StatisticsReport] | RecordCounts:
    """A report, whose signature holds, or a file of all that was counted; raises as `recheck`."""
    if os.path.isfile(reference):
        content = load_bytes(reference, limit=MAX_BYTES)
        if content.rstrip().endswith(b'"type":"%s"}' % COUNTS.encode()):
            return parse_counts(content)
    record = needed_record(registry, reference)
    if not isinstance(record.body, StatisticsReport):
        raise CommandError("no-report", found=record.body.KIND)
    check_verdict(record, registry.load_trust(), now)
    return record


def count_again(view: RegistryView, said: Record[StatisticsReport] | RecordCounts) -> RecordCounts:
    """What is counted here at the heads and the moment that are said; RegistryError as `count_records`."""
    if isinstance(said, RecordCounts):
        return count_records(view, said.log_heads, said.at)
    return recount(view, said.body.credential_subject)


def compare_counts(said: Record[StatisticsReport] | RecordCounts, counts: RecordCounts) -> None:
    """Raises RegistryError recount-differs, recount-other."""
    if isinstance(said, Record):
        check_recount(said.unsigned, said.body.credential_subject, counts)
        return
    found = find_difference(said, counts)
    if found is not None:
        cell = found.said or found.found
        raise _tell_difference(found, cell) if cell is not None else RegistryError("recount-other")
    if said.to_bytes() != counts.to_bytes():
        raise RegistryError("recount-other", "logHeads")


def _tell_difference(found: CellDifference, cell: CountedCell) -> RegistryError:
    what = (region_name(cell.region, language()), cell.month, *(cell.category or ()), cell.grade)
    return RegistryError(
        "recount-differs",
        issuer=cell.issuer,
        scheme=cell.scheme,
        what="、".join(what),
        standing=cell.standing,
        said=found.said.number if found.said is not None else 0,
        found=found.found.number if found.found is not None else 0,
    )


def _save(counts: RecordCounts, table: str | None, counts_file: str | None) -> None:
    if table is not None:
        content = format_csv(counts).encode("utf-8" if table == STDIO else "utf-8-sig")
        save_bytes(table, content)
    if counts_file is not None:
        save_bytes(counts_file, counts.to_bytes())
    for name in (table, counts_file):
        if name is not None and name != STDIO:
            tell(say(f"Wrote {plain(name)}.", f"已写入 {plain(name)}。"))


def format_csv(counts: RecordCounts) -> str:
    """A line a cell, with the columns of SDMX-CSV 1.0: dataflow, dimensions, observation."""
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
            "、".join(row.category or ()),
            row.grade,
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
