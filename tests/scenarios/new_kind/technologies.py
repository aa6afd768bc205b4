"""A technology that an association vouches for: a kind by grant, whose members stand elsewhere."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Strict

from credentials.documents.kind import OWN_CHECKS, Kind
from credentials.record import (
    HUREN_CONTEXT,
    VC_CONTEXT,
    Code,
    Credential,
    Model,
    Region,
    Slug,
    Text,
    Time,
    Uscc,
)
from credentials.times import add_months, format_time
from tests.world import World


class Owner(Model):
    """Whose technology it is."""

    name: Text
    code: Uscc
    region: Region


class Technology(Model):
    """What was looked at, and what it was found to be."""

    type: Literal["Technology"]
    name: Text
    owner: Owner
    catalogue: Slug
    level: Code


class TechnologyCredential(Credential):
    """An association vouches for a technology."""

    KIND = "technology"
    PLACES: ClassVar[Mapping[str, str]] = {
        "scheme": "credentialSubject.catalogue",
        "region": "credentialSubject.owner.region",
        "grade": "credentialSubject.level",
    }
    valid_from: Time
    valid_until: Time
    type: Annotated[tuple[Literal["VerifiableCredential"], Literal["TechnologyCredential"]], Strict(False)]
    credential_subject: Technology

    @property
    def holder(self) -> str:
        """Its owner."""
        return self.credential_subject.owner.name

    @property
    def holder_code(self) -> str:
        """Its owner's code."""
        return self.credential_subject.owner.code

    @property
    def region(self) -> str:
        """Where its owner is."""
        return self.credential_subject.owner.region

    @property
    def scheme(self) -> str:
        """The catalogue."""
        return self.credential_subject.catalogue

    @property
    def categories(self) -> tuple[str | None, ...]:
        """Catalogues have none."""
        return (None,)

    @property
    def grade(self) -> str:
        """The level."""
        return self.credential_subject.level


ROW = Kind(
    TechnologyCredential, "TechnologyCredential", "assessment",
    authority="grant", checks=OWN_CHECKS, events=True, part="technologies",
)  # fmt: skip
WORDS = ("technology", "技术")
OWNER = {"name": "示例技术有限公司", "code": "91350100M000100Y43", "region": "CN-CQ"}


def grant_technologies(world: World) -> None:
    """From now on both have a catalogue, and Chongqing's 领先 counts as Sichuan's A."""

    def add(text: Any) -> None:
        for name, levels in (("cq", ("领先", "先进")), ("sc", ("A", "B"))):
            did = world.association(name).did
            scheme = {
                **text["schemes"][0], "id": f"{name}-technology", "owner": did, "kind": "technology",
                "categories": [], "months": 36,
                "grades": [{"code": level, "name": {"zh": level, "en": level}} for level in levels],
            }  # fmt: skip
            text["schemes"].append(scheme)
            text["grants"].append({**text["grants"][0], "issuer": did, "scheme": scheme["id"]})
        end = {"scheme": "cq-technology", "grade": "领先"}
        text["equivalences"].append(
            {"from": end, "to": {"scheme": "sc-technology", "grade": "A"}, "clause": "第五条（示例）"}
        )

    world.amend(add)
    world.advance(days=2)
    world.publish()


def technology(world: World, months: int = 36, owner: dict[str, str] | None = None, **members: Any) -> Any:
    """An unsigned document of the kind."""
    return {
        "@context": [VC_CONTEXT, HUREN_CONTEXT],
        "id": world.new_id(),
        "type": ["VerifiableCredential", "TechnologyCredential"],
        "issuer": world.cq.did,
        "validFrom": format_time(world.now),
        "validUntil": format_time(add_months(world.now, months)),
        "credentialSubject": {
            "type": "Technology",
            "name": "示例脱硝技术",
            "owner": {**OWNER, **(owner or {})},
            "catalogue": "cq-technology",
            "level": "领先",
            **members,
        },
    }
