"""Read the facts of a plan from its documents: its operation, its objects, and whether it widens anything."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from credentials.documents.agreement import AgreementHalf, AgreementText
from credentials.documents.assessment import AssessmentCredential
from credentials.documents.desk.people import MAX_PEOPLE_BYTES, PEOPLE_TYPE, PeopleDocument
from credentials.documents.desk.plan import PlanDocument
from credentials.documents.key_list import KeyList, Method
from credentials.documents.salvage import SalvageList
from credentials.documents.status_event import StatusChange, StatusEvent
from credentials.errors import RecordError
from credentials.kinds import find_kind
from credentials.record import Body, JsonObject, Record, read_body
from credentials.unsigned import Unsigned
from signing.errors import SigningError
from signing.jcs import canonicalize
from verifier.desk.plan import AGREEMENT, ISSUE, MARK_KEY, PEOPLE, Plan

SALVAGE, KEYS, KEYS_CHANGE = "salvage", "keys", "keys-change"
KEY_LIST_OBJECT, PEOPLE_OBJECT = "key-list", "people-list"
"""Objects of which an association has one."""

_AS_ISSUE = ("renewal", "upgrade")
_GRADED = (ISSUE, "rename", "correction", "downgrade")
"""Operations that leave a graded credential behind, so that a notice of one scheme may be needed."""


@dataclass(frozen=True, slots=True)
class PlanContext:
    """Records that existed before a plan; without its record, a change counts as widening."""

    credentials: Mapping[str, AssessmentCredential] = field(default_factory=dict)
    """By id: credentials that the plan's events are about, and predecessors of its credentials."""
    key_list: KeyList | None = None
    people: Sequence[Record[PeopleDocument]] = ()
    agreement: AgreementText | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    """Effect of one document of a plan."""

    operation: str
    objects: frozenset[str] = frozenset()
    scheme: str | None = None
    effective_from: datetime | None = None
    reason: str | None = None
    widens: bool = False
    removes: frozenset[str] = frozenset()


def read_plan_facts(
    plan: Unsigned[PlanDocument], documents: Sequence[JsonObject], before: PlanContext
) -> Plan:
    """Return the facts of a plan.

    Raises RecordError: plan-documents where a document is not the one of its place, plan-mixed where the
    plan is for more than one operation, scheme or issuer, and what reading a document raises.
    """
    bodies = _read_documents(plan.body, documents)
    reader = _RowReader(bodies, before)
    rows = [reader.read(body) for body in bodies]
    operation = _find_operation(rows)
    events = [row.effective_from for row in rows if row.effective_from is not None]
    reasons = [row.reason for row in rows if row.reason is not None]
    body = plan.body
    return Plan(
        plan.digest,
        operation,
        body.created,
        body.expires,
        body.documents,
        frozenset().union(*(row.objects for row in rows)),
        _find_scheme(rows) if operation in _GRADED else None,
        body.notice,
        body.not_before,
        min(events, default=None),
        "false-material" if "false-material" in reasons else next(iter(reasons), None),
        any(row.widens for row in rows),
        frozenset().union(*(row.removes for row in rows)),
        body.previous,
    )


def _read_documents(plan: PlanDocument, documents: Sequence[JsonObject]) -> list[Body]:
    if len(documents) != len(plan.documents):
        place = min(len(documents), len(plan.documents))
        raise RecordError("plan-documents", f"documents[{place}]")
    bodies = [
        _read_document(place, value, digest, plan.issuer)
        for place, (value, digest) in enumerate(zip(documents, plan.documents, strict=True))
    ]
    ids: set[str] = set()
    for place, body in enumerate(bodies):
        id_ = _id_of(body)
        if id_ in ids:  # of two predecessors the narrower one would hide what the other widens
            raise RecordError("item-repeated", f"documents[{place}].id", item=id_)
        ids.add(id_)
    return bodies


def _id_of(body: Body) -> str:
    """Return the id; a people list, of which an association has one, has none."""
    return str(getattr(body, "id", PEOPLE_OBJECT))


def _read_document(place: int, value: JsonObject, digest: str, issuer: str) -> Body:
    where = f"documents[{place}]"
    try:
        data = canonicalize(value)
    except SigningError as error:
        raise RecordError(error.code, where, **error.facts) from None
    if sha256(data).hexdigest() != digest:
        raise RecordError("plan-documents", where)
    try:
        body = _read_body_of(value, len(data))
    except RecordError as error:
        raise RecordError(error.code, f"{where}.{error.field}".rstrip("."), **error.facts) from None
    if body.signer != issuer:
        raise RecordError("plan-mixed", f"{where}.issuer", found=body.signer, expected=issuer)
    return body


def _read_body_of(value: JsonObject, size: int) -> Body:
    if isinstance(value, dict) and value.get("type") == PEOPLE_TYPE:
        model: type[Body] = PeopleDocument
        limit = MAX_PEOPLE_BYTES
    else:
        kind = find_kind(value)
        model, limit = kind.model, kind.max_bytes
    if size > limit:
        raise RecordError("too-large", size=size, limit=limit)
    return read_body(value, model)


def _find_operation(rows: Sequence[_Row]) -> str:
    """Return the plan's operation; a salvage list and the key list that names it count as one.

    The mark of a key names a salvage list of that key alone, so that both are the mark. A salvage list by
    itself, or with any other change of the key list, is no emergency.
    """
    operations = {row.operation: place for place, row in reversed([*enumerate(rows)])}
    if operations.keys() == {SALVAGE, MARK_KEY}:
        return MARK_KEY
    if SALVAGE in operations and operations.keys() <= {SALVAGE, KEYS_CHANGE}:
        return SALVAGE
    _refuse_second(operations)
    return rows[0].operation


def _find_scheme(rows: Sequence[_Row]) -> str | None:
    schemes = {row.scheme: place for place, row in reversed([*enumerate(rows)]) if row.scheme is not None}
    _refuse_second(schemes)
    return next(iter(schemes), None)


def _refuse_second(places: Mapping[str, int]) -> None:
    """Refuse a second value; `places` maps each value to the place of its first document."""
    if len(places) > 1:
        (expected, _), (other, place), *_ = sorted(places.items(), key=lambda item: item[1])
        raise RecordError("plan-mixed", f"documents[{place}]", found=other, expected=expected)


class _RowReader:
    """Reads each document of a plan together with the other documents and earlier records."""

    def __init__(self, bodies: Iterable[Body], before: PlanContext) -> None:
        self._before = before
        new = [body for body in bodies if not isinstance(body, StatusEvent)]
        changes = [body.credential_subject for body in bodies if isinstance(body, StatusEvent)]
        self._new = {_id_of(body): body for body in new}
        self._changes = {change.successor: change for change in changes if change.successor is not None}

    def read(self, body: Body) -> _Row:
        """Return the effect of a document."""
        if isinstance(body, StatusEvent):
            return self._read_change(body.credential_subject)
        if isinstance(body, AssessmentCredential):
            change = self._changes.get(body.id)
            return self._read_change(change) if change is not None else _issue(body)
        if isinstance(body, KeyList):
            return _Row(_compare_keys(body, self._before.key_list), frozenset({KEY_LIST_OBJECT}))
        if isinstance(body, PeopleDocument):
            return _Row(PEOPLE, frozenset({PEOPLE_OBJECT}), removes=self._find_removed(body))
        if isinstance(body, AgreementHalf):
            return _Row(AGREEMENT, frozenset({f"agreement/{body.credential_subject.version}"}))
        if isinstance(body, SalvageList):
            return _Row(SALVAGE, frozenset({body.credential_subject.key}))
        return _Row(body.KIND, frozenset({_id_of(body)}))

    def _read_change(self, change: StatusChange) -> _Row:
        objects, since = frozenset({change.credential}), change.effective_from
        if change.successor is None:
            return _Row(change.action, objects, None, since, change.reason)
        objects |= {change.successor}
        new = self._new.get(change.successor) or self._before.credentials.get(change.successor)
        if new is not None and not isinstance(new, AssessmentCredential):
            return _Row(new.KIND, objects, None, since, change.reason)
        objects |= {_number_object(new)} if new is not None else frozenset()
        old = self._before.credentials.get(change.credential)
        # a change counts as widening unless the records show otherwise
        widens = old is None or new is None or _widens(old, new)
        scheme = new.scheme if new is not None else None
        operation: str = change.reason
        if change.reason == "downgrade":
            is_lower = old is not None and new is not None and self._is_lower(new, old)
            operation = "downgrade" if is_lower and not widens else ISSUE
        elif change.reason in _AS_ISSUE:
            operation = ISSUE
        else:
            widens = widens or old is None or new is None or old.grade != new.grade
        return _Row(operation, objects, scheme, since, change.reason, widens)

    def _is_lower(self, new: AssessmentCredential, old: AssessmentCredential) -> bool:
        text = self._before.agreement
        scheme = text.scheme(old.scheme) if text is not None else None
        grades = [grade.code for grade in scheme.grades] if scheme is not None else []
        return {old.grade, new.grade} <= {*grades} and grades.index(old.grade) < grades.index(new.grade)

    def _find_removed(self, body: PeopleDocument) -> frozenset[str]:
        if body.previous is None:
            return frozenset()
        earlier = next((people for people in self._before.people if people.digest == body.previous), None)
        if earlier is None:
            raise RecordError("reference-unknown", "previous", item=body.previous)
        keys = {person.id: {key.public for key in person.keys} for person in body.people}
        return frozenset(
            person.id
            for person in earlier.body.people
            # under an unchanged id other keys are another person
            if keys.get(person.id, set()).isdisjoint(key.public for key in person.keys)
        )


def _issue(body: AssessmentCredential) -> _Row:
    return _Row(ISSUE, frozenset({body.id, _number_object(body)}), body.scheme)


def _number_object(body: AssessmentCredential) -> str:
    """Return the certificate number as an object: of two plans that give it, one is open at a time."""
    return f"number/{body.title}"


def _widens(old: AssessmentCredential, new: AssessmentCredential) -> bool:
    """True where a successor grants more than its predecessor, grades aside."""
    is_longer = new.valid_from < old.valid_from or new.valid_until > old.valid_until
    return is_longer or new.lineage != old.lineage or not {*new.categories} <= {*old.categories}


def _compare_keys(new: KeyList, old: KeyList | None) -> str:
    """Return `keys` for a renewal, the marking of a key, or a change."""
    if old is None or new.service != old.service or new.people != old.people or new.declines != old.declines:
        return KEYS_CHANGE
    if new.verification_method == old.verification_method:
        return KEYS
    is_marking = len(new.verification_method) == len(old.verification_method) and all(
        before == after or _is_marked(before, after)
        for before, after in zip(old.verification_method, new.verification_method, strict=True)
    )
    return MARK_KEY if is_marking else KEYS_CHANGE


def _is_marked(before: Method, after: Method) -> bool:
    """True where a key is marked as compromised, and nothing else about it changed."""
    is_new = before.compromised_since is None and after.compromised_since is not None
    return is_new and before == after.model_copy(
        update={"compromised_since": None, "salvage": before.salvage}
    )
