"""What is handed in beside the bundle: records of parts that tell of the one asked about.

Whoever is `heard` by a manifest has no word of it, as of then, but those in `records`: the part that this
manifest names is at hand, or it names none. Of all others more may have been said than is at hand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from credentials.documents.manifest import Manifest
from credentials.kinds import KINDS
from credentials.record import Record

TOLD_BY: Mapping[str, str] = {
    row.name: row.part
    for row in KINDS.values()
    if row.part is not None
    and {"listing", "refers", "complete", "adopted", "recomputed", "disclosure"} & {*row.checks}
}
"""By kind of record the part that tells of it: of no other does a verdict ask for a part."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Listings of a technology, or what a listing is about and all its listings; halves of resolutions.

    Heard by DID: the digests of its manifests of which the part is at hand whole.
    """

    records: Sequence[Record[Any]] = ()
    heard: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def hears(self, manifest: Record[Manifest], kind: str) -> bool:
        """Whether all of a kind of part is at hand that a manifest names; true where it names none."""
        named = any(part.kind == kind for part in manifest.body.credential_subject.parts)
        return not named or manifest.digest in self.heard.get(manifest.body.issuer, ())


NOTHING_BESIDE = Beside()
