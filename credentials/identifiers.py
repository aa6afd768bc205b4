"""Identifiers: Unified Social Credit Code, did:web, credential ids, scheme ids, regions, digests."""

import re
from functools import lru_cache
from operator import mul

from credentials.errors import RecordError

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100-2015 4.2: digits and capitals without I, O, S, V, Z."""

USCC_PATTERN = r"^[0-9A-HJ-NP-RTUWXY]{18}$"
"""The form alone; the 18th character is derived from the others."""
_USCC = re.compile(USCC_PATTERN[1:-1], re.ASCII)
_USCC_VALUE = {character: value for value, character in enumerate(USCC_ALPHABET)}
_USCC_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


def uscc_check_character(body: str) -> str:
    """Return the 18th character for the first 17 (GB 32100-2015 5.3: weights 3^(i-1) mod 31, modulus 31)."""
    total = sum(map(mul, map(_USCC_VALUE.__getitem__, body), _USCC_WEIGHTS))
    # without the second modulus a remainder of 0 would give 31, which has no character
    return USCC_ALPHABET[(31 - total % 31) % 31]


@lru_cache(maxsize=4096)
def parse_uscc(text: str) -> str:
    """Return `text` if it is a Unified Social Credit Code with its check character; RecordError otherwise."""
    if not isinstance(text, str) or _USCC.fullmatch(text) is None:
        raise RecordError("uscc-form")
    expected = uscc_check_character(text[:17])
    if expected != text[17]:
        raise RecordError("uscc-check", found=text, expected=expected)
    return text


def find_stray_characters(text: str) -> list[tuple[int, str]]:
    """Return the characters that no Unified Social Credit Code has, each with its place from 1 on."""
    return [(place, character) for place, character in enumerate(text, 1) if character not in _USCC_VALUE]


def is_digest(text: str) -> bool:
    """Return whether `text` is 64 lower-case hex digits."""
    return _DIGEST.fullmatch(text) is not None


@lru_cache(maxsize=64)
def did_web_address(did: str) -> str:
    """Return the https address of a did:web association (did:web method 3.2), without a slash."""
    return "https://" + did.removeprefix("did:web:").replace(":", "/")


def log_origin(did: str) -> str:
    """Return the C2SP checkpoint origin of an association's log: its address without scheme, and `/log`."""
    return did_web_address(did).removeprefix("https://") + "/log"
