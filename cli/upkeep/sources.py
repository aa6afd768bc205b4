"""Origin of an association's records, and of the page for signing, as `huren doctor` says it."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from signing.plural import format_count
from terminal.language import say
from terminal.output import format_moment

if TYPE_CHECKING:
    from registry.lookup.lookup import Kept

SourceLine = tuple[Literal["good", "note"], str, str]


def describe_sign_page() -> SourceLine:
    """State the SHA-256 of the page for signing: the same on every machine with this release."""
    from importlib.metadata import version

    from web.sign_page import digest_sign_page

    release, digest = version("huren"), digest_sign_page()
    line = say(
        f"sign.html of release {release} has the SHA-256 {digest}; the other association's doctor says "
        "the same of this release",
        f"离线签名页 sign.html（{release} 版）的 SHA-256 为 {digest}；"
        "对方协会同版本的 huren doctor 所示应相同",
    )
    return "good", line, ""


def describe_source(kept: "Kept", name: str) -> SourceLine:
    """Describe the log signed here, a copy and its age, or records brought by hand."""
    size = kept.log_entries
    if kept.source == "own":
        return (
            "good",
            say(
                f"{name}: log signed here, {format_count(size, 'entries')}",
                f"{name}：日志由本机签署，{size:,} 项",
            ),
            "",
        )
    if kept.source == "hand":
        line = say(f"{name}: brought by hand, its log is not taken", f"{name}：由人工导入，未获取其日志")
        how = say(
            "Name its node under peers in huren.toml, or take a copy of its tree: huren sync --from-tree.",
            "请在“huren.toml”的“peers”中列出其节点，或获取其静态目录副本：huren sync --from-tree。",
        )
        return "note", line, how
    if kept.pulled is None:
        line = say(f"{name}: a copy of its log, never taken in full", f"{name}：其日志的副本，尚未完整获取")
        return "note", line, say("Take it: huren sync.", "请获取：huren sync。")
    when = format_moment(datetime.fromtimestamp(kept.pulled, UTC))
    line = say(
        f"{name}: a copy of its log, {format_count(size, 'entries')}, taken last at {when}",
        f"{name}：其日志的副本，{size:,} 项，最近获取于 {when}",
    )
    return "good", line, ""
