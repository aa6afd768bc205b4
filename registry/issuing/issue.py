"""Issuing: plan (reserve and record), sign, store. The plan is on disk before anything is signed."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from random import Random
from typing import Any

from credentials.documents.key_list import Method, Use
from credentials.documents.status_event import StatusEvent
from credentials.drafting.draft import AssessmentDraft, StatusDraft
from credentials.errors import RecordError
from credentials.kinds import KINDS, find_kind, model_of
from credentials.record import JsonObject, Record, read_body
from credentials.times import format_time
from registry.admission.rules.credential import check_verdict
from registry.errors import RegistryError
from registry.issuing.collector_pause import collector_paused
from registry.issuing.offline_files import export_plans
from registry.issuing.plan_credentials import Progress, check_assessments, plan_assessments
from registry.issuing.plan_documents import Replaced, plan_documents
from registry.issuing.plan_events import Foreseen, foresee, plan_changes, sign_changes
from registry.issuing.store_signed import CHUNK, SignedPlan, store_planned, store_signed
from registry.issuing.stored_plans import Planned
from registry.registry import Admitted, Registry
from signing.data_integrity import sign_canonical
from signing.signer import Signer

__all__ = [
    "Admitted",
    "Planned",
    "change_status",
    "check_assessments",
    "export_plans",
    "issue",
    "issue_documents",
    "issue_in_portions",
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
    force: bool = False,
    progress: Progress | None = None,
) -> list[Record[Any]]:
    """Plan, sign and store; return the records in the order of `plan_assessments`.

    The issuer is the signer's association. `progress` gets the number of documents stored. Raises
    RegistryError like `plan_assessments`, and wrong-use or unknown-key before anything is planned.
    """
    records: list[Record[Any]] = []
    for portion in issue_in_portions(registry, drafts, signer, now=now, random=random, force=force):
        records += portion
        if progress is not None:
            progress(len(records))
    return records


def issue_in_portions(
    registry: Registry,
    drafts: Sequence[AssessmentDraft],
    signer: Signer,
    *,
    now: datetime,
    random: Random,
    force: bool = False,
) -> Iterator[list[Record[Any]]]:
    """Issue batches of any size: portions of about CHUNK records, each stored before it is yielded.

    All drafts are checked and planned before the first portion. A portion that the caller does not take stays
    planned and unsigned.
    """
    # 1. the key, before an index is taken
    issuer = check_signer(registry, signer, "assessment", now).controller
    registry.check_gates(issuer)
    with collector_paused():
        # 2. all drafts checked and on record: no index is given twice, whatever happens next
        plans = plan_assessments(registry, drafts, issuer=issuer, now=now, random=random, force=force)
    created = format_time(now)
    is_first = True
    for chunk in _chunks(plans):
        with collector_paused():
            # 3. signed outside any transaction
            signed = [SignedPlan.of(_sign(plan, signer, created), plan.digest) for plan in chunk]
            if is_first:  # the first portion shows a wrong key
                check_verdict(signed[0].record, registry.load_trust(), now)
                is_first = False
            # 4. record and leaf on disk before anybody gets the credential
            store_planned(registry, signed, now=now, fresh=True)
        yield [item.record for item in signed]


def issue_documents(
    registry: Registry,
    documents: Sequence[JsonObject],
    signer: Signer,
    *,
    now: datetime,
    replaced: Replaced | None = None,
) -> list[Record[Any]]:
    """Plan, sign and store documents of one kind other than assessments; return the records in order.

    The event about what is `replaced` comes last, and is stored with them or not at all.

    Raises RegistryError as `plan_documents`, and wrong-use or unknown-key before anything is planned.
    """
    issuer = check_signer(registry, signer, use_of(documents), now).controller
    registry.check_gates(issuer)
    plans = plan_documents(registry, documents, issuer=issuer, now=now, replaced=replaced)
    records = [_sign(plan, signer, format_time(now)) for plan in plans]
    store_planned(
        registry, [SignedPlan.of(r, p.digest) for r, p in zip(records, plans, strict=True)], now=now
    )
    return records


def use_of(documents: Sequence[JsonObject]) -> Use:
    """Return the use of the key that signs these documents of one kind. RegistryError kind-unknown."""
    try:
        return find_kind(documents[0]).use if documents else "assessment"
    except RecordError as error:
        raise RegistryError.of(error) from None


def change_status(
    registry: Registry, draft: StatusDraft, signer: Signer, *, now: datetime, random: Random
) -> Record[StatusEvent]:
    """Sign and store one status event of the signer's association.

    Raises RegistryError wrong-use and unknown-key, and what `registry.issuing.plan_events.foresee` finds.
    """
    issuer = check_signer(registry, signer, KINDS[StatusEvent.KIND].use, now).controller
    change = foresee_one(registry, draft, issuer, now, random)
    (records,) = sign_changes(registry, [change], signer, issuer=issuer, now=now, random=random)
    for record in records:
        return record
    raise find_done(registry, draft, issuer, now, random)


def plan_event(
    registry: Registry, draft: StatusDraft, *, issuer: str, now: datetime, random: Random
) -> JsonObject:
    """Return the recorded plan of an event, to be signed and given to `store_signed` (`change_status`)."""
    change = foresee_one(registry, draft, issuer, now, random)
    for plan in plan_changes(registry, [change], issuer=issuer, now=now, random=random):
        return plan.document
    raise find_done(registry, draft, issuer, now, random)


def foresee_one(
    registry: Registry, draft: StatusDraft, issuer: str, now: datetime, random: Random
) -> Foreseen:
    """Foresee one change; RegistryError where it cannot be made, or was made before."""
    (foreseen,) = foresee(registry, [draft], issuer=issuer, now=now, random=random)
    if isinstance(foreseen, RegistryError):
        raise foreseen
    if foreseen.done is not None:
        raise foreseen.done
    return foreseen


def find_done(
    registry: Registry, draft: StatusDraft, issuer: str, now: datetime, random: Random
) -> RegistryError:
    """Return the refusal that tells that somebody else made the same change meanwhile."""
    try:
        foresee_one(registry, draft, issuer, now, random)
    except RegistryError as error:
        return error
    return RegistryError("database-busy")  # the change was made and taken back


def check_signer(registry: Registry, signer: Signer, use: Use, now: datetime) -> Method:
    """Return the signer's method in its key list, if it may sign for `use` at `now`.

    Raises RegistryError: unknown-key, weak-key, wrong-use, key-compromised, key-expired.
    """
    method_id = signer.verification_method
    trust, issuer = registry.load_trust(), method_id.partition("#")[0]
    party = trust.party(issuer)
    key = party.key(method_id) if party is not None else None
    where = "proof.verificationMethod"
    key_list = trust.key_list(issuer, now)
    objection = party.find_objection(method_id, use, now, key_list) if party is not None else None
    if key is None or objection == "unknown-key":
        registry.check_heads()  # an old copy of the database may lack the newest keys
        raise RegistryError("unknown-key", where, key=method_id)
    if objection is not None:
        raise RegistryError(objection, where, **key.facts_of(objection, now))
    return key.method


def _sign(plan: Planned, signer: Signer, created: str) -> Record[Any]:
    document = plan.document
    value, proof = sign_canonical(document, plan.data, signer, created=created)
    return Record(value, document, read_body(document, model_of(document)), proof)


def _chunks(plans: Sequence[Planned]) -> Iterator[Sequence[Planned]]:
    """Yield about CHUNK plans at a time; the plans of one draft stay together."""
    start = 0
    while start < len(plans):
        end = start + CHUNK
        while end < len(plans) and plans[end].draft_position == plans[end - 1].draft_position:
            end += 1
        yield plans[start:end]
        start = end
