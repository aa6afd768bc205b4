"""The table of record kinds: how each is admitted and filed. A new kind is a line here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from credentials.record import Record
from registry.admission.agreement import admit_agreement_half
from registry.admission.credential import admit_credential
from registry.admission.key_list import admit_key_list
from registry.admission.manifest import admit_manifest
from registry.admission.salvage import admit_salvage_list
from registry.admission.status_event import admit_status_event
from registry.admission.status_list import admit_status_list
from registry.admission.submission import Submission
from registry.rows import (
    Rows,
    by_id,
    by_order,
    by_time,
    by_version,
    credential_rows,
    event_rows,
    no_rows,
)
from registry.trees import RECORDS


@dataclass(frozen=True, slots=True)
class Kind:
    """The rule that admits a record, the trees it is a leaf of, the rows it is found by, and its name."""

    rule: Callable[[Submission], None]
    trees: tuple[str, ...] = (RECORDS,)
    rows: Callable[[Record[Any], int | None], Rows] = no_rows
    name: Callable[[Record[Any]], str] = by_id


KINDS: dict[str, Kind] = {
    "agreement": Kind(admit_agreement_half, trees=()),
    "key-list": Kind(admit_key_list, name=by_version),
    "salvage": Kind(admit_salvage_list),
    "capability": Kind(admit_credential, rows=credential_rows),
    "credit": Kind(admit_credential, rows=credential_rows),
    "status-event": Kind(admit_status_event, rows=event_rows),
    "manifest": Kind(admit_manifest, trees=(), name=by_order),
    "status-list": Kind(admit_status_list, trees=(), name=by_time),
}
"""By the `KIND` of the body (credentials.kinds)."""
