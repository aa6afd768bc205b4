"""Issuing: plan (reserve and record), sign, store. What was planned is on disk before anything is signed."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from random import Random
from typing import Any

from credentials.draft import AssessmentDraft
from credentials.key_list import Method
from credentials.record import Record
from credentials.status_event import StatusEvent
from credentials.times import format_time
from registry.admission.credential import check_verdict
from registry.changing import Change, plan_change, plan_event
from registry.errors import RegistryError
from registry.exchange import export_plans
from registry.planning import Progress, plan_assessments
from registry.plans import Planned
from registry.registry import Admitted, Registry
from registry.signed import CHUNK, Signed, store_planned, store_signed
from signing.data_integrity import Proof, add_proof
from signing.multikey import decode_proof_value
from signing.signer import Signer

__all__ = [
    "Admitted",
    "Planned",
    "change_status",
    "export_plans",
    "issue",
    "plan_assessments",
    "plan_event",
    "store_signed",
]


def issue(
    registry: Registry,
    drafts: Sequence[AssessmentDraft],
    signer: Signer,
    *,
    now: datetime,
    random: Random,
    progress: Progress | None = None,
) -> list[Record[Any]]:
    """Plans, signs and stores; the records in the order of `plan_assessments`.

    The issuer is the signer's association. `progress` gets the number of documents stored. Raises
    RegistryError like `plan_assessments`, and wrong-use or unknown-key before anything is planned.
    """
    issuer = check_signer(registry, signer, "assessment", now).controller
    with _collector_paused():
        plans = plan_assessments(registry, drafts, issuer=issuer, now=now, random=random)
        return _sign_and_store(registry, plans, signer, now=now, progress=progress)


def _sign_and_store(
    registry: Registry,
    plans: Sequence[Planned],
    signer: Signer,
    *,
    now: datetime,
    progress: Progress | None,
) -> list[Record[Any]]:
    created = format_time(now)
    records: list[Record[Any]] = []
    for chunk in _chunks(plans):
        signed = [Signed.of(_sign(plan, signer, created), plan.digest) for plan in chunk]
        if not records and signed:
            check_verdict(signed[0].record.data, registry.trust(), now)  # a wrong key shows at the first
        store_planned(registry, signed, now=now, fresh=True)
        records += [item.record for item in signed]
        if progress is not None:
            progress(len(records))
    return records


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keeps the collector from walking what issuing makes: tens of objects a credential, none of it garbage.

    Else it walks them again and again, a third of the time in all. Freezing and unfreezing moves them to the
    oldest generation unwalked; where the process has frozen objects of its own that is left alone.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            if gc.get_freeze_count() == 0:
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def change_status(
    registry: Registry,
    reference: str,
    signer: Signer,
    *,
    action: str,
    reason: str,
    effective_from: datetime,
    until: datetime | None = None,
    successor: str | None = None,
    issuer: str | None = None,
    now: datetime,
    random: Random,
) -> Record[StatusEvent]:
    """Plans, signs and stores one status event; the issuer is the signer's association unless given.

    Raises RegistryError like `plan_event`, and wrong-use or unknown-key before anything is planned.
    """
    owner = check_signer(registry, signer, "assessment", now).controller
    change = Change(issuer or owner, reference, action, reason, effective_from, until, successor)
    plan = plan_change(registry, change, now=now, random=random)
    signed = Signed.of(_sign(plan, signer, format_time(now)), plan.digest)
    store_planned(registry, [signed], now=now, fresh=True)
    return signed.record


def check_signer(registry: Registry, signer: Signer, use: str, now: datetime) -> Method:
    """The signer's method in its association's key list, if it may sign for `use` at `now`.

    Raises RegistryError: unknown-key, wrong-use, key-expired.
    """
    method_id = signer.verification_method
    party = registry.trust().party(method_id.partition("#")[0])
    key = party.key(method_id) if party is not None else None
    where = "proof.verificationMethod"
    if party is None or key is None:
        raise RegistryError("unknown-key", where, key=method_id)
    if key.method.use != use:
        raise RegistryError("wrong-use", where, key=method_id, use=key.method.use)
    if key.method not in registry.methods(party.issuer, use, now):
        since, until = key.method.valid_from, key.method.signs_until or key.method.compromised_since
        raise RegistryError(
            "key-expired",
            where,
            key=method_id,
            created=format_time(now),
            since=format_time(since),
            until=format_time(until) if until is not None else "–",
        )
    return key.method


def _sign(plan: Planned, signer: Signer, created: str) -> Record[Any]:
    value: Any = add_proof(plan.document, signer, created=created)
    signature = decode_proof_value(value["proof"]["proofValue"])
    return Record(value, plan.document, plan.body, Proof(created, signer.verification_method, signature))


def _chunks(plans: Sequence[Planned]) -> Iterator[Sequence[Planned]]:
    """About CHUNK plans at a time; what one draft yields stays together."""
    start = 0
    while start < len(plans):
        end = start + CHUNK
        while end < len(plans) and plans[end].draft_position == plans[end - 1].draft_position:
            end += 1
        yield plans[start:end]
        start = end
