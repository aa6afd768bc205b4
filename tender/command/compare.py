"""Carries out `huren tender diff`, `extract` and `recheck`: work with existing records."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import typer

from credentials.record import JsonObject
from signing.errors import Lang
from signing.plural import format_count
from tender.command.matrix_text import indented
from tender.command.printed_files import print_again, tell_printed
from tender.command.record_files import KeptRecord, check_papers, installed_code, load_kept, load_record
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.labels import COLOURS, label
from terminal.language import language, say
from terminal.names import SpokenNames
from terminal.output import coloured, format_moment, plain, put, put_json, tell
from terminal.workspace.files import check_free, save_bytes
from verifier.tender import Unsigned, parse_bidders, parse_tender
from verifier.tender.record import ReceiptError, TenderReceipt, check_receipt, format_matrix_words
from verifier.tender.record.difference import (
    ChangedCell,
    CheckedDocuments,
    ReceiptDifference,
    check_one_tender,
    compare_receipts,
)
from verifier.tender.record.document import ReceiptHeader
from verifier.tender.record.extract import TenderExtract, check_extract, make_extract
from verifier.tender.record.pack_files import BIDDERS, TENDER, check_documents, take_file
from verifier.tender.record.paper.sentences import KEPT
from verifier.tender.record.paper.sentences import tell as tell_sentence
from verifier.tender.record.paper.telling import MOST_LISTED, say_cause, say_version
from verifier.tender.record.receipt import read_officer
from verifier.tender.record.rechecking import Recheck, recheck
from verifier.tender.record.versions import find_breaks
from verifier.tender.words import STATES


def diff(run: Invocation, before: Path, after: Path) -> None:
    """Print the changed cells with the reasons."""
    records = load_record(before), load_record(after)
    difference, breaks = compare_kept(*records)
    if run.as_json:
        put_json(
            {**difference.to_json(), "versions": [{"code": code, "facts": facts} for code, facts in breaks]}
        )
        return
    for code, facts in breaks:
        for line in indented(say_version(code, facts, language()), ""):
            put(line)
    names = records[1].names() or records[0].names()
    for line in _tell_difference(difference, names):
        put(line)


def compare_kept(
    before: KeptRecord, after: KeptRecord
) -> tuple[ReceiptDifference, list[tuple[str, JsonObject]]]:
    """Return the differences of two records, and the documents whose versions do not follow each other.

    Raises ReceiptError if a record is inconsistent or the records are about different tenders.
    """
    receipts = before.receipt, after.receipt
    for receipt in receipts:
        check_receipt(receipt)
    earlier, later = (receipt.body for receipt in receipts)
    check_one_tender(earlier, later)
    difference = compare_receipts(earlier, later, (_documents_of(before), _documents_of(after)))
    return difference, [*_find_breaks(before, after)]


def _documents_of(record: KeptRecord) -> CheckedDocuments | None:
    """Return tender, bidders and agreement of a pack; None for a receipt alone. Raises as
    `check_documents`."""
    if not record.files:
        return None
    header = record.receipt.body.header
    tender, bidders = check_documents(record.files, record.receipt.body)
    trust = record.trust
    agreed = trust.chain.in_force_or_last(header.now) if trust is not None else None
    # another agreement may give other names
    text = agreed.text if agreed is not None and agreed.digest == header.trust.digest else None
    return CheckedDocuments(tender.body, bidders.body, text)


def _find_breaks(before: KeptRecord, after: KeptRecord) -> Iterator[tuple[str, JsonObject]]:
    """Yield breaks in the documents of the later pack; a receipt alone does not name the previous version."""
    if after.files:
        tender, bidders = take_file(after.files, TENDER), take_file(after.files, BIDDERS)
        yield from find_breaks(before.receipt.body, parse_tender(tender), parse_bidders(bidders))


def extract(
    record: Path, out: str, *, bidder: str, lot: str | None, criterion: str | None, force: bool
) -> None:
    """Write the extract for one bidder: its rows, which can be verified without the rows of others.

    Raises CommandError file-exists, those of files; ReceiptError.
    """
    check_free(out, force=force)
    receipt = load_record(record).receipt
    check_receipt(receipt)
    made = make_extract(receipt, bidder, lot=lot, criterion=criterion)
    save_bytes(out, made.data)
    if receipt.body.header.officer is None:
        tell(say("warning: ", "警告：") + _say_kept("extract-made-unsigned"))


def check_again(run: Invocation, path: Path, *, officer: str | None) -> None:
    """Show whether a new check of a pack gives the same bytes, or whether an extract's rows belong to its
    header."""
    if officer is not None:
        _check_officer(officer)
    kept = load_kept(path)
    if not isinstance(kept, KeptRecord):
        _check_extract(run, kept, officer)
        return
    if not kept.files:
        raise CommandError("record-no-pack", path=plain(str(path)))
    code = installed_code()
    done = recheck(kept.files, code=code, officer=officer)
    papers, lacking = check_papers(path, kept.receipt.body)
    lacking = lacking if papers else []
    recorded = kept.receipt.body.header.counts.files
    again = print_again(done, code, kept.files)
    if run.as_json:
        first = done.first
        stated = {"code": first.code, "facts": first.facts} if first is not None else None
        put_json(
            {
                "same": done.is_same,
                "sameCode": done.is_same_code,
                "officer": done.officer,
                "missing": [*done.missing, *lacking],
                "stray": [*done.stray],
                "papers": papers,
                "papersRecorded": recorded,
                "printed": [
                    {"name": name, "state": state, "again": again.get(name)} for name, state, _ in done.papers
                ],
                "words": format_matrix_words(done.receipt, language()),
                "first": stated,
                "difference": done.difference.to_json(),
            }
        )
    else:
        for line in tell_again(done, kept):
            put(line)
        for line in tell_printed(done, again):
            for part in indented(line, ""):
                put(part)
        for line in _tell_files(done, papers, recorded, lacking):
            put(line)
    # a committee reads the pages, so forged pages fail even if the cells are right
    is_misprint = any(paper.state in ("changed", "missing") for paper in done.papers) or not all(
        again.values()
    )
    if not done.is_same or lacking or is_misprint:
        raise typer.Exit(1)


def _tell_files(done: Recheck, papers: int, recorded: int, lacking: list[str]) -> Iterator[str]:
    """Yield the number of papers in the pack, its surplus files, and the papers that it lacks."""
    sentences = [
        say(
            f"{format_count(recorded, 'files were')} recorded; ",
            f"记录中有 {recorded} 个文件，",
        )
        + (
            say(
                f"the pack holds {format_count(papers, 'papers')}, each one that was checked.",
                f"归档包中有 {papers} 个投标文件，均与核验时一致。",
            )
            if papers
            else say(
                "their papers are not in the pack, and no check needs them.",
                "归档包中未保存投标文件原件，复核也无需原件。",
            )
        )
    ]
    if lacking:
        named = _list_names(lacking)
        sentences.append(say(f"Papers missing from the pack: {named}.", f"归档包缺少投标文件：{named}。"))
    if done.stray:
        named = _list_names(done.stray)
        sentences.append(
            say(
                f"The record does not rest on these files of the pack: {named}.",
                f"归档包中有记录不依据的文件：{named}。",
            )
        )
    for sentence in sentences:
        yield from indented(plain(sentence), "")


def _list_names(names: Sequence[str]) -> str:
    """List at most MOST_LISTED names, and the number of the others."""
    more = len(names) - MOST_LISTED
    further = [say(f"{more} more", f"另有 {more} 个")] if more > 0 else []
    return say(", ", "、").join([*names[:MOST_LISTED], *further])


def _check_officer(named: str) -> None:
    """Refuse a misspelt officer key: the result would otherwise say that another key signed."""
    try:
        read_officer(named)
    except ReceiptError:
        raise CommandError("value-officer", text=named, form="did:key:z6Mk…") from None


def tell_again(done: Recheck, kept: KeptRecord) -> Iterator[str]:
    """Yield whether the bytes are the same, else the differences; then the program, the signature and the
    words."""
    header = done.receipt.body.header
    yield coloured(plain(f"{header.tender.number}"), "bold")
    moment, count = format_moment(header.now), len(done.receipt.body.cells)
    if done.is_same:
        yield say(
            f"Same bytes: {format_count(count, 'cells')}, checked again from the pack alone as of {moment}.",
            f"字节相同：仅凭归档包按 {moment} 重新核验 {count} 格。",
        )
    elif done.first is not None:
        cause = plain(say_cause(done.first, language(), kept.names()))
        yield from indented(
            say(f"Not the same bytes. First: {cause}", f"字节不同，首个不同之处：{cause}"), ""
        )
        if done.difference.causes or done.difference.cells:
            yield from _tell_difference(done.difference, kept.names())
    if header.software.is_browser:
        yield say(
            f"Drawn up in a browser (version {header.software.version}), checked again by this program.",
            f"记录由浏览器页面出具（{header.software.version} 版），由本程序复核。",
        )
    elif not done.is_same_code:
        yield say(
            f"Checked then by other software (version {header.software.version}).",
            f"当时所用程序与现在不同（{header.software.version} 版）。",
        )
    yield from tell_officer(done.officer)
    yield from tell_words(done.receipt)


def tell_officer(officer: str | None) -> Iterator[str]:
    """Yield the officer of a record."""
    if officer is None:
        yield say("Nobody has signed it.", "无人签名。")
    else:
        yield say(f"Signed by the key {officer}.", f"签名密钥：{officer}")


def tell_words(receipt: Unsigned[TenderReceipt]) -> Iterator[str]:
    """Yield the words for comparison with another room, and what they do not cover."""
    yield say("In words: ", "词语：") + format_matrix_words(receipt, language())
    flags = len(receipt.body.flags)
    if flags:
        yield from indented(
            say(
                f"The words leave out the remarks on bids as a whole ({flags}); compare those as well.",
                f"词语不含投标整体情况（{flags} 项），请一并核对。",
            ),
            "",
        )


def _check_extract(run: Invocation, extract: Unsigned[TenderExtract], officer: str | None) -> None:
    """Print the contents of an extract. Exit with code 3 if it is unsigned, because it then establishes
    nothing."""
    check_extract(extract, officer=officer)
    header, rows = extract.body.header, extract.body.rows
    if run.as_json:
        put_json({"rows": len(rows), "officer": header.officer, "tender": header.tender.number})
    else:
        put(coloured(plain(header.tender.number), "bold"))
        for line in _tell_extract(header, len(rows)):
            put(line)
        for entry in rows:
            row = entry.row
            put(plain(f"  {row.lot} {row.bidder} {row.criterion}  {label(STATES, row.state)}"))
    if header.officer is None:
        raise typer.Exit(3)


def _tell_extract(header: ReceiptHeader, count: int) -> Iterator[str]:
    if header.officer is None:
        for line in indented(_say_kept("extract-unsigned"), ""):
            yield coloured(line, COLOURS["no"])
        sentence = _say_kept("extract-own-header", count=count)
    else:
        sentence = _say_kept("extract-signed", count=count, now=header.now, officer=header.officer)
    yield from indented(sentence, "")


def _say_kept(code: str, **facts: object) -> str:
    return tell_sentence(KEPT[code], language(), **facts)


def say_causes(cell: ChangedCell, lang: Lang, names: SpokenNames | None) -> list[str]:
    """Return the reasons of a changed cell, each sentence once, although two certificates may have the
    same reason."""
    return [*dict.fromkeys(say_cause(cause, lang, names) for cause in cell.causes)]


def _tell_difference(difference: ReceiptDifference, names: SpokenNames | None) -> Iterator[str]:
    if not difference.causes and not difference.cells:
        yield _say_kept("same")
        return
    for cause in difference.causes:
        who = f"{cause.facts['bidder']}{say(': ', '：')}" if "bidder" in cause.facts else ""
        yield from indented(plain(who + say_cause(cause, language(), names)), "  ")
    yield ""
    yield coloured(_say_kept("changed", count=len(difference.cells)), "bold")
    for cell in difference.cells:
        where = f"  {cell.lot} {cell.bidder} {cell.criterion} {cell.requirement}  "
        states = [label(STATES, state) if state else "–" for state in (cell.before, cell.after)]
        if states[0] == states[1]:
            yield plain(where + _say_kept("as-before", state=states[0]))
        else:
            yield plain(where + " → ".join(states))
        for sentence in say_causes(cell, language(), names):
            yield from indented(plain(sentence), "      ")
    if difference.aside:
        sentence = _say_kept("aside", count=difference.aside)
        yield from indented(sentence, "")
