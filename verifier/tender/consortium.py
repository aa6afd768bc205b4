"""The members whose certificates count in a bid: any member, each on the work, or the lower grade.

The lower grade: 政府采购法实施条例 22 (members that share the work), 招标投标法 31 (one profession).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from credentials.record import JsonObject
from verifier.tender.asked import Asked
from verifier.tender.documents.bidders import Bidder
from verifier.tender.documents.tender import SharedRule
from verifier.tender.judging import CodeFacts, Judged
from verifier.tender.looks.open_pages import (
    FailedCode,
    OpenPage,
    PageName,
    tell_failed,
    tell_open,
    tell_places,
    tell_unanswered,
)
from verifier.tender.matching import Presence, Reading, Showing, join_showings, order_codes, show_holder
from verifier.tender.matrix import NOT_MET, RANK, UNCLEAR, CellReason, ColumnName, MatrixColumn

MOST_UNREAD_NAMED = 5
"""The most files that a cell names; it counts further ones."""

_IN_VAIN = ("no-credential", "category-missing")
"""Codes of a search in vain; the column then also names certificates that were read and failed."""
Holdings = Mapping[str, Sequence[Judged]]
"""The credentials of each enterprise of a bid, by its code."""


@dataclass(frozen=True, slots=True)
class PapersBehind:
    """Facts about a bidder's papers, apart from its certificates, that a column reports.

    With `unread` files or `open` pages no requirement counts as not met. For `unanswered` pages the bidder
    sent no copy. `read` pages were read; a person says that `marked` ones are certificates. By digest of a
    credential, `numbers` tells the number by which it was found without a code, `names` the names that
    differ. Registers know the numbers of `answered_marks`; `failed` certificates were read and count for
    nothing.
    """

    unread: Sequence[str] = ()
    open: Sequence[OpenPage] = ()
    unanswered: Sequence[PageName] = ()
    read: int = 0
    marked: Sequence[PageName] = ()
    numbers: Mapping[str, JsonObject] = field(default_factory=dict)
    names: Mapping[str, JsonObject] = field(default_factory=dict)
    answered_marks: Sequence[PageName] = ()
    failed: Sequence[FailedCode] = ()


def fill_column(
    wanted: Asked,
    bidder: Bidder,
    holdings: Holdings,
    papers: PapersBehind,
    *,
    rule: SharedRule,
    column: ColumnName,
) -> MatrixColumn:
    """Fill the column of a cell; `papers` are those on which `holdings` were found."""
    # 1. whose certificates count
    holder, item = wanted.requirement.holder, wanted.requirement.work_item
    is_divided = holder == "every-member-on-item" or (holder == "bidder" and rule == "same-work")
    counting = bidder.on_item(item) if is_divided else bidder.enterprises
    if not counting:
        reason = CellReason("work-item-unassigned", None, None, {"item": item})
        return MatrixColumn(UNCLEAR, (reason.code,), reasons=(reason,))
    # 2. the showing of each of them, joined by the tender's rule for whose grade counts
    shown = [show_holder(wanted, who, holdings.get(who, ()), column) for who in counting]
    without = [who for who, showing in zip(counting, shown, strict=True) if showing.handed_in is None]
    if holder == "any-member":
        showing = min(shown, key=_place)
    elif holder == "every-member-on-item":
        showing = join_showings(shown)
    else:
        showing = _lowest(shown)
    if holder == "any-member" or bidder.members is None:
        without = []
    # 3. the column, with the files and pages that nobody could read
    filled = _column(wanted, showing, without, papers)
    # 4. beside a search in vain: certificates that were read and count for nothing
    failed = [
        *tell_failed(
            failure for failure in papers.failed if wanted.is_for(failure.scheme, failure.categories)
        )
    ]
    failed = failed if any(reason.code in _IN_VAIN for reason in filled.reasons) else []
    reasons = [_tell_absence(reason, papers, is_other=bool(failed)) for reason in filled.reasons]
    if len(without) < len(counting):
        kind = "work" if is_divided else "member"
        called = {member.uscc: member.name for member in bidder.members or ()}
        reasons += [
            CellReason("member-without", None, who, {"name": called[who], "kind": kind, "pages": papers.read})
            for who in without
        ]
    remarks = [*_tell_beside(filled, showing, papers)]
    codes = order_codes([*filled.codes, *(reason.code for reason in remarks)])
    return replace(filled, codes=codes, reasons=(*failed, *reasons, *remarks))


def _tell_absence(reason: CellReason, papers: PapersBehind, *, is_other: bool) -> CellReason:
    """Add the number of pages without a certificate; pages that a person marked may show one."""
    if reason.code != "no-credential":
        return reason
    facts: JsonObject = {"pages": papers.read}
    kinds = ["other"] if is_other else []
    marks = papers.marked or papers.answered_marks
    if marks:
        spots = tell_places(marks)
        facts |= {"marks": spots["count"], "places": spots["places"]}
        kinds.append("marked" if papers.marked else "answered")
    if kinds:
        facts["kind"] = "-".join(kinds)
    return reason._replace(facts=facts)


def _tell_beside(column: MatrixColumn, showing: Showing, papers: PapersBehind) -> Iterator[CellReason]:
    """Yield notes on cited certificates that were found by a number alone or name another enterprise."""
    holders = {reading.judged.digest: reading.judged.holder for reading in showing.cited}
    for code, places in (("by-number", papers.numbers), ("name-differs", papers.names)):
        for digest in column.credentials:
            if digest in places:
                yield CellReason(code, digest, holders[digest], places[digest])


def _place(showing: Showing) -> tuple[object, ...]:
    """Return the order of showings, best first; one that cites a certificate comes before one without."""
    return RANK[showing.state], not showing.cited, showing.cited[0].key if showing.cited else ()


def _lowest(shown: Sequence[Showing]) -> Showing:
    """Join the members that hold this kind; beside one with all categories, others count in their own.

    A member holds a certificate if it handed one in, valid or not. If its category may be another one, the
    result is unclear.
    """
    holders = [showing for showing in shown if showing.handed_in is not None]
    if not holders:
        return min(shown, key=_place)
    if not any(showing.is_whole for showing in holders):
        return min(holders, key=_place)
    counting = [
        holder if holder.is_whole or holder.handed_in is None else holder.handed_in for holder in holders
    ]
    if len(counting) == 1:
        return counting[0]
    return join_showings([_unmapped(showing) for showing in counting])


def _unmapped(showing: Showing) -> Showing:
    """Make the result unclear where every certificate may be of another category."""
    if showing.state != NOT_MET or any(r.presence is not Presence.UNMAPPED for r in showing.cited):
        return showing
    return replace(showing, state=UNCLEAR, cited=tuple(map(_as_unmapped, showing.cited)))


def _as_unmapped(reading: Reading) -> Reading:
    code: CodeFacts = (
        "category-unmapped",
        {"grade": reading.grade, "category": None, "clause": reading.clause},
    )
    return replace(reading, state=UNCLEAR, codes=(code,))


def _column(wanted: Asked, showing: Showing, without: Sequence[str], papers: PapersBehind) -> MatrixColumn:
    digests = dict.fromkeys(reading.judged.digest for reading in showing.cited)
    grades = dict.fromkeys(reading.grade for reading in showing.cited)
    grade = None if None in grades else max(grades, key=wanted.place_of, default=None)
    clauses = dict.fromkeys(reading.clause for reading in showing.cited if reading.clause is not None)
    reasons = [*showing.reasons, *chain.from_iterable(reading.reasons for reading in showing.cited)]
    for reading in sorted(showing.others, key=lambda item: item.key):
        reasons += reading.reasons if reading.judged.digest not in digests else ()
    state, codes = showing.state, showing.codes
    if state == NOT_MET:
        notes = [*([_tell_unread(papers.unread)] if papers.unread else []), *tell_open(papers.open)]
        # a file or page that nobody has read may show a sufficient certificate
        state = UNCLEAR if notes else NOT_MET
        if not notes and papers.unanswered:
            notes = [tell_unanswered(papers.unanswered)]
        codes = (*(reason.code for reason in notes), *codes)
        reasons = [*notes, *reasons]
    return MatrixColumn(state, order_codes(codes), (*digests,), grade, (*clauses,), (*reasons,), (*without,))


def _tell_unread(unread: Sequence[str]) -> CellReason:
    """Name a few unread files; the notes on papers name all of them."""
    # thousands of names in every cell would take gigabytes
    facts: JsonObject = {"files": [*unread[:MOST_UNREAD_NAMED]]}
    if len(unread) > MOST_UNREAD_NAMED:
        facts["more"] = len(unread) - MOST_UNREAD_NAMED
    return CellReason("file-unread", None, None, facts)
