"""The files of a record that people read: printed, described, and printed again to compare."""

import hashlib
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any

from carriers.certificate.typesetting import describe_typesetter, load_fonts
from signing.errors import Lang
from signing.strict_json import JsonValue
from tender.command.handed_in import explain_unread
from tender.record.pages import format_record
from tender.record.workbook import format_workbook
from terminal.language import say
from terminal.names import SpokenNames
from terminal.output import plain, tell
from terminal.workspace.configuration import font_file
from verifier.tender import Unsigned
from verifier.tender.record import InstalledCode, Recheck, TenderOpening, TenderReceipt
from verifier.tender.record.pack_files import PAGES, WORKBOOK
from verifier.tender.record.paper.pages import lay_out
from verifier.tender.record.paper.tables import tabulate
from verifier.tender.record.printed_papers import PaperState, TenderPapers, VouchedFile


def print_record(
    receipt: Unsigned[TenderReceipt], opening: TenderOpening, languages: Sequence[Lang]
) -> dict[str, bytes]:
    """The PDF and the workbook by name, the first of `languages` on top; raises as `format_record`."""
    tender, moment = opening.tender.body, receipt.body.header.now
    names = {lang: SpokenNames.of(opening.trust, moment, lang) for lang in languages}
    pages: list[Any] = [
        _number_missing(lay_out(receipt, tender, names[lang], lang, explain_unread)) for lang in languages
    ]
    return {
        PAGES: format_record(pages[0], moment, behind=pages[1:], font=font_file()),
        WORKBOOK: format_workbook(tabulate(receipt, tender, names[languages[0]], languages[0])),
    }


def describe_printed(
    printed: Mapping[str, bytes], languages: Sequence[Lang], software: InstalledCode
) -> Iterator[VouchedFile]:
    """What each file is, and by what it was made."""
    typst, fonts = describe_typesetter(font_file())
    for name, data in printed.items():
        setter = {"typst": typst, "fonts": fonts} if name == PAGES else {}
        yield VouchedFile(
            name=name,
            size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            languages=tuple(languages),
            software=software,
            **setter,
        )


def print_again(done: Recheck, papers: TenderPapers, software: InstalledCode) -> dict[str, bool]:
    """By name, whether a file set anew is the one that was vouched for.

    Other software, another typesetter or another font sets other bytes of the same sentences: a file that was
    made by them is left out.
    """
    languages = papers.files[0].languages
    again = {paper.name: paper for paper in papers.files}
    printed = print_record(done.receipt, done.opening, languages) if _is_ours(papers, software) else {}
    return {
        paper.name: paper.sha256 == again[paper.name].sha256
        for paper in describe_printed(printed, languages, software)
        if paper.name in again
    }


def _is_ours(papers: TenderPapers, software: InstalledCode) -> bool:
    setter = describe_typesetter(font_file())
    return all(
        paper.software == software and (paper.name != PAGES or (paper.typst, paper.fonts) == setter)
        for paper in papers.files
    )


def tell_printed(done: Recheck, again: Mapping[str, bool]) -> Iterator[str]:
    """A sentence for each file that people read, and whether it was set anew."""
    for name, state in done.papers:
        en, zh = _UNSIGNED if state == "same" and done.officer is None else _STATES[state]
        set_anew = _tell_again(again.get(name)) if state in ("same", "appended") else ""
        yield plain(say(f"{name}: {en}", f"{name}：{zh}") + set_anew)


def _tell_again(is_same: bool | None) -> str:
    if is_same is None:
        return say(
            " Not set anew: it was made by other software, typesetter or fonts.",
            "未重新排版：当时所用程序、排版软件或字体与现在不同。",
        )
    if is_same:
        return say(" Set anew: the same bytes.", "重新排版，字节相同。")
    return say(
        " Set anew it has other bytes: it does not show what the record says. Do not rely on it.",
        "重新排版，字节不同：此文件所载与记录不一致，请勿采信。",
    )


_UNSIGNED = "as it was written with the record, which nobody signed.", "与出具记录时一致；记录未经签署。"
_STATES: Mapping[PaperState, tuple[str, str]] = {
    "same": ("the file that the officer vouched for.", "与核验人确认的文件一致。"),
    "appended": (
        "it begins with what was vouched for, and something was appended, such as a seal. Check the seal "
        "with a PDF reader: what is appended may show other pages.",
        "开头与所确认的文件一致，其后另有附加内容（如电子印章）。"
        "请用 PDF 阅读器核对印章：附加内容可能改变显示的页面。",
    ),
    "changed": (
        "it is not the file that was vouched for. Do not rely on it; the receipt says what was recorded.",
        "不是所确认的文件，请勿采信；以回执所载为准。",
    ),
    "missing": ("vouched for, and not in the pack.", "已经确认，但归档包中没有此文件。"),
    "unvouched": (
        "nobody vouches for it; the receipt says what was recorded.",
        "无人为此文件作确认；以回执所载为准。",
    ),
}


def _number_missing(pages: JsonValue) -> JsonValue:
    """The texts of a PDF. A bidder names files: a character that no font has is set as its number."""
    printable = _replace(pages, load_fonts(font_file()).characters)
    if printable != pages:
        tell(
            say(
                f"warning: {PAGES} shows some characters by their numbers, for no font at hand has them. "
                "HUREN_FONT names a font file; the receipt has them as they are.",
                f"警告：{PAGES} 中有些字符以编号表示，因为现有字体均不含这些字符。"
                "可用 HUREN_FONT 指定字体文件；回执中的内容不受影响。",
            )
        )
    return printable


def _replace(value: JsonValue, known: Container[int]) -> JsonValue:
    if isinstance(value, str):
        return "".join(one if ord(one) in known else f"[U+{ord(one):04X}]" for one in value)
    if isinstance(value, list):
        return [_replace(item, known) for item in value]
    if isinstance(value, dict):
        return {name: _replace(item, known) for name, item in value.items()}
    return value
