"""Texts of the agreement at the desk: the one in force, proposals, and what each would change."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from credentials.documents.agreement import AgreementHalf, AgreementText, agreement_digest
from credentials.documents.agreement_changes import Change, diff_texts
from credentials.documents.agreement_names import AgreementNames
from credentials.drafting.next_agreement import compose_next_text
from credentials.errors import RecordError
from credentials.kinds import find_kind
from credentials.record import JsonObject, read_body
from credentials.times import day_of, start_of
from desk.office.desk import DeskView
from desk.office.plans import OfficePlan, list_plans
from desk.web.visits import DeskVisit
from registry.lookup.agreement_effects import Effect, add_up, find_moves, format_effects_of
from registry.view.waiting_halves import pending_texts
from verifier.desk.plan import AGREEMENT
from verifier.trust.agreements import AgreementVersion


class ShownChange(NamedTuple):
    """A change with its effects in words; `old` and `new` have what differs in the middle of three parts."""

    change: Change
    effects: Sequence[str]
    old: tuple[str, str, str]
    new: tuple[str, str, str]


class ShownChanges(NamedTuple):
    """Changes that a text makes to another, and their effects added up."""

    before: AgreementText
    after: AgreementText
    changes: Sequence[ShownChange]
    effects: Sequence[Effect]


class Proposal(NamedTuple):
    """A text that is no version yet: of a plan here, or of halves that others signed."""

    value: JsonObject
    text: AgreementText
    digest: str
    plan: OfficePlan | None
    signed: Sequence[str]
    missing: Sequence[str]


def find_last(desk: DeskView) -> tuple[AgreementVersion, JsonObject]:
    """Return the last complete version with its text as JSON; RegistryError no-agreement."""
    version = desk.view.load_trust().chain.latest
    # any half will do: the texts of a complete version are equal byte for byte
    value: Any = version.halves[0].value["credentialSubject"]
    return version, value


def draft_text(visit: DeskVisit, desk: DeskView) -> JsonObject:
    """Return the text in force as the next version, which replaces the proposals that continue it."""
    last, value = find_last(desk)
    drafts = [draft.digest for draft in pending_texts(desk.view) if draft.text.previous == last.digest]
    return compose_next_text(value, last.text, last.digest, drafts, start_of(day_of(visit.now)))


def list_proposals(visit: DeskVisit, desk: DeskView) -> list[Proposal]:
    """Return the texts on the way: those of open plans here, and those that somebody has signed."""
    proposals: dict[str, Proposal] = {}
    for plan in list_plans(desk, visit.now):
        value = find_half(plan)
        is_waiting = plan.is_open or plan.wait is not None
        if value is not None and is_waiting:
            text = read_body(value, AgreementText)
            digest = agreement_digest(value)
            parties = [party.id for party in text.parties]
            proposals.setdefault(digest, Proposal(value, text, digest, plan, (), parties))
    for pending in pending_texts(desk.view):
        plan_ = proposals[pending.digest].plan if pending.digest in proposals else None
        signed = [*dict.fromkeys(half.body.issuer for half in pending.halves)]
        proposals[pending.digest] = Proposal(
            pending.value, pending.text, pending.digest, plan_, signed, pending.missing
        )
    complete = {version.digest for version in desk.view.load_trust().chain.versions}
    return [proposal for digest, proposal in proposals.items() if digest not in complete]


def find_half(plan: OfficePlan) -> JsonObject | None:
    """Return the text of a plan on the agreement; None for any other."""
    if plan.question.plan.operation != AGREEMENT:
        return None
    document = plan.stated.documents[0]
    text: Any = document["credentialSubject"]
    return {**text} if find_kind(document).model is AgreementHalf else None


def find_before(desk: DeskView, text: AgreementText) -> AgreementText | None:
    """Return the version that a text continues."""
    versions = desk.view.load_trust().chain.versions
    return next((version.text for version in versions if version.digest == text.previous), None)


def compare(visit: DeskVisit, before: AgreementText, after: AgreementText) -> ShownChanges:
    """Return what a text changes, counted on the credentials that are stored here."""
    lang = visit.visit.lang
    moves = find_moves(visit.service.desk.registry, before, after, max(after.effective_from, visit.now))
    names = AgreementNames(after, lang, [before])
    changes = [
        ShownChange(change, format_effects_of(change, moves, names), *_part(change.old, change.new))
        for change in diff_texts(before, after, lang)
    ]
    # what counts for something comes first
    return ShownChanges(before, after, sorted(changes, key=lambda one: not one.effects), add_up(moves))


def _part(*sentences: str) -> Iterator[tuple[str, str, str]]:
    """Yield each of two sentences as what both begin with, what differs, and what both end with."""
    texts = [re.findall(r"\S+|\s", sentence) for sentence in sentences]
    same = [one == other for one, other in zip(*texts, strict=False)]
    head = same.index(False) if False in same else len(same)
    ends = [one == other for one, other in zip(*(reversed(text[head:]) for text in texts), strict=False)]
    tail = ends.index(False) if False in ends else len(ends)
    for text in texts:
        parts = text[:head], text[head : len(text) - tail], text[len(text) - tail :]
        yield "".join(parts[0]), "".join(parts[1]), "".join(parts[2])


def read_text(value: JsonObject) -> AgreementText:
    """Return a text that is well formed; RecordError names the row that a rule refuses."""
    try:
        return read_body(value, AgreementText)
    except RecordError as error:
        from carriers.agreement_workbook.rules import find_errors

        raise next(find_errors(value), error) from None


def list_reference_choices(text: AgreementText, names: AgreementNames) -> Iterator[tuple[str, str]]:
    """Yield each grade of each scheme, as a form has it and in words."""
    for scheme in text.schemes:
        for grade in scheme.grades:
            yield (
                f"{scheme.id}|{grade.code}",
                f"{names.scheme(scheme.id)} · {names.grade(scheme.id, grade.code)}",
            )


def compare_plan(visit: DeskVisit, plan: OfficePlan) -> ShownChanges | None:
    """Return what the text of a plan on the agreement changes; None for any other plan."""
    value = find_half(plan)
    if value is None:
        return None
    text = read_body(value, AgreementText)
    before = visit.service.desk.read(lambda desk: find_before(desk, text))
    return compare(visit, before, text) if before is not None else None
