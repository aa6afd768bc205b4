"""Both bindings of libsodium answer alike, and a binding that does not verify strictly is never chosen."""

import subprocess
import sys
from collections.abc import Callable

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from signing import ed25519
from signing.ed25519 import Verify, choose_binding, is_strict, open_private_binding, open_public_binding
from signing.signer import Ed25519Signer
from tests.harness.fuzz import examples
from tests.harness.vectors import Case, published_signatures

BINDINGS = {"private": open_private_binding(), "public": open_public_binding()}
ATTACKS = published_signatures()


def lenient(public: bytes, signature: bytes, message: bytes) -> bool:
    """OpenSSL's verification, which accepts keys and R of small order."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@pytest.mark.parametrize("name", BINDINGS)
def test_each_binding_alone_is_as_strict_as_published(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ed25519, "_verify", BINDINGS[name])
    assert [ed25519.verify_ed25519(*case) for case, _ in ATTACKS] == [strict for _, strict in ATTACKS]
    (public, signature, message), _ = next(pair for pair in ATTACKS if pair[1])
    for size in (0, 31, 33):
        assert not ed25519.verify_ed25519((public * 2)[:size], signature, message)
    for size in (0, 32, 63, 65):
        assert not ed25519.verify_ed25519(public, (signature * 2)[:size], message)


@settings(deadline=None, max_examples=examples(100))
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=300), st.integers(0, 511), st.booleans())
def test_both_bindings_answer_alike(seed: bytes, message: bytes, bit: int, spoilt: bool) -> None:
    signer = Ed25519Signer.from_seed(seed, "did:web:a.example#k")
    number = int.from_bytes(signer.sign(message), "little") ^ (1 << bit if spoilt else 0)
    signature = number.to_bytes(64, "little")
    for key in (signer.public_key, seed):
        answers = {name: verify(key, signature, message) for name, verify in BINDINGS.items()}
        assert answers == dict.fromkeys(BINDINGS, key == signer.public_key and not spoilt)


def test_a_lenient_or_constant_binding_fails_the_self_test() -> None:
    assert all(map(is_strict, BINDINGS.values()))
    assert not is_strict(lenient)
    assert not is_strict(lambda *_: True)
    assert not is_strict(lambda *_: False)


def test_each_rule_of_the_self_test_decides_alone() -> None:
    """A binding with one wrong answer is refused, whichever answer it is."""
    asked: list[Case] = []

    def record(*case: bytes) -> bool:
        asked.append((case[0], case[1], case[2]))
        return BINDINGS["private"](*case)

    assert is_strict(record)
    assert len(set(asked)) == 6
    for wrong in asked:
        assert not is_strict(lambda *case, wrong=wrong: BINDINGS["private"](*case) is not (case == wrong))


def raising(error: Exception) -> Callable[[], Verify]:
    def fail(*_: bytes) -> Verify:
        raise error

    return fail


@pytest.mark.parametrize(
    "first",
    [
        raising(ImportError("no such module")),
        raising(AttributeError("crypto_sign_open")),
        lambda: raising(TypeError("initializer for ctype")),
        lambda: lenient,
        lambda: lambda *_: 0,
    ],
    ids=["absent", "of another form", "of another signature", "lenient", "no boolean"],
)
def test_a_private_binding_that_fails_gives_way_to_the_public_one(first: Callable[[], Verify]) -> None:
    chosen = choose_binding((first, open_public_binding))
    assert [chosen(*case) for case, _ in ATTACKS if len(case[1]) == 64] == [
        strict for case, strict in ATTACKS if len(case[1]) == 64
    ]


def test_without_a_strict_binding_there_is_no_verification() -> None:
    with pytest.raises(ImportError, match=r"install it anew.*请重新安装"):
        choose_binding((lambda: lenient, raising(ImportError("gone"))))


def test_the_floors_verify_without_the_private_module() -> None:
    script = (
        "import nacl.bindings, sys; sys.modules['nacl._sodium'] = None\n"
        "from signing import ed25519\n"
        "from signing.signer import Ed25519Signer\n"
        "signer = Ed25519Signer.from_seed(bytes(32), 'did:web:a.example#k')\n"
        "signature = signer.sign(b'x')\n"
        "print(ed25519._verify.__qualname__.split('.')[0],"
        " ed25519.verify_ed25519(signer.public_key, signature, b'x'),"
        " ed25519.verify_ed25519(signer.public_key, signature, b'y'))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "open_public_binding True False\n"


def test_where_pynacl_has_its_known_form_the_private_binding_is_used() -> None:
    assert ed25519._verify.__qualname__.startswith("open_private_binding")
