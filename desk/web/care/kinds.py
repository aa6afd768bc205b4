"""Legal kinds of an end or a suspension: what each signs, from which day, and for which credentials."""

from collections.abc import Collection, Mapping
from typing import Final, Literal, NamedTuple

from credentials.documents.status_event import Action
from desk.web.care.effects import ACTIVE, SUSPENDED

DefaultDay = Literal["first", "today", "typed", "end"]


class LegalKind(NamedTuple):
    """A kind: the action and reason of its event, and the day from which it acts unless another is typed.

    `first` is the first day of the term, `end` the end of the suspension that runs; `typed` has none.
    """

    action: Action
    reason: str
    day: DefaultDay = "today"
    of: Collection[str] = (ACTIVE, SUSPENDED)
    """Standings of a credential for which it is offered."""


DOWNGRADE: Final = "downgrade"
KINDS: Final[Mapping[str, LegalKind]] = {
    # false from the beginning: the certificate has never counted
    "annul-false": LegalKind("revoke", "false-material", "first"),
    "annul-error": LegalKind("revoke", "issued-in-error"),
    "cancel": LegalKind("revoke", "serious-violation"),
    "give-up": LegalKind("revoke", "enterprise-request"),
    # the day stands in the register of companies, which the desk cannot read
    "dissolved": LegalKind("revoke", "enterprise-dissolved", "typed"),
    "suspend": LegalKind("suspend", "", of=(ACTIVE,)),
    "extend": LegalKind("suspend", "", "end", of=(SUSPENDED,)),
    "reinstate": LegalKind("reinstate", "resolved", of=(SUSPENDED,)),
    "reinstate-error": LegalKind("reinstate", "issued-in-error", of=(SUSPENDED,)),
    DOWNGRADE: LegalKind("supersede", "downgrade", of=(ACTIVE,)),
}
