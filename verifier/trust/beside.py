"""What is handed in beside the bundle: records of parts that tell of the one asked about.

Whoever is `heard` has no word of it but those in `records`, as of that time: by the part that its newest
manifest names, or because that names none. Of all others more may have been said than is at hand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from credentials.record import Record


@dataclass(frozen=True, slots=True)
class Beside:
    """Listings of a technology, or what a listing is about and all its listings; halves of resolutions.

    Heard by DID.
    """

    records: Sequence[Record[Any]] = ()
    heard: Mapping[str, datetime] = field(default_factory=dict)


NOTHING_BESIDE = Beside()
