"""Dry runs, implausible dates, refusals with their verdict, and large batches."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest

from registry.issuing.issue import (
    check_assessments,
    issue_in_portions,
)
from registry.lookup.lookup import counts
from signing.jcs import canonicalize
from tests.scenarios.desk.desks import OTHER, desk, plan
from tests.world.registry_setup import Bench, batch_problems, change, check_refusal

pytestmark = pytest.mark.one_database

__all__ = ["desk"]


def test_a_dry_run_refuses_what_issuing_refuses_and_changes_nothing(bench: Bench) -> None:
    world, now = bench.world, bench.world.now
    later = now + timedelta(days=30)
    (old,) = bench.issue(bench.draft(1, certificate_number="CQ-1"))
    bench.issue(bench.draft(2, certificate_number="CQ-1", supersedes="CQ-1", valid_from=later))
    bench.issue(bench.draft(3, certificate_number="CQ-3"))
    change(bench, "CQ-3", "revoke")
    bench.issue(bench.draft(4, certificate_number="CQ-4"))
    bench.admit(world.issue(by="sc", certificate_number="SC-1"))
    drafts = [
        bench.draft(10, certificate_number="CQ-1"),
        bench.draft(11, certificate_number="CQ-3"),
        bench.draft(12, certificate_number="CQ-3", unified_social_credit_code=OTHER),
        bench.draft(13, certificate_number="SC-1"),
        bench.draft(14, certificate_number="CQ-5", supersedes="CQ-1"),
        bench.draft(15, certificate_number="CQ-6", supersedes=old.body.id),
        bench.draft(16, certificate_number="CQ-4", supersedes="CQ-4", reason="upgrade"),
    ]
    before = counts(bench.registry)

    def dry() -> None:
        issuer, random = world.cq.did, Random(1)
        check_assessments(bench.registry, drafts, issuer=issuer, now=now, random=random)

    problems = batch_problems(dry)
    assert [position for position, _, _ in problems] == [0, 2, 4]
    assert problems == batch_problems(lambda: plan(bench, *drafts))
    assert counts(bench.registry) == before
    drafts = [drafts[n] for n in (1, 3, 6)]
    dry()
    assert counts(bench.registry) == before
    plan(bench, *drafts)


def test_implausible_dates_and_names_must_be_forced(bench: Bench) -> None:
    now = bench.world.now
    bench.issue(bench.draft(1))
    tomorrow = (now + timedelta(days=1)).date()
    name = {"legal_name": "重庆示例别名有限公司"}
    drafts = [
        bench.draft(2, assessed_on=tomorrow),
        bench.draft(3, valid_from=now - timedelta(days=90), valid_until=now - timedelta(days=1)),
        bench.draft(4, **name),
        bench.draft(5, unified_social_credit_code=OTHER),
        bench.draft(6, unified_social_credit_code=OTHER, **name),
        bench.draft(7, supersedes="CQ-T-00001", reason="rename", **name),
    ]
    assert batch_problems(lambda: plan(bench, *drafts)) == [
        (0, "assessed-in-future", "assessedOn"),
        (1, "ended-before-issue", "validUntil"),
        (2, "name-differs-here", "legalName"),
        (4, "name-differs-here", "legalName"),
    ]
    assert len(plan(bench, *drafts, force=True)) == 7


def test_a_term_far_from_its_assessment_must_be_forced(desk: Bench) -> None:
    now = desk.world.now

    def at(days: int, assessed: int) -> Any:
        begin = now + timedelta(days=days)
        day = (now + timedelta(days=assessed)).date()
        return desk.draft(
            len(drafts), valid_from=begin, valid_until=now + timedelta(days=90), assessed_on=day
        )

    drafts: list[Any] = []
    for days, assessed in ((-31, 0), (-32, 0), (-300, -10), (0, -1830), (0, -1831), (30, -1801)):
        drafts.append(at(days, assessed))
    assert batch_problems(lambda: plan(desk, *drafts)) == [
        (1, "begins-before-assessed", "validFrom"),
        (2, "begins-before-assessed", "validFrom"),
        (4, "assessed-long-ago", "assessedOn"),
        (5, "assessed-long-ago", "assessedOn"),
    ]
    assert len(plan(desk, *drafts, force=True)) == 6


def test_a_refusal_carries_the_verdict_that_caused_it_if_there_is_one(desk: Bench) -> None:
    world = desk.world
    results = desk.registry.admit_many(
        [world.issue(region="CN-SC"), world.issue(legal_name="示例\u200b公司"), b"{}"], now=world.now
    )
    check_refusal(results[0], "out-of-scope")
    check_refusal(results[1], "name-characters")
    verdicts = [getattr(result, "verdict", "none") for result in results]
    assert verdicts[0] is not None
    assert verdicts[0].code == "out-of-scope"  # type: ignore[union-attr]
    assert verdicts[1:] == [None, None]


def test_a_large_batch_is_stored_portion_by_portion(desk: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    from registry.issuing import issue

    monkeypatch.setattr(issue, "CHUNK", 10)
    signer, now = desk.world.cq.signers["assessment"], desk.world.now
    drafts = [desk.draft(number) for number in range(25)]
    portions = issue_in_portions(desk.registry, drafts, signer, now=now, random=desk.random)
    sizes = []
    for portion in portions:
        sizes.append(len(portion))
        assert counts(desk.registry)["capability"] == sum(sizes)
        assert counts(desk.registry)["plans"] == 25 - sum(sizes)
    assert sizes == [10, 10, 5]


def test_a_plan_keeps_bytes_only(desk: Bench) -> None:
    (planned,) = plan(desk, desk.draft(1))
    assert canonicalize(planned.document) == planned.data
    assert planned.document is not planned.document
