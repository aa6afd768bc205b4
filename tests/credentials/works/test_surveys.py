"""Documents of a survey as they are read: each fault by itself names its member and its mend."""

import re
from typing import Any

import pytest

from credentials.documents.works.survey import DisclosureRule, SurveyReportTable, scale_amount
from credentials.errors import RecordError
from credentials.kinds import parse_any
from tests.credentials.works.refused_surveys import COMMITMENTS, DEFINITIONS, REPORTS
from tests.credentials.works.refused_works import Fault
from tests.world import World
from tests.world.works import Document, change, signed, survey_commitment, survey_definition, survey_report
from verifier.survey import RULE


@pytest.fixture(scope="module")
def world() -> World:
    """Two associations."""
    return World()


def check(world: World, document: Document, fault: Fault) -> None:
    changes, code, member = fault
    with pytest.raises(RecordError) as caught:
        parse_any(signed(world, change(document, changes)))
    error = caught.value
    assert (error.code, error.field) == (code, member)
    for lang in ("zh", "en"):
        assert error.mend(lang)
        assert re.search(r"\{[a-z_]+[:}]", error.sentence(lang) + error.mend(lang)) is None


@pytest.mark.parametrize("name", DEFINITIONS)
def test_what_is_wrong_with_a_definition_is_named(world: World, name: str) -> None:
    check(world, survey_definition(world), DEFINITIONS[name])


@pytest.mark.parametrize("name", COMMITMENTS)
def test_what_is_wrong_with_a_commitment_is_named(world: World, name: str) -> None:
    check(world, survey_commitment(world, b""), COMMITMENTS[name])


@pytest.mark.parametrize("name", REPORTS)
def test_what_is_wrong_with_a_report_is_named(world: World, name: str) -> None:
    check(world, survey_report(world, b"", b""), REPORTS[name])


def test_a_definition_names_the_rule_by_which_tables_are_made(world: World) -> None:
    read: Any = parse_any(signed(world, survey_definition(world))).body
    rule: DisclosureRule = read.credential_subject.disclosure
    assert rule.model_dump() == {
        "threshold": RULE.threshold,
        "dominant": RULE.dominant,
        "dominance_percent": RULE.dominance_percent,
        "protection_percent": RULE.protection_percent,
    }


def test_a_table_is_read_line_by_line(world: World) -> None:
    read: Any = parse_any(signed(world, survey_report(world, b"", b""))).body
    table: SurveyReportTable = read.report.tables[0]
    lines = [*table.lines()]
    assert lines[0] == ("水", ("1680", "c", "c", "2985"))
    assert lines[3] == ("合计 total", ("4230", "2205", "855", "7290"))
    assert lines[4] == ("大型", ("1680", "1610", "940", "4230"))
    assert lines[7] == ("合计 total", ("2985", "2860", "1445", "7290"))
    assert table.suppressed == {1, 2, 5, 6}


def test_amounts_are_counted_exactly() -> None:
    amounts = ("", "0", "0.1", "12.5", "99999999999999999999.9999")
    assert [scale_amount(text) for text in amounts] == [0, 0, 1000, 125_000, 10**24 - 1]
