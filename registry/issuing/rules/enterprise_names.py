"""Check that an enterprise keeps one name: a known code with another name is mostly a typing error."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from credentials.drafting.draft import AssessmentDraft
from credentials.kinds import parse_credential
from registry.admission.search_terms import enterprise_terms
from registry.admission.store import held_terms
from registry.database.portions import narrow, select_in
from registry.database.tables import CREDENTIAL, RECORD, SAME_RECORD
from registry.errors import RegistryError
from registry.view.view import RegistryView

_RENAMED = ("rename", "correction")
"""Reasons to supersede that change the name."""

_OF_ISSUER = CREDENTIAL.c.issuer == bindparam("issuer")
_KNOWN = narrow(select(CREDENTIAL.c.uscc).distinct().where(_OF_ISSUER), CREDENTIAL.c.uscc)
_NEWEST = (
    select(RECORD.c.data)
    .join(CREDENTIAL, SAME_RECORD)
    .where(_OF_ISSUER, CREDENTIAL.c.uscc == bindparam("uscc"))
    .order_by(CREDENTIAL.c.position.desc())
    .limit(1)
)


class NameCheck:
    """Names the association has used for the enterprises of a batch, earlier drafts included."""

    def __init__(self, view: RegistryView, issuer: str, drafts: Sequence[AssessmentDraft]) -> None:
        self._names: dict[str, str] = {}
        known = {row.uscc for row in select_in(view.connection, _KNOWN, _codes(drafts), issuer=issuer)}
        marks = {
            (_mark(d), d.unified_social_credit_code) for d in drafts if d.unified_social_credit_code in known
        }
        for code in sorted({code for _, code in marks - held_terms(view.connection, marks)}):
            data = view.connection.scalar(_NEWEST, {"issuer": issuer, "uscc": code})
            if data is not None:
                self._names[code] = parse_credential(data).body.credential_subject.legal_name

    def check(self, draft: AssessmentDraft) -> None:
        """Raise RegistryError name-differs-here, unless the draft says that the enterprise was renamed."""
        code, name = draft.unified_social_credit_code, draft.legal_name
        if draft.supersedes is not None and draft.reason in _RENAMED:
            self._names[code] = name
            return
        known = self._names.setdefault(code, name)
        if known != name:
            raise RegistryError("name-differs-here", "legalName", uscc=code, known=known)


def _codes(drafts: Sequence[AssessmentDraft]) -> list[str]:
    return sorted({draft.unified_social_credit_code for draft in drafts})


def _mark(draft: AssessmentDraft) -> str:
    return enterprise_terms(draft.legal_name, draft.legal_name_en, draft.unified_social_credit_code)[0]
