"""The closed eddsa-jcs-2022 profile: the published vector, independent implementations, and every refusal."""

import base64
import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signing.data_integrity import (
    CRYPTOSUITE,
    add_proof,
    check_proof,
    check_signature,
    hash_data,
    parse_proof,
)
from signing.errors import SigningError
from signing.jcs import canonicalize
from signing.json_profile import JsonValue
from signing.multikey import decode_multikey
from signing.signer import Ed25519Signer
from signing.strict_json import parse_json
from tests.harness.fuzz import examples
from tests.harness.vectors import read_vectors

SIGNER = Ed25519Signer.from_seed(b"\3" * 32, "did:web:example.org#assessment-1")
CREATED = "2026-05-01T09:00:00+08:00"
DOCUMENT: dict[str, JsonValue] = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://w3id.org/huren/v1"],
    "type": ["VerifiableCredential"],
    "issuer": "did:web:example.org",
    "validFrom": CREATED,
    "credentialSubject": {"type": "Enterprise", "legalName": "重庆清源环保（集团）有限公司", "count": 3},
}

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


def signed() -> dict[str, Any]:
    return add_proof(copy.deepcopy(DOCUMENT), SIGNER, created=CREATED)


def test_the_published_vector_is_reproduced_byte_for_byte() -> None:
    published = read_vectors("eddsa-jcs-2022")
    unsigned = published["document"]
    expected = {**unsigned, "proof": published["proof"]}
    from signing.multikey import decode_base58

    method = expected["proof"]["verificationMethod"]
    signer = Ed25519Signer.from_seed(decode_base58(published["secret"][1:], length=34)[2:], method)

    assert canonicalize(unsigned) == published["canonicalDocument"].encode()
    options = {name: value for name, value in expected["proof"].items() if name != "proofValue"}
    assert canonicalize(options) == published["canonicalProof"].encode()
    assert hash_data(expected).hex() == published["hash"]

    document = add_proof(unsigned, signer, created=expected["proof"]["created"])
    assert document == expected
    assert parse_proof(document).signature.hex() == published["signature"]
    assert check_proof(expected, decode_multikey(published["public"]))


def test_signs_and_checks_without_touching_its_input() -> None:
    before = copy.deepcopy(DOCUMENT)
    document = signed()
    assert before == DOCUMENT
    assert "proof" not in DOCUMENT
    assert document["proof"]["@context"] == document["@context"] == DOCUMENT["@context"]
    # a later change of one leaves the other unchanged
    assert document["proof"]["@context"] is not document["@context"]
    proof = parse_proof(document)
    assert proof == (CREATED, SIGNER.verification_method, proof.signature, CRYPTOSUITE)
    parsed: Any = parse_json(canonicalize(document))
    before = copy.deepcopy(parsed)
    assert check_proof(parsed, SIGNER.public_key)
    assert check_signature(parsed, proof, SIGNER.public_key)
    assert parsed == before


def test_independent_implementations_accept_it_and_we_accept_theirs() -> None:
    awr_proof = pytest.importorskip("awr.proof")
    didkey = pytest.importorskip("awr.didkey")
    jcs = pytest.importorskip("openvc.proof.di_jcs")
    document = signed()
    assert awr_proof.verify_document_signature(document, document["proof"], SIGNER.public_key)
    public = base64.urlsafe_b64encode(SIGNER.public_key).decode().rstrip("=")
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": public}
    jcs.EddsaJcsProofSuite().verify(document, public_key_jwk=jwk, check_temporal=False)

    theirs = awr_proof.sign_document(DOCUMENT, didkey.SigningKey.from_seed(b"\3" * 32), CREATED)
    assert check_proof(theirs, SIGNER.public_key)
    # Same key, same options and a deterministic signature give the same value.
    renamed = Ed25519Signer.from_seed(b"\3" * 32, theirs["proof"]["verificationMethod"])
    assert add_proof(DOCUMENT, renamed, created=CREATED) == theirs


def test_another_key_or_a_weak_one_is_refused() -> None:
    document = signed()
    assert not check_proof(document, Ed25519Signer.from_seed(b"\4" * 32, "").public_key)
    for public in (b"", b"\1" + b"\0" * 31, b"\0" * 32, SIGNER.public_key[:31]):
        assert not check_proof(document, public)


def places(value: JsonValue, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        for name in value:
            found += places(value[name], (*path, name))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            found += places(item, (*path, number))
    return found


@settings(deadline=None, max_examples=examples(100))
@given(st.data())
def test_any_change_of_a_document_fails_its_proof(data: st.DataObject) -> None:
    document: Any = signed()
    path = data.draw(st.sampled_from(places(document)))
    holder = document
    for step in path[:-1]:
        holder = holder[step]
    if data.draw(st.booleans()):
        del holder[path[-1]]
    else:
        new = data.draw(JSON)
        if canonicalize(new) == canonicalize(holder[path[-1]]):
            return
        holder[path[-1]] = new
    try:
        assert not check_proof(document, SIGNER.public_key)
        assert not check_signature(document, parse_proof(document), SIGNER.public_key)
    except SigningError as error:
        str(error)


METHODS = st.one_of(st.just(SIGNER.verification_method), st.text(min_size=1))


@settings(deadline=None, max_examples=examples(50))
@given(METHODS, st.sampled_from([CREATED, "2026-05-01T09:00:01+08:00"]))
def test_the_quick_check_agrees_with_the_whole_one(method: str, created: str) -> None:
    """Its options come from the parsed proof, and are hashed once for all proofs that share them."""
    document: Any = signed()
    document["proof"] |= {"verificationMethod": method, "created": created}
    same = (method, created) == (SIGNER.verification_method, CREATED)
    proof = parse_proof(document)
    assert check_proof(document, SIGNER.public_key) is same
    assert check_signature(document, proof, SIGNER.public_key) is same


def refusal(document: Any) -> SigningError:
    with pytest.raises(SigningError) as caught:
        parse_proof(document)
    with pytest.raises(SigningError):
        check_proof(document, SIGNER.public_key)
    assert "–" not in str(caught.value)  # text in place of a missing fact
    return caught.value


@pytest.mark.parametrize(
    ("member", "value", "code"),
    [
        ("type", "Ed25519Signature2020", "proof-unsupported"),
        ("type", ["DataIntegrityProof"], "proof-unsupported"),
        ("cryptosuite", "eddsa-rdfc-2022", "proof-unsupported"),
        ("cryptosuite", "EDDSA-JCS-2022", "proof-unsupported"),
        ("cryptosuite", ["eddsa-jcs-2022"], "proof-unsupported"),
        ("cryptosuite", None, "proof-unsupported"),
        ("proofPurpose", "authentication", "proof-purpose"),
        ("proofPurpose", None, "proof-purpose"),
        ("@context", ["https://www.w3.org/ns/credentials/v2"], "proof-context"),
        ("@context", "https://www.w3.org/ns/credentials/v2", "proof-context"),
        ("@context", None, "proof-context"),
        ("verificationMethod", "", "proof-member"),
        ("verificationMethod", {"id": "did:web:example.org#assessment-1"}, "proof-member"),
        ("proofValue", "", "proof-value"),
        ("proofValue", None, "proof-value"),
        ("proofValue", ["z"], "proof-value"),
        ("proofValue", "z" * 60_000, "proof-value"),
        ("id", "urn:uuid:1", "proof-member"),
        ("previousProof", "urn:uuid:1", "proof-member"),
        ("domain", "example.org", "proof-member"),
        ("challenge", "1", "proof-member"),
        ("expires", "2030-01-01T00:00:00Z", "proof-member"),
        ("nonce", "1", "proof-member"),
        ("", 1, "proof-member"),
    ],
)
def test_the_member_list_is_closed(member: str, value: object, code: str) -> None:
    document = signed()
    document["proof"][member] = value
    assert refusal(document).code == code


@pytest.mark.parametrize("member", sorted(signed()["proof"]))
def test_every_member_is_needed(member: str) -> None:
    document = signed()
    del document["proof"][member]
    error = refusal(document)
    assert (error.code, error.facts["name"]) == ("proof-member", member)


@pytest.mark.parametrize("proof", [None, [], "z", 1, True, {}])
def test_more_than_one_proof_object_is_refused(proof: object) -> None:
    document = signed()
    if proof == []:
        document["proof"] = [document["proof"]]
        assert refusal(document).code == "proof-missing"
    document["proof"] = proof
    assert refusal(document).code == ("proof-member" if proof == {} else "proof-missing")
    del document["proof"]
    assert refusal(document).code == "proof-missing"


@pytest.mark.parametrize(
    "created",
    [
        "2026-05-01T09:00:00Z",
        "2024-02-29T23:59:59-12:00",
        "2000-02-29T00:00:00+14:00",
        "0001-01-01T00:00:00+00:00",
    ],
)
def test_times_of_the_profile_are_accepted(created: str) -> None:
    document = add_proof(DOCUMENT, SIGNER, created=created)
    assert parse_proof(document).created == created


@pytest.mark.parametrize(
    "created",
    [
        "",
        "2026-05-01",
        "2026-05-01T09:00:00",
        "2026-05-01t09:00:00Z",
        "2026-05-01 09:00:00Z",
        "2026-05-01T09:00:00z",
        "2026-05-01T09:00:00.000Z",
        "2026-05-01T09:00Z",
        "2026-05-01T09:00:00+0800",
        "2026-05-01T09:00:00+08",
        "2026-05-01T09:00:00+15:00",
        "2026-05-01T09:00:00+08:60",
        "2026-05-01T24:00:00Z",
        "2026-05-01T23:59:60Z",
        "2026-05-01T23:60:00Z",
        "2026-02-29T00:00:00Z",
        "2100-02-29T00:00:00Z",
        "2026-04-31T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-01-00T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "20260501T090000Z",
        "2026-W18-5T09:00:00Z",
        "2026-05-01T09:00:00Z\n",
        " 2026-05-01T09:00:00Z",
        "２０２６-05-01T09:00:00Z",
        1777600000,
        None,
        ["2026-05-01T09:00:00Z"],
    ],
)
def test_other_times_are_refused(created: Any) -> None:
    document = signed()
    document["proof"]["created"] = created
    assert refusal(document).code == "proof-created"
    with pytest.raises(SigningError) as caught:
        add_proof(DOCUMENT, SIGNER, created=created)
    assert caught.value.code == "proof-created"


def test_signing_refuses_documents_outside_the_profile() -> None:
    cases: list[tuple[dict[str, Any], str]] = [
        (signed(), "proof-present"),
        ({"a": 1}, "proof-context"),
        ({**DOCUMENT, "@context": "https://www.w3.org/ns/credentials/v2"}, "proof-context"),
        ({**DOCUMENT, "@context": [{"@vocab": "x"}]}, "proof-context"),
        ({**DOCUMENT, "score": 1.5}, "float"),
        ({**DOCUMENT, "n": 2**53}, "integer-too-large"),
        ({**DOCUMENT, "s": "\ud800"}, "lone-surrogate"),
    ]
    for document, code in cases:
        with pytest.raises(SigningError) as caught:
            add_proof(document, SIGNER, created=CREATED)
        assert caught.value.code == code


def test_a_context_equal_only_to_python_is_not_equal() -> None:
    document = signed()
    document["@context"] = [True]
    document["proof"]["@context"] = [1]
    assert refusal(document).code == "proof-context"


def test_hash_data_needs_a_proof() -> None:
    with pytest.raises(SigningError) as caught:
        hash_data(DOCUMENT)
    assert caught.value.code == "proof-missing"


@settings(deadline=None, max_examples=examples(100))
@given(JSON, st.dictionaries(st.sampled_from(sorted(signed()["proof"])), JSON), st.binary(max_size=40))
def test_any_input_raises_only_our_error(value: Any, members: dict[str, JsonValue], public: bytes) -> None:
    for document in ({**DOCUMENT, "proof": value}, {**signed(), "@context": value}, signed()):
        if document["proof"] is not value:
            document["proof"] = {**document["proof"], **members}
        try:
            assert check_proof(document, public) is False
        except SigningError as error:
            str(error)
            error.sentence("zh")
