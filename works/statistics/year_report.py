"""Carries out `huren statistics year-report`: a year and the years before it, as a workbook."""

from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from carriers.year_report.content import SignedEdition, YearSource, write_year_report
from carriers.year_report.numbers import YearEnd
from carriers.year_report.workbook import format_year_workbook
from credentials.documents.works.report import StatisticsReport
from credentials.record import Record
from keys_example.keys import is_example
from registry import RegistryError
from registry.view.view import RegistryView
from signing.errors import Lang
from terminal.invocation import Invocation
from terminal.language import language_typed, say
from terminal.names import SpokenNames
from terminal.output import plain, put, put_json, tell
from terminal.workspace.files import save_bytes
from works.statistics.counts import RecordCounts, count_records, find_heads
from works.statistics.lookup import count_year_ends
from works.statistics.run import compare_counts, count_again, load_counted, stop

if TYPE_CHECKING:
    from registry import Registry


def write_year(run: Invocation, year: int, *, reference: str | None, folder: Path) -> None:
    """Write year-YEAR.xlsx and the JSON file with which anybody can repeat the count.

    The files are in both languages, or in that of `--lang`, whatever the machine speaks: the workbook names
    its command.

    Exit code 1 where the report states another number than is counted here, 3 where a head is not here.
    Raises as `recheck`; RegistryError no-head, year-uncounted.
    """
    with run.open_registry() as registry:
        run.text(registry)
        reported = load_counted(registry, reference, run.now) if reference is not None else None
        try:
            counts, ends = registry.read(partial(_count, reported=reported, year=year, now=run.now))
        except RegistryError as error:
            # a wrong year is the caller's slip, not a fault of the report
            if error.code == "year-uncounted" or reported is None:
                raise
            stop(error, SpokenNames.of(registry.load_trust(), run.now), as_json=run.as_json)
        files = _make_files(registry, reported, counts, ends)
    for name, content in files.items():
        save_bytes(folder / name, content)
        path, digest = str(folder / name), sha256(content).hexdigest()
        if run.as_json:
            put_json({"file": path, "sha256": digest})
        else:
            put(f"{digest}  {plain(path)}")
    if not isinstance(reported, Record):
        tell(
            say(
                "Nobody has signed these numbers; to name a signed report, use --report.",
                "以上数字未经签署；如已有签名的统计报告，请以 --report 指定。",
            )
        )


def _count(
    view: RegistryView, reported: Record[StatisticsReport] | RecordCounts | None, year: int, now: datetime
) -> tuple[RecordCounts, list[YearEnd]]:
    if reported is None:
        counts = count_records(view, find_heads(view), now)
    else:
        again = count_again(view, reported)
        compare_counts(reported, again)
        counts = again.counts
    return counts, count_year_ends(view, counts, year)


def _make_files(
    registry: "Registry",
    reported: Record[StatisticsReport] | RecordCounts | None,
    counts: RecordCounts,
    ends: list[YearEnd],
) -> dict[str, bytes]:
    """Return the files by name: the same counts under the same agreement give the same bytes."""
    stem, trust = f"year-{ends[-1].year}", registry.load_trust()
    signed = reported if isinstance(reported, Record) else None
    content = signed.data if signed is not None else counts.to_bytes()
    source = YearSource(
        ends=ends,
        logs=counts.log_heads,
        counted_at=counts.at,
        counts=sha256(counts.to_bytes()).hexdigest(),
        edition=_describe(signed) if signed is not None else None,
        source_file=f"{stem}.json",
        example=any(is_example(head.issuer) for head in counts.log_heads),
        lang=language_typed(),
    )
    languages: tuple[Lang, ...] = ("zh", "en") if source.lang is None else (source.lang,)
    parts = [write_year_report(source, SpokenNames.of(trust, counts.at, lang)) for lang in languages]
    return {f"{stem}.xlsx": format_year_workbook(parts), source.source_file: content}


def _describe(record: Record[StatisticsReport]) -> SignedEdition:
    edition = record.body.credential_subject.edition
    return SignedEdition(record.body.issuer, edition, record.digest, record.created)
