"""Plans among the papers: their facts, the statements about them, and the people lists that they make."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from credentials.documents.assessment import AssessmentCredential
from credentials.documents.desk.carried import StatedPlan
from credentials.documents.desk.people import PEOPLE_TYPE
from credentials.documents.desk.statement import SignedStatement
from credentials.errors import RecordError
from credentials.record import JsonObject, Record
from desk.checking.papers import DeskPapers, digest_of
from verifier import TrustStore
from verifier.desk.decision import PlanQuestion
from verifier.desk.people import PeopleChain
from verifier.desk.plan import Plan
from verifier.desk.reading.people import read_people_chain
from verifier.desk.reading.plans import PlanContext, read_plan_facts
from verifier.desk.reading.statements import read_statements
from verifier.desk.statements import PlanStatement
from verifier.trust.party_trust import PartyTrust


class CheckedPlans:
    """The plans of an association whose documents are all here; `own` are the records it signed."""

    def __init__(
        self, papers: DeskPapers, trust: TrustStore, party: PartyTrust, own: Sequence[Record[Any]]
    ) -> None:
        self._papers, self._trust, self._party, self._own = papers, trust, party, own
        self._lists = sorted(papers.people.values(), key=lambda record: record.created)
        read = read_statements(papers.statements, self._lists)
        self.proven = read.proven
        self.faulty = [
            (statement.body.plan, statement.digest)
            for statement in papers.statements
            if statement.digest in read.faults
        ]
        """Plan and digest of each statement whose proof fails."""
        self._edits: dict[str, list[str]] = defaultdict(list)
        for paper in papers.edited:
            for digest in paper.touches:
                self._edits[digest].append(paper.place)
        for digest, faulty in self.faulty:
            self._edits[digest].append(faulty)
        stated = self._find_stated()
        deciding = [one for one in stated if any(value.get("type") == PEOPLE_TYPE for value in one.documents)]
        self.chain: PeopleChain = read_people_chain(self._lists, party, deciding)
        self._listed = {
            (person.id, key) for people in self.chain.lists for person in people.people for key in person.keys
        }
        self.owned = [statement for statement in self.proven if self.is_owned(statement)]
        """Statements by a key that a people list gives their person: under another they have no effect."""
        self._about: Mapping[str, Sequence[PlanStatement]] = _group(self.owned)
        self.facts: Mapping[str, Plan] = self._read_facts(stated)
        self._naming: dict[str, list[str]] = defaultdict(list)
        for plan in self.facts.values():
            for document in plan.documents:
                self._naming[document].append(plan.digest)

    def read(self, statements: Iterable[SignedStatement]) -> Sequence[PlanStatement]:
        """Return those of other statements whose proof holds."""
        return read_statements(statements, self._lists).proven

    def is_owned(self, statement: PlanStatement) -> bool:
        """Return whether a people list that counts gives the statement's key to its person."""
        return (statement.by, statement.key) in self._listed

    def about(self, plan: str) -> Sequence[PlanStatement]:
        """Return the statements about a plan that somebody of a people list made."""
        return self._about.get(plan, ())

    def naming(self, document: str) -> list[PlanQuestion]:
        """Return the questions of the plans that name a document."""
        return [
            PlanQuestion(plan, self.about(digest), self.chain, plan.created, plan.created)
            for digest in self._naming.get(document, ())
            for plan in [self.facts[digest]]
        ]

    def edits(self, touched: Collection[str]) -> list[str]:
        """Return the edited papers that touch one of these digests, and the faulty statements about them."""
        return [place for digest in touched for place in self._edits.get(digest, ())]

    def _find_stated(self) -> list[StatedPlan]:
        signed: Iterable[Record[Any]] = (*self._own, *self._lists)
        documents: dict[str, JsonObject] = {digest_of(record.unsigned): record.unsigned for record in signed}
        documents |= self._papers.documents
        statements: dict[str, list[SignedStatement]] = defaultdict(list)
        for statement in self._papers.statements:
            statements[statement.body.plan].append(statement)
        return [
            StatedPlan(plan, [documents[name] for name in plan.body.documents], statements[digest])
            for digest, plan in self._papers.plans.items()
            if plan.body.issuer == self._party.issuer
            and all(name in documents for name in plan.body.documents)
        ]

    def _read_facts(self, stated: Iterable[StatedPlan]) -> dict[str, Plan]:
        """Return the facts of each plan; one that cannot be read decides nothing."""
        credentials = self._find_credentials()
        facts: dict[str, Plan] = {}
        for one in stated:
            version = next(
                (value.get("version") for value in one.documents if "verificationMethod" in value), None
            )
            before = self._party.lists_by_version.get(version - 1) if isinstance(version, int) else None
            context = PlanContext(
                credentials,
                before.body if before is not None else None,
                self._lists,
                self._trust.chain.in_force_or_last(one.plan.body.created).text,
            )
            try:
                facts[one.plan.digest] = read_plan_facts(one.plan, one.documents, context)
            except RecordError:
                continue
        return facts

    def _find_credentials(self) -> dict[str, AssessmentCredential]:
        """Return credentials by id; of two with one id neither shows what a successor widens."""
        found: dict[str, list[AssessmentCredential]] = defaultdict(list)
        for record in self._own:
            if isinstance(record.body, AssessmentCredential):
                found[record.body.id].append(record.body)
        return {name: bodies[0] for name, bodies in found.items() if len(bodies) == 1}


def _group(statements: Iterable[PlanStatement]) -> dict[str, list[PlanStatement]]:
    groups: dict[str, list[PlanStatement]] = defaultdict(list)
    for statement in statements:
        groups[statement.plan].append(statement)
    return groups
