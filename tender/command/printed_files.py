"""The printed files of a record: typeset, described, and typeset again for comparison."""

import hashlib
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any

from carriers.certificate.typesetting import describe_typesetter, load_fonts
from carriers.papers.cache import PaperCache
from carriers.papers.page.thumbnail import is_thumbnail
from signing.errors import Lang
from signing.strict_json import JsonValue
from tender.command.handed_in import explain_unread
from tender.record.pages import format_record
from tender.record.workbook import format_workbook
from terminal.language import language, say
from terminal.names import SpokenNames
from terminal.output import plain, tell
from terminal.workspace.configuration import font_file
from verifier.tender import Unsigned
from verifier.tender.record import InstalledCode, Recheck, TenderOpening, TenderReceipt
from verifier.tender.record.pack_files import PAGES, THUMBNAILS, WORKBOOK
from verifier.tender.record.paper.contact_sheet import SheetPage, choose_pages
from verifier.tender.record.paper.pages import lay_out
from verifier.tender.record.paper.tables import tabulate
from verifier.tender.record.printed_papers import PAPER_STATES, PaperState, VouchedFile
from verifier.tender.record.thumbnails import format_thumbnails, parse_thumbnails

_ON_PAPER: tuple[tuple[Lang, ...], ...] = ("zh", "en"), ("zh",), ("en",)


def print_record(
    receipt: Unsigned[TenderReceipt],
    opening: TenderOpening,
    languages: Sequence[Lang],
    thumbnails: Mapping[SheetPage, bytes],
) -> dict[str, bytes]:
    """Return the PDF and the workbook by name, the first of `languages` on top; raises as `format_record`.

    The PDF shows the `thumbnails` of its contact sheet; if there are any, they also make a third file.
    """
    tender, moment = opening.tender.body, receipt.body.header.now
    names = {lang: SpokenNames.of(opening.trust, moment, lang) for lang in languages}
    pages: list[Any] = [
        _number_missing(lay_out(receipt, tender, names[lang], lang, explain_unread)) for lang in languages
    ]
    shown = {page: thumbnails.get(page, b"") for page in choose_pages(receipt.body).shown}
    pictures = [jpeg if is_thumbnail(jpeg) else b"" for jpeg in shown.values()]
    kept = {page: jpeg for page, jpeg in zip(shown, pictures, strict=True) if jpeg}
    return {
        PAGES: format_record(pages[0], moment, behind=pages[1:], thumbnails=pictures, font=font_file()),
        WORKBOOK: format_workbook(tabulate(receipt, tender, names[languages[0]], languages[0])),
        **({THUMBNAILS: format_thumbnails(kept)} if kept else {}),
    }


def find_thumbnails(receipt: TenderReceipt, cache: PaperCache) -> dict[SheetPage, bytes]:
    """Return the pictures for the contact sheet, which the cache kept when the papers were read."""
    digests = {(entry.bidder, entry.path): entry.sha256 for entry in receipt.inputs}
    pages = choose_pages(receipt).shown
    wanted = {digests[page.bidder, page.file] for page in pages if (page.bidder, page.file) in digests}
    known = {digest: cache.load(digest) for digest in wanted if digest}
    answers = {
        page: known.get(digests.get((page.bidder, page.file), ""), {}).get(page.page) for page in pages
    }
    return {page: answer.thumbnail for page, answer in answers.items() if answer is not None}


def restore_thumbnails(done: Recheck, files: Mapping[str, bytes]) -> dict[SheetPage, bytes]:
    """Return the pictures in a pack if their digests are those that the record vouches for; none
    otherwise."""
    if all((paper.name, paper.state) != (THUMBNAILS, "same") for paper in done.papers):
        return {}
    return parse_thumbnails(files[THUMBNAILS])


def describe_printed(
    printed: Mapping[str, bytes], languages: Sequence[Lang], software: InstalledCode
) -> Iterator[VouchedFile]:
    """Yield each file with its software; the workbook is in the first of `languages`."""
    typst, fonts = describe_typesetter(font_file())
    for name, data in printed.items():
        setter = {"typst": typst, "fonts": fonts} if name == PAGES else {}
        yield VouchedFile(
            name=name,
            size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            languages=tuple(languages[:1] if name == WORKBOOK else languages),
            software=software,
            **setter,
        )


def print_again(done: Recheck, software: InstalledCode, files: Mapping[str, bytes]) -> dict[str, bool]:
    """Return by name whether a newly typeset file equals the vouched one; `files` are those of the pack.

    Other software, another typesetter or another font makes different bytes from the same sentences. The
    result leaves out files made with these, and pages whose pictures are not unchanged in the pack.
    """
    # never typesets a record that differs: a stranger may have written its facts
    if not done.is_same:
        return {}
    return {**_print_vouched(done, software, files), **_print_unvouched(done, files)}


def _print_unvouched(done: Recheck, files: Mapping[str, bytes]) -> dict[str, bool]:
    """Return the same for files without a vouching signature; their languages are unknown, so the function
    tries each order."""
    states = {paper.name: paper.state for paper in done.papers}
    names = [name for name in (PAGES, WORKBOOK) if states.get(name) == "unvouched"]
    if not names or not done.is_same_code:
        return {}
    known = states.get(THUMBNAILS) in ("same", "unvouched")
    thumbnails = parse_thumbnails(files[THUMBNAILS]) if known else {}
    matches = dict.fromkeys(names, False)
    for languages in _ON_PAPER:
        printed = print_record(done.receipt, done.opening, languages, thumbnails)
        for name in names:
            # seals are appended to the PDF later
            data = files[name][: len(printed[name])] if name == PAGES else files[name]
            matches[name] |= data == printed[name]
        if all(matches.values()):
            return matches
    if PAGES in matches and not thumbnails and choose_pages(done.receipt.body).shown:
        return {name: is_same for name, is_same in matches.items() if name != PAGES or is_same}
    return matches


def _print_vouched(done: Recheck, software: InstalledCode, files: Mapping[str, bytes]) -> dict[str, bool]:
    setter = describe_typesetter(font_file())
    ours = {
        paper.name: paper
        for _, _, paper in done.papers
        if paper is not None
        and paper.software == software
        and (paper.name != PAGES or (paper.typst, paper.fonts) == setter)
    }
    thumbnails = restore_thumbnails(done, files)
    # thumbnails cannot be made again: a pack need not contain the papers
    ours.pop(THUMBNAILS, None)
    # without its thumbnails, a page would come out differently and look forged
    if not thumbnails and any(paper.name == THUMBNAILS and paper.vouched for paper in done.papers):
        ours.pop(PAGES, None)
    if not ours:
        return {}
    languages = ours.get(PAGES, next(iter(ours.values()))).languages
    printed = print_record(done.receipt, done.opening, languages, thumbnails)
    return {
        paper.name: paper.sha256 == ours[paper.name].sha256
        for paper in describe_printed(printed, languages, software)
        if paper.name in ours
    }


def tell_printed(done: Recheck, again: Mapping[str, bool]) -> Iterator[str]:
    """Yield a sentence for each printed file: whether it was typeset again, and with which result."""
    for name, state, _ in done.papers:
        row = "unsigned" if state == "same" and done.officer is None else state
        sentence = say(f"{name}: ", f"{name}：") + PAPER_STATES[row].whole(language())
        if name != THUMBNAILS and state in ("same", "appended", "unvouched"):
            sentence += _tell_again(again.get(name), state)
        yield plain(sentence)


def _tell_again(is_same: bool | None, state: PaperState) -> str:
    if is_same is None and state == "unvouched":
        return say(
            " It was not compared with anything: only the same software and pictures set it anew.",
            "此文件未经比对：须由同一程序和原有缩略图方可重新排版。",
        )
    if is_same is None:
        return say(
            " Not set anew: the record does not come to the same bytes, the file was made by other software, "
            "typesetter or fonts, or its small pictures are not in the pack as they were.",
            "未重新排版：记录复核结果不同，或当时所用程序、排版软件或字体与现在不同，或归档包中没有当时的缩略图。",
        )
    if is_same:
        return say(" Set anew: the same bytes.", "重新排版，字节相同。")
    return say(
        " Set anew it has other bytes: it does not show what the record says. Do not rely on it.",
        "重新排版，字节不同：此文件所载与记录不一致，请勿采信。",
    )


def _number_missing(pages: JsonValue) -> JsonValue:
    """Return the texts of a PDF with its number in place of each character that no font has: names of
    bidders' files may hold any."""
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
        return "".join(
            character if ord(character) in known else f"[U+{ord(character):04X}]" for character in value
        )
    if isinstance(value, list):
        return [_replace(item, known) for item in value]
    if isinstance(value, dict):
        return {name: _replace(item, known) for name, item in value.items()}
    return value
