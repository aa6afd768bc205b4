"""Read the file of a plan that travels between machines.

The association's trust data prove everything in the file. Without trust data the file's own key list is used.
It shows only that the people lists and statements fit together under the root key of that list. The file
cannot show whose root key it is, or whether a newer people list exists. A person compares the root key and
the version of the people list with a card.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from credentials.documents.agreement import AgreementHalf, AgreementText
from credentials.documents.assessment import AssessmentCredential
from credentials.documents.desk.carried import CarriedPlan, PlanToSign, read_each
from credentials.documents.key_list import KeyList
from credentials.errors import RecordError
from credentials.kinds import read_earlier
from credentials.record import JsonObject, Record
from signing.data_integrity import check_signature, parse_proof
from signing.log.merkle import MerkleTree
from signing.multikey import decode_multikey
from verifier.desk.decision import PlanQuestion
from verifier.desk.plan import Plan
from verifier.desk.reading.people import read_people_chain
from verifier.desk.reading.plans import PlanContext, read_plan_facts
from verifier.desk.reading.statements import StatementFault, read_statements
from verifier.trust.events import Events
from verifier.trust.key_lists import find_floors
from verifier.trust.keys import read_keys
from verifier.trust.manifests import Manifests
from verifier.trust.party_trust import Order, PartyTrust, find_lines


@dataclass(frozen=True, slots=True)
class CarriedQuestion:
    """The question about a carried plan; `faults`: codes of statements with a bad proof, by digest."""

    question: PlanQuestion
    faults: Mapping[str, StatementFault]
    party: PartyTrust
    """The association whose keys proved the file."""


def read_carried(
    carried: CarriedPlan,
    *,
    created: datetime,
    now: datetime,
    party: PartyTrust | None = None,
    known: str | None = None,
    context: PlanContext | None = None,
) -> CarriedQuestion:
    """Return the question whether the plan may be signed at `created`, as known at `now`.

    `party` is the association by trust data, else the file's key list stands for it. `context` holds the
    records before the plan where the caller has them. Otherwise the file's records count that a key of the
    association signed. `known` is the newest people list that the file of last heads names.

    Raises RecordError: member-missing or file-signature for the key list of a file that must vouch for it,
    file-signature for a document said to be stored that no key of the association signed, reference-unknown
    for a plan before that is not in the file, and what `read_plan_facts` raises.
    """
    own = party or read_file_party(carried)
    context = context or read_file_context(carried, own)
    stated = carried.stated
    plan = read_plan_facts(stated.plan, stated.documents, context)
    read = read_statements(stated.statements, carried.people)
    is_offline = isinstance(carried, PlanToSign)
    question = PlanQuestion(
        plan,
        read.proven,
        read_people_chain(carried.people, own, carried.before, known=known),
        created,
        now,
        previous=_read_previous(carried, context),
        exported=carried.exported if isinstance(carried, PlanToSign) else None,
        is_offline=is_offline,
        stored=_read_stored(carried, own) if isinstance(carried, PlanToSign) else frozenset(),
    )
    return CarriedQuestion(question, read.faults, own)


def read_file_party(carried: CarriedPlan) -> PartyTrust:
    """Return the association as the file's key list alone has it; RecordError as `read_carried`."""
    record = carried.key_list
    if record is None:
        raise RecordError("member-missing", "keyList")
    root = _find_root(record)
    if root is None:
        raise RecordError("file-signature", "keyList")
    methods = record.body.verification_method
    keys = read_keys(methods, {}, find_lines([], find_floors([record])), {root})
    return PartyTrust(
        carried.issuer,
        lists={root: [record]},
        keys=keys,
        manifests=Manifests(),
        events=Events(carried.issuer, (), ()),
        order=Order(MerkleTree()),
    )


def read_file_context(carried: CarriedPlan, party: PartyTrust) -> PlanContext:
    """Return the records before the plan that the file has and a key of the association signed."""
    about = carried.about if isinstance(carried, PlanToSign) else ()
    return PlanContext(
        {body.id: body for body in _read_about(about, party)},
        party.newest_key_list.body,
        carried.people,
        _find_text(carried.agreement, party),
    )


def _find_root(record: Record[KeyList]) -> str | None:
    """Return the root key of the list that signed it."""
    method = record.body.method(record.proof.verification_method)
    if method is None or method.use != "root":
        return None
    key = method.public_key_multibase
    return key if check_signature(record.value, record.proof, decode_multikey(key)) else None


def _read_about(values: Iterable[JsonObject], party: PartyTrust) -> Iterable[AssessmentCredential]:
    """Yield the credentials that a key of the association signed before it was compromised."""
    for record in read_each("about", values, read_earlier):
        key = party.key(record.proof.verification_method)
        is_own = key is not None and key.method.use == "assessment" and record.body.issuer == party.issuer
        if key is None or not is_own or not isinstance(record.body, AssessmentCredential):
            continue
        stands = key.stand is None or record.created < key.stand.since
        if stands and check_signature(record.value, record.proof, key.public):
            yield record.body


def _find_text(halves: Iterable[Record[AgreementHalf]], party: PartyTrust) -> AgreementText | None:
    """Return the agreement text that a root of the association signed."""
    roots = [decode_multikey(root) for root in party.lists]
    for half in halves:
        signed = (check_signature(half.value, half.proof, root) for root in roots)
        if half.body.issuer == party.issuer and any(signed):
            return half.body.credential_subject
    return None


def _read_stored(carried: PlanToSign, party: PartyTrust) -> frozenset[int]:
    """Return the places of the documents that are stored: whoever holds the key signs none of them again."""
    for number, value in enumerate(carried.stored[place] for place in sorted(carried.stored)):
        proof = parse_proof(value)
        key = party.key(proof.verification_method)
        if key is None or not check_signature(value, proof, key.public):
            raise RecordError("file-signature", f"stored[{number}]")
    return frozenset(carried.stored)


def _read_previous(carried: CarriedPlan, context: PlanContext) -> Plan | None:
    named = carried.stated.plan.body.previous
    if named is None:
        return None
    earlier = next((stated for stated in carried.before if stated.plan.digest == named), None)
    if earlier is None:
        raise RecordError("reference-unknown", "plan.previous", item=named)
    return read_plan_facts(earlier.plan, earlier.documents, context)
