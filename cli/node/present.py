"""Node that is there already: its user, its database and its key, which no run changes unasked."""

import json
import re
import tomllib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from cli.node.choice import NodeChoice, Written, below, digest
from cli.node.deploy_files import DATA, KEY, SETTINGS, UNITS
from credentials.possession import prove_possession
from signing.signer import Ed25519Signer, KeySigner
from terminal.errors import CommandError
from terminal.output import plain
from terminal.workspace.files import load_bytes, load_text
from terminal.workspace.key_files import format_public, load_key
from terminal.workspace.open_registry import DATABASE, HEADS
from terminal.workspace.tokens import is_token_address

PUBLIC = str(Path(KEY).with_suffix(".pub"))
_MAX_FILE = 1024 * 1024
_MAX_KEY = 8192
_USE = "publication"
_PLACE_OF_USE = 3
"""Place of the use in a .pub file: key, kind of proof, association, use, proof."""
_LOCKED = b"ENCRYPTED PRIVATE KEY"
_USER = re.compile(r"^User=[ \t]*(\S*)[ \t]*$", re.MULTILINE)
_DROP_INS = ("/usr/lib/systemd/system", "/run/systemd/system", UNITS)
"""Folders of systemd's units; of two drop-ins of one name that in the later folder counts."""


def find_user_of_node(root: Path, noted: str | None) -> str | None:
    """Return the user that unit and drop-ins start the node as, else the `noted` one; None before the first
    run.
    """
    unit = below(root, f"{UNITS}/huren.service")
    if not unit.is_file():
        return noted
    drop_ins: dict[str, Path] = {}
    for folder in _DROP_INS:
        drop_ins |= {path.name: path for path in below(root, f"{folder}/huren.service.d").glob("*.conf")}
    paths = [unit, *(drop_ins[name] for name in sorted(drop_ins))]
    texts = [load_text(path, limit=_MAX_FILE) for path in paths]
    # the last one counts, and without one systemd starts the service as root
    users: list[str] = ["root", *(user for text in texts for user in _USER.findall(text))]
    return users[-1] or "root"


def find_database(root: Path) -> str | None:
    """Return the database that the settings name: they alone keep the password.

    Raises ApiError settings-unreadable.
    """
    settings = below(root, SETTINGS)
    if not settings.is_file():
        return None
    try:
        # the variables of this shell are not the node's, so that the settings are read without them
        named = tomllib.loads(load_text(settings, limit=_MAX_FILE)).get("database_url")
    except tomllib.TOMLDecodeError as error:
        from api.errors import ApiError

        raise ApiError("settings-unreadable", path=plain(str(settings)), why=str(error)[:200]) from None
    return named if isinstance(named, str) and named else None


def has_records(root: Path) -> bool:
    """Return whether the data folder has a registry, or the heads of one in a database."""
    return any(below(root, f"{DATA}/{name}").exists() for name in (DATABASE, HEADS))


def choose_database(
    root: Path, written: Written | None, *, typed: str | None, variable: str | None
) -> str | None:
    """Return the typed database, else that of the variable, else the present one.

    Raises CommandError node-database where only the variable would move a node with records, option-value
    where edited settings would keep the present one.
    """
    present = find_database(root)
    wanted = typed or variable or present
    if wanted == present:
        return present
    if typed is None and (present is not None or has_records(root)):
        raise CommandError("node-database", path=plain(str(below(root, SETTINGS))))
    settings = below(root, SETTINGS)
    noted = written.digests.get(SETTINGS) if written is not None else None
    if settings.is_file() and digest(load_bytes(settings, limit=_MAX_FILE)) != noted:
        raise CommandError(
            "option-value",
            option="--database",
            text="…",
            how=f"Somebody edited {SETTINGS}: write the address there, as database_url.",
            how_zh=f"{SETTINGS} 已被修改，请在其中的 database_url 填写地址。",
        )
    return wanted


def load_publication_key(
    root: Path, path: Path, choice: NodeChoice, documents: Iterable[bytes | str]
) -> dict[str, bytes]:
    """Return both halves of a key for the service by path: a key that the node has stays as it is.

    `documents` show what a key is listed for. Raises CommandError node-key-token, node-key-locked,
    node-key-use, node-key-other, and those of `load_key`.
    """
    if is_token_address(str(path)):
        raise CommandError("node-key-token", setting="publication_keys", settings=SETTINGS)
    pem = load_bytes(path, limit=_MAX_KEY)
    if _LOCKED in pem:
        raise CommandError("node-key-locked", path=plain(str(path)))
    signer = load_key(path)
    use = _find_use(signer.multikey, path.with_suffix(".pub"), documents)
    if use is not None:
        raise CommandError("node-key-use", path=plain(str(path)), use=use)
    present = below(root, KEY)
    if present.is_file():
        kept = load_bytes(present, limit=_MAX_KEY)
        if Ed25519Signer.from_pem(kept, "").multikey != signer.multikey:
            raise CommandError("node-key-other", path=plain(str(present)))
        pem = kept
    return {KEY: pem, PUBLIC: _format_public(signer, choice)}


def _format_public(signer: KeySigner, choice: NodeChoice) -> bytes:
    proof = choice.did, _USE, prove_possession(signer, choice.did, _USE)
    return format_public(signer.multikey, proof)


def _find_use(multikey: str, public: Path, documents: Iterable[bytes | str]) -> str | None:
    """Return the use that must stay off a node, as the public half beside a key or documents name it."""
    words = load_text(public, limit=_MAX_KEY).split() if public.is_file() else []
    uses = words[_PLACE_OF_USE : _PLACE_OF_USE + 1] if words[:1] == [multikey] else []

    def note(value: dict[str, object]) -> None:
        if value.get("rootKey") == multikey:
            uses.append("root")
        if value.get("publicKeyMultibase") == multikey:
            uses.append(str(value.get("use")))

    for document in documents:
        # the import refuses what is no document
        with suppress(ValueError, RecursionError):
            json.loads(document, object_hook=note)
    return next((use for use in uses if use in ("root", "assessment")), None)
