"""Facts of a plan in the registry: what its documents do, what stands before them, which are stored."""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from credentials.documents.assessment import AssessmentCredential
from credentials.documents.desk.carried import StatedPlan
from credentials.documents.desk.list_notice import ListNotice
from credentials.documents.desk.people import PEOPLE_TYPE, PeopleDocument
from credentials.documents.key_list import KeyList
from credentials.documents.status_event import StatusChange, StatusEvent, acts_from
from credentials.kinds import find_kind, parse_any
from credentials.record import Body, JsonObject, Record, read_body
from credentials.times import day_of
from desk.errors import DeskError
from desk.office.desk import DeskView
from desk.office.people import OfficePeople, party_of
from desk.office.settings import find_setting
from desk.office.stored import digest_of
from registry.admission.admission import admission_of
from registry.admission.record_rows import by_id
from registry.errors import RegistryError
from registry.issuing.rules import numbers
from registry.issuing.rules.next_event import check_change
from registry.issuing.rules.one_grade import GradeCheck
from registry.view.kept import KeptAnswers
from registry.view.prefetched_view import PrefetchedView
from registry.view.view import RegistryView
from verifier.checks.status import effective
from verifier.desk.decision import LATE
from verifier.desk.people import PeopleList
from verifier.desk.plan import Plan
from verifier.desk.reading.people import draft_people_list
from verifier.desk.reading.plans import PlanContext, read_plan_facts

_FACTS: KeptAnswers[tuple[Hashable, ...], Plan] = KeptAnswers()
_ENDS = ("revoke", "supersede")
_STORED: KeptAnswers[tuple[Hashable, ...], frozenset[int]] = KeptAnswers()
"""Answers by the digests of all that they follow from: a plan of a thousand rows takes half a second."""


def read_facts(desk: DeskView, stated: StatedPlan, people: OfficePeople) -> Plan:
    """Return the facts of a plan; RecordError as `read_plan_facts`."""
    named = desk.view.names(desk.issuer, _list_named(stated.documents))
    basis = stated.plan.digest, *_list_basis(named), desk.view.read_basis(), *people.lists
    return _FACTS.find(
        basis,
        lambda: read_plan_facts(stated.plan, stated.documents, find_context(desk, stated, people)),
    )


def _list_basis(named: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted(named.items())


def find_context(desk: DeskView, stated: StatedPlan, people: OfficePeople) -> PlanContext:
    """Return what stands before a plan, as far as it is here."""
    trust = desk.view.load_trust()
    version = next((document.get("version") for document in stated.documents if _is_key_list(document)), None)
    before = party_of(desk).lists_by_version.get(version - 1) if isinstance(version, int) else None
    return PlanContext(
        credentials=_find_credentials(desk, stated.documents),
        key_list=before.body if before is not None else None,
        people=[*people.lists.values()],
        agreement=trust.chain.in_force_or_last(stated.plan.body.created).text,
    )


def find_draft(stated: StatedPlan, association_keys: frozenset[str]) -> PeopleList | None:
    """Return the people list that a plan would bring, as if signed when the plan was made."""
    document = stated.documents[0]
    if document.get("type") != PEOPLE_TYPE:
        return None
    body = read_body(document, PeopleDocument)
    return draft_people_list(body, digest_of(document), stated.plan.body.created, association_keys)


def begins_people(stated: StatedPlan) -> bool:
    """Return whether a plan brings a first people list, which those decide who are in it."""
    document = stated.documents[0]
    return document.get("type") == PEOPLE_TYPE and "previous" not in document


def find_about(desk: DeskView, documents: Sequence[JsonObject]) -> list[Record[Any]]:
    """Return the records here that events of a plan are about, or name as successors."""
    return [*_find_named(desk, _list_named(documents)).values()]


def check_effects(desk: DeskView, stated: StatedPlan, rows: Iterable[int], now: datetime) -> None:
    """Check that each change of these rows would be stored; DeskError no-effect names the first."""
    for row, error in find_stopped(desk, stated, rows, now).items():
        (credential,) = _list_members([stated.documents[row]], "credential")
        record = desk.view.changeable(desk.issuer, credential)
        named = f"{record.body.holder} {record.body.title}" if record is not None else credential
        raise _name_refusal("no-effect", row, named, error)


def _name_refusal(code: str, row: int, enterprise: str, error: RegistryError) -> DeskError:
    return DeskError(
        code,
        row=row + 1,
        enterprise=enterprise,
        why=error.sentence("en"),
        why_zh=error.sentence("zh"),
        next=error.mend("en"),
        next_zh=error.mend("zh"),
    )


def find_stands(desk: DeskView, documents: Sequence[JsonObject], now: datetime) -> list[Record[Any]]:
    """Return of each certificate that documents change the event by which it stands, where one acts.

    With the last two that begin while the file may be signed: it is opened up to seven days later.
    """
    found = []
    for credential in _list_members(documents, "credential"):
        counting = [event for event in desk.view.events(desk.issuer, credential) if event.counts]
        # an end stands whatever came after it
        counting.sort(key=lambda event: (event.change.action in _ENDS, event.change.sequence))
        acting = [event for event in counting if effective(event) <= now]
        coming = [event for event in counting if now < effective(event) <= now + LATE]
        found += [desk.view.event_record(event.digest) for event in (*acting[-1:], *coming[-2:])]
    return found


def group_rows(documents: Sequence[JsonObject]) -> list[list[int]]:
    """Return the rows that belong together: a certificate, then the event that replaces another by it."""
    places = {document["id"]: row for row, document in enumerate(documents) if "id" in document}
    groups: dict[int, list[int]] = {}
    for row, document in enumerate(documents):
        successors = _list_members([document], "successor")
        groups.setdefault(places.get(successors[0], row) if successors else row, []).append(row)
    return [sorted(rows, key=lambda row: (row != first, row)) for first, rows in groups.items()]


def widen_rows(documents: Sequence[JsonObject], rows: Collection[int]) -> set[int]:
    """Return rows with all that belong together with one of them."""
    return {row for group in group_rows(documents) if not {*rows}.isdisjoint(group) for row in group}


def find_stopped(
    desk: DeskView, stated: StatedPlan, rows: Iterable[int], now: datetime
) -> Mapping[int, RegistryError]:
    """Return the rows of a plan whose change, signed now, would not be stored, each with the refusal.

    It is the very question of storing: a plan that is not stopped here is not stopped after its signature.
    """
    bodies = {row: _read_body(stated.documents[row]) for row in rows}
    changes = {row: body.credential_subject for row, body in bodies.items() if isinstance(body, StatusEvent)}
    if not changes:
        return {}
    named = [name for change in changes.values() for name in (change.credential, change.successor) if name]
    view = PrefetchedView(desk.view, desk.issuer, named)
    new = {body.id: body for body in bodies.values() if isinstance(body, AssessmentCredential)}
    stopped = {row: _find_refusal(view, desk.issuer, change, new, now) for row, change in changes.items()}
    return {row: error for row, error in sorted(stopped.items()) if error is not None}


def _find_refusal(
    view: RegistryView,
    issuer: str,
    change: StatusChange,
    new: Mapping[str, AssessmentCredential],
    now: datetime,
) -> RegistryError | None:
    record = view.changeable(issuer, change.credential)
    if record is None:
        return None
    # a certificate past its term is renewed, and its past can still be annulled
    is_over = isinstance(record.body, AssessmentCredential) and change.action != "supersede"
    if is_over and record.body.valid_until <= acts_from(change.action, change.effective_from, now):
        return RegistryError("already-final", reference=record.body.title)
    try:
        check_change(view, issuer, change, signed=now, successor=new.get(change.successor or ""))
    except RegistryError as error:
        return error
    return None


def find_versions_before(desk: DeskView, documents: Sequence[JsonObject]) -> list[Record[Any]]:
    """Return the public notices that documents of a plan follow, as far as they are here."""
    named = [digest for digest in _list_members(documents, "previous") if len(digest) == 64]
    stored = (desk.view.data(digest) for digest in named)
    return [parse_any(data) for data in stored if data is not None]


def check_numbers(desk: DeskView, stated: StatedPlan, now: datetime) -> None:
    """Check that the certificates of a plan may carry their numbers and grades, by the rules of issuing.

    Raises DeskError number-refused with the row and its enterprise, and RecordError.
    """
    bodies = [_read_body(document) for document in stated.documents]
    credentials = {row: body for row, body in enumerate(bodies) if isinstance(body, AssessmentCredential)}
    changes = [body.credential_subject for body in bodies if isinstance(body, StatusEvent)]
    replaced = {change.successor: change.credential for change in changes if change.successor is not None}
    grades = GradeCheck()
    try:
        numbers.check_numbers(desk.view, credentials.values(), replaced, now=now)
        for body in credentials.values():
            grades.check(body.grading, body.title, "grade")
    except RegistryError as error:
        row = max(row for row, body in credentials.items() if body.title == error.facts.get("number"))
        raise _name_refusal("number-refused", row, credentials[row].holder, error) from None


def check_notices(desk: DeskView, stated: StatedPlan, now: datetime) -> None:
    """Check that a new public notice runs for the days of its scheme, which begin no earlier than today.

    DeskError notice-short, with the first last day that will do. A later version only moves the end.
    """
    bodies = [_read_body(document) for document in stated.documents]
    subjects = [body.credential_subject for body in bodies if isinstance(body, ListNotice)]
    for subject in subjects:
        days = find_setting(desk, "noticeDays", subject.scheme)
        first = max(subject.since, day_of(now)) + timedelta(days=days - 1)
        if subject.version == 1 and subject.until < first:
            raise DeskError("notice-short", until=subject.until, days=days, first=first)


def name_row(stated: StatedPlan, row: int) -> str:
    """Return a row of a plan with the enterprise and the number that it gives, as people call it."""
    bodies = {str(document.get("id")): document for document in stated.documents}
    body = _read_body(stated.documents[row])
    successor = body.credential_subject.successor if isinstance(body, StatusEvent) else None
    if successor is not None and successor in bodies:
        body = _read_body(bodies[successor])
    named = [getattr(body, "holder", ""), str(getattr(body, "title", ""))]
    return " ".join([str(row + 1), *filter(None, named)])


def find_stored(desk: DeskView, stated: StatedPlan, people: OfficePeople) -> frozenset[int]:
    """Return the places of a plan's documents that are stored signed."""
    named: dict[str, int] = {}
    unnamed: dict[str, dict[str, int]] = {}
    for place, document in enumerate(stated.documents):
        kind = _kind_of(document)
        if kind is not None and admission_of(desk.view, kind).name is by_id:
            named[str(document.get("id"))] = place
        else:
            unnamed.setdefault(kind or "", {})[stated.plan.body.documents[place]] = place
    here = desk.view.names(desk.issuer, [*named])
    stored = _STORED.find(
        (stated.plan.digest, *_list_basis(here)), lambda: _find_same(desk, stated, named, here)
    )
    for kind, places in unnamed.items():
        records = people.lists.values() if not kind else map(parse_any, desk.view.of_kind(kind))
        stored |= {places[digest] for record in records if (digest := digest_of(record.unsigned)) in places}
    return stored


def load_stored(desk: DeskView, stated: StatedPlan, rows: Collection[int]) -> dict[int, JsonObject]:
    """Return the signed documents of these rows, which are stored, by place."""
    planned = {stated.plan.body.documents[row]: row for row in rows}
    digests = desk.view.names(desk.issuer, [str(stated.documents[row].get("id")) for row in rows]).values()
    kinds = {find_kind(stated.documents[row]) for row in rows}
    loose = (data for kind in kinds if admission_of(desk.view, kind.name).name is not by_id
             for data in desk.view.of_kind(kind.name))  # fmt: skip
    named = (data for digest in digests if (data := desk.view.data(digest)) is not None)
    records = (parse_any(data) for data in (*named, *loose))
    signed = {digest_of(record.unsigned): record.value for record in records}
    return {row: signed[digest] for digest, row in planned.items() if digest in signed}


def find_signed(desk: DeskView, stated: StatedPlan) -> datetime | None:
    """Return when the first document of a plan was signed that is stored under its own id."""
    documents = {str(document.get("id")): document for document in stated.documents[:1]}
    records = (parse_any(data) for digest in desk.view.names(desk.issuer, [*documents]).values()
               if (data := desk.view.data(digest)) is not None)  # fmt: skip
    return next((record.created for record in records), None)


def _find_same(
    desk: DeskView, stated: StatedPlan, named: Mapping[str, int], here: Mapping[str, str]
) -> frozenset[int]:
    """Return the places whose record here is the document of the plan, signed."""
    records = {named[name]: desk.view.data(digest) for name, digest in here.items()}
    planned = stated.plan.body.documents
    return frozenset(
        place
        for place, data in records.items()
        if data is not None and digest_of(parse_any(data).unsigned) == planned[place]
    )


def _is_key_list(document: JsonObject) -> bool:
    return _kind_of(document) == KeyList.KIND


def _read_body(document: JsonObject) -> Body:
    model = PeopleDocument if document.get("type") == PEOPLE_TYPE else find_kind(document).model
    return read_body(document, model)


def _kind_of(document: JsonObject) -> str | None:
    """Return the kind of a document of a plan that was read; None for a people list, which has none."""
    return find_kind(document).name if document.get("type") != PEOPLE_TYPE else None


def _find_credentials(desk: DeskView, documents: Sequence[JsonObject]) -> Mapping[str, AssessmentCredential]:
    records = _find_named(desk, _list_named(documents))
    return {
        name: record.body for name, record in records.items() if isinstance(record.body, AssessmentCredential)
    }


def _list_named(documents: Iterable[JsonObject]) -> list[str]:
    return _list_members(documents, "credential", "successor")


def _list_members(documents: Iterable[JsonObject], *members: str) -> list[str]:
    subjects = [document.get("credentialSubject") for document in documents]
    named = [subject.get(member) for subject in subjects if isinstance(subject, dict) for member in members]
    return [name for name in dict.fromkeys(named) if isinstance(name, str)]


def _find_named(desk: DeskView, names: Sequence[str]) -> dict[str, Record[Any]]:
    """Return the records with these names, which an issuer gives once."""
    digests = desk.view.names(desk.issuer, names)
    data_by_name = {name: desk.view.data(digest) for name, digest in digests.items()}
    return {name: parse_any(data) for name, data in data_by_name.items() if data is not None}
