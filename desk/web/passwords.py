"""Passwords: they open reading and drafts, and never make a statement."""

import hashlib
import hmac
import secrets
import unicodedata
from asyncio import AbstractEventLoop, get_running_loop
from collections.abc import Callable
from typing import TypeVar
from weakref import WeakKeyDictionary

from anyio import CapacityLimiter, to_thread

from desk.web.errors import DeskWebError

SHORTEST, LONGEST = 12, 200
"""Characters; the longest bounds what is hashed."""

_NAME = "scrypt"
_WORK, _BLOCK, _LANES, _BYTES = 2**15, 8, 1, 32
_MEMORY = 64 * 1024 * 1024  # OpenSSL refuses 32 MiB with its default of 32 MiB
_AT_ONCE = 2
_LIMITERS: WeakKeyDictionary[AbstractEventLoop, CapacityLimiter] = WeakKeyDictionary()
"""A limiter belongs to the loop that waits for it."""

T = TypeVar("T")


async def hash_slowly(work: Callable[[], T]) -> T:
    """Run work that hashes in a thread, two at a time: each takes 32 MiB, and strangers may ask for it."""
    limiter = _LIMITERS.setdefault(get_running_loop(), CapacityLimiter(_AT_ONCE))
    return await to_thread.run_sync(work, limiter=limiter)


def hash_password(password: str) -> str:
    """Return the salted hash to keep; DeskWebError password-length."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise DeskWebError("password-length", least=SHORTEST, most=LONGEST)
    salt = secrets.token_bytes(16)
    return f"{_NAME}${salt.hex()}${_derive(password, salt).hex()}"


def is_password(password: str, kept: str | None) -> bool:
    """Return whether this is the password; it takes as long where none is kept."""
    _, salt, digest = (kept or f"{_NAME}${'0' * 32}${'0' * 64}").split("$")
    derived = _derive(password[:LONGEST], bytes.fromhex(salt))
    return hmac.compare_digest(derived, bytes.fromhex(digest)) and kept is not None


def _derive(password: str, salt: bytes) -> bytes:
    """Derive the bytes; two ways to type one character are one."""
    data = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    return hashlib.scrypt(data, salt=salt, n=_WORK, r=_BLOCK, p=_LANES, dklen=_BYTES, maxmem=_MEMORY)
