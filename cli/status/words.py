"""Description of a status change for the terminal."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from credentials.times import format_time
from registry.issuing.plan_events import Foreseen
from terminal.labels import REASONS, label, label_action
from terminal.language import say
from terminal.names import SpokenNames
from terminal.output import format_effect, format_end, format_moment, format_period, plain

SHOWN = 20
"""Most changes described one by one; further ones are counted by sort."""
_STANDINGS = {
    "suspended": ("suspended", "暂停中"),
    "revoked": ("revoked", "已终止"),
    "superseded": ("superseded", "已被取代"),
    "status-conflict": ("contradictory events", "事件有冲突"),
}
_IN_FORCE = ("in force", "有效")
_FROM_BEGINNING = ("issued-in-error", "false-material")
"""Reasons for which a credential may be taken as never granted."""


def describe_changes(changes: Sequence[Foreseen], names: SpokenNames, now: datetime) -> Iterator[str]:
    """Describe the first changes in full, and count the others by sort."""
    for item in changes[:SHOWN]:
        yield from describe_change(item, names, now)
    if len(changes) <= SHOWN:
        return
    rest = len(changes) - SHOWN
    yield say(f"… and {rest} more. In all:", f"……另有 {rest} 项。合计：")
    sorts = Counter((label_action(c.change), c.change.reason, c.about.scheme) for c in changes)
    for (action, reason, scheme), count in sorts.most_common():
        why, what = label(REASONS, reason), plain(names.scheme(scheme)) if scheme else ""
        end, end_zh = (f": {what}", f"：{what}") if what else ("", "")
        yield say(f"  {count} × {action} ({why}){end}", f"  {count} 项{action}（{why}）{end_zh}")
    falling = sum(bool(item.falls) for item in changes)
    if falling:
        yield say(
            f"  For {falling} of them answers of the past become invalid.",
            f"  其中 {falling} 份凭证以往的有效结论将变为无效。",
        )


def describe_change(item: Foreseen, names: SpokenNames, now: datetime) -> Iterator[str]:
    """Describe the credential, the change, and its further effects."""
    credential, change = item.about, item.change
    scheme = names.scheme(credential.scheme) if credential.scheme else ""
    yield "  ".join(plain(part) for part in (credential.number, credential.legal_name, scheme) if part) + say(
        f"  (until {format_end(credential.valid_until)})",
        f"（有效期至 {format_end(credential.valid_until)}）",
    )
    before = say(*_STANDINGS.get(item.standing, _IN_FORCE))
    action, reason = label_action(change), label(REASONS, change.reason)
    by = f" → {plain(item.draft.successor)}" if item.draft.successor is not None else ""
    period = format_effect(change, now)
    yield say(
        f"    {before} → {action} {period} ({reason}){by}",
        f"    {before} → {action}，{period}（{reason}）{by}",
    )
    if item.draft.effective_from is None and (word := _choice(item)) is not None:
        yield "    " + word
    # a past answer may have decided a bid, so the clerk must see which answers change
    for since, until in item.falls:
        yield "    " + _format_fall(since, until, now)


def change_json(item: Foreseen) -> dict[str, Any]:
    """Return an unsigned change for programs."""
    change = item.change
    return {
        "certificateNumber": item.about.number,
        "legalName": item.about.legal_name,
        "scheme": item.about.scheme,
        "standing": item.standing,
        "made": item.done is not None,
        "event": item.document["credentialSubject"],
        "action": change.action,
        "falls": [[format_time(since), format_time(until)] for since, until in item.falls],
    }


def _choice(item: Foreseen) -> str | None:
    """Return an alternative to what was typed."""
    change, begins = item.change, item.about.valid_from
    if change.action == "revoke" and change.effective_from < begins and change.reason in _FROM_BEGINNING:
        return say(
            "Its term has not begun: it acts from now on, and it was never in force.",
            "其有效期尚未开始：自现在起生效，该凭证自始未曾有效。",
        )
    begin = format_moment(begins)
    words = {
        "issued-in-error": (
            f"It acts from now on. As if never issued: --from {begin}.",
            f"自现在起生效。如须视为自始无效，请加 --from {begin}。",
        ),
        "false-material": (
            f"It acts from {begin} on, as if never granted. From another time: --from.",
            f"自 {begin}（凭证生效之时）起撤销，视为自始未授予。如须另定时间，请加 --from。",
        ),
        "enterprise-dissolved": (
            "It acts from now on. The day of the dissolution stands in the company register: --from DATE.",
            "自现在起生效。注销登记日期以企业登记机关为准，请以 --from 日期 填写。",
        ),
    }
    if change.action != "revoke" or change.reason not in words:
        return None
    return say(*words[change.reason])


def _format_fall(since: datetime, until: datetime, now: datetime) -> str:
    begin, period = format_moment(since), format_period(since, until)
    if until == now:
        period = say(f"from {begin} until now", f"自 {begin} 起至今")
    days = max(1, (until - since).days)
    many = "" if days == 1 else "s"
    return say(
        f"This credential was answered valid {period}; those answers become invalid ({days} day{many}).",
        f"{period}，此凭证的核验结论为有效；这段时间（{days} 天）的结论将变为无效。",
    )
