"""Ed25519 verification as strict as libsodium's, the same everywhere.

RFC 8032 leaves corner cases open and OpenSSL takes the lenient side: under the identity point as public
key it accepts one signature for every message. libsodium refuses small-order and non-canonical keys and R
(the XXXVXXXXXXXX row of the ed25519-speccheck table).

`crypto_sign_open` is called through PyNaCl's own cffi module where that passes a self-test: with NULL for the
message it only verifies, which saves two buffers and an exception a call (libsodium documents both pointers
as optional). The module is private to PyNaCl, so one that does anything else counts as absent, and the public
`nacl.bindings` serve: the same function of libsodium.
"""

from collections.abc import Callable, Iterable

Verify = Callable[[bytes, bytes, bytes], bool]
"""Verifies for a key of 32 bytes, a signature of 64 and a message."""

_PUBLIC_BYTES = 32
_SIGNATURE_BYTES = 64
_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
_L = 2**252 + 27742317777372353535851937790883648493  # the order of the base point


def open_private_binding() -> Verify:
    """Return verification by `nacl._sodium`; raise if it is absent or has another form."""
    from nacl._sodium import ffi, lib  # type: ignore[import-not-found]  # noqa: PLC0415

    null, sign_open = ffi.NULL, lib.crypto_sign_open

    def verify(public: bytes, signature: bytes, message: bytes) -> bool:
        signed = signature + message
        return bool(sign_open(null, null, signed, len(signed), public) == 0)

    return verify


def open_public_binding() -> Verify:
    """Return verification by `nacl.bindings`."""
    from nacl.bindings import crypto_sign_open  # noqa: PLC0415 - a tenth of the time of a start
    from nacl.exceptions import BadSignatureError  # noqa: PLC0415

    def verify(public: bytes, signature: bytes, message: bytes) -> bool:
        try:
            crypto_sign_open(signature + message, public)
        except BadSignatureError:
            return False
        return True

    return verify


def is_strict(verify: Verify) -> bool:
    """Return whether `verify` accepts a published signature and refuses what a lenient one accepts.

    RFC 8032 7.1, TEST 2, of the message 72 (the letter r), and row 2 of ed25519-speccheck.
    """
    key = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    r = bytes.fromhex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da")
    s = bytes.fromhex("085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")
    other_s = (int.from_bytes(s, "little") + _L).to_bytes(32, "little")
    identity = (1).to_bytes(32, "little")  # the identity as public key: R = 1 and S = 0 sign every message
    one_again = (_P + 1).to_bytes(32, "little")
    mixed_key = bytes.fromhex("f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43")
    small_r = bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa")
    s_for_it = bytes.fromhex("8c4bd45aecaca5b24fb97bc10ac27ac8751a7dfe1baff8b953ec9f5833ca260e")
    message = bytes.fromhex("aebf3f2601a0c8c5d39cc7d8911642f740b78168218da8471772b35f9d35b9ab")
    to_refuse = [
        (key, r + s, b"s"),
        (key, r + other_s, b"r"),  # S + L: RFC 8032 5.1.7 wants S < L, or every signature has a second form
        (identity, identity + bytes(32), b"r"),
        (one_again, identity + bytes(32), b"r"),  # y = p + 1: the identity in a second form
        (mixed_key, small_r + s_for_it, message),  # R of small order
    ]
    # compare with True and False: another form of binding may answer 0 for yes
    return verify(key, r + s, b"r") is True and all(verify(*case) is False for case in to_refuse)


def choose_binding(openers: Iterable[Callable[[], Verify]]) -> Verify:
    """Return the first binding that opens and is strict; raises ImportError where none is."""
    for opener in openers:
        try:
            verify = opener()
            if is_strict(verify):
                return verify
        except Exception:  # noqa: S112 - a private interface may fail in any way
            continue
    raise ImportError(
        "PyNaCl is missing or does not verify Ed25519 strictly: install it anew. "
        "PyNaCl 缺失，或不能严格核验 Ed25519 签名，请重新安装。"
    )


# at import, so that no program starts with a binding that accepts what libsodium refuses
# the private binding first: it saves 3.5 of 54 µs a verification, and 6 of 63 ms at the start
_verify = choose_binding((open_private_binding, open_public_binding))


def verify_ed25519(public: bytes, signature: bytes, message: bytes) -> bool:
    """Return whether `signature` (64 bytes) of `message` verifies under `public` (32 bytes).

    Never raises, whatever the bytes and their lengths.
    """
    # libsodium reads 32 bytes even of a shorter key, and completes a short signature from the message
    if len(public) != _PUBLIC_BYTES or len(signature) != _SIGNATURE_BYTES:
        return False
    return _verify(public, signature, message)


def is_weak_key(public: bytes) -> bool:
    """Return whether `verify_ed25519` refuses every signature under `public`.

    A weak key has not 32 bytes, is not canonical (RFC 8032 5.1.3 step 1), is no point of the curve (step 3),
    or has small order: anyone can sign for such a key under a lenient verifier. An honestly made key is never
    weak.
    """
    if len(public) != _PUBLIC_BYTES:
        return True
    y = int.from_bytes(public, "little") & (2**255 - 1)
    yy = y * y
    # Orders 1 and 2 have y = 1 and -1, order 4 has y = 0. Order 8 doubles to y = 0, hence x^2 = -y^2, and the
    # curve's equation -x^2 + y^2 = 1 + d x^2 y^2 becomes d y^4 + 2 y^2 - 1 = 0.
    if y >= _P or y in (0, 1, _P - 1) or (_D * yy * yy + 2 * yy - 1) % _P == 0:
        return True
    # x^2 = (y^2 - 1) / (d y^2 + 1) must be a square; so must the product of numerator and denominator.
    return pow((yy - 1) * (_D * yy + 1), (_P - 1) // 2, _P) != 1
