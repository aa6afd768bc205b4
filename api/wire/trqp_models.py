"""The JSON of the Trust Registry Query Protocol 2.0 (Trust over IP); its members are in snake_case."""

from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from api.wire.models import View
from credentials.record import Maybe, Model

TrqpText = Annotated[str, StringConstraints(min_length=1, max_length=512)]


class TrqpContext(Model):
    """The time asked about; other strings of the asker are passed over."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, str]

    time: Maybe[Annotated[str, StringConstraints(max_length=40)]] = Field(
        None, description="RFC 3339, as `at` elsewhere; default: now."
    )


class TrqpRequest(Model):
    """May `entity_id` do `action` to `resource` by the authority's rules?"""

    entity_id: TrqpText = Field(alias="entity_id", description="The DID of an association.")
    authority_id: TrqpText = Field(
        alias="authority_id",
        description="Authorization: urn:huren:agreement:<pin>. Recognition: the DID of the home association.",
    )
    action: TrqpText = Field(description="Authorization: issue. Recognition: recognize.")
    resource: TrqpText = Field(description="The id of a scheme.")
    context: TrqpContext = TrqpContext()


class _TrqpAnswer(View):
    entity_id: TrqpText = Field(alias="entity_id")
    authority_id: TrqpText = Field(alias="authority_id")
    action: TrqpText
    resource: TrqpText
    time_requested: str = Field(alias="time_requested")
    time_evaluated: str = Field(alias="time_evaluated")


class TrqpAuthorizationView(_TrqpAnswer):
    """True where the association may issue under the scheme."""

    authorized: bool


class TrqpRecognitionView(_TrqpAnswer):
    """True where the home association recognises credentials of the other one under the scheme."""

    recognized: bool
