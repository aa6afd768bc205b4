"""Carry out `huren desk inbox`: what came in is listed and shown; people sort and answer it on the pages."""

from typing import Any

from api.words import speaker
from desk.command.opening import open_desk
from desk.errors import DeskError
from desk.inbox.due import find_due
from desk.inbox.entries import InboxEntry, list_entries
from desk.office.desk import DeskView
from terminal.invocation import Invocation
from terminal.language import language
from terminal.output import format_moment, plain, put, put_json

_Due = dict[str, Any]


def put_inbox(run: Invocation, reference: str | None) -> None:
    """Print the entries, newest sender first; or all of the one whose id begins so.

    DeskError entry-unknown for none, and for more than one.
    """

    def look(view: DeskView) -> tuple[list[InboxEntry], _Due]:
        entries = list_entries(view)
        return entries, {**find_due(view, entries)}

    with open_desk(run) as desk:
        entries, due = desk.read(look)
    if reference is None:
        for entry in entries:
            _put_line(run, entry, due)
        return
    matching = [entry for entry in entries if reference and entry.id.startswith(reference)]
    if len(matching) != 1:
        raise DeskError("entry-unknown", entry=plain(reference[:60]))
    _put_whole(run, matching[0], due)


def _put_line(run: Invocation, entry: InboxEntry, due: _Due) -> None:
    body, words = entry.body, speaker("desk")("entry", language())
    if run.as_json:
        put_json(_entry_json(entry, due))
        return
    about = body.about.name if hasattr(body, "about") else body.by.name
    line = [entry.id[:12], words(f"kind_{entry.kind}"), words(f"entry_{entry.state}"), f"{body.received_on}"]
    if entry.id in due:
        line.append(words("answer_by", day=due[entry.id]))
    put(plain("  ".join([*line, about])))


def _put_whole(run: Invocation, entry: InboxEntry, due: _Due) -> None:
    acts = [{"act": act.act, "by": act.person, "at": format_moment(act.at)} for act in entry.acts]
    if run.as_json:
        whole = entry.body.model_dump(mode="json", by_alias=True, exclude_none=True)
        put_json({**_entry_json(entry, due), "entry": whole, "acts": acts})
        return
    _put_line(run, entry, due)
    body, words = entry.body, speaker("desk")("entry", language())
    put(plain(f"  {words(f'by_{body.by.kind}')}  {body.by.name}  {body.by.contact}"))
    for line in (body.arguments or "").splitlines():
        put(plain(f"  {line}"))
    for file in body.evidence or ():
        put(plain(f"  {file.name}  {file.digest}"))
    for act in acts:
        put(plain(f"  {act['at']}  {act['by']}  {words('did_' + act['act'])}"))


def _entry_json(entry: InboxEntry, due: _Due) -> dict[str, Any]:
    day = due.get(entry.id)
    value = {
        "id": entry.id,
        "kind": entry.kind,
        "state": entry.state,
        "received": f"{entry.body.received_on}",
    }
    return {**value, **({"answerBy": day.isoformat()} if day is not None else {})}
