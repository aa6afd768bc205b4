"""An electronic seal in words: whose, from when, over which bytes."""

from typing import TYPE_CHECKING

from credentials.times import parse_time
from credentials.words.days import format_moment
from terminal.language import say
from terminal.output import plain

if TYPE_CHECKING:
    from carriers.pdf_seal.reading import Seal


def describe_seal(seal: "Seal") -> str:
    """Return one line, which also says that no verdict counts a seal."""
    if seal.cover == "extra-missing":
        return say(
            "electronic seal: not read here (pip install 'huren[seal]'); not counted",
            "电子签章：本机未能读取（pip install 'huren[seal]'）；不计入结论",
        )
    if seal.cover == "sm2":
        return say(
            "electronic seal: made with SM2, which cannot be checked here; ask the provider's own reader. "
            "Not counted",
            "电子签章：采用国密 SM2 算法，本机无法核验，请用签章提供方的阅读器核验；不计入结论",
        )
    if seal.cover == "malformed":
        return say(
            "electronic seal: it has no form that can be read; not counted",
            "电子签章：签章本身无法解析；不计入结论",
        )
    if seal.cover == "unread":
        return say(
            "electronic seal: the structure of this PDF cannot be read; not counted",
            "电子签章：此 PDF 的结构无法读取；不计入结论",
        )
    covers = {
        "all": say("covers the whole file", "覆盖整个文件"),
        "before": say("covers the file before something was added", "仅覆盖其后追加内容之前的文件"),
        "changed": say("does not fit these bytes: they were changed", "与文件内容不符，文件已被改动"),
    }[seal.cover]
    named, moment = plain(seal.holder), format_moment(parse_time(seal.signed)) if seal.signed else "-"
    return say(
        f"electronic seal: names {named}, {moment}; {covers}. Its certificate is not checked; not counted",
        f"电子签章：署名{named}，{moment}；{covers}。未核验其证书；不计入结论",
    )
