"""Query strings, read into strict models like bodies; only parameters of lists may repeat."""

from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from starlette.requests import Request

from api.errors import ApiError
from api.wire.models import STATUSES
from credentials.errors import RecordError
from credentials.record import Code, Date, Did, Maybe, Model, Slug, Text, Uscc, read_body, refuse
from signing.errors import Lang
from signing.strict_json import JsonValue
from verifier.numbers.commitment import fold_number

M = TypeVar("M", bound=Model)


Cursor = Annotated[str, StringConstraints(max_length=200)]
"""Value of `next` on the previous page."""


def read_digits(value: object) -> object:
    """Return the number that a text of digits writes; return any other value unchanged."""
    # isascii: isdigit() is true of ², which int() refuses
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value


class NoQuery(Model):
    """An address that takes no parameters."""


class VerdictQuery(Model):
    """The question about a stored credential."""

    issuer: Maybe[Did] = Field(None, description="Whose certificate number it is.")
    at: Maybe[Annotated[str, StringConstraints(max_length=40)]] = Field(
        None,
        description="The time asked about, or a date: that whole day; default: now.",
        examples=["2026-05-01"],
    )
    home: Maybe[Did] = Field(None, description="The association whose grades you use.")


def _check_number(number: str) -> str:
    """Refuse a certificate number that has no character left to compare."""
    if not fold_number(number):
        raise refuse("number-empty", "")
    return number


AskedNumber = Annotated[Code, AfterValidator(_check_number)]


class NumberQuery(Model):
    """A certificate number, and the details of the certificate that was shown."""

    number: AskedNumber = Field(
        description="Case, width, white space and the kind of hyphen make no difference."
    )
    issuer: Maybe[Did] = Field(None, description="Ask one association only.")
    scheme: Maybe[Slug] = Field(None, description="The scheme on the certificate.")
    issued: Maybe[Date] = Field(None, description="The day of issue on the certificate.")


class NumberProofQuery(Model):
    """Parameters that name a number proof."""

    number: AskedNumber
    issuer: Did = Field(description="Whose numbers it is about.")


class PageQuery(Model):
    """A page for people; its address may name the language."""

    lang: Maybe[Lang] = None


class PaperQuery(Model):
    """The credential to be printed."""

    issuer: Maybe[Did] = Field(None, description="Whose certificate number it is.")


class CredentialQuery(Model):
    """Filters of a list of credentials; a credential must meet all that are given."""

    uscc: Maybe[Uscc] = Field(None, description="Unified Social Credit Code of the enterprise.")
    issuer: Maybe[Did] = None
    scheme: Maybe[Slug] = None
    category: Maybe[Code] = None
    grade: Maybe[Code] = None
    status: Maybe[Literal[STATUSES]] = Field(  # type: ignore[valid-type]
        None, description="How it stands now; `revoked`: ended, of whatever kind."
    )
    q: Maybe[Text] = Field(
        None,
        description="Words with spaces between, in any order: part of the legal name (two Chinese characters "
        "or more; in Latin script the beginning of a word, three letters or more), four or more neighbours "
        "of the enterprise's code, the certificate number, its end (four letters or digits) or neighbouring "
        "parts of it with their hyphens, the province, "
        "the county or city in the code. Width, case and traditional characters make no difference.",
    )
    cursor: Maybe[Cursor] = Field(None, description="`next` of the page before.")
    limit: Annotated[Annotated[int, Field(ge=1, le=500)], BeforeValidator(read_digits)] = Field(
        50, description="How many at most; default: 50."
    )


def parse_query(request: Request, model: type[M], *, typed: bool = False) -> M:
    """Return the parameters; RecordError item-repeated and those of the model, ApiError parameter-unknown.

    `typed` means that a person filled in a form. Spaces around a value then mean nothing, and a blank field
    is absent. Parameters that other sites add when they share an address (`utm_source`, `from`) are ignored.
    """
    by_name: dict[str, str] = {}
    lists: dict[str, list[JsonValue]] = {}
    repeated: frozenset[str] = getattr(model, "REPEATED", frozenset())
    for name, value in request.query_params.multi_items():
        if typed and name not in model.model_fields:
            continue
        if name in repeated:
            lists.setdefault(name, []).append(value.strip() if typed else value)
            continue
        if name in by_name:
            raise RecordError("item-repeated", _plain(name), item=_plain(name))
        by_name[name] = value.strip() if typed else value
    if typed:
        by_name = {name: value for name, value in by_name.items() if value}
        lists = {
            name: kept for name, values in lists.items() if (kept := list[JsonValue](filter(None, values)))
        }
    try:
        return read_body({**by_name, **lists}, model)
    except RecordError as error:
        if error.code == "member-unknown":
            raise ApiError("parameter-unknown", _plain(error.field), name=_plain(error.field)) from None
        raise RecordError(error.code, _plain(error.field), **error.facts) from None


def _plain(text: str) -> str:
    return text[:80].encode("unicode_escape").decode()
