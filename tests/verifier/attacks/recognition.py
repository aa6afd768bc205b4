"""Certificates that count for nothing, are of another enterprise, end that day, or differ from the page."""

from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cli.verify.inputs import read_inputs
from cli.verify.question import TypedQuestion
from cli.verify.run import judge_input
from credentials.h1 import format_h1_url
from credentials.times import CHINA, format_time
from signing.strict_json import parse_json
from tests.verifier.attacks.produces import produces
from tests.world import World
from tests.world.papers import certificate_pdf
from verifier import Expect, Policy, Verdict


@produces("own-grade")
def shown_at_home(world: World) -> Verdict:
    return world.verify(world.issue(by="cq"), home="cq")


@produces("no-equivalent")
def agreed_to_count_as_nothing(world: World, policy: Policy | None = None) -> Verdict:
    def drop_rows(text: Any) -> None:
        text["equivalences"] = []

    world.amend(drop_rows)
    world.publish()
    return world.verify(world.issue(by="cq"), home="sc", policy=policy)


@produces("agreement-ended")
def agreement_over(_: World, policy: Policy | None = None) -> Verdict:
    """The grants continue, but the agreement itself was not renewed."""
    world = World(datetime(2031, 6, 30, 9, tzinfo=CHINA))
    world.amend(lambda text: [g.update(until="2035-07-01T00:00:00+08:00") for g in text["grants"]])
    credential = world.issue()
    world.advance(days=1)
    world.publish()
    return world.verify(credential, home="sc", policy=policy)


@produces("agreement-ended")
def home_has_left(world: World, policy: Policy | None = None) -> Verdict:
    world.join()
    world.publish()
    credential = world.issue()
    world.leave()
    world.publish()
    return world.verify(credential, home="yn", policy=policy)


@produces("own-grade")
def shown_at_home_after_the_agreement(world: World) -> Verdict:
    end = format_time(world.now + timedelta(days=1))
    world.amend(lambda text: text.update(effectiveUntil=end))
    credential = world.issue()
    world.advance(days=2)
    world.publish()
    return world.verify(credential, home="cq")


@produces("declined")
def recognition_declined(world: World, policy: Policy | None = None) -> Verdict:
    world.decline("sc", "cq")
    world.publish()
    return world.verify(world.issue(by="cq"), home="sc", policy=policy)


@produces("subject-mismatch")
def certificate_of_another_bidder(world: World) -> Verdict:
    return world.verify(world.issue(), expect=Expect("91510100MA0000000H"))


@produces("name-differs")
def renamed_enterprise(world: World) -> Verdict:
    return world.verify(world.issue(), expect=Expect("91350100M000100Y43", "重庆示例清源水务有限公司"))


@produces("changed-that-day")
def half_of_it_counts_until_noon(world: World) -> Verdict:
    """In Sichuan two categories count in the morning of that day, and one in the afternoon."""
    noon = world.now.replace(hour=12) + timedelta(days=1)
    both = ["生活污水处理", "除尘脱硫脱硝"]

    def end_one(text: Any) -> None:
        """End one of the rows for all categories; the second category has a row of its own."""
        for row in text["equivalences"]:
            if "category" not in row["from"]:
                row["until"] = format_time(noon)

    world.amend(end_one)
    credential = world.issue(by="cq", category=both)
    world.advance(days=2)
    world.publish()
    return world.verify(credential, home="sc", at=noon.date())


def _of_pdf(world: World, attached: bytes, pages: bytes | str | None) -> Verdict:
    """Return the verdict of `huren verify` on a PDF whose page shows another code than its attachment."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "certificate.pdf"
        path.write_bytes(certificate_pdf(world, attached, printed=pages))
        item = next(read_inputs([str(path)]))
    question = TypedQuestion([], [], Policy(), world.now, None, None, None)
    return judge_input(item, question, world.trust())


@produces("print-differs")
def code_of_another_credential_on_the_page(world: World) -> Verdict:
    return _of_pdf(world, world.issue(), world.issue(grade="二级"))


@produces("print-unread")
def code_that_cannot_be_decoded_on_the_page(world: World) -> Verdict:
    credential = world.issue()
    value: Any = parse_json(credential)
    return _of_pdf(world, credential, format_h1_url(value, "https://cq.huren.example")[:-17])


@produces("print-absent")
def no_code_on_the_page(world: World) -> Verdict:
    return _of_pdf(world, world.issue(), None)
