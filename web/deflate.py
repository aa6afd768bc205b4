"""DEFLATE that gives the same bytes on every machine: builds of zlib differ in the matches that they choose.

For some ten kilobytes of text: about a second for 100 kB, and a few in a hundred larger than zlib's.
"""

import heapq
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

_HEADER = b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"
"""Of gzip (RFC 1952 2.3): no name and no time."""
_SHORTEST, _LONGEST, _FARTHEST, _LONGEST_CODE = 3, 258, 32_768, 15
_TRIES = 64
"""Places at which a match is looked for, the nearest first."""
_END = 256
_ORDER = (16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15)
"""Order of the lengths of the codes of lengths (RFC 1951 3.2.7)."""

Symbol = tuple[int, int, int]
"""Symbol of the alphabet of literals and lengths or of distances, its extra bits and how many they are."""
Bits = tuple[int, int]
"""A number and how many bits it takes, the lowest first."""


def _steps(first: int, per_bits: int, extra: range) -> list[tuple[int, int]]:
    """Return the least value of each symbol and its count of extra bits (RFC 1951 3.2.5)."""
    found, least = [], first
    for bits in extra:
        for _ in range(per_bits):
            found.append((least, bits))
            least += 1 << bits
    return found


_LENGTHS = [*_steps(3, 4, range(1)), *_steps(7, 4, range(6)), (_LONGEST, 0)]
_DISTANCES = [*_steps(1, 2, range(1)), *_steps(3, 2, range(14))]


def gzip(data: bytes) -> bytes:
    """Return the gzip file: one block with codes of its own."""
    parts = [*_parse(data), (_END, 0, 0, None)]
    literals = _code_lengths(Counter(symbol for symbol, *_ in parts))
    distances = _code_lengths(Counter(far[0] for *_, far in parts if far is not None)) or {0: 1}
    bits = _pack(_block(parts, literals, distances))
    return _HEADER + bits + zlib.crc32(data).to_bytes(4, "little") + len(data).to_bytes(4, "little")


def _parse(data: bytes) -> Iterator[tuple[int, int, int, Symbol | None]]:
    """Yield literals and matches, each of these with its distance."""
    places: dict[bytes, list[int]] = defaultdict(list)
    at, known = 0, 0
    length, distance = _longest(data, 0, places)
    while at < len(data):
        while known <= at:
            places[data[known : known + _SHORTEST]].append(known)
            known += 1
        further, far = _longest(data, at + 1, places)
        if length < _SHORTEST or further > length:  # a longer match begins at the next byte
            yield data[at], 0, 0, None
            at, length, distance = at + 1, further, far
            continue
        yield *_symbol(_LENGTHS, 257, length), _symbol(_DISTANCES, 0, distance)
        at += length
        while known < at:
            places[data[known : known + _SHORTEST]].append(known)
            known += 1
        length, distance = _longest(data, at, places)


def _longest(data: bytes, at: int, places: Mapping[bytes, list[int]]) -> tuple[int, int]:
    """Return the length of the longest match and the nearest distance at which it is found; 0, 0 for none."""
    best, distance = 0, 0
    most = min(_LONGEST, len(data) - at)
    for place in reversed(places.get(data[at : at + _SHORTEST], [])[-_TRIES:]):
        if at - place > _FARTHEST or best >= most:
            break
        if data[place : place + best + 1] != data[at : at + best + 1]:
            continue
        length = best + 1
        while length < most and data[place + length] == data[at + length]:
            length += 1
        best, distance = length, at - place
    return (best, distance) if best >= _SHORTEST else (0, 0)


def _symbol(steps: list[tuple[int, int]], first: int, value: int) -> Symbol:
    place = max(place for place, (least, _) in enumerate(steps) if least <= value)
    least, bits = steps[place]
    return first + place, value - least, bits


def _code_lengths(counts: Mapping[int, int]) -> dict[int, int]:
    """Return Huffman's length of code of each symbol; rare symbols count more until none is too long."""
    if len(counts) < 2:
        return dict.fromkeys(counts, 1)
    heap: list[tuple[int, int, tuple[int, ...]]] = [
        (count, symbol, (symbol,)) for symbol, count in sorted(counts.items())
    ]
    heapq.heapify(heap)
    lengths = dict.fromkeys(counts, 0)
    while len(heap) > 1:
        (one, name, some), (two, _, more) = heapq.heappop(heap), heapq.heappop(heap)
        for symbol in some + more:
            lengths[symbol] += 1
        heapq.heappush(heap, (one + two, name, some + more))
    if max(lengths.values()) > _LONGEST_CODE:
        return _code_lengths({symbol: count // 2 + 1 for symbol, count in counts.items()})
    return lengths


def _codes(lengths: Mapping[int, int]) -> dict[int, Bits]:
    """Return the canonical codes of these lengths (RFC 1951 3.2.2), turned about: the top comes first."""
    codes, code, last = {}, 0, 0
    for length, symbol in sorted((length, symbol) for symbol, length in lengths.items()):
        code <<= length - last
        codes[symbol] = int(f"{code:0{length}b}"[::-1], 2), length
        code, last = code + 1, length
    return codes


def _block(
    parts: list[tuple[int, int, int, Symbol | None]],
    literals: Mapping[int, int],
    distances: Mapping[int, int],
) -> Iterator[Bits]:
    """Yield the last block, whose lengths of codes stand in four bits each."""
    yield from ((1, 1), (2, 2), (286 - 257, 5), (30 - 1, 5), (19 - 4, 4))
    yield from ((4 if symbol < 16 else 0, 3) for symbol in _ORDER)
    four = _codes(dict.fromkeys(range(16), 4))
    yield from (four[literals.get(symbol, 0)] for symbol in range(286))
    yield from (four[distances.get(symbol, 0)] for symbol in range(30))
    codes, far_codes = _codes(literals), _codes(distances)
    for symbol, extra, count, far in parts:
        yield codes[symbol]
        yield extra, count
        if far is not None:
            yield far_codes[far[0]]
            yield far[1:]


def _pack(bits: Iterator[Bits]) -> bytes:
    out, buffer, filled = bytearray(), 0, 0
    for number, count in bits:
        buffer |= number << filled
        filled += count
        while filled >= 8:
            out.append(buffer & 0xFF)
            buffer >>= 8
            filled -= 8
    return bytes([*out, buffer] if filled else out)
