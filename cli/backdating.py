"""Says from when a change acts where its reason leaves a choice, and asks before past answers change."""

from datetime import datetime
from typing import TYPE_CHECKING

from cli.confirm import confirm
from cli.output import format_moment, format_period, tell
from cli.words import say

if TYPE_CHECKING:
    from registry.backdating import Foreseen


_FROM_BEGINNING = ("issued-in-error", "false-material")
"""Reasons for which a credential may be taken as never granted."""


def confirm_effect(foreseen: "Foreseen", *, typed: bool, now: datetime, yes: bool) -> None:
    """`typed`: whether somebody said from when it acts. Raises CommandError not-confirmed."""
    if not typed and (word := _choice(foreseen)) is not None:
        tell(word)
        if foreseen.change.reason == "enterprise-dissolved":
            confirm(say("Sign it as of now?", "按现在生效签署？"), yes=yes)
    if foreseen.falls:
        tell(format_falls(foreseen, now))
        confirm(say("Change these answers?", "确认改变这些结论？"), yes=yes)


def _choice(foreseen: "Foreseen") -> str | None:
    """What else could have been typed."""
    change = foreseen.change
    begins = foreseen.record.body.valid_from
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


def format_falls(foreseen: "Foreseen", now: datetime) -> str:
    """Which past answers change, a line for each span of time."""
    return "\n".join(_format_fall(since, until, now) for since, until in foreseen.falls)


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
