"""Plans, statements and people lists: accepted documents, and refusals that name member and mend."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from credentials.documents.desk.people import MAX_PEOPLE_BYTES, parse_people, read_people
from credentials.documents.desk.plan import MAX_PLAN_BYTES, parse_plan, read_plan
from credentials.documents.desk.statement import MAX_STATEMENT_BYTES, parse_statement, read_statement
from credentials.errors import RecordError
from signing.data_integrity import add_proof
from signing.jcs import canonicalize
from signing.signer import Ed25519Signer
from tests.credentials.desk.papers import (
    D1,
    DID,
    KeyFile,
    Passkey,
    Value,
    people,
    person,
    plan,
    state,
    statement,
)
from tests.credentials.sentences import LANGUAGES, check_sentence
from tests.harness.checkout import ROOT
from tests.signing.authenticator import Authenticator
from verifier.desk.reading.statements import find_statement_fault
from verifier.desk.schemas import DESK_MODELS, desk_schema

FILE = KeyFile("p1")
PASSKEY = Passkey(Authenticator.of(-7))
RSA = Passkey(Authenticator.of(-257))
LONG_KEY = RSA.authenticator.public
KEY = "people[0].keys[0]"
ASSESSMENT = Ed25519Signer.from_seed(b"a" * 32, f"{DID}#assessment-1")
PERSONS = person("p1", FILE.entry), person("p2", PASSKEY.entry, RSA.entry, roles=["chair"])


def signed(value: Value) -> Value:
    return add_proof(value, ASSESSMENT, created="2026-01-05T10:00:00+08:00")


def test_accepted_documents_are_read() -> None:
    assert read_plan(plan()).digest == parse_plan(json.dumps(plan(), indent=1).encode()).digest
    assert len(read_plan(plan(documents=[f"{n:064x}" for n in range(1_000)])).data) < MAX_PLAN_BYTES
    for members in ({"notice": None}, {"notice": "opening-stock"}, {"notice": "skipped", "reasons": "示例"}):
        read_plan(plan(**members))
    record = parse_people(canonicalize(signed(people(*PERSONS))))
    assert [key.kind for one in record.body.people for key in one.keys] == ["file", "passkey", "passkey"]
    read_people(signed(people(person("p1", FILE.entry), rpId=None, origin=None, alone=True)))
    at_home = people(*PERSONS, rpId="localhost", origin="http://localhost:8001", version=2, previous=D1)
    read_people(signed(at_home))


@pytest.mark.parametrize("hand", [FILE, PASSKEY, RSA], ids=["file", "ES256", "RS256"])
def test_statements_with_equal_members_are_equal_whatever_their_proof(hand: KeyFile | Passkey) -> None:
    given = statement(decision="return", rows=[0, 7], reasons="示例：两行有误")
    read = state(hand, given)
    assert read.value == given
    assert read.digest == state(KeyFile("another"), given).digest
    assert read.message == b"huren-statement/1\n" + canonicalize(given)


def proven(**changes: Any) -> Value:
    return {**statement(**changes), "proof": FILE.prove(b"")}


def with_proof(**changes: Any) -> Value:
    return {**proven(), "proof": {**PASSKEY.prove(b""), **changes}}


def listed(*persons: Value, **changes: Any) -> Value:
    return signed(people(*(persons or PERSONS), **changes))


PLANS = [
    (plan(type="huren-plan/2"), "member-value", "type"),
    (plan(issuer="重庆"), "member-form", "issuer"),
    (plan(created="2026-03-02"), "time-form", "created"),
    (plan(documents=[]), "member-length", "documents"),
    (plan(documents=[f"{n:064x}" for n in range(1_001)]), "member-length", "documents"),
    (plan(documents=[D1, D1]), "item-repeated", "documents"),
    (plan(documents=[D1.upper(), "A" * 64]), "member-form", "documents[1]"),
    (plan(notice="none"), "member-form", "notice"),
    (plan(notice="skipped"), "member-missing", "reasons"),
    (plan(expires="2026-03-02T09:00:00+08:00"), "interval-empty", "expires"),
    (plan(expires="2026-04-16T09:00:01+08:00"), "life-too-long", "expires"),
    (plan(notBefore="2026-04-10T18:00:01+08:00"), "interval-empty", "expires"),
    (plan(reasons="x" * 2_001), "member-length", "reasons"),
    (plan(attachments=[{"name": "示例", "digest": "1"}]), "member-form", "attachments[0].digest"),
    (plan(rows=3), "member-unknown", "rows"),
    ({**plan(), "previous": None}, "member-type", "previous"),
]
STATEMENTS = [
    (statement(), "member-missing", "proof"),
    (proven(decision="agree"), "member-value", "decision"),
    (proven(by="张三"), "member-form", "by"),
    (proven(nonce="0" * 31), "member-form", "nonce"),
    (proven(nonce="A" * 32), "member-form", "nonce"),
    (proven(rows=[0]), "member-unknown", "rows"),
    (proven(decision="return"), "member-missing", "reasons"),
    (proven(decision="reject"), "member-missing", "reasons"),
    (proven(decision="return", reasons="示例", rows=[]), "member-length", "rows"),
    (proven(decision="return", reasons="示例", rows=[3, 3]), "item-repeated", "rows"),
    (proven(decision="return", reasons="示例", rows=[1_000]), "member-value", "rows[0]"),
    (proven(decision="return", reasons="示例", rows=[True]), "member-type", "rows[0]"),
    ({**proven(), "proof": []}, "member-type", "proof"),
    ({**proven(), "proof": {**FILE.prove(b""), "kind": "stamp"}}, "member-value", "proof.kind"),
    ({**proven(), "proof": {**FILE.prove(b""), "key": LONG_KEY}}, "malformed-key", "proof.key"),
    (with_proof(key="z6Mk"), "passkey-form", "proof.key"),
    (with_proof(signature="AB"), "member-form", "proof.signature"),
    (with_proof(clientDataJSON="e30="), "member-form", "proof.clientDataJSON"),
    (with_proof(authenticatorData=7), "member-form", "proof.authenticatorData"),
]  # fmt: skip
PEOPLE = [
    (people(*PERSONS), "proof-missing", "proof"),
    (listed(version=2), "previous-form", "previous"),
    (listed(validUntil="2026-06-30T00:00:00+08:00"), "date-form", "validUntil"),
    (listed(PERSONS[0], PERSONS[0]), "item-repeated", "people"),
    (listed(person("p1", roles=["boss"])), "member-value", "people[0].roles[0]"),
    (listed(person("p1", roles=["clerk", "clerk"])), "item-repeated", "people[0].roles"),
    (listed(person("p1", until="2025-12-31")), "interval-empty", "people[0].until"),
    (listed(person("p1", {**FILE.entry, "public": "z6MkX"})), "passkey-form", f"{KEY}.public"),
    (listed(person("p1", {**FILE.entry, "public": LONG_KEY})), "passkey-form", f"{KEY}.public"),
    (listed(person("p1", {**FILE.entry, "credentialId": "AA"})), "member-unknown", f"{KEY}.credentialId"),
    (listed(person("p1", {**FILE.entry, "kind": "passkey"})), "member-missing", f"{KEY}.credentialId"),
    (listed(person("p1", FILE.entry, holds=["root"])), "member-form", "people[0].holds[0]"),
    (listed(rpId=None), "member-missing", "rpId"),
    (listed(origin=None), "member-missing", "origin"),
    (listed(origin="http://desk.huren.example"), "origin-elsewhere", "origin"),
    (listed(origin="https://evildesk.huren.example"), "origin-elsewhere", "origin"),
    (listed(origin="https://desk.huren.example/"), "origin-elsewhere", "origin"),
    (listed(alone=False), "member-value", "alone"),
    (listed(policy={"issue": 3}), "member-unknown", "policy.issue"),
    (listed(policy={"plain": 1}), "member-value", "policy.plain"),
    (listed(policy=None), "member-missing", "policy"),
]  # fmt: skip
Read = Callable[[Value], object]
CASES: list[tuple[Read, Value, str, str]] = [
    (read, *case)
    for read, cases in ((read_plan, PLANS), (read_statement, STATEMENTS), (read_people, PEOPLE))
    for case in cases
]


@pytest.mark.parametrize(
    ("read", "value", "code", "field"), CASES, ids=[f"{c}-{f}-{n}" for n, (_, _, c, f) in enumerate(CASES)]
)
def test_a_refusal_names_member_and_mend(read: Read, value: Value, code: str, field: str) -> None:
    with pytest.raises(RecordError) as caught:
        read(value)
    assert (caught.value.code, caught.value.field) == (code, field)
    for lang in LANGUAGES:
        check_sentence(caught.value.sentence(lang), lang)
        check_sentence(caught.value.mend(lang), lang)


@pytest.mark.parametrize(
    ("parse", "most"),
    [(parse_plan, MAX_PLAN_BYTES), (parse_statement, MAX_STATEMENT_BYTES), (parse_people, MAX_PEOPLE_BYTES)],
)
def test_oversize_bytes_and_other_documents_are_refused(parse: Any, most: int) -> None:
    refused = {
        b"[" * (most + 1): "too-large",
        b"[" + b"1," * (most // 2 - 2) + b"1]": "too-many-values",
        b"[]": "not-an-object",
        b'{"a":1,"a":1}': "duplicate-member",
        b"\xff": "not-utf8",
    }
    for data, code in refused.items():
        with pytest.raises(RecordError) as caught:
            parse(data)
        assert caught.value.code == code


def test_each_document_has_a_schema() -> None:
    for name in DESK_MODELS:
        schema = json.loads(desk_schema(name) or b"")
        version = 2 if name in ("unsigned", "signed") else 1
        assert schema["properties"]["type"]["const"] == f"huren-{name}/{version}"
        assert schema["additionalProperties"] is False
    assert "proof" in json.loads(desk_schema("people") or b"")["required"]
    assert "proof" in json.loads(desk_schema("statement") or b"")["required"]
    assert desk_schema("other") is None


def test_the_examples_of_the_reference_hold() -> None:
    text = (ROOT / "docs/reference/desk.md").read_text(encoding="utf-8")
    first, second = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    statement_read = parse_statement(second.encode())
    assert statement_read.body.plan == parse_plan(first.encode()).digest
    assert find_statement_fault(statement_read, []) is None
