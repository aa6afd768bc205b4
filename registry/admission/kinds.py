"""How each kind is admitted and filed: what of a row of credentials.kinds needs the database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from credentials.record import Record
from registry.admission.record_rows import (
    Rows,
    by_id,
    by_order,
    by_sequence,
    by_time,
    by_version,
    credential_rows,
    event_rows,
    listing_rows,
    no_rows,
    notice_rows,
    resolution_rows,
    technology_rows,
)
from registry.admission.rules.agreement import prove_agreement_half
from registry.admission.rules.conferences import (
    admit_resolution,
    admit_standard,
    foresee_resolution,
    foresee_standard,
    name_resolution,
    name_standard,
    which_resolution,
    which_standard,
)
from registry.admission.rules.credential import prove_credential, take_indexes
from registry.admission.rules.document import prove_document
from registry.admission.rules.key_list import prove_key_list
from registry.admission.rules.manifest import admit_manifest, prove_manifest
from registry.admission.rules.report import (
    foresee_report,
    name_report,
    prove_report,
    which_report,
)
from registry.admission.rules.salvage import prove_salvage_list
from registry.admission.rules.status_event import (
    check_compromise,
    note_absent,
    prove_status_event,
)
from registry.admission.rules.status_list import prove_status_list
from registry.admission.rules.works import (
    admit_listing,
    admit_technology,
    check_listing,
    foresee_technology,
    which_listing,
    which_technology,
)
from registry.admission.submission import Submission
from registry.view.view import RegistryView


def _nothing_more(*_: object) -> None:
    """For kinds whose proof is all there is to ask."""


def _same_id(body: Any) -> tuple[str, ...]:
    return (body.id,)


@dataclass(frozen=True, slots=True)
class Admission:
    """How a record of a kind is admitted, the rows it is found by, and the name its issuer uses once only.

    `prove` asks what follows from the record, the time, the pin and the records trust data is made of, and
    writes nothing. In the transaction that stores it `rule` asks the rest, and `enter` adds what several of
    the kind need, and refuses nothing. One that is `alone` is stored before the next is asked about; only
    its rule may write. `foresee` is what the rule would refuse, asked of a body before it is signed, and
    `once` what no two of a batch have in common then, `numbered` the member that says so. A kind that asks
    no more than its row of credentials.kinds says needs none.
    """

    prove: Callable[[Submission], None] = prove_document
    rule: Callable[[Submission], None] = _nothing_more
    enter: Callable[[Sequence[Submission]], None] = _nothing_more
    alone: bool = False
    rows: Callable[[Record[Any], int | None], Rows] = no_rows
    name: Callable[[Record[Any]], str] = by_id
    foresee: Callable[[RegistryView, Any], None] = _nothing_more
    once: Callable[[Any], tuple[str, ...]] = _same_id
    numbered: str = "id"


_ASSESSMENT = Admission(prove_credential, enter=take_indexes, rows=credential_rows)
_DOCUMENT = Admission()

ADMISSIONS: dict[str, Admission] = {
    "agreement": Admission(prove_agreement_half, alone=True),
    "key-list": Admission(prove_key_list, alone=True, name=by_version),
    "salvage": Admission(prove_salvage_list, alone=True),
    "capability": _ASSESSMENT,
    "credit": _ASSESSMENT,
    "status-event": Admission(prove_status_event, check_compromise, note_absent, rows=event_rows),
    "manifest": Admission(prove_manifest, admit_manifest, alone=True, name=by_order),
    "status-list": Admission(prove_status_list, name=by_time),
    "technology": Admission(
        rule=admit_technology,
        alone=True,
        rows=technology_rows,
        foresee=foresee_technology,
        once=which_technology,
    ),
    "listing": Admission(
        rule=admit_listing,
        alone=True,
        rows=listing_rows,
        name=by_sequence,
        foresee=check_listing,
        once=which_listing,
    ),
    "notice": Admission(rows=notice_rows),
    "resolution": Admission(
        rule=admit_resolution,
        alone=True,
        rows=resolution_rows,
        name=name_resolution,
        foresee=foresee_resolution,
        once=which_resolution,
        numbered="credentialSubject.number",
    ),
    "standard": Admission(
        rule=admit_standard,
        alone=True,
        name=name_standard,
        foresee=foresee_standard,
        once=which_standard,
        numbered="credentialSubject.version",
    ),
    "report": Admission(
        prove_report,
        alone=True,
        name=name_report,
        foresee=foresee_report,
        once=which_report,
        numbered="credentialSubject.edition",
    ),
}
"""Of the kinds that ask more than their rows say."""


def admission_of(kind: str) -> Admission:
    """How records of a kind are admitted."""
    return ADMISSIONS.get(kind, _DOCUMENT)
