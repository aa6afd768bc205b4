"""Records handed in beside the bundle: parts that hold listings, resolutions or reports.

A manifest names a party's part. If that part is at hand, or the manifest names none, the party is `heard`: up
to that manifest, `records` has all that it signed. Of a party that is not heard, records may be missing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from credentials.documents.manifest import Manifest
from credentials.kinds import KINDS
from credentials.record import Record

# certificates and notices need no part, since counted events end them
TOLD_BY: Mapping[str, str] = {
    row.name: row.part
    for row in KINDS.values()
    if row.part is not None
    and {"listing", "refers", "complete", "adopted", "recomputed", "disclosure"} & {*row.checks}
}
"""The part with the records about a kind; a verdict on any other kind needs no part."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Listings of a technology, or the technology and all listings of it; halves of resolutions.

    `heard` holds by DID the digests of the manifests whose parts are completely at hand.
    """

    records: Sequence[Record[Any]] = ()
    heard: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def hears(self, manifest: Record[Manifest], kind: str) -> bool:
        """Return whether all parts of a kind that a manifest names are at hand; true where it names none."""
        named = any(part.kind == kind for part in manifest.body.credential_subject.parts)
        return not named or manifest.digest in self.heard.get(manifest.body.issuer, ())


NOTHING_BESIDE = Beside()
