"""Carries out `huren tender objection`: an objection to fill in, and the check of one against a record."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from credentials.times import CHINA, format_time
from credentials.unsigned import Unsigned
from credentials.words.closed_lists import Labels
from tender.command.documents import check_about, load_objection
from tender.command.matrix_text import indented
from tender.command.record_files import load_record
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.labels import label
from terminal.language import language, say
from terminal.output import coloured, format_moment, plain, put, put_json, tell
from terminal.workspace.files import check_free, save_bytes
from verifier.tender.record import TenderObjection, TenderReceipt, check_receipt
from verifier.tender.record.document import StatedCell
from verifier.tender.record.objection import OUTCOMES, REMEDIES, SUBJECTS, find_cells
from verifier.tender.record.paper.sentences import KEPT
from verifier.tender.record.paper.sentences import tell as say_sentence
from verifier.tender.words import STATES


def write_objection(run: Invocation, record: Path, out: str, *, force: bool) -> None:
    """Write an objection to this record for a person to fill in, with a list of the places it may name.

    Raises CommandError file-exists, file-unwritable, those of `load_record`; ReceiptError.
    """
    check_free(out, force=force)
    receipt = load_record(record).receipt
    check_receipt(receipt)
    save_bytes(out, _format(receipt, run.now).encode())
    if out != "-":
        put(plain(out))
    tell(
        say(
            "Fill it in; then: huren tender objection check RECORD FILE.",
            "填写后请运行：huren tender objection check 记录 文件。",
        )
    )


def check_written(run: Invocation, record: Path, path: Path) -> None:
    """Show what an objection is about, and the record's cells at that place.

    Raises ReceiptError objection-other, objection-no-row; RecordError.
    """
    receipt = load_record(record).receipt
    check_receipt(receipt)
    objection = load_objection(path)
    check_about(objection.body, receipt, path)
    cells = [*find_cells(objection.body, receipt.body)]
    if run.as_json:
        stated = [
            {"lot": c.lot, "bidder": c.bidder, "requirement": c.requirement, "state": c.state} for c in cells
        ]
        put_json({"digest": objection.digest, "receipt": receipt.digest, "cells": [*stated]})
        return
    for line in _tell(objection, receipt.body, cells):
        put(line)


def needed_file(path: Path | None) -> Path:
    """Return the file of an objection; CommandError option-missing."""
    if path is None:
        how = "Say which objection is to be checked.", "请指定要核对的异议文件。"
        raise CommandError("option-missing", option="OBJECTION", how=how[0], how_zh=how[1])
    return path


def _tell(
    objection: Unsigned[TenderObjection], receipt: TenderReceipt, cells: list[StatedCell]
) -> Iterator[str]:
    body = objection.body
    who = body.raised_by.name + (f" ({body.raised_by.uscc})" if body.raised_by.uscc else "")
    yield coloured(plain(receipt.header.tender.number), "bold")
    when, subject = format_moment(body.raised_at), label(SUBJECTS, body.classification)
    raised = say(f"Objection of {who}, {when}: {subject}.", f"{who} 于 {when} 提出：{subject}。")
    yield from indented(plain(raised), "")
    for argument in body.arguments:
        yield from indented(plain(argument.text), "  ")
        for evidence in argument.evidence:
            yield from indented(plain(f"{evidence.title}  {evidence.sha256}"), "    ")
    remedies = say(", ", "、").join(label(REMEDIES, remedy) for remedy in body.remedies)
    yield from indented(say("Asked for: ", "请求：") + remedies, "")
    if cells:
        yield say_sentence(KEPT["objection-cells"], language())
    for cell in cells:
        where = f"{cell.lot} {cell.bidder} {cell.criterion} {cell.requirement}"
        yield plain(f"  {where}  {label(STATES, cell.state)}")
    if body.answer is None:
        yield say("Not answered yet.", "尚未答复。")
        return
    outcome = label(OUTCOMES, body.answer.outcome)
    when = format_moment(body.answer.answered_at)
    yield from indented(say(f"Answered {when}: {outcome}.", f"{when} 答复：{outcome}。"), "")
    yield from indented(plain(body.answer.text), "  ")


def _format(receipt: Unsigned[TenderReceipt], now: datetime) -> str:
    body = receipt.body
    raised = format_time(now.astimezone(CHINA).replace(microsecond=0))
    return "\n".join(
        [
            *_comment(
                say(
                    f"An objection to the record of {format_moment(body.header.now)}. What stands here is an "
                    "example: replace it.",
                    f"对 {format_moment(body.header.now)} 核验记录的异议。以下内容为示例，请逐项替换。",
                )
            ),
            'type = "Objection/1"',
            f'tender = "{body.header.tender.digest}"',
            f'receipt = "{receipt.digest}"',
            f"raisedAt = {raised}",
            *_choices(SUBJECTS),
            'classification = "cell"',
            *_choices(REMEDIES),
            'remedies = ["check-again"]',
            "",
            "[raisedBy]",
            f'name = "{say("Example Ltd.", "示例有限公司")}"',
            '# uscc = "…"',
            "",
            *_comment(
                say(
                    "What it is about; what is left out stands for all of them.",
                    "所涉内容；不填写的项表示全部。",
                )
            ),
            *_comment(say("bidders: ", "投标人：") + _list_bidders(body)),
            *_comment(say("requirements: ", "要求：") + ", ".join(_list_places(body))),
            "[about]",
            '# lot = "…"',
            '# bidder = "…"',
            '# criterion = "…"',
            '# requirement = "…"',
            "",
            "[[arguments]]",
            f'text = "{say("Why.", "理由。")}"',
            "evidence = []",
            *_comment(say("or: ", "或：") + 'evidence = [{title = "…", sha256 = "…"}]'),
            "",
            *_comment(say("Once it is answered:", "答复后填写：")),
            "# [answer]",
            f"# answeredAt = {raised}",
            *_choices(OUTCOMES),
            '# outcome = "rejected"',
            '# text = "…"',
            *_comment(
                say(
                    "digests (SHA-256) of the extract that was handed out, of the receipt of a new check:",
                    "摘要（SHA-256）：所出具的摘录、重新核验所得的回执：",
                )
            ),
            '# extract = "…"',
            '# receipt = "…"',
            "",
        ]
    )


def _list_bidders(receipt: TenderReceipt) -> str:
    named = (
        f"{bidder.id} {plain(say(' + ', '、').join(enterprise.name for enterprise in bidder.enterprises))}"
        for bidder in receipt.bidders.named
    )
    return say("; ", "；").join(named)


def _list_places(receipt: TenderReceipt) -> list[str]:
    """Return lines for every lot, criterion and requirement, each once."""
    return [*dict.fromkeys(f"{cell.lot} {cell.criterion} {cell.requirement}" for cell in receipt.cells)]


def _comment(text: str) -> list[str]:
    return [f"# {text}"]


def _choices(labels: Labels) -> Iterator[str]:
    yield from (f"#   {code}: {say(*words)}" for code, words in labels.items())
