"""Every command of `huren`: its place on the help page, and its facts as JSON."""

import pytest

from cli.commands import GROUPS, MODULES
from tests.cli.command_table import commands, printed_members

WITHOUT_JSON = {
    "demo": "makes an example world and serves it",
    "serve": "serves until Ctrl-C",
    "node init": "sets up a machine",
    "agreement recognition": "writes a credential of its own form",
    "agreement draft": "writes the text it drafts",
    "agreement join": "writes the text it drafts",
    "agreement leave": "writes the text it drafts",
    "agreement sign": "writes a signed half, which is JSON",
    "sign": "writes signed records, which are JSON",
    "bundle": "writes the bundle, which is JSON",
    "log proof": "writes a proof in the form of C2SP",
    "tender new": "writes a tender to fill in",
    "tender ocds": "writes tender and bidders, or a release, which is JSON",
    "tender example": "writes an example",
    "tender sign": "writes the signed record",
    "tender extract": "writes an extract, which is JSON",
    "technology template": "writes a workbook to fill in",
    "technology label": "writes a picture",
    "notice template": "writes a draft to fill in",
    "listnotice template": "writes a draft to fill in",
    "listnotice sheet": "writes a workbook to fill in",
    "resolution template": "writes a draft to fill in",
    "standard template": "writes a draft to fill in",
    "survey template": "writes a draft to fill in",
    "desk serve": "serves until Ctrl-C",
    "desk plan export": "writes the plan, which is JSON",
    "desk export": "writes the folder of decisions",
    "survey sheet": "writes a workbook to fill in",
    "qr": "writes a picture, or the text in it",
}
"""Commands without facts to print, with the reason."""

LEAVES = {words: command for words, command in commands().items() if not hasattr(command, "commands")}


def test_the_help_page_has_six_groups_and_each_command_stands_in_one() -> None:
    assert len(GROUPS) == 6
    assert sum(len(group.modules) for group in GROUPS) == len(MODULES)


@pytest.mark.parametrize("words", LEAVES)
def test_a_command_that_prints_facts_prints_them_as_json(words: str) -> None:
    has_json = any("--json" in item.opts for item in LEAVES[words].params)
    assert has_json is (words not in WITHOUT_JSON), (
        f"huren {words}: name as_json among the shared options of its @command and print by put_json; "
        "or, if it prints no facts but writes a file or serves, add it to WITHOUT_JSON with the reason."
    )
    assert has_json is bool(printed_members(LEAVES[words])), (
        f"huren {words}: say in `prints` of its @command which members the objects have that --json prints."
    )


def test_every_exception_without_json_is_a_command() -> None:
    assert set(WITHOUT_JSON) <= set(LEAVES)


@pytest.mark.parametrize(
    ("option", "metavars", "words"),
    [
        ("--from", {"TIME", "DAY"}, "from when"),
        ("--from-tree", {"DIR", "DIR|s3://…", "DIR|URL|s3://…"}, "a published tree"),
        ("--text", {"FILE"}, "the text to take"),
        ("--force", {None}, "write over a file"),
        ("--anyway", {None}, "sign in spite of a doubt"),
        ("--issuer", {"DID"}, "who signs or signed"),
        ("--until", {"TIME", "DAY"}, "until when"),
        ("--json", {None}, "facts as JSON"),
    ],
)
def test_an_option_means_one_thing_in_all_commands(
    option: str, metavars: set[str | None], words: str
) -> None:
    found = {
        name: item.metavar
        for name, command in LEAVES.items()
        for item in command.params
        if option in item.opts
    }
    assert found, f"no command has {option}"
    others = {name for name, metavar in found.items() if metavar not in metavars}
    assert others == set(), f"{option} means: {words}. Call this one otherwise."


@pytest.mark.parametrize("option", ["--force", "--issuer"])
def test_an_option_with_one_meaning_is_declared_once(option: str) -> None:
    helps = {item.help for command in LEAVES.values() for item in command.params if option in item.opts}
    assert helps <= {
        "Write over a file that is there.",
        "The association that signs, where no key says it.",
        "Only what this association signed.",
    }, f"{option}: take the one that terminal.options declares"
