"""Issuing: plan (reserve and record), sign, store. What was planned is on disk before anything is signed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from credentials.draft import AssessmentDraft
from credentials.record import JsonObject, Record
from credentials.status_event import StatusEvent
from registry.registry import Admitted, Registry
from signing.signer import Signer

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Planned:
    """An unsigned document that the registry expects back signed; a draft may yield two."""

    document: JsonObject
    draft_position: int


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

    Raises RegistryError batch-refused with `.problems` [(position, refusal)]; then nothing is reserved.
    """
    raise NotImplementedError


def store_signed(
    registry: Registry,
    signed: Sequence[JsonObject | bytes],
    *,
    now: datetime,
    trusted: bool = False,
    progress: Progress | None = None,
) -> list[Admitted]:
    """Stores planned documents that came back signed, with their log leaf, in transactions of 1,000.

    All are looked at before the first is stored: RegistryError with the field `documents[i]…` otherwise.
    `trusted` skips verification: only for what this process just signed.
    """
    raise NotImplementedError


def issue(
    registry: Registry,
    drafts: Sequence[AssessmentDraft],
    signer: Signer,
    *,
    now: datetime,
    random: Random,
    progress: Progress | None = None,
) -> list[Record[Any]]:
    """Plans, signs and stores; the records in the order of `plan_assessments`."""
    raise NotImplementedError


def plan_event(
    registry: Registry,
    reference: str,
    *,
    issuer: str,
    action: str,
    reason: str,
    effective_from: datetime,
    until: datetime | None = None,
    successor: str | None = None,
    now: datetime,
    random: Random,
) -> JsonObject:
    """The recorded plan of one status event; `reference` and `successor`: credential id or certificate number."""
    raise NotImplementedError


def change_status(
    registry: Registry,
    reference: str,
    signer: Signer,
    *,
    action: str,
    reason: str,
    effective_from: datetime,
    until: datetime | None = None,
    successor: str | None = None,
    now: datetime,
    random: Random,
) -> Record[StatusEvent]:
    """Plans, signs and stores one status event; the issuer is the signer's."""
    raise NotImplementedError
