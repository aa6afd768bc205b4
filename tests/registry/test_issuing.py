"""Plan, sign, store: nothing is signed that is not on record, nothing planned is lost or given twice."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select

from credentials.drafting.draft import StatusDraft
from credentials.record import JsonObject
from credentials.times import format_time
from registry import RegistryError
from registry.admission import status_indexes
from registry.database.tables import INDEX, LEAF, PLAN
from registry.issuing.issue import issue, plan_assessments, plan_event, store_signed
from registry.issuing.offline_files import export_plans, format_signed, parse_signed, parse_unsigned
from registry.lookup.lookup import counts, find_credential, history
from registry.view.trees import RECORDS
from signing.jcs import canonicalize
from signing.log.merkle import merkle_root
from tests.world.registry_setup import Bench, batch_problems, refused
from verifier import Policy, verify


@pytest.fixture
def bench(place: Path | str, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(place, heads=tmp_path / "heads")
    yield bench
    bench.registry.close()


def plan(bench: Bench, *drafts: Any, by: str = "cq") -> list[Any]:
    issuer = bench.world.association(by).did
    return plan_assessments(bench.registry, drafts, issuer=issuer, now=bench.world.now, random=bench.random)


def sign(bench: Bench, document: JsonObject, created: Any = None, use: str = "assessment") -> JsonObject:
    return bench.world.cq.sign(document, use, created or bench.world.now)


def reserved(bench: Bench) -> list[tuple[int, int]]:
    query = select(INDEX.c.list_number, INDEX.c.position)
    return [
        (row[0], row[1]) for row in bench.registry.read(lambda view: view.connection.execute(query).all())
    ]


# --- planning


def test_every_draft_is_judged_before_anything_is_reserved(bench: Bench) -> None:
    bench.issue(bench.draft(1, certificate_number="CQ-1"))
    before = counts(bench.registry)
    drafts = [
        bench.draft(2),
        bench.draft(3, region="CN-SC"),
        bench.draft(4, certificate_number="CQ-1"),
        bench.draft(5, legal_name="示例\u200b公司"),
        bench.draft(6, valid_until=bench.world.now + timedelta(days=3650)),
        bench.draft(7, certificate_number="CQ-T-00002"),
        bench.draft(8, supersedes="CQ-404", reason="rename"),
        bench.draft(9, supersedes="CQ-1", reason="complaint"),
        bench.draft(10, score="9", score_max="8"),
        bench.draft(11, grade="特级", valid_until=bench.world.now + timedelta(days=300)),
        bench.draft(12, category=["放射性"]),
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
    ]
    assert counts(bench.registry) == before


def test_a_stranger_cannot_plan(bench: Bench) -> None:
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


def test_an_index_is_never_given_twice_even_when_nothing_was_signed(bench: Bench) -> None:
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
    """Two writers drew the same slot: the second one draws again."""
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


def test_the_whole_way_of_a_batch_signed_offline(bench: Bench) -> None:
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


def test_a_planned_document_may_be_submitted_like_any_other(bench: Bench) -> None:
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


# --- issuing


def test_issued_credentials_are_logged_and_verify(bench: Bench) -> None:
    records = bench.issue(*(bench.draft(number) for number in range(12)))
    assert [r.body.credential_subject.assessment.certificate_number for r in records] == [
        f"CQ-T-{number:05}" for number in range(12)
    ]
    trust = bench.registry.load_trust()
    for record in records:
        verdict = verify(record.data, trust, policy=Policy(), now=bench.world.now)
        assert verdict.record == record
        assert find_credential(bench.registry, record.body.id) == record
    tree = bench.registry.read(lambda view: view.tree(bench.world.cq.did, RECORDS))
    query = select(LEAF.c.digest).where(LEAF.c.issuer == bench.world.cq.did).order_by(LEAF.c.position)
    leaves = bench.registry.read(lambda view: [*view.connection.scalars(query)])
    assert tree.root() == merkle_root(bytes.fromhex(digest) for digest in leaves)
    assert {record.digest for record in records} <= set(leaves)


def test_the_wrong_private_key_is_noticed_before_anything_is_stored(bench: Bench) -> None:
    class Impostor:
        verification_method = bench.world.cq.signers["assessment"].verification_method

        def sign(self, data: bytes) -> bytes:
            return bench.world.sc.signers["assessment"].sign(data)

    with refused("bad-signature"):
        issue(bench.registry, [bench.draft(1)], Impostor(), now=bench.world.now, random=bench.random)
    assert "capability" not in counts(bench.registry)


@pytest.mark.parametrize(("use", "code"), [("publication", "wrong-use"), ("root", "wrong-use")])
def test_the_signer_must_be_an_assessment_key(bench: Bench, use: str, code: str) -> None:
    signer = bench.world.cq.signers[use]
    with refused(code, "proof.verificationMethod"):
        issue(bench.registry, [bench.draft(1)], signer, now=bench.world.now, random=bench.random)
    bench.world.cq.method("assessment-1")["signsUntil"] = format_time(bench.world.now)
    bench.world.publish_key_list("cq")
    bench.admit_trust()
    with refused("key-expired"):
        bench.issue(bench.draft(1))
    assert counts(bench.registry)["indexes"] == 0


def test_a_renewal_keeps_its_number_and_supersedes(bench: Bench) -> None:
    (old,) = bench.issue(bench.draft(1, certificate_number="CQ-1"))
    renewal = bench.draft(2, certificate_number="CQ-1", supersedes="CQ-1")
    done: list[int] = []
    new, event = bench.issue(renewal, progress=done.append)
    assert done == [2]
    change = event.body.credential_subject
    assert (change.credential, change.successor, change.reason) == (old.body.id, new.body.id, "renewal")
    assert find_credential(bench.registry, "CQ-1") == new
    assert history(bench.registry, old.body.id) == [event]
    late = bench.draft(3, certificate_number="CQ-2", supersedes=old.body.id)
    assert batch_problems(lambda: bench.issue(late)) == [(0, "already-final", "supersedes")]


def test_successors_fit_or_the_draft_is_refused(bench: Bench) -> None:
    bench.issue(bench.draft(1, certificate_number="CQ-1"))
    drafts = [
        bench.draft(2, supersedes="CQ-1", unified_social_credit_code="11320000MB151840XJ"),
        bench.draft(3, supersedes="CQ-1", reason="upgrade"),
    ]
    assert batch_problems(lambda: plan(bench, *drafts)) == [
        (0, "successor-mismatch", "supersedes"),
        (1, "certificate-number-repeated", "supersedes"),
    ]
    credential, event = plan(bench, drafts[1])
    assert event.document["credentialSubject"]["reason"] == "upgrade"
    with refused("unknown-credential", "credentialSubject.successor"):
        store_signed(bench.registry, [sign(bench, event.document)], now=bench.world.now)
    both = [sign(bench, credential.document), sign(bench, event.document)]
    assert len(store_signed(bench.registry, both[::-1], now=bench.world.now)) == 2


def test_a_batch_of_several_transactions_keeps_pairs_together(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    from registry.issuing import issue
    from registry.issuing import store_signed as storing

    monkeypatch.setattr(issue, "CHUNK", 3)
    monkeypatch.setattr(storing, "CHUNK", 3)
    bench.issue(*(bench.draft(number) for number in range(5)))
    renewals = [
        bench.draft(100 + number, certificate_number=f"CQ-T-{number:05}", supersedes=f"CQ-T-{number:05}")
        for number in range(5)
    ]
    done: list[int] = []
    assert len(bench.issue(*renewals, progress=done.append)) == 10
    assert done == [4, 8, 10]
    plans = plan(bench, *(bench.draft(200 + n, supersedes=f"CQ-T-{n:05}") for n in range(5)))
    done.clear()
    signed = [sign(bench, p.document) for p in plans]
    assert len(store_signed(bench.registry, signed[::-1], now=bench.world.now, progress=done.append)) == 10
    assert done == [6, 10]
    did, now, random = bench.world.cq.did, bench.world.now, bench.random
    numbers = [f"CQ-T-{200 + number:05}" for number in range(4)]
    drafts = [StatusDraft(number, "suspend", "complaint", now) for number in numbers]
    events = [plan_event(bench.registry, one, issuer=did, now=now, random=random) for one in drafts]
    done.clear()
    signed = [sign(bench, event) for event in events]
    assert len(store_signed(bench.registry, signed, now=bench.world.now, progress=done.append)) == 4
    assert done == [3, 4]


def test_progress_of_planning_and_of_a_long_import(bench: Bench) -> None:
    done: list[int] = []
    drafts = [bench.draft(number) for number in range(250)]
    issuer = bench.world.cq.did
    now, random = bench.world.now, bench.random
    plan_assessments(bench.registry, drafts, issuer=issuer, now=now, random=random, progress=done.append)
    assert done == [100, 200, 250]
    done.clear()
    items = [bench.world.issue() for _ in range(3)] * 200
    results = bench.registry.admit_many(items, now=now, progress=done.append)
    assert done == [*range(32, 600, 32), 600]
    assert sum(not getattr(result, "already", True) for result in results) == 3


def test_credit_is_issued_like_capability(bench: Bench) -> None:
    (record,) = bench.issue(bench.draft(1, scheme="cq-credit", kind="credit", grade="AAA", category=[]))
    assert record.body.KIND == "credit"
    assert find_credential(bench.registry, "CQ-T-00001") == record
    assert batch_problems(
        lambda: plan(
            bench, bench.draft(2, scheme="cq-credit", kind="capability", category=["水"], grade="AAA")
        )
    ) == [(0, "out-of-scope", "scheme")]


def test_issuing_leaves_the_collector_as_it_was(bench: Bench) -> None:
    import gc

    for enabled in (True, False):
        (gc.enable if enabled else gc.disable)()
        try:
            bench.issue(bench.draft(10 + enabled))
            with pytest.raises(RegistryError):
                bench.issue(bench.draft(10 + enabled))
            assert gc.isenabled() is enabled
        finally:
            gc.enable()
    assert gc.get_freeze_count() == 0


def test_promise_a_batch_keeps_other_writers_waiting_for_short_transactions_only(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long the batch, a transaction reserves no more than 500 indexes and stores no more than 100."""
    counted = (select(func.count()).select_from(INDEX), select(func.count()).select_from(LEAF))
    write, steps = bench.registry.write, []

    def sizes() -> list[int]:
        return [bench.registry.fetch(query)[0][0] for query in counted]

    def watched(work: Any) -> Any:
        before = sizes()
        result = write(work)
        steps.append([after - size for after, size in zip(sizes(), before, strict=True)])
        return result

    monkeypatch.setattr(bench.registry, "write", watched)
    bench.issue(*(bench.draft(number) for number in range(1100)))
    reserving, storing = map(max, zip(*steps, strict=True))
    assert reserving == 500
    assert storing == 100
    assert list_plans(bench) == []


def test_promise_of_a_batch_whose_index_is_taken_meanwhile_no_plan_is_left(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second portion finds an index taken: all is planned anew, once."""
    from registry.issuing import plan_credentials

    monkeypatch.setattr(plan_credentials, "_PORTION", 2)
    reserve, calls = status_indexes.reserve_slots, [True, False]
    monkeypatch.setattr(
        plan_credentials,
        "reserve_slots",
        lambda *given: (calls.pop(0) if calls else True) and reserve(*given),
    )
    planned = plan(bench, *(bench.draft(number) for number in range(5)))
    assert list_plans(bench) == sorted(item.digest for item in planned)
    assert len(planned) == 5


def list_plans(bench: Bench) -> list[str]:
    """The plans on record."""
    return sorted(digest for (digest,) in bench.registry.fetch(select(PLAN.c.digest)))
