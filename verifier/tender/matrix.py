"""Result of a check as data: cells, criteria, flags, papers and lint (docs/reference/matrix.md).

Sentences are derived from codes and facts (verifier.tender.words). Every list has a fixed order, so that the
same question gives the same bytes.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeVar

from credentials.record import JsonObject
from signing.strict_json import JsonValue
from verifier.tender.documents.tender import ValidAt

CellState = Literal["met", "cannot-establish", "not-met"]
MET: CellState = "met"
UNCLEAR: CellState = "cannot-establish"
NOT_MET: CellState = "not-met"
RANK: Mapping[CellState, int] = {MET: 0, UNCLEAR: 1, NOT_MET: 2}
"""The best first."""

ColumnName = Literal["opening", "award", "contractEnd"]
COLUMNS: tuple[ColumnName, ...] = ("opening", "award", "contractEnd")
"""The dates at which a requirement is checked, each a column of every cell."""
_COUNTING: Mapping[ValidAt, tuple[ColumnName, ...]] = {
    "opening": ("opening",),
    "award": ("award",),
    "contract-end": ("contractEnd",),
    "all": COLUMNS,
}
ColumnRead = TypeVar("ColumnRead")


def take_counting(
    valid_at: ValidAt, columns: Mapping[ColumnName, ColumnRead | None]
) -> dict[ColumnName, ColumnRead]:
    """Return the columns that decide a cell by `valid_at`, without those of future dates."""
    return {name: column for name in _COUNTING[valid_at] if (column := columns[name]) is not None}


def all_of(states: Iterable[CellState]) -> CellState:
    """Kleene's AND: not met before cannot establish before met; nothing is established by no states."""
    return max(states, key=RANK.__getitem__, default=UNCLEAR)


def any_of(states: Iterable[CellState]) -> CellState:
    """Kleene's OR: met before cannot establish before not met; nothing is established by no states."""
    return min(states, key=RANK.__getitem__, default=UNCLEAR)


class CellReason(NamedTuple):
    """One code of a cell, with the credential (digest) and enterprise (code) it is about, and its facts."""

    code: str
    credential: str | None
    holder: str | None
    facts: JsonObject

    def to_json(self) -> JsonObject:
        """Return its four members."""
        return {
            "code": self.code,
            "credential": self.credential,
            "holder": self.holder,
            "facts": self.facts,
        }


@dataclass(frozen=True, slots=True)
class MatrixColumn:
    """A cell at one date; `codes` are those of the cited `credentials`, `reasons` those of all others too.

    `grade` is the grade that counts (None: no grade does), by `clauses` of the agreement. `without` are
    members that share the work and hold nothing of the kind. If `clarified`, a paper that the committee asked
    for decided the cell.
    """

    state: CellState
    codes: tuple[str, ...]
    credentials: tuple[str, ...] = ()
    grade: str | None = None
    clauses: tuple[str, ...] = ()
    reasons: tuple[CellReason, ...] = ()
    without: tuple[str, ...] = ()
    clarified: bool = False

    def to_json(self) -> JsonObject:
        """Return all members, empty or not."""
        return {
            "state": self.state,
            "codes": [*self.codes],
            "credentials": [*self.credentials],
            "grade": self.grade,
            "clauses": [*self.clauses],
            "reasons": [reason.to_json() for reason in self.reasons],
            "without": [*self.without],
            "clarified": self.clarified,
        }


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One requirement of one bidder in one lot; a column is None while its date has not come."""

    lot: str
    bidder: str
    criterion: str
    requirement: str
    state: CellState
    codes: tuple[str, ...]
    columns: Mapping[ColumnName, MatrixColumn | None]

    def to_json(self) -> JsonObject:
        """Return all members; `columns` by name."""
        return {
            "lot": self.lot,
            "bidder": self.bidder,
            "criterion": self.criterion,
            "requirement": self.requirement,
            "state": self.state,
            "codes": [*self.codes],
            "columns": {
                name: column.to_json() if column is not None else None
                for name, column in self.columns.items()
            },
        }


def list_cited(cell: MatrixCell, valid_at: ValidAt) -> Iterator[str]:
    """Yield the digests of the certificates by which a cell is met, at the dates that count."""
    if cell.state == MET:
        for column in take_counting(valid_at, cell.columns).values():
            yield from column.credentials


@dataclass(frozen=True, slots=True)
class CriterionOutcome:
    """One criterion of one bidder in one lot; `points` is the row of the tender's table that it reaches."""

    lot: str
    bidder: str
    criterion: str
    state: CellState
    points: JsonObject | None

    def to_json(self) -> JsonObject:
        """Return all members."""
        return {
            "lot": self.lot,
            "bidder": self.bidder,
            "criterion": self.criterion,
            "state": self.state,
            "points": self.points,
        }


class Flag(NamedTuple):
    """A fact about a whole bid in a lot: it changes no cell."""

    code: str
    lot: str
    bidders: tuple[str, ...]
    enterprise: str | None
    facts: JsonObject

    def to_json(self) -> JsonObject:
        """Return all members."""
        return {
            "code": self.code,
            "lot": self.lot,
            "bidders": [*self.bidders],
            "enterprise": self.enterprise,
            "facts": self.facts,
        }


class PaperNote(NamedTuple):
    """A note on a file, a page of it, or a credential in it; `file` is None for a note on no file."""

    bidder: str
    file: str | None
    page: int | None
    code: str
    credential: str | None
    facts: JsonObject

    def to_json(self) -> JsonObject:
        """Return all members."""
        return {
            "bidder": self.bidder,
            "file": self.file,
            "page": self.page,
            "code": self.code,
            "credential": self.credential,
            "facts": self.facts,
        }


class PagesLooked(NamedTuple):
    """The numbers of a bidder's pages that were read and that people looked at.

    People look at pages without a readable code. `unreadable` pages have a code that could not be read;
    `like` pages have the text of a certificate.
    """

    bidder: str
    read: int
    to_look_at: int
    looked_at: int
    unreadable: int
    like: int

    def to_json(self) -> JsonObject:
        """Return its six members."""
        return {
            "bidder": self.bidder,
            "read": self.read,
            "toLookAt": self.to_look_at,
            "lookedAt": self.looked_at,
            "unreadable": self.unreadable,
            "like": self.like,
        }


class LintNote(NamedTuple):
    """Advice about the tender to its author; it changes no cell."""

    code: str
    criterion: str | None
    requirement: str | None
    facts: JsonObject

    def to_json(self) -> JsonObject:
        """Return all members."""
        return {
            "code": self.code,
            "criterion": self.criterion,
            "requirement": self.requirement,
            "facts": self.facts,
        }


@dataclass(frozen=True, slots=True)
class Matrix:
    """The whole result; `head` names its documents, trust data and dates."""

    head: JsonObject
    credentials: tuple[JsonObject, ...]
    cells: tuple[MatrixCell, ...]
    criteria: tuple[CriterionOutcome, ...]
    flags: tuple[Flag, ...]
    papers: tuple[PaperNote, ...]
    looks: tuple[PagesLooked, ...]
    lint: tuple[LintNote, ...]

    def to_json(self) -> JsonObject:
        """Return the JSON value whose JCS bytes two verifiers agree upon."""
        parts: Mapping[
            str, Iterable[MatrixCell | CriterionOutcome | Flag | PaperNote | PagesLooked | LintNote]
        ] = {
            "cells": self.cells,
            "criteria": self.criteria,
            "flags": self.flags,
            "papers": self.papers,
            "looks": self.looks,
            "lint": self.lint,
        }
        lists: dict[str, JsonValue] = {
            name: [entry.to_json() for entry in entries] for name, entries in parts.items()
        }
        return {"type": "Matrix/1", **self.head, "credentials": [*self.credentials], **lists}
