"""Text in a file for spreadsheet programs stays text: CSV by Python and by the page."""

import csv
import io
import json
import subprocess

import pytest

from carriers.spreadsheet.csv_text import format_text
from tests.carriers.spreadsheet.csv_programs import open_csv
from tests.harness.checkout import ROOT
from tests.harness.node import find_node

CODES = ["915101007094823451", "91350100M000100Y43", "2026-05", "2026-05-03", "00012", "12E34", "3/4",
         "12:30", "1,5", "50 %", "TRUE", "false", "MAR5", "Mar 5", "CQ-2026-1", "Mar 5, 2026", "1e5",
         "2026年5月1日", "2026年5月", "2026年5月1日 12时30分", "5月1日", "上午10:30", "２０２６年５月１日",
         "(123)", "（123）", " 123", "123 ", "\u3000123", "１２３", " 2026-05-03", " TRUE ", ".5", "50%",
         "$5", "￥1,200.50", "€ 5", "12.5万", "3亿元"]  # fmt: skip
WORDS = ["", "甲级", "第 7 号", "a_b1.json", 'say "5"', "valid", "2026-05-01 起", "from 2026-05-01 on",
         "年", "(甲)", "万元", " 甲级 ", "重庆（3）"]  # fmt: skip
FORMULAS = ["=1+1", "+5", "-5", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "\r1",
            " =1+1", " -5", "＝1+1", "\u3000＋5", "－5", "＠SUM(A1)"]  # fmt: skip


@pytest.mark.parametrize("text", [*CODES, *WORDS])
def test_a_cell_is_read_back_unchanged(text: str) -> None:
    out = io.StringIO()
    csv.writer(out).writerow([format_text(text), "x"])
    assert open_csv(out.getvalue().encode("utf-8-sig")) == [[text, "x"]]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_run_as_a_formula(text: str) -> None:
    assert format_text(text) == "'" + text


@pytest.mark.javascript
def test_the_page_writes_what_python_writes() -> None:
    texts = [*CODES, *WORDS, *FORMULAS, "a,b", "line\nbreak", "5" + " " * 50_000 + "x", " " * 50_000]
    script = (
        f"import {{ formatCsv }} from '{(ROOT / 'web/page/answers/csv.js').as_uri()}';"
        "let text = ''; for await (const part of process.stdin) text += part;"
        "process.stdout.write(formatCsv([JSON.parse(text)]));"
    )
    command = [find_node(), "--input-type=module", "--eval", script]
    done = subprocess.run(command, input=json.dumps(texts).encode(), capture_output=True, check=True)
    [found] = csv.reader(io.StringIO(done.stdout.decode("utf-8-sig"), newline=""))
    assert found == [format_text(text) for text in texts]
