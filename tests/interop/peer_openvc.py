"""openvc-core, an independent verifier and issuer of W3C credentials; importing needs the package.

It resolves did:web through `fetch`, which answers from memory. It writes `created` in UTC only and leaves the
copy of `@context` out of the proofs it makes, though it signs them as if it were there.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from openvc import Ed25519SigningKey, OpenvcError, VerificationPolicy, verify_credential
from openvc.did.base import DidResolutionError
from openvc.did.did_web import DidWebResolver
from openvc.proof.di_jcs import EddsaJcsProofSuite

from credentials.record import JsonObject
from credentials.times import parse_time
from keys_example import example_method_id, example_pem
from tests.interop.documents import NOW, SITES


def resolver(sites: Mapping[str, bytes] = SITES, asked: list[str] | None = None) -> DidWebResolver:
    """A did:web resolver over `sites` that adds each requested address to `asked`."""

    def fetch(address: str) -> Any:
        if asked is not None:
            asked.append(address)
        if address not in sites:
            raise DidResolutionError(address)
        return json.loads(sites[address])

    return DidWebResolver(fetch)


def policy(now: datetime = NOW, **members: Any) -> VerificationPolicy:
    """Return the strictest policy: the list's issuer must be the credential's, and nothing is waived."""
    return VerificationPolicy(now=now, leeway_s=0, require_status_issuer_binding=True, **members)


def accepts(data: bytes) -> bool:
    """Whether openvc reads the bytes and verifies the proof, the issuer's key and the period at NOW.

    The status is another question. A key list is no credential, it has no issuer: there the proof alone is
    verified.
    """
    try:
        document = json.loads(data)
        if isinstance(document, dict) and "issuer" not in document:
            EddsaJcsProofSuite(leeway_s=0).verify(document, resolver=resolver(), now=NOW)
        else:
            verify_credential(document, resolver=resolver(), policy=policy(require_status=False))
    except (ValueError, OpenvcError):
        return False
    return True


def sign(document: JsonObject, key: str, created: datetime) -> JsonObject:
    """Return the document as openvc signs it with an example key."""
    method = example_method_id(key)
    signing_key = Ed25519SigningKey.from_pem(example_pem(key), method)
    signed: JsonObject = EddsaJcsProofSuite().add_proof(
        document, signing_key=signing_key, verification_method=method, created=created
    )
    return signed


class _Recorder:
    """A signing key that records the bytes it signs."""

    alg, kid, data = "EdDSA", "recorder", b""

    def sign(self, data: bytes) -> bytes:
        self.data = data
        return bytes(64)


def hash_data(signed: JsonObject) -> bytes:
    """Return the 64 bytes that openvc signs for a document with this proof. Its `created` must be in UTC."""
    recorder = _Recorder()
    unsigned = {name: value for name, value in signed.items() if name != "proof"}
    proof: Any = signed["proof"]
    created = parse_time(proof["created"]).astimezone(UTC)
    EddsaJcsProofSuite().add_proof(
        unsigned, signing_key=recorder, verification_method=proof["verificationMethod"], created=created
    )
    return recorder.data
