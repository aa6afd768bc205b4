"""Match the certificates of a holder, and of a whole bid, with a requirement at one date.

Certificates are listed and cited in this order: met, cannot establish, not met; the category present before
missing; fewer faults; faults in their order; the higher counted grade; own before equivalent; the later end;
the digest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import chain

from credentials.record import JsonObject
from verifier.tender.asked import Asked
from verifier.tender.judging import FAULTS, CodeFacts, DatedStanding, Judged
from verifier.tender.matrix import MET, NOT_MET, RANK, UNCLEAR, CellReason, CellState, ColumnName, all_of
from verifier.verdict import Recognised

_FAULT_ORDER: Mapping[str, int] = {code: place for place, code in enumerate(FAULTS)}
BESIDE = ("by-number", "name-differs")
"""Codes that decide nothing."""
_CODE_ORDER: Mapping[str, int] = {code: place for place, code in enumerate((*FAULTS, *BESIDE))}


class Presence(IntEnum):
    """The relation of a credential to the category asked for, the nearest first."""

    PRESENT = 0
    UNMAPPED = 1
    MISSING = 2


_Option = tuple[Presence, Recognised | None]


@dataclass(frozen=True, slots=True)
class Reading:
    """One credential read for one category at one date."""

    judged: Judged
    state: CellState
    presence: Presence
    codes: tuple[CodeFacts, ...]
    grade: str | None
    clause: str | None
    key: tuple[object, ...]
    """The sort key of readings."""

    @property
    def reasons(self) -> tuple[CellReason, ...]:
        """The codes as reasons."""
        return tuple(
            CellReason(code, self.judged.digest, self.judged.holder, facts) for code, facts in self.codes
        )


@dataclass(frozen=True, slots=True)
class Showing:
    """The readings of one holder or several: `cited` ones decide, `others` were looked at beside them."""

    state: CellState
    cited: tuple[Reading, ...]
    others: tuple[Reading, ...] = ()
    reasons: tuple[CellReason, ...] = ()
    """The reasons of holders without a credential to cite."""
    handed_in: "Showing | None" = None
    """The showing in the categories that the holder has papers for; None: no papers of this kind."""
    is_whole: bool = False
    """True where `handed_in` covers all categories asked for."""

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the cited readings, each once."""
        own = (reason.code for reason in self.reasons)
        return order_codes([*own, *(code for reading in self.cited for code, _ in reading.codes)])


def order_codes(codes: Iterable[str]) -> tuple[str, ...]:
    """Order codes, each once: faults in their order after other codes, `BESIDE` codes last."""
    return tuple(sorted(dict.fromkeys(codes), key=lambda code: _CODE_ORDER.get(code, -1)))


def read_for(wanted: Asked, category: str | None, judged: Judged, column: ColumnName) -> Reading:
    """Read the credential for the category at the date of the column, by its best entry."""
    standing = judged.standings[column]
    options = _find_entries(wanted, category, judged, standing)
    return min((_read(wanted, category, judged, standing, option) for option in options), key=_key)


def _read(
    wanted: Asked, category: str | None, judged: Judged, standing: DatedStanding, option: _Option
) -> Reading:
    presence, entry = option
    is_own = wanted.is_own(judged.scheme)
    content = _judge_content(wanted, category, judged, standing, option)
    faults = [*standing.faults, *([content] if content is not None else ())]
    faults.sort(key=lambda code: _FAULT_ORDER.get(code[0], len(FAULTS)))
    shown = entry.grade if entry is not None and presence is not Presence.MISSING else None
    clause = entry.clause if entry is not None and not is_own else None
    codes: list[CodeFacts]
    if faults:
        state, codes = NOT_MET, faults
    elif presence is Presence.UNMAPPED:
        unmapped: CodeFacts = ("category-unmapped", {"grade": shown, "category": category, "clause": clause})
        state, codes = UNCLEAR, [unmapped, *standing.doubts]
    elif standing.doubts:
        state, codes = UNCLEAR, [*standing.doubts]
    elif is_own:
        state, codes = MET, [("own-grade", {"grade": shown})]
    else:
        state, codes = MET, [("equivalent", {"grade": shown, "scheme": judged.scheme, "clause": clause})]
    counts = (wanted.place_of(e.grade) for e in standing.recognised if e.scheme == wanted.scheme.id)
    key = (
        RANK[state],
        presence,
        len(codes),
        tuple(_FAULT_ORDER.get(code, len(FAULTS)) for code, _ in codes),
        wanted.place_of(shown),
        min(counts, default=len(wanted.places)),  # credentials that lack the category are read, too
        not is_own,
        -int(judged.record.body.valid_until.timestamp()),
        # so that two verifiers cite the same one of two equal credentials
        judged.digest,
    )
    return Reading(judged, state, presence, tuple(codes), shown, clause, key)


def _find_entries(
    wanted: Asked, category: str | None, judged: Judged, standing: DatedStanding
) -> list[_Option]:
    """Return the options for the category: the best entry of each presence."""
    entries = [entry for entry in standing.recognised if entry.scheme == wanted.scheme.id]
    entries.sort(key=lambda entry: wanted.place_of(entry.grade))
    if category is None:
        return [(Presence.PRESENT, entries[0] if entries else None)]
    categories: tuple[str | None, ...] = judged.record.body.categories
    if wanted.is_own(judged.scheme):
        own = next((entry for entry in entries if entry.category == category), None)
        return [(Presence.PRESENT, own) if category in categories else (Presence.MISSING, None)]
    leading = {
        category_of for category_of in categories if wanted.leads(judged.scheme, category_of, category)
    }
    options: list[_Option] = [(Presence.PRESENT, None)] if leading and not entries else []
    for entry in entries:
        if entry.category in leading and (entry.grade is None or entry.to_category == category):
            options.append((Presence.PRESENT, entry))
        elif entry.grade is not None and entry.to_category is None and wanted.requirement.takes_equivalents:
            options.append((Presence.UNMAPPED, entry))
    return options or [(Presence.MISSING, None)]


def _judge_content(
    wanted: Asked, category: str | None, judged: Judged, standing: DatedStanding, option: _Option
) -> CodeFacts | None:
    """Return the fault in the certificate's content, if any."""
    presence, entry = option
    if presence is Presence.MISSING:
        return "category-missing", {"categories": [category]}
    if not wanted.is_own(judged.scheme) and not wanted.requirement.takes_equivalents:
        return "equivalents-not-accepted", {"scheme": judged.scheme}
    if standing.unrecognised is not None:
        return standing.unrecognised
    grade = entry.grade if entry is not None else None
    if grade is None or grade not in wanted.places:
        clause = entry.clause if entry is not None else None
        return "no-equivalent", {"scheme": judged.scheme, "grade": judged.record.body.grade, "clause": clause}
    steps = wanted.places[grade] - wanted.place
    if steps <= 0:
        return None
    facts: JsonObject = {"grade": grade, "minGrade": wanted.grade, "steps": steps, "category": category}
    if entry is None or wanted.is_own(judged.scheme):
        return "grade-lower", facts
    content: JsonObject = {"held": judged.record.body.grade, "scheme": judged.scheme, "clause": entry.clause}
    return "grade-lower", {"kind": "equivalent", **facts, **content}


def show_holder(requirement: Asked, holder: str, judged: Sequence[Judged], column: ColumnName) -> Showing:
    """Show the papers of one enterprise: any category needs one credential, all may need several."""
    about = [credential for credential in judged if requirement.is_about(credential.scheme)]
    if not about:
        return Showing(NOT_MET, (), reasons=(CellReason("no-credential", None, holder, {}),))
    by_category = [
        sorted((read_for(requirement, category, credential, column) for credential in about), key=_key)
        for category in requirement.categories
    ]
    present = [readings for readings in by_category if readings[0].presence is not Presence.MISSING]
    if requirement.needs_all:
        whole = join_showings([_of_category(readings) for readings in by_category])
        part = join_showings([_of_category(readings) for readings in present]) if present else None
        return replace(whole, handed_in=part, is_whole=len(present) == len(by_category))
    best = _of_category(sorted(chain(*by_category), key=_key))
    if present:
        return replace(best, handed_in=best, is_whole=True)
    wanted: CodeFacts = ("category-missing", {"categories": [*requirement.categories]})
    return replace(best, cited=tuple(_instead(reading, wanted) for reading in best.cited))


def _key(reading: Reading) -> tuple[object, ...]:
    return reading.key


def _instead(reading: Reading, wanted: CodeFacts) -> Reading:
    """Return the reading with all missing categories (`wanted`) in place of a single one."""
    return replace(reading, codes=tuple(wanted if code[0] == wanted[0] else code for code in reading.codes))


def _of_category(readings: Sequence[Reading]) -> Showing:
    """Show the best reading; unless it is met, list others that have the category beside it."""
    best, *rest = readings
    seen = {best.judged.digest}
    others = []
    for reading in rest if best.state != MET else ():
        if reading.presence is not Presence.MISSING and reading.judged.digest not in seen:
            seen.add(reading.judged.digest)
            others.append(reading)
    return Showing(best.state, (best,), tuple(others))


def join_showings(showings: Sequence[Showing]) -> Showing:
    """Join showings that are all needed, and cite those that decide the result."""
    state = all_of(showing.state for showing in showings)
    deciding = [showing for showing in showings if showing.state == state]
    cited = tuple(chain.from_iterable(showing.cited for showing in deciding))
    others = tuple(chain.from_iterable(showing.others for showing in deciding))
    reasons = tuple(chain.from_iterable(showing.reasons for showing in deciding))
    return Showing(state, cited, others, reasons)
