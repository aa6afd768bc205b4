"""Check of each own record: was it decided? From papers, a bundle and its pin alone."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from credentials.documents.bundle import Bundle
from credentials.documents.desk.people import PeopleDocument
from credentials.documents.desk.statement import SignedStatement
from credentials.documents.key_list import KeyList
from credentials.errors import RecordError
from credentials.kinds import kind_of_record, read_any
from credentials.record import Record
from desk.checking.papers import DeskPapers, digest_of
from desk.checking.plans import CheckedPlans
from signing.data_integrity import check_signature
from signing.multikey import decode_multikey
from verifier import TrustStore
from verifier.desk.decision import weigh_as_of
from verifier.desk.evidence import Folder, find_refusal, judge_record
from verifier.desk.people import PeopleChain
from verifier.desk.reading.people import is_signed_list
from verifier.desk.statements import PlanStatement
from verifier.trust.party_trust import PartyTrust

DECIDED, AFTER, EDITED, DROPPED, UNANCHORED, UNDECIDED = (
    "decided", "decided-after", "edited", "statement-dropped", "people-unanchored", "undecided",
)  # fmt: skip
_BEST = (DECIDED, AFTER, EDITED, DROPPED, UNANCHORED, UNDECIDED)
"""The order in which one of several plans that name a record speaks for it."""
_GOOD = (DECIDED, AFTER)


@dataclass(frozen=True, slots=True)
class CheckedRecord:
    """A record of the association, the code of `words.CHECKED`, the plan, and who decided it, by id.

    `against` is the code for which an upload would not have stored it, where a plan names it.
    """

    record: Record[Any]
    code: str
    plan: str | None = None
    persons: Sequence[str] = ()
    against: str | None = None


@dataclass(frozen=True, slots=True)
class DeskCheck:
    """Every record since the first people list, oldest first, and what is wrong with the papers."""

    rows: Sequence[CheckedRecord]
    edited: Sequence[str]
    """Papers that are not what their name says, or that nobody signed as they stand."""
    dropped: Sequence[str]
    """Digests of statements that are named, or that their author kept, and that are not here."""
    lists: Sequence[str]
    """Digests of people lists by which somebody stated, and that are not here."""
    unsigned: Sequence[str]
    """Digests of documents that were decided, and of which no signed record is here."""
    people: Record[PeopleDocument] | None
    """The newest people list that counts: compare its version with a card."""

    @property
    def counts(self) -> Mapping[str, int]:
        """Number of records by code."""
        return Counter(row.code for row in self.rows)

    @property
    def is_good(self) -> bool:
        """True where every record was decided, no paper was edited, and none is missing."""
        faults = (*self.edited, *self.dropped, *self.lists)
        return not faults and all(row.code in _GOOD for row in self.rows)


def list_bundled(bundle: Bundle, issuer: str) -> Iterator[Record[Any]]:
    """Yield what a bundle has of an association; events outside the profile are passed over."""
    halves = (half for version in bundle.agreements for half in version)
    records: Iterable[Record[Any]] = (*halves, *bundle.key_lists, *bundle.salvage)
    yield from (record for record in records if record.body.signer == issuer)
    for value in (*bundle.events, *bundle.loose):
        if value.get("issuer") == issuer:
            try:
                yield read_any(value)
            except RecordError:  # anybody may put something into a bundle
                continue


def check_papers(
    papers: DeskPapers,
    trust: TrustStore,
    party: PartyTrust,
    *,
    bundled: Iterable[Record[Any]] = (),
    copies: Sequence[SignedStatement] = (),
) -> DeskCheck:
    """Judge every record of the papers and of the bundle that the association signed.

    `copies` are statements that their authors kept themselves: each must be among the papers.
    """
    return _Checker(papers, trust, party, bundled, copies).check()


class _Checker:
    def __init__(
        self,
        papers: DeskPapers,
        trust: TrustStore,
        party: PartyTrust,
        bundled: Iterable[Record[Any]],
        copies: Sequence[SignedStatement],
    ) -> None:
        self._papers, self._party = papers, party
        self._keys = _list_keys(party)
        self._edited = [paper.place for paper in papers.edited]
        self._own = self._find_own(bundled)
        self._kept = _find_uncounted(party)
        # the tables are edited more easily than what was published: the later moment counts
        for digest, moment in papers.facts.kept.items():
            self._kept[digest] = max(moment, self._kept.get(digest, moment))
        self._plans = CheckedPlans(papers, trust, party, [*self._own.values()], self._kept)
        self._copies = [copy for copy in self._plans.read(copies) if self._plans.is_owned(copy)]
        kept = {copy.digest for copy in self._copies}
        self._edited += (f"copy {copy.digest}" for copy in copies if copy.digest not in kept)
        # under another key a statement has no effect: whoever dropped a withdrawal could leave it so
        self._digests = frozenset(statement.digest for statement in self._plans.owned)
        self._gaps: dict[str, list[PlanStatement]] = defaultdict(list)
        """By person, the statements that name one that is not here."""
        for statement in self._plans.owned:
            if statement.after is not None and statement.after not in self._digests:
                self._gaps[statement.by].append(statement)
        self._folders: dict[str, Folder] = {}

    def check(self) -> DeskCheck:
        since, begun = self._find_since(), self._find_begun()
        late = [
            record
            for digest, record in self._own.items()
            # whoever holds the key writes any date; the log says what came after the people had begun
            if (since is not None and since < record.created)
            or self._papers.facts.places.get(digest, -1) > begun
        ]
        rows = [*map(self._judge, late), *self._judge_lists()]
        self._edited += (f"statements/{plan} ({digest})" for plan, digest in self._plans.faulty)
        named = {statement.after for statement in (*self._plans.owned, *self._copies)} - {None}
        dropped = {*filter(None, named), *(copy.digest for copy in self._copies)} - self._digests
        lists = self._plans.chain.lists if self._plans.chain.is_anchored else ()
        return DeskCheck(
            sorted(rows, key=lambda row: (row.record.created, row.record.digest)),
            [*dict.fromkeys(self._edited)],
            sorted(dropped),
            # on a first list people state by the document itself, which is signed after that
            sorted(
                {statement.people for statement in self._plans.owned}
                - self._papers.people.keys()
                - self._papers.documents.keys()
            ),
            self._plans.list_unsigned(),
            self._papers.people[lists[-1].id] if lists else None,
        )

    def _find_own(self, bundled: Iterable[Record[Any]]) -> dict[str, Record[Any]]:
        """Return what a key of the association signed by hand: what is published is not decided."""
        own: dict[str, Record[Any]] = {}
        for record in self._papers.records.values():
            if self._is_signed(record):
                own[record.digest] = record
            elif record.body.signer == self._party.issuer:
                self._edited.append(f"records/{record.digest}.json")
        own |= {record.digest: record for record in bundled if self._is_signed(record)}
        return {
            digest: record for digest, record in own.items() if kind_of_record(record).use != "publication"
        }

    def _is_signed(self, record: Record[Any]) -> bool:
        """True for a signature of whichever key of the association, stolen ones too."""
        if record.body.signer != self._party.issuer:
            return False
        named = self._keys.get(record.proof.verification_method, {*self._party.lists})
        return any(check_signature(record.value, record.proof, decode_multikey(key)) for key in named)

    def _find_since(self) -> datetime | None:
        """Return the moment after which every record is decided: when the root first named a people list."""
        naming = [record.created for record in self._list_naming()]
        return min(naming or [record.created for record in self._papers.people.values()], default=None)

    def _find_begun(self) -> float:
        """Return the place in the log of the first key list that names a people list."""
        named = (self._papers.facts.places.get(record.digest, math.inf) for record in self._list_naming())
        return min(named, default=math.inf)

    def _list_naming(self) -> list[Record[KeyList]]:
        lists = (record for records in self._party.lists.values() for record in records)
        return [record for record in lists if record.body.people is not None]

    def _judge(self, record: Record[Any], chain: PeopleChain | None = None) -> CheckedRecord:
        """Judge a record by every plan that names it, under `chain` where that is not the whole one."""
        digest, created, kept = digest_of(record.unsigned), record.created, self._kept.get(record.digest)
        questions = self._plans.naming(digest, created, max(created, kept) if kept is not None else created)
        if chain is not None:
            questions = [replace(question, chain=chain) for question in questions]
        answers = [
            (judge_record(question, self._folder_of(question.plan.digest), created, kept), question)
            for question in questions
        ]
        if not answers:
            return CheckedRecord(record, EDITED if self._plans.edits({digest}) else UNDECIDED)
        code, question = min(answers, key=lambda answer: _BEST.index(answer[0]))
        people = question.chain.in_force(created)
        last = created if code == DECIDED else max((item.at for item in question.statements), default=created)
        persons: list[str] = []
        if code in _GOOD and people is not None:
            persons = [statement.by for statement in weigh_as_of(question, people, last).counting]
        against = find_refusal(question, created, kept) if code == UNDECIDED else None
        return CheckedRecord(record, code, question.plan.digest, persons, against)

    def _folder_of(self, plan: str) -> Folder:
        if plan not in self._folders:
            self._folders[plan] = self._read_folder(plan)
        return self._folders[plan]

    def _read_folder(self, plan: str) -> Folder:
        """Return what bears on a plan: edits, copies, and later statements of its persons with a gap before.

        A person's next statement, about whatever plan, names the one before: it may have been a withdrawal.
        """
        facts, own = self._plans.facts[plan], self._plans.about(plan)
        about = [copy for copy in self._copies if copy.plan == plan]
        later = [
            statement
            for person in {statement.by for statement in own}
            for statement in self._gaps.get(person, ())
            if statement.at >= facts.created
        ]
        bearing = (*own, *about, *later)
        digests = {statement.digest for statement in bearing} | {statement.after for statement in bearing}
        here = frozenset(digest for digest in digests if digest in self._digests)
        return Folder(self._plans.edits({plan, *facts.documents}), [*about, *later], here)

    def _judge_lists(self) -> Iterator[CheckedRecord]:
        """Yield every people list but those that the root names, each judged under the lists before it."""
        chain = self._plans.chain
        for record in self._papers.people.values():
            is_first = record.body.previous is None
            if not is_signed_list(record, self._party):
                self._edited.append(f"people/{record.digest}.json")
            elif not chain.is_anchored or (is_first and chain.place(record.digest) is None):
                yield CheckedRecord(record, UNANCHORED)
            elif not is_first:
                place = chain.place(record.digest)
                before = PeopleChain(chain.lists[:place]) if place is not None else None
                yield self._judge(record, before) if before is not None else CheckedRecord(record, UNDECIDED)


def _find_uncounted(party: PartyTrust) -> dict[str, datetime]:
    """Return for events the time of the last manifest that does not count them: they were stored later."""
    counts = sorted(
        (manifest.body.credential_subject.events.count, manifest.created)
        for manifest in party.manifests.ranked
    )
    last: dict[str, datetime] = {}
    for place, event in enumerate(party.events.counted):
        earlier = [created for count, created in counts if count <= place]
        last |= {event.digest: max(earlier)} if earlier else {}
    if counts:
        last |= {event.digest: max(created for _, created in counts) for event in party.events.loose}
    return last


def _list_keys(party: PartyTrust) -> Mapping[str, set[str]]:
    """Return the keys by method id, of every list: the newest root may have begun anew."""
    keys: dict[str, set[str]] = defaultdict(set)
    for record in (record for records in party.lists.values() for record in records):
        for method in record.body.verification_method:
            keys[method.id].add(method.public_key_multibase)
    return keys
