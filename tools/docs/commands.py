"""Reference page of commands: their help and options in both languages."""

from collections.abc import Callable, Sequence
from typing import Any

from carriers.spreadsheet import Layout
from cli.commands import MODULES, make_root
from terminal.language import language, use_language

Table = Callable[[Sequence[str], Sequence[Sequence[str]]], str]


def commands_page(table: Table) -> str:
    """Return a part for each command: its purpose, then its arguments and options."""
    before = language()
    try:
        use_language("en")
        english = _commands()
        use_language("zh")
        chinese = _commands()
    finally:
        use_language(before)
    parts = []
    for words, command in english.items():
        rows = [
            (f"`{_spelling(item)}`", item.help or "", other.help or "")
            for item, other in zip(command.params, chinese[words].params, strict=True)
        ]
        head = f"### huren {words}\n\n{command.help}\n\n{chinese[words].help}\n\n"
        parts.append(head + table(("argument or option", "what it is", "说明"), rows) + _members(command))
    return "\n" + "\n".join(parts) + "\n"


def _members(command: Any) -> str:
    """Return the members of the objects that `--json` prints."""
    names = vars(command.callback).get("prints", "").split()
    return f"\n`--json`: {', '.join(f'`{name}`' for name in names)}\n" if names else ""


def columns_of(layout: Layout, table: Table) -> str:
    """Return the columns of a kind of sheet."""
    rows = [
        (
            f"{column.zh} / {column.en}",
            "、".join((column.name, *column.aliases)),
            column.help_en,
            column.help_zh,
        )
        for column in layout.columns
    ]
    return table(("column", "also read", "what it is", "说明"), rows)


def _commands() -> dict[str, Any]:
    """Return every command that acts, by its words; a group appears as its commands."""
    root = make_root()
    commands: dict[str, Any] = {}
    for name in MODULES:
        commands |= _below(name, root.get_command(None, name))
    return commands


def _below(words: str, command: Any) -> dict[str, Any]:
    inner = getattr(command, "commands", None)
    if not inner:
        return {words: command}
    below: dict[str, Any] = {}
    for name, part in inner.items():
        below |= _below(f"{words} {name}", part)
    return below


def _spelling(item: Any) -> str:
    """Return the spelling as typed: `-o, --out FILE`, or the name of an argument."""
    if item.param_type_name == "argument":
        return str(item.metavar)
    if item.is_flag:
        return ", ".join(item.opts)
    value = item.metavar or ("zh|en" if item.name == "lang" else item.name.upper())
    return f"{', '.join(item.opts)} {value}"
