"""Model of a credential: the answers that each call may give, as clients hold the registry to them."""

from typing import NamedTuple

from credentials.documents.status_event import Action


class Event(NamedTuple):
    """A status event: its place among those of the credential, and what it does."""

    sequence: int
    action: Action
    digest: str


class Standing(NamedTuple):
    """State of a credential: stored or not, and its events."""

    issued: bool = False
    events: frozenset[Event] = frozenset()

    @property
    def code(self) -> str:
        """Return the verdict's code.

        Revoked is final, two events of one place conflict, else the last event counts.
        """
        actions = {event.action for event in self.events}
        if "revoke" in actions:
            return "revoked"
        if len({event.sequence for event in self.events}) < len(self.events):
            return "status-conflict"
        return "suspended" if self.events and max(self.events).action == "suspend" else "ok"

    @property
    def allowed(self) -> tuple[Action, ...]:
        """Return the changes that may come next."""
        found: dict[str, tuple[Action, ...]] = {
            "ok": ("suspend", "revoke"),
            "suspended": ("reinstate", "revoke"),
        }
        return found.get(self.code, ())


class Issue(NamedTuple):
    """The credential is submitted: "stored" or "already"."""


class Submit(NamedTuple):
    """An event that its association signed is submitted: "stored" or "already"."""

    event: Event


class Change(NamedTuple):
    """The registry's own command signs the next event: that event, or "refused"."""

    action: Action


class Read(NamedTuple):
    """The credential's events, or "absent"."""


class Judge(NamedTuple):
    """The code of the credential's verdict, or "absent"."""


Asked = Issue | Submit | Change | Read | Judge


def step(standing: Standing, asked: Asked, answered: object) -> Standing | None:
    """See `tests.crash.histories.linear`."""
    match asked:
        case Issue():
            found = "already" if standing.issued else "stored"
            return standing._replace(issued=True) if answered in (None, found) else None
        case Submit(event):
            found = "already" if event in standing.events else "stored"
            after = standing._replace(events=standing.events | {event})
            return after if answered in (None, found) else None
        case Change(action):
            return _change(standing, action, answered)
        case Read():
            seen = standing.events if standing.issued else "absent"
            return standing if answered in (None, seen) else None
        case Judge():
            return standing if answered in (None, standing.code if standing.issued else "absent") else None


def _change(standing: Standing, action: Action, answered: object) -> Standing | None:
    allowed = action in standing.allowed
    if not isinstance(answered, Event):
        return standing if answered == "refused" and not allowed else None
    fits = answered.action == action and answered.sequence == len(standing.events) + 1
    return standing._replace(events=standing.events | {answered}) if allowed and fits else None
