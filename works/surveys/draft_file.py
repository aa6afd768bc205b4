"""A survey as a clerk writes it: TOML, or JSON, with the members of its subject."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from credentials.documents.works.survey import SurveyDefinition
from credentials.drafting.compose import build_survey
from credentials.record import JsonObject, read_body
from credentials.times import day_of
from credentials.words.work_words import SURVEY_UNITS
from terminal.language import say
from terminal.workspace.draft_files import as_typed, load_draft

MAX_DRAFT_BYTES = 64 * 1024


def load_survey(path: Path, issuer: str, survey_id: str, now: datetime) -> JsonObject:
    """Return the unsigned survey of a file; a refusal names the file and the member as typed.

    Raises CommandError file-…, draft-…; RecordError.
    """
    with as_typed(path):
        value = load_draft(path, MAX_DRAFT_BYTES)
    with as_typed(path, value=value, closed=(SURVEY_UNITS,)):
        document = build_survey(issuer, value, survey_id=survey_id)
        read_body(document, SurveyDefinition).check_created(now)
    return document


def format_template(now: datetime) -> str:
    """Return a valid example of a survey, with the meaning of each member in the current language."""
    return "\n".join([*_template(now), ""])


def _template(now: datetime) -> Iterator[str]:
    today = day_of(now)
    yield "# " + say(
        "What enterprises are asked, of their own accord. What stands here is an example: replace it.",
        "自愿填报方案。以下内容为示例，请逐项替换。以 # 开头的行不起作用。",
    )
    yield "# " + say(
        "No official statistics: it has no approval number, and nobody has to answer.",
        "自愿填报，非政府统计：没有批准文号，企业没有填报义务。",
    )
    yield 'title = {zh = "示例自愿填报", en = "Example of a survey"}'
    yield "# " + say(
        "one whole year, of which your association reports once", "整一个年度；每个年度本协会只公布一次汇总"
    )
    yield f"year = {today.year - 1}"
    yield "# " + say("who may answer; en may be left out", "填报对象（英文可省略）")
    yield 'respondents = {zh = "示例协会会员企业"}'
    yield "# " + say(
        "the days on which answers are taken, the last one whole", "填报起止日期，最后一日全天有效"
    )
    yield f"from = {today}"
    yield f"until = {today + timedelta(days=30)}"
    yield "# " + say("an enterprise is in one of them", "每家企业归入其中一组")
    yield "segments = ["
    for zh, en in (("水", "Water"), ("大气", "Air"), ("固体废物", "Solid waste"), ("土壤", "Soil")):
        yield f'  {{zh = "{zh}", en = "{en}"}},'
    yield "]"
    yield (
        "# "
        + say(
            "of that year alone, and parts, never a total beside its parts; unit: ",
            "只问该年度；只问分项，不在分项之外再问合计。unit（单位）：",
        )
        + ", ".join(f"{code} ({say(*words)})" for code, words in SURVEY_UNITS.items())
    )
    for zh, en, unit in (("示例营业收入", "Revenue", "wan-yuan"), ("示例从业人员", "Staff", "persons")):
        yield ""
        yield "[[questions]]"
        yield f'name = {{zh = "{zh}", en = "{en}"}}'
        yield f'unit = "{unit}"'
