"""One history in real documents and keys: an office of two issues three certificates and returns one."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest

from credentials.documents.agreement import AgreementText
from credentials.documents.desk.plan import PlanDocument
from credentials.documents.desk.statement import SignedStatement
from credentials.errors import RecordError
from credentials.unsigned import Unsigned
from tests.credentials.desk.papers import D3, Value
from tests.verifier.desk.office import CHAIR, CLERK, Office, unsigned
from verifier.desk.decision import PlanAnswer, PlanQuestion, judge_plan
from verifier.desk.evidence import Folder, judge_record
from verifier.desk.gate import Gate, NoticeVersion
from verifier.desk.plan import ISSUE
from verifier.desk.reading.plans import PlanContext, read_plan_facts
from verifier.desk.reading.statements import read_statements
from verifier.desk.words import PROOFS

GATE = Gate([NoticeVersion(date(2026, 5, 2), date(2026, 5, 8))], 7)


class Batch:
    """Three certificates in an office of two."""

    def __init__(self) -> None:
        self.office = Office()
        self.office.world.advance(hours=1)
        self.documents = [unsigned(self.office.world.issue("cq")) for _ in range(3)]
        text = AgreementText.model_validate(self.office.world.text)
        self.before = PlanContext(agreement=text)

    def question(
        self,
        about: Unsigned[PlanDocument],
        documents: Sequence[Value],
        statements: Sequence[SignedStatement],
        **members: Any,
    ) -> PlanQuestion:
        facts = read_plan_facts(about, documents, self.before)
        assert facts.operation == ISSUE
        proven = read_statements(statements, self.office.lists).proven
        now: datetime = self.office.now
        return PlanQuestion(facts, proven, self.office.chain(), now, now, gate=GATE, **members)

    def judge(self, *question: Any, **members: Any) -> PlanAnswer:
        return judge_plan(self.question(*question, **members))


def test_three_enterprises_from_plan_to_record() -> None:
    batch = Batch()
    office, documents = batch.office, batch.documents
    first = office.plan(documents, notice=D3)
    made = office.state(CLERK, "p1", first, "make")
    assert batch.judge(first, documents, [made]).code == "too-few"
    office.world.advance(days=1)
    returned = office.state(CHAIR, "p2", first, "return", rows=[1], reasons="示例：等级有误")
    assert batch.judge(first, documents, [made, returned]).code == "returned"

    rest = [documents[0], documents[2]]
    second = office.plan(rest, notice=D3, previous=first.digest)
    earlier = read_plan_facts(first, documents, batch.before)
    statements = [office.state(CLERK, "p1", second, "make"), office.state(CHAIR, "p2", second, "approve")]
    assert batch.judge(second, rest, statements, previous=earlier).code == "notice-open"
    office.world.advance(days=7)
    answer = batch.judge(second, rest, statements, previous=earlier)
    assert (answer.code, answer.persons) == (None, ["p1", "p2"])
    assert batch.judge(second, rest, [*statements, made, returned], previous=earlier).code is None

    record = office.world.cq.sign(rest[0], "assessment", office.now)
    assert unsigned(record) == rest[0]
    question = batch.question(second, rest, statements)
    assert judge_record(question, Folder(), office.now) == "decided"
    assert (
        judge_record(batch.question(first, documents, [made, returned]), Folder(), office.now) == "undecided"
    )


def test_one_byte_of_a_document_is_another_document() -> None:
    batch = Batch()
    about = batch.office.plan(batch.documents, notice=D3)
    batch.documents[1]["credentialSubject"]["assessment"]["grade"] = "特级"
    with pytest.raises(RecordError) as caught:
        read_plan_facts(about, batch.documents, batch.before)
    assert (caught.value.code, caught.value.field) == ("plan-documents", "documents[1]")


def test_one_byte_of_a_statement_ends_its_proof() -> None:
    batch = Batch()
    about = batch.office.plan(batch.documents, notice=D3)
    statements = [
        batch.office.state(CLERK, "p1", about, "make"),
        batch.office.state(CHAIR, "p2", about, "approve"),
    ]
    for place, code in ((0, "signature"), (1, "other-bytes")):
        changed = [*statements]
        value = {**statements[place].value, "nonce": "f" * 32}
        body = statements[place].body.model_copy(update={"nonce": "f" * 32})
        changed[place] = SignedStatement(value, body, statements[place].proof)
        read = read_statements(changed, batch.office.lists)
        assert [*read.faults.values()] == [code]
        assert code in PROOFS
        assert batch.judge(about, batch.documents, changed).code in ("no-maker", "too-few")
