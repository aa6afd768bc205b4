"""examples/surveys: answers to the survey of `huren survey template`; every number is invented."""

import csv
import io
from pathlib import Path

from keys_example.surveys import example_answers

FOLDER = Path(__file__).parents[2] / "examples" / "surveys"
HEAD = (
    "企业名称",
    "统一社会信用代码",
    "年度",
    "所属集团信用代码",
    "分组",
    "示例营业收入（万元）",
    "示例从业人员（人）",
)
_REGION, _YEAR = "CN-CQ", "2025"


def build_answers() -> str:
    """Return the sheet as CSV; two enterprises are of one group, and one had no revenue."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEAD)
    for answer in example_answers(_REGION):
        who = (answer.enterprise.legal_name, answer.enterprise.unified_social_credit_code)
        writer.writerow((*who, _YEAR, answer.parent, answer.segment, answer.revenue, answer.staff))
    return out.getvalue()


def write_answers() -> None:
    """Write the files of examples/surveys."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    # Excel reads a CSV without a byte order mark in the local code page
    (FOLDER / "answers.csv").write_text(build_answers(), encoding="utf-8-sig")
