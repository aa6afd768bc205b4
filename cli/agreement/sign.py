"""Carry out `huren agreement sign`."""

import uuid
from collections.abc import Sequence
from pathlib import Path

from cli.agreement.changes import change_lines, diff, find_effects
from cli.agreement.read_text import ReadText, chain_texts, load_text_file
from credentials.documents.agreement import AgreementHalf
from credentials.drafting.compose import build_agreement_half
from credentials.record import read_body
from credentials.times import format_time
from signing.data_integrity import add_proof
from signing.jcs import canonicalize
from terminal.confirm import confirm
from terminal.document_words import describe_text
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import say
from terminal.output import plain, tell
from terminal.signing import save_unsigned
from terminal.workspace.files import check_free, save_bytes
from terminal.workspace.key_files import load_key


def sign_text(
    run: Invocation,
    file: Path,
    key: Path | None,
    out: str | None,
    *,
    method: str,
    against: str | None,
    errors: str | None = None,
    force: bool = False,
) -> None:
    """Write the half of the party that has this root in this version or the previous one.

    Raises CommandError option-missing, root-unknown, agreement-other, version-complete, version-skipped,
    file-exists, not-confirmed; RecordError for the text.
    """
    if key is None and run.export_unsigned is None:
        how = "Name your root key file.", "请指定本协会根密钥文件。"
        raise CommandError("option-missing", option="--key", how=how[0], how_zh=how[1])
    text = load_text_file(file, run, errors=errors)
    known = _list_known(run)
    # 1. refuse a text that no registry would take: a signature cannot be called back
    _check_follows(text, known)
    # 2. find the text to compare with
    if against is not None:
        before: ReadText | None = load_text_file(against, run)
    else:
        before = next((version for version in known if version.digest == text.body.previous), None)
    if before is not None and text.body.version != (expected := before.body.version + 1):
        number = before.body.version
        raise CommandError("version-skipped", found=text.body.version, before=number, expected=expected)
    # 3. show the changes, then load the key
    _tell_text(run, text, before)
    if key is None:
        _export(run, text)
        return
    signer = load_key(key)
    # looks in the previous text as well: a leaving party also signs
    party = _party_of([text, *([before] if before is not None else [])], signer.multikey)
    target = (
        out if out is not None else str(file.with_name(f"{file.stem}.{party.rpartition(':')[2]}.half.json"))
    )
    check_free(target, force=force)
    if run.has_registry():
        with run.open_registry() as registry:
            registry.check_gates(party)
    # 4. ask, after everything that may refuse
    confirm(say(f"Sign it for {party}?", f"代表 {party} 签署？"), yes=run.yes)
    signer.verification_method = f"{party}#{method}"
    document = build_agreement_half(text.value, half_id=uuid.uuid4().urn, issuer=party)
    # validate here: a half refused elsewhere would have to be called back from every party
    read_body(document, AgreementHalf)
    half = add_proof(document, signer, created=format_time(run.moment()))
    save_bytes(target, canonicalize(half))
    pin = f" --pin {plain(str(file))}" if text.body.version == 1 else ""
    tell(
        say(
            f"Wrote {plain(target)}. Send it to the other parties; everybody imports every half (huren "
            f"import{pin}).",
            f"已写入 {plain(target)}。请发给其他各方；各方都要导入全部签署件（huren import{pin}）。",
        )
    )
    if text.body.version == 1:
        tell(say(f"The pin of this agreement will be {text.digest}.", f"本协议的指纹将为 {text.digest}。"))


def _export(run: Invocation, text: ReadText) -> None:
    """Write the unsigned half of the association that signs on another machine."""
    with run.open_registry() as registry:
        issuer = run.choose_issuer(registry)
        document = build_agreement_half(text.value, half_id=uuid.uuid4().urn, issuer=issuer)
        read_body(document, AgreementHalf)
        save_unsigned(run, registry, [document], issuer, "root")


def _list_known(run: Invocation) -> list[ReadText]:
    """Return the complete versions of the registry, if there is one."""
    if not run.has_registry():
        return []
    with run.open_registry() as registry:
        return chain_texts(registry.chain())


def _check_follows(text: ReadText, known: Sequence[ReadText]) -> None:
    """Raise CommandError agreement-other or version-complete if no registry with these versions would
    accept the text."""
    for complete in known:
        id_, version = complete.body.agreement, complete.body.version
        if text.body.agreement != id_:
            raise CommandError("agreement-other", found=plain(text.body.agreement), expected=plain(id_))
        if text.body.version == version and text.digest != complete.digest:
            raise CommandError("version-complete", number=version, expected=known[-1].body.version + 1)


def _tell_text(run: Invocation, text: ReadText, before: ReadText | None) -> None:
    """Print the text's content, or its changes and their effect if the previous version is at hand."""
    title = plain(f"{text.body.agreement} {text.body.version}")
    tell(say(f"Agreement {title}, digest {text.digest}", f"协议 {title}，摘要 {text.digest}"))
    if before is None:
        for line in describe_text(text.body):
            tell("  " + plain(line))
        return
    number = before.body.version
    tell(say(f"Changes since version {number}:", f"与第 {number} 版相比的变更："))
    changes, effects = diff(before, text), []
    if run.has_registry():
        with run.open_registry() as registry:
            effects = find_effects(registry, changes, before.body, text.body, run.now)
    for line, _ in change_lines(changes, effects):
        tell(line)


def _party_of(texts: Sequence[ReadText], root_key: str) -> str:
    """Return the root's party in this text, else in the previous one, which names a leaving party."""
    for text in texts:
        for party in text.body.parties:
            if party.root_key == root_key:
                return party.id
    raise CommandError("root-unknown", key=root_key)
