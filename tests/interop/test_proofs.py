"""Independent implementations agree on every kind of document: their verifiers accept ours, ours theirs.

The group `independent-implementations` is openvc-core and awr, whose limits stand in
tests/interop/peer_openvc.py and tests/interop/peer_awr.py. Neither reads the copy of `@context` in a proof:
both put the document's in its place, whatever is written there. That is why our profile insists that the two
are equal.
"""

import importlib
from copy import deepcopy
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Protocol, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.kinds import KINDS, parse_any
from credentials.record import JsonObject
from credentials.times import format_time
from keys_example import EXAMPLE_MULTIKEYS, example_method_id, example_signer
from signing.data_integrity import add_proof, check_proof, hash_data
from signing.ed25519 import verify_ed25519
from signing.errors import HurenError, SigningError
from signing.jcs import canonicalize
from signing.json_profile import JsonValue
from signing.multikey import decode_multikey
from signing.strict_json import parse_json
from tests.harness.fuzz import examples
from tests.harness.groups import require
from tests.harness.vectors import published_signatures
from tests.interop.documents import DOCUMENTS, NOW, sign

GROUP = "independent-implementations"
VC_CONTEXT: JsonValue = ["https://www.w3.org/ns/credentials/v2"]
EVERY_KIND = pytest.mark.parametrize("kind", DOCUMENTS)


class Peer(Protocol):
    """An independent implementation, as in tests/interop_*.py."""

    def accepts(self, data: bytes) -> bool: ...
    def sign(self, document: JsonObject, key: str, created: datetime) -> JsonObject: ...
    def hash_data(self, signed: JsonObject) -> bytes: ...


@pytest.fixture(params=["awr", "openvc"], scope="module")
def peer(request: pytest.FixtureRequest) -> Peer:
    require(request.param, GROUP)
    return cast("Peer", importlib.import_module(f"tests.interop.peer_{request.param}"))


def we_accept(data: bytes) -> bool:
    try:
        record = parse_any(data)
        names = {example_method_id(name): key for name, key in EXAMPLE_MULTIKEYS.items()}
        key = names.get(record.proof.verification_method)
        return key is not None and check_proof(record.value, decode_multikey(key))
    except HurenError:
        return False


def test_every_kind_of_document_is_here() -> None:
    assert set(DOCUMENTS) == {*KINDS}
    for kind, (document, key, parse) in DOCUMENTS.items():
        assert kind == parse(sign(document, key)).body.KIND


@EVERY_KIND
def test_they_accept_what_we_sign(peer: Peer, kind: str) -> None:
    document, key, _ = DOCUMENTS[kind]
    data = sign(document, key)
    assert peer.accepts(data)
    assert we_accept(data)


@EVERY_KIND
def test_they_refuse_the_right_document_under_another_key(peer: Peer, kind: str) -> None:
    document, key, _ = DOCUMENTS[kind]
    signed: Any = parse_json(sign(document, key))
    signed["proof"]["verificationMethod"] = example_method_id("cq-assessment-2")
    assert not peer.accepts(canonicalize(signed))
    assert not we_accept(canonicalize(signed))


@settings(deadline=None, max_examples=examples(100))
@given(kind=st.sampled_from(sorted(DOCUMENTS)), data=st.data())
def test_they_refuse_every_flipped_bit(peer: Peer, kind: str, data: st.DataObject) -> None:
    document, key, _ = DOCUMENTS[kind]
    original = sign(document, key)
    begin = original.index(b'"proof":{"@context":') + len(b'"proof":{"@context":')
    unread = range(begin, original.index(b"]", begin) + 1)
    place = data.draw(st.integers(0, len(original) - 1))
    flipped = bytearray(original)
    flipped[place] ^= 1 << data.draw(st.integers(0, 7))
    assert place in unread or not peer.accepts(bytes(flipped))
    assert not we_accept(bytes(flipped))


@EVERY_KIND
def test_we_accept_what_they_sign(peer: Peer, kind: str) -> None:
    document, key, parse = DOCUMENTS[kind]
    theirs = peer.sign(deepcopy(document), key, NOW.astimezone(UTC))
    proof = cast("JsonObject", theirs["proof"])
    proof.setdefault("@context", document["@context"])  # openvc signs the member but does not write it
    record = parse(canonicalize(theirs))
    assert check_proof(record.value, decode_multikey(EXAMPLE_MULTIKEYS[key]))
    # The same key and the same options: Ed25519 is deterministic, so both made the very same document.
    assert record.data == sign(document, key, created=NOW.astimezone(UTC))
    proof["created"] = format_time(NOW)
    assert not check_proof(theirs, decode_multikey(EXAMPLE_MULTIKEYS[key]))


def test_a_proof_without_its_context_is_refused_by_name(peer: Peer) -> None:
    document, key, parse = DOCUMENTS["capability"]
    theirs = peer.sign(document, key, NOW)
    cast("JsonObject", theirs["proof"]).pop("@context", None)
    with pytest.raises(SigningError) as refused:
        check_proof(theirs, decode_multikey(EXAMPLE_MULTIKEYS[key]))
    assert (refused.value.code, refused.value.facts["name"]) == ("proof-member", "@context")
    with pytest.raises(HurenError):
        parse(canonicalize(theirs))


# RFC 8785 3.2.3 sorts by UTF-16 code unit: U+10000 comes before U+E000.
NAMES = st.text(max_size=3) | st.text(st.sampled_from("a\x7fé\ue000\uffff\U00010000\U0010ffff"), max_size=3)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=20,
)


@settings(deadline=None, max_examples=examples(100))
@given(value=JSON)
def test_the_same_bytes_are_signed(peer: Peer, value: JsonValue) -> None:
    document: JsonObject = {"@context": VC_CONTEXT, "credentialSubject": value}
    created = format_time(NOW.astimezone(UTC))
    signed = add_proof(document, example_signer("cq-assessment"), created=created)
    assert peer.hash_data(signed) == hash_data(signed)


@EVERY_KIND
def test_the_same_bytes_are_signed_for_documents(peer: Peer, kind: str) -> None:
    document, key, _ = DOCUMENTS[kind]
    signed = add_proof(document, example_signer(key), created=format_time(NOW.astimezone(UTC)))
    assert peer.hash_data(signed) == hash_data(signed)


@settings(deadline=None, max_examples=examples(100))
@given(value=JSON)
def test_canonical_forms_are_equal_byte_for_byte(value: JsonValue) -> None:
    awr = require("awr", GROUP)
    assert awr.canonicalize(value) == canonicalize(value)


@EVERY_KIND
def test_digests_and_keys_are_the_same_as_awr_s(kind: str) -> None:
    awr = require("awr", GROUP)
    document, key, parse = DOCUMENTS[kind]
    record = parse(sign(document, key))
    assert awr.canonical_digest(record.value).hex() == record.digest == sha256(record.data).hexdigest()
    assert awr.derive_did_key(example_signer(key).public_key) == f"did:key:{EXAMPLE_MULTIKEYS[key]}"


def test_the_same_signatures_verify_at_the_edges_of_ed25519() -> None:
    """Of two strict verifiers: small orders, S past the group order, encodings that are not canonical."""
    verify = require("awr.didkey", GROUP).verify_signature
    cases = published_signatures()
    assert len(cases) == 167
    for case, strict in cases:
        assert verify_ed25519(*case) is verify(*case) is strict, case
