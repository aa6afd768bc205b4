"""The table of kinds: one row for every kind of signed document.

    Kind("credit", "credentials.documents.assessment.CreditCredential", "CreditAssessmentCredential", …)

A program loads the model of a kind when it meets a document of it. All code that must tell kinds apart reads
the row: reading, admission, log, status events, parts, audit, verdict, pages.

A new kind is a model and a row here, its words (credentials.words.closed_lists.KINDS) and the template of its
page (`records/` below the templates of its apartment). Further admission rules are an `Admission` in the
`FILING` of its apartment; its model in JavaScript is in web/credentials. See docs/how-to/add-a-kind.md.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

from pydantic_core import CoreSchema, core_schema

from credentials.record import Body, Credential, refuse
from signing.json_profile import MAX_RECORD_BYTES

if TYPE_CHECKING:
    from credentials.documents.key_list import Use

Authority = Literal["grant", "party"]
"""The signer's entitlement at `created`: a grant of the record's scheme, or being a party."""

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
    "disclosure",
]
"""Checks of a verdict that apply to some kinds only; all others apply to each."""

OWN_CHECKS: tuple[OwnCheck, ...] = get_args(OwnCheck)

ASSESSMENT_CHECKS: tuple[OwnCheck, ...] = ("validity-period", "status", "recognition", "subject")
"""The own checks of an enterprise's grade."""

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
    "disclosure": ("survey",),
}
"""The fields or properties that a model itself must define, by authority, check and `events`."""


BodyModel = type[Body]
"""An alias, since rows have a member `type`."""


_OF_WORKS = tuple(f"credentials.documents.{room}." for room in ("works", "conferences", "desk"))


# no slots: `cached_property` stores the model in the instance
@dataclass(frozen=True)
class Kind:
    """One row: a kind of signed document.

    `name` is `KIND` of its model, `model_name` the place of the model. `type` is the second entry of its
    `type`, None for a key list, which has no `type`. `use` is that of the key that signs. A kind with an
    `authority` is judged: it has a verdict, by the checks for every record and its own `checks`.

    `is_assessment`: it is a grade of an enterprise, and is found, counted, printed and recognised as one.
    `categorised`: its schemes have categories. `events`: status events may be about it; with `announces`,
    those of a notice (NOTICE_REASONS). `part`: the file in which its association publishes it
    (credentials.documents.part). `logged`: it is an entry of its issuer's log. `trusted`: it is part of trust
    data. `max_bytes`: its size limit, proof included. A row that contradicts itself raises TypeError.
    """

    name: str
    model_name: str
    type: str | None
    use: "Use"
    authority: Authority | None = None
    checks: tuple[OwnCheck, ...] = ()
    is_assessment: bool = False
    categorised: bool = False
    events: bool = False
    announces: bool = False
    part: str | None = None
    logged: bool = True
    trusted: bool = False
    max_bytes: int = MAX_RECORD_BYTES

    def __post_init__(self) -> None:
        if self.authority is None and self.checks:
            raise TypeError(f"kind {self.name}: what has checks is judged, so its row needs an authority")
        if self.part is not None and not self.logged:
            raise TypeError(f"kind {self.name}: parts are made of the log, so what is in one must be logged")

    @property
    def is_work(self) -> bool:
        """True for a kind of the agreement's other works, which a registry may lack."""
        return self.model_name.startswith(_OF_WORKS)

    @property
    def is_judged(self) -> bool:
        """True where a record of this kind has a verdict; other kinds serve to judge it."""
        return self.authority is not None

    @cached_property
    def model(self) -> BodyModel:
        """The model, loaded at first use. TypeError when it lacks a member that the row promises (NEEDS)."""
        module, _, name = self.model_name.rpartition(".")
        model: BodyModel = getattr(import_module(module), name)
        self._check(model)
        return model

    def _check(self, model: BodyModel) -> None:
        if self.name != model.KIND:
            raise TypeError(f"kind {self.name}: {model.__name__} calls itself {model.KIND!r}")
        reasons = (self.authority, *self.checks, "events" if self.events else None)
        if any(reasons) and not issubclass(model, Credential):
            raise TypeError(f"kind {self.name}: {model.__name__} is no Credential, so it is not judged")
        for reason in reasons:
            for member in NEEDS.get(reason or "", ()):
                if not _has_own(model, member):
                    problem = f"{model.__name__} has no `{member}`, which {reason!r} asks for"
                    raise TypeError(f"kind {self.name}: {problem}")


def _has_own(model: BodyModel, member: str) -> bool:
    """Return whether the member is a field, or a property that overrides the empty one of `Credential`."""
    own = getattr(model, member, None)
    return member in model.model_fields or own is not getattr(Credential, member, None)


_ROWS = (
    Kind(
        "agreement",
        "credentials.documents.agreement.AgreementHalf",
        "RecognitionAgreementCredential",
        "root",
        logged=False,
        trusted=True,
    ),
    Kind(
        "key-list",
        "credentials.documents.key_list.KeyList",
        None,
        "root",
        trusted=True,
    ),
    Kind(
        "capability",
        "credentials.documents.assessment.CapabilityCredential",
        "CapabilityAssessmentCredential",
        "assessment",
        authority="grant",
        checks=ASSESSMENT_CHECKS,
        is_assessment=True,
        categorised=True,
        events=True,
    ),
    Kind(
        "credit",
        "credentials.documents.assessment.CreditCredential",
        "CreditAssessmentCredential",
        "assessment",
        authority="grant",
        checks=ASSESSMENT_CHECKS,
        is_assessment=True,
        events=True,
    ),
    Kind(
        "status-event",
        "credentials.documents.status_event.StatusEvent",
        "StatusEventCredential",
        "assessment",
    ),
    Kind(
        "salvage",
        "credentials.documents.salvage.SalvageList",
        "SalvageListCredential",
        "root",
        trusted=True,
        max_bytes=8 * 1024 * 1024,
    ),
    Kind(
        "manifest",
        "credentials.documents.manifest.Manifest",
        "PublicationManifestCredential",
        "publication",
        logged=False,
        max_bytes=1024 * 1024,
    ),
    Kind(
        "status-list",
        "credentials.documents.status_list.StatusList",
        "BitstringStatusListCredential",
        "publication",
        logged=False,
    ),
    Kind(
        "technology",
        "credentials.documents.works.technology.TechnologyRecord",
        "TechnologyCredential",
        "assessment",
        authority="grant",
        checks=("validity-period", "status", "verification", "listing"),
        categorised=True,
        events=True,
        part="technologies",
    ),
    Kind(
        "listing",
        "credentials.documents.works.listing.TechnologyListing",
        "TechnologyListingCredential",
        "assessment",
        authority="party",
        checks=("validity-period", "refers", "sequence"),
        part="technologies",
    ),
    Kind(
        "notice",
        "credentials.documents.works.notice.Notice",
        "NoticeCredential",
        "assessment",
        authority="party",
        checks=("validity-period", "status"),
        events=True,
        announces=True,
        part="notices",
    ),
    Kind(
        "list-notice",
        "credentials.documents.desk.list_notice.ListNotice",
        "ListNoticeCredential",
        "assessment",
        authority="party",
        part="list-notices",
        max_bytes=512 * 1024,
    ),
    Kind(
        "resolution",
        "credentials.documents.conferences.resolution.ResolutionHalf",
        "ResolutionHalfCredential",
        "assessment",
        authority="party",
        checks=("complete",),
        part="resolutions",
    ),
    Kind(
        "standard",
        "credentials.documents.conferences.standard.UnifiedStandard",
        "UnifiedStandardCredential",
        "assessment",
        authority="party",
        checks=("adopted",),
        part="resolutions",
    ),
    Kind(
        "report",
        "credentials.documents.works.report.StatisticsReport",
        "StatisticsReportCredential",
        "publication",
        authority="party",
        checks=("recomputed",),
        part="statistics",
    ),
    Kind(
        "survey",
        "credentials.documents.works.survey.SurveyDefinition",
        "SurveyCredential",
        "assessment",
        authority="party",
        checks=("adopted",),
        part="resolutions",
    ),
    Kind(
        "survey-report",
        "credentials.documents.works.survey.SurveyReport",
        "SurveyReportCredential",
        "assessment",
        authority="party",
        checks=("adopted", "disclosure"),
        part="statistics",
    ),
)

TABLE: dict[str, Kind] = {row.name: row for row in _ROWS}
"""The rows by name, in the order in which pages list them."""


def scheme_kinds() -> Iterator[Kind]:
    """Yield the kinds that schemes are for: those whose signer needs a grant."""
    return (row for row in TABLE.values() if row.authority == "grant")


class _SchemeKind:
    """Validator for a name of `scheme_kinds`, looked up when a value is read or the JSON schema is made."""

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
"""The kind of the records issued under a scheme."""
