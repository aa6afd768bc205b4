"""Ed25519 verification as strict as libsodium's, the same everywhere.

RFC 8032 leaves corner cases open and OpenSSL takes the lenient side: under the identity point as public
key it accepts one signature for every message. libsodium refuses small-order and non-canonical keys and R
(the XXXVXXXXXXXX row of the ed25519-speccheck table).

`crypto_sign_open` is called through PyNaCl's own cffi module and not through `nacl.bindings`: with NULL for
the message it only verifies, which saves two buffers and an exception a call. cffi checks the types, the
lengths are checked here, and libsodium documents both pointers as optional.
"""

from nacl._sodium import ffi, lib  # type: ignore[import-not-found]

_NULL = ffi.NULL
_open = lib.crypto_sign_open

_PUBLIC_BYTES = 32
_SIGNATURE_BYTES = 64
_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P


def verify_ed25519(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether `signature` (64 bytes) of `message` verifies under `public` (32 bytes).

    Never raises, whatever the bytes and their lengths.
    """
    if len(public) != _PUBLIC_BYTES or len(signature) != _SIGNATURE_BYTES:
        return False
    signed = signature + message
    return bool(_open(_NULL, _NULL, signed, len(signed), public) == 0)


def is_weak_key(public: bytes) -> bool:
    """Whether `verify_ed25519` refuses every signature under `public`.

    Not 32 bytes, not canonical (RFC 8032 5.1.3 step 1), not a point of the curve (step 3) or of small
    order (anyone can sign for such a key under a lenient verifier). An honestly made key is never weak.
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
