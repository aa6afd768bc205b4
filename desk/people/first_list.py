"""First people list: everybody in it states, then the assessment key signs, then the root names it."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from credentials.documents.desk.carried import StatedPlan
from credentials.documents.desk.people import PeopleDocument, parse_people
from credentials.record import JsonObject, Record
from credentials.times import format_time
from desk.errors import DeskError
from desk.office.desk import Desk, DeskView
from desk.office.facts import begins_people
from desk.office.journal import add_journal
from desk.office.people import party_of, store_people
from desk.office.plans import find_plan
from registry.errors import RegistryError
from registry.issuing.offline_files import export_plans
from signing.data_integrity import add_proof
from signing.jcs import canonicalize
from signing.signer import KeySigner
from verifier.desk.reading.people import is_signed_list


def sign_first(desk: Desk, plan: str, signer: KeySigner, now: datetime) -> Record[PeopleDocument]:
    """Sign and keep the list of a plan that all who are in it have stated for.

    The signer's method is that of an assessment key. Raises what `find_first` raises, and RegistryError
    bad-signature.
    """
    document = desk.read(partial(find_first, plan=plan, now=now))
    signed = add_proof(document, signer, created=format_time(now))
    record = parse_people(canonicalize(signed))

    def keep(view: DeskView) -> None:
        if not is_signed_list(record, party_of(view)):
            raise RegistryError("bad-signature", "proof.proofValue")
        store_people(view, record, now)
        add_journal(view, now, "people", record.digest)

    desk.write(keep)
    return record


def find_first(view: DeskView, plan: str, now: datetime) -> JsonObject:
    """Return the unsigned list of a plan that all who are in it have stated for.

    DeskError plan-unknown, people-silent, and what the rules have against the plan.
    """
    office_plan = find_plan(view, plan, now)
    if not begins_people(office_plan.stated):
        raise DeskError("plan-unknown", plan=plan)
    if office_plan.answer.code is not None:
        raise DeskError(office_plan.answer.code, plan=plan)
    silent = _find_silent(office_plan.stated, office_plan.answer.persons)
    if silent:
        raise DeskError("people-silent", persons=silent)
    return office_plan.stated.documents[0]


def export_first(view: DeskView, plan: str, now: datetime) -> bytes:
    """Return huren-unsigned/1 of a first list for the machine with the key; raises as `find_first`."""
    document = find_first(view, plan, now)
    methods = [key.method for key in party_of(view).keys.values() if key.method.use == "assessment"]
    add_journal(view, now, "export", plan)
    return export_plans([document], view.issuer, methods)


def _find_silent(stated: StatedPlan, persons: Sequence[str]) -> list[str]:
    people: list[dict[str, str]] = stated.documents[0]["people"]  # type: ignore[assignment]  # as it was read
    return [person["id"] for person in people if person["id"] not in persons]
