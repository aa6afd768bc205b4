"""Signing of a batch from elsewhere: its content is shown before the key is used."""

from pathlib import Path

from cli.offline.documents import method_of, planned_model_of, sign_documents, tell_batch, tell_doubts
from cli.offline.vouched_names import find_names, load_trust_data, named_by_others, usable_keys
from credentials.documents.desk.carried import UNSIGNED_TYPE
from credentials.documents.desk.people import PeopleDocument
from credentials.record import parse_document, read_body
from credentials.times import format_time
from desk.errors import DeskError
from registry.issuing.offline_files import MAX_BYTES, UnsignedBatch, format_signed, parse_unsigned
from signing.plural import format_count
from terminal.confirm import confirm
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import say
from terminal.output import plain, tell
from terminal.workspace.files import STDIO, check_free, load_bytes, save_bytes
from terminal.workspace.key_files import load_key
from verifier import TrustStore


def sign_file(
    run: Invocation,
    file: Path,
    out: str | None,
    *,
    bundle: Path | None,
    pin: str | None,
    people_version: int | None,
    force: bool,
) -> None:
    """Sign every document of the file, or none. With `bundle` and `pin`, read the file under trust data.

    Raises CommandError option-missing, file-exists, key-not-in-file, not-confirmed; RegistryError,
    RecordError and SigningError for the file's content; for a plan the errors of `sign_plan`.
    """
    if run.key is None:
        how = "Name the private key file.", "请指定私钥文件。"
        raise CommandError("option-missing", option="--key", how=how[0], how_zh=how[1])
    target = out if out is not None else _signed_name(file)
    check_free(target, force=force)
    data, trust = load_bytes(file, limit=MAX_BYTES), load_trust_data(bundle, pin)
    if parse_document(data, MAX_BYTES).get("type") == UNSIGNED_TYPE:
        from cli.offline.sign_plan import sign_plan

        sign_plan(run, data, target, run.key, trust=trust, people_version=people_version)
    else:
        _sign_batch(run, parse_unsigned(data), target, run.key, trust)


def _sign_batch(
    run: Invocation, batch: UnsignedBatch, target: str, key: Path, trust: TrustStore | None
) -> None:
    # 1. read strictly what the file asks for: it comes from elsewhere
    bodies = [read_body(document, planned_model_of(document)) for document in batch.documents]
    if any(isinstance(body, PeopleDocument) and body.previous is not None for body in bodies):
        raise DeskError("no-decision")  # only a first list has no people before it who decide
    # 2. take names only from signed records: the file could show one enterprise and suspend another
    names = find_names(batch, usable_keys(trust, batch.issuer))
    # 3. show everything
    tell_batch(batch, bodies, {name: vouched.body for name, vouched in names.items()})
    # 4. load the key, and tell which names rest on another key
    signer = load_key(key)
    signer.verification_method = method_of(batch, signer)
    tell_doubts(bodies, named_by_others(names, signer.multikey))
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
    save_bytes(target, format_signed(sign_documents(batch.documents, signer, created)))
    tell(
        say(
            f"Signed {format_count(count, 'documents')} into {plain(target)}.",
            f"已签署 {count} 份文件，写入 {plain(target)}。",
        )
    )
    tell(say("Next: huren import it where the registry is.", "下一步：在登记库所在机器上运行 huren import。"))


def _signed_name(file: Path) -> str:
    if str(file) == STDIO:
        return STDIO
    stem = file.stem.removesuffix(".unsigned")
    return str(file.with_name(f"{stem}.signed.json"))
