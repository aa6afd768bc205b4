"""Attacks on the agreement, and on what an association may assess."""

from datetime import timedelta
from typing import Any

from credentials.times import format_time
from tests.verifier.attacks.produces import produces
from tests.world import World
from verifier import Verdict


@produces("agreement-outdated")
def newer_version_withheld(world: World) -> Verdict:
    world.amend(signed_by=["cq"])
    reference = (2, "ab" * 32)
    world.publish_manifest("sc", agreement=reference)
    return world.verify(world.issue())


@produces("agreement-fork")
def two_second_versions(world: World) -> Verdict:
    world.amend()
    world.amend(lambda text: text["grants"].pop(), after=0)
    return world.verify(world.issue())


@produces("agreement-fork")
def manifest_names_another_text(world: World) -> Verdict:
    world.publish_manifest("sc", agreement=(1, "cd" * 32))
    return world.verify(world.issue())


@produces("out-of-scope")
def scheme_of_the_other_association(world: World) -> Verdict:
    return world.verify(world.issue(scheme="sc-facility-operation"))


@produces("out-of-scope")
def enterprise_of_another_region(world: World) -> Verdict:
    return world.verify(world.issue(region="CN-SC"))


@produces("out-of-scope")
def category_the_scheme_has_not(world: World) -> Verdict:
    return world.verify(world.issue(category=["核废料处理"]))


@produces("out-of-scope")
def grade_the_scheme_has_not(world: World) -> Verdict:
    def raise_grade(credential: Any) -> None:
        credential["credentialSubject"]["assessment"]["grade"] = "特级"

    return world.verify(world.issue(change=raise_grade))


@produces("out-of-scope")
def grant_over_before_signing(world: World) -> Verdict:
    end = format_time(world.now - timedelta(days=1))
    world.amend(lambda text: [grant.update(until=end) for grant in text["grants"]])
    world.advance(days=1)
    world.publish()
    return world.verify(world.issue())


@produces("too-long")
def ten_years(world: World) -> Verdict:
    return world.verify(world.issue(valid_until=world.now.replace(year=2036)))


@produces("issued-before-agreement")
def older_than_the_agreement(world: World) -> Verdict:
    signed = world.now.replace(year=2021, month=6, day=15)
    return world.verify(world.issue(created=signed), at=world.now.replace(year=2022))


@produces("issued-before-agreement")
def older_than_its_new_grant(world: World) -> Verdict:
    later = format_time(world.now + timedelta(days=30))
    world.amend(lambda text: [grant.update({"from": later}) for grant in text["grants"]])
    world.advance(days=1)
    world.publish()
    return world.verify(world.issue())


@produces("grant-ended")
def backdated_after_the_grant_ended(world: World) -> Verdict:
    credential = world.issue()
    world.amend(lambda text: text.update(grants=[g for g in text["grants"] if g["issuer"] != world.cq.did]))
    world.advance(days=1)
    world.publish()
    return world.verify(credential)


@produces("grant-ended")
def issued_by_one_that_has_left(world: World) -> Verdict:
    """Its keys and events still count; its credentials answer by the agreement."""
    world.join()
    world.publish()
    credential = world.issue(by="yn")
    world.leave()
    world.advance(days=1)
    world.publish()
    return world.verify(credential)
