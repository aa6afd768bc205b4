"""Legal kinds of an end or a suspension: what each signs, from which day, and for which credentials."""

from collections.abc import Collection, Mapping
from typing import Final, Literal, NamedTuple

from credentials.documents.status_event import Action
from desk.web.care.effects import ACTIVE, COMING, OVER, SUSPENDED

DefaultDay = Literal["first", "today", "typed", "end"]


class LegalKind(NamedTuple):
    """A kind: the action and reason of its event, and the day from which it acts unless another is typed.

    `first` is the first day of the term, `end` the end of the suspension that runs; `typed` has none.
    """

    action: Action
    reason: str
    day: DefaultDay = "today"
    of: Collection[str] = (ACTIVE, COMING, SUSPENDED)
    """Standings of a credential for which it is offered."""


DOWNGRADE: Final = "downgrade"
_HELD = SUSPENDED, COMING
_EVER = ACTIVE, COMING, SUSPENDED, OVER
"""An act from a day of the past takes the past from what has ended since, too."""
KINDS: Final[Mapping[str, LegalKind]] = {
    # false from the beginning: the certificate has never counted
    "annul-false": LegalKind("revoke", "false-material", "first", _EVER),
    "annul-error": LegalKind("revoke", "issued-in-error", of=_EVER),
    "cancel": LegalKind("revoke", "serious-violation", of=_EVER),
    "give-up": LegalKind("revoke", "enterprise-request"),
    # the day stands in the register of companies, which the desk cannot read
    "dissolved": LegalKind("revoke", "enterprise-dissolved", "typed"),
    "suspend": LegalKind("suspend", "", of=(ACTIVE,)),
    "extend": LegalKind("suspend", "", "end", _HELD),
    "reinstate": LegalKind("reinstate", "resolved", of=_HELD),
    "reinstate-error": LegalKind("reinstate", "issued-in-error", of=_HELD),
    DOWNGRADE: LegalKind("supersede", "downgrade", of=(ACTIVE,)),
}
