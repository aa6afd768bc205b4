"""What is said of a survey report and of what it names."""

from datetime import timedelta
from typing import Any, NamedTuple

from signing.jcs import canonicalize
from tests.verifier.attacks.produces import produces
from tests.verifier.attacks.works import ask
from tests.world import World
from tests.world.works import (
    signed,
    signed_halves,
    standard,
    survey_commitment,
    survey_definition,
    survey_report,
)
from verifier import Verdict


class Surveyed(NamedTuple):
    """A signed definition, and the commitment to the returns of Chongqing."""

    definition: bytes
    commitment: bytes


def ask_all(world: World) -> Surveyed:
    """Both as Chongqing signs them now."""
    definition = signed(world, survey_definition(world))
    return Surveyed(definition, signed(world, survey_commitment(world, definition)))


def judge(world: World, made: Surveyed, *beside: bytes, previous: bytes = b"", **members: Any) -> Verdict:
    """The verdict on a report on these, which are beside it with the halves that adopt the definition."""
    data = signed(world, survey_report(world, *made, previous=previous, **members))
    return ask(world, data, *made, *signed_halves(world, made.definition), *beside)


@produces("no-definition")
def it_names_a_standard(world: World) -> Verdict:
    other = signed(world, standard(world))
    made = Surveyed(other, signed(world, survey_commitment(world, other)))
    return judge(world, made)


@produces("table-differs")
def a_table_of_a_question_that_was_not_asked(world: World) -> Verdict:
    definition = signed(world, survey_definition(world, questions__0__code="example-other"))
    return judge(world, Surveyed(definition, signed(world, survey_commitment(world, definition))))


@produces("table-differs")
def a_table_by_another_dimension(world: World) -> Verdict:
    return judge(world, ask_all(world), tables__0__columns=["东部", "西部", "其他"])


@produces("table-differs")
def a_table_of_another_period(world: World) -> Verdict:
    return judge(world, ask_all(world), period="2024")


@produces("no-commitment")
def it_names_its_definition_twice(world: World) -> Verdict:
    definition = signed(world, survey_definition(world))
    return judge(world, Surveyed(definition, definition))


@produces("no-commitment")
def the_commitment_of_the_other_party(world: World) -> Verdict:
    definition = signed(world, survey_definition(world))
    return judge(world, Surveyed(definition, signed(world, survey_commitment(world, definition, "sc"))))


@produces("no-commitment")
def a_commitment_under_another_definition(world: World) -> Verdict:
    first, second = (ask_all(world) for _ in range(2))
    return judge(world, Surveyed(first.definition, second.commitment))


@produces("no-commitment")
def a_commitment_of_another_area(world: World) -> Verdict:
    definition = signed(world, survey_definition(world))
    made = signed(world, survey_commitment(world, definition, area="CN-SC"))
    return judge(world, Surveyed(definition, made))


@produces("no-commitment")
def a_commitment_that_nobody_signed(world: World) -> Verdict:
    definition = signed(world, survey_definition(world))
    honest = signed(world, survey_commitment(world, definition))
    return judge(
        world, Surveyed(definition, honest.replace(b'"count":74', b'"count":75')), tables__0__count=75
    )


@produces("commitment-later")
def committed_when_the_table_was_known(world: World) -> Verdict:
    definition, before = signed(world, survey_definition(world)), world.now
    world.advance(days=1)
    later = signed(world, survey_commitment(world, definition))
    world.publish()
    early = canonicalize(world.cq.sign(survey_report(world, definition, later), "assessment", before))
    return ask(world, early, definition, later)


@produces("survey-unadopted")
def nobody_adopted_what_was_asked(world: World) -> Verdict:
    made = ask_all(world)
    data = signed(world, survey_report(world, *made))
    return ask(world, data, *made, signed_halves(world, made.definition)[0])


@produces("survey-early")
def committed_before_anybody_was_asked(world: World) -> Verdict:
    day = (world.now + timedelta(days=1)).date().isoformat()
    definition = signed(world, survey_definition(world, **{"from": day}))
    made = Surveyed(definition, signed(world, survey_commitment(world, definition)))
    return judge(world, made)


@produces("area-foreign")
def a_report_on_the_region_of_the_other(world: World) -> Verdict:
    definition = signed(world, survey_definition(world))
    made = Surveyed(definition, signed(world, survey_commitment(world, definition, area="CN-SC")))
    return judge(world, made, area="CN-SC")


@produces("commitment-rival")
def another_commitment_by_a_stolen_key(world: World) -> Verdict:
    made = ask_all(world)
    return judge(world, made, signed(world, survey_commitment(world, made.definition)))


@produces("edition-rival")
def another_first_edition_by_a_stolen_key(world: World) -> Verdict:
    made = ask_all(world)
    return judge(world, made, signed(world, survey_report(world, *made)))


@produces("count-differs")
def a_return_left_out(world: World) -> Verdict:
    return judge(world, ask_all(world), tables__0__count=73)


@produces("sums-differ")
def a_cell_that_was_altered(world: World) -> Verdict:
    return judge(world, ask_all(world), tables__0__cells__8="941")


@produces("sums-differ")
def more_is_published_than_the_total(world: World) -> Verdict:
    return judge(world, ask_all(world), tables__0__cells__0="2986")


@produces("sums-differ")
def one_in_the_twenty_fourth_digit(world: World) -> Verdict:
    most, zeros = "99999999999999999999", ["0"] * 8
    cells = [most, "0", "0.0001", most, *zeros, most, "0", "0.0001", f"{most}.0001"]
    return judge(world, ask_all(world), tables__0__cells=cells)


@produces("cell-alone")
def a_suppressed_cell_that_a_subtraction_brings_back(world: World) -> Verdict:
    return judge(world, ask_all(world), tables__0__cells__2="500")


@produces("no-edition")
def an_edition_after_nothing(world: World) -> Verdict:
    made = ask_all(world)
    return judge(world, made, previous=made.commitment)


@produces("no-edition")
def an_edition_that_leaves_one_out(world: World) -> Verdict:
    made = ask_all(world)
    first = signed(world, survey_report(world, *made))
    return judge(world, made, first, previous=first, edition=3)


@produces("no-edition")
def an_edition_of_the_other_party(world: World) -> Verdict:
    made = ask_all(world)
    theirs = signed(world, survey_report(world, *made, by="sc"))
    return judge(world, made, theirs, previous=theirs)


@produces("pattern-differs")
def a_cell_is_told_now(world: World) -> Verdict:
    made = ask_all(world)
    first = signed(world, survey_report(world, *made))
    cells = ["1680", "1000", "305", "2985", "1610", "700", "550", "2860"]
    told = {f"tables__0__cells__{place}": cell for place, cell in enumerate(cells)}
    return judge(world, made, first, previous=first, **told)
