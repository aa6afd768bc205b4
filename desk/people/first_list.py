"""First people list: everybody in it states, then the assessment key signs, then the root names it."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from credentials.documents.desk.carried import StatedPlan
from credentials.documents.desk.people import PeopleDocument, parse_people
from credentials.record import Record
from credentials.times import format_time
from desk.errors import DeskError
from desk.office.desk import Desk, DeskView
from desk.office.facts import begins_people
from desk.office.journal import add_journal
from desk.office.people import party_of, store_people
from desk.office.plans import find_plan
from registry.errors import RegistryError
from signing.data_integrity import add_proof
from signing.jcs import canonicalize
from signing.signer import Ed25519Signer
from verifier.desk.reading.people import is_signed_list


def sign_first(desk: Desk, plan: str, signer: Ed25519Signer, now: datetime) -> Record[PeopleDocument]:
    """Sign and keep the list of a plan that all who are in it have stated for.

    The signer's method is that of an assessment key. Raises DeskError plan-unknown, people-silent, and what
    the rules have against the plan; RegistryError bad-signature.
    """
    found = desk.read(partial(find_plan, digest=plan, now=now))
    if not begins_people(found.stated):
        raise DeskError("plan-unknown", plan=plan)
    if found.answer.code is not None:
        raise DeskError(found.answer.code, plan=plan)
    silent = _find_silent(found.stated, found.answer.persons)
    if silent:
        raise DeskError("people-silent", persons=silent)
    signed = add_proof(found.stated.documents[0], signer, created=format_time(now))
    record = parse_people(canonicalize(signed))

    def keep(view: DeskView) -> None:
        if not is_signed_list(record, party_of(view)):
            raise RegistryError("bad-signature", "proof.proofValue")
        store_people(view, record, now)
        add_journal(view, now, "people", record.digest)

    desk.write(keep)
    return record


def _find_silent(stated: StatedPlan, persons: Sequence[str]) -> list[str]:
    people: list[dict[str, str]] = stated.documents[0]["people"]  # type: ignore[assignment]  # as it was read
    return [person["id"] for person in people if person["id"] not in persons]
