"""Log proofs: given with --proof, found among the files to verify, or made from a register."""

import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from signing.log.log_proof import MAX_LOG_PROOF_BYTES, is_log_proof
from terminal.workspace.files import load_bytes
from terminal.workspace.trust_files import GZIP
from verifier import TrustStore

if TYPE_CHECKING:
    from verifier.numbers.registered_log import RegisteredLog

_SUFFIXES = (".tlog-proof", ".txt")
MAX_PROOFS = 10_000
"""Most proofs taken from the files to verify; further proofs count as ordinary files."""


def find_proofs(paths: Sequence[str]) -> list[str]:
    """Return the log proofs among files: by the name of the file, then by its first bytes."""
    proofs = [path for path in paths if path.lower().endswith(_SUFFIXES) and _begins_as_proof(path)]
    return proofs[:MAX_PROOFS]


def load_proofs(given: Sequence[Path], nearby: Sequence[str]) -> tuple[bytes, ...]:
    """Return the content of these files; CommandError file-… as for any file."""
    return tuple(load_bytes(path, limit=MAX_LOG_PROOF_BYTES) for path in (*map(str, given), *nearby))


def load_logs(bundle: Path, trust: TrustStore, now: datetime) -> "Mapping[str, RegisteredLog]":
    """Return the logs in the bundle's register, if the agreement asks for a witness.

    Raises CommandError for files, TrustError register-damaged.
    """
    if trust.chain.in_force_or_last(now).text.log is None:
        return {}
    from verifier.numbers.register import MAX_REGISTER_BYTES, search_register

    data = load_bytes(bundle, limit=MAX_REGISTER_BYTES)
    return search_register(data, ()).logs if data.startswith(GZIP) else {}


def _begins_as_proof(path: str) -> bool:
    """Return whether a file begins as a proof; an unreadable one is reported where it is read."""
    try:
        # opening a named pipe would block until somebody writes to it
        if not os.path.isfile(path) or os.path.getsize(path) > MAX_LOG_PROOF_BYTES:
            return False
        with open(path, "rb") as file:
            return is_log_proof(file.read(64))
    except OSError:
        return False
