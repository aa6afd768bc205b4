"""`huren technology join | object | withdraw`: this association's listing of another's technology."""

from dataclasses import dataclass
from datetime import datetime
from random import SystemRandom
from typing import Literal

from credentials.drafting.works import build_technology_listing
from credentials.times import CHINA
from credentials.words.work_words import DECISIONS
from registry.issuing.stored_plans import make_id
from registry.lookup.standing import find_filed_standing
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.labels import STANDINGS, label
from terminal.language import say
from terminal.output import format_period, plain, put, put_json, tell
from terminal.signing import Signing
from works.technology.admission import next_listing
from works.technology.command.held import held_technology

_OFF = frozenset({"revoked", "superseded", "expired", "suspended", "invalid"})
"""Standings of a technology that make joining meaningless."""


@dataclass(frozen=True, slots=True)
class Statement:
    """This association's decision on a technology, and its grounds."""

    decision: Literal["joins", "objects", "withdraws"]
    technology: str
    reviewers: int | None = None
    clause: str | None = None
    grounds: str | None = None
    until: datetime | None = None
    anyway: bool = False

    def sign(self, run: Invocation) -> None:
        """Show the listing, ask, then sign or export it under this association's next number.

        Raises CommandError option-missing, option-conflict, option-value, not-found, no-technology,
        technology-off, nothing-said, not-confirmed, answer-missing; RegistryError for a listing that is not
        allowed.
        """
        now = run.now.astimezone(CHINA).replace(microsecond=0)  # documents have whole seconds
        signing = Signing(run)
        for option, text in (("--grounds", self.grounds), ("--clause", self.clause)):
            if text is not None and not text.strip():
                how, how_zh = "Say it in words, or leave the option out.", "请写明内容，或省略该选项。"
                raise CommandError("option-value", text=plain(text), option=option, how=how, how_zh=how_zh)
        with run.open_registry() as registry:
            issuer = signing.open(registry)
            record = held_technology(registry, self.technology)
            digest, body = record.digest, record.body
            standing = find_filed_standing(record, run.trust(registry), now)
            if self.decision == "joins" and standing.name in _OFF and not self.anyway:
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
            signing.check(registry, document)
            names = run.names(registry)
            show = put if run.dry_run else tell
            show(f"{plain(body.title)}  {plain(body.credential_subject.version)}  {plain(body.holder)}")
            stands = label(STANDINGS, standing.word)
            show(say("listed by ", "入库协会：") + f"{names.party(body.issuer)}  [{stands}]")
            decision = label(DECISIONS, self.decision)
            term = format_period(now, until)
            who = names.party(issuer)
            show(
                say(
                    f"{who} {decision}, number {sequence}, {term}",
                    f"{who}{decision}，第 {sequence} 号，{term}",
                )
            )
            if run.dry_run:
                return
            signing.confirm(say("Sign this?", "签署？"))
            for made in signing.sign(registry, [document]):
                if run.as_json:
                    put_json(made.value)
                else:
                    put(f"{decision}  {made.body.id}")
