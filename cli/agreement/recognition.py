"""Carry out `huren agreement recognition`."""

import uuid
from pathlib import Path

from credentials.drafting.recognition import build_recognition, granted_schemes
from credentials.times import format_time
from registry.errors import RegistryError
from signing.data_integrity import add_proof
from signing.jcs import canonicalize
from terminal.confirm import confirm
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import say
from terminal.names import SpokenNames
from terminal.output import plain, tell
from terminal.workspace.files import check_free, save_bytes
from terminal.workspace.key_files import load_key


def sign_recognition(
    run: Invocation, key: Path, out: str | None, *, method: str, force: bool = False
) -> None:
    """Write a party's credential of recognised entities, signed with its root key.

    The root, since it signed the agreement that this repeats; no other key vouches for who may issue. Raises
    CommandError no-agreement, root-unknown, file-exists, not-confirmed; RegistryError agreement-over.
    """
    with run.open_registry() as registry:
        run.text(registry)
        chain = registry.chain()
    version = chain.at(run.now) if chain is not None else None
    if version is None:
        raise RegistryError("agreement-over", at=format_time(run.now))
    signer = load_key(key)
    party = next((party.id for party in version.text.parties if party.root_key == signer.multikey), None)
    if party is None:
        raise CommandError("root-unknown", key=signer.multikey)
    target = out or f"{party.rpartition(':')[2]}.recognition.json"
    check_free(target, force=force)
    document = build_recognition(
        version.text, party, digest=version.digest, id_=uuid.uuid4().urn, moment=run.now
    )
    names = SpokenNames(version.text)
    for issuer, schemes in granted_schemes(version.text, run.now).items():
        tell(f"  {plain(names.party(issuer))}: {plain('; '.join(map(names.scheme, schemes)))}")
    confirm(say(f"Sign it for {party}?", f"代表 {party} 签署？"), yes=run.yes)
    signer.verification_method = f"{party}#{method}"
    save_bytes(target, canonicalize(add_proof(document, signer, created=format_time(run.moment()))))
    end = str(document["validUntil"])
    tell(say(f"Wrote {plain(target)}. It holds until {end}.", f"已写入 {plain(target)}，有效至 {end}。"))
