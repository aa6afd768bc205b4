"""List the files handed in for a receipt, and restore papers from a receipt and its codes."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from credentials.record import JsonObject, Record
from signing.strict_json import JsonValue
from verifier.errors import ReceiptError
from verifier.tender.papers import FoundCode, Paper, UnreadCode
from verifier.tender.record.document import InputFile, TenderReceipt


@dataclass(frozen=True, slots=True)
class ReceiptInput:
    """A paper with facts for the receipt alone: size in bytes, pages, unreadable pages with the reason."""

    paper: Paper
    size: int
    pages: int = 0
    unread_pages: tuple[tuple[int, str], ...] = ()

    def to_json(self, bidder: str) -> JsonObject:
        """Return the receipt's JSON for the file, with the SHA-256 of each code's bytes."""
        paper = self.paper
        codes: list[JsonValue] = [
            {
                "page": code.page,
                "box": [*code.box] if code.box is not None else None,
                "sha256": hashlib.sha256(code_bytes(code.data)).hexdigest(),
                **({"early": True} if code.early else {}),
            }
            for code in paper.codes
        ]
        return {
            "bidder": bidder,
            "path": paper.path,
            "size": self.size,
            "sha256": paper.sha256,
            "pages": self.pages,
            "codes": codes,
            "withoutCode": [*paper.pages_without_code],
            **_list_unreadable(paper),
            "unreadPages": [{"page": page, "reason": reason} for page, reason in self.unread_pages],
            "unread": paper.unread,
            "late": paper.late,
        }


def _list_unreadable(paper: Paper) -> JsonObject:
    """Return the members `unreadable` and `certificateLike`, each only if the file has some."""
    unreadable: list[JsonValue] = [
        {"page": code.page, "box": [*code.box] if code.box is not None else None} for code in paper.unreadable
    ]
    return {
        **({"unreadable": unreadable} if unreadable else {}),
        **({"certificateLike": [*paper.certificate_like]} if paper.certificate_like else {}),
    }


def code_bytes(data: bytes | Record[Any]) -> bytes:
    """Return the bytes of a code, or of the record in its place."""
    return data.data if isinstance(data, Record) else data


def list_unread(why: str | None, pages: Iterable[tuple[int, str]]) -> Iterator[tuple[int | None, str]]:
    """Yield the unreadable parts of a file, as page (None: the file) and code of the reason.

    `why` is the reason of the file. If it repeats that of an unreadable page, only the page is listed.
    """
    listed = [*pages]
    if why is not None and why not in {reason for _, reason in listed}:
        yield None, why
    yield from listed


def list_inputs(inputs: Mapping[str, Iterable[ReceiptInput]]) -> list[JsonObject]:
    """List every file by bidder, in the order of paths."""
    return [
        entry.to_json(bidder)
        for bidder in sorted(inputs)
        for entry in sorted(inputs[bidder], key=lambda item: (item.paper.path, item.paper.sha256))
    ]


def list_timely(receipt: TenderReceipt) -> dict[str, set[str]]:
    """Return by bidder the digests of files and credentials handed in in time, for `papers.mark_late`."""
    timely: dict[str, set[str]] = {}
    timely_files: set[tuple[str, str]] = set()
    for entry in receipt.inputs:
        if not entry.late:
            timely.setdefault(entry.bidder, set()).add(entry.sha256)
            timely_files.add((entry.bidder, entry.path))
    for credential in receipt.credentials:
        for place in credential.places:
            if (place.bidder, place.file) in timely_files:
                timely[place.bidder].add(credential.digest)
    return timely


def restore_inputs(receipt: TenderReceipt, codes: Mapping[str, bytes]) -> dict[str, tuple[ReceiptInput, ...]]:
    """Restore by bidder the files a receipt lists, with the bytes of their codes by SHA-256.

    Raises ReceiptError pack-file-missing.
    """
    by_bidder: dict[str, list[ReceiptInput]] = {}
    for entry in receipt.inputs:
        by_bidder.setdefault(entry.bidder, []).append(_restore(entry, codes))
    return {bidder: tuple(entries) for bidder, entries in by_bidder.items()}


def _restore(entry: InputFile, codes: Mapping[str, bytes]) -> ReceiptInput:
    for code in entry.codes:
        if code.sha256 not in codes:
            raise ReceiptError("pack-file-missing", "inputs", name=code.sha256[:12])
    paper = Paper(
        entry.path,
        entry.sha256,
        tuple(FoundCode(codes[code.sha256], code.page, code.box, code.early is True) for code in entry.codes),
        entry.without_code,
        entry.unread,
        entry.late,
        unreadable=tuple(UnreadCode(code.page, code.box) for code in entry.unreadable or ()),
        certificate_like=entry.certificate_like or (),
    )
    unread = tuple((page.page, page.reason) for page in entry.unread_pages)
    return ReceiptInput(paper, entry.size, entry.pages, unread)
