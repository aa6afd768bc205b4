"""DEFLATE in the browser's verifier against zlib: the same bytes, and the same refusals (group `node`)."""

import random
import zlib
from pathlib import Path

import pytest

from credentials.h1_dictionary import DICTIONARY
from tests.harness.fuzz import examples
from tests.harness.node import ask_node

pytestmark = pytest.mark.javascript

LIMIT = 700
STRATEGIES = (zlib.Z_DEFAULT_STRATEGY, zlib.Z_HUFFMAN_ONLY, zlib.Z_RLE, zlib.Z_FIXED, zlib.Z_FILTERED)


def inflated(data: bytes, dictionary: bytes) -> str | None:
    """Return zlib's output in hex, at most LIMIT + 1 bytes; None for a damaged stream."""
    inflate = zlib.decompressobj(-15, zdict=dictionary)
    try:
        out = inflate.decompress(data, LIMIT + 1)
    except zlib.error:
        return None
    whole = inflate.eof and not inflate.unused_data
    return out.hex() if whole or len(out) > LIMIT else None


def in_javascript(folder: Path, dictionary: bytes, data: list[bytes]) -> list[str | None]:
    """Return the same by `credentials/inflate.js`."""
    asked = {"dictionary": dictionary.hex(), "limit": LIMIT, "data": [one.hex() for one in data]}
    found: list[str | None] = ask_node("tests/parity/js/inflate.mjs", folder, asked)
    return found


def deflated(rng: random.Random, dictionary: bytes) -> bytes:
    """Return text or noise in any form of DEFLATE, in one block or several."""
    level, strategy = rng.choice((0, 1, 6, 9)), rng.choice(STRATEGIES)
    deflate = zlib.compressobj(level, zlib.DEFLATED, -15, 9, strategy, dictionary)
    out = b""
    for _ in range(rng.randint(1, 3)):
        size = rng.choice((0, 1, 30, 200, 600))
        text = rng.choice((rng.randbytes(size), dictionary[:size], bytes(size), b"grade" * (size // 5)))
        out += deflate.compress(text) + (deflate.flush(zlib.Z_FULL_FLUSH) if rng.random() < 0.3 else b"")
    return out + deflate.flush()


def spoilt(rng: random.Random, data: bytes) -> bytes:
    """Return the stream with a bit flipped, its end cut, or bytes behind it."""
    match rng.randrange(4):
        case 0:
            return data[: rng.randrange(len(data))]
        case 1:
            return data + rng.randbytes(rng.randint(1, 3))
        case 2:
            return rng.randbytes(rng.randint(0, 40))
    place = rng.randrange(min(len(data), 60))
    return data[:place] + bytes([data[place] ^ 1 << rng.randrange(8)]) + data[place + 1 :]


def test_the_browser_inflates_and_refuses_as_zlib_does(
    tmp_path: Path,
) -> None:
    rng = random.Random(11)
    for dictionary in (DICTIONARY, b"no"):
        good = [deflated(rng, dictionary) for _ in range(max(400, examples(0)))]
        data = [*good, *(spoilt(rng, one) for one in good for _ in range(4))]
        wanted = [inflated(one, dictionary) for one in data]
        found = in_javascript(tmp_path, dictionary, data)
        different = [(d.hex(), w, f) for d, w, f in zip(data, wanted, found, strict=True) if w != f]
        assert different == []
        assert wanted.count(None) > len(good)
        assert len([one for one in wanted if one is not None]) > len(good)
