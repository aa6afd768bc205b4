"""Commitments and reports of surveys: what the other records here say of them.

By the rules of the verdict (verifier.checks.works.surveys): what fails there is not stored. What a record
names may come later; before this node signs, it must be here.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select

from credentials.documents.works.survey import (
    SurveyCommitment,
    SurveyDefinition,
    SurveyReport,
)
from credentials.kinds import kind_of_record, parse_any
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
from verifier.trust.trust_store import TrustStore

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
_DIGEST = 64
"""Characters of the digest at the end of a name."""
_END = 250
"""Records looked at from either end of what an association signed under names that begin alike."""


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


def find_named(view: RegistryView, begins: Sequence[str], issuer: str | None = None) -> Iterator[Record[Any]]:
    """Records of such names whose keys stand, those admitted first: RIVALS of a commitment or edition.

    Of each association, or of one; what a compromised key signed takes no place of its own. Looked at are
    those that came first and those that came last, so that it hides nothing either, however much it signed.
    `begins` are of one kind and length.
    """
    trust = view.load_trust()
    told: Counter[tuple[str, str]] = Counter()
    for row in view.connection.execute(_select_ends(begins, issuer)).all():
        place = row.issuer, row.name[:-_DIGEST]
        if told[place] == RIVALS:
            continue
        record: Record[Any] = parse_any(view.data(row.digest) or b"")
        if _stands(trust, record):
            told[place] += 1
            yield record


def _select_ends(begins: Sequence[str], issuer: str | None) -> Select[Any]:
    row = RECORD.c
    kind, _, _ = begins[0].partition("/")
    party = row.issuer, func.substr(row.name, 1, len(begins[0]))
    first = func.row_number().over(partition_by=party, order_by=(row.admitted, row.digest))
    last = func.row_number().over(partition_by=party, order_by=(row.admitted.desc(), row.digest.desc()))
    named = or_(*(row.name.startswith(begin, autoescape=True) for begin in begins))
    query = select(row.issuer, row.name, row.digest, first.label("first"), last.label("last"))
    query = query.where(row.kind == kind, named)
    ranked = (query if issuer is None else query.where(row.issuer == issuer)).subquery().c
    ends = or_(ranked.first <= _END, ranked.last <= _END)
    return select(ranked.issuer, ranked.name, ranked.digest).where(ends).order_by(ranked.first, ranked.digest)


def _stands(trust: TrustStore, record: Record[Any]) -> bool:
    """Whether its key may still have signed it, or its salvage list keeps it; admission asked the rest."""
    party = trust.party(record.body.issuer)
    if party is None:
        return False
    method, use = record.proof.verification_method, kind_of_record(record).use
    objection = party.find_objection(
        method, use, record.created, party.newest_key_list, lambda stand: record.digest in stand.keep
    )
    return objection is None


def find_next_edition(
    view: RegistryView, issuer: str, definition: str, period: str, commitment: str | None = None
) -> tuple[int, str | None]:
    """The number of the next report of an association, and the digest of the one before.

    Of several that stand the one on its own `commitment`, else the one admitted first.
    """
    edition, previous = 1, None
    while found := [*find_named(view, [name_editions(definition, period, str(edition))], issuer)]:
        before = min(found, key=lambda one: one.body.report.commitment != commitment)
        edition, previous = edition + 1, before.digest
    return edition, previous


def foresee_commitment(view: RegistryView, body: SurveyCommitment) -> None:
    """Before it is signed: none of its own that stands under this definition, which is here."""
    for taken in find_named(view, [name_commitments(*which_commitment(body))], body.issuer):
        raise RegistryError("committed-already", _DEFINITION, what=taken.digest, issuer=body.issuer)
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
    """Before it is signed: the next edition, and all that it names is here and says the same.

    What it goes on from is signed by a key that stands, else its own verdict would fail.
    """
    subject = body.report
    for _ in find_named(view, [name_editions(*which_survey_report(body))], body.issuer):
        raise RegistryError("number-taken", _EDITION, what=str(subject.edition), issuer=body.issuer)
    _needed(view, "no-definition", subject.definition)
    _needed_standing(view, "no-commitment", subject.commitment)
    if subject.previous is not None:
        _needed_standing(view, "no-edition", subject.previous)
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


def _needed_standing(view: RegistryView, code: str, digest: str) -> None:
    if not _stands(view.load_trust(), _needed(view, code, digest)):
        raise RegistryError(code, _MEMBERS[code], digest=digest)
