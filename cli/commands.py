"""Commands by name; only the typed command is loaded."""

import os
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
from typer.core import TyperGroup

from cli.apartments import commands_in, load_filings, load_servings
from cli.completion import OPTIONS, VARIABLE, answer, set_up
from cli.help_pages import first_sentence, use_help_pages
from signing.errors import Lang
from terminal.language import both, choose
from terminal.options import new_app
from terminal.workspace.apartments import APARTMENTS, Apartments


class CommandGroup(NamedTuple):
    """Commands under the heading of their users, and the module of each."""

    heading: str
    modules: Mapping[str, str]


GROUPS = (
    CommandGroup(
        both("For anybody who checks", "核验人员"),
        {"verify": "cli.verify.command", "lookup": "cli.verify.command", "demo": "cli.demo.command"},
    ),
    CommandGroup(
        both("For the clerk of an association", "协会经办人"),
        {
            "issue": "cli.issue.command",
            "suspend": "cli.status.command",
            "reinstate": "cli.status.command",
            "revoke": "cli.status.command",
            "supersede": "cli.status.command",
            "change": "cli.status.command",
            "show": "cli.show.command",
            "journal": "cli.journal.command",
            "certificate": "cli.paper.command",
            "seal": "cli.paper.command",
            "qr": "cli.paper.command",
            **commands_in("desk"),
        },
    ),
    CommandGroup(
        both("For keepers of the keys and the agreement", "密钥与协议管理人"),
        {
            "key": "cli.key.command",
            "agreement": "cli.agreement.command",
            "sign": "cli.offline.command",
            "import": "cli.offline.command",
        },
    ),
    CommandGroup(both("For tender officers and bidders", "评标人员与投标企业"), commands_in("tender")),
    CommandGroup(both("For secretaries of the joint works", "合作事项秘书处"), commands_in("works")),
    CommandGroup(
        both("For the operator of a node", "节点运维人员"),
        {
            "node": "cli.node.command",
            "publish": "cli.publish.command",
            "bundle": "cli.publish.command",
            "sync": "cli.sync.command",
            "log": "cli.sync.command",
            "monitor": "cli.sync.command",
            "serve": "cli.upkeep.command",
            "audit": "cli.upkeep.command",
            "backup": "cli.upkeep.command",
            "restore": "cli.upkeep.command",
            "doctor": "cli.upkeep.command",
            "upgrade": "cli.upgrade.command",
        },
    ),
)
"""Groups of all commands, in the order of the help page."""

MODULES = {name: module for group in GROUPS for name, module in group.modules.items()}


class Commands(TyperGroup):
    """Commands by name, each loaded on demand."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - as Typer calls it
        """Return the names in the order of the help page."""
        return [*MODULES]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - as Typer calls it
        """Return the command, in the current language; None without one of that name."""
        if cmd_name not in MODULES:
            return None
        command: Any = typer.main.get_command(import_module(MODULES[cmd_name]).app)
        command = getattr(command, "commands", {}).get(cmd_name, command)
        command.name = cmd_name
        _translate(command)
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - as Typer calls it
        """Write the first sentence of each command's help, by groups, without building the commands."""
        for group in GROUPS:
            rows = [(name, first_sentence(choose(_find_help(name)))) for name in group.modules]
            with formatter.section(choose(group.heading)):
                formatter.write_dl(rows)


def _find_help(name: str) -> str:
    """Return the help text of a command, which may be alone in its module, one of several, or a group."""
    app = import_module(MODULES[name]).app
    commands = {
        command.name or command.callback.__name__: command.help for command in app.registered_commands
    }
    groups = {group.name: group.typer_instance.info.help for group in app.registered_groups}
    return str(commands.get(name) or groups.get(name) or app.info.help)


app = new_app(cls=Commands, no_args_is_help=True)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(version("huren"))
        raise typer.Exit


@app.callback(
    help=both(
        "Mutual recognition of signed assessments: sign, publish, and verify anywhere, offline. "
        "Start with `huren demo`.",
        "互认：签署、发布评价凭证，并可随处离线核验。可从 huren demo 开始。",
    )
)
def huren(
    data: Annotated[
        Path | None,
        typer.Option(
            "--data",
            metavar="DIR",
            help=both("Folder of the registry, for any command.", "登记库所在文件夹，适用于各命令。"),
        ),
    ] = None,
    install_completion: Annotated[  # noqa: ARG001 - cli.completion reads it
        str | None,
        typer.Option(
            "--install-completion",
            metavar="[SHELL]",
            help=both(
                "Let the shell complete commands and options (bash, zsh, fish, powershell), and stop.",
                "安装命令与选项的自动补全（bash、zsh、fish、powershell）后结束。",
            ),
        ),
    ] = None,
    show_completion: Annotated[  # noqa: ARG001 - cli.completion reads it
        str | None,
        typer.Option(
            "--show-completion",
            metavar="[SHELL]",
            help=both("Show the script that does so, and stop.", "显示补全脚本后结束。"),
        ),
    ] = None,
    version: Annotated[  # noqa: ARG001 - its callback prints
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_show_version, help=both("Show the version.", "显示版本。")
        ),
    ] = False,
) -> None:
    from terminal.workspace.configuration import GIVEN_FOLDER

    GIVEN_FOLDER.set(data)


def _translate(command: Any) -> None:
    """Give the command the option `--lang`, and all its help texts their language."""
    command.params.append(_lang_option())
    for item in (command, *command.params):
        if item.help:
            item.help = choose(item.help)
    for item in command.params:
        if item.param_type_name == "argument":
            item.display_type_rich = _nothing  # hides the Python type that Typer shows
    use_help_pages(command)
    for inner in getattr(command, "commands", {}).values():
        _translate(inner)


def _nothing(ctx: Any) -> str:  # noqa: ARG001 - Typer passes it
    return ""


def _lang_option() -> Any:
    """Return `--lang` as Typer makes it; `guess_language` reads its value before anything is parsed."""
    lone = new_app()
    lone.command()(_speak)
    (option,) = typer.main.get_command(lone).params
    option.expose_value = False
    return option


def _speak(
    lang: Annotated[
        Lang | None,
        typer.Option(
            help=both("Language of the words: zh or en.", "文字的语言：zh 或 en。"), show_default=False
        ),
    ] = None,
) -> None:
    """Declare the parameter of `--lang`, and do nothing."""


def make_root() -> Any:
    """Make `huren` itself, in the current language."""
    command = typer.main.get_command(app)
    _translate(command)
    return command


def run_command(words: list[str]) -> int:
    """Run the words typed after `huren`; return the exit code. The caller reports errors."""
    APARTMENTS.set(Apartments(load_filings, load_servings))
    command = make_root()
    if VARIABLE in os.environ:
        return answer(command)
    if words and words[0].partition("=")[0] in OPTIONS:
        set_up(words)
        return 0
    try:
        with command.make_context("huren", words) as context:
            command.invoke(context)
    except typer.Exit as done:
        return done.exit_code
    return 0
