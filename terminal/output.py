"""Output: data to standard output, words to standard error; no text can move the cursor or change colours."""

import os
import sys
from collections.abc import Sequence
from datetime import datetime
from shutil import get_terminal_size
from typing import Any, TextIO

from credentials.documents.status_event import StatusChange, acts_from
from credentials.words import days
from credentials.words.days import format_end, format_moment
from signing.plain_text import plain
from signing.plural import format_count
from terminal.language import language, say

__all__ = [
    "coloured", "format_age", "format_effect", "format_end", "format_moment", "format_period", "plain", "put",
    "put_json", "put_table", "tell",
]  # fmt: skip

_WIDTH = 120
_COLOURS = {"red": "31", "green": "32", "yellow": "33", "cyan": "36", "dim": "2", "bold": "1"}


def put(line: str = "") -> None:
    """Print a line of data."""
    print(line, file=sys.stdout)


def put_json(value: Any) -> None:
    """Print one JSON object on a line of its own, in UTF-8."""
    import orjson

    put(orjson.dumps(value).decode())


def tell(line: str = "") -> None:
    """Print a line for people, to standard error."""
    print(line, file=sys.stderr)


def coloured(text: str, colour: str, stream: TextIO | None = None) -> str:
    """Colour `text` where a person looks at it and NO_COLOR is not set (no-color.org)."""
    stream = sys.stdout if stream is None else stream
    if not stream.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return text
    return f"\x1b[{_COLOURS[colour]}m{text}\x1b[0m"


def format_period(since: datetime, until: datetime | None) -> str:
    """Format a term in words, its last day included."""
    return days.format_period(since, until, language())


def format_effect(change: StatusChange, signed: datetime) -> str:
    """Format the time in which a status event acts; add the date of its signature if it acts from another
    time."""
    since = acts_from(change.action, change.effective_from, signed)
    period = format_period(since, change.until)
    if since == change.effective_from:
        return period
    dated = format_moment(change.effective_from)
    return period + say(
        f" (dated {dated}, acts from its signature on)", f"（所填日期 {dated}，自签署时起生效）"
    )


def put_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table of data under its title, wrapped to the terminal, or to 120 columns without one."""
    import io

    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        # rich reads [brackets] in a plain string as markup; a name may contain them
        table.add_row(*(Text(plain(cell)) for cell in row))
    drawn = io.StringIO()
    is_terminal = sys.stdout.isatty()
    width = (get_terminal_size().columns if is_terminal else _WIDTH) - 2  # the indent takes 2
    Console(file=drawn, width=width, force_terminal=is_terminal, highlight=False).print(table)
    put(coloured(plain(title), "bold"))
    for line in drawn.getvalue().splitlines():
        put("  " + line.rstrip())
    put()


def format_age(hours: int) -> str:
    """Format the age of trust data, in days from two days on. A negative age means that the data are newer
    than the time asked about."""
    if hours < 0:
        return say("later than the time that is asked about", "晚于所核验的时间")
    if hours == 0:
        return say("less than an hour old", "不到 1 小时")
    if hours >= 48:
        return say(f"{hours // 24} days old", f"已有 {hours // 24} 天")
    return say(f"{format_count(hours, 'hours')} old", f"已有 {hours} 小时")
