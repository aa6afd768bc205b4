"""Core kinds that every registry admits: assessments, trust data, publications."""

from registry.admission.admission import Admission
from registry.admission.record_rows import (
    by_order,
    by_time,
    by_version,
    credential_rows,
    event_rows,
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

_ASSESSMENT = Admission(prove_credential, enter=take_indexes, rows=credential_rows)

ADMISSIONS: dict[str, Admission] = {
    "agreement": Admission(prove_agreement_half, alone=True),
    "key-list": Admission(prove_key_list, alone=True, name=by_version),
    "salvage": Admission(prove_salvage_list, alone=True),
    "capability": _ASSESSMENT,
    "credit": _ASSESSMENT,
    "status-event": Admission(prove_status_event, check_compromise, note_absent, rows=event_rows),
    "manifest": Admission(prove_manifest, admit_manifest, alone=True, name=by_order),
    "status-list": Admission(prove_status_list, name=by_time),
}
"""Kinds with admission rules beyond their rows of credentials.kinds."""
