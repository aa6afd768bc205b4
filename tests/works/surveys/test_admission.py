"""A year is reported once, in whatever order reports come, and whether what was reported still stands."""

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
    """As the desk asks before it signs."""
    issuer, now = document["issuer"], bench.world.now
    try:
        check_documents(bench.registry, [document], issuer=issuer, now=now)
    except RegistryError as error:
        raise error.problems[0][1] from None


def test_a_year_is_reported_once(bench: Bench) -> None:
    """Whatever the survey is called, and whatever it asks; the other association has its own."""
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


@pytest.mark.parametrize("order", [*permutations(range(3))])
def test_of_three_reports_of_a_year_one_is_taken_in_any_order(bench: Bench, order: tuple[int, ...]) -> None:
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


def test_a_report_tells_what_was_asked(bench: Bench) -> None:
    """It is taken with its survey alone, and then as its survey asks."""
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
    """It was published: another report would tell the difference of the two."""
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
    """Whether its survey is adopted, by the verdict with what the registry holds beside it."""
    record = parse_any(data)
    beside = bench.registry.read(lambda view: find_beside(view, record))
    trust = bench.registry.load_trust()
    verdict = verify_record(record, trust, policy=Policy(), now=bench.world.now, beside=beside)
    (found,) = (one for one in verdict.findings if one.check == "adopted")
    assert "adopted" in verdict.required
    return str(found.outcome), found.code


def arrive(bench: Bench, left: list[bytes]) -> None:
    """Admit what comes in this order; what is refused comes again, as with each pull of a log."""
    while left:
        outcomes = bench.registry.admit_many(left, now=bench.world.now)
        came = zip(left, outcomes, strict=True)
        again = [data for data, one in came if isinstance(one, RegistryError)]
        if len(again) == len(left):
            return
        left = again


@pytest.mark.parametrize("order", [*permutations(range(4))])
def test_a_report_is_no_result_until_its_survey_is_adopted(bench: Bench, order: tuple[int, ...]) -> None:
    """In whatever order survey, report and the halves of the resolution come, of one file or several."""
    world = bench.world
    about = signed(world, survey(world))
    told = signed(world, survey_report(world, about))
    mine, theirs = signed_halves(world, about, items__0__refers__0__kind="survey")
    records = [about, told, mine, theirs]
    is_whole = False
    for place in range(4):
        came = [records[one] for one in order[: place + 1]]
        arrive(bench, came)
        is_whole = {*records} == {*came}
        if told in came and about in came:
            codes = ("passed", "adopted") if is_whole else ("indeterminate", "survey-unadopted")
            assert judge(bench, told) == codes
    assert is_whole


@pytest.mark.parametrize("survey_first", [True, False])
def test_a_report_is_signed_after_the_last_day_of_answers(bench: Bench, *, survey_first: bool) -> None:
    """By the two dates that are signed: refused here, and not valid where somebody else took it."""
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

    def told() -> list[str]:
        record = parse_any(about)
        beside = bench.registry.read(lambda view: find_beside(view, record))
        trust = bench.registry.load_trust()
        return [*verify_record(record, trust, policy=Policy(), now=world.now, beside=beside).codes]

    cited = {"items__0__refers__0__kind": "standard"}
    for half in signed_halves(world, about, number="示例 1", **cited):
        bench.admit(half)
    assert "unadopted" in told()
    for half in signed_halves(world, about, number="示例 2", items__0__refers__0__kind="survey"):
        bench.admit(half)
    assert "adopted" in told()
