"""Citations of a resolution, checked against the records here before it is signed."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain
from typing import NamedTuple

from credentials.documents.conferences.resolution import Citation, ResolutionSubject
from credentials.kinds import parse_any
from credentials.times import CHINA
from registry.view.known_halves import text_digest
from registry.view.view import RegistryView

KINDS_CITED: Mapping[str, tuple[str, ...]] = {
    "technology": ("technology",),
    "standard": ("standard",),
    "report": ("report",),
    "survey": ("survey",),
}
"""The kinds of records by kind of citation; schemes, files and items of resolutions are not records.

A `document` may be of any kind that no other citation names.
"""
NAMED_KINDS = frozenset(chain.from_iterable(KINDS_CITED.values()))


class CitationFault(NamedTuple):
    """A fault in a citation of item `item`: the kind of the record here, None where there is no record.

    `signed` is the day of the record's signature if the item adopts the record before that day.
    """

    item: int
    cited: Citation
    kind: str | None
    signed: date | None = None


def find_citation_faults(view: RegistryView, subject: ResolutionSubject) -> Iterator[CitationFault]:
    """Yield a fault for each cited record or text that is not here, has another kind, or is adopted too
    early."""
    texts = {text_digest(half) for half in view.halves()}
    for item in subject.items:
        for cited in item.refers or ():
            wanted, data = KINDS_CITED.get(cited.kind, ()), view.data(cited.digest)
            record = parse_any(data) if data is not None else None
            kind = record.body.KIND if record is not None else None
            is_wanting = cited.digest not in texts if cited.kind == "agreement" else bool(wanted)
            fits = kind not in NAMED_KINDS if cited.kind == "document" else kind in wanted
            if not fits and (is_wanting or kind is not None):
                yield CitationFault(item.no, cited, kind)
            elif record is not None and item.decision == "adopted":
                # compares days in China, as the resolution states its day
                signed = record.created.astimezone(CHINA).date()
                if signed > subject.resolved_on:
                    yield CitationFault(item.no, cited, kind, signed)
