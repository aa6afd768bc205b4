"""Next version of a public notice of a list, made from the one before: pure, and not yet signed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from credentials.documents.desk.list_notice import ListedObjection, ListNotice, ObjectionResult
from credentials.record import JsonObject, Record, read_body


class NextVersion:
    """Additions to the next version; items are named by their places from 0."""

    def __init__(self, before: Record[ListNotice]) -> None:
        self._before = before
        self._subject: dict[str, Any] = {**before.unsigned["credentialSubject"]}  # type: ignore[dict-item]
        self._items: list[dict[str, Any]] = [{**item} for item in self._subject["items"]]

    def withdraw(self, place: int) -> None:
        """Withdraw an item."""
        self._items[place]["withdrawn"] = True

    def receive(self, place: int, day: date) -> None:
        """Add an objection that was accepted, by the day it came."""
        self._items[place]["objections"] = [*self._objections(place), {"receivedOn": day.isoformat()}]

    def has_open(self, place: int) -> bool:
        """True where an objection to an item has no answer."""
        return any("result" not in objection for objection in self._objections(place))

    def answer(self, place: int, day: date, result: ObjectionResult, received: date | None = None) -> None:
        """Answer the first open objection to an item, of a day of receipt if given."""
        objections = [{**objection} for objection in self._objections(place)]
        for objection in objections:
            if "result" not in objection and received in (None, date.fromisoformat(objection["receivedOn"])):
                objection |= {"decidedOn": day.isoformat(), "result": result}
                self._items[place]["objections"] = objections
                return

    def carry(self, place: int, objections: Sequence[ListedObjection]) -> None:
        """Add to an item those of its objections, and of their answers, that it does not list yet."""
        rest = [*(self._before.body.credential_subject.items[place].objections or ())]
        for known in sorted(objections, key=lambda one: (one.received_on, one.result is None)):
            if known in rest:
                rest.remove(known)
                continue
            listed = read_body({"receivedOn": known.received_on.isoformat()}, ListedObjection)
            if known.result is not None and listed in rest:
                rest.remove(listed)
            else:
                self.receive(place, known.received_on)
            if known.result is not None and known.decided_on is not None:
                self.answer(place, known.decided_on, known.result, known.received_on)

    def changes(self) -> bool:
        """True where the items differ from those of the version before."""
        return bool(self._items != self._subject["items"])

    def compose(self, until: date | None = None) -> JsonObject:
        """Return the subject of the next version, without its type; `until` is its later last day."""
        subject = self._subject | {
            "version": self._subject["version"] + 1,
            "previous": self._before.digest,
            "items": self._items,
            **({"until": until.isoformat()} if until is not None else {}),
        }
        subject.pop("type")
        return subject

    def _objections(self, place: int) -> Sequence[Any]:
        return [*self._items[place].get("objections", ())]
