"""Tables into a signed report, out of it, and two parties' together."""

from typing import Any

import pytest
from hypothesis import given, settings

from credentials.documents.works.survey import (
    SurveyDefinitionSubject,
    SurveyReportSubject,
    scale_amount,
)
from tests.harness.fuzz import examples
from tests.verifier.survey.example import COLUMNS, ROWS, worked
from tests.verifier.survey.random_tables import pattern_of, tables
from tools.docs.example_surveys import build_definition, build_edition
from verifier.checks.works.surveys import find_faults
from verifier.errors import SurveyError
from verifier.survey import (
    PublishedTable,
    SurveyHeading,
    SurveyTable,
    find_pattern,
    find_question,
    format_table,
    join_reports,
    join_tables,
    publish,
    read_table,
)

HEADING = SurveyHeading("revenue", "2025", "CN-CQ", "10*4.CNY")
"""What the worked example is about."""


def asked(rows: Any = ROWS, columns: Any = COLUMNS, **members: Any) -> SurveyDefinitionSubject:
    """The definition of the reference, asking for a table of these categories."""
    subject: Any = build_definition()["credentialSubject"]
    question = {**subject["questions"][0], "code": "revenue", "unit": "10*4.CNY"}
    for name, categories in (("rows", rows), ("columns", columns)):
        question[name] = {**question[name], "categories": [*categories]}
    return SurveyDefinitionSubject.model_validate({**subject, "questions": [question], **members})


def told(
    published: PublishedTable, definition: SurveyDefinitionSubject, **members: Any
) -> SurveyReportSubject:
    """A report of the table."""
    subject: Any = build_edition("0" * 64, "1" * 64)["credentialSubject"]
    question = find_question(definition, published.heading)
    table = format_table(published, question, 106)
    area = {"area": published.heading.area}
    return SurveyReportSubject.model_validate({**subject, **area, "tables": [table], **members})


def shown(area: str = "CN-CQ") -> PublishedTable:
    """The worked example as it is published."""
    table = worked()
    return publish(table, find_pattern(table), HEADING._replace(area=area))


def test_a_table_comes_out_of_a_report_as_it_went_in() -> None:
    definition, published = asked(), shown()
    read = read_table(told(published, definition), definition, "revenue")
    assert read == PublishedTable(
        HEADING._replace(indicator="环保业务营业收入"),
        published.rows, published.columns, published.decimals, published.values,
    )  # fmt: skip


def test_categories_stand_as_the_definition_has_them() -> None:
    definition, published = asked(rows=ROWS[::-1], columns=COLUMNS[::-1]), shown()
    read = read_table(told(published, definition), definition, "revenue")
    assert (read.rows, read.columns) == ((*ROWS[::-1],), (*COLUMNS[::-1],))
    assert {read.name(at): read.text(at) for at in read.places} == {
        published.name(at): published.text(at) for at in published.places
    }


def test_two_reports_together_tell_what_their_tables_tell_together() -> None:
    definition = asked()
    pair = [shown(area) for area in ("CN-CQ", "CN-SC")]
    reports = [told(table, definition) for table in pair]
    joined = join_reports(reports[0], reports[1], definition, "revenue")
    expected = join_tables(pair[0], pair[1])
    assert (joined.values, joined.heading.area) == (expected.values, "CN-CQ_CN-SC")
    assert joined.suppressed == pair[0].suppressed


def test_reports_under_two_definitions_are_not_joined() -> None:
    definition = asked()
    one, other = told(shown(), definition), told(shown("CN-SC"), definition)
    apart = other.model_copy(update={"definition": "2" * 64})
    for beside in (apart, one):
        with pytest.raises(SurveyError, match="tables-apart"):
            join_reports(one, beside, definition, "revenue")
    with pytest.raises(SurveyError, match="tables-apart"):
        read_table(one, definition, "other")


@pytest.mark.parametrize("name", ["revenue", "环保业务营业收入", "Revenue from environmental business"])
def test_a_question_goes_by_its_code_or_name(name: str) -> None:
    assert find_question(asked(), HEADING._replace(indicator=name)).code == "revenue"


@pytest.mark.parametrize("change", [{"indicator": "profit"}, {"unit": "元"}, {"period": "2024"}])
def test_what_was_not_asked_is_told(change: dict[str, str]) -> None:
    with pytest.raises(SurveyError, match="question-unknown"):
        find_question(asked(), HEADING._replace(**change))


def test_a_table_of_other_categories_is_refused() -> None:
    with pytest.raises(SurveyError, match="tables-apart"):
        told(shown(), asked(rows=[*ROWS, "其他"]))


@given(tables())
@settings(max_examples=examples(30), deadline=None)
def test_what_the_rule_lets_out_has_no_fault_that_anybody_sees(table: SurveyTable) -> None:
    """Lines add up, and no suppressed cell stands alone in one: so it is with every pattern that is safe."""
    suppressed = pattern_of(table)
    if suppressed is not None:
        published = publish(table, suppressed, HEADING)
        report = told(published, asked(table.rows, table.columns))
        assert [*find_faults(report)] == []
        cells = report.tables[0].cells
        total = sum(table.contributions[table.grand_total].values())
        assert scale_amount(cells[-1]) == total * 10 ** (4 - table.decimals)
