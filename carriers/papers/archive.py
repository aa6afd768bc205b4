"""A ZIP archive, one level deep: the entries to read, their names, and how to unpack each into a file.

Entries are refused without unpacking where possible, and unpacked bytes are counted. Names are read as UTF-8
or as GB 18030, which Chinese systems use. A path out of the archive, a link, and an archive within are
refused.
"""

import os
import re
import stat
import struct
import zipfile
import zlib
from typing import BinaryIO

from carriers.errors import CarrierError
from carriers.papers.folder import FoundPaper, part_papers, safe_name
from carriers.papers.limits import (
    ARCHIVE_MAX_DIRECTORY,
    ARCHIVE_MAX_ENTRIES,
    ARCHIVE_MAX_RATIO,
    ARCHIVE_MAX_TOTAL,
    MAX_DEPTH,
    PDF_MAX_BYTES,
)

_END = struct.Struct("<4s4H2LH")
_UTF8, _ENCRYPTED = 0x800, 0x1
_SMALL = 1024 * 1024
"""An entry that unpacks to less is no zip bomb, whatever its packed size."""
_CHUNK = 256 * 1024
_DRIVE = re.compile(r"[A-Za-z]:")
_FAILURES = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, LookupError, OverflowError, ValueError,
             RuntimeError, NotImplementedError)  # fmt: skip
"""Errors that zipfile is known to raise on bytes that are not a sound archive."""


class PaperArchive:
    """The entries of an archive in the order of their safe paths; the caller closes the file."""

    def __init__(self, file: BinaryIO, path: str) -> None:
        """Read the list of entries; CarrierError with the reason as its code."""
        _check_directory(file)
        try:
            self._zip = zipfile.ZipFile(file)
            entries = [entry for entry in self._zip.infolist() if not entry.is_dir()]
        except _FAILURES as error:
            raise CarrierError("paper-damaged") from error
        if sum(entry.file_size for entry in entries) > ARCHIVE_MAX_TOTAL:
            raise CarrierError("archive-too-large", total=ARCHIVE_MAX_TOTAL)
        names = [_name(entry) for entry in entries]
        self._entries = {str(number): entry for number, entry in enumerate(entries)}
        papers = [
            FoundPaper(f"{path}/{safe_name(name)}", str(number), _refusal(entry, name))
            for number, (entry, name) in enumerate(zip(entries, names, strict=True))
        ]
        self.papers, self.passed_over = part_papers(papers)
        """The `place` of a paper is here the number that `unpack` takes."""

    def size(self, place: str) -> int:
        """Return the unpacked size that an entry states."""
        return self._entries[place].file_size

    def unpack(self, place: str, target: BinaryIO) -> None:
        """Write an entry's bytes, no more than the size it states; CarrierError paper-damaged."""
        entry = self._entries[place]
        try:
            with self._zip.open(entry) as packed:
                while piece := packed.read(_CHUNK):
                    target.write(piece)
        except _FAILURES as error:
            raise CarrierError("paper-damaged") from error


def _name(entry: zipfile.ZipInfo) -> str:
    """Return the intended name: zipfile reads names not marked as UTF-8 by the code page of an old PC."""
    name = entry.orig_filename
    if not entry.flag_bits & _UTF8:
        # zipfile decoded the name as CP437: undo that to get the packer's own bytes
        raw = name.encode("cp437")
        for encoding in ("utf-8", "gb18030"):
            try:
                return raw.decode(encoding).replace("\\", "/")
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def _refusal(entry: zipfile.ZipInfo, name: str) -> str | None:
    parts = name.split("/")
    # the upper half holds the Unix mode
    mode = entry.external_attr >> 16
    if (
        not all(parts)
        or {".", ".."} & {*parts}
        or _DRIVE.match(name)
        or "\0" in name
        or len(parts) > MAX_DEPTH
    ):
        return "archive-path"
    if stat.S_ISLNK(mode):
        return "archive-link"
    if name.lower().endswith(".zip"):
        return "archive-nested"
    if entry.flag_bits & _ENCRYPTED:
        return "paper-locked"
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "archive-form"
    if entry.file_size > PDF_MAX_BYTES:
        return "archive-too-large"
    if entry.file_size > max(_SMALL, entry.compress_size * ARCHIVE_MAX_RATIO):
        return "archive-bomb"
    return None


def _check_directory(file: BinaryIO) -> None:
    """Refuse a list of entries that is long, split or in zip64 form before zipfile walks it."""
    size = file.seek(0, os.SEEK_END)
    # a comment of up to 65,535 bytes may follow the record (APPNOTE 4.3.16)
    file.seek(max(0, size - _END.size - 0xFFFF))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise CarrierError("paper-damaged")
    _, disk, first_disk, disk_entries, entries, length, _, _ = _END.unpack_from(tail, at)
    if (
        disk
        or first_disk
        or disk_entries != entries
        or entries == 0xFFFF
        or b"PK\x06\x07" in tail[max(0, at - 20) : at]
    ):
        raise CarrierError("archive-form")
    if entries > ARCHIVE_MAX_ENTRIES or length > ARCHIVE_MAX_DIRECTORY:
        raise CarrierError("archive-too-many", entries=ARCHIVE_MAX_ENTRIES)
