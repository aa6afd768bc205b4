"""Trust data of a verification: bundle, pin, and this verifier's memory."""

import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from credentials.documents.bundle import MAX_BUNDLE_BYTES
from signing.json_profile import MAX_RECORD_BYTES
from terminal.errors import CommandError
from terminal.language import language, say
from terminal.output import plain, tell
from terminal.workspace.files import load_bytes, load_text, save_bytes
from verifier import TrustError, TrustStore, format_seen, parse_seen
from verifier.trust.memory import MAX_BYTES as MAX_MEMORY_BYTES

T = TypeVar("T")
_PIN = re.compile(r"[0-9a-fA-F]{64}", re.ASCII)
_LOOSE = re.compile(r"loose\[([0-9]+)\]\.?(.*)", re.DOTALL)
"""Field of a refusal that is about a member of a handed-over event."""
_MAX_PIN_BYTES = 4096
GZIP = b"\x1f\x8b"
"""First bytes of a register, in which the bundle is the first line (verifier.numbers.register)."""
NO_STATE = Path("none")
"""Typed in place of the memory's file: use no memory."""


@dataclass(frozen=True, slots=True)
class TrustFiles:
    """Places of the trust data; `remember` says whether a newer bundle is written to the memory.

    `state` is the file of the memory, `none` for none at all. `events` are status events that were handed
    over beside the bundle.
    """

    bundle: Path
    pin: str
    state: Path | None
    remember: bool
    events: Sequence[Path] = ()


_VARIABLES = {"--bundle": "HUREN_BUNDLE", "--pin": "HUREN_PIN"}


def needed(value: T | None, option: str) -> T:
    """Return the value of an option that trust data needs; CommandError trust-missing."""
    if value is None:
        raise CommandError("trust-missing", option=option, variable=_VARIABLES[option])
    return value


def load_pin(text: str) -> str:
    """Return the pin: 64 hex digits as typed or in a file, or the digest of the agreement version 1 in a
    file.

    Raises CommandError: pin-missing, file-unreadable, file-too-large, file-not-text; RecordError for any
    other text.
    """
    if _PIN.fullmatch(text.strip()):
        return text.strip().lower()
    if not os.path.exists(text):
        raise CommandError("pin-missing", text=plain(text[:80]))
    if os.path.isfile(text) and (data := load_bytes(text, limit=MAX_RECORD_BYTES)).lstrip().startswith(b"{"):
        return _read_first_version(data, text)
    match = _PIN.search(load_text(text, limit=_MAX_PIN_BYTES))
    if match is None:
        raise CommandError("pin-missing", text=plain(text[:80]))
    return match[0].lower()


def _read_first_version(data: bytes, name: str) -> str:
    """Return the digest of a version 1, bare or in a signed half; CommandError pin-missing for another
    version."""
    from credentials.documents.agreement import AgreementText, agreement_digest
    from credentials.kinds import parse_agreement_half
    from credentials.record import parse_document, read_body

    value: Any = parse_document(data, MAX_RECORD_BYTES)
    if "credentialSubject" in value:
        value = parse_agreement_half(data).value["credentialSubject"]
    if read_body(value, AgreementText).version != 1:
        raise CommandError("pin-missing", text=plain(name[:80]))
    return agreement_digest(value)


def load_bundle(path: Path) -> bytes:
    """Return the bundle's bytes, taken out of a register if the file is one.

    Raises CommandError for files, TrustError for a broken register.
    """
    data = load_bytes(path, limit=MAX_BUNDLE_BYTES)
    if data.startswith(GZIP):
        from verifier.numbers.register import bundle_of_register

        return bundle_of_register(data)
    return data


def load_trust(files: TrustFiles) -> TrustStore:
    """Load the proven trust data; check them against the memory and update the memory.

    Raises CommandError for files, TrustError for their content.
    """
    pin = load_pin(files.pin)
    data = load_bundle(files.bundle)
    state = files.state
    if state is None and files.remember:
        # each pin has its own file: the memory of one agreement says nothing about another
        state = default_state(pin)
    elif state == NO_STATE:
        state = None
    memory = None
    if state is not None and state.exists():
        memory = parse_seen(load_bytes(state, limit=MAX_MEMORY_BYTES))
    loose = [load_bytes(event, limit=MAX_RECORD_BYTES) for event in files.events]
    try:
        trust = TrustStore.from_bundle(data, pin=pin, seen=memory, loose=loose)
    except TrustError as error:
        raise _name_event(error, files.events) from None
    if files.remember and state is not None and (memory is None or memory != trust.seen):
        try:
            save_bytes(state, format_seen(trust.seen))
        # the verdict stands even if the memory cannot be written, so this only warns
        except CommandError as error:
            tell(say("warning: ", "警告：") + error.sentence(language()))
    return trust


def _name_event(error: TrustError, events: Sequence[Path]) -> TrustError:
    """Name the file in the refusal of a handed-over event."""
    match = _LOOSE.fullmatch(error.field)
    if match is None:
        return error
    named = ": ".join(filter(None, (plain(str(events[int(match[1])])), match[2])))
    return TrustError(error.code, named, **error.facts)


def default_state(pin: str) -> Path:
    """Return the agreement's own memory file, in the user's state folder (XDG Base Directory 0.8).

    On Windows it is below LOCALAPPDATA.
    """
    base = os.environ.get("LOCALAPPDATA") if sys.platform == "win32" else os.environ.get("XDG_STATE_HOME")
    folder = Path(base) if base else Path("~/.local/state").expanduser()
    return folder / "huren" / f"seen-{pin[:16]}.json"
