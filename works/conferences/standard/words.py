"""A standard in words for the terminal: its content, its adoption."""

from collections.abc import Iterator
from datetime import datetime

from credentials.documents.agreement_names import AgreementNames
from credentials.documents.conferences.standard import Clause, StandardSubject
from credentials.documents.equivalence_tables import pair_schemes
from terminal.language import language, say
from terminal.output import format_moment, plain
from works.conferences.standards import HeldStandard, LeadingStandard


def tell_subject(subject: StandardSubject, names: AgreementNames) -> Iterator[str]:
    """Yield everything that is signed, a line each."""
    between = say(", ", "、")
    yield plain(f"{subject.code}  {subject.title.zh} / {subject.title.en}  {version_of(subject)}")
    yield from tell_previous(subject)
    yield "  " + plain(between.join(map(names.scheme, subject.schemes)))
    yield say(f"  meant to apply from {subject.since}", f"  拟自 {subject.since} 起施行")
    for clause in subject.clauses:
        yield plain(f"  {clause.no} {text_of(clause)}")


def tell_previous(subject: StandardSubject) -> Iterator[str]:
    """Yield the version that the standard continues, if it names one."""
    if subject.previous is not None:
        yield say("  goes on from ", "  接续 ") + subject.previous


def tell_pairs(subject: StandardSubject, names: AgreementNames, now: datetime) -> Iterator[str]:
    """Yield a warning for each two of the standard's schemes that are not equivalent grade for grade. The
    command refuses none of them."""
    for scheme, other, is_one_to_one in pair_schemes(names.text, subject.schemes, now):
        if not is_one_to_one:
            pair = names.scheme(scheme), names.scheme(other)
            yield plain(
                say(
                    f"  NOT one to one by the agreement: {' and '.join(pair)}",
                    f"  注意：按协议等级并非一一对应：{'、'.join(pair)}",
                )
            )


def tell_adoption(standard: HeldStandard, names: AgreementNames) -> str:
    """Return the adopting resolution and its time; or the signatures that are missing."""
    if standard.waiting is not None:
        number = standard.waiting.resolution.subject.number
        who = say(", ", "、").join(map(names.party, standard.waiting.missing))
        return say(f"{number} waits for the signature of {who}", f"决议 {number} 待{who}签署")
    if standard.resolution is None or standard.since is None:
        return say("no resolution here adopts it", "本库中尚无决议通过")
    number, moment = standard.resolution.subject.number, format_moment(standard.since)
    return say(f"adopted by {number}, {moment}", f"由 {number} 通过，{moment}")


def tell_day(standard: HeldStandard) -> str:
    """Return the day from which the standard applies, or is meant to apply."""
    day = standard.record.body.credential_subject.since
    if standard.since is None:
        return say(f"; meant to apply from {day}", f"；拟自 {day} 起施行")
    return say(f"; applies from {day}", f"；自 {day} 起施行")


def tell_in_force(leading: LeadingStandard) -> str:
    """Return the day from which the leading version applies, and the version that applies now."""
    sentence, in_force = tell_day(leading.standard), leading.in_force
    if leading.standard.since is None:
        return sentence
    if in_force is None:
        return sentence + say("; no version is in force yet", "；目前尚无施行的版本")
    version = in_force.record.body.credential_subject.version
    return sentence + say(f"; version {version} is in force", f"；现行第 {version} 版")


def tell_drafts(count: int) -> str:
    """Return the number of later versions that are not adopted, where there are any."""
    return say(f"; later drafts: {count}", f"；另有后续草案 {count} 份") if count else ""


def text_of(clause: Clause) -> str:
    """Return title and text in the current language, else in Chinese."""
    lang = language()
    title = clause.title.text(lang) + say(": ", "：") if clause.title is not None else ""
    return title + (clause.text.en or clause.text.zh if lang == "en" else clause.text.zh)


def version_of(subject: StandardSubject) -> str:
    """Return the standard's version in words."""
    return say(f"version {subject.version}", f"第 {subject.version} 版")
