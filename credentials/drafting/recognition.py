"""The agreement as a credential of recognised entities (W3C Recognized Entities v1.0, draft of 2026-08-02).

A party states for whom it recognises assessments: a `RecognizedEntity` for each issuer with a grant, an
action `issue` for each scheme. Equivalences have no place in that data model. No verdict of huren reads it.
"""

from base64 import urlsafe_b64encode
from datetime import datetime
from hashlib import sha256

from credentials.documents.agreement import AgreementText, Grant, Party
from credentials.documents.key_list import MAX_LIFE
from credentials.record import VC_CONTEXT, BilingualName, JsonObject
from credentials.schemas import SCHEMA_BASE, document_schema
from credentials.times import format_time
from signing.strict_json import JsonValue

UNDEFINED_TERMS = "https://www.w3.org/ns/credentials/undefined-terms/v2"
"""The context for terms that have none: the draft publishes no context of its own."""
_SHA_256 = b"\x12\x20"
"""Prefix of a SHA-256 as a multihash: its code, its length."""


def build_recognition(
    text: AgreementText, issuer: str, *, digest: str, id_: str, moment: datetime
) -> JsonObject:
    """Return the unsigned credential of a party: who may issue at `moment`, under which scheme.

    `digest` names the text. It holds as long as a key list may, but not past the agreement or a grant.
    """
    # nothing revokes it: a new version of the agreement must soon be repeated
    until = min((moment + MAX_LIFE, text.effective_until, *(grant.until for grant in _current(text, moment))))
    parties = {party.id: party for party in text.parties}
    return {
        "@context": [VC_CONTEXT, UNDEFINED_TERMS],
        "id": id_,
        "type": ["VerifiableCredential", "RecognizedEntityCredential"],
        "issuer": _describe(parties[issuer], "RecognizedIssuer"),
        "validFrom": format_time(moment),
        "validUntil": format_time(until),
        "credentialSubject": [
            {
                **_describe(parties[entity], "RecognizedEntity"),
                "recognizedTo": [_action(text, scheme, issuer, digest) for scheme in schemes],
            }
            for entity, schemes in granted_schemes(text, moment).items()
        ],
    }


def granted_schemes(text: AgreementText, moment: datetime) -> dict[str, list[str]]:
    """Return the schemes under which each issuer may issue at `moment`, by its id."""
    schemes: dict[str, list[str]] = {}
    # a scheme may have several grants, each for other regions
    for issuer, scheme in sorted({(grant.issuer, grant.scheme) for grant in _current(text, moment)}):
        schemes.setdefault(issuer, []).append(scheme)
    return schemes


def _current(text: AgreementText, moment: datetime) -> list[Grant]:
    return [grant for grant in text.grants if grant.since <= moment < grant.until]


def _describe(party: Party, type_: str) -> JsonObject:
    name = party.legal_name
    return {"id": party.id, "type": type_, "name": _in_both(name), "legalName": name.zh}


def _action(text: AgreementText, scheme_id: str, issuer: str, digest: str) -> JsonObject:
    scheme = next(scheme for scheme in text.schemes if scheme.id == scheme_id)
    multihash = _SHA_256 + sha256(document_schema(scheme.kind) or b"").digest()
    return {
        # one schema serves every scheme of a kind: the id tells the schemes of two associations apart
        "id": f"urn:huren:agreement:{digest}#{scheme.id}",
        "type": "RecognizedAction",
        "name": _in_both(scheme.name),
        "action": "issue",
        "recognizedBy": issuer,
        "outputValidation": {
            "id": SCHEMA_BASE + scheme.kind,
            "type": "JsonSchema",
            "digestMultibase": "u" + urlsafe_b64encode(multihash).decode().rstrip("="),
        },
    }


def _in_both(name: BilingualName) -> list[JsonValue]:
    return [{"@language": "zh-CN", "@value": name.zh}, {"@language": "en", "@value": name.en}]
