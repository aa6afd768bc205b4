"""Ids and signatures of the example documents."""

from datetime import datetime
from random import Random
from uuid import UUID

from credentials.drafting.make_bundle import sign_document
from credentials.record import JsonObject
from keys_example.keys import SHORT_NAMES, example_signer


def make_id(random: Random) -> str:
    """A urn:uuid, the same for the same random source."""
    return UUID(int=random.getrandbits(128), version=4).urn


def sign_example(document: JsonObject, created: datetime, use: str = "assessment") -> JsonObject:
    """`document` signed at `created` by its issuer's first example key for `use`."""
    issuer = str(document.get("issuer", document["id"]))  # a key list has no other name for it
    return sign_document(document, example_signer(f"{SHORT_NAMES[issuer]}-{use}"), created)
