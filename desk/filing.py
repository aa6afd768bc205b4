"""Registration of the desk with the registry: it files no kind of its own, and keeps the gate."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from credentials.record import JsonObject
from registry.errors import RegistryError
from registry.filing import Filing, OwnTables
from registry.view.view import RegistryView


class DeskGate:
    """An association whose root names a people list decides by plans: its keys sign nothing else."""

    def check(self, view: RegistryView, issuer: str, heads: Path | None) -> None:
        """Raise RegistryError approval-needed."""
        if is_decided_by_people(view, issuer) or _is_remembered(heads, issuer):
            raise RegistryError("approval-needed", issuer=issuer)

    def note(
        self, view: RegistryView, issuer: str, documents: Sequence[JsonObject], reason: str, now: datetime
    ) -> None:
        """Keep a plan of what is signed first, for the decision that follows.

        Raises RegistryError approval-needed for what is no emergency.
        """
        if not is_decided_by_people(view, issuer):
            return
        # loaded only here: every command that opens a registry loads this module
        from desk.office.make_plan import note_emergency

        note_emergency(view, issuer, documents, reason, now)


def is_decided_by_people(view: RegistryView, issuer: str) -> bool:
    """Return whether a key list of the association names a people list."""
    party = view.load_trust().party(issuer) if view.has_agreement() else None
    lists = party.lists.values() if party is not None else ()
    return any(record.body.people is not None for records in lists for record in records)


def _is_remembered(heads: Path | None, issuer: str) -> bool:
    """Return whether a people list was known here before: an old database must not open the gate again."""
    if heads is None:
        return False
    from desk.last_people import load_lists

    return issuer in load_lists(heads)


FILING = Filing("desk", {}, gate=DeskGate(), own=OwnTables("desk_", "desk", "工作台"))
