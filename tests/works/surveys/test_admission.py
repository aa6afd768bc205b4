"""Admission of survey reports: one a year in any order of arrival, its survey first, adopted or not."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from credentials.kinds import parse_any
from registry.errors import RegistryError
from registry.issuing.plan_documents import check_documents
from registry.lookup.beside import find_beside
from tests.harness.selection.by_day import by_day
from tests.world import World
from tests.world.registry_setup import Bench, refused
from tests.world.works import signed, signed_halves, survey, survey_report
from verifier import Policy, verify_record

YEAR, SURVEY = "credentialSubject.year", "credentialSubject.survey"


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """A registry that knows the agreement and the keys."""
    made = Bench(tmp_path / "registry.db")
    yield made
    made.registry.close()


def foresee(bench: Bench, document: dict[str, Any]) -> None:
    """Check a document as the desk does before it is signed; raise the refusal."""
    issuer, now = document["issuer"], bench.world.now
    try:
        check_documents(bench.registry, [document], issuer=issuer, now=now)
    except RegistryError as error:
        raise error.problems[0][1] from None


def test_a_year_is_reported_once(bench: Bench) -> None:
    """The title and the questions of the survey change nothing; each association has a report of its own."""
    world = bench.world
    about = signed(world, survey(world))
    other = signed(world, survey(world, title={"zh": "示例另一项", "en": "Another (Example)"}))
    theirs = signed(world, survey(world, "sc"))
    for data in (about, other, theirs):
        bench.admit(data)
    foresee(bench, survey_report(world, about))
    bench.admit(signed(world, survey_report(world, about)))
    for second in (survey_report(world, about), survey_report(world, other)):
        with refused("year-reported", YEAR):
            foresee(bench, second)
        with refused("year-reported", YEAR):
            bench.admit(signed(world, second))
    bench.admit(signed(world, survey_report(world, theirs)))
    before = signed(world, survey(world, year=world.now.year - 2))
    bench.admit(before)
    bench.admit(signed(world, survey_report(world, before)))


ORDERS_3 = [[*order] for order in permutations(range(3))]
ORDERS_4 = [[*order] for order in permutations(range(4))]


@pytest.mark.parametrize("order", by_day(ORDERS_3, ORDERS_3[::5]))
def test_of_three_reports_of_a_year_one_is_taken_in_any_order(bench: Bench, order: list[int]) -> None:
    world = bench.world
    about = signed(world, survey(world))
    bench.admit(about)
    reports = [signed(world, survey_report(world, about)) for _ in range(3)]
    taken, codes = list[int](), list[str]()
    for place in order:
        try:
            bench.admit(reports[place])
            taken.append(place)
        except RegistryError as error:
            codes.append(error.code)
    assert (taken, codes) == ([order[0]], ["year-reported"] * 2)


def test_a_report_is_refused_unless_it_matches_its_survey(bench: Bench) -> None:
    """The survey must be here, have the same title and year, and be of the same association."""
    world = bench.world
    about = signed(world, survey(world))
    report = survey_report(world, about)
    with refused("survey-differs", SURVEY):
        foresee(bench, report)
    with refused("survey-differs", SURVEY):
        bench.admit(signed(world, report))
    bench.admit(about)
    foresee(bench, report)
    for asked in ({"title": {"zh": "示例别的", "en": "Other (Example)"}}, {"year": world.now.year - 2}):
        with refused("survey-differs", SURVEY):
            bench.admit(signed(world, survey_report(world, about, **asked)))
    stranger = signed(world, survey(world, "sc"))
    bench.admit(stranger)
    with refused("survey-differs", SURVEY):
        bench.admit(signed(world, {**survey_report(world, stranger), "issuer": world.cq.did}))
    bench.admit(signed(world, report))


def test_a_report_is_taken_with_its_survey_from_one_file(bench: Bench) -> None:
    world = bench.world
    about = signed(world, survey(world))
    outcomes = bench.registry.admit_many([about, signed(world, survey_report(world, about))], now=world.now)
    assert [isinstance(one, RegistryError) for one in outcomes] == [False, False]


def test_a_report_that_fell_with_its_key_keeps_its_year(bench: Bench) -> None:
    """The first was published: the difference of two reports could give one answer away."""
    world = bench.world
    about = signed(world, survey(world))
    bench.admit(about)
    bench.admit(signed(world, survey_report(world, about)))
    world.advance(hours=1)
    world.compromise("cq", keep=[about])
    world.cq.add_key("assessment", world.now)
    world.publish_key_list("cq")
    bench.admit_trust()
    world.advance(hours=1)
    second = survey_report(world, about)
    with refused("year-reported", YEAR):
        foresee(bench, second)
    with refused("year-reported", YEAR):
        bench.admit(signed(world, second))


def test_a_verdict_that_sees_two_reports_of_a_year_believes_neither() -> None:
    world = World()
    about = signed(world, survey(world))
    first, second = (parse_any(signed(world, survey_report(world, about))) for _ in range(2))
    halves = [*map(parse_any, signed_halves(world, about, items__0__refers__0__kind="survey"))]
    world.publish()
    assert world.verify(first.data, beside=halves).codes == ("adopted",)
    for one, other in ((first, second), (second, first)):
        verdict = world.verify(one.data, beside=[other, *halves])
        assert (str(verdict.outcome), verdict.code) == ("indeterminate", "survey-conflict")
    earlier = signed(world, survey(world, year=world.now.year - 2))
    theirs = signed(world, survey(world, "sc"))
    others = [parse_any(signed(world, survey_report(world, one))) for one in (earlier, theirs)]
    assert world.verify(first.data, beside=[*others, *halves]).codes == ("adopted",)


def judge(bench: Bench, data: bytes) -> tuple[str, str]:
    """Return outcome and code of the check `adopted`, with the records that the registry holds."""
    record = parse_any(data)
    beside = bench.registry.read(lambda view: find_beside(view, record))
    trust = bench.registry.load_trust()
    verdict = verify_record(record, trust, policy=Policy(), now=bench.world.now, beside=beside)
    (finding,) = (finding for finding in verdict.findings if finding.check == "adopted")
    assert "adopted" in verdict.required
    return str(finding.outcome), finding.code


def arrive(bench: Bench, left: list[bytes]) -> None:
    """Admit records in this order; offer the refused ones again, as each pull of a log does."""
    while left:
        outcomes = bench.registry.admit_many(left, now=bench.world.now)
        came = zip(left, outcomes, strict=True)
        again = [data for data, one in came if isinstance(one, RegistryError)]
        if len(again) == len(left):
            return
        left = again


@pytest.mark.parametrize("order", by_day(ORDERS_4, ORDERS_4[::5]))
def test_a_report_is_indeterminate_until_its_survey_is_adopted(bench: Bench, order: list[int]) -> None:
    """Survey, report and the two halves of the resolution arrive in any order, in one file or several."""
    world = bench.world
    about = signed(world, survey(world))
    report = signed(world, survey_report(world, about))
    mine, theirs = signed_halves(world, about, items__0__refers__0__kind="survey")
    records = [about, report, mine, theirs]
    is_whole = False
    for place in range(4):
        arrived = [records[index] for index in order[: place + 1]]
        arrive(bench, arrived)
        is_whole = {*records} == {*arrived}
        if report in arrived and about in arrived:
            codes = ("passed", "adopted") if is_whole else ("indeterminate", "survey-unadopted")
            assert judge(bench, report) == codes
    assert is_whole


@pytest.mark.parametrize("survey_first", [True, False])
def test_a_report_is_signed_after_the_last_day_of_answers(bench: Bench, *, survey_first: bool) -> None:
    """A report signed too early is refused here, and invalid if another registry admitted it."""
    world = bench.world
    about = signed(world, survey(world))
    over = survey_report(world, about)
    world.now -= timedelta(seconds=1)
    early = signed(world, over)
    world.now += timedelta(seconds=1)
    arrive(bench, [about, early] if survey_first else [early, about])
    with refused("survey-open", SURVEY):
        bench.admit(early)
    bench.admit(signed(world, over))
    halves = [*map(parse_any, signed_halves(world, about, items__0__refers__0__kind="survey"))]
    verdict = world.verify(early, beside=[parse_any(about), *halves])
    assert (str(verdict.outcome), verdict.code) == ("invalid", "survey-open")


def test_a_verdict_compares_a_report_with_its_survey() -> None:
    world = World()
    about = signed(world, survey(world))
    record = parse_any(about)
    for members in ({"title": {"zh": "示例别的", "en": "Other (Example)"}}, {"year": world.now.year - 2}):
        verdict = world.verify(signed(world, survey_report(world, about, **members)), beside=[record])
        assert (str(verdict.outcome), verdict.code) == ("invalid", "survey-differs")
    others = signed(world, {**survey_report(world, about), "issuer": world.sc.did})
    assert world.verify(others, beside=[record]).code == "survey-differs"


def test_a_survey_is_adopted_by_a_resolution_that_names_it_as_such(bench: Bench) -> None:
    world = bench.world
    about = signed(world, survey(world))
    bench.admit(about)

    def codes() -> list[str]:
        record = parse_any(about)
        beside = bench.registry.read(lambda view: find_beside(view, record))
        trust = bench.registry.load_trust()
        return [*verify_record(record, trust, policy=Policy(), now=world.now, beside=beside).codes]

    cited = {"items__0__refers__0__kind": "standard"}
    for half in signed_halves(world, about, number="示例 1", **cited):
        bench.admit(half)
    assert "unadopted" in codes()
    for half in signed_halves(world, about, number="示例 2", items__0__refers__0__kind="survey"):
        bench.admit(half)
    assert "adopted" in codes()
