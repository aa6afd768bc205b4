"""Verdict for a person: the answer and its reason, then the credential's content, then the trust data."""

from collections.abc import Iterator

from credentials.documents.assessment import Assessment
from credentials.kinds import kind_of_record
from credentials.record import Credential
from credentials.words.pin_words import format_pin_words
from terminal.labels import CHECK_WORDS, COLOURS, KINDS, RESULTS, label
from terminal.language import language, say
from terminal.names import SpokenNames
from terminal.output import coloured, format_age, format_moment, format_period, plain
from verifier import Finding, Outcome, Recognised, TrustStore, Verdict
from verifier.codes import CHECKS, PLAIN, SINCE
from verifier.reasons import Headline, find_reasons, format_finding, group_recognised, headline


def format_verdict(
    name: str, verdict: Verdict, names: SpokenNames, *, home: str | None = None, details: bool = False
) -> Iterator[str]:
    """Yield the lines for one input; the first line alone answers the question of `home`."""
    head = format_headline(headline(verdict, home, names))
    yield f"{head}  {name}{say(': ', '：')}{format_reason(verdict, names)}"
    yield from ("    " + line for line in format_notes(verdict, names))
    yield from ("    " + line for line in format_content(verdict, names))
    if verdict.through is not None:
        yield "    " + verdict.through.detail(language(), stands=verdict.outcome is Outcome.VALID)
    if details:
        yield from ("    " + line for line in _details(verdict, names))


def format_headline(head: Headline) -> str:
    """Return the beginning of a line, in the colour of its tone."""
    return coloured(head.words.upper(), COLOURS[head.tone])


def format_reason(verdict: Verdict, names: SpokenNames) -> str:
    """Return the sentence of the deciding finding; for a valid credential, that all is well."""
    first, _ = find_reasons(verdict)
    return _sentence(first, names) if first is not None else say("all checks passed.", "各项检查均通过。")


def format_notes(verdict: Verdict, names: SpokenNames) -> Iterator[str]:
    """Yield whatever else failed, is unclear or deserves a word."""
    for finding in find_reasons(verdict)[1]:
        yield say("also: ", "另：") + _sentence(finding, names)


def format_asked(verdict: Verdict) -> str | None:
    """Return the time or the day asked about; None for now."""
    if verdict.day is not None:
        return say(f"asked about: {verdict.day}, the whole day", f"核验基准：{verdict.day} 全天")
    # identity, not equality: a question about the very moment of now is still a question
    if verdict.at is verdict.now:
        return None
    at = format_moment(verdict.at)
    return say(f"asked about: {at}", f"核验基准：{at}")


def format_trust(trust: TrustStore, verdict: Verdict, names: SpokenNames) -> Iterator[str]:
    """Yield the age and the pin of the trust data."""
    summary = verdict.trust
    yield say(
        f"trust data: agreement “{summary.agreement}”, version {summary.version}",
        f"信任数据：互认协议“{summary.agreement}”第 {summary.version} 版",
    )
    for age in summary.manifests:
        issued = format_moment(age.issued)
        yield (
            "    "
            + names.party(age.issuer)
            + say(
                f": issued {issued}, {format_age(age.age_hours)}",
                f"：发布于 {issued}，{format_age(age.age_hours)}",
            )
        )
    pin = " ".join(trust.pin[i : i + 8] for i in range(0, len(trust.pin), 8))
    yield "    " + say("pin ", "指纹 ") + pin
    yield "    " + say("in words: ", "词语：") + format_pin_words(trust.pin, language())


def format_recognised(entries: tuple[Recognised, ...], names: SpokenNames) -> Iterator[str]:
    """Yield the recognition of each category at home; name a category that counts as nothing only once."""
    for category, recognised in group_recognised(entries).items():
        own = f"{names.term(category)} → " if category is not None else ""
        for entry in recognised:
            if entry.grade is None:
                yield f"{own}{say('nothing', '无对应等级')}{_clause(entry, names)}"
                continue
            grade = names.grade(entry.scheme, entry.grade)
            other = entry.to_category if entry.to_category != category else None
            target = f" {names.term(other)}" if other is not None else ""
            yield f"{own}{names.scheme(entry.scheme)}{target} {grade}{_clause(entry, names)}"


def _clause(entry: Recognised, names: SpokenNames) -> str:
    if entry.how == "own":
        return say(" (own grade)", "（本地评价）")
    if entry.clause is None:
        return ""
    clause = names.term(entry.clause)
    return say(f" ({clause})", f"（{clause}）")


def format_content(verdict: Verdict, names: SpokenNames) -> Iterator[str]:
    """Yield the credential's content; nothing unless its signature holds."""
    if verdict.record is None:
        return
    words = _assessment if kind_of_record(verdict.record).is_assessment else _other
    yield from map(plain, words(verdict.record.body, names))
    # a grade beside “invalid” would read as recognition
    if verdict.outcome is not Outcome.INVALID:
        for line in format_recognised(verdict.recognised, names):
            yield say("counts here: ", "在本地视同：") + plain(line)


def _other(body: Credential, names: SpokenNames) -> Iterator[str]:
    """Yield the content of a record that is no assessment: its kind, its title, and all its members."""
    from terminal.document_words import describe_content

    yield "  ".join(part for part in (label(KINDS, body.KIND), body.title, body.holder) if part)
    yield from describe_content(body)
    yield names.party(body.issuer)


def _assessment(body: Assessment, names: SpokenNames) -> Iterator[str]:
    subject, assessment = body.credential_subject, body.credential_subject.assessment
    english = f" ({subject.legal_name_en})" if subject.legal_name_en and language() == "en" else ""
    yield f"{subject.legal_name}{english}  {subject.unified_social_credit_code}"
    grade = names.grade(assessment.scheme, assessment.grade)
    categories = names.terms(c for c in assessment.categories if c is not None)
    yield "  ".join(part for part in (names.scheme(assessment.scheme), categories, grade) if part)
    number = say("no. ", "编号 ") + assessment.certificate_number
    yield f"{number}  {format_period(body.valid_from, body.valid_until)}  {names.party(body.issuer)}"


def _details(verdict: Verdict, names: SpokenNames) -> Iterator[str]:
    width = max(_columns(label(CHECK_WORDS, check)) for check in CHECKS)
    for finding in verdict.findings:
        check = label(CHECK_WORDS, finding.check)
        padding = " " * (width - _columns(check))
        code = "" if finding.code == PLAIN else f" [{finding.code}]"
        result = label(RESULTS, finding.outcome.value) if finding.check != SINCE else "–"
        sentence = "" if finding.code == PLAIN else "  " + _sentence(finding, names)
        yield f"{check}{padding}  {result}{code}{sentence}"


def _columns(text: str) -> int:
    """Return terminal columns: Chinese characters take two."""
    return sum(2 if character >= "\u2e80" else 1 for character in text)


def _sentence(finding: Finding, names: SpokenNames) -> str:
    """Return `format_finding`, safe for a terminal."""
    return plain(format_finding(finding, names))
