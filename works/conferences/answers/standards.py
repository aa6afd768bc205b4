"""Answers on standards for programs: a list with the leading version of each, and one standard with its
versions compared."""

from collections.abc import Sequence
from datetime import datetime

from api.answers.paging import ListPage
from api.answers.questions import POLICY
from api.answers.standings.log_receipts import receipts_of
from api.errors import ApiError
from credentials.documents.conferences.changes import ClauseChange, diff_clauses
from credentials.documents.conferences.standard import Clause, UnifiedStandard
from credentials.record import JsonObject, Record
from credentials.times import format_time
from registry import Registry
from registry.lookup.beside import find_beside
from signing.errors import Lang
from signing.strict_json import JsonValue
from verifier import TrustStore, Verdict, verify_record
from works.conferences.lookup import find_cited
from works.conferences.standards import (
    HeldStandard,
    LeadingStandard,
    find_before,
    find_leading,
    list_codes,
    list_versions,
    look_up,
)

MAX_LOOKED_AT = 12
"""Most standards whose adoption one request checks."""
_SIGNS = {"+": "new", "-": "gone", "~": "changed", "=": "same"}


def find_standards(
    registry: Registry, trust: TrustStore, *, now: datetime, after: str | None, limit: int = MAX_LOOKED_AT
) -> ListPage[LeadingStandard]:
    """Return the leading version of each standard; `next` is the last code. A page may be short."""
    # each standard costs a verdict on every half that may adopt it
    limit = min(limit, MAX_LOOKED_AT)
    codes = list_codes(registry, trust, first=limit + 1, after=after)
    cited = find_cited(registry, trust)
    leading = [
        find_leading(registry, list_versions(registry, code, trust, cited), trust, now, cited)
        for code in codes[:limit]
    ]
    return ListPage(leading, codes[limit - 1] if len(codes) > limit else None)


def choose_text(
    registry: Registry, code: str, text: str | None, trust: TrustStore, *, now: datetime
) -> tuple[Record[UnifiedStandard], list[Record[UnifiedStandard]]]:
    """Return the text with the digest `text`, else the leading one, and all texts here; ApiError not-here."""
    records = list_versions(registry, code, trust)
    if records and text is None:
        return find_leading(registry, records, trust, now).standard.record, records
    chosen = next((record for record in records if record.digest == text), None)
    if chosen is None:
        raise ApiError.not_here("standard", "标准", text or code)
    return chosen, records


def find_changes(
    registry: Registry, record: Record[UnifiedStandard], versions: Sequence[HeldStandard]
) -> tuple[HeldStandard | None, list[ClauseChange]]:
    """Return the text to compare with (`find_before`), and the changes; without such a text no clause has
    changed."""
    subject = record.body.credential_subject
    before = find_before(registry, subject, versions)
    old = before.record.body.credential_subject.clauses if before is not None else subject.clauses
    return before, diff_clauses(old, subject.clauses)


def describe_standard(
    registry: Registry, code: str, text: str | None, trust: TrustStore, *, now: datetime, lang: Lang
) -> tuple[JsonObject, Verdict]:
    """Return the members of works.conferences.wire.StandardView, and the verdict; ApiError not-here."""
    record, records = choose_text(registry, code, text, trust, now=now)
    versions = look_up(registry, records, trust, now)
    before, changes = find_changes(registry, record, versions)
    proof = receipts_of(registry, trust, now, [record.digest]).get(record.digest)
    related = registry.read(lambda view: find_beside(view, record))
    verdict = verify_record(record, trust, policy=POLICY, now=now, proof=proof, beside=related)
    return {
        "digest": record.digest,
        "standard": record.value,
        "before": before.record.digest if before is not None else None,
        "changes": [
            {
                "no": change.no,
                "sign": _SIGNS[change.sign],
                "before": _clause(change.before),
                "after": _clause(change.after),
            }
            for change in changes
            if before is not None
        ],
        "versions": [summarise(version) for version in versions],
        "verdict": verdict.to_json(lang),
    }, verdict


def summarise(standard: HeldStandard) -> JsonObject:
    """Return the standard as a line of a list (works.conferences.wire.StandardLineView)."""
    body, resolution = standard.record.body, standard.resolution
    subject = body.credential_subject
    return {
        "digest": standard.record.digest,
        "code": subject.code,
        "title": {"zh": subject.title.zh, "en": subject.title.en},
        "version": subject.version,
        "previous": subject.previous,
        "issuer": body.issuer,
        "signed": format_time(standard.record.created),
        "schemes": [*subject.schemes],
        "since": subject.since.isoformat(),
        "adoptedSince": format_time(standard.since) if standard.since is not None else None,
        "adoptedBy": {"number": resolution.subject.number, "digest": resolution.content}
        if resolution is not None
        else None,
    }


def _clause(clause: Clause | None) -> JsonValue:
    return clause.model_dump(mode="json", by_alias=True, exclude_none=True) if clause is not None else None
