"""Citations of a resolution, checked against the records here before it is signed."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from credentials.documents.conferences.resolution import Citation, ResolutionSubject
from credentials.kinds import parse_any
from registry.view.known_halves import text_digest
from registry.view.view import RegistryView

KINDS_CITED: Mapping[str, tuple[str, ...]] = {
    "technology": ("technology",),
    "standard": ("standard",),
    "report": ("report",),
    "survey": ("survey",),
}
"""The kinds of records by kind of citation; schemes, files and items of resolutions are no records.

A `document` may be of any kind that no other citation names.
"""
NAMED_KINDS = frozenset(chain.from_iterable(KINDS_CITED.values()))


class CitationFault(NamedTuple):
    """A fault in a citation of item `item`: the kind of the record here, None where there is no record."""

    item: int
    cited: Citation
    kind: str | None


def find_citation_faults(view: RegistryView, subject: ResolutionSubject) -> Iterator[CitationFault]:
    """Yield the cited records and texts that are not here, or are of another kind than cited."""
    texts = {text_digest(half) for half in view.halves()}
    for item in subject.items:
        for cited in item.refers or ():
            wanted, data = KINDS_CITED.get(cited.kind, ()), view.data(cited.digest)
            kind = parse_any(data).body.KIND if data is not None else None
            is_wanting = cited.digest not in texts if cited.kind == "agreement" else bool(wanted)
            fits = kind not in NAMED_KINDS if cited.kind == "document" else kind in wanted
            if not fits and (is_wanting or kind is not None):
                yield CitationFault(item.no, cited, kind)
