"""Issuing: credentials are logged and verify, renewals supersede, batches delay other writers little."""

from typing import Any

import pytest
from sqlalchemy import func, select

from credentials.drafting.draft import StatusDraft
from credentials.times import format_time
from registry import RegistryError
from registry.admission import status_indexes
from registry.database.tables import INDEX, LEAF, PLAN
from registry.issuing.issue import issue, plan_assessments, plan_event, store_signed
from registry.lookup.lookup import counts, find_credential, history
from registry.view.trees import RECORDS
from signing.log.merkle import merkle_root
from tests.registry.issuing.plans import plan, sign
from tests.world.registry_setup import Bench, batch_problems, refused
from verifier import Policy, verify

pytestmark = pytest.mark.one_database


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


def test_a_draft_with_an_unfit_successor_is_refused(bench: Bench) -> None:
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


@pytest.mark.parametrize(("reason", "fits"), [("upgrade", "三级"), ("downgrade", "一级")])
def test_an_upgrade_leads_to_no_lower_grade_and_a_downgrade_to_no_higher(
    bench: Bench, reason: str, fits: str
) -> None:
    bench.issue(bench.draft(1, certificate_number="CQ-1", grade=fits))
    bench.issue(bench.draft(2, certificate_number="CQ-2", grade="二级"))
    drafts = [
        bench.draft(place, grade="二级", supersedes=number, reason=reason)
        for place, number in ((3, "CQ-1"), (4, "CQ-2"))
    ]
    plan(bench, *drafts)
    other = "一级" if fits == "三级" else "三级"
    bench.issue(bench.draft(5, certificate_number="CQ-5", grade=other))
    wrong = bench.draft(6, grade="二级", supersedes="CQ-5", reason=reason)
    assert batch_problems(lambda: plan(bench, wrong)) == [(0, "grade-direction", "reason")]


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


@pytest.mark.night
def test_planning_and_a_long_import_report_progress(bench: Bench) -> None:
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


def test_issuing_leaves_the_garbage_collector_unchanged(bench: Bench) -> None:
    import gc

    frozen = gc.get_freeze_count()  # Python 3.12 starts with some frozen objects
    for enabled in (True, False):
        (gc.enable if enabled else gc.disable)()
        try:
            bench.issue(bench.draft(10 + enabled))
            with pytest.raises(RegistryError):
                bench.issue(bench.draft(10 + enabled))
            assert gc.isenabled() is enabled
        finally:
            gc.enable()
    assert gc.get_freeze_count() == frozen


def test_a_batch_keeps_other_writers_waiting_for_short_transactions_only(
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
    bench.issue(*(bench.draft(number) for number in range(510)))
    reserving, storing = map(max, zip(*steps, strict=True))
    assert reserving == 500
    assert storing == 100
    assert list_plans(bench) == []


def test_a_batch_that_loses_an_index_leaves_no_plan(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second portion finds an index taken: the whole batch is planned anew, once."""
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
    """Return the plans on record."""
    return sorted(digest for (digest,) in bench.registry.fetch(select(PLAN.c.digest)))
