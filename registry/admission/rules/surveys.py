"""Commitments and reports of surveys: what the other records here say of them.

By the rules of the verdict (verifier.checks.works.surveys): what fails there is not stored. What a record
names may come later; before this node signs, it must be here.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from credentials.documents.works.survey import (
    SurveyCommitment,
    SurveyDefinition,
    SurveyReport,
)
from credentials.kinds import parse_any
from credentials.record import Record
from registry.admission.submission import Submission
from registry.errors import RegistryError
from registry.view.view import RegistryView
from verifier.checks.works.surveys import (
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
    """One a definition."""
    return _name_of(record.body)


def _name_of(body: SurveyCommitment) -> str:
    return f"survey-commitment/{body.credential_subject.definition}"


def name_survey_report(record: Record[SurveyReport]) -> str:
    """One an edition of a definition and period."""
    return _name_edition(*which_survey_report(record.body))


def _name_edition(definition: str, period: str, edition: str) -> str:
    return f"survey-report/{definition}/{period}/{edition}"


def find_next_edition(
    view: RegistryView, issuer: str, definition: str, period: str
) -> tuple[int, str | None]:
    """The number of the next report of an association, and the digest of the one before."""
    edition, previous = 1, None
    while True:
        name = _name_edition(definition, period, str(edition))
        found = view.names(issuer, [name]).get(name)
        if found is None:
            return edition, previous
        edition, previous = edition + 1, found


def foresee_commitment(view: RegistryView, body: SurveyCommitment) -> None:
    """Before it is signed: none of its own under this definition, which is here."""
    if view.names(body.issuer, [_name_of(body)]):
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
    if view.names(body.issuer, [_name_edition(*which_survey_report(body))]):
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
