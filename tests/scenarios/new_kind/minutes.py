"""Minutes of an association: a kind with the publication key, no checks, no events and no part."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Strict

from credentials.documents.kind import Kind
from credentials.errors import RecordError
from credentials.record import HUREN_CONTEXT, VC_CONTEXT, Credential, Items, Model, Text, Time
from credentials.times import format_time
from tests.world import World


class Meeting(Model):
    """Participants and time of a meeting."""

    type: Literal["Meeting"]
    held: Time
    present: Items[Text]


class Minutes(Credential):
    """Minutes of a meeting."""

    KIND = "minutes"
    type: Annotated[tuple[Literal["VerifiableCredential"], Literal["MinutesCredential"]], Strict(False)]
    credential_subject: Meeting

    def check_created(self, created: datetime) -> None:
        """Refuse minutes signed before the meeting."""
        if created < self.credential_subject.held:
            raise RecordError("interval-empty", "credentialSubject.held")


ROW = Kind("minutes", f"{__name__}.Minutes", "MinutesCredential", "publication", authority="party")
WORDS = ("minutes", "会议纪要")


def minutes(world: World, **members: Any) -> dict[str, Any]:
    """Return an unsigned document of the kind."""
    return {
        "@context": [VC_CONTEXT, HUREN_CONTEXT],
        "id": world.new_id(),
        "type": ["VerifiableCredential", "MinutesCredential"],
        "issuer": world.cq.did,
        "credentialSubject": {
            "type": "Meeting", "held": format_time(world.now), "present": ["甲先生", "乙女士"], **members,
        },
    }  # fmt: skip
