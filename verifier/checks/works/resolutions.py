"""complete and adopted: did all parties sign a resolution, and did one adopt a document, or its survey?

The checks read the halves handed in beside the bundle. They compare content, not numbers: a thief who signs
other content under the same number cannot undo a full set of halves.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from credentials.kinds import kind_of_record
from credentials.record import Record
from credentials.times import end_of, format_time
from signing.jcs import encode_profile
from verifier.case import Case
from verifier.checks.works.listings import Judge, is_said
from verifier.checks.works.surveys import SURVEY
from verifier.findings import failed, noted, skipped, unclear
from verifier.verdict import Finding

if TYPE_CHECKING:
    from credentials.documents.conferences.resolution import ResolutionSubject

COMPLETE, ADOPTED = "complete", "adopted"


def check_complete(case: Case, judge: Judge) -> Finding:
    """Check that every party of the agreement on the day of the resolution signed the same content."""
    if not case.signed:
        return skipped(COMPLETE, "proof")
    mine = case.record.body.resolution
    parties = _parties_on(case, mine)
    # otherwise two of three parties could adopt a resolution without the third
    if parties != {*mine.parties}:
        return failed(COMPLETE, "parties-differ", parties=[*sorted(parties)])
    contents = _said(case, judge, lambda content: content.number == mine.number)
    signed = contents.pop(_content(case.record), {})
    signed[case.issuer] = min(case.record.created, signed.get(case.issuer, case.record.created))
    missing = sorted(parties - {*signed})
    if not missing:
        return noted(
            COMPLETE, "resolved", parties=[*sorted(parties)], since=format_time(max(signed.values()))
        )
    differing = sorted({*missing} & {party for others in contents.values() for party in others})
    return unclear(
        COMPLETE, "half-differs" if differing else "half-missing", parties=[*(differing or missing)]
    )


def check_adopted(case: Case, judge: Judge) -> Finding:
    """Note the earliest complete resolution that adopts the document, or that there is none.

    A report of a survey stands on its survey: without a resolution on the survey, nobody has agreed to the
    totals.
    """
    if not case.signed:
        return skipped(ADOPTED, "proof")
    is_report = "disclosure" in case.kind.checks
    cited = (case.record.body.survey, SURVEY) if is_report else (case.record.digest, case.kind.name)
    adoption = _find_adoption(case, judge, *cited)
    if adoption is None:
        return unclear(ADOPTED, "survey-unadopted") if is_report else noted(ADOPTED, "unadopted")
    day, number = adoption
    return noted(ADOPTED, "adopted", number=number, day=day.isoformat())


def _find_adoption(case: Case, judge: Judge, digest: str, kind: str) -> tuple[date, str] | None:
    """Return day and number of the earliest complete resolution at hand that adopts this document."""
    contents = _said(case, judge, lambda subject: adopts(subject, digest, kind))
    resolved = [
        (subject.resolved_on, subject.number) for content, subject in _contents(case).items()
        if content in contents and _parties_on(case, subject) == {*subject.parties} <= {*contents[content]}
    ]  # fmt: skip
    return min(resolved, default=None)


def adopts(resolution: "ResolutionSubject", digest: str, kind: str) -> bool:
    """Return whether an adopted item names the document with this digest and kind."""
    return any(
        # digest and kind must both match: parties that cite another kind did not agree on this document
        item.decision == "adopted"
        and (kind, digest) in {(reference.kind, reference.digest) for reference in item.refers or ()}
        for item in resolution.items
    )


def _halves(case: Case) -> Iterator[Record[Any]]:
    return (half for half in case.beside.records if COMPLETE in kind_of_record(half).checks)


def _content(half: Record[Any]) -> bytes:
    """Return the JCS bytes of the content that all halves of one resolution share."""
    return encode_profile(half.value["credentialSubject"])


def _contents(case: Case) -> "dict[bytes, ResolutionSubject]":
    return {_content(half): half.body.resolution for half in _halves(case)}


def _parties_on(case: Case, resolution: "ResolutionSubject") -> set[str]:
    """Return the parties of the version in force at the end of the day of the resolution."""
    version = case.trust.chain.in_force_or_last(end_of(resolution.resolved_on))
    return {party.id for party in version.text.parties}


def _said(
    case: Case, judge: Judge, is_asked: "Callable[[ResolutionSubject], bool]"
) -> dict[bytes, dict[str, datetime]]:
    """Return by content when each party first signed it, for the halves that `is_asked` picks."""
    dates: dict[bytes, dict[str, datetime]] = {}
    for half in _halves(case):
        if is_asked(half.body.resolution) and is_said(judge(half)):
            signed = dates.setdefault(_content(half), {})
            signed[half.body.issuer] = min(half.created, signed.get(half.body.issuer, half.created))
    return dates
