"""The certificates of an enterprise, each as a card: its standing, the reason, the next step. zh and en.

The card describes the effect of an event by the verifier's finding, because the verifier knows which events
act.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from api.answers.standings.enterprises import Holding
from api.pages.credential_words import (
    PAST,
    WAITING,
    Contradiction,
    PartyColumn,
    RecognitionRow,
    columns_of,
    find_contradictions,
    issuer_first,
    offer,
    successor_of,
    tabulate,
    tell_decisive,
)
from api.pages.rendering import tone_of
from api.visit import SOON_DAYS, Visit
from api.words import Say
from credentials.times import parse_time
from credentials.words.closed_lists import REASONS, word_for
from credentials.words.days import format_end, format_moment
from registry.lookup.printable import is_printable
from verifier import Finding, Verdict

_BY_EVENT = ("suspended", "revoked", "superseded")
"""Standings that an event causes; the findings have the same codes."""

_Beside = Mapping[tuple[str, str], Holding]
"""All credentials of the enterprise, by issuer and id."""


class Successor(NamedTuple):
    """The successor of a certificate: its id, and its number where it is here."""

    id: str
    number: str


class Card(NamedTuple):
    """One certificate: a mark with tone, sign and words; one sentence with the reason and one with the next
    step.

    `rows` are today's recognitions by category, the home association's first.
    """

    holding: Holding
    ends_soon: bool
    tone: str
    words: str
    why: str
    to_do: str
    columns: list[PartyColumn]
    rows: list[RecognitionRow]
    files: Mapping[str, str]
    successor: Successor | None

    @property
    def sign(self) -> str:
        """Return the sign of the card's mark."""
        return "cal" if self.ends_soon else self.tone

    @property
    def anchor(self) -> str:
        """Return the anchor of the card on the page."""
        return f"held-{self.holding.record.digest[:12]}"

    @property
    def is_urgent(self) -> bool:
        """Return whether the enterprise must act on this certificate now."""
        return self.ends_soon or self.holding.standing.name == "suspended"


class FormerName(NamedTuple):
    """An older name on certificates of the enterprise; after a renaming, with its last day and the new
    name."""

    name: str
    until: str
    successor: Card | None


class TallyFigure(NamedTuple):
    """A number above the certificates: its tone, its word, and its link where it is not 0."""

    number: int
    tone: str
    words: str
    anchor: str


class Deck(NamedTuple):
    """Certificates that count today, that may count later, and that will not count again.

    Among the first, those that need action come first: they end soon or contradict another certificate.
    """

    accepted: list[Card]
    waiting: list[Card]
    past: list[Card]
    contradictions: list[Contradiction]

    @property
    def urgent(self) -> list[Card]:
        """Return the cards on which the enterprise must act."""
        return [card for card in (*self.waiting, *self.accepted) if card.is_urgent]


def deal(holdings: Iterable[Holding], visit: Visit, say: Say) -> Deck:
    """Return the cards of an enterprise; in each part those with the latest end come first."""
    ordered = sorted(holdings, key=lambda holding: holding.record.body.valid_until, reverse=True)
    by_id = {(holding.record.body.issuer, holding.record.body.id): holding for holding in ordered}
    cards = [_card(holding, by_id, visit, say) for holding in ordered]

    def pick(*names: str) -> list[Card]:
        return [card for card in cards if card.holding.standing.name in names]

    accepted = pick("active")
    contradictions = find_contradictions(card.holding for card in accepted)
    unclear = {
        holding.record.digest for contradiction in contradictions for holding in contradiction.holdings
    }
    accepted.sort(key=lambda card: (not card.ends_soon, card.holding.record.digest not in unclear))
    return Deck(accepted, pick(*WAITING), pick(*PAST), contradictions)


def tally(deck: Deck, say: Say) -> list[TallyFigure]:
    """Return the numbers of certificates that are valid, end soon, are unusable today, have ended. Each
    number links to its certificates."""
    soon = [card for card in deck.accepted if card.ends_soon]
    waiting = {card.holding.standing.word for card in deck.waiting}
    called = say(waiting.pop()) if len(waiting) == 1 else say("waiting")
    figures = [
        TallyFigure(len(deck.accepted), "ok", say("active"), "accepted"),
        TallyFigure(len(soon), "warn", say("end_soon", days=SOON_DAYS), soon[-1].anchor if soon else ""),
        TallyFigure(len(deck.waiting), "no", called, "waiting"),
        TallyFigure(len(deck.past), "", say("past"), "past"),
    ]
    return [figure for figure in figures if figure.number or figure.anchor != "waiting"]


def former_names(deck: Deck, newest: str) -> list[FormerName]:
    """Return the older names on the certificates; for a name that a renaming replaced, with the day."""
    cards = [*deck.accepted, *deck.waiting, *deck.past]
    by_id = {(card.holding.record.body.issuer, card.holding.record.body.id): card for card in cards}
    former = {_name_of(card): FormerName(_name_of(card), "", None) for card in cards}
    for card in cards:
        event = _event_finding(card.holding)
        if event is not None and card.successor is not None and event.evidence["reason"] == "rename":
            since = format_moment(parse_time(str(event.evidence["since"])))
            key = (card.holding.record.body.issuer, card.successor.id)
            former[_name_of(card)] = FormerName(_name_of(card), since, by_id.get(key))
    return [former_name for name, former_name in former.items() if name != newest]


def _name_of(card: Card) -> str:
    name: str = card.holding.record.body.credential_subject.legal_name
    return name


def verdict_of(holding: Holding) -> Verdict:
    """Return one of the verdicts: the outcome is the same for every home that publishes."""
    *_, verdict = holding.verdicts.values()
    return verdict


def _card(holding: Holding, by_id: _Beside, visit: Visit, say: Say) -> Card:
    body, standing = holding.record.body, holding.standing
    expiry = visit.expiry(body.valid_until)
    ends_soon = standing.name == "active" and expiry.soon
    tone = "warn" if ends_soon else tone_of(standing.word)
    words = expiry.text if ends_soon else _say_standing(holding, say)
    why, to_do = ("", say("do_soon")) if ends_soon else _tell_why(holding, by_id, visit, say)
    parties = issuer_first(body.issuer, visit)
    return Card(
        holding,
        ends_soon,
        tone,
        words,
        why,
        to_do,
        columns_of(parties, body.issuer, visit, say),
        tabulate(holding, parties, visit, say) if standing.name == "active" else [],
        dict(offer(holding, printable=standing.name == "active" and is_printable(verdict_of(holding)))),
        _successor(holding, by_id),
    )


def _say_standing(holding: Holding, say: Say) -> str:
    event = _event_finding(holding)
    if event is not None and event.code == "suspended":
        return say("suspended_since", day=format_moment(parse_time(str(event.evidence["since"]))))
    return say(holding.standing.word)


def _tell_why(holding: Holding, by_id: _Beside, visit: Visit, say: Say) -> tuple[str, str]:
    """Return the reason for the certificate's standing and the next step; for a valid certificate, further
    notes, if any."""
    standing, body = holding.standing, holding.record.body
    if (event := _event_finding(holding)) is not None:
        why = _tell_event(event, holding, visit, say)
        reason = "" if standing.name == "superseded" else f"_{event.evidence['reason']}"
        return why, say(f"do_{standing.name}{reason}")
    if standing.name == "expired":
        why = say("ended_on", day=format_end(body.valid_until))
        return why, "" if _is_renewed(holding, by_id) else say("do_expired")
    if standing.name == "not-yet-valid":
        return say("begins_on", day=format_moment(body.valid_from)), ""
    return tell_decisive(verdict_of(holding), visit), ""


def _is_renewed(holding: Holding, by_id: _Beside) -> bool:
    """Return whether a certificate of the same scheme counts today."""
    scheme = holding.record.body.credential_subject.assessment.scheme
    return any(
        other.standing.name == "active" and other.record.body.credential_subject.assessment.scheme == scheme
        for other in by_id.values()
    )


def _tell_event(event: Finding, holding: Holding, visit: Visit, say: Say) -> str:
    facts = event.evidence
    sentence = say(
        "by_event",
        what=say(holding.standing.word),
        since=format_moment(parse_time(str(facts["since"]))),
        reason=word_for(REASONS, str(facts["reason"]), visit.lang),
        party=visit.names.party(holding.record.body.issuer),
        signed=format_moment(parse_time(str(facts["signed"]))),
    )
    if event.code != "suspended":
        return sentence
    until = facts["until"]
    over = say("until_set", day=format_end(parse_time(str(until)))) if until else say("until_open")
    return f"{sentence}{over}" if visit.lang == "zh" else f"{sentence} {over}"


def _event_finding(holding: Holding) -> Finding | None:
    """Return the verifier's finding on the event that suspended, ended or replaced it."""
    if holding.standing.name not in _BY_EVENT:
        return None
    return next(
        (finding for finding in verdict_of(holding).findings if finding.code == holding.standing.name), None
    )


def _successor(holding: Holding, by_id: _Beside) -> Successor | None:
    successor = successor_of(holding) if holding.standing.name == "superseded" else None
    if successor is None:
        return None
    replacement = by_id.get((holding.record.body.issuer, successor))
    number = (
        replacement.record.body.credential_subject.assessment.certificate_number
        if replacement is not None
        else ""
    )
    return Successor(successor, number)
