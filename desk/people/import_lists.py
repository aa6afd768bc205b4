"""People lists from files: a signed list, or what carried a plan and has the lists with their decisions."""

from datetime import datetime

from credentials.documents.desk.carried import (
    MAX_CARRIED_BYTES,
    MAX_CARRIED_VALUES,
    SIGNED_TYPE,
    UNSIGNED_TYPE,
    CarriedPlan,
    PlanAsSigned,
    parse_plan_to_sign,
    parse_signed_plan,
)
from credentials.documents.desk.people import PEOPLE_TYPE, PeopleDocument, parse_people, read_people
from credentials.errors import RecordError
from credentials.record import Record, parse_document
from desk.office.desk import DeskView
from desk.office.journal import add_journal
from desk.office.people import party_of, store_people
from desk.office.upload import keep_decisions
from registry.errors import RegistryError
from registry.issuing.offline_files import SIGNED_TYPE as SIGNED_BATCH
from registry.issuing.offline_files import parse_signed
from verifier.desk.reading.people import is_signed_list


def import_lists(desk: DeskView, data: bytes, now: datetime) -> int:
    """Keep the lists of a file and what decided them; return how many are new.

    Raises RecordError for a file of another kind or association; RegistryError bad-signature for a list that
    no assessment key of the association signed.
    """
    carried = _read_carried(data)
    records = _list_records(carried) if carried is not None else _read_signed(data)
    issuer, party = records[0].body.issuer, party_of(desk)
    if issuer != desk.issuer:
        raise RecordError("file-mixed", "issuer", found=issuer, expected=desk.issuer)
    if not all(is_signed_list(record, party) for record in records):
        raise RegistryError("bad-signature", "proof.proofValue")
    if carried is not None:
        keep_decisions(desk, carried, now)
    new = [record.digest for record in records if store_people(desk, record, now)]
    for digest in new:
        add_journal(desk, now, "people", digest)
    return len(new)


def _list_records(carried: CarriedPlan) -> list[Record[PeopleDocument]]:
    """Return the lists that decided the plan, and the list that the plan brought."""
    documents = carried.documents if isinstance(carried, PlanAsSigned) else ()
    brought = [read_people(document) for document in documents if document.get("type") == PEOPLE_TYPE]
    return [*carried.people, *brought]


def _read_signed(data: bytes) -> list[Record[PeopleDocument]]:
    """Return the list that a file is, or brings back from the machine with the key."""
    if parse_document(data, MAX_CARRIED_BYTES, MAX_CARRIED_VALUES).get("type") != SIGNED_BATCH:
        return [parse_people(data)]
    documents = parse_signed(data)
    if not documents:
        raise RecordError("member-missing", "documents[0]")
    return [read_people(document) for document in documents]


def _read_carried(data: bytes) -> CarriedPlan | None:
    type_ = parse_document(data, MAX_CARRIED_BYTES, MAX_CARRIED_VALUES).get("type")
    if type_ == SIGNED_TYPE:
        return parse_signed_plan(data)
    return parse_plan_to_sign(data) if type_ == UNSIGNED_TYPE else None
