"""Lines of the list of certificates: decisive faults, the grade that counts, and the log."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from verifier.tender.matching import BESIDE
from verifier.tender.matrix import NOT_MET
from verifier.tender.record.document import StatedCell, StatedCredential, StatedReason
from verifier.tender.record.paper.sentences import say_cell, say_stated
from verifier.tender.record.paper.telling import Telling

_COUNTS = ("own-grade", "equivalent")
"""Codes for a certificate that counts."""
MOST_DECIDING = 3
"""The most reasons against a certificate in its line; the list of cells has all of them."""


@dataclass(frozen=True)
class CertificateLines:
    """The lines of a record."""

    telling: Telling

    @cached_property
    def _by_credential(self) -> Mapping[tuple[str, str], list[tuple[StatedCell, StatedReason]]]:
        """Cells and reasons by bidder and certificate; deciding cells first, conditions before others."""
        by_credential: dict[tuple[str, str], list[tuple[StatedCell, StatedReason]]] = {}
        for (bidder, _), cell in sorted(
            self.telling.cells.items(), key=lambda item: (self._weight(item[1]), item[0])
        ):
            for column in self.telling.counting(cell).values():
                for reason in column.reasons:
                    if reason.credential is not None:
                        by_credential.setdefault((bidder, reason.credential), []).append((cell, reason))
        return by_credential

    def _weight(self, cell: StatedCell) -> tuple[bool, bool, bool]:
        is_condition = self._bearings[cell.criterion] == "condition"
        return not self.telling.decides(cell), not is_condition, cell.state != NOT_MET

    @cached_property
    def _bearings(self) -> Mapping[str, str]:
        return {criterion.id: criterion.bearing for criterion in self.telling.tender.criteria}

    @cached_property
    def _citing(self) -> Mapping[tuple[str, str], list[StatedCell]]:
        """By bidder and certificate, the cells that mention it at any date, counting or not."""
        by_bidder: dict[tuple[str, str], list[StatedCell]] = defaultdict(list)
        for (bidder, _), cell in self.telling.cells.items():
            columns = filter(None, cell.columns.named().values())
            for digest in {
                cited.credential for column in columns for cited in column.reasons if cited.credential
            }:
                by_bidder[bidder, digest].append(cell)
        return by_bidder

    def line(self, bidder: str, credential: StatedCredential) -> str:
        """Return its faults for criteria that fail by it, the grade it counts as, and its place in the log.

        Faults for a criterion that is met are left out, unless there is nothing else to say.
        """
        parts = (self._reasoned(bidder, credential), self._logged(credential))
        return (" " if self.telling.lang == "en" else "").join(filter(None, parts))

    def _logged(self, credential: StatedCredential) -> str:
        if credential.witnessed is not None:
            facts = {"by": credential.witnessed.by, "seen": credential.witnessed.seen}
            return say_stated("cells", "witnessed", facts, self.telling.lang, self.telling.names)
        if credential.log_proof is None:
            return ""
        return say_stated("cells", "logged", {}, self.telling.lang, self.telling.names)

    def _reasoned(self, bidder: str, credential: StatedCredential) -> str:
        reasons = self._by_credential.get((bidder, credential.digest), [])
        if not reasons:
            citing = self._citing.get((bidder, credential.digest), [])
            if not all(map(self.telling.counting, citing)):  # decided at a future date
                return say_stated("cells", "date-pending", {}, self.telling.lang, self.telling.names)
            notes = (
                n
                for n in self.telling.body.papers
                if n.credential == credential.digest and n.bidder == bidder
            )
            note = next((n for n in notes if n.code != "duplicate"), None)
            if note is None:
                return self.telling.label("not-counting" if citing else "unused")
            return say_stated("papers", note.code, note.facts, self.telling.lang, self.telling.names)
        against = [(cell, item) for cell, item in reasons if item.code not in (*_COUNTS, *BESIDE)]
        deciding = [self._say_whole(item) for cell, item in against if self.telling.decides(cell)]
        good = [self._say_whole(item) for _, item in reasons if item.code in _COUNTS]
        remarks = [self._say_whole(item) for _, item in reasons if item.code in BESIDE]
        telling = [*[*dict.fromkeys(deciding)][:MOST_DECIDING], *good[:1]]
        telling = telling or [self._say_whole(item) for _, item in against[:1]]
        return (" " if self.telling.lang == "en" else "").join(dict.fromkeys([*telling, *remarks]))

    def _say_whole(self, reason: StatedReason) -> str:
        return say_cell(reason.code, reason.facts, self.telling.lang, self.telling.names)
