"""Check of one draft against the agreement before signing, by admission's rules."""

from datetime import datetime, timedelta
from typing import cast

from credentials.documents.assessment import Assessment
from credentials.documents.status_event import REASONS
from credentials.drafting.draft import AssessmentDraft, build_credential
from credentials.errors import RecordError
from credentials.kinds import KINDS
from credentials.record import JsonObject, read_body
from credentials.times import day_of, last_day
from registry.admission.status_indexes import Slot
from registry.admission.submission import refuse_characters, refuse_name
from registry.errors import RegistryError
from registry.issuing.rules.foreseen_authority import check_foreseen
from verifier.trust.trust_store import TrustStore

_BEGINS_BEFORE = timedelta(days=31)
"""How long before its assessment a term may plausibly begin: a renewal continues the term before."""

_ASSESSED_BEFORE = timedelta(days=5 * 366)
"""Longest plausible age of an assessment on the first day of a term: no scheme's term is longer."""


class DraftReader:
    """Reads one association's drafts, as if they were signed at `now`."""

    def __init__(self, trust: TrustStore, issuer: str, now: datetime, *, force: bool = False) -> None:
        self._trust = trust
        self._issuer = issuer
        self._now = now
        self._force = force

    def read_draft(
        self, draft: AssessmentDraft, credential_id: str, slot: Slot
    ) -> tuple[JsonObject, Assessment]:
        """Return the unsigned credential and its typed reading.

        Raises RegistryError with the member of the draft as field: names, closed profile, authority, and
        unless forced the dates: assessed-in-future, ended-before-issue, begins-before-assessed,
        assessed-long-ago.
        """
        try:
            refuse_name("legalName", draft.legal_name)
            refuse_name("legalNameEn", draft.legal_name_en)
            refuse_characters("certificateNumber", draft.certificate_number)
            if draft.reason is not None and draft.reason not in REASONS["supersede"]:
                expected = [*REASONS["supersede"]]
                raise RecordError("event-reason", "reason", action="supersede", expected=expected)
            document = build_credential(
                draft,
                credential_id=credential_id,
                issuer=self._issuer,
                list_number=slot.list_number,
                index=slot.position,
            )
            body = cast("Assessment", read_body(document, KINDS[draft.kind].model))
            check_foreseen(document, body, self._trust, self._now)
            if not self._force:
                self._check_dates(draft)
        except RecordError as error:
            raise RegistryError(error.code, _member(error.field), **error.facts) from None
        except RegistryError as error:
            raise RegistryError(error.code, _member(error.field), **error.facts) from None
        return document, body

    def _check_dates(self, draft: AssessmentDraft) -> None:
        if draft.assessed_on > day_of(self._now):
            raise RegistryError("assessed-in-future", "assessedOn", day=draft.assessed_on.isoformat())
        if draft.valid_until <= self._now:
            day = last_day(draft.valid_until).isoformat()
            raise RegistryError("ended-before-issue", "validUntil", day=day)
        begin = day_of(draft.valid_from)
        days = {"day": draft.assessed_on.isoformat(), "begin": begin.isoformat()}
        if begin < draft.assessed_on - _BEGINS_BEFORE:
            raise RegistryError("begins-before-assessed", "validFrom", **days)
        if begin > draft.assessed_on + _ASSESSED_BEFORE:
            raise RegistryError("assessed-long-ago", "assessedOn", **days)


def _member(path: str) -> str:
    """Return the draft's member for a path in the credential; both have the same names."""
    return path.rpartition(".")[2]
