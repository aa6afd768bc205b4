"""The pack of a record: a plain ZIP, stored and not packed, so that any program of later years opens it.

Entries in the order of their names, dated 1980-01-01, no comments, no extra fields: the same files give the
same bytes. Reading takes that form and no other.
"""

import io
import re
import struct
import zipfile
from collections.abc import Mapping

from carriers.errors import CarrierError

MAX_PACK_BYTES = 1536 * 1024 * 1024
MAX_PACK_ENTRIES = 50_000
MAX_PACK_NAME = 1_000
_DATE = (1980, 1, 1, 0, 0, 0)
_END = struct.Struct("<4s4H2LH")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\:]|^/|//|/$|(?:^|/)\.{1,2}(?:/|$)")
_FAILURES = (zipfile.BadZipFile, struct.error, EOFError, LookupError, OverflowError, ValueError, RuntimeError,
             NotImplementedError)  # fmt: skip
"""What zipfile is known to raise on bytes that are not a sound archive."""


def write_pack(files: Mapping[str, bytes]) -> bytes:
    """The pack of files by name (`/` between folders). Raises CarrierError pack-name, pack-too-large."""
    if len(files) > MAX_PACK_ENTRIES or sum(map(len, files.values())) > MAX_PACK_BYTES:
        raise CarrierError("pack-too-large", limit=MAX_PACK_BYTES, entries=MAX_PACK_ENTRIES)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            _check_name(name)
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, files[name])
    return out.getvalue()


def read_pack(data: bytes) -> dict[str, bytes]:
    """The files of a pack by name, checksums compared.

    Raises CarrierError pack-too-large, pack-damaged, pack-form (packed, encrypted, or a name twice),
    pack-name.
    """
    listed = _check_directory(data)
    found: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            for entry in entries:
                _check_entry(entry, found)
                found[entry.filename] = archive.read(entry)
    except _FAILURES as error:
        raise CarrierError("pack-damaged") from error
    if len(found) != listed:
        raise CarrierError("pack-damaged")
    return found


def _check_directory(data: bytes) -> int:
    """What can be refused before the list of entries is walked; how many there should be."""
    if len(data) > MAX_PACK_BYTES:
        raise CarrierError("pack-too-large", limit=MAX_PACK_BYTES, entries=MAX_PACK_ENTRIES)
    if len(data) < _END.size:
        raise CarrierError("pack-damaged")
    signature, disk, first_disk, here, entries, length, offset, comment = _END.unpack_from(
        data, len(data) - _END.size
    )
    if signature != b"PK\x05\x06" or disk or first_disk or here != entries or comment:
        raise CarrierError("pack-damaged")
    if entries > MAX_PACK_ENTRIES:
        raise CarrierError("pack-too-large", limit=MAX_PACK_BYTES, entries=MAX_PACK_ENTRIES)
    if offset + length != len(data) - _END.size:  # something before, behind or between
        raise CarrierError("pack-damaged")
    return int(entries)


def _check_entry(entry: zipfile.ZipInfo, found: Mapping[str, bytes]) -> None:
    """Stored and whole: then no entry is longer than the pack, and nothing is a bomb."""
    _check_name(entry.filename)
    is_plain = entry.compress_type == zipfile.ZIP_STORED and entry.file_size == entry.compress_size
    if not is_plain or entry.flag_bits & 0x1 or entry.filename in found:
        raise CarrierError("pack-form", name=entry.filename)


def _check_name(name: str) -> None:
    if not name or len(name) > MAX_PACK_NAME or _UNSAFE.search(name):
        raise CarrierError("pack-name", name=name[:MAX_PACK_NAME])
