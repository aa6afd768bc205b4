"""The contact sheet: small pictures of pages without a readable code, with the notes on each.

    {title, intro, pictures[{place, said}], rest[]}

All strings. The receipt does not hold the pictures; a printer of the record may lack them.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from credentials.record import JsonObject
from credentials.words.speech import speak
from signing.plain_text import plain
from signing.strict_json import JsonValue
from verifier.tender.record.document import StatedPaper, TenderReceipt
from verifier.tender.record.paper.sentences import SENTENCES, say_stated, tell
from verifier.tender.record.paper.telling import MOST_LISTED, Telling

MOST_PICTURES = 60
_BARE = ("code-unreadable", "certificate-like", "page-without-code")
"""Codes of notes on pages that nobody looked at; most pages of a volume have the last code."""
_SHOWN = (*_BARE[:2], "page-marked", "by-number", "page-looked", _BARE[2])
"""Codes of notes on pages that the sheet shows, in this order."""

Run = tuple[int, int]
"""First and last page."""


class SheetPage(NamedTuple):
    """A page: bidder, file, number from 1."""

    bidder: str
    file: str
    page: int


class ContactSheet(NamedTuple):
    """The pages shown, with the notes on each, and runs of the others by bidder and file."""

    shown: dict[SheetPage, list[StatedPaper]]
    rest: dict[tuple[str, str], list[Run]]


def choose_pages(receipt: TenderReceipt) -> ContactSheet:
    """Choose the pages to show, most urgent first; of a run that a person looked at, the first page."""
    sheet = ContactSheet({}, defaultdict(list))
    notes: dict[tuple[str, str], list[StatedPaper]] = defaultdict(list)
    for note in receipt.papers:
        notes[note.code, note.bidder].append(note)
    for note in (
        note for code in _SHOWN for bidder in receipt.bidders.named for note in notes[code, bidder.id]
    ):
        file = note.file or ""  # a note without a file has no page
        for first, last in _runs_of(note):
            page = first
            while page <= last and len(sheet.shown) < MOST_PICTURES:
                sheet.shown.setdefault(SheetPage(note.bidder, file, page), []).append(note)
                page += 1
            if page <= last:
                sheet.rest[note.bidder, file].append((page, last))
    return sheet


def _runs_of(note: StatedPaper) -> Iterator[Run]:
    if note.code not in _BARE:
        yield note.page or 1, note.page or 1
        return
    yield from ((first, last) for first, last in note.facts["pages"])


def lay_out_sheet(telling: Telling) -> JsonObject:
    """Return the texts of the sheet: a caption for each page shown, and the places of the other pages."""
    sheet = choose_pages(telling.body)
    pictures: list[JsonValue] = [
        {"place": f"{page.bidder} {telling.place(page.file, page.page)}", "said": _say(telling, notes)}
        for page, notes in sheet.shown.items()
    ]
    return {
        "title": telling.label("contact-sheet"),
        "intro": tell(SENTENCES["contact-sheet"], telling.lang),
        "pictures": pictures,
        "rest": [*_tell_rest(telling, sheet.rest)],
    }


def _say(telling: Telling, notes: list[StatedPaper]) -> str:
    sentence = (
        telling.label(note.code)
        if note.code in _BARE
        else say_stated("papers", note.code, note.facts, telling.lang, telling.names)
        for note in notes
    )
    return (" " if telling.lang == "en" else "").join(dict.fromkeys(sentence))


def _tell_rest(telling: Telling, rest: dict[tuple[str, str], list[Run]]) -> Iterator[str]:
    """Yield the number of pages not shown, then a line for each file; further files are only counted."""
    merged = {name: [*_merge(runs)] for name, runs in rest.items()}
    more = sum(last - first + 1 for runs in merged.values() for first, last in runs)
    if more:
        yield tell(SENTENCES["contact-more"], telling.lang, more=more)
    for bidder, file in [*merged][:MOST_LISTED]:
        listed = speak("pages", merged[bidder, file], telling.lang)
        where = f" 第 {listed} 页" if telling.lang == "zh" else f", pages {listed}"
        yield f"{bidder} {plain(file)}{where}"
    if len(merged) > MOST_LISTED:
        yield tell(SENTENCES["unlisted-files"], telling.lang, more=len(merged) - MOST_LISTED)


def _merge(runs: list[Run]) -> Iterator[Run]:
    """Yield the runs in order, adjoining ones as one."""
    start, end = 0, -1
    for first, last in sorted(runs):
        if first > end + 1:
            if end > 0:
                yield start, end
            start = first
        end = max(end, last)
    yield start, end
