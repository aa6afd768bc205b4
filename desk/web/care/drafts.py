"""Changes of certificates as a page asks for them: foreseen, then on record to be signed elsewhere."""

from collections.abc import Sequence
from datetime import datetime
from random import SystemRandom
from typing import Final

from credentials.drafting.draft import StatusDraft
from credentials.record import JsonObject
from desk.office.desk import Desk
from registry import RegistryError
from registry.issuing.plan_events import Foreseen, foresee, plan_changes

RANDOM: Final = SystemRandom()


def foresee_drafts(desk: Desk, drafts: Sequence[StatusDraft], now: datetime) -> list[Foreseen]:
    """Return the changes as signed now; RegistryError of the first that cannot be made."""
    foreseen = foresee(desk.registry, drafts, issuer=desk.issuer, now=now, random=RANDOM)
    refusal = next((item for item in foreseen if isinstance(item, RegistryError)), None)
    if refusal is not None:
        raise refusal
    changes = [item for item in foreseen if isinstance(item, Foreseen)]
    done = next((item.done for item in changes if item.done is not None), None)
    if done is not None:
        raise done
    return changes


def plan_drafts(desk: Desk, drafts: Sequence[StatusDraft], now: datetime) -> list[JsonObject]:
    """Return the unsigned events of changes, on record; RegistryError as `foresee_drafts`."""
    changes = foresee_drafts(desk, drafts, now)
    planned = plan_changes(desk.registry, changes, issuer=desk.issuer, now=now, random=RANDOM)
    return [entry.document for entry in planned]
