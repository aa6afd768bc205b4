"""A resolution in words: how it stands, its items, what they refer to."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from api.pages.feeds.told_entries import page_of
from api.visit import Visit
from api.words import speaker
from credentials.documents.conferences.resolution import Citation, ResolutionItem
from credentials.documents.works.technology import Prose
from credentials.kinds import parse_any
from credentials.times import day_of
from credentials.words.work_words import CITED_KINDS, ITEM_DECISIONS
from registry.lookup.lookup import find_record
from signing.errors import Lang
from works.conferences.lookup import HeldResolution, ResolutionState
from works.conferences.open_items import DueItem
from works.conferences.standards import HeldStandard, LeadingStandard, find_standard

speak = speaker("works.conferences")

_TONES = {"adopted": "ok", "rejected": "no", "noted": "skip"}


class ToneWords(NamedTuple):
    """Words and their tone."""

    tone: str
    words: str


class CitedLink(NamedTuple):
    """What an item refers to: its kind, name and digest, and where it is shown here."""

    kind: str
    name: str | None
    digest: str
    path: str | None


class ResolutionLine(NamedTuple):
    """A resolution in a list."""

    held: HeldResolution
    state: ToneWords

    @property
    def path(self) -> str:
        """Its page."""
        return page_of_resolution(self.held)


class DueGroup(NamedTuple):
    """The open items of a party, or of all."""

    party: str | None
    items: list[DueItem]


def page_of_resolution(held: HeldResolution) -> str:
    """By digest, for a number may hold anything."""
    return f"/resolutions/{held.content}"


def tell_state(state: ResolutionState, visit: Visit) -> ToneWords:
    """Whether it is adopted, and who has not signed."""
    say = speak("resolutions", visit.lang)
    if state.since is not None:
        return ToneWords("ok", say("is_adopted", moment=visit.moment(state.since)))
    if state.code == "parties-differ":
        return ToneWords("no", say("parties_differ"))
    parties = _list_parties(state.missing, visit)
    return ToneWords(
        "unk", say("another_text" if state.code == "half-differs" else "unsigned", parties=parties)
    )


def tell_adoption(held: HeldStandard, visit: Visit) -> ToneWords:
    """Whether a standard is adopted, or whose signature that waits for; the resolution is told beside."""
    say = speak("standards", visit.lang)
    if held.since is not None:
        return ToneWords("ok", say("adopted_on", moment=visit.moment(held.since)))
    if held.waiting is not None:
        return ToneWords("unk", say("draft_waits", parties=_list_parties(held.waiting.missing, visit)))
    return ToneWords("unk", say("draft"))


def _list_parties(parties: Sequence[str], visit: Visit) -> str:
    return (", " if visit.lang == "en" else "、").join(map(visit.names.party, parties))


def tell_in_force(leading: LeadingStandard, visit: Visit) -> str:
    """From when the version that leads applies, and which one does now."""
    say, held, in_force = speak("standards", visit.lang), leading.held, leading.in_force
    day = held.record.body.credential_subject.since
    if held.since is None:
        return say("meant_from", day=day)
    told = say("applies_from", day=day)
    if in_force is None:
        return told + say("none_in_force")
    return told + say("now_in_force", version=in_force.record.body.credential_subject.version)


def decision_of(item: ResolutionItem, lang: Lang) -> ToneWords | None:
    """What was decided; None of an item that is withheld."""
    if item.decision is None:
        return None
    en, zh = ITEM_DECISIONS[item.decision]
    return ToneWords(_TONES[item.decision], zh if lang == "zh" else en)


def prose_of(text: Prose, lang: Lang) -> tuple[str, str]:
    """The text and the language that it is in."""
    return (text.en, "en") if lang == "en" and text.en is not None else (text.zh, "zh-CN")


def days_of(since: date, until: date) -> str:
    """One day, or the first and the last."""
    return since.isoformat() if since == until else f"{since} – {until}"


def group_by_party(items: Sequence[DueItem]) -> list[DueGroup]:
    """The items of each party in the order of their days; those of all come last."""
    grouped: dict[str | None, list[DueItem]] = {}
    for one in items:
        grouped.setdefault(one.item.owner, []).append(one)
    return [DueGroup(party, grouped[party]) for party in sorted(grouped, key=lambda did: (did is None, did))]


def tell_due(item: ResolutionItem, visit: Visit, *, is_open: bool = True) -> ToneWords | None:
    """Until when it is to be carried out, and whether that is over."""
    if item.due is None:
        return None
    say = speak("resolutions", visit.lang)
    overdue = is_open and item.due < day_of(visit.now)
    return ToneWords(
        "no" if overdue else "skip", say("overdue" if overdue else "due_on", day=item.due.isoformat())
    )


def link_citations(item: ResolutionItem, visit: Visit) -> Iterator[CitedLink]:
    """What an item refers to, and where that can be read."""
    for cited in item.refers or ():
        en, zh = CITED_KINDS[cited.kind]
        name = cited.name.text(visit.lang) if cited.name is not None else None
        yield CitedLink(zh if visit.lang == "zh" else en, name, cited.digest, _find_page(cited, visit))


def _find_page(cited: Citation, visit: Visit) -> str | None:
    for version in visit.trust.chain.versions:
        if version.digest == cited.digest:
            return f"/agreements/{version.text.agreement}/{version.text.version}"
    registry = visit.node.registry
    standard = find_standard(registry, cited.digest)
    if standard is not None:
        return f"/standards/{standard.body.credential_subject.code}"
    data = find_record(registry, cited.digest)
    return page_of(parse_any(data), visit) if data is not None else None
