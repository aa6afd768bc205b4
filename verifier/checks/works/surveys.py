"""Whether a survey report is what was committed to, adds up, and keeps what was suppressed before.

By what its tables say, and by the definition, the commitment and the edition before where they were handed in
beside the bundle. What is not at hand is not asked: a report names all three by digest.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from credentials.documents.conferences.resolution import CITED_AS
from credentials.documents.works.survey import (
    SUPPRESSED,
    SurveyCommitment,
    SurveyDefinition,
    SurveyDefinitionSubject,
    SurveyReport,
    SurveyReportSubject,
    SurveyReportTable,
    scale_amount,
)
from credentials.record import Record
from credentials.times import format_time, start_of
from verifier.case import Case
from verifier.checks.works.listings import Judge, is_said
from verifier.checks.works.resolutions import find_adoption
from verifier.findings import failed, not_asked, noted, passed, skipped
from verifier.trust.trust_store import TrustStore
from verifier.verdict import Finding

COMMITMENT, ADDITIVE, PATTERN = "commitment", "additive", "pattern"
_CITED = CITED_AS[SurveyDefinition.KIND]
RIVALS = 20
"""Others of one name that are looked at: a stolen key makes as many as it likes."""

Difference = tuple[str, dict[str, str]]
"""A code of `CODES` and its facts: in what a report and what it names do not agree."""


def check_commitment(case: Case, judge: Judge) -> Finding:
    """The definition and the commitment that it names, as far as they are at hand, are what it says."""
    if not case.signed:
        return skipped(COMMITMENT, "proof")
    body, subject = case.record.body, case.record.body.report
    definition, commitment = _at_hand(case, subject.definition), _at_hand(case, subject.commitment)
    found = next(find_undefined(subject, definition.body), None) if definition is not None else None
    if found is None and commitment is not None:
        found = next(find_uncommitted(body, case.created, commitment), None)
        if found is None and not is_said(judge(commitment)):
            found = "no-commitment", {"digest": commitment.digest}
    if found is None and definition is not None and commitment is not None:
        is_adopted = find_adoption(case, judge, definition.digest, _CITED) is not None
        asked = definition.body.credential_subject
        party = commitment.body.issuer, commitment.body.credential_subject.area
        found = next(find_unasked(case.trust, party, commitment.created, asked, is_adopted=is_adopted), None)
        if found is not None:
            return noted(COMMITMENT, found[0], **found[1])
    if found is None and commitment is not None and _has_rival(case, judge, commitment, which_commitment):
        return noted(COMMITMENT, "commitment-rival", issuer=body.issuer)
    return _tell(COMMITMENT, found, is_asked=commitment is not None)


def check_additive(case: Case) -> Finding:
    """Every line adds up as far as it is published, and nothing suppressed is left over in one."""
    if not case.signed:
        return skipped(ADDITIVE, "proof")
    return _tell(ADDITIVE, next(find_faults(case.record.body.report), None))


def check_pattern(case: Case, judge: Judge) -> Finding:
    """An edition suppresses the cells that the one before did, in the same tables."""
    if not case.signed:
        return skipped(PATTERN, "proof")
    body = case.record.body
    before = _at_hand(case, body.report.previous or "")
    found = next(find_changed_pattern(body, before.body), None) if before is not None else None
    if found is None and before is not None and not is_said(judge(before)):
        found = "no-edition", {"digest": before.digest}
    if found is None and _has_rival(case, judge, case.record, which_edition):
        return noted(PATTERN, "edition-rival", issuer=body.issuer)
    return _tell(PATTERN, found, is_asked=before is not None or body.report.previous is None)


def which_commitment(body: Any) -> tuple[object, ...] | None:
    """Of what an association makes one: a commitment under a definition."""
    if not isinstance(body, SurveyCommitment):
        return None
    return body.issuer, body.credential_subject.definition


def which_edition(body: Any) -> tuple[object, ...] | None:
    """Of what an association makes one: an edition under a definition."""
    if not isinstance(body, SurveyReport):
        return None
    return body.issuer, body.report.definition, body.report.period, body.report.edition


def _has_rival(
    case: Case, judge: Judge, record: Record[Any], which: Callable[[Any], tuple[object, ...] | None]
) -> bool:
    """Whether its association signed another one that takes the same place."""
    mine = which(record.body)
    others = (one for one in case.beside.records if one.digest != record.digest and which(one.body) == mine)
    return any(is_said(judge(one)) for one in islice(others, RIVALS))


def find_unasked(
    trust: TrustStore,
    party: tuple[str, str],
    created: datetime,
    asked: SurveyDefinitionSubject,
    *,
    is_adopted: bool,
) -> Iterator[Difference]:
    """Why a commitment answers nothing that was asked: area-foreign, survey-early, survey-unadopted.

    `party` is who commits, and to returns of what area. Noted in a verdict, for the agreement or the
    resolution may be wanting there; never signed by this node.
    """
    issuer, area = party
    parties = trust.chain.in_force_or_last(created).text.parties
    if area not in {one.region for one in parties if one.id == issuer}:
        yield "area-foreign", {"value": area}
    if created < start_of(asked.since):
        yield "survey-early", {"day": asked.since.isoformat()}
    if not is_adopted:
        yield "survey-unadopted", {}


def find_undefined(subject: SurveyReportSubject, definition: Any) -> Iterator[Difference]:
    """no-definition; table-differs for a question, a dimension or a period that it does not ask for."""
    if not isinstance(definition, SurveyDefinition):
        yield "no-definition", {"digest": subject.definition}
        return
    asked = {
        one.code: (one.rows.categories, one.columns.categories, definition.credential_subject.period)
        for one in definition.credential_subject.questions
    }
    for table in subject.tables:
        if asked.get(table.question) != (table.rows, table.columns, subject.period):
            yield "table-differs", {"question": table.question}


def find_uncommitted(
    body: SurveyReport, created: datetime | None, commitment: Record[Any]
) -> Iterator[Difference]:
    """no-commitment, commitment-later (None: not signed yet), count-differs."""
    subject, made = body.report, commitment.body
    if not isinstance(made, SurveyCommitment) or (
        (made.issuer, made.credential_subject.definition, made.credential_subject.area)
        != (body.issuer, subject.definition, subject.area)
    ):
        yield "no-commitment", {"digest": subject.commitment}
        return
    if created is not None and commitment.created > created:
        yield "commitment-later", {"since": format_time(commitment.created)}
    counts = {one.question: one.count for one in made.credential_subject.returns}
    for table in subject.tables:
        if counts.get(table.question) != table.count:
            yield "count-differs", {"question": table.question}


def find_faults(subject: SurveyReportSubject) -> Iterator[Difference]:
    """sums-differ, cell-alone."""
    for table in subject.tables:
        for name, cells in table.lines():
            code = _find_fault(cells)
            if code:
                yield code, {"question": table.question, "line": name}


def find_changed_pattern(body: SurveyReport, before: Any) -> Iterator[Difference]:
    """no-edition; pattern-differs for a table with other dimensions or other suppressed cells, or none."""
    subject = body.report
    if not isinstance(before, SurveyReport) or _series(before) != (*_series(body)[:-1], subject.edition - 1):
        yield "no-edition", {"digest": str(subject.previous)}
        return
    old, new = _patterns(before.report), _patterns(subject)
    for question in sorted({*old, *new}):
        if old.get(question) != new.get(question):
            yield "pattern-differs", {"question": question}


def _series(body: SurveyReport) -> tuple[str, str, str, str, int]:
    subject = body.report
    return body.issuer, subject.definition, subject.period, subject.area, subject.edition


def _patterns(subject: SurveyReportSubject) -> dict[str, tuple[object, ...]]:
    return {table.question: _pattern(table) for table in subject.tables}


def _pattern(table: SurveyReportTable) -> tuple[object, ...]:
    return table.rows, table.columns, table.suppressed


def _find_fault(cells: tuple[str, ...]) -> str:
    """What is wrong with a line whose total is last; nothing where all is well.

    Where cells are suppressed the published ones may come to less than a published total.
    """
    hidden = cells.count(SUPPRESSED)
    if hidden == 1:
        return "cell-alone"
    total = cells[-1]
    if total == SUPPRESSED:
        return ""
    known = sum(scale_amount(cell) for cell in cells[:-1] if cell != SUPPRESSED)
    fits = known <= scale_amount(total) if hidden else known == scale_amount(total)
    return "" if fits else "sums-differ"


def _at_hand(case: Case, digest: str) -> Record[Any] | None:
    return next((one for one in case.beside.records if one.digest == digest), None)


def _tell(check: str, difference: Difference | None, *, is_asked: bool = True) -> Finding:
    if difference is None:
        return passed(check) if is_asked else not_asked(check)
    return failed(check, difference[0], **difference[1])
