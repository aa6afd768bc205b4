"""Verdicts on every input under one question, printed one after another."""

from collections import Counter
from dataclasses import replace

from cli.verify.inputs import Input, failed, read_inputs
from cli.verify.question import TypedQuestion
from cli.verify.seal_words import describe_seal
from credentials.kinds import kind_of_record
from credentials.record import Record
from credentials.times import first_moment
from credentials.words.closed_lists import VOLUNTARY
from signing.errors import HurenError
from signing.plural import format_count
from terminal.labels import COLOURS
from terminal.language import language, say
from terminal.names import SpokenNames
from terminal.output import put, put_json, tell
from terminal.progress import progress
from terminal.reports.verdict_text import format_asked, format_trust, format_verdict
from verifier import Beside, Result, TrustStore, Verdict, verify_at
from verifier.checks.log import choose_proof
from verifier.checks.well_formed import read_credential
from verifier.reasons import Headline, headline
from verifier.trust.parts import HandedParts, find_issuer, may_be_told_of

_SHOWN = 5


def verify_all(question: TypedQuestion, trust: TrustStore, *, as_json: bool, details: bool) -> Counter[str]:
    """Print the verdicts; return how many have each outcome."""
    # refuses a wrong question once, not once for each file
    question.check(trust)
    names = SpokenNames.of(trust, first_moment(question.at or question.now))
    outcomes: Counter[str] = Counter()
    headlines: Counter[Headline] = Counter()
    verdict: Verdict | None = None
    handed = HandedParts(trust, question.parts)
    assessed = False
    parts: dict[tuple[str, str], None] = {}
    with progress(say("verifying", "核验中"), len(question.paths)) as bar:
        for item in read_inputs(question.paths):
            verdict = judge_input(item, question, trust, handed)
            outcomes[verdict.outcome.value] += 1
            headlines[headline(verdict, question.home, names)] += 1
            if item.part is not None:
                parts[item.part] = None
            assessed |= verdict.record is None or kind_of_record(verdict.record).is_assessment
            if as_json:
                places = {"number": item.number, "pages": [*item.pages] if item.pages else None}
                place_members = {name: place for name, place in places.items() if place is not None}
                seals = {"seals": [seal._asdict() for seal in item.seals]} if item.seals else {}
                put_json({"input": item.name, **place_members, **seals, **verdict.to_json(language())})
            else:
                for line in format_verdict(item.called, verdict, names, home=question.home, details=details):
                    put(line)
                for seal in item.seals:
                    put(f"    {describe_seal(seal)}")
            bar.advance()
    if verdict is not None and not as_json:
        _put_foot(headlines, trust, verdict, names)
        if assessed:
            put(say(*VOLUNTARY))
    for name, digest in parts:
        _tell_part(name, find_issuer(trust, digest), names)
    _tell_others(question.others)
    return outcomes


def judge_input(
    item: Input, question: TypedQuestion, trust: TrustStore, handed: HandedParts | None = None
) -> Verdict:
    """Return the verdict on one input; `handed` are the parts of the question, read once for all inputs."""
    handed = HandedParts(trust, question.parts) if handed is None else handed
    try:
        return _judge(item, question, trust, handed)
    except HurenError:  # a fault of the question concerns every input
        raise
    except Exception as error:
        return _judge(failed(item.name, error), question, trust, handed)


def _judge(item: Input, question: TypedQuestion, trust: TrustStore, handed: HandedParts) -> Verdict:
    made = []
    if question.logs:
        from verifier.numbers.registered_log import prove_by

        made = prove_by(question.logs, read_credential(item.data), trust, question.now)
    verdict = verify_at(
        item.data,
        trust,
        policy=question.policy,
        now=question.now,
        at=question.at,
        through=question.through,
        expect=question.expect,
        home=question.home,
        proof=choose_proof(item.data, trust, [*question.proofs, *made]),
        beside=_find_beside(item.data, handed),
    )
    form, *rest = verdict.findings
    if item.unread is not None:
        form = item.unread
    # a note about the paper must not hide a fault of the form
    elif item.noted is not None and form.outcome is Result.PASSED:
        form = item.noted
    return replace(verdict, findings=(form, *rest))


def _find_beside(data: bytes, handed: HandedParts) -> Beside:
    record = read_credential(data) if may_be_told_of(data) else None
    return handed.find_beside(record) if isinstance(record, Record) else Beside()


def _put_foot(headlines: Counter[Headline], trust: TrustStore, verdict: Verdict, names: SpokenNames) -> None:
    if (total := headlines.total()) > 1:
        ordered = sorted(headlines.items(), key=lambda item: [*COLOURS].index(item[0].tone))
        counts = say("; ", "；").join(
            f"{count} {words[0].lower()}{words[1:]}" for (_, words), count in ordered
        )
        put(say(f"{format_count(total, 'inputs')}: {counts}", f"共 {total} 项：{counts}"))
    if (moment := format_asked(verdict)) is not None:
        put(moment)
    for line in format_trust(trust, verdict, names):
        put(line)


def _tell_part(name: str, issuer: str | None, names: SpokenNames) -> None:
    """Print whether these are all the records that their association publishes, and no others."""
    if issuer is not None:
        party = names.party(issuer)
        tell(
            say(
                f"{name}: the part as the newest manifest of {party} names it, whole",
                f"{name}：与{party}最新发布清单所指的一致，内容完整",
            )
        )
        return
    tell(
        say(
            f"{name}: no newest manifest names this part; it may be older or newer than the bundle, or not "
            "whole. Get bundle and part again from the association's site, both at once.",
            f"{name}：各协会最新发布清单均未指明此部分数据，可能比信任包旧或新，或不完整。"
            "请从协会网站同时重新获取信任包与此部分数据。",
        )
    )


def _tell_others(others: list[str]) -> None:
    if not others:
        return
    shown = ", ".join(others[:_SHOWN]) + (", …" if len(others) > _SHOWN else "")
    tell(
        say(
            f"not looked at: {format_count(len(others), 'files')} of other kinds ({shown})",
            f"未核验：{len(others)} 个其他类型的文件（{shown}）",
        )
    )
