"""Files: read with a cap, written whole or not at all."""

import io
import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from credentials.words.os_refusals import explain_system
from terminal.errors import CommandError
from terminal.language import language
from terminal.output import plain

STDIO = "-"


def load_bytes(path: str | Path, *, limit: int) -> bytes:
    """Return the file's bytes (`-` is standard input); refuse a file of more than `limit` bytes unread.

    Raises CommandError: file-missing, file-unreadable, file-too-large.
    """
    name = plain(str(path))
    try:
        if str(path) == STDIO:
            data = sys.stdin.buffer.read(limit + 1)
        else:
            with open(path, "rb") as file:
                # fstat on the open file: nobody can exchange the file between check and read
                status = os.fstat(file.fileno())
                # a pipe or device has no size; for those the cap on the read decides
                if stat.S_ISREG(status.st_mode) and status.st_size > limit:
                    raise CommandError("file-too-large", path=name, limit=limit)
                data = file.read(limit + 1)  # one more byte reveals a longer file
    except FileNotFoundError:
        raise CommandError("file-missing", path=name) from None
    except (OSError, ValueError) as error:
        raise CommandError("file-unreadable", path=name, why=explain(error)) from None
    if len(data) > limit:
        raise CommandError("file-too-large", path=name, limit=limit)
    return data


def load_text(path: str | Path, *, limit: int) -> str:
    """Return the file as UTF-8 text; CommandError file-not-text besides those of `load_bytes`."""
    try:
        return load_bytes(path, limit=limit).decode("utf-8-sig")  # editors on Windows write a byte order mark
    except UnicodeDecodeError:
        raise CommandError("file-not-text", path=plain(str(path))) from None


def check_free(path: str | Path, *, force: bool | None = None) -> None:
    """Refuse to write over a file that a person may have edited or signed, unless `force`.

    None says that the command has no --force. A workbook that nobody has saved since huren wrote it may be
    written anew. Raises CommandError file-exists.
    """
    if force or str(path) == STDIO or not Path(path).is_file():
        return
    if Path(path).suffix.casefold() != ".xlsx" or not _is_unedited(path):
        raise file_exists(path, has_force=force is not None)


def file_exists(path: str | Path, *, has_force: bool = False) -> CommandError:
    """Return the refusal to write over a file; it names --force if the command has it."""
    more, more_zh = (", or write over it with --force", "，或加 --force 覆盖") if has_force else ("", "")
    return CommandError("file-exists", path=plain(str(path)), more=more, more_zh=more_zh)


def _is_unedited(path: str | Path) -> bool:
    from carriers.spreadsheet import MAX_BYTES
    from carriers.spreadsheet.formats.xlsx_writer import is_unedited

    try:
        return is_unedited(load_bytes(path, limit=MAX_BYTES))
    except CommandError:
        return False


@contextmanager
def open_seekable(path: str | Path, *, limit: int) -> Iterator[BinaryIO]:
    """Open the file to read it in parts; a pipe or device is read whole, up to `limit`.

    Raises CommandError as `load_bytes`, also for errors of reading inside.
    """
    if str(path) == STDIO or not Path(path).is_file():
        yield io.BytesIO(load_bytes(path, limit=limit))
        return
    try:
        with open(path, "rb") as file:
            yield file
    except OSError as error:
        raise CommandError("file-unreadable", path=plain(str(path)), why=explain(error)) from None


def save_bytes(path: str | Path, data: bytes, *, mode: int = 0o644, durable: bool = False) -> None:
    """Write `data` under a temporary name, then rename.

    `-` is standard output; a device or pipe is written directly. `durable` waits for the disk, for data that
    cannot be made again. Raises CommandError file-unwritable.
    """
    target = Path(path)
    if str(path) == STDIO:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    # a rename would replace /dev/null or a named pipe by a plain file
    elif target.exists() and not target.is_file() and not target.is_dir():
        try:
            target.write_bytes(data)
        except OSError as error:
            raise CommandError("file-unwritable", path=plain(str(path)), why=explain(error)) from None
    else:
        save_file(target, lambda file: file.write(data), mode=mode, durable=durable)


def save_file(
    target: Path, write: Callable[[BinaryIO], object], *, mode: int = 0o644, durable: bool = False
) -> None:
    """Let `write` write the file, whole or not at all; as `save_bytes`."""
    import tempfile

    name = plain(str(target))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # the temporary file lies beside the target: a rename is atomic only within one file system
        handle, temporary = tempfile.mkstemp(prefix=".huren-", dir=target.parent)
        try:
            with os.fdopen(handle, "w+b") as file:
                write(file)
                if durable:
                    file.flush()
                    # without fsync, the rename may reach the disk first, and a key would be an empty file
                    os.fsync(file.fileno())
            # mkstemp creates mode 0600, so nobody can read a private key before this line
            os.chmod(temporary, mode)
            os.replace(temporary, target)
        except BaseException:  # Ctrl-C leaves no temporary file behind either
            os.unlink(temporary)
            raise
    except OSError as error:
        raise CommandError("file-unwritable", path=name, why=explain(error)) from None


def explain(error: BaseException) -> str:
    """Return why the system refused, without the path, which the sentence already names."""
    return explain_system(error, language())
