"""Keys that never leave a token: Ed25519 by PKCS #11 (OASIS, version 3.0), named by a URI (RFC 7512)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from signing.multikey import encode_multikey
from terminal.errors import CommandError
from terminal.output import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from pkcs11 import Session, Token

SCHEME = "pkcs11:"
_POINT = bytes((4, 32))
"""DER of an OCTET STRING of 32 bytes, as CKA_EC_POINT holds the public key."""


class TokenSigner:
    """A key in a token; each signature is made there."""

    __slots__ = ("_sign", "public_key", "verification_method")

    def __init__(self, sign: "Callable[[bytes], bytes]", public_key: bytes, verification_method: str) -> None:
        self._sign = sign
        self.public_key = public_key
        self.verification_method = verification_method

    @property
    def multikey(self) -> str:
        """Public key as `z6Mk…`."""
        return encode_multikey(self.public_key)

    def sign(self, data: bytes) -> bytes:
        """Return the signature, 64 bytes; CommandError token-gone if the token was pulled."""
        from pkcs11.exceptions import PKCS11Error

        try:
            return self._sign(data)
        except PKCS11Error as error:
            raise CommandError("token-gone", reason=type(error).__name__) from error


def is_token_address(text: str) -> bool:
    """Return whether a text typed for a key names one in a token."""
    return text.startswith(SCHEME)


def open_token_key(address: str, method_id: str, ask_pin: "Callable[[str], bytes]") -> TokenSigner:
    """Open the key of `pkcs11:token=NAME;object=KEY?module-path=FILE`; `ask_pin` is given the token's name.

    Raises CommandError token-extra-missing, token-address, token-library, token-missing, token-pin,
    token-locked, token-no-key, token-gone.
    """
    with open_token(address, ask_pin) as (session, key_name):
        return _find_key(session, key_name, method_id)


@contextmanager
def open_token(address: str, ask_pin: "Callable[[str], bytes]") -> "Iterator[tuple[Session, str]]":
    """Log in to the token of such an address; yield the session, which stays open, and the key's name.

    Raises CommandError as `open_token_key`, for what the token refuses within as well.
    """
    token_name, key_name, library = _read_address(address)
    try:
        from pkcs11 import exceptions, lib
    except ImportError:
        raise CommandError("token-extra-missing") from None
    try:
        token = lib(library).get_token(token_label=token_name)
    except exceptions.NoSuchToken:
        raise CommandError("token-missing", name=plain(token_name)) from None
    except (exceptions.PKCS11Error, RuntimeError):  # the second: a file that is no such library
        raise CommandError("token-library", path=plain(library)) from None
    try:
        yield _log_in(token, ask_pin(token_name)), key_name
    except (exceptions.PinIncorrect, exceptions.PinInvalid, exceptions.PinLenRange, exceptions.ArgumentsBad):
        raise CommandError("token-pin") from None
    except exceptions.PinLocked:
        raise CommandError("token-locked") from None
    except (exceptions.NoSuchKey, exceptions.MultipleObjectsReturned):
        raise CommandError("token-no-key", name=plain(key_name)) from None
    except exceptions.PKCS11Error as error:
        raise CommandError("token-gone", reason=type(error).__name__) from error


def _read_address(address: str) -> tuple[str, str, str]:
    """Return the token's name, the key's name and the library."""
    parts = urlsplit(address)
    path = dict(item.partition("=")[::2] for item in parts.path.split(";"))
    # RFC 7512 has percent signs alone: a plus sign stands for itself
    query = dict(item.partition("=")[::2] for item in parts.query.split("&"))
    library = unquote(query.get("module-path", ""))
    token, key = unquote(path.get("token", "")), unquote(path.get("object", ""))
    if not (token and key and library):
        raise CommandError("token-address", text=plain(address))
    return token, key, library


def _log_in(token: "Token", pin: bytes) -> "Session":
    from pkcs11.exceptions import UserAlreadyLoggedIn

    try:
        return token.open(user_pin=pin.decode("utf-8", "replace"))
    except UserAlreadyLoggedIn:  # by another key of this command: one log-in serves all sessions of a process
        return token.open()


def _find_key(session: "Session", name: str, method_id: str) -> TokenSigner:
    from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass

    private: Any = session.get_key(ObjectClass.PRIVATE_KEY, KeyType.EC_EDWARDS, name)
    point = session.get_key(ObjectClass.PUBLIC_KEY, KeyType.EC_EDWARDS, name)[Attribute.EC_POINT]
    # an Ed448 key is of the same type, with a longer point
    if not private[Attribute.SIGN] or len(point) != 34 or point[:2] != _POINT:
        raise CommandError("token-no-key", name=plain(name))
    return TokenSigner(
        lambda data: bytes(private.sign(data, mechanism=Mechanism.EDDSA)), bytes(point[2:]), method_id
    )
