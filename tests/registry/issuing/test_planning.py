"""Plan, sign, store: nothing is signed that is not on record, nothing planned is lost or given twice."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from credentials.times import format_time
from registry.admission import status_indexes
from registry.database.tables import PLAN
from registry.issuing.issue import store_signed
from registry.issuing.offline_files import export_plans, format_signed, parse_signed, parse_unsigned
from registry.lookup.lookup import counts
from signing.jcs import canonicalize
from tests.registry.issuing.plans import plan, reserved, sign
from tests.world.registry_setup import Bench, batch_problems, refused

pytestmark = pytest.mark.one_database


def test_every_draft_is_judged_before_anything_is_reserved(bench: Bench) -> None:
    bench.issue(bench.draft(1, certificate_number="CQ-1"))
    before = counts(bench.registry)
    drafts = [
        bench.draft(2),
        bench.draft(3, region="CN-SC"),
        bench.draft(4, certificate_number="CQ-1", score="9", score_max="10"),
        bench.draft(5, legal_name="示例\u200b公司"),
        bench.draft(6, valid_until=bench.world.now + timedelta(days=3650)),
        bench.draft(7, certificate_number="CQ-T-00002"),
        bench.draft(8, supersedes="CQ-404", reason="rename"),
        bench.draft(9, supersedes="CQ-1", reason="complaint"),
        bench.draft(10, score="9", score_max="8"),
        bench.draft(11, grade="特级", valid_until=bench.world.now + timedelta(days=300)),
        bench.draft(12, category=["放射性"]),
        bench.draft(1, certificate_number="CQ-1"),
        bench.draft(13),
        bench.draft(13, certificate_number="CQ-T-00014"),
        bench.draft(13, certificate_number="CQ-T-00015", grade="三级"),
    ]
    assert batch_problems(lambda: plan(bench, *drafts)) == [
        (1, "out-of-scope", "region"),
        (2, "certificate-number-taken", "certificateNumber"),
        (3, "name-characters", "legalName"),
        (4, "too-long", "validUntil"),
        (5, "certificate-number-repeated", "certificateNumber"),
        (6, "unknown-credential", "supersedes"),
        (7, "event-reason", "reason"),
        (8, "score-pair", "score"),
        (9, "out-of-scope", "grade"),
        (10, "out-of-scope", "category"),
        (11, "certificate-number-repeated", "certificateNumber"),
        (14, "grades-differ", "grade"),
    ]
    assert batch_problems(lambda: plan(bench, drafts[11])) == [(0, "credential-issued", "certificateNumber")]
    assert counts(bench.registry) == before


def test_an_association_outside_the_agreement_cannot_plan(bench: Bench) -> None:
    assert batch_problems(lambda: plan(bench, bench.draft(1), by="stranger")) == [
        (0, "out-of-scope", "scheme")
    ]
    with refused("unknown-key", "proof.verificationMethod"):
        bench.issue(bench.draft(1), by="stranger")
    assert counts(bench.registry)["indexes"] == 0


def test_a_plan_is_on_record_before_it_is_signed(bench: Bench) -> None:
    (planned,) = plan(bench, bench.draft(1))
    bench.reopen()
    rows = bench.registry.read(lambda view: view.connection.execute(select(PLAN.c.data)).all())
    assert [row.data for row in rows] == [canonicalize(planned.document)]
    assert len(reserved(bench)) == 1


def test_an_index_is_never_given_twice_even_without_a_signature(bench: Bench) -> None:
    for round_ in range(3):
        plan(bench, *(bench.draft(number) for number in range(20)))
        assert len(set(reserved(bench))) == 20 * (round_ + 1)
    bench.reopen()
    bench.issue(bench.draft(1))
    assert len(set(reserved(bench))) == 61


def test_indexes_are_random_and_a_full_list_is_followed_by_the_next(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(status_indexes, "LIST_BITS", 16)
    monkeypatch.setattr(status_indexes, "FULL", 12)
    plan(bench, *(bench.draft(number) for number in range(7)))
    plan(bench, *(bench.draft(number) for number in range(23)))
    taken = reserved(bench)
    assert len(set(taken)) == len(taken) == 30
    assert [sum(number == n for number, _ in taken) for n in (1, 2, 3)] == [12, 12, 6]
    assert all(position < 16 for _, position in taken)


def test_another_seed_draws_other_indexes(bench: Bench) -> None:
    with bench.registry as registry:
        draw = status_indexes.draw_slots
        drawn = registry.read(lambda view: [draw(view.connection, "x", 50, Random(seed)) for seed in (1, 2)])
    assert drawn[0] != drawn[1]
    assert [slot.position for slot in drawn[0]] != sorted(slot.position for slot in drawn[0])


def test_a_slot_taken_meanwhile_makes_the_plan_start_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two writers drew the same slot: the second draws again."""
    from registry.issuing import plan_credentials

    draw = status_indexes.draw_slots
    drawn: list[Any] = []

    def draw_the_same(*given: Any) -> Any:
        drawn.append(draw(*given) if len(drawn) != 1 else drawn[0])
        return drawn[-1]

    monkeypatch.setattr(plan_credentials, "draw_slots", draw_the_same)
    plan(bench, bench.draft(1))
    plan(bench, bench.draft(2))
    assert len(drawn) == 3
    assert len(set(reserved(bench))) == 2
    assert counts(bench.registry)["plans"] == 2


# --- signing elsewhere


def test_a_batch_is_planned_signed_offline_and_stored(bench: Bench) -> None:
    world = bench.world
    plans = plan(bench, *(bench.draft(number) for number in range(5)))
    methods = bench.registry.methods(world.cq.did, "assessment", world.now)
    unsigned = parse_unsigned(export_plans(plans, world.cq.did, methods))
    assert (unsigned.issuer, [m.use for m in unsigned.methods]) == (world.cq.did, ["assessment"])
    back = parse_signed(format_signed([sign(bench, document) for document in unsigned.documents]))
    done: list[int] = []
    first = store_signed(bench.registry, back, now=world.now, progress=done.append)
    assert [a.already for a in first] == [False] * 5
    assert done[-1] == 5
    again = store_signed(bench.registry, [canonicalize(d) for d in back], now=world.now)
    assert [a.already for a in again] == [True] * 5
    assert [a.digest for a in again] == [a.digest for a in first]
    assert counts(bench.registry)["plans"] == 0


def test_only_what_was_planned_is_stored(bench: Bench) -> None:
    world = bench.world
    plans = plan(bench, *(bench.draft(number) for number in range(3)))
    good = [sign(bench, p.document) for p in plans]
    before = counts(bench.registry)
    altered = sign(bench, {**plans[1].document, "validUntil": format_time(world.now + timedelta(days=1))})
    with refused("not-planned"):
        store_signed(bench.registry, [good[0], altered], now=world.now)
    with refused("wrong-use", "documents[1].proof.verificationMethod"):
        store_signed(
            bench.registry, [good[0], sign(bench, plans[1].document, use="publication")], now=world.now
        )
    forged: Any = {**good[1], "proof": {**sign(bench, plans[2].document)["proof"]}}  # type: ignore[dict-item]
    with refused("bad-signature", "documents[1].proof.proofValue"):
        store_signed(bench.registry, [good[0], forged], now=world.now)
    with refused("proof-missing", "documents[0].proof"):
        store_signed(bench.registry, [plans[0].document], now=world.now)
    assert counts(bench.registry) == before
    store_signed(bench.registry, good, now=world.now)
    second = sign(bench, plans[0].document, world.now - timedelta(seconds=9))
    with refused("conflict", "id"):
        store_signed(bench.registry, [second], now=world.now)


def test_a_planned_document_can_be_submitted_to_admission(bench: Bench) -> None:
    (planned,) = plan(bench, bench.draft(1))
    signed = sign(bench, planned.document)
    assert not bench.admit(canonicalize(signed)).already
    (again,) = store_signed(bench.registry, [signed], now=bench.world.now)
    assert again.already
    assert counts(bench.registry)["plans"] == 0


def test_a_number_planned_twice_is_stored_once(bench: Bench) -> None:
    first = plan(bench, bench.draft(1, certificate_number="CQ-1"))[0]
    second = plan(bench, bench.draft(2, certificate_number="CQ-1"))[0]
    with refused("certificate-number-taken"):
        store_signed(
            bench.registry, [sign(bench, first.document), sign(bench, second.document)], now=bench.world.now
        )
    store_signed(bench.registry, [sign(bench, first.document)], now=bench.world.now)
    with refused("certificate-number-taken"):
        store_signed(bench.registry, [sign(bench, second.document)], now=bench.world.now)
