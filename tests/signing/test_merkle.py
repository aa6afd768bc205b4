"""RFC 6962 trees against the published vectors, a recursive model, and hostile proofs."""

import tracemalloc
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signing.errors import SigningError
from signing.log.merkle import (
    MerkleTree,
    check_consistency,
    check_hash_inclusion,
    check_inclusion,
    check_range,
    leaf_hash,
    merkle_root,
    node_hash,
)
from tests.harness.fuzz import examples
from tests.harness.vectors import read_vectors

PUBLISHED = "merkle-transparency-dev"
LEAVES = [sha256(bytes([number])).digest() for number in range(70)]


def model_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\1" + model_root(leaves[:split]) + model_root(leaves[split:])).digest()


def test_published_roots_are_reproduced() -> None:
    table = read_vectors(PUBLISHED)
    leaves = [bytes.fromhex(leaf) for leaf in table["leaves"]]
    roots = [bytes.fromhex(root) for root in table["roots"]]
    assert len(roots) == 9
    tree = MerkleTree(leaves)
    for size, root in enumerate(roots):
        assert merkle_root(leaves[:size]) == tree.root(size) == MerkleTree(leaves[:size]).root() == root


def test_published_inclusion_probes_are_judged_as_published() -> None:
    probes = read_vectors(PUBLISHED)["inclusion"]
    found = [
        check_hash_inclusion(
            bytes.fromhex(probe["leaf"]),
            probe["index"],
            probe["size"],
            [bytes.fromhex(item) for item in probe["proof"]],
            bytes.fromhex(probe["root"]),
        )
        for probe in probes
    ]
    assert len(found) == 98
    assert found == [probe["accepted"] for probe in probes]
    assert any(found)


def test_published_consistency_probes_are_judged_as_published() -> None:
    probes = read_vectors(PUBLISHED)["consistency"]
    found = [
        check_consistency(
            probe["sizes"][0],
            probe["sizes"][1],
            [bytes.fromhex(item) for item in probe["proof"]],
            bytes.fromhex(probe["roots"][0]),
            bytes.fromhex(probe["roots"][1]),
        )
        for probe in probes
    ]
    assert len(found) == 98
    assert found == [probe["accepted"] for probe in probes]
    assert any(found)


def test_every_proof_of_every_small_tree_passes() -> None:
    tree = MerkleTree()
    for leaf in LEAVES[:33]:
        tree.append(leaf)
    roots = [model_root(LEAVES[:size]) for size in range(34)]
    for size in range(1, 34):
        assert tree.root(size) == merkle_root(LEAVES[:size]) == roots[size]
        for index in range(size):
            proof = tree.prove_inclusion(index, size)
            assert check_inclusion(LEAVES[index], index, size, proof, roots[size])
            assert not check_inclusion(LEAVES[index + 1], index, size, proof, roots[size])
        for old in range(1, size + 1):
            proof = tree.prove_consistency(old, size)
            assert check_consistency(old, size, proof, roots[old], roots[size])
            assert old == size or not check_consistency(old, size, proof, roots[old - 1], roots[size])


@settings(deadline=None, max_examples=examples(60))
@given(st.lists(st.integers(0, 40), max_size=6))
def test_extending_in_any_portions_gives_one_tree(portions: list[int]) -> None:
    tree = MerkleTree()
    leaves: list[bytes] = []
    for count in portions:
        more = [bytes([len(leaves) % 251, number]) for number in range(count)]
        tree.extend(more)
        leaves += more
        assert tree.size == len(leaves)
        assert tree.root() == model_root(leaves) == merkle_root(leaves)
    for height in range(3):
        for index in range(len(leaves) >> height):
            assert tree.node(height, index) == model_root(leaves[index << height : index + 1 << height])


@settings(deadline=None, max_examples=examples(100))
@given(st.integers(1, 70), st.data())
def test_a_damaged_proof_does_not_pass(size: int, data: st.DataObject) -> None:
    tree = MerkleTree(LEAVES[:size])
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))

    def check_entry(proof: list[bytes]) -> bool:
        return check_inclusion(LEAVES[index], index, size, proof, tree.root())

    def check_growth(proof: list[bytes]) -> bool:
        return check_consistency(old, size, proof, tree.root(old), tree.root())

    for proof, check in (
        (tree.prove_inclusion(index), check_entry),
        (tree.prove_consistency(old), check_growth),
    ):
        assert check(proof)
        place = data.draw(st.integers(0, len(proof)))
        assert not check([*proof[:place], data.draw(st.binary(min_size=32, max_size=32)), *proof[place:]])
        if proof:
            place = data.draw(st.integers(0, len(proof) - 1))
            assert not check(proof[:place] + proof[place + 1 :])
            assert not check([*proof[:place], leaf_hash(proof[place]), *proof[place + 1 :]])
            assert not check([*proof[:place], proof[place][:-1], *proof[place + 1 :]])


def test_the_same_path_at_another_place_or_size_does_not_pass() -> None:
    tree = MerkleTree(LEAVES[:50])
    proof = tree.prove_inclusion(20)
    for index in range(60):
        for size in range(60):
            accepted = check_inclusion(LEAVES[20], index, size, proof, tree.root())
            # A path fixes the size only by its turns: in sizes 33 to 64 entry 20 has the same turns.
            assert not accepted or (index == 20 and 33 <= size <= 64)


HOSTILE = st.integers() | st.sampled_from([-1, 0, 1, 2, 7, 2**63 - 1, 2**63, 2**64, 10**40])
PROOFS = st.lists(st.binary(max_size=33) | st.just(b"\0" * 32), max_size=70)


@settings(deadline=None, max_examples=examples(100))
@given(st.binary(max_size=40), HOSTILE, HOSTILE, PROOFS, st.binary(max_size=33))
def test_hostile_input_is_refused(leaf: bytes, one: int, two: int, proof: list[bytes], root: bytes) -> None:
    assert not check_inclusion(leaf, one, two, proof, root)
    assert not check_consistency(one, two, proof, root, root) or (one == two and not proof)


def test_equal_sizes_need_equal_roots_and_no_proof() -> None:
    root = MerkleTree(LEAVES).root()
    assert check_consistency(70, 70, [], root, root)
    assert not check_consistency(70, 70, [], root, LEAVES[0])
    assert not check_consistency(70, 70, [root], root, root)


@pytest.mark.parametrize(
    ("ask", "arguments"),
    [
        ("root", (-1,)),
        ("root", (6,)),
        ("prove_inclusion", (5, 5)),
        ("prove_inclusion", (-1, 5)),
        ("prove_inclusion", (0, 6)),
        ("prove_inclusion", (0, 0)),
        ("prove_consistency", (0, 5)),
        ("prove_consistency", (3, 2)),
        ("prove_consistency", (1, 6)),
        ("node", (0, 5)),
        ("node", (3, 0)),
        ("node", (-1, 0)),
        ("node", (0, -1)),
    ],
)
def test_questions_outside_the_tree_are_refused(ask: str, arguments: tuple[int, ...]) -> None:
    with pytest.raises(SigningError) as caught:
        getattr(MerkleTree(LEAVES[:5]), ask)(*arguments)
    assert caught.value.code == "tree-range"
    assert caught.value.facts == {"size": 5}


def test_a_path_that_goes_on_above_the_root_does_not_pass() -> None:
    tree = MerkleTree(LEAVES[:7])
    for index in range(7):
        above = node_hash(LEAVES[9], tree.root())
        assert not check_inclusion(LEAVES[index], index, 7, [*tree.prove_inclusion(index), LEAVES[9]], above)
    for old in range(1, 7):
        proof = [*tree.prove_consistency(old), LEAVES[9]]
        roots = node_hash(LEAVES[9], tree.root(old)), node_hash(LEAVES[9], tree.root())
        assert not check_consistency(old, 7, proof, *roots)


def test_a_leaf_is_not_a_node() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert merkle_root([b"a", b"b"]) == node_hash(left, right) != leaf_hash(left + right)
    assert merkle_root(iter([b"a", b"b"])) == merkle_root([b"a", b"b"])


def test_every_range_of_every_small_tree_is_hashed_right() -> None:
    for size in range(12):
        tree = MerkleTree(LEAVES[:size])
        for start in range(size):
            for stop in range(start + 1, size + 1):
                proof = tree.prove_range(start, stop)
                shown = LEAVES[start:stop]
                assert check_range(shown, start, size, proof, tree.root())
                assert not check_range(shown, start + 1, size, proof, tree.root())
                assert not check_range(LEAVES[start + 1 : stop + 1], start, size, proof, tree.root())
                assert not check_range(shown, start, size, [*proof, LEAVES[0]], tree.root())
                assert not proof or not check_range(shown, start, size, proof[1:], tree.root())
        assert check_range([], 0, size, [], tree.root()) is (size == 0)
    assert not check_range([], -1, 0, [], merkle_root([]))
    assert not check_range([LEAVES[0]], 0, 2**63, [], merkle_root(LEAVES[:1]))
    with pytest.raises(SigningError):
        MerkleTree(LEAVES[:3]).prove_range(2, 4)


def test_a_tree_takes_little_more_than_two_hashes_an_entry() -> None:
    count = 20_000
    tracemalloc.start()
    tree = MerkleTree(number.to_bytes(32, "big") for number in range(count))
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert tree.size == count
    assert held < count * 2 * 32 * 1.25


def test_hashes_in_bulk_equal_hashes_one_by_one() -> None:
    tree = MerkleTree(LEAVES)
    assert tree.nodes(1, 3, 9) == b"".join(tree.node(1, place) for place in range(3, 9))
    for height, start, stop in ((1, 3, 36), (1, 3, 3), (1, -1, 2), (9, 0, 1)):
        with pytest.raises(SigningError):
            tree.nodes(height, start, stop)
