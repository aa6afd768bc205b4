"""Small manners of the command: run as a module, one sentence once, files named for what they are."""

import re
import subprocess
import sys
from collections import Counter

import pytest

from tests.cli.office.offices import Office, cq, offices
from tests.harness.checkout import ROOT
from tests.harness.processes.cli_runs import plain_environment

__all__ = ["cq", "offices"]


def test_the_module_is_the_command() -> None:
    words = [sys.executable, "-m", "cli.main", "--help"]
    environment = plain_environment() | {"HUREN_LANG": "en", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
    assert "huren demo" in done.stdout
    bad = subprocess.run([*words[:-1], "--nothing"], env=environment, capture_output=True, check=False)
    assert bad.returncode == 2


@pytest.mark.parametrize("command", ["issue", "change"])
def test_a_template_is_named_as_the_workbook_it_is(cq: Office, command: str) -> None:
    key = cq.key("assessment") if command == "issue" else []
    told = cq(command, "--template", cq.path("c.csv"), *key, code=2)
    assert ".xlsx" in told.err
    assert not cq.path("c.csv").exists()
    cq(command, "--template", cq.path("c.XLSX"), *key)
    assert cq.path("c.XLSX").read_bytes().startswith(b"PK")


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.night)])
def test_a_refusal_of_many_records_is_printed_once(
    cq: Office, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    cq.issue("CQ-1", "CQ-2")
    for number in ("CQ-1", "CQ-2"):
        cq("suspend", number, "--reason", "complaint", "--yes", *cq.key("assessment"))
    bundle = cq.publish()
    monkeypatch.setenv("HUREN_LANG", lang)
    told = cq.huren("import", bundle, "--data", cq.path("new"), "--now", "2026-05-10", code=1)
    sentences = Counter(re.findall(r"huren[:：].*", told.err))
    assert max(sentences.values()) == 1
    assert re.search(r"（\d+ 份记录）: huren：" if lang == "zh" else r" \(\d+ records\): huren: ", told.err)
    lines = cq.huren("import", bundle, "--data", cq.path("other"), "--json", "--now", "2026-05-10", code=1)
    assert lines.out.count('"error"') > len(sentences), "a program is told of each"
