"""Carries out `huren tender check` and `huren tender lint`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from carriers.papers.cache import PaperCache
from credentials.errors import RecordError
from signing.signer import KeySigner
from tender.command.beside import find_beside, find_register, find_trust, prove_handed_in, tell_left_out
from tender.command.compare import tell_officer, tell_words
from tender.command.documents import check_named, load_bidders, load_tender
from tender.command.handed_in import (
    NO_CACHE,
    find_files,
    keep_files,
    open_cache,
    place_of,
    read_folders,
    tell_missing,
)
from tender.command.matrix_text import MatrixText, format_lint
from tender.command.packets import tell_packets
from tender.command.printed_files import find_thumbnails
from tender.command.record_files import (
    WRITTEN,
    check_room,
    draw_record,
    load_officer,
    load_record,
    save_record,
)
from tender.command.request import TenderCheck
from terminal.confirm import confirm
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import language, say
from terminal.names import SpokenNames
from terminal.output import coloured, plain, put, put_json, tell
from terminal.workspace.files import load_bytes
from terminal.workspace.trust_files import GZIP, TrustFiles, load_bundle, load_trust, needed
from verifier import TrustStore
from verifier.errors import TrustError
from verifier.numbers.register import MAX_REGISTER_BYTES, Register, search_register
from verifier.tender import BidderList, Tender, Unsigned, lint_tender, mark_late
from verifier.tender.check import find_award
from verifier.tender.claims import list_claims
from verifier.tender.looks.text_layer import make_text_test
from verifier.tender.record import ReceiptInput, TenderOpening, TenderReceipt, check_officer, check_receipt
from verifier.tender.record.inputs import list_timely
from verifier.tender.record.paper.telling import say_version
from verifier.tender.record.versions import find_breaks


@dataclass(frozen=True, slots=True)
class OpeningCheck:
    """One check of the papers against the tender, on the way to its record."""

    run: Invocation
    request: TenderCheck

    def carry_out(self) -> None:
        """Check the papers, with pages read before from the cache."""
        with open_cache(self.request.cache) as cache:
            self._carry_out(cache)

    def _carry_out(self, cache: PaperCache) -> None:
        """Read the papers, check them, print the matrix, ask before signing, write the record.

        Everything that can be refused early is refused before the first page is read.
        """
        run, request = self.run, self.request
        # 1. check the options and the place of the record
        if request.key is not None and request.out is None:
            how = "Say where the signed record goes.", "请指定签名记录的写入位置。"
            raise CommandError("option-missing", option="-o", how=how[0], how_zh=how[1])
        if request.with_inputs and request.out is None:
            how = "Say where the record goes that keeps the papers.", "请指定保存投标文件的记录写入位置。"
            raise CommandError("option-missing", option="-o", how=how[0], how_zh=how[1])
        if request.out is not None:
            check_room(request.out)
        # 2. load the key and the documents
        signer = load_officer(request.key) if request.key is not None else None
        tender, bidders = load_tender(request.tender), load_bidders(request.bidders)
        check_named(tender.body, bidders.body, request.bidders)
        # 3. load the trust data; an association's key must not sign a record
        bundle, pin = find_trust(request.tender, request.bundle, request.pin)
        trust = load_for(tender.body, bundle, pin, run)
        if signer is not None:
            check_officer(officer_of(signer), trust)
        bundle = needed(bundle, "--bundle")
        data = load_bundle(bundle)
        find_award(tender.body, request.award_at)
        first = load_first(request.first, tender.body) if request.first is not None else None
        register = self._ask_register(bidders.body, bundle)
        now = run.moment()
        if first is not None:
            warn_of_versions(first.body, tender, bidders)
        else:
            self._warn_of_late(tender.body.award_at, now)
        # 4. read the papers, which takes minutes or hours
        files = find_files(bidders.body, request.folder) if request.with_inputs else {}
        handed_in = read_folders(
            bidders.body,
            request.folder,
            cache=cache,
            jobs=request.jobs,
            is_like=make_text_test(trust, bidders.body, now),
            is_kept=request.cache != NO_CACHE,
        )
        inputs, digest = (mark_since(handed_in, first.body), first.digest) if first else (handed_in, None)
        # 5. check by the bundle alone: in fifteen years nobody will have this verifier's memory
        opening = TenderOpening(tender, bidders, inputs, data, trust.pin, digest, register)
        register.log_proofs.extend([*find_beside(request.tender), *prove_handed_in(opening, now)])
        matrix = opening.check(now=now, award_at=request.award_at)
        names = SpokenNames.of(opening.trust, now)
        # 6. show the result before anything is signed
        tell_missing(bidders.body, handed_in)
        tell_packets(tender, bidders.body, matrix, request.folder)
        if run.as_json:
            put_json(matrix.to_json())
        else:
            for line in MatrixText(tender.body, bidders.body, inputs, matrix, names).lines():
                put(line)
            _put_lint([*format_lint(matrix.lint, names)])
        if request.out is not None:
            # 7. write the record; a paper changed since it was read stops here
            papers = keep_files(files, inputs)
            if signer is not None:
                confirm_signing(signer, yes=run.yes)
            receipt = draw_record(opening, matrix, signer)
            pictures = find_thumbnails(receipt.body, cache)
            save_record(request.out, receipt, opening, papers, signer, thumbnails=pictures)
            if not run.as_json:
                put_record(receipt, request.out)

    def _ask_register(self, bidders: BidderList, bundle: Path) -> Register:
        """Return the answers of the register beside the tender or beside the bidders' folders.

        An unreadable register gives no answers, but an error if the trust data come from it.
        """
        folder = self.request.folder
        places = {self.request.tender.parent, folder} - {
            place_of(bidder, folder) for bidder in bidders.bidders
        }
        register = find_register(places, bundle, is_named=self.request.bundle is not None)
        try:
            return search_claims(bidders, register)
        except (CommandError, RecordError, TrustError) as error:
            # the trust data themselves come from this file
            if register == bundle:
                raise
            tell_left_out(register, error)
            return Register()

    def _warn_of_late(self, stated: datetime | None, now: datetime) -> None:
        """Warn at the award that only the record of the opening shows which papers came late."""
        award = self.request.award_at or stated
        if award is not None and award <= now:
            tell(
                say(
                    "warning: no record of the opening is named (--first), so every paper in the folders "
                    "counts as handed in in time, whenever it came.",
                    "警告：没有指定开标时的记录（--first），文件夹中的所有文件无论何时提交，均视为按时提交。",
                )
            )


def lint(run: Invocation, path: Path, *, bundle: Path | None, pin: str | None) -> None:
    """Print advice for the writer of the tender; advice never refuses a tender."""
    tender = load_tender(path)
    bundle, pin = find_trust(path, bundle, pin)
    trust = load_for(tender.body, bundle, pin, run)
    notes = lint_tender(tender.body, trust, now=run.now)
    if run.as_json:
        put_json(
            {
                "tender": {
                    "number": tender.body.number,
                    "version": tender.body.version,
                    "digest": tender.digest,
                },
                "lint": [note.to_json() for note in notes],
            }
        )
        return
    put(coloured(plain(f"{tender.body.number}  {tender.body.title}"), "bold"))
    if notes:
        _put_lint([*format_lint(notes, SpokenNames.of(trust, run.now))])
    else:
        put(say("  nothing to remark", "  没有可提示之处"))


def load_first(path: Path, tender: Tender) -> Unsigned[TenderReceipt]:
    """Return the receipt of the opening of this tender, checked for its own consistency.

    Raises as `load_record`, ReceiptError, CommandError first-other.
    """
    receipt = load_record(path).receipt
    check_receipt(receipt)
    number = receipt.body.header.tender.number
    if number != tender.number:
        raise CommandError("first-other", path=plain(str(path)), number=tender.number, other=number)
    return receipt


def search_claims(bidders: BidderList, register: Path) -> Register:
    """Return a register's answers on the numbers marked by hand, its logs, and the bidders' credentials.

    A plain bundle has none of these. Raises CommandError for files, TrustError register-damaged.
    """
    data = load_bytes(register, limit=MAX_REGISTER_BYTES)
    if not data.startswith(GZIP):
        return Register()
    enterprises = {code for bidder in bidders.bidders for code in bidder.enterprises}
    return search_register(data, list_claims(bidders), enterprises)


def warn_of_versions(first: TenderReceipt, tender: Unsigned[Tender], bidders: Unsigned[BidderList]) -> None:
    """Warn if the tender or the list of bidders is not a later version of the one at the opening."""
    for code, facts in find_breaks(first, tender, bidders):
        tell(say("warning: ", "警告：") + say_version(code, facts, language()))


def mark_since(
    handed_in: Mapping[str, Sequence[ReceiptInput]], first: TenderReceipt
) -> dict[str, Sequence[ReceiptInput]]:
    """Return the files; mark a file late if the first receipt lists neither it nor its certificates as in
    time."""
    known = list_timely(first)
    papers = mark_late(
        {bidder: [entry.paper for entry in files] for bidder, files in handed_in.items()}, known
    )
    return {
        bidder: [replace(entry, paper=paper) for entry, paper in zip(files, papers[bidder], strict=True)]
        for bidder, files in handed_in.items()
    }


def officer_of(signer: KeySigner) -> str:
    """Return the officer's key as a did:key."""
    return signer.verification_method.partition("#")[0]


def confirm_signing(signer: KeySigner, *, yes: bool) -> None:
    """Ask whether to sign the record; CommandError not-confirmed, answer-missing."""
    officer = officer_of(signer)
    confirm(say(f"Sign this record as {officer}?", f"以 {officer} 签署此记录？"), yes=yes)


def put_record(receipt: Unsigned[TenderReceipt], out: Path) -> None:
    """Show the files of the record, its officer, and the words."""
    put()
    put(coloured(say("Record", "记录"), "bold"))
    put("  " + plain(say(", ", "、").join(str(out / name) for name in WRITTEN)))
    for line in (*tell_officer(receipt.body.header.officer), *tell_words(receipt)):
        put("  " + line)
    put(
        "  "
        + say(
            "Another room that reads the same words has the same matrix by the same trust data.",
            "另一评标室读出相同词语，即为相同信任数据下的相同矩阵。",
        )
    )


def load_for(tender: Tender, bundle: Path | None, pin: str | None, run: Invocation) -> TrustStore:
    """Return the trust data; where the run uses the clock, compare them with remembered ones.

    Raises CommandError trust-missing, home-unknown, those of files; TrustError.
    """
    files = TrustFiles(needed(bundle, "--bundle"), needed(pin, "--pin"), None, remember=not run.is_now_typed)
    trust = load_trust(files)
    if tender.home not in trust.chain.members:
        raise CommandError("home-unknown", home=plain(tender.home), parties=sorted(trust.chain.members))
    return trust


def _put_lint(lines: list[str]) -> None:
    if lines:
        put()
        put(
            coloured(
                say(
                    "For whoever writes the tender (in no cell)",
                    "供编写招标文件者参考（不计入任何一格）",
                ),
                "bold",
            )
        )
        for line in lines:
            put(line)
