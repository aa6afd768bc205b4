"""A survey definition as a clerk writes it: TOML or JSON, with the members of its subject."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from cli.terminal.language import say
from cli.workspace.draft_files import as_typed, load_draft
from credentials.documents.works.survey import SurveyDefinition
from credentials.drafting.survey_documents import build_survey_definition
from credentials.errors import RecordError
from credentials.record import JsonObject, read_body
from credentials.times import day_of
from signing.strict_json import MAX_RECORD_BYTES


def load_definition(path: Path, issuer: str, document_id: str, now: datetime) -> JsonObject:
    """The unsigned definition of a file; a refusal names the file and the member as typed.

    Raises CommandError file-…, RecordError.
    """
    try:
        subject = load_draft(path, MAX_RECORD_BYTES, "questions")
        if "type" in subject:
            raise RecordError("member-unknown", "type")
        document = build_survey_definition(issuer, subject, document_id=document_id)
        read_body(document, SurveyDefinition).check_created(now)
    except RecordError as error:
        raise as_typed(error, path) from None
    return document


def format_draft(now: datetime) -> str:
    """A definition that reads as it stands."""
    return "\n".join([*_template(now), ""])


def _template(now: datetime) -> Iterator[str]:
    yield "# " + say(
        "What enterprises are asked, of their own accord. What stands here is an example: replace it.",
        "自愿填报方案。以下内容为示例，请逐项替换。",
    )
    yield "# " + say(
        "Voluntary, no official statistics: it has no approval number, and nobody is obliged.",
        "自愿填报，非政府统计：没有批准文号，任何企业均无填报义务。",
    )
    yield 'code = "example-survey"'
    yield 'title = {zh = "示例填报", en = "Example of a survey"}'
    yield "# " + say("who is asked", "填报范围")
    yield 'population = {zh = "示例协会会员企业", en = "Members of the example association"}'
    yield "# " + say(
        "about which year, quarter or month: 2025, 2025-Q1, 2025-01", "年、季或月：2025、2025-Q1、2025-01"
    )
    yield f'period = "{day_of(now).year - 1}"'
    yield "# " + say("first and last day on which returns are taken", "填报起止日期")
    yield f"from = {day_of(now) + timedelta(days=30)}"
    yield f"until = {day_of(now) + timedelta(days=60)}"
    yield ""
    yield "# " + say(
        "a question each: an indicator, asked in one unit, by two dimensions",
        "每个指标一节：一个计量单位，按行、列两个维度汇总",
    )
    yield "[[questions]]"
    yield 'code = "example-revenue"'
    yield 'name = {zh = "示例营业收入", en = "Example of revenue"}'
    yield 'unit = "万元"'
    yield "[questions.rows]"
    yield 'name = {zh = "细分领域", en = "Segment"}'
    yield 'categories = ["水", "气", "固废"]'
    yield "[questions.columns]"
    yield 'name = {zh = "规模", en = "Size class"}'
    yield 'categories = ["大型", "中型", "小型"]'
