"""examples/surveys: answers to the survey of `huren survey template`; every number is invented."""

import csv
import io
from pathlib import Path
from random import Random

from keys_example.enterprises import example_enterprises

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
_SEGMENTS, _SHARES = ("水", "大气", "固体废物", "土壤"), (9, 7, 4, 1)
_REGION, _MANY, _YEAR = "CN-CQ", 120, "2025"


def build_answers() -> str:
    """Return the sheet as CSV; two enterprises are of one group, and one had no revenue."""
    random = Random(29)  # noqa: S311 - invented numbers
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEAD)
    parent = ""
    for place, enterprise in enumerate(
        candidate for candidate in example_enterprises(random, _MANY) if candidate.region == _REGION
    ):
        code = enterprise.unified_social_credit_code
        (segment,) = random.choices(_SEGMENTS, _SHARES)
        revenue, staff = round(random.lognormvariate(7.3, 0.9)), round(random.lognormvariate(3.8, 0.7))
        writer.writerow(
            (enterprise.legal_name, code, _YEAR, parent, segment, revenue if place != 7 else 0, staff)
        )
        parent = code if place == 3 else ""
    return out.getvalue()


def write_answers() -> None:
    """Write the folder."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "answers.csv").write_text(build_answers(), encoding="utf-8-sig")
