"""Vectors of tlog-witness and tlog-tiles, made by the client alone: `python -m tests.interop.tlog.vectors`.

The log is Sichuan's of the examples (keys_example: a seed is SHA-256 of its name), with entries of its own:
entry n is SHA-256 of `entry n`. The requests are put one by one to a witness that has seen nothing of it.
"""

import json
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.interop.tlog.client import (
    Log,
    consistency_of,
    hash_leaf,
    place_of,
    request_of,
    root_of,
    tile_of,
    tiles_of,
)

FILE = Path(__file__).with_name("vectors.json")
SIZES = (1, 2, 255, 256, 257, 512, 1000, 65_536, 65_537, 70_000)


def key_of(name: str) -> Ed25519PrivateKey:
    """An example key."""
    return Ed25519PrivateKey.from_private_bytes(sha256(f"huren example key {name}".encode()).digest())


def leaves_of(size: int, history: str = "entry") -> list[bytes]:
    """Return the leaf hashes of the log, or of another history by another word."""
    return [hash_leaf(sha256(f"{history} {number}".encode()).digest()) for number in range(size)]


LOG = Log("sc.huren.example/log", key_of("sc-publication"))


def requests() -> list[dict[str, Any]]:
    """Return requests: `name`, `body`, the expected `status`, and for a 409 the `size`."""
    whole = leaves_of(301)
    other = [*whole[:8], *leaves_of(301, "other")[8:]]
    three, eight = LOG.sign(whole[:3]), LOG.sign(whole[:8])
    proof = consistency_of(3, whole[:8])
    steps: list[tuple[str, bytes, int, int | None]] = []

    def step(name: str, body: bytes, status: int, size: int | None = None) -> None:
        steps.append((name, body, status, size))

    first = request_of(0, [], three)
    # malformed requests, one fault at a time
    for name, body in (
        ("nothing", b""),
        ("no old size", three),
        ("an old size that is no number", first.replace(b"old 0", b"old x", 1)),
        ("a leading zero", first.replace(b"old 0", b"old 00", 1)),
        ("a sign", first.replace(b"old 0", b"old -0", 1)),
        ("two spaces", first.replace(b"old 0", b"old  0", 1)),
        ("a space behind the size", first.replace(b"old 0", b"old 0 ", 1)),
        ("another word", first.replace(b"old 0", b"OLD 0", 1)),
        ("line ends of two characters", first.replace(b"\n", b"\r\n")),
        ("no empty line", first.replace(b"old 0\n\n", b"old 0\n", 1)),
        ("no checkpoint", b"old 0\n\n"),
        ("a proof line that is no base64", request_of(3, [], eight).replace(b"\n\n", b"\n!\n\n", 1)),
        ("a proof hash of 31 bytes", request_of(3, [proof[0][:31], *proof[1:]], eight)),
        ("a proof hash of 33 bytes", request_of(3, [proof[0] + b"0", *proof[1:]], eight)),
        ("64 proof lines", request_of(3, [bytes(32)] * 64, eight)),
        ("a checkpoint without a signature", request_of(0, [], three.split(b"\n\n")[0] + b"\n\n")),
        ("a checkpoint of two lines", request_of(0, [], three.replace(b"\n3\n", b"\n", 1))),
        ("a size that is no number", request_of(0, [], three.replace(b"\n3\n", b"\nx\n", 1))),
        ("a size with a leading zero", request_of(0, [], three.replace(b"\n3\n", b"\n03\n", 1))),
        ("a root that is no base64", request_of(0, [], three.replace(b"=\n\n", b"\n\n", 1))),
        ("a control character", request_of(0, [], three.replace(b"\n3\n", b"\n3\n\0\n", 1))),
        ("bytes that are no UTF-8", request_of(0, [], three.replace(b"\n3\n", b"\n3\n\xff\n", 1))),
        ("no newline at the end", first[:-1]),
    ):
        step(f"form: {name}", body, 400)
    step("the old size above the size", request_of(4, [], three), 400)
    step("an origin nobody knows", request_of(0, [], Log("nobody.example/log", LOG.key).sign(whole[:3])), 404)
    step(
        "signed by another key",
        request_of(0, [], Log(LOG.origin, key_of("cq-publication")).sign(whole[:3])),
        403,
    )
    step("the size changed after it was signed", request_of(0, [], three.replace(b"\n3\n", b"\n5\n", 1)), 403)
    step("the signature under another name", first.replace(b"\xe2\x80\x94 sc", b"\xe2\x80\x94 xx", 1), 403)
    step("an old size where nothing is known", request_of(1, consistency_of(1, whole[:3]), three), 409, 0)
    step("a proof where the old size is zero", request_of(0, [whole[0]], three), 422)
    step("no entries and a root of some", request_of(0, [], LOG.sign([], root=whole[0])), 422)
    step("the first", first, 200)
    step("the first again", first, 409, 3)
    step("the same once more", request_of(3, [], three), 200)
    step("the same with a proof", request_of(3, [whole[0]], three), 422)
    step("no proof of what is new", request_of(3, [], eight), 422)
    step("a proof with a hash changed", request_of(3, [proof[0], bytes(32), *proof[2:]], eight), 422)
    step("a proof that is too short", request_of(3, proof[:-1], eight), 422)
    step("a proof that is too long", request_of(3, [*proof, proof[-1]], eight), 422)
    step("a proof in another order", request_of(3, proof[::-1], eight), 422)
    step("a proof from another size", request_of(3, consistency_of(2, whole[:8]), eight), 422)
    step("a proof to another size", request_of(3, consistency_of(3, whole[:7]), eight), 422)
    step("a proof of another history", request_of(3, consistency_of(3, leaves_of(8, "other")), eight), 422)
    step("from the wrong size", request_of(2, consistency_of(2, whole[:8]), eight), 409, 3)
    step("what is new", request_of(3, proof, eight), 200)
    step("the one before", request_of(3, [], three), 409, 8)
    step("a smaller one from the newest", request_of(8, [], LOG.sign(whole[:5])), 400)
    step("a size of a full tile", request_of(8, consistency_of(8, whole[:256]), LOG.sign(whole[:256])), 200)
    step("one more", request_of(256, consistency_of(256, whole[:257]), LOG.sign(whole[:257])), 200)
    step("a large step", request_of(257, consistency_of(257, whole[:300]), LOG.sign(whole[:300])), 200)
    step("history rewritten", request_of(300, consistency_of(300, other), LOG.sign(other)), 422)
    step("one size and two roots", request_of(300, [], LOG.sign(other[:300])), 422)
    return [
        {"name": name, "body": b64encode(body).decode(), "status": status, "size": size}
        for name, body, status, size in steps
    ]


def tiles() -> list[dict[str, Any]]:
    """Return for logs of several sizes the root, and SHA-256 of each hash tile by its path below `tile/`."""
    whole, found = leaves_of(max(SIZES)), []
    for size in SIZES:
        leaves = whole[:size]
        named = {
            f"{level}/{place_of(index)}" + ("" if width == 256 else f".p/{width}"): (level, index, width)
            for level, index, width in tiles_of(size)
        }
        last = {path: tile for path, tile in named.items() if tile[0] or tile[1] >= size // 256 - 1}
        found.append(
            {
                "size": size,
                "root": root_of(leaves).hex(),
                "count": len(named),
                "last": {path: sha256(tile_of(*tile, leaves)).hexdigest() for path, tile in last.items()},
            }
        )
    return found


def make() -> str:
    """Return the vectors as a file."""
    places = {str(index): place_of(index) for index in (0, 67, 999, 1000, 1_234_067, 999_999, 1_000_000)}
    value = {"requests": requests(), "tiles": tiles(), "places": places}
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(make(), encoding="utf-8")
