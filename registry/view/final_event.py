"""Whether events end a credential for good."""

from collections.abc import Iterable
from datetime import datetime

from verifier.checks.status import effective
from verifier.trust.events import Event

_FINAL = {"revoke": "revoked", "supersede": "superseded"}


def find_final(events: Iterable[Event], at: datetime | None = None) -> str | None:
    """`revoked` or `superseded` when an event that counts says so for `at`; for whatever time without it."""
    final = (e for e in events if e.counts and e.change.action in _FINAL)
    return next((_FINAL[e.change.action] for e in final if at is None or effective(e) <= at), None)
