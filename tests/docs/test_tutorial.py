"""The tutorial and the how-to pages run, command by command."""

import re
from pathlib import Path

import pytest

from tests.docs.shell_blocks import BLOCK, DOCS, run
from tests.harness.checkout import ROOT
from tests.harness.example_world import quick_huren
from tests.harness.processes.warm_start import write_program

pytestmark = pytest.mark.service

COMMANDS = re.compile(r"^```(?:sh|bash|sql|toml)\n(.*?)^```$", re.DOTALL | re.MULTILINE)

TEXTS = {path: path.read_text(encoding="utf-8") for path in sorted((DOCS / "how-to").glob("*.md"))}
HOW_TO = [
    path
    for path, text in TEXTS.items()
    if "```sh" in text and "huren serve" not in text and not path.name.endswith(".zh.md")
]
"""tests/service/test_serve.py runs the page with a server; a page in Chinese has the commands of its twin."""
BY_DAY = ("check-a-number", "list-notices", "sign-offline")
"""Pages that take a second; the others are for the night."""


TOLD = {
    "an-office-of-five": ("No item of the newest notice matches it", "3  decided"),
    "chair-on-leave": ("Waits for p2, p4", "4  decided", "undecided  key list"),
    "desk-machine-lost": ("A newer people list is known", "2  decided", "no problems"),
    "clerk": (
        "look into back.xlsx",
        "issued 2 credentials",
        "Superseded as of",
        "CQ-EXAMPLE-0101.json: all checks",
    ),
    "technologies": (
        "look into back.xlsx",
        "2 technologies: 2 good, 0 bad",
        "COD at the outlet ≤ 30 mg/L  [tested, verified]  influent 200–450 mg/L",
        "meet what is asked",
        "withdraws what it said, number 3",
        "a file differs or is missing",
    ),
    "conferences": (
        "Members that differ: 1",
        "waiting for the signature of Sichuan",
        "adopted, all signed by",
        "this text was signed",
        "overdue: 3",
        "Clauses that differ: 1",
    ),
    "join-an-agreement": (
        "Must sign: ",
        "counts here: domestic sewage treatment → Pollution control facility operation (Example)",
        "a copy of its log, 2 entries, taken last at",
        "The same bytes",
        "Chongqing: 1 no longer counted",
        "Issued under a scheme of the home association itself",
    ),
    "surveys": (
        "Solid waste, Soil   10-19",
        "reported already: Chongqing",
        "report.json: all checks passed",
    ),
    "drills": ("Logged, witnessed at", "The same bytes"),
    "restore-an-old-backup": ("The same bytes",),
    "make-a-packet": ("9 of 14 criteria", "11 files, 4 certificates"),
    "run-a-bid-opening-offline": ("opening/pack.zip",),
    "after-a-bid-opening": (
        "L1 B5 C1 R1  met → not met",
        "Suspended 8 days",
        "rows belong to the record",
        "字节相同",
    ),
}
"""Answers that a how-to page prints for its commands."""


def test_every_command_of_the_tutorial_does_what_the_page_says(tmp_path: Path) -> None:
    programs = write_program(tmp_path / "programs")
    verdicts = []
    for block in BLOCK.findall((DOCS / "tutorial.md").read_text(encoding="utf-8")):
        wanted, came, output = run(block, tmp_path, programs)
        assert came == wanted, f"{block}\n{output}"
        if "huren verify" in block:
            verdicts.append(output)
    before, after = verdicts
    assert "3 valid" in before
    assert "counts here" in before
    assert "3 invalid" in after
    assert "Suspended as of" in after


def test_the_program_prints_the_sample_of_the_readme(example_world: Path, tmp_path: Path) -> None:
    """Days are those of the demo, `…` stands for anything; everything else is the same, letter for letter."""
    text = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```console\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/activate").touch()  # `run` put the programs on the path
    steps = re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
    script = "\n".join(command for command, _ in steps)
    programs = quick_huren(example_world, tmp_path / "programs")
    shown = run(f"set +e; exec 2>/dev/null\n{script}", tmp_path, programs)[2]
    expected = even("\n".join(output for _, output in steps))
    parts = (re.escape(part.strip()) for part in expected.split("…"))
    assert re.fullmatch(r"\s*.*?\s*".join(parts), even(shown)), shown


def even(text: str) -> str:
    """Return the text with every day and all white space made alike."""
    return " ".join(re.sub(r"\d{4}-\d{2}-\d{2}", "DAY", text).split())


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(page, id=page.stem, marks=() if page.stem in BY_DAY else pytest.mark.night)
        for page in HOW_TO
    ],
)
def test_every_command_of_a_how_to_page_succeeds(page: Path, example_world: Path, tmp_path: Path) -> None:
    """The blocks of one page are one session: a variable set in one is there in the next."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    script = "".join(BLOCK.findall(page.read_text(encoding="utf-8")))
    wanted, came, output = run(script, tmp_path, quick_huren(example_world, tmp_path / "programs"))
    assert came == wanted, output
    assert all(text in output for text in TOLD.get(page.stem, ())), output


@pytest.mark.parametrize(
    "page", [path for path in TEXTS if path.name.endswith(".zh.md")], ids=lambda p: p.stem
)
def test_a_page_in_chinese_has_the_commands_of_its_twin(page: Path) -> None:
    twin = TEXTS[page.with_name(page.name.replace(".zh.md", ".md"))]
    assert COMMANDS.findall(TEXTS[page]) == COMMANDS.findall(twin)
    assert TEXTS[page].count("\n## ") == twin.count("\n## ")
