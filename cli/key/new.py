"""Carry out `huren key new`."""

import re
import secrets
from pathlib import Path
from typing import NamedTuple, Self

from credentials.patterns import DID_PATTERN
from credentials.possession import prove_possession
from signing.signer import Ed25519Signer
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import say
from terminal.output import plain, put, put_json, tell
from terminal.workspace.files import file_exists, save_bytes
from terminal.workspace.key_files import format_public, new_passphrase

_SEED_BYTES = 32
_LISTED = "assessment", "publication"
"""Uses of keys that need a proof of possession in a key list."""


class NewKey(NamedTuple):
    """Key made just now: its public name, and the contents of its two files."""

    multikey: str
    private: bytes
    public: bytes

    @classmethod
    def make(cls, passphrase: bytes | None, *, use: str | None, association: str | None) -> Self:
        """Make a key; for a key list the public half proves that the association has it."""
        signer = Ed25519Signer.from_seed(secrets.token_bytes(_SEED_BYTES), "")
        proof = None
        if use in _LISTED and association is not None:
            proof = association, use, prove_possession(signer, association, use)
        return cls(signer.multikey, signer.to_pem(passphrase), format_public(signer.multikey, proof))


def make_key(
    run: Invocation,
    file: Path,
    *,
    encrypt: bool,
    use: str | None,
    association: str | None,
) -> None:
    """Write both halves, never over an existing file; print the public half, an officer's as did:key.

    For a key list the public half has the proof that the `association` has the key for this `use`. Raises
    CommandError: file-exists, file-unwritable, option-missing, option-value, and those of `new_passphrase`.
    """
    for_officer = use == "officer"
    if use in _LISTED and association is None:
        how = "Say whose key it is.", "请写明密钥属于哪个协会。"
        raise CommandError("option-missing", option="--association", how=how[0], how_zh=how[1])
    if association is not None and not re.fullmatch(DID_PATTERN, association):
        how = "Write it as did:web:association.example.", "请写成以“did:web:”开头的协会标识。"
        raise CommandError(
            "option-value", text=plain(association), option="--association", how=how[0], how_zh=how[1]
        )
    public_file = file.with_suffix(".pub")
    # an overwritten key is lost for ever
    for path in (file, public_file):
        if path.exists():
            raise file_exists(path)
    key = NewKey.make(new_passphrase(file) if encrypt else None, use=use, association=association)
    # the private half goes first: somebody could list a public half that has no private one
    save_bytes(file, key.private, mode=0o600, durable=True)
    save_bytes(public_file, key.public, durable=True)
    name = f"did:key:{key.multikey}" if for_officer else key.multikey
    if run.as_json:
        members = {"file": plain(str(file)), "publicKeyMultibase": key.multikey, "encrypted": encrypt}
        put_json({**members, "did": name} if for_officer else members)
    else:
        put(name)
    tell(
        say(
            f"Private half: {plain(str(file))} (keep it, and a copy in another building).",
            f"私钥：{plain(str(file))}（请妥善保管，并在另一处存一份副本）。",
        )
    )
    public = plain(str(public_file))
    if for_officer:
        tell(
            say(
                f"Public half: {public} (whoever shall know your records by it gets it from you).",
                f"公钥：{public}（请交给需要据此辨认您所出具记录的人员）。",
            )
        )
    else:
        tell(
            say(
                f"Public half: {public} (goes into the agreement or the key list).",
                f"公钥：{public}（写入协议或密钥清单）。",
            )
        )
