"""Effects of an agreement version on the credentials stored here, counted once for all requests."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from api.answers.held import HeldAnswer
from credentials.documents.agreement import AgreementText
from registry import Registry
from registry.lookup.agreement_effects import Move, find_moves
from verifier.trust.agreements import AgreementVersion

HOLD_SECONDS = 60.0

PATIENCE_SECONDS = 2.0
"""The first asker waits at most this long."""


class Amendments:
    """The versions that were asked about, each with its effects."""

    def __init__(self, registry: Registry, *, monotonic: Callable[[], float]) -> None:
        self._registry, self._monotonic = registry, monotonic
        self._held: dict[str, HeldAnswer[list[Move]]] = {}

    async def moves(self, before: AgreementText, after: AgreementVersion, now: datetime) -> list[Move] | None:
        """Return the credentials whose recognition changes when `after` takes effect, at the earliest now.

        None while the database cannot be asked.
        """
        at = max(after.acts_from, now)
        answer = self._held.setdefault(
            after.digest, HeldAnswer(monotonic=self._monotonic, seconds=HOLD_SECONDS)
        )

        async def count() -> list[Move]:
            return await asyncio.to_thread(find_moves, self._registry, before, after.text, at)

        return await answer.get(count, patience=PATIENCE_SECONDS)
