"""Planning of documents of any judged kind: checked by admission's rules, then recorded unsigned.

Assessments have drafts and status indexes of their own (registry.issuing.plan_credentials).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from credentials.documents.key_list import Use
from credentials.documents.status_event import Reason, StatusEvent
from credentials.drafting.compose import build_status_event
from credentials.errors import RecordError
from credentials.kinds import check_size, find_kind
from credentials.record import JsonObject, read_body
from credentials.times import format_time
from registry.admission.admission import admission_of
from registry.admission.rules.document import check_texts
from registry.errors import RegistryError
from registry.issuing.rules.foreseen_authority import check_foreseen
from registry.issuing.rules.next_event import check_change, next_sequence
from registry.issuing.stored_plans import Planned, find_planned_ids, record_plans
from registry.registry import Registry
from registry.view.view import RegistryView
from signing.data_integrity import add_proof
from signing.jcs import encode_profile
from verifier.trust.party_trust import PartyTrust


class Replaced(NamedTuple):
    """Ids of the record that the first document replaces, and of the event that is signed with it."""

    record: str
    reason: Reason
    event: str


def plan_documents(
    registry: Registry,
    documents: Sequence[JsonObject],
    *,
    issuer: str,
    now: datetime,
    replaced: Replaced | None = None,
) -> list[Planned]:
    """Return the recorded plans of unsigned documents, to be signed and given to `store_signed`.

    With what is `replaced`, the event that supersedes it comes last. A document already on record keeps its
    plan; another one with its id is a conflict. Raises RegistryError no-agreement, log-rewound, log-behind,
    and batch-refused with `.problems` [(position, refusal)]; then nothing is on record.
    """
    registry.check_taking(issuer)

    def plan(view: RegistryView) -> list[Planned]:
        plans, known = _plan(view, documents, issuer, now, replaced)
        record_plans(view.connection, [plan for plan in plans if plan.digest not in known], now=now)
        return plans

    return registry.write(plan)


def check_documents(
    registry: Registry,
    documents: Sequence[JsonObject],
    *,
    issuer: str,
    now: datetime,
    replaced: Replaced | None = None,
) -> None:
    """Check as `plan_documents` does, and raise as it would; change nothing."""
    registry.check_taking(issuer)
    registry.read(lambda view: _plan(view, documents, issuer, now, replaced))


def _plan(
    view: RegistryView,
    documents: Sequence[JsonObject],
    issuer: str,
    now: datetime,
    replaced: Replaced | None,
) -> tuple[list[Planned], set[str]]:
    """Return the plans, and the digests of plans on record already; raises as `plan_documents`."""
    plans: list[Planned] = []
    problems: list[tuple[int, RegistryError]] = []
    taken: set[tuple[str, ...]] = set()
    planned = find_planned_ids(view.connection, issuer, [str(document.get("id")) for document in documents])
    for position, document in enumerate(documents):
        try:
            body = _check(view, document, issuer, now)
            name, made = body.id, Planned.of(document, issuer, position)
            kind = admission_of(view, body.KIND)
            mark = (body.KIND, *kind.once(body))
            if mark in taken and kind.numbered != "id":
                raise RegistryError("number-taken", kind.numbered, what=mark[-1], issuer=issuer)
            if taken & {(name,), mark} or planned.get(name, made.digest) != made.digest:
                raise RegistryError("conflict", "id", what=name)
            taken |= {(name,), mark}
            plans.append(made)
        except RegistryError as error:
            problems.append((position, error))
    if problems:
        refused = RegistryError("batch-refused", count=len(problems), total=len(documents))
        refused.problems = problems
        raise refused
    if replaced is not None:
        plans.append(_plan_succession(view, documents[0], issuer, now, replaced))
    return plans, {*planned.values()}


def _plan_succession(
    view: RegistryView, document: JsonObject, issuer: str, now: datetime, replaced: Replaced
) -> Planned:
    """Return the event by which `document` supersedes another; raises as `check_change`."""
    successor: Any = read_body(document, find_kind(document).model)
    event = build_status_event(
        issuer,
        replaced.record,
        event_id=replaced.event,
        sequence=next_sequence(view.events(issuer, replaced.record)),
        action="supersede",
        effective_from=now,
        reason=replaced.reason,
        successor=successor.id,
    )
    change = read_body(event, StatusEvent).credential_subject
    check_change(view, issuer, change, signed=now, successor=successor)
    return Planned.of(event, issuer)


def _check(view: RegistryView, document: JsonObject, issuer: str, now: datetime) -> Any:
    """Return the body of a document that its issuer may sign now."""
    try:
        kind = find_kind(document)
        if not kind.is_judged or kind.is_assessment:
            raise RecordError("kind-unknown", "type")
        body = read_body(document, kind.model)
        body.check_created(now)
        party = view.load_trust().party(body.signer)
        signed = add_proof(document, _Widest(party, kind.use), created=format_time(now))
        check_size(kind, len(encode_profile(signed)))
    except RecordError as error:
        raise RegistryError.of(error) from None
    if body.signer != issuer:
        raise RegistryError("unknown-issuer", "issuer", issuer=body.signer)
    check_texts(document)
    check_foreseen(document, body, view.load_trust(), now)
    name = str(document["id"])
    if view.names(issuer, [name]):
        raise RegistryError("conflict", "id", what=name)
    admission_of(view, kind.name).foresee(view, body)
    return body


class _Widest:
    """Signer with the longest possible key id, to check that a document stays within its size once signed."""

    def __init__(self, party: PartyTrust | None, use: Use) -> None:
        keys = party.keys.values() if party is not None else ()
        names = (key.method.id for key in keys if key.method.use == use)
        self.verification_method = max(names, key=len, default="")

    def sign(self, _: bytes) -> bytes:
        """Return 64 bytes in place of a signature."""
        return b"\xff" * 64
