"""Base58, Multikey, strict Ed25519 against the published vectors, and keys in PEM files."""

import pickle
import subprocess
import sys
import time

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, x25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from signing.ed25519 import is_weak_key, verify_ed25519
from signing.errors import SigningError
from signing.multikey import (
    decode_base58,
    decode_multikey,
    decode_proof_value,
    encode_base58,
    encode_multikey,
    encode_proof_value,
)
from signing.signer import Ed25519Signer, Signer, read_public_key
from tests.harness.fuzz import examples
from tests.harness.vectors import published_signatures, read_vectors

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
METHOD = "did:web:example.org#assessment-1"


def textbook_base58(data: bytes) -> str:
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = ALPHABET[digit] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


@settings(deadline=None, max_examples=examples(100))
@given(st.binary(max_size=130), st.integers(0, 5))
def test_base58_follows_the_textbook_and_reads_back(data: bytes, zeros: int) -> None:
    data = b"\0" * zeros + data
    text = encode_base58(data)
    assert text == textbook_base58(data)
    assert decode_base58(text, length=len(data)) == data


@settings(deadline=None, max_examples=examples(100))
@given(st.text(ALPHABET, max_size=100) | st.text(max_size=20), st.integers(0, 70))
def test_base58_has_one_text_for_given_bytes(text: str, length: int) -> None:
    try:
        data = decode_base58(text, length=length)
    except SigningError as error:
        str(error)
    else:
        assert len(data) == length
        assert encode_base58(data) == text


@pytest.mark.parametrize("size", [1, 32, 34, 64, 92, 93, 128, 1024])
def test_base58_of_the_largest_and_smallest_number_of_each_length(size: int) -> None:
    for data in (b"\xff" * size, b"\0" * size, b"\0" * (size - 1) + b"\1", b"\1" + b"\0" * (size - 1)):
        assert decode_base58(encode_base58(data), length=size) == data


def test_base58_reproduces_known_texts() -> None:
    # draft-msporny-base58-03, section 5
    assert encode_base58(b"Hello World!") == "2NEpo7TZRRrLZSi2U"
    assert encode_base58(bytes.fromhex("0000287fb4cd")) == "11233QC4"
    assert decode_base58("", length=0) == b""


def test_base58_refuses_the_long_before_any_arithmetic() -> None:
    start = time.process_time()
    for length in (64, 1024, 10**9):
        with pytest.raises(SigningError):
            decode_base58("z" * 5_000_000, length=length)
    assert time.process_time() - start < 1


def test_multikey_reads_back_and_matches_the_published_pair() -> None:
    pair = read_vectors("eddsa-jcs-2022")
    secret = decode_base58(pair["secret"][1:], length=34)
    signer = Ed25519Signer.from_seed(secret[2:], METHOD)
    assert signer.multikey == pair["public"]
    assert decode_multikey(signer.multikey) == signer.public_key
    assert decode_multikey(encode_multikey(b"\0" * 32)) == b"\0" * 32


@pytest.mark.parametrize(
    "text",
    [
        "",
        "z",
        "6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
        "Z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
        "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ",
        "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2 ",
        "z16MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
        "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbT0O",
        "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ２",
        "z" + encode_base58(b"\xec\x01" + b"\1" * 32),  # X25519
        "z" + encode_base58(b"\xed\x01" + b"\1" * 31),
        "z" + encode_base58(b"\xed\x81\x00" + b"\1" * 31),  # the codec encoded in too many bytes
        "z" + "6" * 1_000_000,
    ],
)
def test_a_malformed_multikey_is_refused(text: str) -> None:
    with pytest.raises(SigningError) as caught:
        decode_multikey(text)
    assert caught.value.code == "malformed-key"


def test_multikey_takes_32_bytes_only() -> None:
    for size in (0, 31, 33):
        with pytest.raises(SigningError):
            encode_multikey(b"\1" * size)


@settings(deadline=None, max_examples=examples(100))
@given(st.binary(min_size=64, max_size=64))
def test_a_proof_value_reads_back(signature: bytes) -> None:
    assert decode_proof_value(encode_proof_value(signature)) == signature


def test_a_malformed_proof_value_is_refused() -> None:
    good = encode_proof_value(b"\7" * 64)
    longer = (good + "1", "z1" + good[1:], "z" * 100_000, good + "\n")
    for text in ("", "z", good[1:], good[:-1], "u" + good[1:], *longer):
        with pytest.raises(SigningError) as caught:
            decode_proof_value(text)
        assert caught.value.code == "proof-value"
    for size in (0, 63, 65):
        with pytest.raises(SigningError):
            encode_proof_value(b"\7" * size)


def test_rfc_8032_signatures_are_reproduced() -> None:
    cases = read_vectors("ed25519-rfc8032")["signatures"]
    assert len(cases) == 4
    for case in cases:
        signer = Ed25519Signer.from_seed(bytes.fromhex(case["seed"]), METHOD)
        message, signature = bytes.fromhex(case["message"]), bytes.fromhex(case["signature"])
        assert signer.public_key.hex() == case["public"]
        assert signer.sign(message) == signature
        assert verify_ed25519(signer.public_key, signature, message)
        assert not verify_ed25519(signer.public_key, signature, message + b"\0")


def test_speccheck_is_refused_as_strictly_as_expected() -> None:
    cases = published_signatures("ed25519-speccheck")
    assert len(cases) == 12
    assert [verify_ed25519(*case) for case, _ in cases] == [strict for _, strict in cases]


def test_speccheck_small_order_keys_are_weak() -> None:
    weak = [is_weak_key(public) for (public, _, _), _ in published_signatures("ed25519-speccheck")]
    # A is of small order in 0 and 1 and, not canonical, in 10 and 11; the others have mixed or prime order.
    assert weak == [number in (0, 1, 10, 11) for number in range(12)]


def test_wycheproof_signatures_are_judged_as_published() -> None:
    cases = published_signatures("ed25519-wycheproof")
    assert len(cases) == 151
    for case, accepted in cases:
        assert not is_weak_key(case[0])
        assert verify_ed25519(*case) == accepted, case


P = 2**255 - 19
ORDER_8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7


@pytest.mark.parametrize("sign", [0, 1])
@pytest.mark.parametrize("y", [0, 1, P - 1, P, P + 1, 2**255 - 1, ORDER_8, P - ORDER_8, P + 18])
def test_keys_of_small_order_are_weak(y: int, sign: int) -> None:
    public = (y | sign << 255).to_bytes(32, "little")
    assert is_weak_key(public)
    # Forgery under the identity key: R = S·B for any S passes a lenient verifier, whatever the message.
    base = Ed25519Signer.from_seed(b"\1" * 32, METHOD).sign(b"")
    assert not verify_ed25519(public, base, b"")


def test_a_point_off_the_curve_is_weak() -> None:
    assert is_weak_key((2).to_bytes(32, "little"))
    assert not is_weak_key((4 * pow(5, -1, P) % P).to_bytes(32, "little"))  # the base point


@settings(deadline=None, max_examples=examples(100))
@given(st.binary(min_size=32, max_size=32))
def test_real_keys_are_not_weak_and_only_curve_points_are_strong(seed: bytes) -> None:
    assert not is_weak_key(Ed25519Signer.from_seed(seed, METHOD).public_key)
    from nacl.bindings import crypto_core_ed25519_is_valid_point

    if crypto_core_ed25519_is_valid_point(seed):  # stricter: the point must also have prime order
        assert not is_weak_key(seed)


@settings(deadline=None, max_examples=examples(100))
@given(st.binary(max_size=70), st.binary(max_size=70), st.binary(max_size=70))
def test_verification_never_raises(public: bytes, signature: bytes, message: bytes) -> None:
    assert verify_ed25519(public, signature, message) is False
    assert is_weak_key(public) in (True, False)


@settings(deadline=None, max_examples=examples(50))
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=2000), st.integers(0, 511))
def test_one_changed_bit_fails_verification(seed: bytes, message: bytes, bit: int) -> None:
    signer = Ed25519Signer.from_seed(seed, METHOD)
    signature = signer.sign(message)
    assert verify_ed25519(signer.public_key, signature, message)
    changed = (int.from_bytes(signature, "little") ^ 1 << bit).to_bytes(64, "little")
    assert not verify_ed25519(signer.public_key, changed, message)


def test_signer_shows_no_secret() -> None:
    signer = Ed25519Signer.from_seed(b"\5" * 32, METHOD)
    as_protocol: Signer = signer
    assert as_protocol.sign(b"x") == signer.sign(b"x")
    assert signer.verification_method == METHOD
    public = encode_multikey(signer.public_key)
    assert repr(signer) == f"Ed25519Signer({METHOD!r}, {public!r})"
    assert (b"\5" * 32).hex() not in repr(signer) + str(signer)
    with pytest.raises(TypeError):
        pickle.dumps(signer)
    with pytest.raises(SigningError) as caught:
        Ed25519Signer.from_seed(b"\5" * 31, METHOD)
    assert caught.value.code == "malformed-seed"


def test_a_pem_file_reads_back() -> None:
    signer = Ed25519Signer.from_seed(b"\6" * 32, METHOD)
    for passphrase in (None, "密码 1".encode()):
        pem = signer.to_pem(passphrase)
        assert (b"ENCRYPTED" in pem) == (passphrase is not None)
        again = Ed25519Signer.from_pem(pem, METHOD, passphrase)
        assert again.sign(b"x") == signer.sign(b"x")
        assert read_public_key(pem, passphrase) == signer.public_key
    public = ed25519.Ed25519PublicKey.from_public_bytes(signer.public_key)
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    assert read_public_key(pem) == signer.public_key


def pem_of(
    key: x25519.X25519PrivateKey | ec.EllipticCurvePrivateKey, passphrase: bytes | None = None
) -> bytes:
    encryption = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)


def test_refusals_of_pem_files_have_codes_of_their_own() -> None:
    signer = Ed25519Signer.from_seed(b"\6" * 32, METHOD)
    plain, locked = signer.to_pem(None), signer.to_pem(b"right")
    sec1 = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()
    )
    cases: list[tuple[bytes, bytes | None, str]] = [
        (b"", None, "key-not-pem"),
        (b"\x00\xff" * 50, b"x", "key-not-pem"),
        (plain[:60], None, "key-not-pem"),
        (plain.replace(b"M", b"!"), None, "key-not-pem"),
        (sec1, None, "key-not-pem"),
        (locked, None, "key-needs-passphrase"),
        (locked, b"", "key-needs-passphrase"),
        (locked, b"wrong", "key-wrong-passphrase"),
        (locked, b"x" * 5000, "key-wrong-passphrase"),
        (locked[:150], b"right", "key-wrong-passphrase"),
        (plain, b"right", "key-not-encrypted"),
        (pem_of(x25519.X25519PrivateKey.generate()), None, "key-not-ed25519"),
        (pem_of(ec.generate_private_key(ec.SECP256R1()), b"p"), b"p", "key-not-ed25519"),
        (plain + b"\n" * 9000, None, "too-large"),
    ]
    for pem, passphrase, code in cases:
        for read in (lambda p, w: Ed25519Signer.from_pem(p, METHOD, w), read_public_key):
            with pytest.raises(SigningError) as caught:
                read(pem, passphrase)
            assert caught.value.code == code
    for passphrase in (b"", b"x" * 1024):
        with pytest.raises(SigningError) as caught:
            signer.to_pem(passphrase)
        assert caught.value.code == "passphrase-length"
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    for pem, code in (
        (public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), "key-not-ed25519"),
        (b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "key-not-pem"),
        (b"-----BEGIN PUBLIC KEY-----" + b"A" * 9000, "too-large"),
    ):
        with pytest.raises(SigningError) as caught:
            read_public_key(pem)
        assert caught.value.code == code


@settings(deadline=None, max_examples=examples(50))
@given(st.binary(max_size=80), st.none() | st.just(b"right"), st.integers(0, 110), st.integers(0, 8))
def test_damaged_pem_raises_only_signing_errors(
    junk: bytes, passphrase: bytes | None, place: int, cut: int
) -> None:
    plain = Ed25519Signer.from_seed(b"\6" * 32, METHOD).to_pem(None)
    for pem in (junk, plain[:place] + junk + plain[place + cut :]):
        try:
            read_public_key(pem, passphrase)
        except SigningError as error:
            str(error)


def test_verification_starts_without_cryptography() -> None:
    unwanted = {"cryptography", "pydantic", "asyncio", "ssl", "socket"}
    script = f"import signing.data_integrity, sys; print(sorted({unwanted} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@given(seed=st.binary(min_size=32, max_size=32), data=st.binary(max_size=300))
@settings(max_examples=examples(100), deadline=None)
def test_a_signature_is_the_one_of_another_library(seed: bytes, data: bytes) -> None:
    """Ed25519 is deterministic (RFC 8032 5.1.6): two libraries give the same bytes."""
    other = ed25519.Ed25519PrivateKey.from_private_bytes(seed)
    assert Ed25519Signer.from_seed(seed, "did:web:a.example#k").sign(data) == other.sign(data)
