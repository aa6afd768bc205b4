"""Findings on technologies and listings besides signature, authority and term."""

from datetime import timedelta
from typing import Any

from credentials.kinds import parse_any
from credentials.times import format_time
from signing.jcs import canonicalize
from tests.verifier.attacks.produces import produces
from tests.world import World
from tests.world.works import (
    grant_technologies,
    listing,
    notice,
    publish_part,
    report,
    signed,
    signed_halves,
    signed_report,
    survey,
    survey_report,
    technology,
)
from verifier import Beside, Verdict


def list_one(world: World, **members: Any) -> bytes:
    """Return a signed technology of Chongqing."""
    grant_technologies(world)
    return signed(world, technology(world, **members))


def ask(world: World, data: bytes, *beside: bytes) -> Verdict:
    """Return the verdict with these records beside the bundle."""
    return world.verify(data, beside=[parse_any(one) for one in beside])


@produces("unverified")
def no_statement(world: World) -> Verdict:
    return ask(world, list_one(world, verification=...))


@produces("verification-expired")
def the_statement_lapsed(world: World) -> Verdict:
    until = format_time(world.now + timedelta(days=3))
    made = list_one(world, verification__until=until)
    world.advance(days=4)
    world.publish()
    return ask(world, made)


@produces("verification-later")
def the_statement_is_to_come(world: World) -> Verdict:
    since = format_time(world.now + timedelta(days=30))
    return ask(world, list_one(world, verification__from=since))


@produces("joint")
def another_joins(world: World) -> Verdict:
    made = list_one(world)
    return ask(world, made, signed(world, listing(world, made)))


@produces("objected")
def another_objects_after_joining(world: World) -> Verdict:
    made = list_one(world)
    joins = signed(world, listing(world, made))
    return ask(world, made, joins, signed(world, listing(world, made, decision="objects", sequence=2)))


@produces("not-joint")
def nobody_joins(world: World) -> Verdict:
    return ask(world, list_one(world))


@produces("joint-unknown")
def a_join_whose_signer_is_not_heard(world: World) -> Verdict:
    """The signer may have objected since."""
    made = list_one(world)
    joins = signed(world, listing(world, made))
    publish_part(world, "sc", [joins])
    return world.verify(made, beside=Beside([parse_any(joins)]))


@produces("objected")
def an_objection_whose_signer_is_not_heard(world: World) -> Verdict:
    made = list_one(world)
    objects = parse_any(signed(world, listing(world, made, decision="objects")))
    return world.verify(made, beside=Beside([objects]))


@produces("part-absent")
def a_listing_without_the_part_that_tells_of_it(world: World) -> Verdict:
    """The listing may have been replaced."""
    joins = signed(world, listing(world, list_one(world)))
    publish_part(world, "sc", [joins])
    return world.verify(joins)


@produces("part-absent")
def an_objection_of_home_left_out(world: World) -> Verdict:
    made = list_one(world)
    publish_part(world, "sc", [signed(world, listing(world, made, decision="objects"))])
    return world.verify(made, home="sc")


@produces("unwitnessed")
def a_part_left_out_of_the_manifest(world: World) -> Verdict:
    """One publication key is stolen; the other association has worked out that the part exists."""
    made = list_one(world)
    publish_part(world, "cq", [made])
    world.advance(hours=1)
    world.publish_manifest("cq")
    sight = world.seen_of(world.cq) | {
        "differs": [{"kind": "technologies", "id": world.cq.did, "ours": "ab" * 32}]
    }
    world.sc.manifests.clear()
    world.publish_manifest("sc", seen=[sight])
    return world.verify(made)


@produces("report-conflict")
def two_reports_of_one_edition(world: World) -> Verdict:
    first, second = (signed_report(world, report(world) | {"id": world.new_id()}) for _ in range(2))
    return ask(world, canonicalize(first), canonicalize(second))


def adopt(world: World, about: bytes) -> tuple[bytes, bytes]:
    """Sign both halves of the resolution that adopts a survey."""
    return signed_halves(world, about, items__0__refers__0__kind="survey")


@produces("survey-conflict")
def two_reports_of_one_year(world: World) -> Verdict:
    about = signed(world, survey(world))
    first, second = (signed(world, survey_report(world, about)) for _ in range(2))
    return ask(world, first, second, *adopt(world, about))


@produces("survey-unadopted")
def nobody_adopted_what_is_reported(world: World) -> Verdict:
    about = signed(world, survey(world))
    mine, _ = adopt(world, about)
    return ask(world, signed(world, survey_report(world, about)), about, mine)


@produces("survey-open")
def it_is_reported_before_the_answers_are_in(world: World) -> Verdict:
    about, began = signed(world, survey(world)), world.now
    told = survey_report(world, about)
    world.now = began
    return ask(world, signed(world, told), about, *adopt(world, about))


@produces("survey-differs")
def something_else_is_reported_than_was_asked(world: World) -> Verdict:
    about = signed(world, survey(world))
    told = signed(world, survey_report(world, about, year=world.now.year - 2))
    return ask(world, told, about, *adopt(world, about))


@produces("no-technology")
def a_listing_of_a_notice(world: World) -> Verdict:
    grant_technologies(world)
    about = signed(world, notice(world))
    return ask(world, signed(world, listing(world, about)), about)


@produces("own-technology")
def who_lists_it_joins_it(world: World) -> Verdict:
    made = list_one(world)
    return ask(world, signed(world, listing(world, made, by="cq")), made)


@produces("outlives")
def a_listing_outlives_what_it_is_about(world: World) -> Verdict:
    made = list_one(world)
    return ask(world, signed(world, listing(world, made, days=1500)), made)


@produces("listing-replaced")
def it_was_withdrawn(world: World) -> Verdict:
    made = list_one(world)
    joins = signed(world, listing(world, made))
    return ask(world, joins, made, signed(world, listing(world, made, decision="withdraws", sequence=2)))


@produces("listing-conflict")
def two_words_under_one_number(world: World) -> Verdict:
    made = list_one(world)
    joins, other = listing(world, made), listing(world, made, decision="objects")
    return ask(world, signed(world, joins), made, signed(world, other))


@produces("not-recomputed")
def invented_numbers(world: World) -> Verdict:
    return ask(world, canonicalize(signed_report(world, report(world))))
