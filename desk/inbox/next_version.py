"""Notices of the association with their objections, and the next version, which gives the answers to them."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from credentials.documents.desk.list_notice import ListedObjection, ListNotice, PlacedItem
from credentials.documents.desk.objection import ObjectionEntry
from credentials.drafting.compose import build_list_notice
from credentials.drafting.next_notice import NextVersion
from credentials.record import JsonObject, Record, read_body
from credentials.times import day_of
from desk.errors import DeskError
from desk.inbox.entries import InboxEntry, list_objections_to
from desk.inbox.subjects import list_notices
from desk.office.desk import DeskView


class NoticeLook(NamedTuple):
    """A notice with all versions, and the objections to it, those that are settled too."""

    versions: Sequence[Record[ListNotice]]
    objections: Sequence[InboxEntry]
    has_news: bool
    """True where the next version has something to add."""

    @property
    def newest(self) -> Record[ListNotice]:
        """The newest version."""
        return self.versions[-1]

    @property
    def open(self) -> Sequence[InboxEntry]:
        """Objections that somebody has still to sort or answer."""
        return [entry for entry in self.objections if entry.is_open]

    @property
    def upheld(self) -> Sequence[PlacedItem]:
        """Items that the next version withdraws."""
        items = self.newest.body.credential_subject.items
        places = sorted(_list_upheld(self.objections))
        return [PlacedItem(place + 1, items[place]) for place in places if not items[place].withdrawn]


def look_at_notices(desk: DeskView) -> list[NoticeLook]:
    """Return the notices of the association; the one that ends last comes first."""
    looks, notices = [], list_notices(desk)
    first = {version.digest: versions[0].digest for versions in notices for version in versions}
    by_notice: dict[str, list[InboxEntry]] = {}
    for entry in list_objections_to(desk, first):
        if isinstance(entry.body, ObjectionEntry) and entry.body.about.notice is not None:
            by_notice.setdefault(first[entry.body.about.notice], []).append(entry)
    for versions in notices:
        objections = by_notice.get(versions[0].digest, [])
        looks.append(NoticeLook(versions, objections, _gather(versions[-1], objections).changes()))
    return looks


def compose_next(desk: DeskView, digest: str, notice_id: str) -> JsonObject | None:
    """Return the next version of the notice with this digest, unsigned; None where it has nothing to add.

    It adds accepted objections and their answers, and withdraws items of those upheld.
    DeskError notice-unknown.
    """
    looks = look_at_notices(desk)
    look = next((one for one in looks if digest in {record.digest for record in one.versions}), None)
    if look is None:
        raise DeskError("notice-unknown")
    if not look.has_news:
        return None
    subject = _gather(look.newest, look.objections).compose()
    return build_list_notice(desk.issuer, subject, notice_id=notice_id)


def _gather(newest: Record[ListNotice], entries: Sequence[InboxEntry]) -> NextVersion:
    made = NextVersion(newest)
    accepted: dict[int, list[ListedObjection]] = {}
    for entry in entries:
        if isinstance(entry.body, ObjectionEntry) and entry.weighed.accepted is not None:
            accepted.setdefault(entry.body.about.item or 0, []).append(_tell(entry))
    for place, objections in accepted.items():
        made.carry(place, objections)
    for place in _list_upheld(entries):
        made.withdraw(place)
    return made


def _list_upheld(entries: Sequence[InboxEntry]) -> Collection[int]:
    bodies = [entry.body for entry in entries if entry.weighed.result == "upheld"]
    return {body.about.item or 0 for body in bodies if isinstance(body, ObjectionEntry)}


def _tell(entry: InboxEntry) -> ListedObjection:
    """Return an objection as a notice tells of it, without a name."""
    told: JsonObject = {"receivedOn": entry.body.received_on.isoformat()}
    if entry.weighed.answered is not None:
        decided = max(day_of(entry.weighed.answered), entry.body.received_on)
        told |= {"decidedOn": decided.isoformat(), "result": entry.weighed.result}
    return read_body(told, ListedObjection)
