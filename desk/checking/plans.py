"""Plans among the papers: their facts, the statements about them, and the people lists that they make."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from credentials.documents.assessment import AssessmentCredential
from credentials.documents.desk.carried import StatedPlan
from credentials.documents.desk.list_notice import ListNotice
from credentials.documents.desk.people import PEOPLE_TYPE
from credentials.documents.desk.statement import SignedStatement
from credentials.errors import RecordError
from credentials.record import JsonObject, Record
from desk.checking.papers import DeskPapers, digest_of
from verifier import TrustStore
from verifier.desk.decision import PlanQuestion, is_decided, weigh_as_of
from verifier.desk.gate import Gate
from verifier.desk.people import PeopleChain
from verifier.desk.plan import EMERGENCIES, SKIPPED, STOCK, OtherPlan, Plan, date_arrival
from verifier.desk.reading.gate import AdmittedNotice, match_rows, read_gate
from verifier.desk.reading.people import read_people_chain
from verifier.desk.reading.plans import PlanContext, read_plan_facts
from verifier.desk.reading.statements import read_statements
from verifier.desk.statements import REJECT, PlanStatement, weigh
from verifier.trust.party_trust import PartyTrust


class CheckedPlans:
    """The plans of an association whose documents are all here; `own` are the records it signed."""

    def __init__(
        self,
        papers: DeskPapers,
        trust: TrustStore,
        party: PartyTrust,
        own: Sequence[Record[Any]],
        kept: Mapping[str, datetime],
    ) -> None:
        self._papers, self._trust, self._party, self._own = papers, trust, party, own
        self._kept = kept
        self._lists = sorted(papers.people.values(), key=lambda record: (record.created, record.body.version))
        self._credentials = self._find_credentials()
        self._notices = [
            AdmittedNotice(record, kept.get(record.digest, record.created))
            for record in own
            if isinstance(record.body, ListNotice)
        ]
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
        deciding = [
            candidate
            for candidate in stated
            if any(value.get("type") == PEOPLE_TYPE for value in candidate.documents)
        ]
        self.chain: PeopleChain = read_people_chain(self._lists, party, deciding, kept=kept)
        self._listed = {
            (person.id, key) for people in self.chain.lists for person in people.people for key in person.keys
        }
        self.owned = [statement for statement in self.proven if self.is_owned(statement)]
        """Statements by a key that a people list gives their person: under another they have no effect."""
        self._about: Mapping[str, Sequence[PlanStatement]] = _group(self.owned)
        self.facts: Mapping[str, Plan] = self._read_facts(stated)
        self._naming: dict[str, list[str]] = defaultdict(list)
        self._changing: dict[str, list[str]] = defaultdict(list)
        """By object, the plans that change it."""
        self._followers: dict[str, list[str]] = defaultdict(list)
        for plan in self.facts.values():
            for document in plan.documents:
                self._naming[document].append(plan.digest)
            for thing in plan.objects:
                self._changing[thing].append(plan.digest)
            if plan.previous is not None:
                self._followers[plan.previous].append(plan.digest)
        self._signed = {digest_of(record.unsigned): record.created for record in (*own, *self._lists)}
        self._beside = {digest: self._find_beside(plan) for digest, plan in self.facts.items()}
        self._gates = {
            candidate.plan.digest: self._find_gate(candidate)
            for candidate in stated
            if candidate.plan.digest in self.facts
        }
        self._stocks = [*self._find_stocks()]
        """Opening stocks of which records are here, the first first."""

    def read(self, statements: Iterable[SignedStatement]) -> Sequence[PlanStatement]:
        """Return those of other statements whose proof holds."""
        return read_statements(statements, self._lists).proven

    def is_owned(self, statement: PlanStatement) -> bool:
        """Return whether a people list that counts gives the statement's key to its person."""
        return (statement.by, statement.key) in self._listed

    def about(self, plan: str) -> Sequence[PlanStatement]:
        """Return the statements about a plan that somebody of a people list made."""
        return self._about.get(plan, ())

    def naming(self, document: str, created: datetime, moment: datetime) -> list[PlanQuestion]:
        """Return the questions about a document alone that was signed at `created` and stored by `moment`."""
        return [
            self._ask(self.facts[digest], document, created, moment)
            for digest in self._naming.get(document, ())
        ]

    def _ask(self, plan: Plan, document: str, created: datetime, moment: datetime) -> PlanQuestion:
        # rows that were lost come again with the same file: that arrival is not the one of the storing
        if plan.arrived is not None and moment < plan.arrived:
            plan = replace(plan, arrived=None)
        question = PlanQuestion(
            plan,
            self.about(plan.digest),
            self.chain,
            created,
            moment,
            [*self._list_stocks_before(plan)],
            self.facts.get(plan.previous) if plan.previous is not None else None,
            self._gates[plan.digest],
            stored=frozenset(row for row, name in enumerate(plan.documents) if name != document),
        )
        beside = self._beside[plan.digest]
        if not beside:
            return question
        return replace(question, others=[*question.others, *self._list_beside(question, beside)])

    def _find_beside(self, plan: Plan) -> list[Plan]:
        """Return the other plans for the same objects, and those that replace one of them or the plan."""
        rivals = {digest for thing in plan.objects for digest in self._changing[thing]}
        after = {digest for one in {plan.digest, *rivals} for digest in self._followers[one]}
        return [self.facts[digest] for digest in sorted((rivals | after) - {plan.digest})]

    def _list_beside(self, question: PlanQuestion, beside: Iterable[Plan]) -> Iterator[OtherPlan]:
        """Yield other plans as they stood when the record was stored, or an emergency decided.

        The folder does not know when a plan was exported, and from then on no other one holds it up: one is
        open beside it that was so then, and when its persons had decided.
        """
        decided = self._find_decided(question)
        before = replace(question, now=decided)
        if question.plan.operation in EMERGENCIES:
            question = replace(question, now=max([question.now, *(item.at for item in question.statements)]))
        for other in beside:
            if self._find_coming(other) <= question.now:
                state = self._find_state(other, question)
                is_new = self._find_coming(other) > decided or self._find_state(other, before) != "open"
                yield OtherPlan(other, "late" if state == "open" and is_new else state)

    def _find_coming(self, plan: Plan) -> datetime:
        return max(plan.created, self._papers.facts.arrivals.get(plan.digest, plan.created))

    def _find_decided(self, question: PlanQuestion) -> datetime:
        """Return the first moment at which the persons had decided, else that of the signature."""
        for moment in sorted({item.at for item in question.statements}):
            people = self.chain.in_force(moment)
            if people is not None and is_decided(
                weigh_as_of(question, people, moment), question.plan, people
            ):
                return moment
        return question.created

    def _find_state(self, plan: Plan, question: PlanQuestion) -> str:
        """Return the state of a plan at a question's moment, by the other records signed by then."""
        moment = question.now
        asked = {question.plan.documents[row] for row in question.left}
        here = (name for name in plan.documents if name in self._signed and name not in asked)
        stored = [name for name in here if self._signed[name] <= moment]
        people = self.chain.in_force(moment)
        stated = [item for item in self.about(plan.digest) if item.at <= moment]
        if len(stored) == len(plan.documents):
            return "stored"
        if people is not None and REJECT in weigh(plan, stated, self.chain, people, moment).stops:
            return "stored" if stored else "rejected"
        return "expired" if moment > plan.expires else "open"

    def _find_gate(self, stated: StatedPlan) -> Gate | None:
        """Return the gate of a plan by the last days of the notices here.

        How many days a notice runs at least is a setting, of which nobody knows what it was on that day.
        """
        plan = self.facts[stated.plan.digest]
        if not plan.needs_notice or plan.notice in (None, STOCK, SKIPPED):
            return None
        rows = match_rows(plan, stated.documents, self._notices, self._find_context(stated))
        return read_gate(plan, rows, days=1)

    def _find_stocks(self) -> Iterator[Plan]:
        signed = [(self._kept.get(record.digest, record.created), record) for record in self._own]
        first: dict[str, datetime] = {}
        for moment, record in sorted(signed, key=lambda pair: pair[0], reverse=True):
            naming = (self.facts[digest] for digest in self._naming.get(digest_of(record.unsigned), ()))
            # from the latest record on: the earliest moment of a plan is written last and stays;
            # a later plan that names an entered certificate again did not enter it
            first |= {plan.digest: moment for plan in naming if plan.created <= record.created}
        stocks = (self.facts[digest] for digest in first if self.facts[digest].notice == STOCK)
        return iter(sorted(stocks, key=lambda plan: (first[plan.digest], plan.created, plan.digest)))

    def _list_stocks_before(self, plan: Plan) -> Iterator[OtherPlan]:
        """Yield the opening stocks that came in before this one."""
        for other in self._stocks if plan.notice == STOCK else ():
            if other.digest == plan.digest:
                return
            yield OtherPlan(other, "stored")

    def list_unsigned(self) -> list[str]:
        """Return the documents of decided plans that have no signed record: not signed yet, or taken out."""
        decided = (plan for plan in self.facts.values() if self._is_decided_now(plan))
        return sorted({name for plan in decided for name in plan.documents} - self._signed.keys())

    def _is_decided_now(self, plan: Plan) -> bool:
        stated = self.about(plan.digest)
        moment = max((item.at for item in stated), default=plan.created)
        people = self.chain.in_force(moment)
        weighed = weigh(plan, stated, self.chain, people, moment) if people is not None else None
        return people is not None and weighed is not None and is_decided(weighed, plan, people)

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
        facts: dict[str, Plan] = {}
        for candidate in stated:
            digest = candidate.plan.digest
            try:
                plan = read_plan_facts(candidate.plan, candidate.documents, self._find_context(candidate))
            except RecordError:
                continue
            facts[digest] = date_arrival(plan, self._papers.facts.arrivals.get(digest))
        return facts

    def _find_context(self, stated: StatedPlan) -> PlanContext:
        version = next(
            (value.get("version") for value in stated.documents if "verificationMethod" in value), None
        )
        before = self._party.lists_by_version.get(version - 1) if isinstance(version, int) else None
        return PlanContext(
            self._credentials,
            before.body if before is not None else None,
            self._lists,
            self._trust.chain.in_force_or_last(stated.plan.body.created).text,
        )

    def _find_credentials(self) -> dict[str, AssessmentCredential]:
        """Return credentials by id; of two with one id neither shows what a successor widens."""
        bodies_by_id: dict[str, list[AssessmentCredential]] = defaultdict(list)
        for record in self._own:
            if isinstance(record.body, AssessmentCredential):
                bodies_by_id[record.body.id].append(record.body)
        return {name: bodies[0] for name, bodies in bodies_by_id.items() if len(bodies) == 1}


def _group(statements: Iterable[PlanStatement]) -> dict[str, list[PlanStatement]]:
    groups: dict[str, list[PlanStatement]] = defaultdict(list)
    for statement in statements:
        groups[statement.plan].append(statement)
    return groups
