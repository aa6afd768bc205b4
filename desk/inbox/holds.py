"""Effect of an objection on what it is about, as the gate has it at a moment."""

from datetime import date, datetime
from typing import Literal

from credentials.documents.desk.objection import ObjectionAbout, ObjectionEntry
from credentials.times import day_of
from desk.inbox.entries import InboxEntry
from desk.office.desk import DeskView
from desk.office.settings import find_setting
from registry.lookup.beside import find_admitted
from verifier.desk.gate import ItemObjection
from verifier.desk.reading.gate import follow_versions, read_notice_gate
from verifier.desk.reading.objections import WeighedActs

Hold = Literal["certificate", "closed", "upheld", "withdrawn", "late", "settled"]
"""`late` is an objection after the last day, which closes nothing until it is accepted."""


def find_hold(desk: DeskView, entry: InboxEntry, now: datetime) -> Hold | None:
    """Return what holds of the subject of an objection now; None for an application."""
    if not isinstance(entry.body, ObjectionEntry):
        return None
    weighed = entry.weighed
    hold = _ask_gate(desk, entry.body.about, entry.body.received_on, weighed, now, is_alone=entry.is_alone)
    if hold == "closed" and weighed.result == "upheld":
        return "upheld"
    return "late" if hold == "settled" and entry.state in ("new", "half-refused") else hold


def foresee_hold(desk: DeskView, about: ObjectionAbout, now: datetime) -> Hold:
    """Return what an objection that comes in now holds up before anybody sorts it."""
    hold = _ask_gate(desk, about, day_of(now), WeighedActs(), now, is_alone=False)
    return "late" if hold == "settled" else hold


def _ask_gate(
    desk: DeskView,
    about: ObjectionAbout,
    received: date,
    weighed: WeighedActs,
    now: datetime,
    *,
    is_alone: bool,
) -> Hold:
    if about.notice is None or about.item is None:
        return "certificate"
    admitted = find_admitted(desk.view, about.notice)
    first = next(
        (version for version in admitted if version.record.body.credential_subject.previous is None), None
    )
    versions = [*follow_versions(first.record.digest, admitted)] if first is not None else []
    if not versions:
        return "settled"
    subject = versions[-1].record.body.credential_subject
    if subject.items[about.item].withdrawn:
        return "withdrawn"
    is_upheld = weighed.result == "upheld"
    refused = [*weighed.refused_by.values()]
    objection = ItemObjection(about.item, received, weighed.accepted, weighed.answered, is_upheld, refused)
    gate = read_notice_gate(
        versions, days=find_setting(desk, "noticeDays", subject.scheme), is_alone=is_alone
    )
    return "closed" if gate.is_closed_by(objection, now) else "settled"
