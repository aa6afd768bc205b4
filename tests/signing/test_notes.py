"""Signed notes, cosignatures, checkpoints and log proofs: C2SP's own texts, reading back, refusals."""

from base64 import b64decode, b64encode
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signing.errors import SigningError
from signing.log.checkpoint import Checkpoint, format_checkpoint, parse_checkpoint
from signing.log.log_proof import LogProof, format_log_proof, parse_log_proof
from signing.log.merkle import MerkleTree, check_inclusion
from signing.log.note import (
    COSIGNATURE_V1,
    ED25519,
    Note,
    NoteSignature,
    VerifierKey,
    check_cosignature,
    check_note,
    format_note,
    format_verifier_key,
    parse_note,
    parse_verifier_key,
    sign_cosignature,
    sign_note,
)
from signing.signer import Ed25519Signer
from tests.harness.fuzz import examples
from tests.harness.vectors import read_vectors

LOG = Ed25519Signer.from_seed(b"\1" * 32, "did:web:a.example#publication-1")
WITNESS = Ed25519Signer.from_seed(b"\2" * 32, "did:web:b.example#publication-1")
TEXT = format_checkpoint(Checkpoint("a.example/log", 3, b"\7" * 32))


def signed() -> Note:
    return sign_note(TEXT, "a.example/log", LOG.sign, LOG.public_key)


def refusal(call: Any, *arguments: Any, **options: Any) -> SigningError:
    with pytest.raises(SigningError) as caught:
        call(*arguments, **options)
    assert "–" not in str(caught.value)  # text in place of a missing fact
    return caught.value


def test_published_notes_verify() -> None:
    cases = read_vectors("c2sp")["notes"]
    assert len(cases) == 3
    for case in cases:
        key = parse_verifier_key(case["key"])
        assert format_verifier_key(key) == case["key"]
        note = parse_note(case["note"])
        assert format_note(note) == case["note"]
        assert parse_note(case["note"].encode()) == note
        assert check_note(note, key.name, key.public_key)
        assert not check_note(note, key.name + "x", key.public_key)
        changed = Note("x" + note.text, note.signatures)
        assert not check_note(changed, key.name, key.public_key)


def test_published_private_key_signs_the_published_note() -> None:
    case = next(case for case in read_vectors("c2sp")["notes"] if "secret" in case)
    seed = b64decode(case["secret"].split("+", 4)[4])[1:]
    key, note = parse_verifier_key(case["key"]), parse_note(case["note"])
    made = sign_note(note.text, key.name, Ed25519Signer.from_seed(seed, "").sign, key.public_key)
    assert made.signatures[0] in note.signatures


def test_published_bad_verifier_keys_are_refused() -> None:
    texts = read_vectors("c2sp")["refusedKeys"]
    assert len(texts) == 2
    for text in texts:
        assert refusal(parse_verifier_key, text).code == "malformed-verifier-key"


def test_published_checkpoints_parse() -> None:
    cases = read_vectors("c2sp")["checkpoints"]
    for case, signatures in zip(cases, (1, 2), strict=True):
        note = parse_note(case["note"])
        assert len(note.signatures) == signatures
        assert format_note(note) == case["note"]
        checkpoint = parse_checkpoint(note.text)
        assert (checkpoint.origin, checkpoint.size, b64encode(checkpoint.root).decode()) == (
            case["origin"], case["size"], case["root"],
        )  # fmt: skip
        assert format_checkpoint(checkpoint) == note.text


@pytest.mark.parametrize("algorithm", [ED25519, COSIGNATURE_V1])
def test_a_verifier_key_reads_back(algorithm: int) -> None:
    key = VerifierKey("名.example/日志", LOG.public_key, algorithm)
    assert parse_verifier_key(format_verifier_key(key)) == key


def test_a_malformed_verifier_key_is_refused() -> None:
    good = format_verifier_key(VerifierKey("a.example", LOG.public_key))
    name, key_id, value = good.split("+", 2)
    other = b64encode(b"\2" + LOG.public_key).decode()
    for text in (
        "",
        "++",
        name + "+" + key_id,
        good + "\n",
        " " + good,
        good + "+",
        f"{name}+{key_id.upper()}+{value}",
        f"{name}+00000000+{value}",
        f"{name}+{key_id}+{other}",
        f"{name}+{key_id}+{value[:-1]}",
        f"a b+{key_id}+{value}",
        "x" * 100_000,
    ):
        assert refusal(parse_verifier_key, text).code == "malformed-verifier-key"
    assert refusal(format_verifier_key, VerifierKey("a b", LOG.public_key)).code == "malformed-key-name"
    assert refusal(format_verifier_key, VerifierKey("a", b"\1")).code == "malformed-key"


def test_note_signature_is_bound_to_name_key_and_text() -> None:
    note = signed()
    assert check_note(note, "a.example/log", LOG.public_key)
    assert not check_note(note, "b.example/log", LOG.public_key)
    assert not check_note(note, "a.example/log", WITNESS.public_key)
    assert not check_note(note, "a b", LOG.public_key)
    assert not check_note(note, "a.example/log", b"")
    assert not check_note(Note(TEXT, ()), "a.example/log", LOG.public_key)


def test_a_wrong_signature_beside_a_right_one_spoils_the_note() -> None:
    note = signed()
    line = note.signatures[0]
    wrong = NoteSignature(line.name, line.key_id, bytes(64))
    stranger = NoteSignature("c.example", line.key_id, bytes(64))
    assert check_note(Note(TEXT, (line, stranger)), "a.example/log", LOG.public_key)
    for lines in ((line, wrong), (wrong, line), (NoteSignature(line.name, line.key_id, b""), line)):
        assert not check_note(Note(TEXT, lines), "a.example/log", LOG.public_key)


def test_a_cosignature_reads_back_and_keeps_the_logs_signature() -> None:
    note = sign_cosignature(signed(), "b.example/w", WITNESS.sign, WITNESS.public_key, time=1_777_600_000)
    again = parse_note(format_note(note))
    assert again == note
    assert check_note(again, "a.example/log", LOG.public_key)
    assert check_cosignature(again, "b.example/w", WITNESS.public_key) == 1_777_600_000
    assert check_cosignature(again, "b.example/w", LOG.public_key) is None
    assert check_cosignature(signed(), "b.example/w", WITNESS.public_key) is None
    # A note signature is not a cosignature, nor the reverse.
    assert not check_note(again, "b.example/w", WITNESS.public_key)
    assert check_cosignature(again, "a.example/log", LOG.public_key) is None

    later = sign_cosignature(note, "b.example/w", WITNESS.sign, WITNESS.public_key, time=1_777_700_000)
    assert check_cosignature(later, "b.example/w", WITNESS.public_key) == 1_777_700_000
    moved = note.signatures[-1]
    forged = NoteSignature(moved.name, moved.key_id, (1_777_600_001).to_bytes(8, "big") + moved.signature[8:])
    assert check_cosignature(Note(TEXT, (moved, forged)), "b.example/w", WITNESS.public_key) is None
    for damaged in (moved.signature[:71], moved.signature + b"\0", b"", b"\xff" * 72):
        line = NoteSignature(moved.name, moved.key_id, damaged)
        assert check_cosignature(Note(TEXT, (line,)), "b.example/w", WITNESS.public_key) is None


def test_cosignature_of_a_time_beyond_the_specification_is_refused() -> None:
    note = sign_cosignature(signed(), "w", WITNESS.sign, WITNESS.public_key, time=2**63 - 1)
    assert check_cosignature(note, "w", WITNESS.public_key) == 2**63 - 1
    late = 2**63
    signature = late.to_bytes(8, "big") + WITNESS.sign(f"cosignature/v1\ntime {late}\n{TEXT}".encode())
    line = NoteSignature("w", note.signatures[-1].key_id, signature)
    assert check_cosignature(Note(TEXT, (line,)), "w", WITNESS.public_key) is None


def test_the_cosigned_message_is_that_of_the_specification() -> None:
    seen: list[bytes] = []

    def sign(data: bytes) -> bytes:
        seen.append(data)
        return WITNESS.sign(data)

    sign_cosignature(signed(), "w", sign, WITNESS.public_key, time=0)
    assert seen == [b"cosignature/v1\ntime 0\n" + TEXT.encode()]
    for time in (-1, 2**63, 10**30):
        error = refusal(sign_cosignature, signed(), "w", sign, WITNESS.public_key, time=time)
        assert error.code == "malformed-time"


def test_note_text_may_hold_empty_lines() -> None:
    for text in ("\n", "a\n\nb\n", "\n\n\n", "a\n\n\n", "— x y\n"):
        note = sign_note(text, "k", LOG.sign, LOG.public_key)
        again = parse_note(format_note(note))
        assert again == note
        assert check_note(again, "k", LOG.public_key)


@pytest.mark.parametrize("text", ["", "a", "a\r\n", "a\t\n", "\x00\n", "\ud800\n"])
def test_a_note_text_outside_the_form_is_refused(text: str) -> None:
    assert refusal(sign_note, text, "k", LOG.sign, LOG.public_key).code == "malformed-note"


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u3000b", "a\u00a0b", "a\nb", "a\x01", "\ud800"])
def test_a_key_name_outside_the_form_is_refused(name: str) -> None:
    assert refusal(sign_note, "a\n", name, LOG.sign, LOG.public_key).code == "malformed-key-name"


def test_a_malformed_note_is_refused() -> None:
    good = format_note(signed())
    head, _, line = good.rpartition("\n\n")
    name, value = "a.example/log", line.split(" ")[2].strip()
    for text in (
        "",
        "\n\n",
        head,
        good[:-1],
        good + "\n",
        good + "x\n",
        good.replace("\n\n", "\n"),
        good.replace("\n", "\r\n"),
        good.replace("— ", "- "),
        good.replace("— ", "—"),
        good.replace("— ", "—  "),
        f"{head}\n\n— {name} {value} \n",
        f"{head}\n\n—  {value}\n",
        f"{head}\n\n— {name} {value}=\n",
        f"{head}\n\n— {name} {value[:-1]}\n",
        f"{head}\n\n— {name} AAAAAA==\n",  # the line has a key id but no signature
        f"{head}\n\n— {name} AAAAAAB=\n",  # the last bits are not zero
        f"{head}\n\n— {name} {value[:8]}\u2028{value[8:]}\n",
        f"{head}\n\n— na+me {value}\n",
        f"{head}\n\n" + line * 101,
        "\x07" + good,
    ):
        assert refusal(parse_note, text).code == "malformed-note", text
    assert parse_note(f"{head}\n\n" + line * 16).signatures == signed().signatures * 16
    assert refusal(parse_note, "x" * 70_000).code == "too-large"
    assert refusal(parse_note, b"\xff\n\n").code == "not-utf8"


def test_a_checkpoint_with_extension_lines_is_read() -> None:
    """C2SP tlog-checkpoint allows them: they are part of the signed text, but not of the head."""
    read = parse_checkpoint(TEXT + "extension 1\n扩展\n")
    assert read.extensions == ("extension 1", "扩展")
    assert read == parse_checkpoint(TEXT)
    assert format_checkpoint(read) == TEXT + "extension 1\n扩展\n"
    assert refusal(format_checkpoint, replace(read, extensions=("",))).field == "extensions"


def test_a_malformed_checkpoint_is_refused() -> None:
    root = b64encode(b"\7" * 32).decode()
    for text in (
        "",
        TEXT[:-1],
        TEXT + "\n",
        TEXT + "extension",
        TEXT + "extension\n\n",
        TEXT + "exten\tsion\n",
        TEXT + f"{'e' * 4_096}\n",
        f"\n3\n{root}\n",
        f"a\n03\n{root}\n",
        f"a\n-3\n{root}\n",
        f"a\n+3\n{root}\n",
        f"a\n３\n{root}\n",
        f"a\n\n{root}\n",
        f"a\n9223372036854775808\n{root}\n",
        f"a\n{'9' * 5000}\n{root}\n",
        f"a\n3\n{root[:-2]}d=\n",  # the last bits are not zero
        f"a\n3\n{root[:-1]}\n",
        f"a\n3\n{root} \n",
        f"a\r\n3\r\n{root}\r\n",
        "a" * 10_000 + f"\n3\n{root}\n",
    ):
        assert refusal(parse_checkpoint, text).code == "malformed-checkpoint", text
    for checkpoint, field in (
        (Checkpoint("", 1, b"\7" * 32), "origin"),
        (Checkpoint("a\nb", 1, b"\7" * 32), "origin"),
        (Checkpoint("a", -1, b"\7" * 32), "size"),
        (Checkpoint("a", 2**63, b"\7" * 32), "size"),
        (Checkpoint("a", 1, b"\7" * 31), "root"),
    ):
        assert refusal(format_checkpoint, checkpoint).field == field


HASHES = st.binary(min_size=32, max_size=32)
ORIGINS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)


@settings(deadline=None, max_examples=examples(100))
@given(ORIGINS, st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_reads_back(origin: str, size: int, root: bytes) -> None:
    checkpoint = Checkpoint(origin, size, root)
    assert parse_checkpoint(format_checkpoint(checkpoint)) == checkpoint


def test_log_proof_proves_an_entry_offline() -> None:
    entries = [bytes([number]) * 32 for number in range(13)]
    tree = MerkleTree(entries)
    text = format_checkpoint(Checkpoint("a.example/log", tree.size, tree.root()))
    note = sign_note(text, "a.example/log", LOG.sign, LOG.public_key)
    for index in range(13):
        data = format_log_proof(LogProof(index, tuple(tree.prove_inclusion(index)), note))
        proof = parse_log_proof(data)
        assert format_log_proof(proof) == data
        assert check_note(proof.checkpoint_note, "a.example/log", LOG.public_key)
        head = parse_checkpoint(proof.checkpoint_note.text)
        assert check_inclusion(entries[index], proof.index, head.size, proof.hashes, head.root)


@settings(deadline=None, max_examples=examples(100))
@given(st.integers(0, 2**63 - 1), st.lists(HASHES, max_size=64), st.binary(max_size=50))
def test_a_log_proof_reads_back(index: int, hashes: list[bytes], extra: bytes) -> None:
    proof = LogProof(index, tuple(hashes), signed(), extra)
    assert parse_log_proof(format_log_proof(proof)) == proof


def test_log_proof_reads_as_specified() -> None:
    hashed = b64encode(b"\1" * 32).decode()
    note = format_note(signed())
    data = f"c2sp.org/tlog-proof@v1\nextra eHl6\nindex 73894\n{hashed}\n\n{note}".encode()
    proof = parse_log_proof(data)
    assert (proof.index, proof.hashes, proof.extra) == (73894, (b"\1" * 32,), b"xyz")
    bare = f"c2sp.org/tlog-proof@v1\nindex 0\n\n{note}".encode()
    assert parse_log_proof(bare) == LogProof(0, (), signed())


def test_a_malformed_log_proof_is_refused() -> None:
    hashed = b64encode(b"\1" * 32).decode()
    note = format_note(signed())
    head = "c2sp.org/tlog-proof@v1\n"
    for text in (
        "",
        head,
        f"{head}index 1\n{hashed}\n",
        f"c2sp.org/tlog-proof@v2\nindex 1\n{hashed}\n\n{note}",
        f"{head}index 01\n{hashed}\n\n{note}",
        f"{head}index -1\n{hashed}\n\n{note}",
        f"{head}index 9223372036854775808\n{hashed}\n\n{note}",
        f"{head}index 1\nextra eHl6\n{hashed}\n\n{note}",
        f"{head}extra \nindex 1\n{hashed}\n\n{note}",
        f"{head}extra eHl6=\nindex 1\n{hashed}\n\n{note}",
        f"{head}extra e\nindex 1\n{hashed}\n\n{note}",
        f"{head}extra eHl7eB==\nindex 1\n{hashed}\n\n{note}",
        f"{head}index 1\n{hashed[:-2]}F=\n\n{note}",
        f"{head}index 1\n{hashed}{note}",
        f"{head}index 1\n{hashed}\n{note}",
        f"{head}index 1\n" + f"{hashed}\n" * 65 + f"\n{note}",
        f"{head}index 1\r\n{hashed}\r\n\r\n{note}",
    ):
        assert refusal(parse_log_proof, text.encode()).code == "malformed-log-proof", text
    for body in ("\n" + note, note.replace("\n3\n", "\n03\n")):
        assert refusal(parse_log_proof, f"{head}index 1\n\n{body}".encode()).code == "malformed-checkpoint"
    assert refusal(parse_log_proof, f"{head}index 1\n\nno note".encode()).code == "malformed-note"
    assert refusal(parse_log_proof, b"\xff").code == "not-utf8"
    assert refusal(parse_log_proof, b"x" * 70_000).code == "too-large"
    for proof, field in (
        (LogProof(-1, (), signed()), "index"),
        (LogProof(2**63, (), signed()), "index"),
        (LogProof(0, (b"\1" * 31,), signed()), "hashes"),
        (LogProof(0, (b"\1" * 32,) * 65, signed()), "hashes"),
    ):
        assert refusal(format_log_proof, proof).field == field


@settings(deadline=None, max_examples=examples(100))
@given(st.data())
def test_damaged_texts_raise_only_our_error_and_what_parses_is_written_back(data: st.DataObject) -> None:
    proof = format_log_proof(LogProof(5, (b"\1" * 32, b"\2" * 32), signed(), b"x"))
    place = data.draw(st.integers(0, len(proof)))
    cut = data.draw(st.integers(0, 3))
    junk = data.draw(st.binary(max_size=4) | st.sampled_from([b"\n", b"\n\n", b"=", b" ", b"0", b"\xe2"]))
    damaged = proof[:place] + junk + proof[place + cut :]
    try:
        assert format_log_proof(parse_log_proof(damaged)) == damaged
    except SigningError as error:
        str(error)
    try:
        assert format_note(parse_note(damaged)).encode() == damaged
    except SigningError as error:
        str(error)
    text = damaged.decode("utf-8", "surrogateescape")
    for parse in (parse_checkpoint, parse_verifier_key):
        assert refusal(parse, text).code.startswith("malformed-")
