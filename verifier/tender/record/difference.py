"""Differences of two receipts of one tender, cell by cell, with causes: opening and award, or two rooms.

Both receipts show the causes: another input; a status event, which the difference quotes; another version of
the tender, the bidders, the agreement or the software; another policy; another date.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from credentials.documents.agreement import AgreementText
from credentials.record import JsonObject
from credentials.times import format_time
from verifier.errors import ReceiptError
from verifier.tender.documents.bidders import Bidder, BidderList
from verifier.tender.documents.tender import Tender, ValidAt
from verifier.tender.matrix import CellState, take_counting
from verifier.tender.record.document import (
    InputFile,
    StatedCell,
    StatedColumn,
    StatedCredential,
    StatedReason,
    TenderReceipt,
)
from verifier.tender.record.versions import compare_agreements

CauseCode = Literal[
    "input", "status-event", "tender", "bidders", "agreement", "agreement-row", "policy", "date",
    "trust-data", "software", "pack-files", "unexplained",
]  # fmt: skip
_OF_STATUS = frozenset({"revoked", "suspended", "superseded"})
_OF_AGREEMENT = frozenset(
    {
        "agreement-ended",
        "declined",
        "no-equivalent",
        "out-of-scope",
        "requirement-unclear",
        "category-unmapped",
    }
)
_OF_DATES = frozenset(
    {
        "expired",
        "not-yet-valid",
        "signed-after",
        "date-pending",
        "ends-before-contract",
        "stale",
        "key-list-expired",
        "unwitnessed",
        "clock",
    }
)
"""Codes that appear only because of the time of the check, such as the age of the trust data."""
_NEAR: Mapping[CauseCode, frozenset[str]] = {"agreement": _OF_AGREEMENT, "date": _OF_DATES}
CellKey = tuple[str, str, str, str]


class CheckedDocuments(NamedTuple):
    """The documents of a receipt; None for those that are not at hand."""

    tender: Tender
    bidders: BidderList
    agreement: AgreementText | None = None
    """The text in force when it was checked."""


class ChangeCause(NamedTuple):
    """A cause, with the facts of its sentence."""

    code: CauseCode
    facts: JsonObject


class ChangedCell(NamedTuple):
    """A cell with another result, or in one receipt only (None in the other)."""

    lot: str
    bidder: str
    criterion: str
    requirement: str
    before: CellState | None
    after: CellState | None
    causes: tuple[ChangeCause, ...]

    def to_json(self) -> JsonObject:
        """Return all members."""
        return {
            "lot": self.lot,
            "bidder": self.bidder,
            "criterion": self.criterion,
            "requirement": self.requirement,
            "before": self.before,
            "after": self.after,
            "causes": [{"code": cause.code, "facts": cause.facts} for cause in self.causes],
        }


@dataclass(frozen=True, slots=True)
class ReceiptDifference:
    """Changed cells, and `causes`: all differences in the inputs, even those that changed no cell.

    `aside` counts further cells that differ only at a date that does not count.
    """

    causes: tuple[ChangeCause, ...]
    cells: tuple[ChangedCell, ...]
    aside: int

    def to_json(self) -> JsonObject:
        """Return all members."""
        return {
            "type": "TenderDifference/1",
            "causes": [{"code": cause.code, "facts": cause.facts} for cause in self.causes],
            "cells": [cell.to_json() for cell in self.cells],
            "aside": self.aside,
        }


def check_one_tender(before: TenderReceipt, after: TenderReceipt) -> None:
    """Raise ReceiptError records-apart where two receipts are of two tenders."""
    numbers = [receipt.header.tender.number for receipt in (before, after)]
    if numbers[0] != numbers[1]:
        raise ReceiptError("records-apart", before=numbers[0], after=numbers[1])


def compare_receipts(
    before: TenderReceipt,
    after: TenderReceipt,
    documents: tuple[CheckedDocuments | None, CheckedDocuments | None] = (None, None),
) -> ReceiptDifference:
    """Return the changed cells in the order of `after`, then those that are gone.

    Call `check_receipt` on both receipts first. Where the documents of both are known, only changes that
    concern a cell are causes of its change.
    """
    sides = _Sides(before, after, documents)
    old, new = _by_key(before), _by_key(after)
    changed, aside = [], 0
    for key in dict.fromkeys((*new, *old)):
        earlier, later = old.get(key), new.get(key)
        if earlier is None or later is None or _differs(earlier, later, sides.counting.get(key[3])):
            was, comes = (cell.state if cell is not None else None for cell in (earlier, later))
            changed.append(ChangedCell(*key, was, comes, tuple(sides.explain(key, earlier, later))))
        else:
            aside += _differs_aside(earlier, later)
    return ReceiptDifference(tuple(sides.common), tuple(changed), aside)


def _by_key(receipt: TenderReceipt) -> dict[CellKey, StatedCell]:
    return {(c.lot, c.bidder, c.criterion, c.requirement): c for c in receipt.cells}


def _differs(before: StatedCell, after: StatedCell, valid_at: ValidAt | None) -> bool:
    """Return whether a column that counts has changed; a new date with the same result is no change.

    Where the dates that count are not known, state and codes decide.
    """
    if before.state != after.state or before.codes != after.codes:
        return True
    if valid_at is None:
        return False
    old, new = (take_counting(valid_at, cell.columns.named()) for cell in (before, after))
    return any(_tell(column) != _tell(new[name]) for name, column in old.items() if name in new)


def _differs_aside(before: StatedCell, after: StatedCell) -> bool:
    """Return whether a date that does not count changed."""
    new = after.columns.named()
    for name, column in before.columns.named().items():
        other = new[name]
        if column is None or other is None:
            if (column or other or before).state != before.state:
                return True
        elif _tell(column) != _tell(other):
            return True
    return False


def _tell(column: StatedColumn) -> tuple[object, ...]:
    return column.state, column.codes, column.credentials, column.grade, column.clauses


class _Sides:
    """Both receipts, and the facts that all cells share, worked out once."""

    def __init__(
        self,
        before: TenderReceipt,
        after: TenderReceipt,
        documents: tuple[CheckedDocuments | None, CheckedDocuments | None],
    ) -> None:
        self.documents = documents
        tender = next((document.tender for document in reversed(documents) if document is not None), None)
        requirements = tender.requirements if tender is not None else {}
        self.counting = {id_: requirement.valid_at for id_, requirement in requirements.items()}
        self.schemes = {id_: requirement.scheme for id_, requirement in requirements.items()}
        self.credentials: dict[str, list[StatedCredential]] = {}
        for credential in (*before.credentials, *after.credentials):
            for bidder in {place.bidder for place in credential.places}:
                self.credentials.setdefault(bidder, []).append(credential)
        self.inputs = dict(_compare_inputs(before.inputs, after.inputs))
        self.numbers = {stated.digest: stated.number for stated in (*before.credentials, *after.credentials)}
        self.held = [_held(receipt) for receipt in (before, after)]
        self.standings = [_list_standings(receipt) for receipt in (before, after)]
        self.general = {cause.code: cause for cause in _compare_headers(before, after)}
        self.common = [
            *(ChangeCause("input", {"bidder": bidder, **facts}) for bidder, facts in self.inputs.items()),
            *self.general.values(),
        ]

    def explain(
        self, key: CellKey, before: StatedCell | None, after: StatedCell | None
    ) -> Iterator[ChangeCause]:
        """Yield the causes of a changed cell: its own credentials and files, else all general differences."""
        reasons = [_reasons(cell, self.counting.get(key[3])) for cell in (before, after)]
        changes = [*self._inputs(key[1], reasons), *self._events(reasons)]
        if changes:
            yield from changes
            return
        old, new = ({reason.code for reason in side} for side in reasons)
        old.update(before.codes if before is not None else ())
        new.update(after.codes if after is not None else ())
        codes = old ^ new
        rows = [*self._agreement_rows(key)] if "agreement" in self.general else []
        if rows:
            yield from (self.general["agreement"], *rows)
            return
        near = [self.general[code] for code, own in _NEAR.items() if code in self.general and codes & own]
        concerned = [cause for code, cause in self.general.items() if self._concerns(code, key)]
        yield from near or concerned or (ChangeCause("unexplained", {}),)

    def _agreement_rows(self, key: CellKey) -> Iterator[ChangeCause]:
        """Yield the changed rows for this bidder's certificates and the scheme asked for."""
        texts = [document.agreement if document is not None else None for document in self.documents]
        scheme = self.schemes.get(key[3])
        if texts[0] is None or texts[1] is None or scheme is None:
            return
        for facts in compare_agreements(texts[0], texts[1], scheme, self.credentials.get(key[1], ())):
            yield ChangeCause("agreement-row", facts)

    def _concerns(self, code: CauseCode, key: CellKey) -> bool:
        """Return whether the changed document concerns this cell; True where a text is not known."""
        old, new = self.documents
        if old is None or new is None:
            return True
        if code == "bidders":
            return _bidder_of(old.bidders, key[1]) != _bidder_of(new.bidders, key[1])
        return code != "tender" or _asked_of(old.tender, key[3]) != _asked_of(new.tender, key[3])

    def _inputs(self, bidder: str, reasons: list[list[StatedReason]]) -> Iterator[ChangeCause]:
        old, new = ({reason.credential for reason in side if reason.credential} for side in reasons)
        for digest in sorted(old ^ new):
            if ((bidder, digest) in self.held[0]) != ((bidder, digest) in self.held[1]):
                added = digest in new
                facts: JsonObject = {"number": self.numbers.get(digest), "credential": digest, "added": added}
                yield ChangeCause("input", facts)
        unread = [{r.code: r.facts for r in side if r.code == "file-unread"} for side in reasons]
        if unread[0] != unread[1] and bidder in self.inputs:
            yield ChangeCause("input", self.inputs[bidder])

    def _events(self, reasons: list[list[StatedReason]]) -> Iterator[ChangeCause]:
        """Yield events that only one bundle has; a cell that is met cites none."""
        if "trust-data" not in self.general:
            return
        sides = [{_event(reason): reason for reason in side if reason.code in _OF_STATUS} for side in reasons]
        old, new = sides
        for event in dict.fromkeys((*new, *old)):
            if (event in old) != (event in new):
                digest, code, since = event
                other = 0 if event in new else 1
                is_listed = any((digest, code) == listed[:2] for listed in sides[other])
                if not is_listed and code in self.standings[other].get(digest or "", (code,)):
                    continue
                reason = sides[1 - other][event]
                quoted = {
                    name: reason.facts.get(name) for name in ("kind", "reason", "signed", "until", "days")
                }
                yield ChangeCause(
                    "status-event",
                    {
                        "number": self.numbers.get(digest or ""),
                        "credential": digest,
                        "status": code,
                        "since": since,
                        "begins": event in new,
                        **quoted,
                    },
                )


def _bidder_of(bidders: BidderList, name: str) -> Bidder | None:
    return next((bidder for bidder in bidders.bidders if bidder.id == name), None)


def _asked_of(tender: Tender, requirement: str) -> tuple[object, ...]:
    """Return all that decides the cells of a requirement: the requirement, its lots, the dates and rules."""
    cells = [
        (criterion.lots, r)
        for criterion in tender.criteria
        for r in criterion.requirements
        if r.id == requirement
    ]
    lots = [lot.id for lot in tender.lots]
    rules = tender.home, tender.shared_rule, tender.fail_after_hours
    return cells, lots, rules, tender.opening_at, tender.award_at, tender.contract


def _event(reason: StatedReason) -> tuple[str | None, str, str]:
    return reason.credential, reason.code, str(reason.facts.get("since", ""))


def _reasons(cell: StatedCell | None, valid_at: ValidAt | None) -> list[StatedReason]:
    """Return the reasons at the dates that count, where those are known."""
    if cell is None:
        return []
    columns = cell.columns.named()
    counting = take_counting(valid_at, columns) if valid_at is not None else columns
    return [reason for column in counting.values() if column is not None for reason in column.reasons]


def _list_standings(receipt: TenderReceipt) -> dict[str, set[str]]:
    """Return by digest of credential the codes of its verdicts."""
    return {
        credential.digest: {
            standing.code
            for standing in (
                credential.columns.opening,
                credential.columns.award,
                credential.columns.contract_end,
            )
            if standing is not None
        }
        for credential in receipt.credentials
    }


def _held(receipt: TenderReceipt) -> set[tuple[str, str]]:
    return {
        (place.bidder, credential.digest) for credential in receipt.credentials for place in credential.places
    }


def _compare_inputs(
    before: Iterable[InputFile], after: Iterable[InputFile]
) -> Iterator[tuple[str, JsonObject]]:
    """Yield by bidder the paths that were added or removed, or whose bytes or reading differ.

    The place of a code on a page does not count: two readers measure it slightly differently.
    """
    sides: list[dict[tuple[str, str], InputFile]] = [
        {(entry.bidder, entry.path): entry for entry in side} for side in (before, after)
    ]
    changes: dict[str, dict[str, list[str]]] = {}
    for bidder, path in dict.fromkeys((*sides[0], *sides[1])):
        old, new = (side.get((bidder, path)) for side in sides)
        if old is None or new is None or _reading(old) != _reading(new):
            kind = "added" if old is None else "removed" if new is None else "changed"
            changes.setdefault(bidder, {"added": [], "removed": [], "changed": []})[kind].append(path)
    for bidder, paths in changes.items():
        yield bidder, {name: [*listed] for name, listed in paths.items()}


def _reading(entry: InputFile) -> tuple[object, ...]:
    codes = Counter((code.page, code.sha256, code.early) for code in entry.codes)
    unreadable = Counter(code.page for code in entry.unreadable or ())
    return entry.model_copy(update={"codes": (), "unreadable": ()}), codes, unreadable


def _compare_headers(before: TenderReceipt, after: TenderReceipt) -> Iterator[ChangeCause]:
    """Yield causes from the headers, in the order of explanation for cells without a cause of their own."""
    first, two = before.header, after.header
    versions: Mapping[CauseCode, tuple[tuple[int, str], tuple[int, str]]] = {
        "tender": ((first.tender.version, first.tender.digest), (two.tender.version, two.tender.digest)),
        "bidders": (
            (before.bidders.version, before.bidders.digest),
            (after.bidders.version, after.bidders.digest),
        ),
        "agreement": ((first.trust.version, first.trust.digest), (two.trust.version, two.trust.digest)),
    }
    for code, ((old, old_digest), (new, new_digest)) in versions.items():
        if old_digest != new_digest:
            yield ChangeCause(code, {"before": old, "after": new})
    if first.policy != two.policy:
        hours = [side.policy.fail_after_hours for side in (first, two)]
        yield ChangeCause("policy", {"before": hours[0], "after": hours[1]})
    if (first.now, first.dates, first.pending) != (two.now, two.dates, two.pending):
        yield ChangeCause("date", {"before": format_time(first.now), "after": format_time(two.now)})
    if first.trust.bundle != two.trust.bundle:
        yield ChangeCause("trust-data", {"before": first.trust.bundle, "after": two.trust.bundle})
    if first.software != two.software:
        yield ChangeCause("software", {"before": first.software.version, "after": two.software.version})
