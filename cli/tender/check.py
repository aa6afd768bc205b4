"""Carries out `huren tender check` and `huren tender lint`."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cli.errors import CommandError
from cli.tender.documents import load_bidders, load_tender
from cli.tender.handed_in import read_folders, tell_missing
from cli.tender.matrix_text import MatrixText, format_lint
from cli.terminal.clock import read_clock
from cli.terminal.language import say
from cli.terminal.names import SpokenNames
from cli.terminal.output import coloured, plain, put, put_json
from cli.verify.trust_files import TrustFiles, load_trust, needed
from verifier import TrustStore
from verifier.tender import Tender, check, lint_tender


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRequest:
    """What was typed."""

    tender: Path
    bidders: Path
    papers: Path | None
    bundle: Path | None
    pin: str | None
    now: datetime | None
    award_at: datetime | None
    cache: Path | None
    jobs: int
    as_json: bool

    def carry_out(self) -> None:
        """Reads the papers, checks them, prints the matrix."""
        tender, bidders = load_tender(self.tender), load_bidders(self.bidders)
        trust = load_for(tender.body, self.bundle, self.pin, self.now)
        now = self.now or read_clock()
        handed_in = read_folders(
            bidders.body, self.papers or self.bidders.parent, cache=self.cache, jobs=self.jobs
        )
        papers = {bidder: [entry.paper for entry in files] for bidder, files in handed_in.items()}
        matrix = check(tender, bidders, papers, trust, now=now, award_at=self.award_at)
        tell_missing(bidders.body, handed_in)
        if self.as_json:
            put_json(matrix.to_json())
            return
        names = SpokenNames.of(trust, now)
        for line in MatrixText(tender.body, bidders.body, matrix, names).lines():
            put(line)
        _put_lint([*format_lint(matrix.lint, names)])


def lint(path: Path, *, bundle: Path | None, pin: str | None, now: datetime | None, as_json: bool) -> None:
    """Prints what whoever writes the tender may want to change; nothing is refused for it."""
    tender = load_tender(path)
    trust = load_for(tender.body, bundle, pin, now)
    moment = now or read_clock()
    notes = lint_tender(tender.body, trust, now=moment)
    if as_json:
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
        _put_lint([*format_lint(notes, SpokenNames.of(trust, moment))])
    else:
        put(say("  nothing to remark", "  没有可提示之处"))


def load_for(tender: Tender, bundle: Path | None, pin: str | None, now: datetime | None) -> TrustStore:
    """The trust data, compared with what was seen before where the clock is read.

    Raises CommandError trust-missing, home-unknown, those of files; TrustError.
    """
    files = TrustFiles(needed(bundle, "--bundle"), needed(pin, "--pin"), None, remember=now is None)
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
