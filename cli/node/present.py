"""Node that is there already: its user, its database and its key, which no run changes unasked."""

import re
import tomllib
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
_LOCKED = b"ENCRYPTED PRIVATE KEY"
_USER = re.compile(r"^User=(\S+)$", re.MULTILINE)


def find_user_of_node(root: Path, noted: str | None) -> str | None:
    """Return the user that the unit starts the node as, else the `noted` one; None before the first run."""
    unit = below(root, f"{UNITS}/huren.service")
    if not unit.is_file():
        return noted
    # the last one counts, and without one systemd starts the service as root
    users: list[str] = ["root", *_USER.findall(load_text(unit, limit=_MAX_FILE))]
    return users[-1]


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


def load_publication_key(root: Path, path: Path, choice: NodeChoice) -> dict[str, bytes]:
    """Return both halves of a key for the service by path: a key that the node has stays as it is.

    Raises CommandError node-key-token, node-key-locked, node-key-other, and those of `load_key`.
    """
    if is_token_address(str(path)):
        raise CommandError("node-key-token", setting="publication_keys", settings=SETTINGS)
    pem = load_bytes(path, limit=_MAX_KEY)
    if _LOCKED in pem:
        raise CommandError("node-key-locked", path=plain(str(path)))
    signer = load_key(path)
    present = below(root, KEY)
    if present.is_file():
        kept = load_bytes(present, limit=_MAX_KEY)
        if Ed25519Signer.from_pem(kept, "").multikey != signer.multikey:
            raise CommandError("node-key-other", path=plain(str(present)))
        pem = kept
    return {KEY: pem, PUBLIC: _format_public(signer, choice)}


def _format_public(signer: KeySigner, choice: NodeChoice) -> bytes:
    proof = choice.did, "publication", prove_possession(signer, choice.did, "publication")
    return format_public(signer.multikey, proof)
