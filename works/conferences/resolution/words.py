"""A resolution in words for the terminal: its content, its state."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from credentials.documents.agreement_names import AgreementNames
from credentials.documents.conferences.changes import MemberChange
from credentials.documents.conferences.resolution import ResolutionItem, ResolutionSubject
from credentials.documents.works.technology import Prose
from credentials.words.member_words import MEMBERS
from credentials.words.work_words import CITED_KINDS, ITEM_DECISIONS
from terminal.labels import KINDS, label
from terminal.language import language, say
from terminal.output import format_moment, plain
from works.conferences.citations import CitationFault
from works.conferences.lookup import ResolutionState


def tell_subject(subject: ResolutionSubject, names: AgreementNames) -> Iterator[str]:
    """Yield the common content of all halves, a line each."""
    meeting, between = subject.meeting, say(", ", "、")
    yield plain(subject.number)
    days = format_days(meeting.since, meeting.until)
    yield plain(f"{meeting.title.text(language())}{between}{meeting.place}{between}{days}")
    yield say("resolved on ", "议定日期 ") + subject.resolved_on.isoformat()
    yield say("parties: ", "缔约方：") + plain(between.join(map(names.party, subject.parties)))
    for item in subject.items:
        yield from (plain(line) for line in tell_item(item, names))
        for dissent in subject.dissent or ():
            if dissent.item == item.no:
                heading = say("    dissent of ", "    保留意见，") + names.party(dissent.dissenter)
                yield plain(f"{heading}{say(': ', '：')}{text_of(dissent.text)}")


def tell_item(item: ResolutionItem, names: AgreementNames) -> Iterator[str]:
    """Yield the lines of an item, its decision first; a withheld item appears as its digest."""
    if item.title is None or item.text is None or item.decision is None:
        yield f"  {item.no}. {say('not public, text by digest', '不公开，文本以摘要为准')} {item.withheld}"
        return
    decision = label(ITEM_DECISIONS, item.decision)
    title = item.title.text(language())
    yield f"  {item.no}. " + say(f"{title} ({decision})", f"{title}（{decision}）")
    yield f"    {text_of(item.text)}"
    for cited in item.refers or ():
        name = f" {cited.name.text(language())}" if cited.name is not None else ""
        yield f"    {say('refers to', '引用')} {label(CITED_KINDS, cited.kind)}{name} {cited.digest}"
    due = say(f"due {item.due}", f"期限 {item.due}") if item.due is not None else ""
    owner = say("by ", "责任方 ") + names.party(item.owner) if item.owner is not None else ""
    if due or owner:
        yield "    " + say(", ", "，").join(filter(None, (due, owner)))


def tell_citation_fault(fault: CitationFault) -> str:
    """Return the warning on a cited record that is not here, that has another kind and so is not adopted,
    or that is adopted too early."""
    cited, kind = fault.cited, label(CITED_KINDS, fault.cited.kind)
    if fault.signed is not None:
        sentence = say(
            f"note: item {fault.item} adopts the {kind} {cited.digest}, signed on {fault.signed}, after the "
            "day of this resolution",
            f"提示：第 {fault.item} 项通过的{kind} {cited.digest} 签署于 {fault.signed}，晚于议定日期",
        )
    elif fault.kind is None:
        sentence = say(
            f"NOT here: the {kind} that item {fault.item} refers to, {cited.digest}",
            f"注意：本库中没有第 {fault.item} 项所引用的{kind} {cited.digest}",
        )
    else:
        actual = label(KINDS, fault.kind)
        sentence = say(
            f"NOT what it is: item {fault.item} refers to {cited.digest} as {kind}; here it is: {actual}",
            f"注意：第 {fault.item} 项将 {cited.digest} 作为“{kind}”引用，而本库中该记录是：{actual}",
        )
    return plain(f"  {sentence}")


def tell_state(state: ResolutionState, names: AgreementNames) -> str:
    """Return in words whether the resolution is adopted, and which parties have not signed."""
    if state.since is not None:
        moment = format_moment(state.since)
        return say(f"adopted, all signed by {moment}", f"已通过，{moment} 各方签齐")
    if state.code == "parties-differ":
        return say(
            "cannot be adopted: its parties are not those of that day", "不能成立：所列缔约方与当日协议不符"
        )
    who = plain(say(", ", "、").join(map(names.party, state.missing)))
    if state.code == "half-differs":
        return say(f"not settled: {who} signed another text", f"待定：{who}签署的文本不同")
    return say(f"waiting for the signature of {who}", f"待{who}签署")


def tell_change(change: MemberChange, names: AgreementNames | None) -> list[str]:
    """Return a row of a comparison: the member, and its value on either side."""
    path = " · ".join(label(MEMBERS, name) for name in change.path)
    return [path, *(_tell_value(value, names) for value in (change.before, change.after))]


def text_of(text: Prose) -> str:
    """Return the text in the current language, else in Chinese."""
    return text.en or text.zh if language() == "en" else text.zh


def format_days(since: date, until: date) -> str:
    """Return one day, or the first and the last."""
    return since.isoformat() if since == until else f"{since} – {until}"


def _tell_value(value: Any, names: AgreementNames | None) -> str:
    if value is None:
        return "—"
    if isinstance(value, dict):
        inner = (f"{label(MEMBERS, name)} {_tell_value(member, names)}" for name, member in value.items())
        return say("; ", "；").join(inner)
    if isinstance(value, list):
        return say(", ", "、").join(_tell_value(entry, names) for entry in value)
    text = str(value)
    if names is not None and text.startswith("did:"):
        return names.party(text)
    for table in (ITEM_DECISIONS, CITED_KINDS):
        text = label(table, text)
    return text
