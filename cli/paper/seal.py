"""Carry out `huren seal`."""

from pathlib import Path

from carriers.errors import CarrierError
from signing.errors import HurenError
from terminal.error_report import error_json
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import language, say
from terminal.output import plain, put, put_json, tell
from terminal.progress import progress
from terminal.workspace.files import check_free, load_bytes, save_bytes
from terminal.workspace.key_files import ask_passphrase, check_mode
from terminal.workspace.tokens import is_token_address, open_token

_MAX_SMALL_FILE = 1024 * 1024


def seal_files(
    run: Invocation,
    files: list[Path],
    folder: Path,
    *,
    key: Path,
    picture: Path | None,
    tsa: str | None,
    roots: list[Path],
    force: bool,
) -> int:
    """Write each PDF with one more seal to `folder`; return how many were refused.

    A refusal does not stop the others. Raises CarrierError seal-extra-missing, seal-key-unreadable,
    seal-root-unreadable, seal-not-in-token; CommandError for the files and the token.
    """
    from carriers.pdf import FILE_MAX_BYTES
    from carriers.pdf_seal.sealing import find_in_token, load_pkcs12, make_seal_form, seal_pdf

    form = make_seal_form(
        load_bytes(picture, limit=FILE_MAX_BYTES) if picture is not None else None,
        tsa,
        [load_bytes(root, limit=_MAX_SMALL_FILE) for root in roots],
    )
    if is_token_address(str(key)):
        with open_token(str(key), lambda name: ask_passphrase(Path(name))) as (session, name):
            signer = find_in_token(session, name)
    else:
        check_mode(key)
        signer = load_pkcs12(load_bytes(key, limit=_MAX_SMALL_FILE), ask_passphrase(key))
    refused = 0
    # one name of two folders would be written twice
    if len({file.name for file in files}) < len(files):
        raise CommandError("option-conflict", options=say("files of one name", "同名文件"))
    with progress(say("sealing", "加盖签章"), len(files)) as bar:
        for file in files:
            target = folder / file.name
            try:
                check_free(target, force=force)
                data = load_bytes(file, limit=FILE_MAX_BYTES)
                save_bytes(target, seal_pdf(data, signer, form, moment=run.moment()))
                if run.as_json:
                    put_json({"file": str(target)})
                else:
                    put(plain(str(target)))
            except (CarrierError, CommandError) as error:
                refused += 1
                _tell_refusal(run, file, error)
            bar.advance()
    return refused


def _tell_refusal(run: Invocation, file: Path, error: HurenError) -> None:
    if run.as_json:
        put_json({"file": str(file), "error": error_json(error)})
    words = f"{plain(error.sentence(language()))} {plain(error.mend(language()))}"
    tell(f"{plain(str(file))}{say(': ', '：')}{words}")
