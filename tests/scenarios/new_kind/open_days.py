"""An open day that an association announces: a kind from outside, and a registry that holds one."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Annotated, Any, Literal

from pydantic import Strict

from credentials.documents.kind import Kind
from credentials.documents.status_event import StatusEvent
from credentials.drafting.compose import build_status_event
from credentials.drafting.draft import StatusDraft
from credentials.record import (
    HUREN_CONTEXT,
    VC_CONTEXT,
    BilingualName,
    Credential,
    Model,
    Record,
    Text,
    Time,
    Uscc,
)
from credentials.times import format_time
from registry.issuing.issue import change_status
from registry.publishing.bundle import build_bundle
from registry.publishing.publish import publish_all
from tests.world import World
from tests.world.registry_setup import Bench
from verifier import Policy, TrustStore, Verdict, verify, verify_record


class OpenDay(Model):
    """Place and time at which an enterprise shows its plant."""

    type: Literal["OpenDay"]
    name: BilingualName
    place: Text
    unified_social_credit_code: Uscc


class OpenDayNotice(Credential):
    """An association's announcement of an open day."""

    KIND = "open-day"
    valid_from: Time
    valid_until: Time
    type: Annotated[tuple[Literal["VerifiableCredential"], Literal["OpenDayCredential"]], Strict(False)]
    credential_subject: OpenDay

    @property
    def title(self) -> str:
        """Return the name in Chinese."""
        return self.credential_subject.name.zh


ROW = Kind(
    "open-day",
    f"{__name__}.OpenDayNotice",
    "OpenDayCredential",
    "assessment",
    authority="party",
    checks=("validity-period", "status"),
    events=True,
    part="open-days",
)


WORDS = ("open day", "开放日")


def open_day(world: World, by: str = "cq", **members: Any) -> dict[str, Any]:
    """Return an unsigned document of the kind."""
    return {
        "@context": [VC_CONTEXT, HUREN_CONTEXT],
        "id": world.new_id(),
        "type": ["VerifiableCredential", "OpenDayCredential"],
        "issuer": world.association(by).did,
        "validFrom": format_time(world.now - timedelta(hours=1)),
        "validUntil": format_time(world.now + timedelta(days=30)),
        "credentialSubject": {
            "type": "OpenDay",
            "name": {"zh": "示例污水处理厂开放日", "en": "Open day of the example works"},
            "place": "重庆示例大道 1 号",
            "unifiedSocialCreditCode": "91350100M000100Y43",
            **members,
        },
    }


@dataclass
class Stage:
    """Chongqing's registry with one open day."""

    bench: Bench
    record: Record[Any]

    @property
    def issuer(self) -> str:
        return str(self.record.body.issuer)

    def change(self, action: str, reason: str, **given: Any) -> Record[StatusEvent]:
        """Sign a status event by the association's own key."""
        world = self.bench.world
        return change_status(
            self.bench.registry,
            StatusDraft(self.record.body.id, action, reason, world.now, **given),
            world.cq.signers["assessment"],
            now=world.now,
            random=self.bench.random,
        )

    def publish(self) -> TrustStore:
        """Let both publish; return an officer's trust store."""
        world = self.bench.world
        signers = [(party.did, party.signers["publication"]) for party in world.parties.values()]
        publish_all(self.bench.registry, signers, now=world.now, random=Random(3))
        return TrustStore.from_bundle(build_bundle(self.bench.registry), pin=world.pin)


def judge(stage: Stage, trust: TrustStore, **asked: Any) -> Verdict:
    """Return the verdict on the open day at the world's now, and check that its bytes have the same."""
    question: dict[str, Any] = {"policy": Policy(), "now": stage.bench.world.now, **asked}
    verdict = verify_record(stage.record, trust, **question)
    assert verify(stage.record.data, trust, **question) == verdict
    return verdict


def build_event(world: World, record: str) -> dict[str, Any]:
    """Build a suspension of a record of Chongqing."""
    document = build_status_event(
        world.cq.did, record, event_id=world.new_id(), sequence=1, action="suspend",
        effective_from=world.now, reason="complaint",
    )  # fmt: skip
    return world.cq.sign(document, "assessment", world.now)
