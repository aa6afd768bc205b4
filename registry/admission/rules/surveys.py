"""Commitments and reports of surveys: what the other records here say of them.

By the rules of the verdict (verifier.checks.works.surveys): what fails there is not stored. What a record
names may come later; before this node signs, it must be here.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select

from credentials.documents.works.survey import (
    SurveyCommitment,
    SurveyDefinition,
    SurveyReport,
)
from credentials.kinds import parse_any
from credentials.record import Record
from registry.admission.submission import Submission
from registry.database.tables import RECORD
from registry.errors import RegistryError
from registry.view.view import RegistryView
from verifier.checks.works.surveys import (
    RIVALS,
    Difference,
    find_changed_pattern,
    find_faults,
    find_uncommitted,
    find_undefined,
)

_DEFINITION, _COMMITMENT, _PREVIOUS, _TABLES, _RETURNS, _EDITION = (
    f"credentialSubject.{name}"
    for name in ("definition", "commitment", "previous", "tables", "returns", "edition")
)
_MEMBERS = {
    "no-definition": _DEFINITION,
    "no-commitment": _COMMITMENT,
    "commitment-later": _COMMITMENT,
    "no-edition": _PREVIOUS,
}
"""Where a report says what a code is about, if not in its tables."""


def which_commitment(body: SurveyCommitment) -> tuple[str, ...]:
    """The definition."""
    return (body.credential_subject.definition,)


def which_survey_report(body: SurveyReport) -> tuple[str, ...]:
    """Definition, period and edition."""
    subject = body.report
    return (subject.definition, subject.period, str(subject.edition))


def name_commitment(record: Record[SurveyCommitment]) -> str:
    """Any number a definition: what a stolen key signs keeps no other out."""
    return f"{name_commitments(*which_commitment(record.body))}{record.digest}"


def name_commitments(definition: str) -> str:
    """How the names begin of commitments under a definition; a digest follows."""
    return f"{SurveyCommitment.KIND}/{definition}/"


def name_survey_report(record: Record[SurveyReport]) -> str:
    """Any number an edition of a definition and period, as of commitments."""
    return f"{name_editions(*which_survey_report(record.body))}{record.digest}"


def name_editions(definition: str, period: str, edition: str) -> str:
    """How the names begin of reports of one edition; a digest follows."""
    return f"{SurveyReport.KIND}/{definition}/{period}/{edition}/"


def find_named(view: RegistryView, issuer: str, begin: str, *, first: int = RIVALS) -> list[str]:
    """The digests of an association's records whose names begin so, those admitted first."""
    row = RECORD.c
    kind, _, _ = begin.partition("/")
    named = row.name.startswith(begin, autoescape=True)
    query = select(row.digest).where(row.kind == kind, row.issuer == issuer, named)
    return [*view.connection.scalars(query.order_by(row.admitted, row.digest).limit(first))]


def find_next_edition(
    view: RegistryView, issuer: str, definition: str, period: str
) -> tuple[int, str | None]:
    """The number of the next report of an association, and the digest of the one before, admitted first."""
    edition, previous = 1, None
    while found := find_named(view, issuer, name_editions(definition, period, str(edition)), first=1):
        edition, previous = edition + 1, found[0]
    return edition, previous


def foresee_commitment(view: RegistryView, body: SurveyCommitment) -> None:
    """Before it is signed: none of its own under this definition, which is here."""
    if find_named(view, body.issuer, name_commitments(*which_commitment(body)), first=1):
        raise RegistryError(
            "number-taken", _DEFINITION, what=body.credential_subject.definition, issuer=body.issuer
        )
    _check_returns(body, _needed(view, "no-definition", body.credential_subject.definition))


def admit_commitment(submission: Submission) -> None:
    """Raises RegistryError no-definition, returns-undefined, where the definition is here."""
    body = submission.record.body
    definition = _find(submission.view, body.credential_subject.definition)
    if definition is not None:
        _check_returns(body, definition)


def _check_returns(body: SurveyCommitment, definition: Record[Any]) -> None:
    """It commits to questions that the definition asks."""
    if not isinstance(definition.body, SurveyDefinition):
        raise RegistryError("no-definition", _DEFINITION, digest=definition.digest)
    asked = {one.code for one in definition.body.credential_subject.questions}
    for place, one in enumerate(body.credential_subject.returns):
        if one.question not in asked:
            raise RegistryError("returns-undefined", f"{_RETURNS}[{place}].question", question=one.question)


def foresee_survey_report(view: RegistryView, body: SurveyReport) -> None:
    """Before it is signed: the next edition, and all that it names is here and says the same."""
    subject = body.report
    if find_named(view, body.issuer, name_editions(*which_survey_report(body)), first=1):
        raise RegistryError("number-taken", _EDITION, what=str(subject.edition), issuer=body.issuer)
    _needed(view, "no-definition", subject.definition)
    _needed(view, "no-commitment", subject.commitment)
    if subject.previous is not None:
        _needed(view, "no-edition", subject.previous)
    _check_report(view, body, None)


def admit_survey_report(submission: Submission) -> None:
    """Raises RegistryError with a code of the checks commitment, additive and pattern."""
    _check_report(submission.view, submission.record.body, submission.record.created)


def _check_report(view: RegistryView, body: SurveyReport, created: datetime | None) -> None:
    for code, facts in _find_differences(view, body, created):
        raise RegistryError(code, _MEMBERS.get(code, _TABLES), **facts)


def _find_differences(
    view: RegistryView, body: SurveyReport, created: datetime | None
) -> Iterator[Difference]:
    subject = body.report
    yield from find_faults(subject)
    definition, commitment = _find(view, subject.definition), _find(view, subject.commitment)
    if definition is not None:
        yield from find_undefined(subject, definition.body)
    if commitment is not None:
        yield from find_uncommitted(body, created, commitment)
    before = _find(view, subject.previous) if subject.previous is not None else None
    if before is not None:
        yield from find_changed_pattern(body, before.body)


def _find(view: RegistryView, digest: str) -> Record[Any] | None:
    data = view.data(digest)
    return parse_any(data) if data is not None else None


def _needed(view: RegistryView, code: str, digest: str) -> Record[Any]:
    found = _find(view, digest)
    if found is None:
        raise RegistryError(code, _MEMBERS[code], digest=digest)
    return found
