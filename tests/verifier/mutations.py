"""Mutations of documents, by bytes and by value, from a seeded source so that a failure can be repeated."""

import random
from typing import Any

from signing.jcs import canonicalize
from signing.strict_json import parse_json

_SPLICES = (
    b"", b"\x00", b"\xff", b"\xef\xbb\xbf", b"{", b"}", b"[", b"]", b'"', b"\\", b",", b":", b"\\ud800",
    b"null",
    b"1e9", b"-0", b"9007199254740993", b"NaN", b"true", b'"id":"x",', b"\n", "示".encode(), b"H1.", b"#",
)  # fmt: skip
_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**53 - 1, "", "x", "示例", "2026-05-01T09:00:00+08:00",
    "2199-12-31T23:59:59Z",
    "did:web:sc.huren.example", "urn:uuid:00000000-0000-4000-8000-000000000001", [], {}, [[]], "0" * 64,
    "VerifiableCredential", "z" * 88, "revoke", "reinstate", "assessment", "root", "publication", "1" * 5000,
)  # fmt: skip


def mutate_bytes(data: bytes, source: random.Random) -> bytes:
    """One to three edits: flip, delete, splice, repeat, cut."""
    out = bytearray(data)
    for _ in range(source.randint(1, 3)):
        place = source.randrange(len(out) + 1)
        kind = source.randrange(5)
        if kind == 0 and place < len(out):
            out[place] ^= 1 << source.randrange(8)
        elif kind == 1:
            del out[place : place + source.randint(1, 40)]
        elif kind == 2:
            out[place:place] = source.choice(_SPLICES)
        elif kind == 3:
            out[place:place] = out[place : place + source.randint(1, 200)]
        else:
            out = out[: max(place, 1)]
    return bytes(out)


def mutate_value(data: bytes, source: random.Random) -> bytes:
    """One edit in the JSON tree: replace, remove, rename, add or move a member or an item."""
    value: Any = parse_json(data, max_bytes=10**8)
    node, path = value, [value]
    while isinstance(node, (dict, list)) and node and source.random() < 0.85:
        node = source.choice([*node.values()] if isinstance(node, dict) else node)
        path.append(node)
    holders = [part for part in path if isinstance(part, (dict, list)) and part]
    holder = source.choice(holders)
    new = source.choice((*_VALUES, *[part for part in path[1:] if not isinstance(part, (dict, list))]))
    if isinstance(holder, dict):
        name = source.choice(sorted(holder))
        match source.randrange(4):
            case 0:
                holder[name] = new
            case 1:
                del holder[name]
            case 2:
                holder[source.choice(("note", "id", "until", "@context", name.upper()))] = holder[name]
            case _:
                holder[name] = holder[source.choice(sorted(holder))]
    else:
        place = source.randrange(len(holder))
        match source.randrange(4):
            case 0:
                holder[place] = new
            case 1:
                del holder[place]
            case 2:
                holder.insert(place, holder[source.randrange(len(holder))])
            case _:
                source.shuffle(holder)
    return canonicalize(value)
