"""Ids and signatures of the example documents."""

from datetime import datetime
from random import Random
from uuid import UUID

from credentials.drafting.compose import build_service
from credentials.drafting.make_bundle import sign_document
from credentials.record import JsonObject
from keys_example.keys import SHORT_NAMES, example_signer


def make_id(random: Random) -> str:
    """Return a urn:uuid, the same for the same random source."""
    return UUID(int=random.getrandbits(128), version=4).urn


def example_services(did: str) -> list[JsonObject]:
    """Return an example association's contact, objection office with its days, and node."""
    host = did.removeprefix("did:web:")
    return [
        build_service(did, "contact", "Contact", f"mailto:office@{host}"),
        build_service(did, "objections", "ObjectionOffice", f"mailto:objections@{host}", answer_days=15),
        build_service(did, "node", "Node", f"https://{host}"),
    ]


def sign_example(document: JsonObject, created: datetime, use: str = "assessment") -> JsonObject:
    """Sign `document` at `created` with its issuer's first example key for `use`."""
    issuer = str(document.get("issuer", document["id"]))  # a key list names its issuer in `id`
    return sign_document(document, example_signer(f"{SHORT_NAMES[issuer]}-{use}"), created)
