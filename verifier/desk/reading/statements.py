"""Check the proofs of statements; return valid ones for weighing and the fault of each other one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from credentials.documents.desk.people import PeopleDocument
from credentials.documents.desk.statement import FileProof, PasskeyProof, SignedStatement
from credentials.record import Record
from signing.assertion import Assertion, AssertionFault, PasskeySite, find_assertion_fault
from signing.ed25519 import verify_ed25519
from signing.errors import SigningError
from signing.multikey import decode_multikey, decode_proof_value
from verifier.desk.statements import PlanStatement

StatementFault = AssertionFault | Literal["key-kind"]
"""The first reason why a proof does not hold; `words.PROOFS` has the sentences."""


@dataclass(frozen=True, slots=True)
class ReadStatements:
    """Statements with a valid proof, once under each key; `faults`: codes of the others, by digest."""

    proven: Sequence[PlanStatement]
    faults: Mapping[str, StatementFault]


def read_statements(
    statements: Iterable[SignedStatement], lists: Sequence[Record[PeopleDocument]]
) -> ReadStatements:
    """Check the proof of each statement; `lists` are the people lists at hand, newest last.

    A copy under another key does no harm: both are weighed, and the one by a listed key counts.
    """
    proven: dict[tuple[str, str], PlanStatement] = {}
    faults: dict[str, StatementFault] = {}
    for statement in statements:
        fault = find_statement_fault(statement, lists)
        if fault is None:
            proven[statement.digest, statement.proof.key] = _to_plan_statement(statement)
        else:
            faults[statement.digest] = fault
    holding = {digest for digest, _ in proven}
    remaining = {digest: fault for digest, fault in faults.items() if digest not in holding}
    return ReadStatements([*proven.values()], remaining)


def _to_plan_statement(statement: SignedStatement) -> PlanStatement:
    body, key = statement.body, statement.proof.key
    return PlanStatement(
        statement.digest, body.plan, body.decision, body.by, body.at, body.people, key, body.after
    )


def find_statement_fault(
    statement: SignedStatement, lists: Sequence[Record[PeopleDocument]]
) -> StatementFault | None:
    """Return the first reason why the proof does not hold, or None where it does.

    The rules say whose key it is, and whether that person may decide.
    """
    proof = statement.proof
    kinds = {
        key.kind
        for record in lists
        for person in record.body.people
        for key in person.keys
        if key.public == proof.key
    }
    if kinds and proof.kind not in kinds:
        return "key-kind"
    if isinstance(proof, FileProof):
        return None if _verify_file(proof, statement.message) else "signature"
    return _check_passkey(proof, statement, lists)


def _verify_file(proof: FileProof, message: bytes) -> bool:
    try:
        return verify_ed25519(decode_multikey(proof.key), decode_proof_value(proof.signature), message)
    except SigningError:
        return False


def _check_passkey(
    proof: PasskeyProof, statement: SignedStatement, lists: Sequence[Record[PeopleDocument]]
) -> AssertionFault | None:
    """Check an assertion for the site of the list that the statement names, else of the newest list."""
    named = [record for record in lists if record.digest == statement.body.people] or lists[-1:]
    body = named[0].body if named else None
    if body is None or body.rp_id is None or body.origin is None:
        return "other-site"
    assertion = Assertion(proof.client_data, proof.authenticator_data, proof.signature)
    return find_assertion_fault(assertion, proof.key, statement.message, PasskeySite(body.rp_id, body.origin))
