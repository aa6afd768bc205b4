"""Planning assessments: every draft checked, an index reserved for each, the bytes to be signed on record.

All checks come first and are collected; what is reserved afterwards stays reserved, signed or not.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from random import Random

from credentials.assessment import Assessment
from credentials.compose import build_status_event
from credentials.draft import AssessmentDraft
from credentials.record import read_body
from credentials.status_event import StatusEvent
from registry.desk import Desk, find_final
from registry.drafts import DraftReader
from registry.errors import RegistryError
from registry.heads import check_newest
from registry.indexes import Slot, draw_slots, reserve_slots
from registry.plans import Planned, make_id, record_plans
from registry.registry import Registry
from registry.status import check_change

Progress = Callable[[int], None]

_ATTEMPTS = 10
_STEP = 100


def plan_assessments(
    registry: Registry,
    drafts: Sequence[AssessmentDraft],
    *,
    issuer: str,
    now: datetime,
    random: Random,
    progress: Progress | None = None,
) -> list[Planned]:
    """Checks every draft, then reserves a status index for each and records what will be signed.

    A draft with `supersedes` yields the credential and then the supersede event. `progress` gets the number
    of drafts checked. Raises RegistryError no-agreement, log-rewound, and batch-refused with `.problems`
    [(position, refusal)]; then nothing is reserved.
    """
    check_newest(registry, issuer)
    for _ in range(_ATTEMPTS):
        batch = registry.read(
            lambda desk: _Batch(desk, drafts, issuer, now=now, random=random, progress=progress)
        )
        if registry.write(batch.reserve):
            return batch.plans
    raise RegistryError("database-busy")


class _Batch:
    """The drafts of one call as one view of the database shows them."""

    def __init__(
        self,
        desk: Desk,
        drafts: Sequence[AssessmentDraft],
        issuer: str,
        *,
        now: datetime,
        random: Random,
        progress: Progress | None,
    ) -> None:
        self.plans: list[Planned] = []
        self._desk, self._issuer, self._now, self._random = desk, issuer, now, random
        self._reader = DraftReader(desk.trust, issuer, now)
        self._ids = [make_id(random) for _ in drafts]
        self._slots = draw_slots(desk.connection, issuer, len(drafts), random)
        numbers = {d.certificate_number for d in drafts} | {d.supersedes for d in drafts if d.supersedes}
        self._holders = desk.number_holders(issuer, sorted(numbers))
        self._positions: dict[tuple[str, str], int] = {}
        problems: list[tuple[int, RegistryError]] = []
        for position, draft in enumerate(drafts):
            try:
                self.plans += self._plan(position, draft)
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

    def reserve(self, desk: Desk) -> bool:
        """Puts the batch on record; False when an index was taken since it was drawn."""
        if not reserve_slots(desk.connection, self._issuer, self._slots, self._ids):
            return False
        record_plans(desk.connection, self.plans, now=self._now)
        return True

    def _plan(self, position: int, draft: AssessmentDraft) -> list[Planned]:
        slot: Slot = self._slots[position]
        document, body = self._reader.read_draft(draft, self._ids[position], slot)
        self._once("certificateNumber", draft.certificate_number, position)
        replaced = self._find_replaced(draft, position)
        for holder in self._holders.get(draft.certificate_number, ()):
            if holder != replaced and find_final(self._desk.events(self._issuer, holder)) is None:
                raise RegistryError(
                    "certificate-number-taken",
                    "certificateNumber",
                    number=draft.certificate_number,
                    holder=holder,
                )
        plan = Planned.of(document, body, position)
        if replaced is None:
            return [plan]
        return [plan, self._plan_succession(position, draft, replaced, body)]

    def _find_replaced(self, draft: AssessmentDraft, position: int) -> str | None:
        if draft.supersedes is None:
            return None
        self._once("supersedes", draft.supersedes, position)
        replaced = self._desk.find_holder(self._issuer, draft.supersedes)
        if replaced is None:
            raise RegistryError("unknown-credential", "supersedes", reference=draft.supersedes)
        return replaced

    def _plan_succession(
        self, position: int, draft: AssessmentDraft, replaced: str, successor: Assessment
    ) -> Planned:
        document = build_status_event(
            self._issuer,
            replaced,
            event_id=make_id(self._random),
            sequence=len(self._desk.events(self._issuer, replaced)) + 1,
            action="supersede",
            effective_from=max(self._now, draft.valid_from),
            reason=draft.reason or "renewal",
            successor=successor.id,
        )
        body = read_body(document, StatusEvent)
        try:
            change = body.credential_subject
            check_change(self._desk, self._issuer, change, signed=self._now, successor=successor)
        except RegistryError as error:
            raise RegistryError(error.code, "supersedes", **error.facts) from None
        return Planned.of(document, body, position)

    def _once(self, member: str, number: str, position: int) -> None:
        other = self._positions.setdefault((member, number), position)
        if other != position:
            raise RegistryError("certificate-number-repeated", member, number=number, other=other + 1)
