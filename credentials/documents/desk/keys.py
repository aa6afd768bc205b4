"""Public keys of people: a key file's, or a passkey's."""

from typing import Annotated

from pydantic import PlainValidator, WithJsonSchema

from credentials.patterns import PASSKEY_PATTERN
from credentials.record import refuse
from signing.assertion import parse_passkey
from signing.errors import SigningError


def _check_key(value: object) -> str:
    if not isinstance(value, str):
        raise refuse("member-type", expected="string")
    try:
        parse_passkey(value)
    except SigningError:
        raise refuse("passkey-form") from None
    return value


PasskeyText = Annotated[
    str, PlainValidator(_check_key), WithJsonSchema({"type": "string", "pattern": PASSKEY_PATTERN})
]
"""A public key as Multikey text: Ed25519, P-256 or RSA."""
