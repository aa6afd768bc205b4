"""The agreement as W3C's credential of recognised entities, read by independent implementations."""

import json
from base64 import urlsafe_b64decode
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from credentials.documents.agreement import AgreementHalf, AgreementText
from credentials.drafting.recognition import build_recognition
from credentials.kinds import parse_any
from credentials.schemas import document_schema
from credentials.times import format_time, parse_time
from keys_example import CHONGQING, SICHUAN
from tests.harness.groups import require
from tests.interop.contexts import VOCABULARY, load
from tests.interop.documents import NOW, sign
from tools.docs.example_history import documents

pyld = require("pyld", "independent-implementations")
DIGEST = "a" * 64


def text() -> AgreementText:
    half = parse_any(json.dumps(documents()["agreement-cq"]).encode()).body
    assert isinstance(half, AgreementHalf)
    return half.credential_subject


def recognition(**changes: Any) -> Any:
    body = text().model_copy(update=changes)
    return build_recognition(body, CHONGQING, digest=DIGEST, id_="urn:uuid:0", moment=NOW)


def test_openvc_accepts_it_as_signed_with_the_root_and_no_changed_one() -> None:
    peer = pytest.importorskip("tests.interop.peer_openvc")
    signed = sign(recognition(), "cq-root")
    assert peer.accepts(signed)
    assert not peer.accepts(signed.replace(SICHUAN.encode(), b"did:web:somebody.example"))


def test_each_member_has_a_term_and_those_of_the_draft_stand_in_its_vocabulary() -> None:
    dropped: list[str] = []
    document = json.loads(sign(recognition(), "cq-root"))
    (expanded,) = pyld.jsonld.expand(document, {"documentLoader": load}, on_property_dropped=dropped.append)
    assert dropped == []
    entities = expanded["https://www.w3.org/2018/credentials#credentialSubject"]
    assert [entity["@id"] for entity in entities] == [CHONGQING, SICHUAN]
    assert all(VOCABULARY + "recognizedTo" in entity for entity in entities)


def test_it_has_what_the_draft_demands() -> None:
    """Recognized Entities v1.0, working draft of 2026-08-02, sections of the data model."""
    document = recognition()
    assert "RecognizedEntityCredential" in document["type"]
    assert document["issuer"]["type"] == "RecognizedIssuer"
    for entity in document["credentialSubject"]:
        assert entity["type"] == "RecognizedEntity"
        assert isinstance(entity["legalName"], str)
        for action in entity["recognizedTo"]:
            assert (action["type"], action["action"]) == ("RecognizedAction", "issue")
            assert action["recognizedBy"] == CHONGQING
            output = action["outputValidation"]
            schema = document_schema(output["id"].rpartition("/")[2])
            assert schema is not None
            digest = output["digestMultibase"]
            assert urlsafe_b64decode(digest[1:] + "=" * (-len(digest[1:]) % 4)) == (
                b"\x12\x20" + sha256(schema).digest()
            )


def test_it_names_the_grants_of_the_moment_and_ends_with_the_first() -> None:
    grants = text().grants
    ended = grants[0].model_copy(update={"until": NOW})
    document = recognition(grants=(ended, *grants[1:]))
    schemes = [
        action["id"].partition("#")[2]
        for entity in document["credentialSubject"]
        for action in entity["recognizedTo"]
    ]
    assert schemes == sorted({grant.scheme for grant in grants} - {ended.scheme})
    soon = NOW + timedelta(days=3)
    shortened = grants[1].model_copy(update={"until": soon})
    assert recognition(grants=(grants[0], shortened))["validUntil"] == format_time(soon)
    assert parse_time(recognition()["validUntil"]) - NOW <= timedelta(days=90)
