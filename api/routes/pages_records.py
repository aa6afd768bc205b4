"""The page of a record whose kind has a template, `templates/records/KIND.html` on top of `record.html`."""

import re
from functools import partial
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.answers.questions import POLICY
from api.answers.standings.log_receipts import receipts_of
from api.errors import ApiError
from api.http.costs import costs
from api.http.query import PageQuery
from api.http.responses import PAGE
from api.node import node_of
from api.pages.credential_words import tell_changes
from api.pages.rendering import begin, has_template, page_response, redirect
from api.serving import servings_of
from api.words import speak
from credentials.kinds import kind_of_record, parse_any
from credentials.patterns import DIGEST_PATTERN
from credentials.record import Record
from credentials.words.closed_lists import KINDS, word_for
from registry import Registry
from registry.lookup.beside import find_beside
from registry.lookup.lookup import find_record, history
from verifier import verify_record
from verifier.reasons import find_reasons, format_finding

router = APIRouter(tags=[PAGE], include_in_schema=False)

_TOLD_APART = {"adopted", "recomputed"}
"""Checks that the page shows among its facts."""
_DIGEST = re.compile(DIGEST_PATTERN)
FACTS = 10
"""Cost of a page whose kind has facts of its own, in ordinary pages: for a report, the node counts again."""


@router.get("/records/{digest}", dependencies=costs(20, kib=32, verifications=1_400, parts=FACTS))
async def show_record(request: Request, digest: str) -> Response:
    """Show a record in words, this node's verdict on it, and the records signed about it."""
    visit, _ = await begin(request, PageQuery)
    visit.node.charge(request, 1)
    registry, elsewhere = node_of(request).registry, servings_of(request).records

    def find() -> tuple[Record[Any], list[Any]]:
        record = _find(registry, digest)
        if record is None or not (record.body.KIND in elsewhere or has_template(visit, _template(record))):
            raise ApiError.not_here("record", "记录", digest)
        return record, history(registry, record.body.id, record.body.issuer)

    record, events = await run_in_threadpool(find)
    if (given := elsewhere.get(record.body.KIND)) is not None and given.address is not None:
        return redirect(visit, given.address.format(digest=digest))
    receipts = await run_in_threadpool(receipts_of, registry, visit.trust, visit.now, [record.digest])
    proof = receipts.get(record.digest)
    related = await node_of(request).read(partial(find_beside, record=record))
    verdict = verify_record(record, visit.trust, policy=POLICY, now=visit.now, proof=proof, beside=related)
    node_of(request).tell_verdict("page", verdict)
    finding, others = find_reasons(verdict)
    own = {*kind_of_record(record).checks} - _TOLD_APART
    facts: dict[str, Any] = {}
    if (tell_facts := servings_of(request).facts.get(record.body.KIND)) is not None:
        visit.node.charge(request)
        facts = await tell_facts(visit, record, verdict.outcome)
    return page_response(
        visit,
        _template(record),
        sentences="record",
        record=record,
        body=record.body,
        subject=record.body.credential_subject,
        kind=word_for(KINDS, record.body.KIND, visit.lang),
        beside=related.records,
        verdict=verdict,
        reason=format_finding(finding, visit.names) if finding is not None else "",
        notes=[format_finding(note, visit.names) for note in others if note.check in own],
        steps=[*tell_changes(record.body.title, reversed(events), visit, speak("record", visit.lang))],
        **facts,
    )


def _find(registry: Registry, digest: str) -> Record[Any] | None:
    data = find_record(registry, digest) if _DIGEST.fullmatch(digest) else None
    return parse_any(data) if data is not None else None


def _template(record: Record[Any]) -> str:
    return f"records/{record.body.KIND}"
