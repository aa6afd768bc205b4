"""Chain of people lists: the root names the first; each later list was decided under the one before."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType

from credentials.documents.desk.carried import StatedPlan
from credentials.documents.desk.people import PeopleDocument
from credentials.errors import RecordError
from credentials.record import Record
from signing.data_integrity import check_signature
from signing.jcs import canonicalize
from verifier.desk.decision import PlanQuestion, is_decided, weigh_as_of
from verifier.desk.people import PeopleChain, PeopleList, Person, refuse_list
from verifier.desk.plan import PEOPLE
from verifier.desk.reading.plans import PlanContext, read_plan_facts
from verifier.desk.reading.statements import read_statements
from verifier.trust.party_trust import PartyTrust


def read_people_chain(
    lists: Iterable[Record[PeopleDocument]],
    party: PartyTrust,
    plans: Sequence[StatedPlan] = (),
    *,
    known: str | None = None,
    kept: Mapping[str, datetime] = MappingProxyType({}),
) -> PeopleChain:
    """Read the lists of an association into a chain; `plans` are those on people lists.

    A list that the root names begins the chain anew; lists signed after it no longer count. A further list
    counts if a plan on it was decided under the list before; of two such lists neither counts. `known` is the
    newest list that the file of last heads names. `kept` is when each list was stored, by digest, where that
    is known: a list whose approval was taken back by then does not count, whatever its date.
    """
    signed = {record.digest: record for record in lists if is_signed_list(record, party)}
    named = {record.body.people for records in party.lists.values() for record in records}
    firsts = sorted(
        (record for record in signed.values() if record.body.previous is None),
        key=lambda record: (record.created, record.digest),
    )
    anchored = [record for record in firsts if record.digest in named]
    # without an anchor the first list is only shown; nobody decides under it (`people-unanchored`)
    firsts = anchored or firsts[:1]
    reader = _ChainReader([*signed.values()], find_association_keys(party), plans, kept)
    for place, first in enumerate(firsts):
        reader.follow(first, firsts[place + 1].created if first is not firsts[-1] else None)
    return PeopleChain(reader.lists, known, bool(anchored))


def is_signed_list(record: Record[PeopleDocument], party: PartyTrust) -> bool:
    """True where an assessment key of the association signed the list, before it was compromised."""
    if record.body.issuer != party.issuer:
        return False
    method, created = record.proof.verification_method, record.created
    objection = party.find_objection(
        method, "assessment", created, party.newest_key_list, lambda stand: created < stand.since
    )
    key = party.key(method)
    return objection is None and key is not None and check_signature(record.value, record.proof, key.public)


def find_association_keys(party: PartyTrust) -> frozenset[str]:
    """Return the public keys of every key list of the association, and its roots."""
    listed = (
        method.public_key_multibase
        for records in party.lists.values()
        for record in records
        for method in record.body.verification_method
    )
    return frozenset([*party.lists, *listed])


def to_people_list(record: Record[PeopleDocument], association_keys: frozenset[str]) -> PeopleList:
    """Return the `PeopleList` of a signed record."""
    return draft_people_list(record.body, record.digest, record.created, association_keys)


def draft_people_list(
    body: PeopleDocument, id_: str, signed: datetime, association_keys: frozenset[str]
) -> PeopleList:
    """Return the `PeopleList` of a body that may not be signed yet."""
    people = [
        Person(
            person.id,
            frozenset(person.roles),
            person.since,
            person.until,
            frozenset(key.public for key in person.keys),
        )
        for person in body.people
    ]
    policy = {name: count for name, count in body.policy if count is not None}
    return PeopleList(
        id_,
        signed,
        body.valid_until,
        people,
        policy,
        bool(body.alone),
        association_keys,
    )


class _ChainReader:
    """Follows lists from a first one for as long as each next list was decided."""

    def __init__(
        self,
        records: Sequence[Record[PeopleDocument]],
        association_keys: frozenset[str],
        plans: Sequence[StatedPlan],
        kept: Mapping[str, datetime],
    ) -> None:
        self._records = sorted(records, key=lambda record: record.created)
        self._association_keys = association_keys
        self._plans, self._kept = plans, kept
        self.lists: list[PeopleList] = []

    def follow(self, first: Record[PeopleDocument], end: datetime | None) -> None:
        """Add the lists from `first` on; those signed from `end` on come too late."""
        current: Record[PeopleDocument] | None = first
        while current is not None:
            people = to_people_list(current, self._association_keys)
            if refuse_list(people) is not None:
                return
            self.lists.append(people)
            following = [record for record in self._following(current, end) if self._is_decided(record)]
            # of two successors neither counts: a thief with old keys gains nothing by a past date
            current = following[0] if len(following) == 1 else None

    def _following(
        self, current: Record[PeopleDocument], end: datetime | None
    ) -> Iterator[Record[PeopleDocument]]:
        for record in self._records:
            body = record.body
            is_next = body.previous == current.digest and body.version == current.body.version + 1
            # two lists of one second are ordered by their versions
            if is_next and current.created <= record.created and (end is None or record.created < end):
                yield record

    def _is_decided(self, record: Record[PeopleDocument]) -> bool:
        digest = sha256(canonicalize(record.unsigned)).hexdigest()
        return any(
            digest in stated.plan.body.documents and self._decides(stated, record) for stated in self._plans
        )

    def _decides(self, stated: StatedPlan, record: Record[PeopleDocument]) -> bool:
        """True where the plan was decided when the list was signed, under the lists before it."""
        try:
            plan = read_plan_facts(stated.plan, stated.documents, PlanContext(people=self._records))
        except RecordError:
            return False
        chain, created = PeopleChain([*self.lists]), record.created
        people = chain.in_force(created)
        if plan.operation != PEOPLE or people is None or not plan.created <= created <= plan.expires:
            return False
        statements = read_statements(stated.statements, self._records).proven
        question = PlanQuestion(plan, statements, chain, created, created)
        moments = {created, max(created, self._kept.get(record.digest, created))}
        return all(is_decided(weigh_as_of(question, people, moment), plan, people) for moment in moments)
