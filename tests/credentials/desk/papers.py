"""Plans, statements and people lists as values, and the keys of the people who sign statements."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from credentials.documents.desk.statement import SignedStatement, read_statement, signed_bytes
from signing.jcs import canonicalize
from signing.multikey import encode_proof_value
from signing.signer import Ed25519Signer
from tests.signing.authenticator import SITE, Authenticator

DID = "did:web:cq.huren.example"
D1, D2, D3 = ("1" * 64, "2" * 64, "3" * 64)

Value = dict[str, Any]


BY = {"kind": "person", "name": "示例异议人", "contact": "示例路 1 号"}
ITEM = {"notice": D1, "item": 0}
EVIDENCE = [{"name": "示例材料.pdf", "digest": D1}]
OBJECTION: Value = {
    "about": {**ITEM, "name": "示例环保有限公司"},
    "by": BY,
    "arguments": "示例事实与理由",
    "evidence": EVIDENCE,
    "receivedOn": "2026-03-05",
}
APPLICATION: Value = {
    "scheme": "cq-facility-operation",
    "unifiedSocialCreditCode": "91500100MAHNJ7MT0F",
    "grade": "二级",
    "by": {**BY, "kind": "enterprise"},
    "receivedOn": "2026-03-05",
}


def plan(**changes: Any) -> Value:
    """A plan; None takes a member out."""
    value: Value = {
        "type": "huren-plan/1",
        "issuer": DID,
        "created": "2026-03-02T09:00:00+08:00",
        "documents": [D1, D2],
        "notice": D3,
        "expires": "2026-04-10T18:00:00+08:00",
        **changes,
    }
    return {name: member for name, member in value.items() if member is not None}


def statement(**changes: Any) -> Value:
    """A statement without its proof; None takes a member out."""
    value: Value = {
        "type": "huren-statement/1",
        "plan": D1,
        "decision": "approve",
        "by": "p2",
        "people": D2,
        "at": "2026-03-03T10:00:00+08:00",
        "nonce": "0" * 32,
        **changes,
    }
    return {name: member for name, member in value.items() if member is not None}


def base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class KeyFile:
    """A person's key file."""

    name: str

    @property
    def signer(self) -> Ed25519Signer:
        return Ed25519Signer.from_seed(sha256(self.name.encode()).digest(), self.name)

    @property
    def entry(self) -> Value:
        """Return the key's entry in a people list."""
        return {"kind": "file", "public": self.signer.multikey}

    def prove(self, message: bytes) -> Value:
        """Return the proof over the bytes of a statement."""
        signature = encode_proof_value(self.signer.sign(message))
        return {"kind": "file", "key": self.signer.multikey, "signature": signature}


@dataclass
class Passkey:
    """A person's passkey."""

    authenticator: Authenticator

    @property
    def entry(self) -> Value:
        """Return the passkey's entry in a people list."""
        public = self.authenticator.public
        return {"kind": "passkey", "public": public, "credentialId": base64url(public.encode()[:16])}

    def prove(self, message: bytes, **forged: Any) -> Value:
        """Return the proof over the bytes of a statement; `forged` as in `Authenticator.confirm`."""
        assertion = self.authenticator.confirm(message, forged.pop("site", SITE), **forged)
        return {
            "kind": "passkey",
            "key": self.authenticator.public,
            "clientDataJSON": base64url(assertion.client_data),
            "authenticatorData": base64url(assertion.authenticator_data),
            "signature": base64url(assertion.signature),
        }


def state(hand: KeyFile | Passkey, value: Value, **forged: Any) -> SignedStatement:
    """Return the signed statement as a reader parses it."""
    proof = hand.prove(signed_bytes(canonicalize(value)), **forged)
    return read_statement({**value, "proof": proof})


def person(id_: str, *keys: Value, **changes: Any) -> Value:
    """A person in term all year."""
    value = {
        "id": id_,
        "name": f"示例人员 {id_}",
        "roles": ["clerk"],
        "from": "2026-01-01",
        "until": "2026-12-31",
        "keys": [*keys],
    }
    return {**value, **changes}


def people(*persons: Value, **changes: Any) -> Value:
    """A people list without its proof; None takes a member out."""
    value: Value = {
        "@context": ["https://w3id.org/huren/v1"],
        "type": "huren-people/1",
        "issuer": DID,
        "version": 1,
        "rpId": SITE.rp_id,
        "origin": SITE.origin,
        "validUntil": "2026-06-30",
        "people": [*persons],
        "policy": {},
        **changes,
    }
    return {name: member for name, member in value.items() if member is not None}
