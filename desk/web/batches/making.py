"""Documents made of the rows of a batch: its public notice, and its certificates."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from random import Random

from credentials.documents.desk.list_notice import ListNotice
from credentials.documents.desk.plan import MAX_PLAN_DOCUMENTS
from credentials.drafting.compose import build_list_notice
from credentials.drafting.draft import AssessmentDraft
from credentials.record import JsonObject, Record
from credentials.times import day_of
from registry import Registry, RegistryError
from registry.issuing.issue import plan_assessments
from registry.issuing.plan_documents import check_documents

_TEXTS = ("basis", "objectionsTo")
NOTICE_FIELDS = ("from", "until", *_TEXTS, *(f"{text}_en" for text in _TEXTS))


def begin_notice(before: Record[ListNotice] | None, now: datetime, days: int) -> Mapping[str, str]:
    """Return the fields of a notice as its form begins: from tomorrow on, with the texts of the last one."""
    # people decide and the key holder signs before the notice is public
    since = day_of(now) + timedelta(days=1)
    until = since + timedelta(days=days - 1)
    fields = dict.fromkeys(NOTICE_FIELDS, "") | {"from": since.isoformat(), "until": until.isoformat()}
    if before is None:
        return fields
    subject = before.body.credential_subject
    for name, text in (("basis", subject.basis), ("objectionsTo", subject.objections_to)):
        fields |= {name: text.zh, f"{name}_en": text.en or ""}
    return fields


def compose_notice(
    registry: Registry,
    issuer: str,
    name: str,
    drafts: Sequence[AssessmentDraft],
    fields: Mapping[str, str],
    *,
    now: datetime,
) -> JsonObject:
    """Return the first version of the notice of these rows, unsigned; RegistryError for one not admitted."""
    subject: JsonObject = {
        "scheme": drafts[0].scheme,
        "batch": name,
        "version": 1,
        "from": fields["from"],
        "until": fields["until"],
        "items": [*_list_items(drafts)],
    }
    for text in _TEXTS:
        en = fields.get(f"{text}_en")
        subject[text] = {"zh": fields[text], **({"en": en} if en else {})}
    document = build_list_notice(issuer, subject, notice_id=uuid.uuid4().urn)
    try:
        check_documents(registry, [document], issuer=issuer, now=now)
    except RegistryError as error:
        raise error.problems[0][1] if error.problems else error from None
    return document


def _list_items(drafts: Sequence[AssessmentDraft]) -> list[JsonObject]:
    """Return an item for each row; rows of one enterprise, name and grade that share a category have one."""
    items: dict[tuple[str, str, str], list[dict[str, None]]] = {}
    for draft in drafts:
        rest = items.setdefault((draft.legal_name, draft.unified_social_credit_code, draft.grade), [])
        own = dict.fromkeys(draft.category)
        shared = [one for one in rest if one.keys() & own.keys() or not own]
        merged = dict.fromkeys(category for one in (*shared, own) for category in one)
        rest[:] = [*(one for one in rest if one not in shared), merged]
    return [
        {
            "legalName": name,
            "unifiedSocialCreditCode": code,
            "grade": grade,
            **({"category": [*categories]} if categories else {}),
        }
        for (name, code, grade), of in items.items()
        for categories in of
    ]


def plan_certificates(
    registry: Registry, issuer: str, drafts: Sequence[AssessmentDraft], now: datetime, random: Random
) -> list[list[JsonObject]]:
    """Return the certificates of these rows, on record to be signed, in portions that a plan may have.

    A certificate stays with the event that it replaces another by. RegistryError as `plan_assessments`.
    """
    planned = plan_assessments(registry, drafts, issuer=issuer, now=now, random=random)
    portions: list[list[JsonObject]] = [[]]
    for _, group in groupby(planned, key=lambda entry: entry.draft_position):
        documents = [entry.document for entry in group]
        if len(portions[-1]) + len(documents) > MAX_PLAN_DOCUMENTS:
            portions.append([])
        portions[-1] += documents
    return portions
