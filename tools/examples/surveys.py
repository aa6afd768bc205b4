"""examples/statistics: a sheet of voluntary returns as an association holds it; every amount is invented."""

import csv
import io
from pathlib import Path
from random import Random

from keys_example.enterprises import example_enterprises

FOLDER = Path(__file__).parents[2] / "examples" / "statistics"
HEAD = ("统一社会信用代码", "企业名称", "所属集团", "细分领域", "规模", "数值")
ROWS, COLUMNS = ("水", "气", "固废"), ("大型", "中型", "小型")
_REGION, _MANY = "CN-CQ", 160
_RANGES = {"大型": (4000, 9000), "中型": (400, 2000), "小型": (20, 300)}
_SHARES = (1, 3, 6)
"""How many large, middle and small enterprises there are, one to another."""


def build_returns() -> str:
    """The sheet as CSV."""
    random = Random(26)  # noqa: S311 - invented amounts
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEAD)
    for one in example_enterprises(random, _MANY):
        if one.region == _REGION:
            row, (column,) = random.choice(ROWS), random.choices(COLUMNS, _SHARES)
            amount = random.randint(*_RANGES[column])
            writer.writerow((one.unified_social_credit_code, one.legal_name, "", row, column, amount))
    return out.getvalue()


def write_returns() -> None:
    """Writes the folder."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "returns.csv").write_text(build_returns(), encoding="utf-8-sig")
