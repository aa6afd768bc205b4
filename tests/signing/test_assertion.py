"""Assertions of passkeys: three algorithms hold; other bytes, another site, key or form are refused."""

from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given
from hypothesis import strategies as st

from signing.assertion import (
    MAX_CLIENT_DATA,
    Assertion,
    PasskeySite,
    find_assertion_fault,
    format_passkey,
    parse_passkey,
)
from signing.errors import SigningError
from signing.multikey import encode_base58
from tests.signing.authenticator import PRESENT, SITE, VERIFIED, Authenticator

MESSAGE = b'huren-statement/1\n{"decision":"approve"}'
ALGORITHMS = {-7: Authenticator.of(-7), -8: Authenticator.of(-8), -257: Authenticator.of(-257)}
OWN = ALGORITHMS[-7]


def fault(assertion: Assertion, key: str = OWN.public, message: bytes = MESSAGE) -> str | None:
    return find_assertion_fault(assertion, key, message, SITE)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_each_algorithm_confirms_its_bytes_and_no_others(algorithm: int) -> None:
    passkey = ALGORITHMS[algorithm]
    assertion = passkey.confirm(MESSAGE)
    assert fault(assertion, passkey.public) is None
    assert fault(assertion, passkey.public, MESSAGE + b" ") == "other-bytes"
    assert fault(assertion, passkey.public, MESSAGE[:-1]) == "other-bytes"
    for other in ALGORITHMS.values():
        if other is not passkey:
            assert fault(assertion, other.public) == "signature"


def test_another_key_of_the_same_kind_confirms_nothing() -> None:
    assert fault(OWN.confirm(MESSAGE), Authenticator.of(-7).public) == "signature"


CLIENTS: dict[str, tuple[dict[str, Any], str]] = {
    "another type": ({"type": "webauthn.create"}, "other-bytes"),
    "another challenge": ({"challenge": "AAAA"}, "other-bytes"),
    "no challenge": ({"challenge": None}, "other-bytes"),
    "another origin": ({"origin": "https://desk.huren.example.evil.example"}, "other-site"),
    "the port left out": ({"origin": "https://desk.huren.example"}, "other-site"),
    "plain http": ({"origin": "http://desk.huren.example:8001"}, "other-site"),
    "a frame of another site": ({"crossOrigin": True}, "other-site"),
    "a frame, told by its top": ({"topOrigin": "https://evil.example"}, "other-site"),
}


@pytest.mark.parametrize("name", CLIENTS)
def test_client_data_of_another_ceremony_is_refused(name: str) -> None:
    client, code = CLIENTS[name]
    assert fault(OWN.confirm(MESSAGE, **client)) == code


def test_members_that_clients_may_add_change_nothing() -> None:
    client: dict[str, Any] = {"other_keys_can_be_added_here": "do not compare clientDataJSON"}
    assert fault(OWN.confirm(MESSAGE, **client)) is None
    assert fault(OWN.confirm(MESSAGE, flags=PRESENT | VERIFIED | 0x80, extensions=b"\xa0")) is None


def test_another_relying_party_at_the_same_origin_is_refused() -> None:
    assert fault(OWN.confirm(MESSAGE, PasskeySite("huren.example", SITE.origin))) == "other-site"


@pytest.mark.parametrize("flags", [0, PRESENT, VERIFIED])
def test_an_assertion_without_presence_or_verification_is_refused(flags: int) -> None:
    assert fault(OWN.confirm(MESSAGE, flags=flags)) == "not-verified"


def test_a_malformed_assertion_is_refused() -> None:
    good = OWN.confirm(MESSAGE)
    attested = OWN.confirm(MESSAGE, flags=PRESENT | VERIFIED | 0x40)
    trailing = OWN.confirm(MESSAGE, extensions=b"\xa0")
    unannounced = OWN.confirm(MESSAGE, flags=PRESENT | VERIFIED | 0x80)
    cut = replace(good, authenticator_data=good.authenticator_data[:-1])
    twice = replace(good, client_data=good.client_data[:-1] + b',"type":"webauthn.get"}')
    long = OWN.confirm(MESSAGE, padding="x" * MAX_CLIENT_DATA)
    bare = replace(good, client_data=b"[]")
    assert {fault(each) for each in (attested, trailing, unannounced, cut, twice, long, bare)} == {"form"}


@given(st.data())
def test_one_byte_changed_anywhere_confirms_nothing(data: st.DataObject) -> None:
    good = ALGORITHMS[-8].confirm(MESSAGE)
    name = data.draw(st.sampled_from(["client_data", "authenticator_data", "signature"]))
    content = bytearray(getattr(good, name))
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    assert fault(replace(good, **{name: bytes(content)}), ALGORITHMS[-8].public) in ("form", "signature")


@pytest.mark.parametrize("signature", [b"", b"\x30", b"\x00" * 64, b"x" * 600])
def test_a_signature_of_any_bytes_never_raises(signature: bytes) -> None:
    for passkey in ALGORITHMS.values():
        assert fault(replace(passkey.confirm(MESSAGE), signature=signature), passkey.public) == "signature"


def weak_keys() -> dict[str, str]:
    point = OWN.key.public_key()
    uncompressed = b"\x04" + b"\x01" * 64
    return {
        "nothing": "",
        "no multibase": OWN.public[1:],
        "cut": OWN.public[:-1],
        "off the curve": "z" + encode_base58(b"\x80\x24\x02" + b"\xff" * 32),
        "an uncompressed point": "z" + encode_base58(b"\x80\x24" + uncompressed),
        "another curve": "z" + encode_base58(b"\x81\x24" + b"\x02" * 33),
        "another curve's point": format_passkey(ec.generate_private_key(ec.SECP384R1()).public_key()),
        "RSA of 2304 bits": format_passkey(rsa.generate_private_key(65_537, 2_304).public_key()),
        "RSA with the exponent 3": format_passkey(rsa.generate_private_key(3, 2_048).public_key()),
        "RSA of other bytes": "z" + encode_base58(b"\x85\x24" + b"\x30" * 270),
        "a private text": str(point)[:80],
    }


def test_keys_of_another_form_are_refused() -> None:
    for name, text in weak_keys().items():
        with pytest.raises(SigningError) as caught:
            parse_passkey(text)
        assert caught.value.code == "malformed-key", name
