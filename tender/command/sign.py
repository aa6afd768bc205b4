"""Carries out `huren tender sign`: signs an unsigned record, such as the browser's page writes."""

from pathlib import Path

import typer

from tender.command.check import confirm_signing, officer_of, put_record
from tender.command.compare import tell_again
from tender.command.matrix_text import MatrixText
from tender.command.printed_files import restore_thumbnails
from tender.command.record_files import (
    check_papers,
    check_room,
    installed_code,
    load_officer,
    load_record,
    save_record,
    unpacked_papers,
)
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.names import SpokenNames
from terminal.output import plain, put
from verifier.errors import ReceiptError
from verifier.tender.record import check_officer, recheck, sign_receipt


def sign(run: Invocation, record: Path, *, key: Path, out: Path) -> None:
    """Check the pack again, show it, ask, and write the signed record with its pages.

    Raises as `recheck`; CommandError record-no-pack, not-confirmed; ReceiptError receipt-signed,
    officer-of-party. Exits with code 1, without signing, if the new check gives other bytes.
    """
    # 1. accept only an unsigned record with its pack
    check_room(out)
    signer = load_officer(key)
    kept = load_record(record)
    if kept.receipt.body.header.officer is not None:
        raise ReceiptError("receipt-signed", "header.officer")
    if not kept.files:
        raise CommandError("record-no-pack", path=plain(str(record)))
    # 2. check again: the officer signs this program's result, not the file's
    done = recheck(kept.files, code=installed_code())
    opening, moment = done.opening, done.receipt.body.header.now
    check_officer(officer_of(signer), opening.trust)
    if not done.is_same:
        for line in tell_again(done, kept):
            put(line)
        raise typer.Exit(1)
    # 3. check that the papers in the pack are the recorded ones
    check_papers(record, kept.receipt.body)
    names = SpokenNames.of(opening.trust, moment)
    tender, bidders = opening.tender.body, opening.bidders.body
    # 4. show the whole matrix, then ask
    for line in MatrixText(tender, bidders, opening.inputs, done.matrix, names).lines():
        put(line)
    confirm_signing(signer, yes=run.yes)
    # 5. sign and write
    receipt = sign_receipt(done.receipt, signer, opening.trust)
    with unpacked_papers(record) as papers:
        save_record(out, receipt, opening, papers, signer, thumbnails=restore_thumbnails(done, kept.files))
    put_record(receipt, out)
