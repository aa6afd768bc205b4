"""`huren technology join | object | withdraw`: what this association says of what another has listed."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import SystemRandom
from typing import Literal

from credentials.drafting.works import build_technology_listing
from credentials.times import CHINA
from credentials.words.work_words import DECISIONS
from registry import RegistryError
from registry.issuing.plan_documents import check_documents
from registry.issuing.stored_plans import make_id
from registry.lookup.standing import find_filed_standing
from signing.signer import Ed25519Signer
from terminal.clock import read_clock
from terminal.confirm import confirm
from terminal.errors import CommandError
from terminal.labels import STANDINGS, label
from terminal.language import say
from terminal.names import SpokenNames
from terminal.output import format_period, plain, put, put_json, tell
from terminal.workspace.document_signing import check_destination, sign_or_export
from terminal.workspace.key_files import load_signer
from terminal.workspace.open_registry import choose_issuer, full_trust, needed_text, open_registry
from works.technology.admission import next_listing
from works.technology.command.held import held_technology

_OFF = frozenset({"revoked", "superseded", "expired", "suspended", "invalid"})
"""How a technology stands of which joining would say nothing."""


@dataclass(frozen=True, slots=True)
class ListingRequest:
    """What was typed after `huren technology join`, `object` or `withdraw`."""

    decision: Literal["joins", "objects", "withdraws"]
    technology: str
    reviewers: int | None
    clause: str | None
    grounds: str | None
    until: datetime | None
    force: bool
    key: Path | None
    export_unsigned: str | None
    issuer: str | None
    dry_run: bool
    yes: bool
    data: Path | None
    now: datetime | None
    as_json: bool

    def carry_out(self) -> None:
        """Told, asked about, then signed or exported, under the next number of this association.

        Raises CommandError option-missing, option-conflict, option-value, not-found, no-technology,
        technology-off, nothing-said, not-confirmed, answer-missing; RegistryError for what may not be said.
        """
        now = (self.now or read_clock()).astimezone(CHINA).replace(microsecond=0)
        check_destination(self.key, self.export_unsigned, dry_run=self.dry_run)
        for option, text in (("--grounds", self.grounds), ("--clause", self.clause)):
            if text is not None and not text.strip():
                how, how_zh = "Say it in words, or leave the option out.", "请写明内容，或省略该选项。"
                raise CommandError("option-value", text=plain(text), option=option, how=how, how_zh=how_zh)
        with open_registry(self.data) as registry:
            signer: Ed25519Signer | None = None
            if self.key is not None:
                issuer, signer = load_signer(registry, self.key, "assessment", now)
            else:
                issuer = choose_issuer(registry, self.issuer, "--issuer", self.data, now)
            record = held_technology(registry, self.technology)
            digest, body = record.digest, record.body
            standing = find_filed_standing(record, full_trust(registry, self.data), now)
            if self.decision == "joins" and standing.name in _OFF and not self.force:
                raise CommandError("technology-off", standing=standing.word)
            sequence = registry.read(lambda view: next_listing(view, digest, issuer))
            if self.decision == "withdraws" and sequence == 1:
                raise CommandError("nothing-said")
            until = self.until or body.valid_until
            document = build_technology_listing(
                digest,
                listing_id=make_id(SystemRandom()),
                issuer=issuer,
                sequence=sequence,
                decision=self.decision,
                term=(now, until),
                reviewers=self.reviewers,
                clause=self.clause,
                grounds=self.grounds,
            )
            try:
                check_documents(registry, [document], issuer=issuer, now=now)
            except RegistryError as error:
                raise (error.problems[0][1] if error.problems else error) from None
            names = SpokenNames(needed_text(registry, self.data, now))
            show = put if self.dry_run else tell
            show(f"{plain(body.title)}  {plain(body.credential_subject.version)}  {plain(body.holder)}")
            stands = label(STANDINGS, standing.word)
            show(say("listed by ", "入库协会：") + f"{names.party(body.issuer)}  [{stands}]")
            said = label(DECISIONS, self.decision)
            term = format_period(now, until)
            who = names.party(issuer)
            show(say(f"{who} {said}, number {sequence}, {term}", f"{who}{said}，第 {sequence} 号，{term}"))
            if self.dry_run:
                return
            if signer is not None:
                confirm(say("Sign this?", "签署？"), yes=self.yes)
            for made in sign_or_export(
                registry, [document], issuer=issuer, signer=signer, target=self.export_unsigned, now=now
            ):
                if self.as_json:
                    put_json(made.value)
                else:
                    put(f"{said}  {made.body.id}")
