"""Inputs of `huren verify`: files, folders, standard input, QR text; each becomes bytes or a reason.

No input is passed over in silence: an unreadable one becomes a finding, and so a verdict.
"""

import os
import re
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from cli.verify.file_kinds import HEAD_BYTES, TAIL_BYTES, FileKind, explain_kind, tell_kind
from credentials.documents.part import MAX_PART_BYTES, parse_part
from credentials.h1 import MAX_TEXT, find_h1
from credentials.kinds import max_judged_bytes
from credentials.words.os_refusals import explain_system
from signing.errors import HurenError
from signing.jcs import canonicalize
from signing.plural import format_count
from terminal.errors import CommandError
from terminal.language import say
from terminal.output import plain
from terminal.workspace.files import STDIO
from verifier import Finding, Result

if TYPE_CHECKING:
    from carriers.pdf_seal.reading import Seal

SUFFIXES = (".json", ".txt", ".png", ".jpg", ".jpeg", ".pdf")
_LITERAL = re.compile(r"H1\.|https?://", re.IGNORECASE)
_Read = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Input:
    """Input to verify, with the name of its file, or the typed text.

    If a file holds several, `number` is the place of this one, and `pages` are the pages that show its code.
    `unread` says why there are no bytes. `noted` is what the surrounding file adds to a passed check of form.
    `part` is the name and digest of the part that holds the record, `seals` those of its PDF.
    """

    name: str
    data: bytes
    unread: Finding | None = None
    noted: Finding | None = None
    part: tuple[str, str] | None = None
    number: int | None = None
    pages: tuple[int, ...] = ()
    seals: "tuple[Seal, ...]" = ()

    @property
    def called(self) -> str:
        """Name of the file and the place in it, by page where known."""
        if self.pages:
            pages = say(", ", "、").join(map(str, self.pages))
            return say(f"{self.name}, page {pages}", f"{self.name} 第 {pages} 页")
        if self.number is not None:
            return say(f"{self.name}, no. {self.number}", f"{self.name} 第 {self.number} 个")
        return self.name


def expand_paths(paths: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the inputs in order, folders replaced by their files, and the folders' files of other kinds.

    Raises CommandError: file-missing, nothing-to-verify.
    """
    wanted: list[str] = []
    others: list[str] = []
    for path in paths:
        # a file with that name takes precedence over a typed code
        if path == STDIO or (not os.path.lexists(path) and is_literal(path)):
            wanted.append(path)
        elif os.path.isdir(path):
            before = len(wanted)
            for name in _walk(path):
                (wanted if name.lower().endswith(SUFFIXES) or os.path.isdir(name) else others).append(name)
            if len(wanted) == before:
                raise CommandError("nothing-to-verify", path=plain(path))
        elif os.path.exists(path):
            wanted.append(path)
        else:
            raise CommandError("file-missing", path=plain(path))
    return wanted, others


def is_literal(text: str) -> bool:
    """Return whether `text` is the text of a QR code itself and not a path."""
    return _LITERAL.match(text) is not None or find_h1(text) is not None


def read_inputs(paths: Sequence[str]) -> Iterator[Input]:
    """Yield the inputs behind expanded paths; a picture or text with several codes gives one for each."""
    for path in paths:
        try:
            if path == STDIO:
                yield from _split(STDIO, sys.stdin.buffer.read(max_judged_bytes() + 1), sys.stdin.buffer.read)
            elif not os.path.lexists(path) and is_literal(path):
                yield Input(plain(path), path.encode("utf-8", "replace"))
            else:
                yield from _read_file(path)
        except Exception as error:  # one broken file must not stop the others
            yield failed(plain(path), error)


def failed(name: str, error: Exception) -> Input:
    """Return the input for a file that no reader can handle: it has a name and an error but no bytes."""
    kind = type(error).__name__
    return _unread(
        name, "unreadable", f"huren failed on it (“{kind}”).", f"程序处理此文件时出错（“{kind}”）。"
    )


def _walk(folder: str) -> Iterator[str]:
    """Yield regular files below `folder`, in the order of their paths; yield an unreadable folder itself."""
    try:
        # sorted, because the order of scandir differs between machines
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        yield folder
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):  # a link to a parent folder would never end
            yield from _walk(entry.path)
        elif entry.is_file():
            yield entry.path


def _read_file(path: str) -> Iterator[Input]:
    name = plain(path)
    try:
        with open(path, "rb") as file:
            status = os.fstat(file.fileno())
            head = file.read(HEAD_BYTES)
            regular = stat.S_ISREG(status.st_mode)
            if regular and status.st_size > max_judged_bytes() and tell_kind(head) in (None, "binary"):
                # a file larger than any record is not read whole: its last bytes tell its kind
                file.seek(-TAIL_BYTES, os.SEEK_END)
                kind = tell_kind(head, file.read())
                file.seek(0)
                if kind == "part":
                    yield from _read_part(name, b"", file.read)
                else:
                    yield _misplaced(name, kind) if kind == "bundle" else _too_large(name)
                return
            yield from _split(name, head + file.read(max_judged_bytes() + 1 - len(head)), file.read)
    except OSError as error:
        yield _unread(
            name, "unreadable", explain_system(error, "en") + ".", explain_system(error, "zh") + "。"
        )


def _split(name: str, data: bytes, more: _Read) -> Iterator[Input]:
    kind = tell_kind(data, data)
    if kind == "picture":
        yield from _read_picture(name, data, more)
    elif kind == "pdf":
        yield from _read_pdf(name, data, more)
    elif kind == "part":
        yield from _read_part(name, data, more)
    elif kind == "sheet":
        yield _misplaced(name, kind)
    elif len(data) > max_judged_bytes():
        yield _too_large(name)
    elif kind is not None:
        yield _misplaced(name, kind)
    elif data.lstrip()[:1] == b"{":
        yield Input(name, data)
    else:
        text = data.decode("utf-8", "replace")
        coded = [line for line in text.splitlines() if find_h1(line) is not None]
        yield from _numbered(name, coded or [text[:MAX_TEXT]])  # without a code, any part will do


def _read_picture(name: str, data: bytes, more: _Read) -> Iterator[Input]:
    from carriers.image import FILE_MAX_BYTES, read_codes

    if len(data) > max_judged_bytes():
        data += more(FILE_MAX_BYTES + 1 - len(data))
    try:
        yield from _numbered(name, read_codes(data))
    except HurenError as error:
        yield _refused(name, error)


def _read_pdf(name: str, data: bytes, more: _Read) -> Iterator[Input]:
    from carriers.pdf import FILE_MAX_BYTES
    from carriers.presented import compare
    from cli.verify.pdf_process import read_pdf_apart

    if len(data) > max_judged_bytes():
        data += more(FILE_MAX_BYTES + 1 - len(data))
    try:
        reading = read_pdf_apart(data)
        items, relation, pages = compare(reading)
    except HurenError as error:
        yield _refused(name, error)
        return
    noted = _PRINT_FINDINGS.get(relation.value)
    if len(items) == 1:
        yield Input(name, items[0], noted=noted, seals=reading.seals)
        return
    for place, item in enumerate(items, 1):
        shown = pages[place - 1] if pages else ()
        yield Input(name, item, noted=noted, number=place, pages=shown, seals=reading.seals)


def _read_part(name: str, data: bytes, more: _Read) -> Iterator[Input]:
    """Yield each record as it was signed; trust data show which manifest names the part."""
    data += more(MAX_PART_BYTES + 1 - len(data))
    try:
        records = parse_part(data).records
    except HurenError as error:
        yield _refused(name, error)
        return
    if not records:
        yield _unread(name, "unreadable", "the part holds no record.", "此部分数据中没有记录。")
    part = name, sha256(data).hexdigest()
    for place, record in enumerate(records, 1):
        number = place if len(records) > 1 else None
        yield Input(name, canonicalize(record), part=part, number=number)


def _numbered(name: str, texts: Sequence[str]) -> Iterator[Input]:
    for place, text in enumerate(texts, 1):
        number = place if len(texts) > 1 else None
        yield Input(name, text.encode("utf-8", "replace"), number=number)


def _refused(name: str, error: HurenError) -> Input:
    bare = type(error)(error.code, "", **error.facts)  # the field would only be “image”
    reasons = (f"{bare.sentence(lang)} {bare.mend(lang)}" for lang in ("en", "zh"))
    return _unread(name, "unreadable", *reasons)


def _misplaced(name: str, kind: FileKind) -> Input:
    return _unread(name, "unreadable", *explain_kind(kind))


def _too_large(name: str) -> Input:
    limit = max_judged_bytes()
    reason = f"more than {format_count(limit, 'bytes')}.", f"超过 {limit} 字节。"
    return Input(name, b"", _finding("too-large", Result.FAILED, *reason))


def _unread(name: str, code: str, reason: str, reason_zh: str) -> Input:
    return Input(name, b"", _finding(code, Result.INDETERMINATE, reason, reason_zh))


def _finding(code: str, outcome: Result, reason: str, reason_zh: str) -> Finding:
    return Finding("well-formed", outcome, code, {"reason": reason, "reason_zh": reason_zh})


_PRINT_FINDINGS = {
    "differs": Finding("well-formed", Result.INDETERMINATE, "print-differs", {}),
    "unread": Finding("well-formed", Result.INDETERMINATE, "print-unread", {}),
    "absent": Finding("well-formed", Result.PASSED, "print-absent", {}),
}
"""Findings for a credential attached to a PDF whose pages do not show its code."""
