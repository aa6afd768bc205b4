"""Forms of the desk's pages: fields and files, capped before they are read."""

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.types import Message

from api.http.body import media_type
from api.node import BYTES_A_TOKEN, node_of
from credentials.dates_as_typed import parse_typed
from credentials.errors import RecordError
from desk.web.errors import DeskWebError
from desk.web.guard import check_origin
from signing.errors import HurenError

FORM_BYTES = 64 * 1024
"""The largest form without a file: 1,000 rows ticked, and reasons of 2,000 characters."""
FORM_PARTS = FORM_BYTES // BYTES_A_TOKEN + 1
"""Parts of a form that are paid for one by one (`api.http.costs`)."""
MAX_FIELDS = 1_200
MAX_FILES = 20
_PLAIN, _PARTS = "application/x-www-form-urlencoded", "multipart/form-data"


@dataclass(frozen=True, slots=True)
class DeskForm:
    """Fields of a form, and its files."""

    fields: Mapping[str, Sequence[str]]
    files: Sequence["FormFile"] = ()

    def text(self, name: str) -> str:
        """Return the trimmed text of a field; empty where it was left out."""
        values = self.fields.get(name, ())
        return values[0].strip() if values else ""

    def secret(self, name: str) -> str:
        """Return a password as typed."""
        # not trimmed: a space may be part of a password
        values = self.fields.get(name, ())
        return values[0] if values else ""

    def all(self, name: str) -> Sequence[str]:
        """Return the values of a field that may stand several times."""
        return self.fields.get(name, ())

    def file(self, name: str) -> "FormFile":
        """Return a file; DeskWebError file-missing where none was chosen."""
        chosen = next((file for file in self.files_of(name) if file.data), None)
        if chosen is None:
            raise DeskWebError("file-missing")
        return chosen

    def digests(self, name: str) -> Mapping[str, str]:
        """Return the SHA-256 of the files of a field, by their names; of two of one name both."""
        by_name: dict[str, str] = {}
        for file in (file for file in self.files_of(name) if file.data):
            called, again = file.name[:190], 1
            while called in by_name:
                again += 1
                called = f"{file.name[:190]} ({again})"
            by_name[called] = sha256(file.data).hexdigest()
        return by_name

    def files_of(self, name: str) -> Sequence["FormFile"]:
        """Return the files of a field that takes several."""
        return [file for file in self.files if file.field == name]


@dataclass(frozen=True, slots=True)
class FormFile:
    """A file that was chosen; its name is whatever the browser said."""

    field: str
    name: str
    data: bytes


async def read_form(request: Request, *, file_bytes: int = 0) -> DeskForm:
    """Read the form of a request; DeskWebError form-unreadable, and what `Node.take_body` raises."""
    limit = file_bytes + FORM_BYTES if file_bytes else FORM_BYTES
    state, head = request.scope["state"], bytearray()

    async def receive() -> Message:
        message = await request.receive()
        head.extend(message.get("body", b"")[: FORM_BYTES - len(head)])
        return message

    # a refusal shows the page again with what was typed
    state["desk_sent"] = request.url.path
    try:
        data = await node_of(request).take_body(
            Request(request.scope, receive), limit=limit, types=(_PLAIN, _PARTS)
        )
    except HurenError:
        # of a body that is too large, the fields before the file
        if media_type(request) == _PARTS:
            with suppress(DeskWebError):
                state["desk_form"] = await _read_parts(request, _close_parts(bytes(head)), 0)
        raise
    is_plain = media_type(request) == _PLAIN
    form = DeskForm(_read_fields(data)) if is_plain else await _read_parts(request, data, file_bytes)
    state["desk_form"] = form
    return form


async def find_typed(request: Request) -> DeskForm | None:
    """Return the form of a request that is refused, read or not; None where none can be read."""
    state = request.scope["state"]
    # whoever was refused before the form was read has typed it all the same
    if request.method == "POST" and "desk_sent" not in state:
        with suppress(HurenError):
            check_origin(request)
            await read_form(request)
    typed: DeskForm | None = state.get("desk_form")
    return typed


def _read_fields(data: bytes) -> dict[str, list[str]]:
    try:
        pairs = parse_qsl(
            data.decode("ascii"), keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict"
        )
    except ValueError:
        raise DeskWebError("form-unreadable") from None
    return _gather(pairs)


async def _read_parts(request: Request, data: bytes, file_bytes: int) -> DeskForm:
    async def stream() -> AsyncGenerator[bytes, None]:
        yield data
        yield b""

    parser = MultiPartParser(
        request.headers,
        stream(),
        max_files=MAX_FILES,
        max_fields=MAX_FIELDS,
        max_part_size=max(file_bytes, FORM_BYTES),
    )
    try:
        parts = await parser.parse()
    except (MultiPartException, KeyError, ValueError):
        raise DeskWebError("form-unreadable") from None
    pairs = parts.multi_items()
    files = [
        FormFile(name, value.filename or "", await value.read())
        for name, value in pairs
        if isinstance(value, UploadFile)
    ]
    await parts.close()
    return DeskForm(_gather((name, value) for name, value in pairs if isinstance(value, str)), files)


def _close_parts(head: bytes) -> bytes:
    """Return the whole parts at the beginning of a multipart body."""
    line = head.partition(b"\r\n")[0]
    return head[: head.rfind(b"\r\n" + line)] + b"\r\n" + line + b"--\r\n"


def _gather(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    gathered: dict[str, list[str]] = {}
    for name, value in pairs:
        gathered.setdefault(name, []).append(value)
    return gathered


def read_day(text: str | None, name: str) -> date | None:
    """Return a day as typed in a field, None for none; DeskWebError day-unreadable."""
    if not text:
        return None
    try:
        day = parse_typed(text)
    except RecordError:
        day = None
    if day is None:
        raise DeskWebError("day-unreadable", typed=text[:40], name=name)
    return date(day.year, day.month, day.day)


def read_count(text: str, name: str, least: int, most: int) -> int:
    """Return a whole number within limits; DeskWebError field-value."""
    # `isdecimal` alone takes digits of every script, and `int` is slow on thousands of them
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and least <= int(text) <= most):
        raise DeskWebError("field-value", name=name)
    return int(text)
