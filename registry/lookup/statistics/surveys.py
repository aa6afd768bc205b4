"""Surveys as this registry holds them: what is asked, what adopted it, what each party signed under it."""

from collections.abc import Sequence
from datetime import datetime
from itertools import count
from typing import Any, NamedTuple

from sqlalchemy import and_, distinct, func, or_, select

from credentials.documents.works.survey import SurveyCommitment, SurveyDefinition, SurveyReport
from credentials.kinds import parse_any
from credentials.record import Record
from registry.admission.rules.surveys import find_named
from registry.database.tables import CITATION, RECORD
from registry.errors import RegistryError
from registry.lookup.conferences.resolutions import HeldResolution, find_adopted
from registry.registry import Registry
from registry.view.view import RegistryView
from verifier import Policy, TrustStore, verify_record
from verifier.checks.works.listings import is_said
from verifier.checks.works.surveys import find_unasked, which_commitment, which_edition
from verifier.trust.beside import Beside

_DEFINITION, _HALF = RECORD.c, RECORD.alias("half")
_ADOPTERS = (
    select(func.count(distinct(_HALF.c.issuer)))
    .select_from(CITATION.join(_HALF, _HALF.c.digest == CITATION.c.half))
    .where(CITATION.c.cited == _DEFINITION.digest)
    .correlate(RECORD)
    .scalar_subquery()
)
_POLICY = Policy()
_WHICH = {SurveyCommitment.KIND: which_commitment, SurveyReport.KIND: which_edition}
"""Of what an association makes one, by kind: others are rivals."""


class SurveyOfParty(NamedTuple):
    """What a party signed under a definition, by digest: commitments, and reports with their editions.

    Those admitted first, so many of each as `find_named` tells. Of reports those without a gap before them.
    """

    issuer: str
    commitments: tuple[str, ...]
    reports: tuple[tuple[int, str], ...]

    @property
    def is_disputed(self) -> bool:
        """Whether it signed more than one of what is made once: it is to be asked which is its own."""
        return len(self.commitments) > 1 or len({edition for edition, _ in self.reports}) < len(self.reports)

    @property
    def newest(self) -> tuple[tuple[int, str], ...]:
        """Its newest report; all where that is disputed."""
        return self.reports if self.is_disputed else self.reports[-1:]


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
    signed = _find_signed(registry, [one.digest for one in definitions], trust, now) if definitions else {}
    made = []
    for record in definitions:
        resolution, since = find_adopted(registry, record.digest, "survey", trust, now) or (None, None)
        made.append(HeldSurvey(record, resolution, since, (*signed.get(record.digest, ()),)))
    return made


def check_asked(
    registry: Registry, definition: Record[SurveyDefinition], party: tuple[str, str], created: datetime
) -> None:
    """Before a commitment or a report on it is signed: RegistryError with a code of `find_unasked`.

    `party` is who commits, and to returns of what area; `created` is when.
    """
    trust = registry.read(lambda view: view.load_trust())
    is_adopted = find_adopted(registry, definition.digest, "survey", trust, created) is not None
    asked = definition.body.credential_subject
    for code, facts in find_unasked(trust, party, created, asked, is_adopted=is_adopted):
        raise RegistryError(code, "credentialSubject.definition", **facts)


def find_published(
    registry: Registry, issuer: str, trust: TrustStore, now: datetime, *, period: str, area: str
) -> list[Record[SurveyReport]]:
    """The reports here of an association on a period and area, under whatever definition."""
    row = RECORD.c
    query = select(row.data).where(row.kind == SurveyReport.KIND, row.issuer == issuer)
    reports: list[Record[Any]] = [parse_any(one.data) for one in registry.rows(query.order_by(row.digest))]
    about = (one for one in reports if (one.body.report.period, one.body.report.area) == (period, area))
    return [one for one in about if _is_said(one, trust, now)]


def find_rivals(
    record: Record[Any], beside: Beside, trust: TrustStore, *, now: datetime
) -> list[Record[Any]]:
    """Of what is beside a commitment or a report, what its association signed in the same place.

    Of a report also in the place of its commitment.
    """
    found = []
    for one in beside.records:
        which = _WHICH.get(one.body.KIND)
        is_rival = which is not None and (
            which(one.body) == which(record.body)
            or (one.body.KIND, one.body.issuer) == (SurveyCommitment.KIND, record.body.issuer)
        )
        if is_rival and one.digest not in record.body.named and _is_said(one, trust, now):
            found.append(one)
    return found


def _is_said(record: Record[Any], trust: TrustStore, now: datetime) -> bool:
    return is_said(verify_record(record, trust, policy=_POLICY, now=now))


def _find_signed(
    registry: Registry, definitions: Sequence[str], trust: TrustStore, now: datetime
) -> dict[str, list[SurveyOfParty]]:
    """By definition, of each party what it stands by."""
    found: dict[tuple[str, str], list[tuple[int, str]]] = {}

    def read(view: RegistryView) -> None:
        for kind in _WHICH:
            for record in find_named(view, [f"{kind}/{digest}/" for digest in definitions]):
                if _is_said(record, trust, now):
                    signed = found.setdefault((record.body.named[0], record.body.issuer), [])
                    edition = record.body.report.edition if kind == SurveyReport.KIND else 0
                    signed.append((edition, record.digest))

    registry.read(read)
    parties: dict[str, list[SurveyOfParty]] = {}
    for (definition, issuer), signed in sorted(found.items()):
        editions = {edition for edition, _ in signed}
        known = next(edition for edition in count(1) if edition not in editions)
        commitments = (digest for edition, digest in signed if edition == 0)
        reports = sorted(one for one in signed if 0 < one[0] < known)
        parties.setdefault(definition, []).append(SurveyOfParty(issuer, (*commitments,), (*reports,)))
    return parties
