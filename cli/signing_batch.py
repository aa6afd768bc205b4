"""Signing a batch from elsewhere: shows what is asked for before the key is used."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from cli.clock import read_clock
from cli.confirm import confirm
from cli.errors import CommandError
from cli.files import STDIO, load_bytes, save_bytes
from cli.key_files import load_key
from cli.output import plain, tell
from cli.progress import progress
from cli.signing_words import describe_batch
from cli.words import say
from credentials.assessment import Assessment
from credentials.kinds import model_of, read_assessment
from credentials.record import JsonObject, Record, read_body
from credentials.times import format_time
from registry.errors import RegistryError
from registry.exchange import MAX_BYTES, Unsigned, format_signed, parse_unsigned
from signing.data_integrity import add_proof, check_signature
from signing.signer import Ed25519Signer


def sign_batch(file: Path, key: Path | None, out: str | None, *, yes: bool, now: datetime | None) -> None:
    """Signs every document of the file, or none.

    Raises CommandError option-missing, key-not-in-file, not-confirmed; RegistryError, RecordError and
    SigningError for what is in the file.
    """
    if key is None:
        how = "Name the private key file.", "请指定私钥文件。"
        raise CommandError("option-missing", option="--key", how=how[0], how_zh=how[1])
    batch = parse_unsigned(load_bytes(file, limit=MAX_BYTES))
    bodies = [read_body(document, model_of(document)) for document in batch.documents]
    about = [read_assessment(value) for value in batch.about or ()]
    _tell_batch(batch, bodies, about)
    signer = load_key(key)
    signer.verification_method = _method_of(batch, signer)
    _check_about(about, signer)
    count = len(batch.documents)
    confirm(
        say(
            f"Sign these {count} documents as {signer.verification_method}?",
            f"以 {signer.verification_method} 签署这 {count} 份文件？",
        ),
        yes=yes,
    )
    created = format_time(now or read_clock())
    signed: list[JsonObject] = []
    with progress(say("signing", "签署中"), count) as bar:
        for document in batch.documents:
            signed.append(add_proof(document, signer, created=created))
            bar.advance()
    target = out if out is not None else _signed_name(file)
    save_bytes(target, format_signed(signed))
    tell(
        say(
            f"Signed {count} documents into {plain(target)}.",
            f"已签署 {count} 份文件，写入 {plain(target)}。",
        )
    )
    tell(say("Next: huren import it where the registry is.", "下一步：在登记库所在机器上运行 huren import。"))


def _method_of(batch: Unsigned, signer: Ed25519Signer) -> str:
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


def _tell_batch(batch: Unsigned, bodies: Sequence[Any], about: Sequence[Record[Assessment]]) -> None:
    """Who asks for what."""
    tell(
        say(
            f"{plain(batch.issuer)} asks for {len(bodies)} signatures:",
            f"{plain(batch.issuer)} 请求签署 {len(bodies)} 份文件：",
        )
    )
    for line in describe_batch(bodies, {record.body.id: record.body for record in about}):
        tell(line)


def _check_about(about: Sequence[Record[Assessment]], signer: Ed25519Signer) -> None:
    """The credentials that tell what the events are about: what this key has signed is what it says."""
    own = [record for record in about if record.proof.verification_method == signer.verification_method]
    for place, record in enumerate(own):
        if not check_signature(record.value, record.proof, signer.public_key):
            raise RegistryError("bad-signature", f"about[{place}]")
    if others := len(about) - len(own):
        tell(
            say(
                f"{others} of these credentials were signed by another key: their numbers and names are as "
                "the file says.",
                f"其中 {others} 张凭证由其他密钥签署：编号与名称以文件所载为准，此处无法核对。",
            )
        )
