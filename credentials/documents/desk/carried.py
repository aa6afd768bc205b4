"""Two files that travel between the desk and whoever holds the key (docs/reference/desk.md).

huren-unsigned/2 goes out: a plan, its documents, and all that shows that it was decided. huren-signed/2 comes
back with the documents signed. Neither is signed itself: what they hold is.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field

from credentials.documents.agreement import AgreementHalf
from credentials.documents.desk.people import PeopleDocument, read_people
from credentials.documents.desk.plan import MAX_PLAN_DOCUMENTS, PlanDocument, read_plan
from credentials.documents.desk.statement import SignedStatement, read_statement
from credentials.documents.key_list import KeyList, Method, Use
from credentials.errors import RecordError
from credentials.record import (
    B,
    Did,
    Items,
    JsonObject,
    Maybe,
    MethodId,
    Model,
    Multikey,
    Record,
    Time,
    parse_document,
    read_body,
    read_record,
)
from credentials.times import format_time, parse_time
from credentials.unsigned import Unsigned
from signing.data_integrity import parse_proof
from signing.errors import SigningError
from signing.jcs import canonicalize
from signing.strict_json import JsonValue

T = TypeVar("T")
V = TypeVar("V")

UNSIGNED_TYPE = "huren-unsigned/2"
SIGNED_TYPE = "huren-signed/2"
MAX_CARRIED_BYTES = 64 * 1024 * 1024
MAX_CARRIED_VALUES = 1_000_000
MAX_STATEMENTS = 1_000
"""How many statements a file has about one plan."""
MAX_LISTS = 200
"""How many people lists a file has, and how many earlier plans."""

_Value = dict[str, Any]
_Statements = Annotated[Items[_Value], Field(max_length=MAX_STATEMENTS)]
_Documents = Annotated[Items[_Value], Field(min_length=1, max_length=MAX_PLAN_DOCUMENTS)]


class SigningMethod(Model):
    """A key of the association that may sign."""

    id: MethodId
    public_key_multibase: Multikey
    use: Use

    @classmethod
    def of(cls, method: Method) -> "SigningMethod":
        """Return what a file has of a method of a key list."""
        key = method.public_key_multibase
        return cls.model_validate({"id": method.id, "publicKeyMultibase": key, "use": method.use})


class EarlierPlanFile(Model):
    """An earlier plan, as a file has it."""

    plan: _Value
    documents: _Documents
    statements: _Statements


class CarriedFile(Model):
    """Members that both files have; what they hold is read one by one."""

    issuer: Did
    plan: _Value
    documents: _Documents
    people: Annotated[Items[_Value], Field(min_length=1, max_length=MAX_LISTS)]
    statements: _Statements
    before: Maybe[Annotated[Items[EarlierPlanFile], Field(min_length=1, max_length=MAX_LISTS)]] = None
    key_list: Maybe[_Value] = None
    agreement: Maybe[Annotated[Items[_Value], Field(min_length=1, max_length=64)]] = None


class SignedFile(CarriedFile):
    """huren-signed/2 as read."""

    type: Literal["huren-signed/2"]


class UnsignedFile(CarriedFile):
    """huren-unsigned/2 as read."""

    type: Literal["huren-unsigned/2"]
    exported: Time
    methods: Annotated[Items[SigningMethod], Field(min_length=1, max_length=256)]
    about: Maybe[Annotated[Items[_Value], Field(min_length=1, max_length=4 * MAX_PLAN_DOCUMENTS)]] = None
    stored: Maybe[_Documents] = None


@dataclass(frozen=True, slots=True)
class StatedPlan:
    """A plan with its unsigned documents and the statements about it."""

    plan: Unsigned[PlanDocument]
    documents: Sequence[JsonObject]
    statements: Sequence[SignedStatement] = ()


@dataclass(frozen=True, kw_only=True)
class CarriedPlan:
    """A plan, and all that shows that it was decided.

    `people` are the lists of the chain in force, oldest first. `before` are earlier plans: the one that this
    one replaces, and those on later people lists. `key_list` names the first people list. `agreement` is the
    version in force, which has the order of grades.
    """

    issuer: str
    stated: StatedPlan
    people: Sequence[Record[PeopleDocument]]
    before: Sequence[StatedPlan] = ()
    key_list: Record[KeyList] | None = None
    agreement: Sequence[Record[AgreementHalf]] = ()


@dataclass(frozen=True, kw_only=True)
class PlanToSign(CarriedPlan):
    """A plan on its way to the key; `about` are signed records that it ends, follows or is about.

    `stored` are documents that are stored signed, by place: they go back as they are, not signed again.
    """

    exported: datetime
    methods: Sequence[SigningMethod]
    about: Sequence[JsonObject] = ()
    stored: Mapping[int, JsonObject] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PlanAsSigned(CarriedPlan):
    """A plan on its way back: `documents` are signed; `stated` has each without its proof."""

    documents: Sequence[JsonObject]

    @cached_property
    def created(self) -> Sequence[datetime]:
        """The time of each signature, as it says."""
        return [parse_time(parse_proof(document).created) for document in self.documents]


def parse_plan_to_sign(data: bytes) -> PlanToSign:
    """Parse huren-unsigned/2 in JSON bytes (at most 64 MiB); RecordError names the member."""
    file = _parse(data, UnsignedFile)
    stated = _read_stated(file, file.documents)
    return PlanToSign(
        **_read_shared(file, stated),
        exported=file.exported,
        methods=file.methods,
        about=file.about or (),
        stored=_read_stored(file.stored or (), stated),
    )


def parse_signed_plan(data: bytes) -> PlanAsSigned:
    """Parse huren-signed/2 in JSON bytes (at most 64 MiB); RecordError names the member.

    No signature is checked, and no document compared with the plan.
    """
    file = _parse(data, SignedFile)
    stated = _read_stated(file, read_each("documents", file.documents, _take_proof))
    return PlanAsSigned(**_read_shared(file, stated), documents=file.documents)


def format_plan_to_sign(carried: PlanToSign) -> bytes:
    """Return the file that goes to the key: JCS bytes; SigningError for a value outside the profile."""
    methods: list[JsonValue] = [method.model_dump(mode="json", by_alias=True) for method in carried.methods]
    return canonicalize(
        {
            **_format_shared(carried),
            "type": UNSIGNED_TYPE,
            "documents": [*carried.stated.documents],
            "exported": format_time(carried.exported),
            "methods": methods,
            **({"about": [*carried.about]} if carried.about else {}),
            **(
                {"stored": [carried.stored[place] for place in sorted(carried.stored)]}
                if carried.stored
                else {}
            ),
        }
    )


def format_signed_plan(carried: CarriedPlan, documents: Iterable[JsonObject]) -> bytes:
    """Return the file that comes back, with the signed documents; SigningError as `format_plan_to_sign`."""
    return canonicalize({**_format_shared(carried), "type": SIGNED_TYPE, "documents": [*documents]})


def _parse(data: bytes, model: type[B]) -> B:
    return read_body(parse_document(data, MAX_CARRIED_BYTES, MAX_CARRIED_VALUES), model)


def _read_shared(file: CarriedFile, stated: StatedPlan) -> dict[str, Any]:
    """Read the members that both files have; each document is the association's own."""
    before = read_each("before", file.before or (), _read_earlier)
    people = read_each("people", file.people, read_people)
    halves = read_each("agreement", file.agreement or (), lambda value: read_record(value, AgreementHalf))
    key_list = None
    if file.key_list is not None:
        key_list = _read_at("keyList", file.key_list, lambda value: read_record(value, KeyList))
    own = {"plan.issuer": stated.plan.body.issuer}
    own |= {f"people[{place}].issuer": record.body.issuer for place, record in enumerate(people)}
    own |= {f"before[{place}].plan.issuer": earlier.plan.body.issuer for place, earlier in enumerate(before)}
    own |= {"keyList.id": key_list.body.id} if key_list is not None else {}
    for member, issuer in own.items():
        if issuer != file.issuer:
            raise RecordError("file-mixed", member, found=issuer, expected=file.issuer)
    return {
        "issuer": file.issuer,
        "stated": stated,
        "people": people,
        "before": before,
        "key_list": key_list,
        "agreement": halves,
    }


def _read_earlier(file: EarlierPlanFile) -> StatedPlan:
    return _read_stated(file, file.documents)


def _read_stated(file: CarriedFile | EarlierPlanFile, documents: Sequence[JsonObject]) -> StatedPlan:
    plan = _read_at("plan", file.plan, read_plan)
    return StatedPlan(plan, documents, read_each("statements", file.statements, read_statement))


def _read_stored(values: Sequence[JsonObject], stated: StatedPlan) -> dict[int, JsonObject]:
    """Return stored documents by their places in the plan, each once."""
    places = {digest: place for place, digest in enumerate(stated.plan.body.documents)}
    stored: dict[int, JsonObject] = {}
    for number, unsigned in enumerate(read_each("stored", values, _take_proof)):
        place = places.pop(_read_at(f"stored[{number}]", unsigned, _digest_of), None)
        if place is None:
            raise RecordError("plan-documents", f"stored[{number}]")
        stored[place] = values[number]
    return stored


def _digest_of(document: JsonObject) -> str:
    try:
        return sha256(canonicalize(document)).hexdigest()
    except SigningError as error:
        raise RecordError.from_signing(error) from None


def _take_proof(document: JsonObject) -> JsonObject:
    """Return a signed document without its proof, whose form is checked."""
    try:
        parse_time(parse_proof(document).created)
    except SigningError as error:
        raise RecordError.from_signing(error) from None
    return {name: member for name, member in document.items() if name != "proof"}


def read_each(member: str, values: Iterable[V], read: Callable[[V], T]) -> list[T]:
    """Read each item of a member; its RecordError names the place."""
    return [_read_at(f"{member}[{place}]", value, read) for place, value in enumerate(values)]


def _read_at(member: str, value: V, read: Callable[[V], T]) -> T:
    """Read what stands in a member; its RecordError names the place."""
    try:
        return read(value)
    except RecordError as error:
        raise RecordError(error.code, f"{member}.{error.field}".rstrip("."), **error.facts) from None


def _format_shared(carried: CarriedPlan) -> JsonObject:
    key_list = carried.key_list
    agreement: list[JsonValue] = [half.value for half in carried.agreement]
    before: list[JsonValue] = [
        {**_format_stated(earlier), "documents": [*earlier.documents]} for earlier in carried.before
    ]
    return {
        "issuer": carried.issuer,
        **_format_stated(carried.stated),
        "people": [record.value for record in carried.people],
        **({"before": before} if before else {}),
        **({"keyList": key_list.value} if key_list is not None else {}),
        **({"agreement": agreement} if agreement else {}),
    }


def _format_stated(stated: StatedPlan) -> JsonObject:
    return {
        "plan": stated.plan.value,
        "statements": [statement.whole for statement in stated.statements],
    }
