"""What a row of the table of kinds is, the table itself, and what kinds a scheme can be of.

The rows stand in credentials.kinds; here is what documents must know of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args

from pydantic_core import CoreSchema, core_schema

from credentials.documents.assessment import AssessmentCredential
from credentials.documents.key_list import Use
from credentials.record import Body, Credential, refuse

Authority = Literal["grant", "party"]
"""What entitles the signer at `created`: a grant of the record's scheme, or being a party at all."""

OwnCheck = Literal[
    "validity-period",
    "status",
    "recognition",
    "subject",
    "verification",
    "listing",
    "refers",
    "sequence",
    "complete",
    "adopted",
    "recomputed",
]
"""The checks of a verdict that not every kind of record can be put to; all others are asked of each."""

OWN_CHECKS: tuple[OwnCheck, ...] = get_args(OwnCheck)

ASSESSMENT_CHECKS: tuple[OwnCheck, ...] = ("validity-period", "status", "recognition", "subject")
"""Those of a grade of an enterprise."""

_TERM = ("valid_from", "valid_until")
_GRADED = ("scheme", "categories", "grade")
NEEDS: Mapping[str, tuple[str, ...]] = {
    "grant": (*_GRADED, "region", *_TERM),
    "recognition": (*_GRADED, "region"),
    "validity-period": _TERM,
    "events": _TERM,
    "subject": ("holder", "holder_code"),
    "verification": ("verification",),
    "refers": ("technology", *_TERM),
    "sequence": ("technology", "sequence"),
    "complete": ("resolution",),
}
"""The fields or properties that a model must have of its own, by authority, check and `events`."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One row: a kind of signed document.

    `type` is the second entry of its `type`, None for a key list, which has no `type`. `use` is what the key
    that signs is for. With an `authority` it is judged: it has a verdict, by the checks that are asked of
    every record and its own `checks`. `categorised`: the schemes it is granted by have categories. `events`:
    status events may be about it, where it is `revoke_only` those that revoke. `part`: the file in which its
    association publishes it (credentials.documents.part). `logged`: it is an entry of its issuer's log.
    `trusted`: trust data is made of it. TypeError when the model has not what the row promises (NEEDS), or
    the row contradicts itself.
    """

    model: type[Body]
    type: str | None
    use: Use
    authority: Authority | None = None
    checks: tuple[OwnCheck, ...] = ()
    categorised: bool = False
    events: bool = False
    revoke_only: bool = False
    part: str | None = None
    logged: bool = True
    trusted: bool = False

    def __post_init__(self) -> None:
        asked = (self.authority, *self.checks, "events" if self.events else None)
        if self.authority is None and self.checks:
            raise TypeError(f"kind {self.name}: what has checks is judged, so its row needs an authority")
        if any(asked) and not issubclass(self.model, Credential):
            raise TypeError(f"kind {self.name}: {self.model.__name__} is no Credential, so it is not judged")
        if self.part is not None and not self.logged:
            raise TypeError(f"kind {self.name}: parts are made of the log, so what is in one must be logged")
        for reason in asked:
            for member in NEEDS.get(reason or "", ()):
                if not _has_own(self.model, member):
                    wanting = f"{self.model.__name__} has no `{member}`, which {reason!r} asks for"
                    raise TypeError(f"kind {self.name}: {wanting}")

    @property
    def name(self) -> str:
        """The name of the kind, `KIND` of its model."""
        return self.model.KIND

    @property
    def is_judged(self) -> bool:
        """Whether there is a verdict on a record of this kind; what is not judged serves to judge others."""
        return self.authority is not None

    @property
    def is_assessment(self) -> bool:
        """Whether it is a grade of an enterprise: found, counted, printed and recognised as such."""
        return issubclass(self.model, AssessmentCredential)


def _has_own(model: type[Body], member: str) -> bool:
    """Whether it is a field, or a property that is not the empty one of every credential."""
    own = getattr(model, member, None)
    return member in model.model_fields or own is not getattr(Credential, member, None)


TABLE: dict[str, Kind] = {}
"""The rows by name: credentials.kinds.KINDS, which fills it."""


def scheme_kinds() -> Iterator[Kind]:
    """The kinds that schemes are for: those whose signer needs a grant."""
    return (row for row in TABLE.values() if row.authority == "grant")


class _SchemeKind:
    """A name of `scheme_kinds` when it is read, and in the JSON schema when that is made."""

    def __get_pydantic_core_schema__(self, *_: object) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(_check_scheme_kind)

    def __get_pydantic_json_schema__(self, *_: object) -> dict[str, Any]:
        return {"type": "string", "enum": [row.name for row in scheme_kinds()]}


def _check_scheme_kind(value: object) -> object:
    names = [row.name for row in scheme_kinds()]
    if value not in names:
        quoted = [f"'{name}'" for name in names]
        raise refuse("member-value", expected=" or ".join(filter(None, (", ".join(quoted[:-1]), quoted[-1]))))
    return value


SchemeKind = Annotated[str, _SchemeKind()]
"""What a scheme assesses: the kind of the records issued under it."""
