"""Files of a bidder's folder, under names that are safe to show; no link is followed."""

import os
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from typing import BinaryIO, NamedTuple

from carriers.errors import CarrierError
from carriers.papers.kinds import HEAD_BYTES
from carriers.papers.limits import MAX_DEPTH, MAX_FILES
from credentials.kinds import max_judged_bytes
from signing.plain_text import plain

_CHUNK = 1024 * 1024


_SYSTEM_FILES = frozenset(("thumbs.db", ".ds_store", "desktop.ini"))
_SYSTEM_FOLDER = "__macosx"


class FolderPapers(NamedTuple):
    """The papers in a folder or archive, and the number of files that operating systems left in it."""

    papers: list["FoundPaper"]
    passed_over: int


class FoundPaper(NamedTuple):
    """A file to read: its name in the record, where it is, and the reason why it is not read."""

    path: str
    place: str
    reason: str | None = None


class FileState(NamedTuple):
    """Facts that show that a file is still the one that was checked."""

    device: int
    inode: int
    size: int
    changed_ns: int


class FileFacts(NamedTuple):
    """Facts of a file that was read through once."""

    state: FileState
    sha256: str
    head: bytes
    content: bytes
    """All bytes of a file that may be a document; none of a larger one."""


def list_papers(folder: str) -> FolderPapers:
    """List every file below `folder` in the order of its safe path, links and other entries among them.

    Files that operating systems leave in folders are counted and skipped. Raises CarrierError
    papers-no-folder, papers-folder-link, papers-too-many-files.
    """
    if os.path.islink(folder.rstrip(os.sep) or folder):
        raise CarrierError("papers-folder-link", path=folder)
    if not os.path.isdir(folder):
        raise CarrierError("papers-no-folder", path=folder)
    papers: list[FoundPaper] = []
    for paper in _walk(folder, "", 0):
        if paper is None or len(papers) == MAX_FILES:
            raise CarrierError("papers-too-many-files", path=folder, limit=MAX_FILES, depth=MAX_DEPTH)
        papers.append(paper)
    return part_papers(papers)


def part_papers(listed: list[FoundPaper]) -> FolderPapers:
    """Separate the papers, in the order of their safe paths, from files of operating systems."""
    papers = [paper for paper in listed if not _is_of_system(paper.path)]
    return FolderPapers(sorted(_refuse_twins(papers)), len(listed) - len(papers))


def _is_of_system(path: str) -> bool:
    """Return whether Windows (Thumbs.db, desktop.ini) or macOS (.DS_Store, __MACOSX/) left the file."""
    *folders, name = path.casefold().split("/")
    return name in _SYSTEM_FILES or _SYSTEM_FOLDER in folders


def _refuse_twins(papers: list[FoundPaper]) -> list[FoundPaper]:
    """Refuse all files whose safe paths differ only in the case of letters, or not at all."""
    # on Windows and macOS two such names mean one file
    alike = Counter(paper.path.casefold() for paper in papers)
    return [
        paper if alike[paper.path.casefold()] == 1 else paper._replace(reason="paper-name-twice")
        for paper in papers
    ]


def safe_name(name: str) -> str:
    """Return a name in NFC on one printable line; characters that steer a terminal become visible."""
    return plain(unicodedata.normalize("NFC", name))


def _walk(folder: str, path: str, depth: int) -> Iterator[FoundPaper | None]:
    """Yield the files; None where folders are nested too deeply."""
    if depth > MAX_DEPTH:
        yield None
        return
    try:
        entries = list(os.scandir(folder))
    except OSError as error:
        if not path:
            raise CarrierError("papers-no-folder", path=folder) from error
        yield FoundPaper(path, folder, explain_refusal(error))
        return
    for entry in entries:
        name = path + "/" + safe_name(entry.name) if path else safe_name(entry.name)
        if entry.is_symlink():
            yield FoundPaper(name, entry.path, "paper-link")
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path, name, depth + 1)
        elif entry.is_file(follow_symlinks=False):
            yield FoundPaper(name, entry.path)
        else:
            yield FoundPaper(name, entry.path, "paper-no-file")


def open_regular(place: str) -> BinaryIO:
    """Open the file itself without waiting, never a link's target; OSError as the system has it."""
    # a named pipe would otherwise wait for a writer, for ever
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(place, flags | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0))
    # ask the open file: the path may lead elsewhere by now
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise FileNotFoundError(place)
    return open(descriptor, "rb", buffering=0)


def look_at(file: BinaryIO) -> FileState:
    """Return the present state of a file."""
    status = os.fstat(file.fileno())
    return FileState(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


def read_facts(place: str) -> FileFacts:
    """Read the file through once, a piece at a time; CarrierError with the reason as its code."""
    try:
        with open_regular(place) as file:
            state, digest, first, length = look_at(file), sha256(), b"", 0
            while piece := file.read(_CHUNK):
                first = first or piece
                length += len(piece)
                digest.update(piece)
                # a file that grows as fast as it is read would never end
                if length > state.size:
                    raise CarrierError("paper-changed")
            if look_at(file) != state or length != state.size:
                raise CarrierError("paper-changed")
    except OSError as error:
        raise CarrierError(explain_refusal(error)) from error
    content = first if len(first) == length <= max_judged_bytes() else b""
    return FileFacts(state, digest.hexdigest(), first[:HEAD_BYTES], content)


def explain_refusal(error: OSError) -> str:
    """Return the code of the reason for an operating system's error."""
    if isinstance(error, PermissionError):
        return "paper-no-permission"
    return "paper-gone" if isinstance(error, FileNotFoundError) else "paper-disk"
