"""The pack of a record: a plain ZIP without compression, so that programs of later years can open it.

Entries are in the order of their names, dated 1980-01-01, without comments or extra fields: the same files
give the same bytes. Reading accepts only that form.
"""

import hashlib
import io
import re
import shutil
import struct
import zipfile
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import IO, BinaryIO

from carriers.errors import CarrierError

MAX_PACK_BYTES = 1536 * 1024 * 1024
MAX_PACK_ENTRIES = 50_000
MAX_PACK_NAME = 1_000
_CHUNK = 1024 * 1024
_DATE = (1980, 1, 1, 0, 0, 0)
_END = struct.Struct("<4s4H2LH")
# names that would leave the target folder on some system
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\:]|^/|//|/$|(?:^|/)\.{1,2}(?:/|$)")
_FAILURES = (zipfile.BadZipFile, struct.error, EOFError, LookupError, OverflowError, ValueError, RuntimeError,
             NotImplementedError)  # fmt: skip
"""Errors of zipfile on bytes that are not a sound archive."""


def write_pack(files: Mapping[str, bytes]) -> bytes:
    """Return the pack of files by name (`/` between folders). Raises CarrierError pack-name,
    pack-too-large."""
    out = io.BytesIO()
    pack_into(out, files)
    return out.getvalue()


def pack_into(out: BinaryIO, files: Mapping[str, bytes | Path]) -> None:
    """Write the pack to a seekable file; files given by their paths are not held in memory.

    Raises CarrierError pack-name, pack-too-large; OSError as the system has it.
    """
    sizes = {
        name: len(file) if isinstance(file, bytes) else file.stat().st_size for name, file in files.items()
    }
    if len(files) > MAX_PACK_ENTRIES or sum(sizes.values()) > MAX_PACK_BYTES:
        raise CarrierError("pack-too-large", limit=MAX_PACK_BYTES, entries=MAX_PACK_ENTRIES)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            _check_name(name)
            entry = zipfile.ZipInfo(name, _DATE)
            # zipfile would record the system, and the bytes would differ between Windows and Linux
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            entry.file_size = sizes[name]
            content = files[name]
            with (
                io.BytesIO(content) if isinstance(content, bytes) else content.open("rb") as source,
                archive.open(entry, "w") as target,
            ):
                shutil.copyfileobj(source, target, _CHUNK)


def read_pack(source: bytes | BinaryIO, *, but: str | None = None) -> dict[str, bytes]:
    """Return the files of a pack by name, after comparing checksums; skip those below the folder `but`.

    Raises CarrierError pack-too-large, pack-damaged, pack-form (packed, encrypted, or a name twice),
    pack-name; OSError as the system has it.
    """
    files: dict[str, bytes] = {}

    def take(name: str, file: IO[bytes]) -> None:
        if but is None or not name.startswith(f"{but}/"):
            files[name] = file.read()

    _walk(source, take)
    return files


def digest_entries(source: bytes | BinaryIO, folder: str) -> dict[str, str]:
    """Return SHA-256, in hex digits, of the files of a pack below a folder, by name; raises as
    `read_pack`."""
    digests: dict[str, str] = {}

    def take(name: str, file: IO[bytes]) -> None:
        if name.startswith(f"{folder}/"):
            digests[name] = _digest(file)

    _walk(source, take)
    return digests


def unpack_folder(source: bytes | BinaryIO, folder: str, target: Path) -> dict[str, Path]:
    """Copy the files of a pack below a folder to `target`, each under a number as its name; raises as
    `read_pack`."""
    paths: dict[str, Path] = {}

    def take(name: str, file: IO[bytes]) -> None:
        if name.startswith(f"{folder}/"):
            # writes under a number: no name from a stranger's pack may become a path
            place = paths[name] = target / str(len(paths))
            with place.open("wb") as out:
                shutil.copyfileobj(file, out, _CHUNK)

    _walk(source, take)
    return paths


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _walk(source: bytes | BinaryIO, take: Callable[[str, IO[bytes]], None]) -> None:
    """Hand over each file of a pack, opened, with its name."""
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    listed = _check_directory(stream)
    names: set[str] = set()
    try:
        with zipfile.ZipFile(stream) as archive:
            for entry in archive.infolist():
                _check_entry(entry, names)
                names.add(entry.filename)
                with archive.open(entry) as file:
                    take(entry.filename, file)
    except _FAILURES as error:
        raise CarrierError("pack-damaged") from error
    # the end record and the directory must agree: otherwise two programs may see two archives
    if len(names) != listed:
        raise CarrierError("pack-damaged")


def _check_directory(file: BinaryIO) -> int:
    """Check the end of the directory before the entries are read; return the number of entries."""
    size = file.seek(0, io.SEEK_END)
    if size > MAX_PACK_BYTES:
        raise CarrierError("pack-too-large", limit=MAX_PACK_BYTES, entries=MAX_PACK_ENTRIES)
    if size < _END.size:
        raise CarrierError("pack-damaged")
    file.seek(size - _END.size)
    signature, disk, first_disk, here, entries, length, offset, comment = _END.unpack(file.read(_END.size))
    if signature != b"PK\x05\x06" or disk or first_disk or here != entries or comment:
        raise CarrierError("pack-damaged")
    if entries > MAX_PACK_ENTRIES:
        raise CarrierError("pack-too-large", limit=MAX_PACK_BYTES, entries=MAX_PACK_ENTRIES)
    if offset + length != size - _END.size:  # bytes before, after or between the parts
        raise CarrierError("pack-damaged")
    return int(entries)


def _check_entry(entry: zipfile.ZipInfo, names: Collection[str]) -> None:
    """Refuse an entry that is compressed or incomplete."""
    _check_name(entry.filename)
    # a stored entry cannot be longer than the pack, so none is a bomb
    is_plain = entry.compress_type == zipfile.ZIP_STORED and entry.file_size == entry.compress_size
    # bit 0 means encrypted (APPNOTE.TXT 4.4.4)
    if not is_plain or entry.flag_bits & 0x1 or entry.filename in names:
        raise CarrierError("pack-form", name=entry.filename)


def _check_name(name: str) -> None:
    if not name or len(name) > MAX_PACK_NAME or _UNSAFE.search(name):
        raise CarrierError("pack-name", name=name[:MAX_PACK_NAME])
