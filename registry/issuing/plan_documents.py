"""Planning documents of any kind that is judged: looked at as admission will, then put on record unsigned.

Assessments have drafts and status indexes of their own (registry.issuing.plan_credentials).
"""

from collections.abc import Sequence
from datetime import datetime

from credentials.errors import RecordError
from credentials.kinds import find_kind
from credentials.record import JsonObject, read_body
from registry.admission.rules.document import check_texts
from registry.errors import RegistryError
from registry.issuing.rules.foreseen_authority import check_foreseen
from registry.issuing.stored_plans import Planned, record_plans
from registry.registry import Registry
from registry.view.view import RegistryView


def plan_documents(
    registry: Registry, documents: Sequence[JsonObject], *, issuer: str, now: datetime
) -> list[Planned]:
    """The recorded plans of unsigned documents, to be signed and given to `store_signed`.

    Raises RegistryError no-agreement, log-rewound, and batch-refused with `.problems` [(position, refusal)];
    then nothing is on record.
    """
    registry.check_heads()

    def plan(view: RegistryView) -> list[Planned]:
        plans: list[Planned] = []
        problems: list[tuple[int, RegistryError]] = []
        taken: set[str] = set()
        for position, document in enumerate(documents):
            try:
                name = _check(view, document, issuer, now)
                if name in taken:
                    raise RegistryError("conflict", "id", what=name)
                taken.add(name)
                plans.append(Planned.of(document, issuer, position))
            except RegistryError as error:
                problems.append((position, error))
        if problems:
            refused = RegistryError("batch-refused", count=len(problems), total=len(documents))
            refused.problems = problems
            raise refused
        record_plans(view.connection, plans, now=now)
        return plans

    return registry.write(plan)


def _check(view: RegistryView, document: JsonObject, issuer: str, now: datetime) -> str:
    """The id of a document that its issuer may sign now."""
    try:
        kind = find_kind(document)
        if not kind.is_judged or kind.is_assessment:
            raise RecordError("kind-unknown", "type")
        body = read_body(document, kind.model)
        body.check_created(now)
    except RecordError as error:
        raise RegistryError.of(error) from None
    if body.signer != issuer:
        raise RegistryError("unknown-issuer", "issuer", issuer=body.signer)
    check_texts(document)
    check_foreseen(document, body, view.load_trust(), now)
    name = str(document["id"])
    if view.names(issuer, [name]):
        raise RegistryError("conflict", "id", what=name)
    return name
