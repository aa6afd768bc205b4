"""Look-ups of numbers: found, no such number, not covered; and no proof denies an existing number."""

import unicodedata
from datetime import date, timedelta
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.errors import RecordError
from signing.jcs import canonicalize
from signing.log.merkle import MerkleTree
from signing.strict_json import parse_json
from tests.harness.checkout import ROOT
from tests.harness.fuzz import examples
from tests.verifier.numbers.committed import COVERAGE, SCHEME, Committed, commit
from verifier import Policy, QuestionError, TrustError
from verifier.numbers.commitment import build_numbers, fold_number, hash_number
from verifier.numbers.look_up import NumberAnswer, answer_without_proof, look_up_number
from verifier.numbers.number_proof import NumberTree, parse_number_proof
from verifier.numbers.words import format_answer

NUMBERS = [f"CQ-2026-{i:03}" for i in range(40)]
ORDERED = sorted(NUMBERS, key=hash_number)
ABSENT = "CQ-2026-999"


@pytest.fixture(scope="module")
def held() -> Committed:
    return commit(map(hash_number, NUMBERS))


def ask(held: Committed, number: str, proof: bytes | None = None, **more: Any) -> NumberAnswer:
    members = {"now": held.world.now, "policy": Policy(), **more}
    return look_up_number(held.trust, number, proof or held.prove(number), **members)


def refused(held: Committed, number: str, proof: bytes) -> str:
    with pytest.raises((TrustError, RecordError)) as error:
        ask(held, number, proof)
    return error.value.code


@pytest.mark.parametrize(
    "typed",
    [
        "CQ-2026-007",
        "cq-2026-007",
        " CQ - 2026 - 007\t",
        "ＣＱ－２０２６－００７",
        "CQ-2026-007\u3000",
        "CQ‐2026–007",
        "CQ—2026−007",
        "CQ－2026﹘007",
        "CQ\u200b-2026-\xad007\u2060",
    ],
)
def test_a_number_is_found_however_it_is_typed(held: Committed, typed: str) -> None:
    answer = ask(held, typed)
    assert (answer.state, answer.why, answer.number) == ("found", None, "CQ-2026-007")


@pytest.mark.parametrize("typed", ["", " ", "\u200b", "\u3000\xad\ufeff"])
def test_an_empty_number_is_refused_and_never_proven_absent(held: Committed, typed: str) -> None:
    with pytest.raises(QuestionError) as error:
        ask(held, typed)
    assert error.value.code == "number-empty"
    with pytest.raises(QuestionError):
        answer_without_proof(held.trust, typed, held.world.sc.did, now=held.world.now, policy=Policy())


def test_every_known_format_character_is_invisible() -> None:
    unseen = [c for c in map(chr, range(0x110000)) if unicodedata.category(c) == "Cf"]
    assert [c for c in unseen if fold_number(f"A{c}1") != "A1"] == []


def test_a_number_that_was_never_given_is_absent_as_of_a_manifest(held: Committed) -> None:
    answer = ask(held, ABSENT)
    assert answer.state == "absent"
    assert answer.manifest is not None
    assert answer.manifest.body.issuer == held.world.cq.did
    assert answer.problem is None
    assert ask(held, ABSENT, now=held.world.now + timedelta(days=8)).problem is not None


@pytest.mark.parametrize(
    ("scheme", "issued", "state", "why"),
    [
        (None, None, "absent", None),
        (SCHEME, None, "absent", None),
        (SCHEME, date(2026, 2, 1), "absent", None),
        (SCHEME, date(2026, 1, 31), "not-covered", "issued"),
        (None, date(2025, 6, 1), "not-covered", "issued"),
        ("cq-credit", None, "not-covered", "scheme"),
        ("cq-credit", date(2026, 5, 1), "not-covered", "scheme"),
        (SCHEME, date(2026, 4, 30), "absent", None),
        (SCHEME, date(2026, 5, 1), "not-covered", "since"),
    ],
)
def test_a_register_proves_no_absence_outside_its_coverage(
    held: Committed, scheme: str | None, issued: date | None, state: str, why: str | None
) -> None:
    answer = ask(held, ABSENT, scheme=scheme, issued=issued)
    assert (answer.state, answer.why) == (state, why)
    assert ask(held, NUMBERS[0], scheme=scheme, issued=issued).state == "found"


@pytest.mark.parametrize("count", range(5))
def test_small_and_empty_sets_are_proven_at_their_ends(count: int) -> None:
    small = commit(map(hash_number, NUMBERS[:count]))
    for number in NUMBERS[:8]:
        assert ask(small, number).state == ("found" if number in NUMBERS[:count] else "absent")


@settings(deadline=None, max_examples=examples(60))
@given(st.sets(st.text(st.characters(codec="utf-8"), max_size=8), max_size=40), st.data())
def test_proofs_of_any_set_agree_with_membership(numbers: set[str], data: st.DataObject) -> None:
    tree = NumberTree(map(hash_number, numbers))
    document = build_numbers(tree.count, tree.root, COVERAGE)
    asked = data.draw(st.one_of(st.text(max_size=8), st.sampled_from(sorted(numbers) or [""])))
    proof, named = parse_number_proof(tree.prove(asked, "did:web:cq.example", document))
    assert named == document
    assert proof.shows(asked) is (fold_number(asked) in {fold_number(one) for one in numbers})


# --- a liar


def leaf(place: int) -> str:
    return hash_number(ORDERED[place]).hex()


def test_neighbours_that_are_not_consecutive_prove_nothing(held: Committed) -> None:
    hidden = ORDERED[20]
    tree = MerkleTree(map(hash_number, ORDERED))
    for start, pair in ((19, [leaf(19), leaf(21)]), (20, [leaf(19), leaf(21)])):
        path = [h.hex() for h in tree.prove_range(start, start + 2)]
        assert (
            refused(held, hidden, held.forge(hidden, start=start, leaves=pair, path=path)) == "number-proof"
        )


@pytest.mark.parametrize("place", [0, 19, 20, 39])
def test_one_neighbour_proves_nothing_but_at_its_end(held: Committed, place: int) -> None:
    """One neighbour suffices only for a number before the first or beyond the last."""
    tree = MerkleTree(map(hash_number, ORDERED))
    path = [h.hex() for h in tree.prove_range(place, place + 1)]
    for hidden in {ORDERED[max(place - 1, 0)], ORDERED[min(place + 1, 39)]} - {ORDERED[place]}:
        assert refused(held, hidden, held.forge(hidden, start=place, leaves=[leaf(place)], path=path)) == (
            "number-proof"
        )


def test_a_neighbour_that_is_the_number_is_no_absence(held: Committed) -> None:
    tree = MerkleTree(map(hash_number, ORDERED))
    for start in (19, 20):
        pair = [leaf(start), leaf(start + 1)]
        path = [h.hex() for h in tree.prove_range(start, start + 2)]
        assert refused(held, ORDERED[20], held.forge(ORDERED[20], start=start, leaves=pair, path=path)) == (
            "number-proof"
        )


def test_a_proof_without_leaves_proves_no_absence_in_a_set(held: Committed) -> None:
    root = MerkleTree(map(hash_number, ORDERED)).root().hex()
    for path in ([], [root]):
        assert (
            refused(held, ORDERED[3], held.forge(ORDERED[3], start=0, leaves=[], path=path)) == "number-proof"
        )


@pytest.mark.parametrize("shown", ["shorter", "other root", "other count", "no coverage", "wider", "empty"])
def test_a_document_that_no_manifest_names_is_refused(held: Committed, shown: str) -> None:
    """A smaller set without the number, proven in itself; another root; coverage cut or widened."""
    hidden = ORDERED[20]
    without = NumberTree(hash_number(one) for one in ORDERED if one != hidden)
    tree, coverage = {"shorter": (without, COVERAGE), "other root": (without, COVERAGE)}.get(
        shown, (held.tree, COVERAGE)
    )
    document = build_numbers(tree.count, tree.root, coverage)
    if shown == "other root":
        document = build_numbers(held.tree.count, without.root, coverage)
    elif shown == "other count":
        document = build_numbers(39, held.tree.root, coverage)
    elif shown == "no coverage":
        document = build_numbers(tree.count, tree.root, [])
    elif shown == "wider":
        document = build_numbers(tree.count, tree.root, [*COVERAGE, ("cq-credit", date(2020, 1, 1))])
    elif shown == "empty":
        tree = NumberTree(())
        document = build_numbers(0, tree.root, coverage)
    assert refused(held, hidden, tree.prove(hidden, held.world.cq.did, document)) == "numbers-unnamed"


def test_the_numbers_of_another_manifest_are_refused(held: Committed) -> None:
    """An older manifest of the association, and one of another association."""
    hidden = ORDERED[20]
    world_then = commit(hash_number(one) for one in ORDERED if one != hidden)
    assert ask(world_then, hidden).state == "absent"
    now = commit(map(hash_number, ORDERED), world_then.world)
    assert ask(now, hidden).state == "found"
    assert refused(now, hidden, world_then.prove(hidden)) == "numbers-unnamed"
    assert refused(held, ABSENT, held.forge(ABSENT, issuer=held.world.sc.did)) == "numbers-unnamed"
    assert refused(held, ABSENT, held.forge(ABSENT, issuer="did:web:stranger.example")) == "numbers-unnamed"


def test_a_set_signed_out_of_order_shows_no_neighbours_out_of_order() -> None:
    """A verifier cannot prove the order of a whole signed set, only of the leaves that it sees."""
    hidden = ORDERED[20]
    mixed = [*ORDERED[20:], *ORDERED[:20]]
    tree = MerkleTree(map(hash_number, mixed))
    liar = commit(map(hash_number, ORDERED), root=tree.root())
    for start in range(39):
        shown = [hash_number(one).hex() for one in mixed[start : start + 2]]
        path = [h.hex() for h in tree.prove_range(start, start + 2)]
        assert (
            refused(liar, hidden, liar.forge(hidden, start=start, leaves=shown, path=path)) == "number-proof"
        )


@settings(deadline=None, max_examples=examples(80))
@given(st.data())
def test_no_altered_proof_shows_a_given_number_absent(held: Committed, data: st.DataObject) -> None:
    hidden = data.draw(st.sampled_from(ORDERED))
    value: Any = parse_json(held.prove(data.draw(st.sampled_from([hidden, ABSENT, *ORDERED[:3]]))))
    hashes = [*value["leaves"], *value["path"], *(leaf(i) for i in range(40))]
    value["start"] = data.draw(st.sampled_from([value["start"], *range(42), 2**53 - 1]))
    value["leaves"] = data.draw(st.lists(st.sampled_from(hashes), max_size=2))
    value["path"] = data.draw(
        st.one_of(st.just(value["path"]), st.lists(st.sampled_from(hashes), max_size=8))
    )
    try:
        answer = ask(held, hidden, canonicalize(value))
    except (TrustError, RecordError):
        return
    assert answer.state == "found"


# --- associations that say nothing, and words


def test_without_a_proof_nothing_follows(held: Committed) -> None:
    now, policy = held.world.now, Policy()
    for did, why in ((held.world.sc.did, "silent"), (held.world.cq.did, "elsewhere")):
        answer = answer_without_proof(held.trust, ABSENT, did, now=now, policy=policy)
        assert (answer.state, answer.why) == ("not-covered", why)
        assert len({*map(" ".join, (format_answer(answer, "zh"), format_answer(answer, "en")))}) == 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_answer_says_when_and_what_next(held: Committed, lang: Literal["zh", "en"]) -> None:
    said = {
        state: " ".join(format_answer(answer, lang))
        for state, answer in {
            "found": ask(held, NUMBERS[0]),
            "absent": ask(held, ABSENT),
            "early": ask(held, ABSENT, issued=date(2020, 1, 1)),
            "scheme": ask(held, ABSENT, scheme="cq-credit"),
        }.items()
    }
    assert len(set(said.values())) == 4
    signed = held.world.now.date().isoformat()
    assert all(signed in text for text in said.values()), said
    assert "2026-02-01" in said["absent"]
    assert "2026-02-01" not in said["found"]


def test_a_malformed_proof_is_refused(held: Committed) -> None:
    assert refused(held, ABSENT, b"{}") == "member-missing"
    assert refused(held, ABSENT, held.forge(ABSENT, more=1)) == "member-unknown"
    assert refused(held, ABSENT, held.forge(ABSENT, path=["0" * 64] * 127)) == "member-length"
    assert refused(held, ABSENT, b"{" + b" " * 200_000 + b"}") == "too-large"


def test_the_example_of_the_reference_proves_what_it_says() -> None:
    page = (ROOT / "docs/reference/numbers.md").read_text(encoding="utf-8")
    proof, _ = parse_number_proof(page.split("```json\n")[1].split("```")[0].encode())
    assert not proof.shows("CQ-2026-009")
    with pytest.raises(TrustError):
        proof.shows("CQ-2026-008")
