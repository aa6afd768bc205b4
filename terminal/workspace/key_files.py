"""Key files: public halves as text, private ones as PEM, with a passphrase if needed."""

import os
import stat
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from signing.multikey import decode_multikey
from terminal.errors import CommandError
from terminal.language import say
from terminal.output import plain
from terminal.workspace.files import load_bytes
from terminal.workspace.tokens import is_token_address, open_token_key

if TYPE_CHECKING:
    from credentials.documents.key_list import Use
    from registry import Registry
    from signing.signer import KeySigner

_MAX_BYTES = 8192
_ENCRYPTED = b"ENCRYPTED PRIVATE KEY"
PASSPHRASE = "HUREN_PASSPHRASE"  # noqa: S105 - the name of the variable
LEAST = 8
"""Fewest characters of a passphrase for a new key."""


def load_key(path: Path, method_id: str = "") -> "KeySigner":
    """Load the private key in a PEM file that only its owner may read; asks for its passphrase.

    `pkcs11:…` names a key in a token instead. Raises CommandError for the file or the token, key-readable,
    passphrase-needed without a terminal, SigningError for the key.
    """
    from signing.signer import Ed25519Signer

    if is_token_address(str(path)):
        return open_token_key(str(path), method_id, lambda name: ask_passphrase(Path(name)))
    check_mode(path)
    pem = load_bytes(path, limit=_MAX_BYTES)
    return Ed25519Signer.from_pem(pem, method_id, ask_passphrase(path) if _ENCRYPTED in pem else None)


def check_mode(path: Path) -> None:
    """Refuse a file that others may read or change; CommandError key-readable."""
    if os.name != "posix" or not path.is_file():  # a pipe stores no key
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise CommandError("key-readable", path=plain(str(path)), mode=f"{mode:04o}")


def load_signer(registry: "Registry", path: Path, use: "Use", now: datetime) -> "tuple[str, KeySigner]":
    """Return the key's association, and the key under its method id.

    Raises CommandError key-unknown; RegistryError for an old copy of the database.
    """
    signer = load_key(path)
    registered = registry.method_id(signer.multikey, use, now)
    # an old copy of the database lacks the newest keys; the refusal then blames the copy, not the key
    if registered is None:
        registry.check_heads()
        raise CommandError("key-unknown", key=signer.multikey, use=use, add=f"{use}=FILE")
    issuer, signer.verification_method = registered
    return issuer, signer


def load_multikey(text: str) -> str:
    """Return a public key: `z6Mk…` as typed, from a .pub or .pem file, or of a token.

    Raises CommandError for the file, SigningError for anything but an Ed25519 key.
    """
    if text.startswith("z6Mk"):
        decode_multikey(text)
        return text
    if is_token_address(text):
        return load_key(Path(text)).multikey
    data = load_bytes(text, limit=_MAX_BYTES)
    if data.lstrip().startswith(b"-----BEGIN"):
        from signing.multikey import encode_multikey
        from signing.signer import read_public_key

        return encode_multikey(
            read_public_key(data, ask_passphrase(Path(text)) if _ENCRYPTED in data else None)
        )
    multikey = _lines(data)[0]
    decode_multikey(multikey)
    return multikey


def load_root(text: str) -> str:
    """Return a root's public key, as `load_multikey`; CommandError key-not-root for a daily key's .pub."""
    from credentials.possession import POSSESSION_TYPE

    multikey = load_multikey(text)
    # a root key must stay offline; a key for daily signing lies on a machine in use
    is_file = not text.startswith("z6Mk") and not is_token_address(text)
    if is_file and POSSESSION_TYPE.encode() in load_bytes(text, limit=_MAX_BYTES):
        raise CommandError("key-not-root", path=plain(text))
    return multikey


def format_public(multikey: str, proof: tuple[str, str, str] | None) -> bytes:
    """Format a .pub file: the key, and its `proof` of possession as (association, use, proof)."""
    from credentials.possession import POSSESSION_TYPE

    lines = [multikey, *([" ".join((POSSESSION_TYPE, *proof))] if proof is not None else [])]
    return "".join(f"{line}\n" for line in lines).encode()


def load_possession(text: str, issuer: str, use: "Use") -> tuple[str, str]:
    """Return a public key for a key list of `issuer` and its proof of possession, from a .pub or .pem.

    Raises CommandError possession-missing, and what `load_multikey` and `load_key` raise.
    """
    from credentials.possession import POSSESSION_TYPE, prove_possession, proves_possession

    if is_token_address(text):
        signer = load_key(Path(text))
        return signer.multikey, prove_possession(signer, issuer, use)
    multikey = load_multikey(text)
    proof = None
    if not text.startswith("z6Mk"):
        data = load_bytes(text, limit=_MAX_BYTES)
        if b"PRIVATE KEY" in data:
            # the private half is here, so the proof is made on the spot
            return multikey, prove_possession(load_key(Path(text)), issuer, use)
        lines = [line.split() for line in _lines(data)[1:]]
        proof = next((words[3] for words in lines if words[:3] == [POSSESSION_TYPE, issuer, use]), None)
    # without proof, a list could claim another association's key and lock that association out
    if not proves_possession(proof, issuer, use, multikey):
        raise CommandError("possession-missing", path=plain(text), issuer=issuer, use=use)
    return multikey, proof or ""


def _lines(data: bytes) -> list[str]:
    return [line.strip() for line in data.decode("ascii", "replace").strip().splitlines()] or [""]


def new_passphrase(path: Path) -> bytes:
    """Ask for the passphrase of a new key twice.

    Raises CommandError passphrase-missing, passphrase-short, passphrase-differs.
    """
    typed = ask_passphrase(path, missing="passphrase-missing")
    count = len(typed.decode("utf-8", "replace"))
    if count < LEAST:
        raise CommandError("passphrase-short", count=count, least=LEAST)
    # a typing slip would lock the key for ever; a variable can be read again
    if PASSPHRASE not in os.environ and typed != _ask(say("Again: ", "请再次输入：")):
        raise CommandError("passphrase-differs")
    return typed


def ask_passphrase(path: Path, *, missing: str = "passphrase-needed") -> bytes:
    """Return HUREN_PASSPHRASE, else what a person types; CommandError `missing` without a terminal."""
    if PASSPHRASE in os.environ:
        return os.environ[PASSPHRASE].encode()
    if sys.stdin is None or not sys.stdin.isatty():
        raise CommandError(missing, path=plain(str(path)))
    return _ask(say(f"Passphrase of {plain(str(path))}: ", f"{plain(str(path))} 的口令："))


def _ask(prompt: str) -> bytes:
    import getpass

    return getpass.getpass(prompt, stream=sys.stderr).encode()
