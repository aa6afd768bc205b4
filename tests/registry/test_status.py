"""Suspend, reinstate, revoke, supersede: permitted sequences, and the verifier's view of them."""

import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from credentials.documents.status_list import decode_bitstring, is_set
from credentials.drafting.draft import StatusDraft
from registry import RegistryError
from registry.database.tables import INDEX, LEAF
from registry.issuing.issue import change_status, plan_event, store_signed
from registry.lookup.lookup import find_credential, history
from registry.publishing.publish import build_bundle, publish
from registry.view import event_reading
from registry.view.event_order import count_events, read_order
from registry.view.trees import EVENTS, RECORDS
from registry.view.view import RegistryView
from signing.log.merkle import merkle_root
from signing.signer import Ed25519Signer
from tests.harness.fuzz import examples
from tests.world import World, id_of
from tests.world.association import digest_of
from tests.world.registry_setup import Bench, batch_problems, change, check_refusal, refused
from verifier import Policy, TrustStore, verify

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize("number", [1, 7, 4096])
def test_the_desk_goes_on_under_the_number_of_a_voided_event(bench: Bench, number: int) -> None:
    """Whatever number a thief of the assessment key chose; every verifier agrees."""
    world = bench.world
    (record,) = bench.issue(bench.draft(1))
    theft = world.suspend(record.body.id, by="cq", sequence=number)
    bench.admit(theft)
    world.advance(hours=1)
    world.compromise("cq", keep=[record.data], void=[theft])
    world.rotate("cq")
    world.publish_key_list("cq")
    bench.admit_trust()
    signed = [change(bench, record.body.id, action) for action in ("suspend", "reinstate", "suspend")]
    assert [one.body.credential_subject.sequence for one in signed] == [1, 2, 3]
    publish(bench.registry, world.cq.did, world.cq.signers["publication"], now=world.now, random=bench.random)
    trust = TrustStore.from_bundle(build_bundle(bench.registry), pin=world.pin)
    assert verify(record.data, trust, policy=Policy(), now=world.now, home=world.cq.did).code == "suspended"


def test_a_theft_ends_at_the_mark_here_too(bench: Bench) -> None:
    """Counted events stay; others have no place, no name in a manifest, and are in no bundle."""
    world = bench.world
    ended, touched, voided = (record.data for record in bench.issue(*(bench.draft(n) for n in (1, 2, 3))))

    def publish_here() -> TrustStore:
        signer = world.cq.signers["publication"]
        publish(bench.registry, world.cq.did, signer, now=world.now, random=bench.random)
        return TrustStore.from_bundle(build_bundle(bench.registry), pin=world.pin)

    change(bench, id_of(ended), "revoke")
    publish_here()
    count = bench.registry.read(lambda view: count_events(read_order(view, world.cq.did)))
    world.advance(hours=1)
    thefts = [world.revoke(id_of(one), by="cq") for one in (touched, voided)]
    for theft in thefts:
        bench.admit(theft)
    assert find_final(bench, touched) == "revoked"
    world.advance(hours=1)
    world.compromise("cq", keep=[ended, touched, voided], void=thefts[1:])
    world.rotate("cq")
    world.publish_key_list("cq", events=count)
    bench.admit_trust()
    assert [find_final(bench, one) for one in (ended, touched, voided)] == ["revoked", None, None]
    bench.reopen()
    assert [find_final(bench, one) for one in (ended, touched, voided)] == ["revoked", None, None]
    trust = publish_here()
    digests = trust.parties[world.cq.did].events.digests
    assert [digest_of(theft) in digests for theft in thefts] == [False, True], "what is void explains"
    asked = (
        verify(one, trust, policy=Policy(), now=world.now, home=world.cq.did) for one in (ended, touched)
    )
    assert [verdict.code for verdict in asked] == ["revoked", "ok"]
    again = change(bench, id_of(touched), "suspend")
    assert again.body.credential_subject.sequence == 1


def find_final(bench: Bench, credential: bytes) -> str | None:
    """Return how the registry's own events end a credential."""
    issuer = bench.world.cq.did
    return bench.registry.read(lambda view: event_reading.find_final(view.events(issuer, id_of(credential))))


def test_a_change_is_found_by_number_or_id(bench: Bench) -> None:
    (record,) = bench.issue(bench.draft(1, certificate_number="CQ-1"))
    first = change(bench, "CQ-1", "suspend")
    second = change(bench, record.body.id, "reinstate")
    assert history(bench.registry, record.body.id) == [first, second]
    assert [e.body.credential_subject.sequence for e in (first, second)] == [1, 2]
    for reference in ("CQ-2", "urn:uuid:00000000-0000-4000-8000-0000000000ff"):
        with refused("unknown-credential", "credentialSubject.credential"):
            change(bench, reference, "suspend")


class Overtaken:
    """A key whose owner is overtaken between preview and signature: somebody else makes the same change."""

    def __init__(self, signer: Ed25519Signer, rival: Callable[[], object]) -> None:
        self.verification_method, self._signer, self._rivals = signer.verification_method, signer, [rival]

    def sign(self, data: bytes) -> bytes:
        for rival in (self._rivals.pop() for _ in self._rivals[:]):
            rival()
        return self._signer.sign(data)


def test_a_change_that_somebody_else_made_meanwhile_is_reported_as_done(bench: Bench) -> None:
    (record,) = bench.issue(bench.draft(1, certificate_number="CQ-1"))
    signer = Overtaken(bench.world.cq.signers["assessment"], lambda: change(bench, "CQ-1", "suspend"))
    draft = StatusDraft("CQ-1", "suspend", "complaint", bench.world.now)
    with refused("already-suspended"):
        change_status(bench.registry, draft, signer, now=bench.world.now, random=bench.random)
    assert len(history(bench.registry, record.body.id)) == 1


def test_impossible_changes_are_refused(bench: Bench) -> None:
    bench.issue(bench.draft(1, certificate_number="CQ-1"), bench.draft(2, certificate_number="CQ-2"))
    with refused("not-suspended"):
        change(bench, "CQ-1", "reinstate")
    change(bench, "CQ-1", "suspend", until=bench.world.now + timedelta(days=3))
    with refused("already-suspended"):
        change(bench, "CQ-1", "suspend")
    with refused("event-reason", "credentialSubject.reason"):
        change(bench, "CQ-1", "revoke", reason="complaint")
    with refused("event-member", "credentialSubject.until"):
        change(bench, "CQ-1", "revoke", until=bench.world.now + timedelta(days=3))
    with refused("event-member", "credentialSubject.successor"):
        change(bench, "CQ-1", "supersede")
    with refused("unknown-credential", "credentialSubject.successor"):
        change(bench, "CQ-1", "supersede", successor="CQ-3")
    with refused("successor-itself", "credentialSubject.successor"):
        change(bench, "CQ-1", "supersede", successor="CQ-1")
    change(bench, "CQ-1", "reinstate")
    change(bench, "CQ-1", "supersede", successor="CQ-2")
    for action in ("suspend", "reinstate", "revoke"):
        with refused("already-final", "credentialSubject.action"):
            change(bench, "CQ-1", action)


def test_a_suspension_to_come_can_be_taken_back_and_one_that_ended_is_over(bench: Bench) -> None:
    bench.issue(bench.draft(1, certificate_number="CQ-1"))
    now = bench.world.now
    change(bench, "CQ-1", "suspend", effective_from=now + timedelta(days=9))
    with refused("already-suspended"):
        change(bench, "CQ-1", "suspend", until=now + timedelta(days=2))
    change(bench, "CQ-1", "reinstate")
    change(bench, "CQ-1", "suspend", until=now + timedelta(days=1))
    bench.world.advance(days=1)
    with refused("not-suspended"):
        change(bench, "CQ-1", "reinstate")
    change(bench, "CQ-1", "suspend")


def test_a_supersession_begins_no_earlier_than_its_successor(bench: Bench) -> None:
    later = bench.world.now + timedelta(days=5)
    bench.issue(
        bench.draft(1, certificate_number="CQ-1"),
        bench.draft(2, certificate_number="CQ-2", valid_from=later),
    )
    with refused("successor-mismatch", "credentialSubject.successor"):
        change(bench, "CQ-1", "supersede", successor="CQ-2")
    change(bench, "CQ-1", "supersede", successor="CQ-2", effective_from=later)


def test_a_suspension_of_now_or_to_come_is_not_left_behind_by_a_successor(bench: Bench) -> None:
    """A rename takes fewer persons than a reinstatement: it must not bring a certificate back."""
    now = bench.world.now
    bench.issue(*(bench.draft(number, certificate_number=f"CQ-{number}") for number in (1, 2, 3, 4)))
    ends, begins = now + timedelta(days=60), now + timedelta(days=5)
    change(bench, "CQ-1", "suspend", until=ends)
    change(bench, "CQ-2", "suspend", effective_from=begins, until=ends)
    for number in (1, 2):
        for since in (now, ends):
            with refused("already-suspended"):
                change(bench, f"CQ-{number}", "supersede", successor="CQ-3", effective_from=since)
        named = f"CQ-{number}"
        draft = bench.draft(number, certificate_number=named, supersedes=named, reason="renewal")
        assert batch_problems(partial(bench.issue, draft)) == [(0, "already-suspended", "supersedes")]
    change(bench, "CQ-1", "reinstate")
    change(bench, "CQ-1", "supersede", successor="CQ-3")
    bench.world.advance(days=60)
    change(bench, "CQ-2", "supersede", successor="CQ-4")


def test_of_two_events_planned_for_one_place_the_first_stored_stands(bench: Bench) -> None:
    bench.issue(bench.draft(1, certificate_number="CQ-1"))
    documents = [
        plan_event(
            bench.registry,
            StatusDraft("CQ-1", "suspend", reason, bench.world.now),
            issuer=bench.world.cq.did,
            now=bench.world.now,
            random=bench.random,
        )
        for reason in ("complaint", "investigation")
    ]
    signed = [bench.world.cq.sign(document, "assessment", bench.world.now) for document in documents]
    store_signed(bench.registry, signed[1:], now=bench.world.now)
    with refused("already-suspended"):
        store_signed(bench.registry, signed[:1], now=bench.world.now)
    (again,) = store_signed(bench.registry, signed[1:], now=bench.world.now)
    assert again.already


# --- any sequence of acts


Acts = st.lists(
    st.tuples(
        st.sampled_from(["issue", "suspend", "suspend-until", "reinstate", "revoke", "supersede", "wait"]),
        st.integers(0, 5),
    ),
    max_size=24,
)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry with agreement and key lists, copied for every example."""
    path = tmp_path_factory.mktemp("prepared") / "registry.db"
    Bench(path).registry.close()
    return path


class Model:
    """The credential's expected state, kept by hand."""

    def __init__(self) -> None:
        self.state: dict[str, str] = {}
        self.until: dict[str, Any] = {}
        self.touched: set[str] = set()

    def at(self, credential: str, now: Any) -> str:
        until = self.until.get(credential)
        return (
            "active"
            if self.state[credential] == "suspended" and until and until <= now
            else self.state[credential]
        )

    def code(self, credential: str, now: Any) -> str:
        state = self.at(credential, now)
        return {"active": "reinstated" if credential in self.touched else "ok"}.get(state, state)


@pytest.mark.histories
@settings(max_examples=examples(4), deadline=None)
@given(acts=Acts)
def test_registry_and_verifier_agree_after_any_sequence(prepared: Path, acts: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "registry.db"
        shutil.copy(prepared, path)
        bench = Bench(path, World())
        model = Model()
        bench.world.advance(hours=1)
        for serial, (act, target) in enumerate(acts):
            _act(bench, model, act, target, serial)
        _check(bench, model)
        bench.reopen()
        _check(bench, model)
        bench.registry.close()


def _act(bench: Bench, model: Model, act: str, target: int, serial: int) -> None:
    world, known = bench.world, [*model.state]
    if act == "wait":
        world.advance(days=1)
    elif act == "issue" or not known:
        (record,) = bench.issue(bench.draft(serial))
        model.state[record.body.id] = "active"
    else:
        credential = known[target % len(known)]
        _attempt(bench, model, act, credential, serial)


def _attempt(bench: Bench, model: Model, act: str, credential: str, serial: int) -> None:
    """Try a change: the registry makes it if the model allows it, and refuses it with a reason otherwise."""
    state = model.at(credential, bench.world.now)
    action = act.partition("-")[0]
    expected = "already-final" if state in ("revoked", "superseded") else None
    expected = expected or {
        ("suspend", "suspended"): "already-suspended",
        ("supersede", "suspended"): "already-suspended",
        ("reinstate", "active"): "not-suspended",
    }.get((action, state))
    if expected is None:
        _change(bench, model, act, credential, serial)
        return
    with pytest.raises(RegistryError) as caught:
        _change(bench, model, act, credential, serial)
    check_refusal(caught.value, expected)


def _change(bench: Bench, model: Model, act: str, credential: str, serial: int) -> None:
    now = bench.world.now
    if act == "supersede":
        number = find_credential(bench.registry, credential)
        assert number is not None
        draft = bench.draft(serial, supersedes=number.body.credential_subject.assessment.certificate_number)
        try:
            new, _ = bench.issue(draft)
        except RegistryError as error:
            raise error.problems[0][1] from None
        model.state |= {credential: "superseded", new.body.id: "active"}
        return
    until = now + timedelta(hours=36) if act == "suspend-until" else None
    action = act.partition("-")[0]
    change(bench, credential, action, until=until)
    model.state[credential] = {"suspend": "suspended", "reinstate": "active", "revoke": "revoked"}[action]
    model.until[credential] = until
    model.touched.add(credential)


def _check(bench: Bench, model: Model) -> None:
    world, registry = bench.world, bench.registry
    publish(registry, world.cq.did, world.cq.signers["publication"], now=world.now, random=bench.random)
    lists = publish(
        registry, world.cq.did, world.cq.signers["publication"], now=world.now, random=bench.random
    )
    assert lists.status_lists == (), "nothing changed since"
    trust = TrustStore.from_bundle(build_bundle(registry), pin=world.pin)
    for credential in model.state:
        record = find_credential(registry, credential)
        assert record is not None
        findings = verify(record.data, trust, policy=Policy(), now=world.now).findings
        status = next(finding.code for finding in findings if finding.check == "status")
        assert status == model.code(credential, world.now)
        _check_bits(bench, record, status)
    rows = registry.read(lambda view: view.connection.execute(select(INDEX)).all())
    assert len({row[:3] for row in rows}) == len(rows) == len(model.state)
    for tree in (RECORDS, EVENTS):
        root, leaves = registry.read(partial(_root_and_leaves, issuer=world.cq.did, tree=tree))
        assert root == merkle_root(leaves)


def _root_and_leaves(view: RegistryView, issuer: str, tree: str) -> tuple[bytes, list[bytes]]:
    query = select(LEAF.c.digest).where(LEAF.c.issuer == issuer, LEAF.c.tree == tree)
    leaves = view.connection.scalars(query.order_by(LEAF.c.position))
    return view.tree(issuer, tree).root(), [bytes.fromhex(leaf) for leaf in leaves]


def _check_bits(bench: Bench, record: Any, status: str) -> None:
    from registry.publishing.served_lists import served_status_lists

    lists = bench.registry.read(lambda view: served_status_lists(view, bench.world.cq.did))
    for entry in record.body.credential_status:
        bits = decode_bitstring(lists[entry.status_list_credential].body.credential_subject.encoded_list)
        expected = {"revocation": ("revoked", "superseded"), "suspension": ("suspended",)}[
            entry.status_purpose
        ]
        assert is_set(bits, record.body.index) == (status in expected)
