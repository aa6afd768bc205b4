"""A craft that an association vouches for: a kind by grant with member names of its own."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Strict

from credentials.documents.kind import ASSESSMENT_CHECKS, Kind
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
    """Owner of a craft."""

    name: Text
    code: Uscc
    region: Region


class Craft(Model):
    """The inspected craft and its grade."""

    type: Literal["Craft"]
    name: Text
    owner: Owner
    catalogue: Slug
    level: Code


class CraftCredential(Credential):
    """A credential by which an association vouches for a craft."""

    KIND = "craft"
    PLACES: ClassVar[Mapping[str, str]] = {
        "scheme": "credentialSubject.catalogue",
        "region": "credentialSubject.owner.region",
        "grade": "credentialSubject.level",
    }
    valid_from: Time
    valid_until: Time
    type: Annotated[tuple[Literal["VerifiableCredential"], Literal["CraftCredential"]], Strict(False)]
    credential_subject: Craft

    @property
    def holder(self) -> str:
        """The craft's owner."""
        return self.credential_subject.owner.name

    @property
    def holder_code(self) -> str:
        """The owner's credit code."""
        return self.credential_subject.owner.code

    @property
    def region(self) -> str:
        """The owner's region."""
        return self.credential_subject.owner.region

    @property
    def scheme(self) -> str:
        """The catalogue."""
        return self.credential_subject.catalogue

    @property
    def categories(self) -> tuple[str | None, ...]:
        """No categories, as catalogues have none."""
        return (None,)

    @property
    def grade(self) -> str:
        """The level."""
        return self.credential_subject.level


ROW = Kind(
    "craft", f"{__name__}.CraftCredential", "CraftCredential", "assessment",
    authority="grant", checks=ASSESSMENT_CHECKS, events=True, part="crafts",
)  # fmt: skip
WORDS = ("craft", "手艺")
OWNER = {"name": "示例手艺有限公司", "code": "91350100M000100Y43", "region": "CN-CQ"}


def grant_crafts(world: World) -> None:
    """Give both associations a catalogue; Chongqing's 领先 counts as Sichuan's A."""

    def add(text: Any) -> None:
        for name, levels in (("cq", ("领先", "先进")), ("sc", ("A", "B"))):
            did = world.association(name).did
            scheme = {
                **text["schemes"][0], "id": f"{name}-craft", "owner": did, "kind": "craft",
                "categories": [], "months": 36,
                "grades": [{"code": level, "name": {"zh": level, "en": level}} for level in levels],
            }  # fmt: skip
            text["schemes"].append(scheme)
            text["grants"].append({**text["grants"][0], "issuer": did, "scheme": scheme["id"]})
        end = {"scheme": "cq-craft", "grade": "领先"}
        text["equivalences"].append(
            {"from": end, "to": {"scheme": "sc-craft", "grade": "A"}, "clause": "第五条（示例）"}
        )

    world.amend(add)
    world.advance(days=2)
    world.publish()


def craft(world: World, months: int = 36, owner: dict[str, str] | None = None, **members: Any) -> Any:
    """Return an unsigned document of the kind."""
    return {
        "@context": [VC_CONTEXT, HUREN_CONTEXT],
        "id": world.new_id(),
        "type": ["VerifiableCredential", "CraftCredential"],
        "issuer": world.cq.did,
        "validFrom": format_time(world.now),
        "validUntil": format_time(add_months(world.now, months)),
        "credentialSubject": {
            "type": "Craft",
            "name": "示例修复手艺",
            "owner": {**OWNER, **(owner or {})},
            "catalogue": "cq-craft",
            "level": "领先",
            **members,
        },
    }
