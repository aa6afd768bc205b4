"""Carries out `huren resolution list`, `show` and `open`."""

from collections.abc import Sequence
from datetime import datetime

from credentials.record import JsonObject
from credentials.times import day_of, format_time
from signing.plural import format_count
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import language, say
from terminal.names import SpokenNames
from terminal.output import format_moment, plain, put, put_json, put_table, tell
from terminal.reports.listing import put_list
from works.conferences.lookup import (
    HeldResolution,
    ResolutionState,
    WantedResolutions,
    find_resolutions,
    find_state,
    is_named,
    list_resolutions,
)
from works.conferences.open_items import (
    DueItem,
    ItemLedger,
    count_overdue,
    digest_of,
    list_open_items,
)
from works.conferences.resolution.words import tell_state, tell_subject


def list_all(run: Invocation, limit: int) -> None:
    """Show a line for each content under a number, the newest first."""
    with run.open_registry() as registry:
        names, trust = run.names(registry), registry.load_trust()

        def state_of(item: tuple[HeldResolution, Sequence[HeldResolution]]) -> ResolutionState:
            return find_state(item[0], trust, now=run.now, rivals=item[1])

        def row(item: tuple[HeldResolution, Sequence[HeldResolution]]) -> list[str]:
            subject = item[0].subject
            return [
                subject.resolved_on.isoformat(),
                subject.number,
                subject.meeting.title.text(language()),
                str(len(subject.items)),
                tell_state(state_of(item), names),
            ]

        put_list(
            run,
            list_resolutions(registry, trust, WantedResolutions(), first=limit + 1),
            limit,
            title=("Resolutions", "决议"),
            columns=[
                ("resolved on", "议定日期"),
                ("number", "编号"),
                ("meeting", "会议"),
                ("items", "议项"),
                ("how it stands", "状态"),
            ],
            row=row,
            data=lambda item: _to_json(item[0], state_of(item)),
            first=("the first {}", "前 {} 份"),
            every=(
                "{} resolutions; huren resolution show NUMBER tells more",
                "共 {} 份；huren resolution show 编号 查看详情",
            ),
        )


def show(run: Invocation, reference: str) -> None:
    """Show everything here under a number, or for a digest; CommandError resolution-absent."""
    with run.open_registry() as registry:
        resolutions = find_resolutions(registry, reference)
        if not resolutions:
            raise CommandError("resolution-absent", reference=plain(reference[:80]))
        names = run.names(registry)
        trust = registry.load_trust()
        wanted = [candidate for candidate in resolutions if is_named(candidate, reference)] or resolutions
        for resolution in wanted:
            state = find_state(resolution, trust, now=run.now, rivals=resolutions)
            if run.as_json:
                put_json({**_to_json(resolution, state), "resolution": resolution.value})
            else:
                _put(resolution, state, names)
        if len(resolutions) > len(wanted):
            others = len(resolutions) - len(wanted)
            tell(
                say(
                    f"under this number there are {format_count(others, 'other texts')}",
                    f"此编号下另有 {others} 份不同文本",
                )
            )


def list_open(run: Invocation, party: str | None, limit: int) -> None:
    """Show the open items by party and due day, with overdue ones marked; CommandError option-value.

    A last line mentions items beyond the limit.
    """
    with run.open_registry() as registry:
        text = run.text(registry)
        names = SpokenNames(text)
        known = [member.id for member in text.parties]
        if party is not None and party not in known:
            how, how_zh = f"Use one of: {', '.join(known)}.", f"请使用下列成员之一：{'、'.join(known)}。"
            raise CommandError("option-value", text=plain(party), option="--party", how=how, how_zh=how_zh)
        ledger = ItemLedger(registry, registry.load_trust(), run.now)
        page = list_open_items(ledger, party=party, first=limit)
    items = page.items
    if page.more:
        tell(say(f"the first {limit}; there are more (--limit)", f"前 {limit} 项；另有更多（--limit）"))
    if page.is_cut:
        tell(
            say(
                "only the newest resolutions were looked at; there are older ones",
                "仅核对了最近的决议；另有更早的决议",
            )
        )
    if run.as_json:
        for due_item in items:
            put_json(_item_json(due_item, run.now))
        return
    nobody = say("all", "各方")
    grouped: dict[str, list[DueItem]] = {}
    for due_item in items:
        grouped.setdefault(due_item.item.owner or "", []).append(due_item)
    for owner, owned in sorted(grouped.items()):
        put_table(
            names.party(owner) if owner else nobody, _columns(), [_row(item, run.now) for item in owned]
        )
    overdue = count_overdue(items, run.now)
    tell(
        say(
            f"open items: {len(items)}, overdue: {overdue}",
            f"未办议项 {len(items)} 项，其中逾期 {overdue} 项",
        )
    )


def _columns() -> list[str]:
    return [say("due", "期限"), "", say("number", "编号"), say("item", "议项"), say("title", "名称")]


def _row(due_item: DueItem, now: datetime) -> list[str]:
    title = due_item.item.title.text(language()) if due_item.item.title is not None else ""
    return [
        due_item.item.due.isoformat() if due_item.item.due is not None else "—",
        say("OVERDUE", "逾期") if due_item.is_overdue(day_of(now)) else "",
        due_item.number,
        str(due_item.item.no),
        title,
    ]


def _put(resolution: HeldResolution, state: ResolutionState, names: SpokenNames) -> None:
    for line in tell_subject(resolution.subject, names):
        put(line)
    for half in resolution.halves:
        counts_not = say(" (counts for nothing)", "（不予计入）") if half.body.issuer in state.missing else ""
        put(
            say("  signed by ", "  签署：")
            + plain(f"{names.party(half.body.issuer)} {format_moment(half.created)} {half.digest}")
            + counts_not
        )
    put(say("digest of the content: ", "内容摘要：") + resolution.content)
    for item in resolution.subject.items:
        if item.due is not None or item.owner is not None:
            put(
                say(
                    f"to close item {item.no}, refer to {digest_of(resolution, item.no)}",
                    f"第 {item.no} 项办结时引用 {digest_of(resolution, item.no)}",
                )
            )
    tell(tell_state(state, names))


def _to_json(resolution: HeldResolution, state: ResolutionState) -> JsonObject:
    return {
        "number": resolution.subject.number,
        "resolvedOn": resolution.subject.resolved_on.isoformat(),
        "digest": resolution.content,
        "halves": {half.body.issuer: half.digest for half in resolution.halves},
        "state": state.code,
        "missing": [*state.missing],
        "adoptedSince": format_time(state.since) if state.since is not None else None,
    }


def _item_json(due_item: DueItem, now: datetime) -> JsonObject:
    due = due_item.item.due
    return {
        "number": due_item.number,
        "no": due_item.item.no,
        "digest": due_item.digest,
        "title": due_item.item.title.zh if due_item.item.title is not None else None,
        "owner": due_item.item.owner,
        "due": due.isoformat() if due is not None else None,
        "overdue": due_item.is_overdue(day_of(now)),
    }
