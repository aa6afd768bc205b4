"""Surveys as this registry holds them: what is asked, what adopted it, what each party signed under it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, distinct, func, or_, select

from credentials.documents.works.survey import SurveyCommitment, SurveyDefinition, SurveyReport
from credentials.kinds import parse_any
from credentials.record import Record
from registry.database.tables import CITATION, RECORD
from registry.errors import RegistryError
from registry.lookup.conferences.resolutions import HeldResolution, find_adopted
from registry.registry import Registry
from verifier import TrustStore
from verifier.checks.works.surveys import find_unasked

_PORTION = 500
"""So many commitments and reports are looked at for a list."""
_DEFINITION, _HALF = RECORD.c, RECORD.alias("half")
_ADOPTERS = (
    select(func.count(distinct(_HALF.c.issuer)))
    .select_from(CITATION.join(_HALF, _HALF.c.digest == CITATION.c.half))
    .where(CITATION.c.cited == _DEFINITION.digest)
    .correlate(RECORD)
    .scalar_subquery()
)


class SurveyOfParty(NamedTuple):
    """What a party signed under a definition: the digests of its commitment and of its newest report."""

    issuer: str
    commitment: str | None
    report: str | None
    edition: int


class HeldSurvey(NamedTuple):
    """A definition, the resolution that adopted it with since when, and what each party signed under it."""

    record: Record[SurveyDefinition]
    resolution: HeldResolution | None
    since: datetime | None
    parties: tuple[SurveyOfParty, ...]


def list_surveys(
    registry: Registry, trust: TrustStore, *, now: datetime, first: int, after: str | None = None
) -> list[HeldSurvey]:
    """So many, from behind the one with the digest `after`.

    Those first that halves of most associations adopt, which one key alone cannot sign; then those admitted
    last.
    """
    query = (
        select(_DEFINITION.data)
        .where(_DEFINITION.kind == SurveyDefinition.KIND)
        .order_by(_ADOPTERS.desc(), _DEFINITION.admitted.desc(), _DEFINITION.digest)
        .limit(first)
    )
    if after is not None:
        place = select(_ADOPTERS.label("adopters"), _DEFINITION.admitted).where(_DEFINITION.digest == after)
        last = next(iter(registry.rows(place)), None)
        if last is None:
            return []
        same = and_(last.adopters == _ADOPTERS, _DEFINITION.admitted == last.admitted)
        query = query.where(
            or_(
                last.adopters > _ADOPTERS,
                and_(last.adopters == _ADOPTERS, _DEFINITION.admitted < last.admitted),
                and_(same, _DEFINITION.digest > after),
            )
        )
    definitions: list[Record[Any]] = [parse_any(row.data) for row in registry.rows(query)]
    signed = _find_signed(registry, [one.digest for one in definitions]) if definitions else {}
    made = []
    for record in definitions:
        resolution, since = find_adopted(registry, record.digest, trust, now) or (None, None)
        parties = sorted(signed.get(record.digest, {}).values())
        made.append(HeldSurvey(record, resolution, since, (*parties,)))
    return made


def check_asked(
    registry: Registry, definition: Record[SurveyDefinition], party: tuple[str, str], created: datetime
) -> None:
    """Before a commitment or a report on it is signed: RegistryError with a code of `find_unasked`.

    `party` is who commits, and to returns of what area; `created` is when.
    """
    trust = registry.read(lambda view: view.load_trust())
    is_adopted = find_adopted(registry, definition.digest, trust, created) is not None
    asked = definition.body.credential_subject
    for code, facts in find_unasked(trust, party, created, asked, is_adopted=is_adopted):
        raise RegistryError(code, "credentialSubject.definition", **facts)


def _find_signed(registry: Registry, definitions: Iterable[str]) -> dict[str, dict[str, SurveyOfParty]]:
    """By definition and party, by the names of the records (registry.admission.rules.surveys)."""
    found: dict[str, dict[str, SurveyOfParty]] = {}
    for row in registry.rows(_under(definitions)):
        kind, definition, *rest = row.name.split("/")
        parties = found.setdefault(definition, {})
        known = parties.get(row.issuer, SurveyOfParty(row.issuer, None, None, 0))
        edition = int(rest[-1]) if rest else 0
        if kind == SurveyCommitment.KIND:
            known = known._replace(commitment=row.digest)
        elif edition > known.edition:
            known = known._replace(report=row.digest, edition=edition)
        parties[row.issuer] = known
    return found


def _under(definitions: Iterable[str]) -> Select[Any]:
    kinds = (SurveyCommitment.KIND, SurveyReport.KIND)
    begins = [
        begin
        for digest in definitions
        for begin in (
            RECORD.c.name == f"{SurveyCommitment.KIND}/{digest}",
            RECORD.c.name.startswith(f"{SurveyReport.KIND}/{digest}/"),
        )
    ]
    return (
        select(RECORD.c.name, RECORD.c.issuer, RECORD.c.digest)
        .where(RECORD.c.kind.in_(kinds), or_(*begins))
        .order_by(RECORD.c.admitted.desc(), RECORD.c.digest)
        .limit(_PORTION)
    )
