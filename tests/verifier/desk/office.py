"""An office of two in the world of two provinces: a clerk with a key file, a chair with a passkey."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from credentials.documents.desk.carried import PlanToSign, SigningMethod, StatedPlan
from credentials.documents.desk.people import PeopleDocument, read_people
from credentials.documents.desk.plan import PlanDocument, read_plan
from credentials.documents.desk.statement import SignedStatement
from credentials.record import Record
from credentials.times import format_time
from credentials.unsigned import Unsigned
from signing.jcs import canonicalize
from signing.signer import Ed25519Signer
from signing.strict_json import parse_json
from tests.credentials.desk.papers import KeyFile, Passkey, Value, people, person, plan, state, statement
from tests.signing.authenticator import Authenticator
from tests.world import World
from verifier.desk.people import PeopleChain
from verifier.desk.reading.people import read_people_chain
from verifier.trust.party_trust import PartyTrust

CLERK, CHAIR, DEPUTY = KeyFile("clerk"), Passkey(Authenticator.of(-7)), KeyFile("deputy")
PERSONS = person("p1", CLERK.entry), person("p2", CHAIR.entry, roles=["chair"])


def unsigned(document: bytes | Value) -> Value:
    """Return a signed document without its proof."""
    value: Any = parse_json(document) if isinstance(document, bytes) else {**document}
    value.pop("proof", None)
    return dict(value)


def digest_of_value(value: Value) -> str:
    return sha256(canonicalize(value)).hexdigest()


class Office:
    """The association `cq` of a world, whose root names the first people list."""

    def __init__(self, **changes: Any) -> None:
        self.world = World()
        self.lists = [self.sign_list(people(*PERSONS, validUntil="2026-10-20", **changes))]
        self.world.publish_key_list("cq", people=self.lists[0].digest)
        self.world.publish()
        self.nonce = 0

    @property
    def now(self) -> datetime:
        return self.world.now

    @property
    def party(self) -> PartyTrust:
        found = self.world.trust().party(self.world.cq.did)
        assert found is not None
        return found

    def sign_list(self, value: Value, signer: Ed25519Signer | None = None) -> Record[PeopleDocument]:
        """Sign a people list now by the assessment key."""
        return read_people(self.world.cq.sign(value, "assessment", self.now, signer))

    def draft_list(self, *persons: Value, **changes: Any) -> Value:
        """Return the next people list, unsigned."""
        last = self.lists[-1]
        members: Value = {
            "version": last.body.version + 1,
            "previous": last.digest,
            "validUntil": "2026-10-20",
            **changes,
        }
        return people(*persons, **members)

    def plan(self, documents: Sequence[Value], **changes: Any) -> Unsigned[PlanDocument]:
        """Return a plan made now for the documents."""
        expires = format_time(self.now + timedelta(days=30))
        members = {"created": format_time(self.now), "expires": expires, "notice": None, **changes}
        return read_plan(plan(documents=[digest_of_value(document) for document in documents], **members))

    def state(
        self, hand: KeyFile | Passkey, by: str, about: Unsigned[PlanDocument], decision: str, **changes: Any
    ) -> SignedStatement:
        """Return a person's statement of now."""
        self.nonce += 1
        forged = changes.pop("forged", {})
        members = {
            "plan": about.digest,
            "decision": decision,
            "by": by,
            "people": self.lists[-1].digest,
            "at": format_time(self.now),
            "nonce": f"{self.nonce:032x}",
            **changes,
        }
        return state(hand, statement(**members), **forged)

    def decide(self, documents: Sequence[Value], **changes: Any) -> StatedPlan:
        """Return a plan on which both have stated now."""
        about = self.plan(documents, **changes)
        both = (
            self.state(CLERK, "p1", about, "make"),
            self.state(CHAIR, "p2", about, "approve"),
        )
        return StatedPlan(about, documents, both)

    def chain(self, plans: Sequence[StatedPlan] = (), **known: Any) -> PeopleChain:
        """Return the people lists here, as parsed now."""
        return read_people_chain(self.lists, self.party, plans, **known)

    def export(self, stated: StatedPlan, **changes: Any) -> PlanToSign:
        """Return the file for the key holder as of now."""
        key_list = self.party.newest_key_list
        members: dict[str, Any] = {
            "issuer": self.world.cq.did,
            "stated": stated,
            "people": self.lists,
            "key_list": key_list,
            "exported": self.now,
            "methods": [*map(SigningMethod.of, key_list.body.verification_method)],
            **changes,
        }
        return PlanToSign(**members)
