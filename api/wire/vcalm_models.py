"""The JSON of VCALM (w3.org/TR/vcalm, 3.3), as `wire` has that of our own interface."""

from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from api.wire.models import View
from credentials.record import Items, Maybe, Model, Text

MAX_PRESENTED = 100
MAX_PRESENTED_BYTES = 3 * 1024 * 1024
"""Room for as many credentials of ten times the usual size."""
FORMS = ("(one)", "(several)")
"""Parts of an error's path that never occur in JSON: between a member with two forms and its fault."""

_BY_KIND = Discriminator(lambda value: FORMS[isinstance(value, dict)])
_BY_FORM = Discriminator(lambda value: FORMS[isinstance(value, list | tuple)])


class VerifyOptions(Model):
    """VCALM VerifyCredentialOptions."""

    return_results: bool = Field(False, description="Default: false.")
    return_problem_details: bool = Field(True, description="Default: true.")
    return_credential: bool = Field(False, description="Default: false.")


class VcVerifyRequest(Model):
    """VCALM VerifyCredentialRequest."""

    verifiable_credential: dict[str, Any]
    options: VerifyOptions = VerifyOptions()


class Presentation(Model):
    """A W3C presentation (VC Data Model 2.0, 4.13) of credentials as JSON objects, and nothing else."""

    context: Annotated[Items[str], Field(alias="@context", min_length=1, max_length=16)]
    type: Annotated[
        Annotated[str, Tag(FORMS[0])] | Annotated[Items[str], Field(max_length=16), Tag(FORMS[1])], _BY_FORM
    ]
    id: Maybe[Text] = None
    holder: Maybe[
        Annotated[Annotated[Text, Tag(FORMS[0])] | Annotated[dict[str, Any], Tag(FORMS[1])], _BY_KIND]
    ] = None
    verifiable_credential: Annotated[
        Annotated[dict[str, Any], Tag(FORMS[0])]
        | Annotated[Items[dict[str, Any]], Field(min_length=1, max_length=MAX_PRESENTED), Tag(FORMS[1])],
        _BY_FORM,
    ]
    proof: Maybe[
        Annotated[
            Annotated[dict[str, Any], Tag(FORMS[0])]
            | Annotated[Items[dict[str, Any]], Field(max_length=16), Tag(FORMS[1])],
            _BY_FORM,
        ]
    ] = None

    @property
    def types(self) -> tuple[str, ...]:
        """Return the one type, or several."""
        return (self.type,) if isinstance(self.type, str) else self.type

    @property
    def credentials(self) -> tuple[dict[str, Any], ...]:
        """Return the one credential, or several, in their order."""
        given = self.verifiable_credential
        return (given,) if isinstance(given, dict) else given


class VerifyPresentationOptions(Model):
    """VCALM VerifyPresentationOptions."""

    challenge: Maybe[Text] = None
    domain: Maybe[Text] = None
    return_presentation: bool = Field(False, description="Default: false.")


class VpVerifyRequest(Model):
    """VCALM VerifyPresentationRequest, or ProoflessVerifyPresentationRequest with `presentation`."""

    verifiable_presentation: Maybe[Presentation] = None
    presentation: Maybe[Presentation] = None
    options: VerifyPresentationOptions = VerifyPresentationOptions()


class VcProblemView(View):
    """One entry of VCALM `problemDetails`."""

    type: str
    title: str
    detail: str


class VcVerifyView(View):
    """VCALM VerificationResult; `verified` is true for the outcome valid alone."""

    verified: bool
    credential: dict[str, Any] | None = None
    problem_details: list[VcProblemView] | None = None
    results: dict[str, Any] | None = None


class VpResultsView(View):
    """The result for the presentation itself, and for each credential in it, in order."""

    presentation: dict[str, Any]
    credentials: list[VcVerifyView]


class VpVerifyView(View):
    """VCALM VerificationResult of a presentation; `problemDetails` are those of the presentation itself."""

    verified: bool
    verifiable_presentation: dict[str, Any] | None = None
    problem_details: list[VcProblemView]
    results: VpResultsView
