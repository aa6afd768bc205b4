"""A resolution in words for pages: its state, its items, their citations."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from api.pages.feeds.told_entries import page_of, title_of_record
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
    """A citation of an item: its kind, name and digest, and its page here."""

    kind: str
    name: str | None
    digest: str
    path: str | None


class ResolutionLine(NamedTuple):
    """A resolution in a list."""

    resolution: HeldResolution
    state: ToneWords

    @property
    def path(self) -> str:
        """Return the path of the resolution's page."""
        return page_of_resolution(self.resolution)


class DueGroup(NamedTuple):
    """The open items of a party, or of all."""

    party: str | None
    items: list[DueItem]


def page_of_resolution(resolution: HeldResolution) -> str:
    """Return the path of the page, by digest because a number may contain any character."""
    return f"/resolutions/{resolution.content}"


def tell_state(state: ResolutionState, visit: Visit) -> ToneWords:
    """Return in words whether the resolution is adopted, and which parties have not signed."""
    say = speak("resolutions", visit.lang)
    if state.since is not None:
        return ToneWords("ok", say("is_adopted", moment=visit.moment(state.since)))
    if state.code == "parties-differ":
        return ToneWords("no", say("parties_differ"))
    parties = _list_parties(state.missing, visit)
    return ToneWords(
        "unk", say("another_text" if state.code == "half-differs" else "unsigned", parties=parties)
    )


def tell_adoption(standard: HeldStandard, visit: Visit) -> ToneWords:
    """Return whether a standard is adopted, or the signatures that its adoption waits for."""
    say = speak("standards", visit.lang)
    if standard.since is not None:
        return ToneWords("ok", say("adopted_on", moment=visit.moment(standard.since)))
    if standard.waiting is not None:
        return ToneWords("unk", say("draft_waits", parties=_list_parties(standard.waiting.missing, visit)))
    return ToneWords("unk", say("draft"))


def _list_parties(parties: Sequence[str], visit: Visit) -> str:
    return (", " if visit.lang == "en" else "、").join(map(visit.names.party, parties))


def tell_in_force(leading: LeadingStandard, visit: Visit) -> str:
    """Return the day from which the leading version applies, and the version that applies now."""
    say, standard, in_force = speak("standards", visit.lang), leading.standard, leading.in_force
    day = standard.record.body.credential_subject.since
    if standard.since is None:
        return say("meant_from", day=day)
    sentence = say("applies_from", day=day)
    if in_force is None:
        return sentence + say("none_in_force")
    return sentence + say("now_in_force", version=in_force.record.body.credential_subject.version)


def decision_of(item: ResolutionItem, lang: Lang) -> ToneWords | None:
    """Return the decision; None for a withheld item."""
    if item.decision is None:
        return None
    en, zh = ITEM_DECISIONS[item.decision]
    return ToneWords(_TONES[item.decision], zh if lang == "zh" else en)


def prose_of(text: Prose, lang: Lang) -> tuple[str, str]:
    """Return the text and its language."""
    return (text.en, "en") if lang == "en" and text.en is not None else (text.zh, "zh-CN")


def days_of(since: date, until: date) -> str:
    """Return a period in words: one day, or the first and the last."""
    return since.isoformat() if since == until else f"{since} – {until}"


def group_by_party(items: Sequence[DueItem]) -> list[DueGroup]:
    """Return the items of each party in the order of their due days; items of all parties come last."""
    grouped: dict[str | None, list[DueItem]] = {}
    for due_item in items:
        grouped.setdefault(due_item.item.owner, []).append(due_item)
    return [DueGroup(party, grouped[party]) for party in sorted(grouped, key=lambda did: (did is None, did))]


def tell_due(item: ResolutionItem, visit: Visit, *, is_open: bool = True) -> ToneWords | None:
    """Return the due day in words, marked if it has passed."""
    if item.due is None:
        return None
    say = speak("resolutions", visit.lang)
    overdue = is_open and item.due < day_of(visit.now)
    return ToneWords(
        "no" if overdue else "skip", say("overdue" if overdue else "due_on", day=item.due.isoformat())
    )


def link_citations(item: ResolutionItem, visit: Visit) -> Iterator[CitedLink]:
    """Yield the citations of an item, with their pages on this node."""
    for cited in item.refers or ():
        en, zh = CITED_KINDS[cited.kind]
        name, path = _find_cited(cited, visit)
        named = cited.name.text(visit.lang) if cited.name is not None else name
        yield CitedLink(zh if visit.lang == "zh" else en, named, cited.digest, path)


def _find_cited(cited: Citation, visit: Visit) -> tuple[str | None, str | None]:
    """Return the name and the page of the cited record or text, if this node has it."""
    # an agreement text is not a record of its own: only its halves are
    for version in visit.trust.chain.versions:
        if version.digest == cited.digest:
            number = speak("resolution", visit.lang)("version", version=version.text.version)
            return number, f"/agreements/{version.text.agreement}/{version.text.version}"
    standard = find_standard(visit.node.registry, cited.digest)
    if standard is not None:
        subject = standard.body.credential_subject
        number = speak("resolution", visit.lang)("version", version=subject.version)
        path = f"/standards/{subject.code}"
        return f"{subject.title.text(visit.lang)} {subject.code} {number}", path
    data = find_record(visit.node.registry, cited.digest)
    record = parse_any(data) if data is not None else None
    return (title_of_record(record, visit), page_of(record, visit)) if record is not None else (None, None)
