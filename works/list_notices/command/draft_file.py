"""A list notice as a clerk writes it: TOML, or JSON, with the members of its subject except the items."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from credentials.documents.agreement import Scheme
from credentials.drafting.compose import build_list_notice
from credentials.record import JsonObject
from credentials.times import day_of
from terminal.language import say
from terminal.workspace.draft_files import as_typed, load_draft

MAX_DRAFT_BYTES = 64 * 1024


def load_head(path: Path) -> JsonObject:
    """Return the members of a file; CommandError file-…, draft-…."""
    with as_typed(path):
        return load_draft(path, MAX_DRAFT_BYTES)


def compose_first(head: JsonObject, items: list[JsonObject], issuer: str, notice_id: str) -> JsonObject:
    """Return version 1 as an unsigned, unchecked document."""
    return build_list_notice(issuer, {**head, "version": 1, "items": [*items]}, notice_id=notice_id)


def format_template(schemes: tuple[Scheme, ...], now: datetime) -> str:
    """Return a valid example, with the meaning of each member in the current language."""
    return "\n".join([*_template(schemes, day_of(now)), ""])


def _template(schemes: tuple[Scheme, ...], today: date) -> Iterator[str]:
    yield "# " + say(
        "A public notice of a list. What stands here is an example: replace it.",
        "公示。以下内容为示例，请逐项替换。以 # 开头的行不起作用。",
    )
    yield "# " + say(
        "the items stand in a sheet: huren listnotice sheet SCHEME FILE",
        "名单另填表格：huren listnotice sheet 评价办法 文件",
    )
    yield "# " + say("scheme: ", "评价办法标识：") + ", ".join(_call(scheme) for scheme in schemes)
    yield f'scheme = "{schemes[0].id}"'
    yield "# " + say("what you call the batch; once for each scheme", "批次名称；同一评价办法内不重复")
    yield f'batch = "{today.year} 年示例批次"'
    yield "# " + say(
        "first and last day, both whole; holidays count as days: mind them yourself",
        "公示起止日期，首尾两日均计；节假日照常计日，请自行顺延",
    )
    yield f"from = {today}"
    yield f"until = {today + timedelta(days=6)}"
    yield "# " + say("on what the list rests; en may be left out", "名单依据（英文可省略）")
    yield 'basis = {zh = "示例评审意见"}'
    yield "# " + say("how and where to object, and to whom", "异议提交方式：写明部门、地址、电话或邮箱")
    yield 'objectionsTo = {zh = "公示期内以书面实名提出：示例协会秘书处，示例路 1 号"}'


def _call(scheme: Scheme) -> Any:
    return say(f"{scheme.id} ({scheme.name.en})", f"{scheme.id}（{scheme.name.zh}）")
