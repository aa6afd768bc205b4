"""The zip container of an .xlsx file; parts are refused without unpacking where possible."""

import io
import struct
import zipfile
import zlib

from carriers.errors import CarrierError
from carriers.spreadsheet.formats.grid import SMALL_BYTES

MAX_UNPACKED = 100 * 1024 * 1024
_MAX_TAGS = 8_000_000
"""50,000 rows of 26 columns of text, six tags a cell."""
_MAX_DIRECTORY = 32 * 1024
_MAX_ENTRIES = 512
_END = struct.Struct("<4s4H2LH")
_ZIP64_LOCATOR = b"PK\x06\x07"
_FAILURES = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    LookupError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
"""Errors that zipfile is known to raise on bytes that are not a sound archive."""


def _budgets(size: int) -> tuple[int, int]:
    """Return how many bytes of XML, and how many tags, are read from a file of `size`.

    An honest sheet unpacks to twelve times its size, with 1.2 tags a byte. A small file may not claim the
    work of a large one, so that 64 KiB take no noticeable time, whatever their content; a larger file has
    more room.
    """
    small, rest = min(size, SMALL_BYTES), max(0, size - SMALL_BYTES)
    tags = 9_000 + 13 * small // 10 + 4 * rest
    return min(MAX_UNPACKED, 1024 * 1024 + 100 * rest), min(_MAX_TAGS, tags)


class Archive:
    """The parts of an .xlsx file by name, unpacked on demand and never beyond the budget."""

    def __init__(self, data: bytes) -> None:
        """Read the directory; CarrierError for macros, encryption, bombs, other kinds of file, damage."""
        _check_directory(data)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except _FAILURES:
            raise CarrierError("sheet-damaged") from None
        self._entries = {entry.filename.lower(): entry for entry in entries}
        self._bytes, self._tags = _budgets(len(data))
        # two parts of one name: two programs could read different ones
        if len(self._entries) != len(entries):
            raise CarrierError("sheet-damaged")
        if any(entry.flag_bits & 1 for entry in entries):
            raise CarrierError("sheet-encrypted")
        if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
            raise CarrierError("sheet-bomb", limit=MAX_UNPACKED)
        self._check_kind()

    def _check_kind(self) -> None:
        names = self._entries
        if any("vbaproject" in name or name.startswith(("xl/macrosheets/", "xl/activex/")) for name in names):
            raise CarrierError("sheet-macros")
        if "xl/workbook.bin" in names or "mimetype" in names or "[content_types].xml" not in names:
            raise CarrierError("sheet-kind")  # .xlsb, .ods, any other archive
        if b"macroEnabled" in self.read("[Content_Types].xml", SMALL_BYTES):
            raise CarrierError("sheet-macros")

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._entries

    def read(self, name: str, limit: int = MAX_UNPACKED) -> bytes:
        """Return the unpacked part; CarrierError when absent, damaged or too large (sizes are enforced)."""
        entry = self._entries.get(name.lower())
        if entry is None or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise CarrierError("sheet-damaged")
        self._bytes -= entry.file_size
        if self._bytes < 0 or entry.file_size > limit:
            raise CarrierError("sheet-bomb", limit=MAX_UNPACKED)
        try:
            with self._zip.open(entry) as part:  # ZipFile.read would unpack past the declared size
                data = part.read(entry.file_size)
        except _FAILURES:
            raise CarrierError("sheet-damaged") from None
        self._tags -= data.count(b"<") + 4 * data.count(b"_x")  # an escaped character costs as much as four
        if self._tags < 0:
            raise CarrierError("sheet-dense")
        return data


def _check_directory(data: bytes) -> None:
    """Refuse a directory that is long, split or in zip64 form before zipfile walks it."""
    end = data[-_END.size :]
    if len(end) != _END.size or not end.startswith(b"PK\x05\x06"):
        raise CarrierError("sheet-damaged")
    _, disk, first_disk, disk_entries, entries, size, _, comment = _END.unpack(end)
    locator = data[-_END.size - 20 : -_END.size]
    if disk or first_disk or comment or disk_entries != entries or locator.startswith(_ZIP64_LOCATOR):
        raise CarrierError("sheet-damaged")
    if entries > _MAX_ENTRIES or size > _MAX_DIRECTORY:
        raise CarrierError("sheet-bomb", limit=MAX_UNPACKED)
