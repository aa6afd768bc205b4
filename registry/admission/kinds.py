"""The table of record kinds: how each is admitted and filed. A new kind is a line here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from credentials.record import Record
from registry.admission.record_rows import (
    Rows,
    by_id,
    by_order,
    by_time,
    by_version,
    credential_rows,
    event_rows,
    no_rows,
)
from registry.admission.rules.agreement import prove_agreement_half
from registry.admission.rules.credential import prove_credential, take_indexes
from registry.admission.rules.key_list import prove_key_list
from registry.admission.rules.manifest import admit_manifest, prove_manifest
from registry.admission.rules.salvage import prove_salvage_list
from registry.admission.rules.status_event import (
    check_compromise,
    note_absent,
    prove_status_event,
)
from registry.admission.rules.status_list import prove_status_list
from registry.admission.submission import Submission
from registry.view.trees import RECORDS


def _nothing_more(_: object) -> None:
    """For kinds whose proof is all there is to ask."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How a record is admitted, the trees it is a leaf of, the rows it is found by, and its name.

    `prove` asks what follows from the record, the time, the pin and the records trust data is made of, and
    writes nothing. In the transaction that stores it `rule` asks the rest, and `enter` adds what several of
    the kind need, and refuses nothing. One that is `alone` is stored before the next is asked about; only
    its rule may write.
    """

    prove: Callable[[Submission], None]
    rule: Callable[[Submission], None] = _nothing_more
    enter: Callable[[Sequence[Submission]], None] = _nothing_more
    alone: bool = False
    trees: tuple[str, ...] = (RECORDS,)
    rows: Callable[[Record[Any], int | None], Rows] = no_rows
    name: Callable[[Record[Any]], str] = by_id


KINDS: dict[str, Kind] = {
    "agreement": Kind(prove_agreement_half, alone=True, trees=()),
    "key-list": Kind(prove_key_list, alone=True, name=by_version),
    "salvage": Kind(prove_salvage_list, alone=True),
    "capability": Kind(prove_credential, enter=take_indexes, rows=credential_rows),
    "credit": Kind(prove_credential, enter=take_indexes, rows=credential_rows),
    "status-event": Kind(prove_status_event, check_compromise, note_absent, rows=event_rows),
    "manifest": Kind(prove_manifest, admit_manifest, alone=True, trees=(), name=by_order),
    "status-list": Kind(prove_status_list, trees=(), name=by_time),
}
"""By the `KIND` of the body (credentials.kinds)."""
