"""Files that are no pack (cut, lengthened, compressed, encrypted, a name twice), each with its code."""

import io
import zipfile
from collections.abc import Callable

from tender.record.pack import write_pack

FILES = {"receipt.json": b"{}", "codes/ab": b"\x00\xff", "inputs/1号/资质.pdf": b"%PDF", "bundle.json": b""}


def zipped(files: dict[str, bytes], how: int = zipfile.ZIP_STORED, comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, how)
        archive.comment = comment
    return out.getvalue()


def twice() -> bytes:
    """Return a pack with one name twice."""
    return (
        zipped({"a": b"1", "b": b"2"})
        .replace(b"b2PK", b"a2PK")
        .replace(b"\x00\x00bPK\x05", b"\x00\x00aPK\x05")
    )


def with_flag() -> bytes:
    """Return a pack that claims that its entry is encrypted."""
    data = bytearray(zipped({"a": b"x"}))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def flipped() -> bytes:
    return write_pack(FILES).replace(b"%PDF", b"%PDG")


GOOD = write_pack(FILES)
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "pack-damaged"),
    "no archive": (lambda: b"%PDF-1.7" * 50, "pack-damaged"),
    "cut short": (lambda: GOOD[:-30], "pack-damaged"),
    "something before it": (lambda: b"#!/bin/sh\n" + GOOD, "pack-damaged"),
    "something behind it": (lambda: GOOD + b"x", "pack-damaged"),
    "a comment": (lambda: zipped(FILES, comment=b"hello"), "pack-damaged"),
    "another byte": (flipped, "pack-damaged"),
    "packed": (lambda: zipped({"a": b"0" * 100_000}, zipfile.ZIP_DEFLATED), "pack-form"),
    "encrypted": (with_flag, "pack-form"),
    "a name twice": (twice, "pack-form"),
}
