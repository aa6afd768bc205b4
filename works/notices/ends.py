"""The outcome of a notice in the words of an office: cancelled, withdrawn, postponed, corrected."""

from datetime import datetime
from typing import Literal, NamedTuple

from credentials.documents.status_event import StatusChange
from credentials.documents.works.notice import Notice
from credentials.record import Record
from credentials.words.closed_lists import Labels
from verifier import TrustStore
from verifier.checks.status import effective

NoticeOutcome = Literal["called-off", "withdrawn", "postponed", "corrected"]

ENDS: Labels = {
    "called-off": ("cancelled", "已取消"),
    "withdrawn": ("withdrawn", "已撤回"),
    "postponed": ("postponed", "已延期"),
    "corrected": ("corrected", "已更正"),
}


class NoticeEnd(NamedTuple):
    """The outcome of a notice, and the id of the notice in its place."""

    how: NoticeOutcome
    successor: str | None


def find_end(record: Record[Notice], trust: TrustStore, now: datetime) -> NoticeEnd | None:
    """Return the end by the acting event at `now`; None for a notice that no event has ended, even if its
    days are over."""
    party = trust.party(record.body.issuer)
    events = party.history(record.body.id).events if party is not None else ()
    acting = [event.change for event in events if event.counts and effective(event) <= now]
    ends = map(end_by, sorted(acting, key=lambda change: change.sequence))
    # an end is final, so the first one counts
    return next((end for end in ends if end is not None), None)


def end_by(change: StatusChange) -> NoticeEnd | None:
    """Return the outcome of a change, if it ends a notice."""
    if change.action == "revoke":
        return NoticeEnd("called-off" if change.reason == "called-off" else "withdrawn", None)
    if change.action == "supersede":
        return NoticeEnd("postponed" if change.reason == "postponed" else "corrected", change.successor)
    return None
