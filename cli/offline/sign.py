"""Signing of a batch from elsewhere: its content is shown before the key is used."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cli.offline.vouched_names import find_names, load_keys, named_by_others
from credentials.documents.status_event import StatusEvent
from credentials.kinds import model_of
from credentials.record import Credential, JsonObject, read_body
from credentials.times import format_time
from registry.issuing.offline_files import MAX_BYTES, UnsignedBatch, format_signed, parse_unsigned
from signing.data_integrity import add_proof
from signing.plural import format_count
from signing.signer import Ed25519Signer
from terminal.confirm import confirm
from terminal.document_words import describe_batch, describe_events
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import say
from terminal.output import plain, tell
from terminal.progress import progress
from terminal.workspace.files import STDIO, check_free, load_bytes, save_bytes
from terminal.workspace.key_files import load_key


def sign_batch(
    run: Invocation, file: Path, out: str | None, *, bundle: Path | None, pin: str | None, force: bool
) -> None:
    """Sign every document of the file, or none. With `bundle` and `pin` names are checked under trust data.

    Raises CommandError option-missing, file-exists, key-not-in-file, not-confirmed; RegistryError,
    RecordError and SigningError for the file's content.
    """
    if run.key is None:
        how = "Name the private key file.", "请指定私钥文件。"
        raise CommandError("option-missing", option="--key", how=how[0], how_zh=how[1])
    target = out if out is not None else _signed_name(file)
    check_free(target, force=force)
    # 1. read strictly what the file asks for: it comes from elsewhere
    batch = parse_unsigned(load_bytes(file, limit=MAX_BYTES))
    bodies = [read_body(document, model_of(document)) for document in batch.documents]
    # 2. take names only from signed records: the file could show one enterprise and suspend another
    names = find_names(batch, load_keys(bundle, pin, batch.issuer))
    # 3. show everything
    _tell_batch(batch, bodies, {name: vouched.body for name, vouched in names.items()})
    # 4. load the key, and tell which names rest on another key
    signer = load_key(run.key)
    signer.verification_method = _method_of(batch, signer)
    _tell_doubts(bodies, named_by_others(names, signer.multikey))
    count = len(batch.documents)
    confirm(
        say(
            f"Sign {format_count(count, 'documents')} as {signer.verification_method}?",
            f"以 {signer.verification_method} 签署这 {count} 份文件？",
        ),
        yes=run.yes,
    )
    # 5. read the clock after the answer: a person may read for an hour
    created = format_time(run.moment())
    signed: list[JsonObject] = []
    with progress(say("signing", "签署中"), count) as bar:
        for document in batch.documents:
            signed.append(add_proof(document, signer, created=created))
            bar.advance()
    save_bytes(target, format_signed(signed))
    tell(
        say(
            f"Signed {format_count(count, 'documents')} into {plain(target)}.",
            f"已签署 {count} 份文件，写入 {plain(target)}。",
        )
    )
    tell(say("Next: huren import it where the registry is.", "下一步：在登记库所在机器上运行 huren import。"))


def _method_of(batch: UnsignedBatch, signer: Ed25519Signer) -> str:
    for method in batch.methods:
        if method.public_key_multibase == signer.multikey:
            return method.id
    methods = [method.id for method in batch.methods]
    raise CommandError("key-not-in-file", key=signer.multikey, methods=methods)


def _signed_name(file: Path) -> str:
    if str(file) == STDIO:
        return STDIO
    stem = file.stem.removesuffix(".unsigned")
    return str(file.with_name(f"{stem}.signed.json"))


def _tell_batch(batch: UnsignedBatch, bodies: Sequence[Any], names: Mapping[str, Credential]) -> None:
    """Tell the batch's association and documents."""
    tell(
        say(
            f"{plain(batch.issuer)} asks for {format_count(len(bodies), 'signatures')}:",
            f"{plain(batch.issuer)} 请求签署 {len(bodies)} 份文件：",
        )
    )
    for line in describe_batch(bodies, names):
        tell(line)


def _tell_doubts(bodies: Sequence[Any], doubted: Sequence[str]) -> None:
    """Tell the events whose names rest only on another key that the file names."""
    events = [body for body in bodies if isinstance(body, StatusEvent)]
    doubts = {*doubted}
    changes = ((event, event.credential_subject) for event in events)
    about = [
        event for event, change in changes if not doubts.isdisjoint((change.credential, change.successor))
    ]
    if not about:
        return
    tell(
        say(
            f"The names of these {len(about)} rest on another key than the one that signs, for which only "
            "the file vouches. To have them checked, give --bundle and --pin. What is signed:",
            f"其中 {len(about)} 份所示的名称出自另一把密钥，仅凭此文件无从核对；如需核对，请给出 --bundle 与 "
            "--pin。实际签署的是：",
        )
    )
    for line in describe_events(about, {}):
        tell(line)
