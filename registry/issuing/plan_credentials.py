"""Planning of assessments: check every draft, reserve an index for each, record the bytes to sign.

All checks come first, in a view that changes nothing, and every problem is collected; a dry run ends there
(`check_assessments`). A reserved index stays reserved, signed or not.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from operator import attrgetter
from random import Random
from typing import Required, TypedDict, Unpack

from credentials.documents.assessment import Assessment
from credentials.documents.status_event import StatusEvent
from credentials.drafting.compose import build_status_event
from credentials.drafting.draft import AssessmentDraft
from credentials.record import JsonObject, Record, read_body
from registry.admission.status_indexes import Slot, draw_slots, reserve_slots
from registry.errors import RegistryError
from registry.issuing.rules.check_draft import DraftReader
from registry.issuing.rules.enterprise_names import NameCheck
from registry.issuing.rules.named_credential import name_credential
from registry.issuing.rules.next_event import check_change, find_successors, next_sequence
from registry.issuing.rules.numbers import check_number
from registry.issuing.rules.one_grade import GradeCheck
from registry.issuing.stored_plans import Planned, drop_plans, make_id, record_plans
from registry.registry import Registry
from registry.view.view import Holder, RegistryView

Progress = Callable[[int], None]

_SAID = ("credentialSubject", "validFrom", "validUntil")
"""Members with a credential's statements; its id and status index are not among them."""

_ATTEMPTS = 10
_PORTION = 500
"""Drafts reserved and recorded in one transaction: other writers have their turn in between."""
_STEP = 100


class Planning(TypedDict, total=False):
    """Options of planning."""

    now: Required[datetime]
    random: Required[Random]
    force: bool
    """Accept implausible facts (registry.issuing.rules: check_draft, enterprise_names, one_grade)."""
    progress: Progress | None
    """Called with the number of drafts checked."""


def plan_assessments(
    registry: Registry, drafts: Sequence[AssessmentDraft], *, issuer: str, **how: Unpack[Planning]
) -> list[Planned]:
    """Check every draft, then reserve a status index for each and record what will be signed.

    A draft with `supersedes` yields the credential and then the supersede event. Raises RegistryError
    no-agreement, log-rewound, log-behind, and batch-refused with `.problems` [(position, refusal)]; then
    nothing is reserved.
    """
    for _ in range(_ATTEMPTS):
        batch = _check(registry, drafts, issuer, **how)
        if batch.reserve(registry):
            return batch.plans
    raise RegistryError("database-busy")


def check_assessments(
    registry: Registry, drafts: Sequence[AssessmentDraft], *, issuer: str, **how: Unpack[Planning]
) -> None:
    """Check as `plan_assessments` does, and raise as it would; change nothing."""
    _check(registry, drafts, issuer, **how)


def _check(
    registry: Registry, drafts: Sequence[AssessmentDraft], issuer: str, **how: Unpack[Planning]
) -> "_Drafts":
    registry.check_taking(issuer)
    return registry.read(lambda view: _Drafts(view, drafts, issuer, **how))


class _Drafts:
    """Drafts of one call, checked on one view of the database."""

    def __init__(
        self,
        view: RegistryView,
        drafts: Sequence[AssessmentDraft],
        issuer: str,
        *,
        now: datetime,
        random: Random,
        force: bool = False,
        progress: Progress | None = None,
    ) -> None:
        self.plans: list[Planned] = []
        self._issuer, self._now, self._random = issuer, now, random
        self._force = force
        self._reader = DraftReader(view.load_trust(), issuer, now, force=force)
        self._names = NameCheck(view, issuer, drafts) if not force else None
        self._ids = [make_id(random) for _ in drafts]
        self._slots = draw_slots(view.connection, issuer, len(drafts), random)
        self._holders = view.number_holders(issuer, sorted({d.certificate_number for d in drafts}))
        self._grades = GradeCheck()
        self._numbers: dict[str, int] = {}
        self._replaced: dict[str, int] = {}
        problems: list[tuple[int, RegistryError]] = []
        for position, draft in enumerate(drafts):
            try:
                self.plans += self._plan(view, position, draft)
            except RegistryError as error:
                problems.append((position, error))
            if progress is not None and (position + 1) % _STEP == 0:
                progress(position + 1)
        if problems:
            refused = RegistryError("batch-refused", count=len(problems), total=len(drafts))
            refused.problems = problems
            raise refused
        if progress is not None:
            progress(len(drafts))

    def reserve(self, registry: Registry) -> bool:
        """Record the batch; record nothing and return False when an index was taken since it was drawn."""
        start = 0
        for first in range(0, len(self._ids), _PORTION):
            end = bisect_left(self.plans, first + _PORTION, key=attrgetter("draft_position"))
            plans, drafts = self.plans[start:end], slice(first, first + _PORTION)
            if not registry.write(partial(self._reserve, plans=plans, drafts=drafts)):
                # the indexes of these plans stay taken: an index is given once
                digests = [plan.digest for plan in self.plans[:start]]
                registry.write(lambda view: drop_plans(view.connection, digests))  # noqa: B023 - run at once
                return False
            start = end
        return True

    def _reserve(self, view: RegistryView, *, plans: Sequence[Planned], drafts: slice) -> bool:
        if not reserve_slots(view.connection, self._issuer, self._slots[drafts], self._ids[drafts]):
            return False
        record_plans(view.connection, plans, now=self._now)
        return True

    def _plan(self, view: RegistryView, position: int, draft: AssessmentDraft) -> list[Planned]:
        slot: Slot = self._slots[position]
        document, body = self._reader.read_draft(draft, self._ids[position], slot)
        if self._names is not None:
            self._names.check(draft)
        number = draft.certificate_number
        _once(self._numbers, "certificateNumber", number, number, position)
        if not self._force:
            self._grades.check(draft.grading, number, "grade")
        replaced = self._find_replaced(view, draft, position)
        holders = self._holders.get(number, [])
        try:
            check_number(
                view,
                holders,
                Holder(body.id, draft.unified_social_credit_code),
                number,
                issuer=self._issuer,
                replaced=replaced,
                at=max(self._now, draft.valid_from),
                field="certificateNumber",
            )
        except RegistryError:
            # the same command after an interruption: its rows were issued, so report just that
            given = (view.credential(self._issuer, holder.id) for holder in holders)
            if any(_says_the_same(document, earlier) for earlier in given):
                raise RegistryError("credential-issued", "certificateNumber", holder=number) from None
            raise
        plan = Planned.of(document, self._issuer, position)
        if replaced is None:
            return [plan]
        if not self._force:
            self._check_differs(view, document, replaced, holders)
        return [plan, self._plan_succession(view, position, draft, replaced, body)]

    def _find_replaced(self, view: RegistryView, draft: AssessmentDraft, position: int) -> str | None:
        if draft.supersedes is None:
            return None
        # compare with today's holders: a successor of a future day shares its predecessor's number
        replaced = name_credential(view, self._issuer, draft.supersedes, at=self._now, field="supersedes")
        _once(self._replaced, "supersedes", replaced, draft.supersedes, position)
        return replaced

    def _check_differs(
        self, view: RegistryView, document: JsonObject, replaced: str, holders: Sequence[Holder]
    ) -> None:
        """Refuse a renewal that was issued before: it would supersede the credential it led to."""
        before = view.credential(self._issuer, replaced)
        if before is None or not _says_the_same(document, before):
            return
        if any(replaced in find_successors(view.events(self._issuer, holder.id)) for holder in holders):
            number = before.body.credential_subject.assessment.certificate_number
            raise RegistryError("draft-issued", "supersedes", holder=number)

    def _plan_succession(
        self, view: RegistryView, position: int, draft: AssessmentDraft, replaced: str, successor: Assessment
    ) -> Planned:
        document = build_status_event(
            self._issuer,
            replaced,
            event_id=make_id(self._random),
            sequence=next_sequence(view.events(self._issuer, replaced)),
            action="supersede",
            effective_from=max(self._now, draft.valid_from),
            reason=draft.reason or "renewal",
            successor=successor.id,
        )
        try:
            change = read_body(document, StatusEvent).credential_subject
            check_change(view, self._issuer, change, signed=self._now, successor=successor)
        except RegistryError as error:
            field = "reason" if error.code == "grade-direction" else "supersedes"
            raise RegistryError(error.code, field, **error.facts) from None
        return Planned.of(document, self._issuer, position)


def _says_the_same(document: JsonObject, earlier: Record[Assessment] | None) -> bool:
    return earlier is not None and all(document[name] == earlier.value[name] for name in _SAID)


def _once(seen: dict[str, int], member: str, what: str, number: str, position: int) -> None:
    """Refuse a value that another draft of the batch has."""
    other = seen.setdefault(what, position)
    if other != position:
        raise RegistryError("certificate-number-repeated", member, number=number, other=other + 1)
