"""A standard in words: what it says, which resolution adopted it."""

from collections.abc import Iterator
from datetime import datetime

from credentials.documents.agreement_names import AgreementNames
from credentials.documents.conferences.standard import Clause, StandardSubject
from credentials.documents.equivalence_tables import pair_schemes
from terminal.language import language, say
from terminal.output import format_moment, plain
from works.conferences.standards import HeldStandard, LeadingStandard


def tell_subject(subject: StandardSubject, names: AgreementNames) -> Iterator[str]:
    """Everything that is signed, a line each."""
    between = say(", ", "、")
    yield plain(f"{subject.code}  {subject.title.zh} / {subject.title.en}  {version_of(subject)}")
    if subject.previous is not None:
        yield say("  goes on from ", "  接续 ") + subject.previous
    yield "  " + plain(between.join(map(names.scheme, subject.schemes)))
    yield say(f"  meant to apply from {subject.since}", f"  拟自 {subject.since} 起施行")
    for clause in subject.clauses:
        yield plain(f"  {clause.no} {text_of(clause)}")


def tell_pairs(subject: StandardSubject, names: AgreementNames, now: datetime) -> Iterator[str]:
    """Which two of its schemes do not count as each other grade for grade: nobody is refused for that."""
    for one, other, is_one_to_one in pair_schemes(names.text, subject.schemes, now):
        if not is_one_to_one:
            pair = names.scheme(one), names.scheme(other)
            yield plain(
                say(
                    f"  NOT one to one by the agreement: {' and '.join(pair)}",
                    f"  注意：按协议等级并非一一对应：{'、'.join(pair)}",
                )
            )


def tell_adoption(held: HeldStandard, names: AgreementNames) -> str:
    """Which resolution adopted it, and since when; or whose signature that waits for."""
    if held.waiting is not None:
        number = held.waiting.held.subject.number
        who = say(", ", "、").join(map(names.party, held.waiting.missing))
        return say(f"{number} waits for the signature of {who}", f"决议 {number} 待{who}签署")
    if held.resolution is None or held.since is None:
        return say("no resolution here adopts it", "本库中尚无决议通过")
    number, moment = held.resolution.subject.number, format_moment(held.since)
    return say(f"adopted by {number}, {moment}", f"由 {number} 通过，{moment}")


def tell_day(held: HeldStandard) -> str:
    """From when it applies, or is meant to."""
    day = held.record.body.credential_subject.since
    if held.since is None:
        return say(f"; meant to apply from {day}", f"；拟自 {day} 起施行")
    return say(f"; applies from {day}", f"；自 {day} 起施行")


def tell_in_force(leading: LeadingStandard) -> str:
    """From when the version that leads applies, and which one does now."""
    told, in_force = tell_day(leading.held), leading.in_force
    if leading.held.since is None:
        return told
    if in_force is None:
        return told + say("; no version is in force yet", "；目前尚无施行的版本")
    version = in_force.record.body.credential_subject.version
    return told + say(f"; version {version} is in force", f"；现行第 {version} 版")


def tell_drafts(count: int) -> str:
    """That later versions are not adopted, where there are any."""
    return say(f"; later drafts: {count}", f"；另有后续草案 {count} 份") if count else ""


def text_of(clause: Clause) -> str:
    """Title and text in the language spoken now, else in Chinese."""
    lang = language()
    title = clause.title.text(lang) + say(": ", "：") if clause.title is not None else ""
    return title + (clause.text.en or clause.text.zh if lang == "en" else clause.text.zh)


def version_of(subject: StandardSubject) -> str:
    """Which version it is."""
    return say(f"version {subject.version}", f"第 {subject.version} 版")
