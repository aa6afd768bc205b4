"""Revocation and did:web as a third party sees them: openvc-core on our status lists and key lists.

awr has neither status lists nor did:web, so openvc-core is alone here. It does not read a key's `use`, and
of an encoded list it accepts more than we do: no multibase prefix, fewer than 131,072 bits.
"""

import base64
import json
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.documents.assessment import LIST_BITS, list_address
from credentials.documents.status_list import decode_bitstring, encode_bitstring, is_set
from credentials.errors import RecordError
from credentials.identifiers import did_web_address
from credentials.kinds import parse_status_list
from keys_example import CHONGQING, EXAMPLE_MULTIKEYS, SICHUAN, example_method_id
from signing.data_integrity import check_proof
from signing.jcs import canonicalize
from signing.multikey import decode_multikey
from signing.strict_json import parse_json
from tests.harness.fuzz import examples
from tests.harness.groups import require
from tests.harness.vectors import read_vectors
from tests.interop.documents import DOCUMENTS, INDEX, NOW, SITES, key_list, sign, status_list

openvc = require("openvc", "independent-implementations")

from openvc import status as their_status  # noqa: E402
from openvc import verify as their_verify  # noqa: E402
from openvc.proof import errors as their_errors  # noqa: E402

from tests.interop import peer_openvc  # noqa: E402

CREDENTIAL = sign(DOCUMENTS["capability"].document, "cq-assessment")


def verify(lists: dict[str, bytes], data: bytes = CREDENTIAL, **members: Any) -> Any:
    """Run openvc's whole verification of a credential and of each status list that it names."""
    policy = peer_openvc.policy(**members)
    resolver = peer_openvc.resolver()

    def resolve(address: str) -> Any:
        waived = peer_openvc.policy(require_status=False, **members)
        document = json.loads(lists[address])
        return openvc.verify_credential(document, resolver=resolver, policy=waived).credential

    return openvc.verify_credential(
        json.loads(data), resolver=resolver, resolve_status_list=resolve, policy=policy
    )


def lists(revoked: list[int], suspended: list[int]) -> dict[str, bytes]:
    """Chongqing's two signed status lists by address."""
    return {
        list_address(CHONGQING, purpose, 1): sign(status_list(purpose, bits), "cq-publication")
        for purpose, bits in (("revocation", revoked), ("suspension", suspended))
    }


def test_a_credential_with_a_clear_status_is_accepted() -> None:
    neighbours = [INDEX - 1, INDEX + 1]
    result = verify(lists(neighbours, neighbours))
    assert (result.status.revoked, result.status.suspended) == (False, False)
    assert [(entry.entry.purpose, entry.entry.index) for entry in result.status.entries] == [
        ("revocation", INDEX),
        ("suspension", INDEX),
    ]
    assert result.issuer == CHONGQING


def test_a_revoked_and_a_suspended_credential_are_refused() -> None:
    with pytest.raises(their_status.CredentialRevoked):
        verify(lists([INDEX], []))
    with pytest.raises(their_status.CredentialSuspended):
        verify(lists([], [INDEX]))


def test_without_the_lists_the_credential_is_refused() -> None:
    with pytest.raises(their_verify.StatusUnavailable):
        openvc.verify_credential(
            json.loads(CREDENTIAL), resolver=peer_openvc.resolver(), policy=peer_openvc.policy()
        )


def test_a_list_with_a_bit_cleared_after_signing_is_refused() -> None:
    forged = lists([INDEX], [])
    address = list_address(CHONGQING, "revocation", 1)
    document: Any = parse_json(forged[address])
    document["credentialSubject"]["encodedList"] = encode_bitstring([])
    forged[address] = canonicalize(document)
    with pytest.raises(their_errors.SignatureInvalid):
        verify(forged)


def test_a_list_by_another_association_is_refused() -> None:
    forged = lists([], [])
    document = {**status_list("revocation", []), "issuer": SICHUAN}
    forged[document["id"]] = sign(document, "sc-publication")  # type: ignore[index]
    with pytest.raises(their_verify.StatusListIssuerUntrusted):
        verify(forged)


def test_a_list_past_its_life_is_refused() -> None:
    assert verify(lists([], []), now=NOW + timedelta(days=7)).status.revoked is False
    with pytest.raises(their_errors.CredentialExpired):
        verify(lists([], []), now=NOW + timedelta(days=7, seconds=1))


def test_a_list_made_by_openvc_has_our_form() -> None:
    ours = status_list("revocation", [INDEX])
    bits = their_status.new_bitstring(LIST_BITS)
    their_status.set_status_bit(bits, INDEX, 1)
    theirs = their_status.build_status_list_credential(
        id=list_address(CHONGQING, "revocation", 1),
        issuer=CHONGQING,
        bitstring=bits,
        valid_from=NOW,
        valid_until=NOW + timedelta(days=7),
    )
    record = parse_status_list(sign(theirs, "cq-publication"))
    assert check_proof(record.value, decode_multikey(EXAMPLE_MULTIKEYS["cq-publication"]))
    assert is_set(decode_bitstring(record.body.credential_subject.encoded_list), INDEX)
    our_record = parse_status_list(sign(ours, "cq-publication"))
    assert record.body.valid_until == our_record.body.valid_until
    # the standard leaves the gzip bytes open, so only they may differ
    assert record.body.credential_subject.id == our_record.body.credential_subject.id
    entries = [
        their_status.build_status_list_entry(
            status_list_credential=list_address(CHONGQING, purpose, 1), index=INDEX, status_purpose=purpose
        )
        for purpose in ("revocation", "suspension")
    ]
    assert entries == DOCUMENTS["capability"].document["credentialStatus"]


@settings(deadline=None, max_examples=examples(25))
@given(bits=st.sets(st.integers(0, LIST_BITS - 1) | st.sampled_from([0, 7, 8, LIST_BITS - 1]), max_size=40))
def test_bitstrings_decode_the_same_in_both_directions(bits: set[int]) -> None:
    theirs = their_status.new_bitstring(LIST_BITS)
    for index in bits:
        their_status.set_status_bit(theirs, index, 1)
    assert decode_bitstring(their_status.encode_bitstring(bytes(theirs))) == theirs
    assert their_status.decode_bitstring(encode_bitstring(bits)) == theirs


def test_published_bitstrings_decode_the_same() -> None:
    published = read_vectors("bitstring-status-list")
    assert (len(published["lists"]), len(published["refused"])) == (6, 4)
    for vector in published["lists"]:
        bits = decode_bitstring(vector["encoded"])
        assert bits == their_status.decode_bitstring(vector["encoded"])
        assert bits == decode_bitstring(encode_bitstring(vector["set"]))
        assert len(bits) * 8 == published["bits"]
    for encoded in published["refused"].values():
        with pytest.raises(RecordError):
            decode_bitstring(encoded)


@pytest.mark.parametrize(("party", "did"), [("cq", CHONGQING), ("sc", SICHUAN)])
def test_a_key_list_resolves_as_a_did_web_document(party: str, did: str) -> None:
    asked: list[str] = []
    document = peer_openvc.resolver(asked=asked).resolve(did)
    assert asked == [f"{did_web_address(did)}/.well-known/did.json"]
    assert document.id == did
    keys = {name: key for name, key in EXAMPLE_MULTIKEYS.items() if name.startswith(party)}
    assert {method.id: method.public_key_jwk["x"] for method in document.verification_methods} == {
        example_method_id(name): base64.urlsafe_b64encode(decode_multikey(key)).rstrip(b"=").decode()
        for name, key in keys.items()
    }
    assert document.relationships["assertionMethod"] == [example_method_id(name) for name in keys]


def test_an_association_with_a_path_publishes_where_its_did_says() -> None:
    did = "did:web:huren.example:associations:cq"
    key_list_there = {**key_list("cq"), "id": did}
    address = f"{did_web_address(did)}/did.json"
    sites = {address: sign(key_list_there, "cq-root")}
    assert peer_openvc.resolver(sites).resolve(did).id == did


def test_a_key_list_of_another_association_is_not_resolved() -> None:
    swapped = dict(zip(SITES, reversed(SITES.values()), strict=True))
    with pytest.raises(their_errors.KeyResolutionError):
        openvc.verify_credential(
            json.loads(CREDENTIAL), resolver=peer_openvc.resolver(swapped), policy=peer_openvc.policy()
        )


def test_openvc_refuses_a_compromised_key() -> None:
    document: Any = deepcopy(key_list("cq"))
    method = next(m for m in document["verificationMethod"] if m["id"] == example_method_id("cq-assessment"))
    method["compromisedSince"] = method["validFrom"]
    document["assertionMethod"].remove(method["id"])
    sites = {**SITES, f"{did_web_address(CHONGQING)}/.well-known/did.json": sign(document, "cq-root")}
    with pytest.raises(their_errors.ProofPurposeMismatch):
        openvc.verify_credential(
            json.loads(CREDENTIAL),
            resolver=peer_openvc.resolver(sites),
            policy=peer_openvc.policy(require_status=False),
        )


def test_third_party_verifiers_ignore_the_use_of_a_key() -> None:
    """For them any key of the association may sign an assessment."""
    wrong = sign(DOCUMENTS["capability"].document, "cq-publication")
    assert verify(lists([], []), data=wrong).issuer == CHONGQING
