"""The outside world as one mutable object in memory: two provinces, their agreement, everything they sign.

    world = World()
    credential = world.issue(by="cq", grade="二级")
    world.revoke(credential)
    world.publish()
    assert world.verify(credential, home="sc").code == "revoked"

Nothing is checked on the way: every list of `world.cq` and `world.sc` may be altered, every document signed
again, every signature made with a wrong key. Time stands still until `advance`.
"""

from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from datetime import datetime
from functools import lru_cache
from typing import Any

from credentials.documents.agreement import AgreementText
from credentials.documents.bundle import BUNDLE_TYPE
from credentials.documents.status_event import REASONS, Action
from credentials.drafting.compose import build_status_event
from credentials.drafting.draft import build_credential
from credentials.record import Record
from signing.jcs import canonicalize
from signing.log.log_proof import LogProof, format_log_proof
from signing.log.merkle import MerkleTree
from signing.signer import Ed25519Signer
from signing.strict_json import parse_json
from tests.world.association import Association, Change, digest_of
from tests.world.provinces import START, Provinces
from verifier import Policy, Seen, TrustStore, Verdict, verify_at
from verifier.trust.beside import NOTHING_BESIDE, Beside

__all__ = ["START", "Association", "World", "digest_of", "id_of", "tamper"]


def tamper(data: bytes, change: Change) -> bytes:
    """Return the document after `change`, not signed again."""
    value = parse_json(data)
    change(value)
    return canonicalize(value)


def id_of(credential: bytes | str) -> str:
    """Return the id of a credential given as bytes, or the id itself."""
    if isinstance(credential, str):
        return credential
    value: Any = parse_json(credential)
    return str(value["id"])


@lru_cache(maxsize=4)
def _read_once(read: Callable[..., TrustStore], data: bytes, pin: str) -> TrustStore:
    """Cache trust stores: a store never changes, so the same bundle gives the same store."""
    return read(data, pin=pin)


class World(Provinces):
    """The provinces, what they issue and revoke, and the officer who verifies."""

    def issuer_of(self, credential: bytes | str) -> Association:
        """Return the issuer of a credential of this world."""
        everyone = [*self.parties.values(), self.stranger]
        return next(one for one in everyone if id_of(credential) in one.credentials)

    def issue(
        self,
        by: str = "cq",
        *,
        created: datetime | None = None,
        use: str = "assessment",
        signer: Ed25519Signer | None = None,
        credential_id: str | None = None,
        change: Change | None = None,
        **draft: Any,
    ) -> bytes:
        """Return a signed credential.

        `draft` are members of AssessmentDraft, `change` alters it before signing.
        """
        association = self.association(by)
        created = created or self.now
        number = self.next_serial()
        document = build_credential(
            association.draft(AgreementText.model_validate(self.text), number, created, **draft),
            credential_id=credential_id or self.new_id(),
            issuer=association.did,
            list_number=1,
            index=number,
        )
        if change is not None:
            change(document)
        signed = association.sign(document, use, created, signer)
        association.credentials[id_of(canonicalize(signed))] = signed
        association.log.append(bytes.fromhex(digest_of(signed)))
        return canonicalize(signed)

    def event(
        self,
        credential: bytes | str,
        action: Action,
        *,
        by: str | None = None,
        sequence: int | None = None,
        effective_from: datetime | None = None,
        created: datetime | None = None,
        use: str = "assessment",
        signer: Ed25519Signer | None = None,
        change: Change | None = None,
        successor: bytes | str | None = None,
        **members: Any,
    ) -> bytes:
        """Return a signed status event, and add it to its association's.

        `members` go to `build_status_event`.
        """
        association = self.association(by) if by is not None else self.issuer_of(credential)
        target = id_of(credential)
        earlier = sum(e["credentialSubject"]["credential"] == target for e in association.events)
        members.setdefault("reason", REASONS[action][0])
        document = build_status_event(
            association.did,
            target,
            event_id=self.new_id(),
            sequence=earlier + 1 if sequence is None else sequence,
            action=action,
            effective_from=effective_from or self.now,
            successor=id_of(successor) if successor is not None else None,
            **members,
        )
        if change is not None:
            change(document)
        signed = association.sign(document, use, created or self.now, signer)
        association.events.append(signed)
        association.log.append(bytes.fromhex(digest_of(signed)))
        return canonicalize(signed)

    def suspend(self, credential: bytes | str, **members: Any) -> bytes:
        """See `event`."""
        return self.event(credential, "suspend", **members)

    def reinstate(self, credential: bytes | str, **members: Any) -> bytes:
        """See `event`."""
        return self.event(credential, "reinstate", **members)

    def revoke(self, credential: bytes | str, **members: Any) -> bytes:
        """See `event`."""
        return self.event(credential, "revoke", **members)

    def supersede(self, credential: bytes | str, successor: bytes | str, **members: Any) -> bytes:
        """See `event`."""
        return self.event(credential, "supersede", successor=successor, **members)

    def bundle(self, **changes: Any) -> bytes:
        """All of it in one file. `bundle(events=lambda events: events[:-1])` or `bundle(salvage=[])`.

        Names: agreements, key_lists, manifests, events, loose, salvage, checkpoints; a callable gets a copy
        of the list and returns the new one.
        """
        parties = self.parties.values()
        parts: dict[str, Any] = {
            "agreements": self.agreements,
            "key_lists": [x for party in parties for x in party.key_lists],
            "manifests": [x for party in parties for x in party.manifests],
            "events": [x for party in parties for x in party.events],
            "loose": [],
            "salvage": [x for party in parties for x in party.salvage],
            "checkpoints": [x for party in parties for x in party.checkpoints],
        }
        for name, change in changes.items():
            parts[name] = change(deepcopy(parts[name])) if callable(change) else change
        parts["keyLists"] = parts.pop("key_lists")
        return canonicalize({"type": BUNDLE_TYPE, **parts})

    def trust(self, seen: Seen | None = None, *, pin: str | None = None, **changes: Any) -> TrustStore:
        """Return the trust store of `bundle(**changes)`."""
        data = self.bundle(**changes)
        if seen is not None:
            return TrustStore.from_bundle(data, pin=pin or self.pin, seen=seen)
        return _read_once(TrustStore.from_bundle, data, pin or self.pin)

    def inclusion_proof(
        self,
        record: bytes,
        *,
        by: str | None = None,
        witnesses: Iterable[str] | None = None,
        extensions: tuple[str, ...] = (),
    ) -> bytes:
        """The tlog-proof of a logged record under a checkpoint of now; by default all others cosign it."""
        association = self.association(by) if by is not None else self.issuer_of(record)
        others = [name for name, party in self.parties.items() if party is not association]
        cosigners = [self.association(name) for name in (others if witnesses is None else witnesses)]
        index = association.log.index(bytes.fromhex(digest_of(record)))
        hashes = tuple(MerkleTree(association.log).prove_inclusion(index))
        note = association.checkpoint(cosigners, self.now, extensions=extensions)
        return format_log_proof(LogProof(index, hashes, note))

    def all_heard(self) -> dict[str, frozenset[str]]:
        """Return `Beside.heard` for the case that no part of any manifest is missing."""
        return {party.did: frozenset(map(digest_of, party.manifests)) for party in self.parties.values()}

    def verify(
        self,
        data: bytes,
        *,
        trust: TrustStore | None = None,
        policy: Policy | None = None,
        now: datetime | None = None,
        home: str | None = None,
        beside: Sequence[Record[Any]] | Beside = NOTHING_BESIDE,
        **question: Any,
    ) -> Verdict:
        """Return an officer's verdict, by today's bundle unless `trust` is given; `home` is a short name.

        If `beside` are bare records, they are all of every association's.
        """
        if not isinstance(beside, Beside):
            beside = Beside(beside, self.all_heard())
        return verify_at(
            data,
            trust if trust is not None else self.trust(),
            policy=policy if policy is not None else Policy(),
            now=now or self.now,
            home=self.association(home).did if home is not None else None,
            beside=beside,
            **question,
        )
