"""What two receipts of one tender differ in, cell by cell, and why: opening and award, or two rooms.

A cause is what can be read from both receipts: another input, a status event, which is quoted, another
version of the tender, the bidders, the agreement or the software, another policy, another date.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from credentials.record import JsonObject
from credentials.times import format_time
from verifier.tender.matrix import CellState
from verifier.tender.record.document import (
    InputFile,
    StatedCell,
    StatedReason,
    TenderReceipt,
)

CauseCode = Literal[
    "input", "status-event", "tender", "bidders", "agreement", "policy", "date", "trust-data", "software",
    "pack-files", "unexplained",
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
"""What the time of the check brings by itself, the age of the trust data among it."""
_NEAR: Mapping[CauseCode, frozenset[str]] = {"agreement": _OF_AGREEMENT, "date": _OF_DATES}
CellKey = tuple[str, str, str, str]


class ChangeCause(NamedTuple):
    """Why, with the facts of its sentence."""

    code: CauseCode
    facts: JsonObject


class ChangedCell(NamedTuple):
    """A cell that is in one receipt only (None in the other) or came to something else."""

    lot: str
    bidder: str
    criterion: str
    requirement: str
    before: CellState | None
    after: CellState | None
    causes: tuple[ChangeCause, ...]

    def to_json(self) -> JsonObject:
        """All members."""
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
    """`causes` is all that differs between what was asked of both, whether or not it changed a cell."""

    causes: tuple[ChangeCause, ...]
    cells: tuple[ChangedCell, ...]

    def to_json(self) -> JsonObject:
        """All members."""
        return {
            "type": "TenderDifference/1",
            "causes": [{"code": cause.code, "facts": cause.facts} for cause in self.causes],
            "cells": [cell.to_json() for cell in self.cells],
        }


def compare_receipts(before: TenderReceipt, after: TenderReceipt) -> ReceiptDifference:
    """Changed cells in the order of `after`, then those that are gone. Whether each holds together is asked
    before."""
    sides = _Sides(before, after)
    old, new = _by_key(before), _by_key(after)
    changed = []
    for key in dict.fromkeys((*new, *old)):
        one, two = old.get(key), new.get(key)
        if one is None or two is None or _differs(one, two):
            was, comes = (cell.state if cell is not None else None for cell in (one, two))
            changed.append(ChangedCell(*key, was, comes, tuple(sides.explain(key, one, two))))
    return ReceiptDifference(tuple(sides.common), tuple(changed))


def _by_key(receipt: TenderReceipt) -> dict[CellKey, StatedCell]:
    return {(c.lot, c.bidder, c.criterion, c.requirement): c for c in receipt.cells}


def _differs(before: StatedCell, after: StatedCell) -> bool:
    """Whether it came to something else; a date that came and says the same is no change."""
    if before.state != after.state or before.codes != after.codes:
        return True
    old, new = before.columns, after.columns
    for column, other in (
        (old.opening, new.opening),
        (old.award, new.award),
        (old.contract_end, new.contract_end),
    ):
        if column is None or other is None:
            if (column or other or before).state != before.state:
                return True
        elif (
            column.state != other.state
            or column.codes != other.codes
            or column.credentials != other.credentials
            or column.grade != other.grade
            or column.clauses != other.clauses
        ):
            return True
    return False


class _Sides:
    """Both receipts, and what is common to all cells, worked out once."""

    def __init__(self, before: TenderReceipt, after: TenderReceipt) -> None:
        self.before, self.after = before, after
        self.inputs = dict(_compare_inputs(before.inputs, after.inputs))
        self.numbers = {one.digest: one.number for one in (*before.credentials, *after.credentials)}
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
        """The nearest causes: of the credentials and files of this cell; else all that differs for all."""
        reasons = [_reasons(cell) for cell in (before, after)]
        found = [*self._inputs(key[1], reasons), *self._events(reasons)]
        if found:
            yield from found
            return
        old, new = ({reason.code for reason in side} for side in reasons)
        old.update(before.codes if before is not None else ())
        new.update(after.codes if after is not None else ())
        codes = old ^ new
        near = [self.general[code] for code, own in _NEAR.items() if code in self.general and codes & own]
        yield from near or self.general.values() or (ChangeCause("unexplained", {}),)

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
        """Those that one bundle has and the other has not. A cell that is met lists none of them."""
        if "trust-data" not in self.general:
            return
        sides = [{_event(reason): reason for reason in side if reason.code in _OF_STATUS} for side in reasons]
        old, new = sides
        for event in dict.fromkeys((*new, *old)):
            if (event in old) != (event in new):
                digest, code, since = event
                other = 0 if event in new else 1
                is_listed = any((digest, code) == one[:2] for one in sides[other])
                if not is_listed and code in self.standings[other].get(digest or "", (code,)):
                    continue
                reason = sides[1 - other][event]
                quoted = {name: reason.facts.get(name) for name in ("reason", "signed", "until", "days")}
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


def _event(reason: StatedReason) -> tuple[str | None, str, str]:
    return reason.credential, reason.code, str(reason.facts.get("since"))


def _reasons(cell: StatedCell | None) -> list[StatedReason]:
    columns = cell.columns.named().values() if cell is not None else ()
    return [reason for column in columns if column is not None for reason in column.reasons]


def _list_standings(receipt: TenderReceipt) -> dict[str, set[str]]:
    """Of each credential by digest, the codes of its verdicts."""
    return {
        one.digest: {
            standing.code
            for standing in (one.columns.opening, one.columns.award, one.columns.contract_end)
            if standing is not None
        }
        for one in receipt.credentials
    }


def _held(receipt: TenderReceipt) -> set[tuple[str, str]]:
    return {(place.bidder, one.digest) for one in receipt.credentials for place in one.places}


def _compare_inputs(
    before: Iterable[InputFile], after: Iterable[InputFile]
) -> Iterator[tuple[str, JsonObject]]:
    """By bidder: paths that came, went, or have other bytes or another reading."""
    sides: list[dict[tuple[str, str], InputFile]] = [
        {(entry.bidder, entry.path): entry for entry in side} for side in (before, after)
    ]
    found: dict[str, dict[str, list[str]]] = {}
    for bidder, path in dict.fromkeys((*sides[0], *sides[1])):
        old, new = (side.get((bidder, path)) for side in sides)
        if old != new:
            kind = "added" if old is None else "removed" if new is None else "changed"
            found.setdefault(bidder, {"added": [], "removed": [], "changed": []})[kind].append(path)
    for bidder, paths in found.items():
        yield bidder, {name: [*listed] for name, listed in paths.items()}


def _compare_headers(before: TenderReceipt, after: TenderReceipt) -> Iterator[ChangeCause]:
    """In the order in which they explain a cell that nothing nearer explains."""
    one, two = before.header, after.header
    versions: Mapping[CauseCode, tuple[tuple[int, str], tuple[int, str]]] = {
        "tender": ((one.tender.version, one.tender.digest), (two.tender.version, two.tender.digest)),
        "bidders": (
            (before.bidders.version, before.bidders.digest),
            (after.bidders.version, after.bidders.digest),
        ),
        "agreement": ((one.trust.version, one.trust.digest), (two.trust.version, two.trust.digest)),
    }
    for code, ((old, old_digest), (new, new_digest)) in versions.items():
        if old_digest != new_digest:
            yield ChangeCause(code, {"before": old, "after": new})
    if one.policy != two.policy:
        hours = [side.policy.fail_after_hours for side in (one, two)]
        yield ChangeCause("policy", {"before": hours[0], "after": hours[1]})
    if (one.now, one.dates, one.pending) != (two.now, two.dates, two.pending):
        yield ChangeCause("date", {"before": format_time(one.now), "after": format_time(two.now)})
    if one.trust.bundle != two.trust.bundle:
        yield ChangeCause("trust-data", {"before": one.trust.bundle, "after": two.trust.bundle})
    if one.software != two.software:
        yield ChangeCause("software", {"before": one.software.version, "after": two.software.version})
