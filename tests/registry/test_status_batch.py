"""Many status changes at once: all are checked first, stored in portions, and never made twice."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from credentials.drafting.draft import StatusDraft
from credentials.record import Record
from registry import RegistryError
from registry.issuing import plan_events
from registry.issuing.issue import change_status, plan_event, store_signed
from registry.issuing.plan_events import Foreseen, foresee, sign_changes
from registry.lookup.lookup import counts, history
from signing.data_integrity import add_proof
from tests.world.registry_setup import Bench, check_refusal, refused


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path / "registry.db", heads=tmp_path / "heads")
    bench.issue(*(bench.draft(number) for number in range(1, 8)))
    yield bench
    bench.registry.close()


def number(place: int) -> str:
    return f"CQ-T-{place:05}"


def suspend(*places: int, **members: Any) -> list[StatusDraft]:
    return [StatusDraft(number(place), "suspend", "complaint", **members) for place in places]


def look(bench: Bench, drafts: Sequence[StatusDraft]) -> list[Foreseen | RegistryError]:
    did, now = bench.world.cq.did, bench.world.now
    return foresee(bench.registry, drafts, issuer=did, now=now, random=bench.random)


def sign(bench: Bench, found: Sequence[Foreseen | RegistryError]) -> Iterator[list[Record[Any]]]:
    changes = [item for item in found if isinstance(item, Foreseen)]
    assert len(changes) == len(found), found
    cq, now = bench.world.cq, bench.world.now
    signer = cq.signers["assessment"]
    return sign_changes(bench.registry, changes, signer, issuer=cq.did, now=now, random=bench.random)


def events(bench: Bench, place: int) -> list[Any]:
    from registry.lookup.lookup import find_credential

    record = find_credential(bench.registry, number(place))
    assert record is not None
    return [event.body.credential_subject for event in history(bench.registry, record.body.id)]


def test_a_batch_equals_single_changes(bench: Bench) -> None:
    drafts = suspend(1, 2, 3)
    drafts.append(StatusDraft(number(4), "revoke", "false-material"))
    bench.world.advance(days=3)
    found = look(bench, drafts)
    assert counts(bench.registry).get("status-event", 0) == 0, "looking changes nothing"
    (records,) = sign(bench, found)
    assert [record.body.credential_subject.action for record in records] == ["suspend"] * 3 + ["revoke"]
    for record in records:
        assert bench.admit(record.data).already, "signed as anybody would admit it"
    (ended,) = events(bench, 4)
    last = found[-1]
    assert isinstance(last, Foreseen)
    assert ended.effective_from == last.about.valid_from
    assert last.falls, "it is told that answers of the past become invalid"


def test_every_refusal_is_found_before_anything_is_signed(bench: Bench) -> None:
    change_status(
        bench.registry,
        StatusDraft(number(5), "revoke", "serious-violation", bench.world.now),
        bench.world.cq.signers["assessment"],
        now=bench.world.now,
        random=bench.random,
    )
    drafts = [
        *suspend(1, 2, 2),
        *suspend(99, 5),
        StatusDraft(number(6), "suspend", "renewal"),
        StatusDraft(number(7), "supersede", "renewal", successor=number(7)),
        StatusDraft(number(3), "suspend", "complaint", legal_name="另一家公司"),
    ]
    codes = [item.code if isinstance(item, RegistryError) else "" for item in look(bench, drafts)]
    assert codes == [
        "", "change-repeated", "change-repeated", "unknown-credential", "already-final", "event-reason",
        "successor-itself", "other-enterprise",
    ]  # fmt: skip
    for item in look(bench, drafts):
        if isinstance(item, RegistryError):
            check_refusal(item, item.code)


def test_a_successor_that_changes_in_the_same_batch_is_refused(bench: Bench) -> None:
    bench.world.advance(days=1)
    uscc = bench.draft(1).unified_social_credit_code
    scheme: dict[str, Any] = {
        "kind": bench.draft(1).kind,
        "scheme": bench.draft(1).scheme,
        "grade": bench.draft(1).grade,
    }
    scheme["category"] = bench.draft(1).category
    bench.issue(bench.draft(20, unified_social_credit_code=uscc, **scheme), force=True)
    replaced = StatusDraft(number(1), "supersede", "renewal", successor=number(20))
    (alone,) = look(bench, [replaced])
    assert isinstance(alone, Foreseen)
    first, second = look(bench, [replaced, *suspend(20)])
    check_refusal(first, "change-repeated", "credentialSubject.successor")
    assert isinstance(second, Foreseen)


def test_an_interrupted_run_is_not_repeated(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last event shows which changes the earlier portions made; the others are made now."""
    monkeypatch.setattr(plan_events, "PORTION", 2)
    drafts = [*suspend(1, 2, 3), StatusDraft(number(4), "revoke", "enterprise-request")]
    drafts.append(
        StatusDraft(number(5), "suspend", "complaint", bench.world.now, bench.world.now + timedelta(9))
    )
    portions = sign(bench, look(bench, drafts))
    assert len(next(portions)) == 2
    portions.close()  # type: ignore[attr-defined]  # a generator
    bench.reopen()
    bench.world.advance(seconds=5)
    again = look(bench, drafts)
    assert [item.done is not None for item in again if isinstance(item, Foreseen)] == [
        True,
        True,
        *[False] * 3,
    ]
    assert sum(map(len, sign(bench, again))) == 3
    bench.world.advance(seconds=5)
    assert all(isinstance(item, Foreseen) and item.done for item in look(bench, drafts))
    assert [len(events(bench, place)) for place in range(1, 7)] == [1, 1, 1, 1, 1, 0]


def test_another_reason_or_date_is_another_change(bench: Bench) -> None:
    list(sign(bench, look(bench, suspend(1))))
    bench.world.advance(days=2)
    for draft in (
        StatusDraft(number(1), "suspend", "investigation"),
        *suspend(1, effective_from=bench.world.now),
        *suspend(1, until=bench.world.now + timedelta(days=1)),
    ):
        (found,) = look(bench, [draft])
        check_refusal(found, "already-suspended")


def test_changes_made_meanwhile_are_checked_anew(bench: Bench) -> None:
    """Between check and signature another office suspends one credential and reinstates another."""
    found = look(bench, suspend(1, 2))
    now, signer = bench.world.now, bench.world.cq.signers["assessment"]
    for action, reason in (("suspend", "investigation"), ("reinstate", "resolved")):
        change_status(
            bench.registry, StatusDraft(number(2), action, reason, now), signer, now=now, random=bench.random
        )
    (records,) = sign(bench, found)
    assert [record.body.credential_subject.sequence for record in records] == [1, 3]
    found = look(bench, suspend(3, 4))
    change_status(
        bench.registry,
        StatusDraft(number(4), "revoke", "serious-violation", now),
        signer,
        now=now,
        random=bench.random,
    )
    with refused("already-final"):
        list(sign(bench, found))
    assert events(bench, 3) == [], "of a portion nothing or all is kept"


def test_a_key_that_may_not_sign_is_refused_before_the_first_change(bench: Bench) -> None:
    found = [item for item in look(bench, suspend(1, 2)) if isinstance(item, Foreseen)]
    cq, now = bench.world.cq, bench.world.now
    wrong = cq.signers["publication"]
    with refused("wrong-use"):
        list(sign_changes(bench.registry, found, wrong, issuer=cq.did, now=now, random=bench.random))
    assert events(bench, 1) == []


def test_a_portion_is_one_transaction(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_events, "PORTION", 3)
    found = look(bench, suspend(1, 2, 3, 4, 5, 6, 7))
    written: list[int] = []
    write = bench.registry.write

    def counted(work: Any) -> Any:
        written.append(1)
        return write(work)

    monkeypatch.setattr(bench.registry, "write", counted)
    assert [len(portion) for portion in sign(bench, found)] == [3, 3, 1]
    assert len(written) == 3
    assert counts(bench.registry)["plans"] == 0


def test_changes_signed_elsewhere_are_stored_when_they_come_back(bench: Bench) -> None:
    cq, now = bench.world.cq, bench.world.now
    plan = plan_event(
        bench.registry,
        StatusDraft(number(1), "suspend", "complaint", now),
        issuer=cq.did,
        now=now,
        random=bench.random,
    )
    signed = add_proof(plan, cq.signers["assessment"], created=now.isoformat())
    (stored,) = store_signed(bench.registry, [signed], now=now)
    assert not stored.already
    assert len(events(bench, 1)) == 1
