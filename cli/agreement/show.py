"""Carry out `huren agreement show`: the text as tables, then the changes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cli.agreement.changes import Effects, change_lines, diff, find_effects
from cli.agreement.pending_texts import (
    as_text,
    find_mismatches,
    load_pending,
    mismatch_lines,
    pending_json,
    waiting_line,
)
from cli.agreement.read_text import ReadText, chain_texts, load_text_file
from credentials.documents.agreement import AgreementText, Equivalence, GradeReference
from credentials.documents.agreement_changes import Change, format_grades, list_conditions
from credentials.words.pin_words import format_pin_words
from credentials.words.regions import region_name
from credentials.words.speech import speak
from terminal.invocation import Invocation
from terminal.language import language, say
from terminal.names import SpokenNames
from terminal.output import coloured, format_end, format_period, plain, put, put_json, put_table, tell

if TYPE_CHECKING:
    from registry.view.waiting_halves import PendingText


def show_text(run: Invocation, file: str | None, against: str | None, errors: str | None = None) -> None:
    """Show the text in a file or the text in force, compared with the previous version if known."""
    known: list[ReadText] = []
    pending: list[PendingText] = []
    given = load_text_file(file, run, errors=errors) if file is not None else None
    before = load_text_file(against, run) if against is not None else None
    effects: Effects = []
    if run.has_registry() or given is None:
        with run.open_registry() as registry:
            known, pending = chain_texts(registry.chain()), load_pending(registry)
            if given is None and not pending:
                run.text(registry)
            text = given or (known or [as_text(pending[0])])[-1]
            before = before or next((other for other in known if other.digest == text.body.previous), None)
            changes = diff(before, text)
            if before is not None:
                effects = find_effects(registry, changes, before.body, text.body, run.now)
    else:
        text = given
        changes = diff(before, text)
    if run.as_json:
        lines = _changes_json(changes, effects) if before is not None else None
        put_json({**_as_json(text, lines), "pending": pending_json(pending)})
        return
    _put_text(text)
    if before is not None:
        _put_changes(before.body.version, changes, effects)
    elif text.body.previous is not None:
        tell(
            say(
                "The version before is not at hand; compare with --against FILE.",
                "本登记库没有上一版；可用 --against FILE 指定比较的文本。",
            )
        )
    _tell_pending(pending, [text] if file is not None and text.signed_by else [])


def _put_changes(version: int, changes: Sequence[Change], effects: Effects) -> None:
    put(say(f"Changes since version {version}:", f"与第 {version} 版相比的变更："))
    for line, colour in change_lines(changes, effects):
        put(coloured(line, colour) if colour else line)


def _changes_json(changes: Sequence[Change], effects: Effects) -> list[dict[str, Any]]:
    """Return the changes for programs; `effects` is absent without a registry of credentials."""
    described = [
        {"sign": change.sign, "what": change.line, "old": change.old, "new": change.new} for change in changes
    ]
    return (
        [{**line, "effects": [*lines]} for line, lines in zip(described, effects, strict=True)]
        if effects
        else described
    )


def _tell_pending(pending: "Sequence[PendingText]", shown: list[ReadText]) -> None:
    """Print which texts wait for whose signatures, and which texts of one version differ."""
    for text in pending:
        tell(waiting_line(text))
    for pair in find_mismatches([*shown, *map(as_text, pending)]):
        for line in mismatch_lines(*pair):
            tell(line)


def _as_json(text: ReadText, changes: list[dict[str, Any]] | None) -> dict[str, Any]:
    return {"digest": text.digest, "signedBy": [*text.signed_by], "text": text.value, "changes": changes}


def _put_text(text: ReadText) -> None:
    body = text.body
    put(plain(say(f"{body.agreement}, version {body.version}", f"{body.agreement}，第 {body.version} 版")))
    put(say("in force ", "有效期 ") + format_period(body.effective_from, body.effective_until))
    put(
        say("digest ", "摘要 ") + text.digest + (say(" (the pin)", "（即指纹）") if body.version == 1 else "")
    )
    if body.version == 1:
        put(say("in words ", "词语 ") + format_pin_words(text.digest, language()))
    for digest in body.replaces or ():
        put(say("takes the place of the draft ", "取代草案 ") + digest)
    if text.signed_by:
        put(say("signed by ", "签署方 ") + speak("parties", [*text.signed_by], language(), SpokenNames(body)))
    for condition in list_conditions(body, language()):
        put(condition)
    put()
    _put_parties(body)
    _put_schemes(body)
    _put_grants(body)
    _put_equivalences(body)


def _put_parties(body: AgreementText) -> None:
    columns = [say("association", "协会"), "DID", say("region", "地区"), say("root key", "根密钥")]
    rows = [[p.legal_name.text(language()), p.id, _region(p.region), p.root_key] for p in body.parties]
    put_table(say("Parties", "成员"), columns, rows)


def _region(code: str) -> str:
    """Return a region's name, with the code that the text has."""
    return say(f"{region_name(code, 'en')} ({code})", f"{region_name(code, 'zh')}（{code}）")


def _put_schemes(body: AgreementText) -> None:
    names = SpokenNames(body)
    columns = [
        say("scheme", "评价办法"),
        say("name", "名称"),
        say("categories", "类别"),
        say("grades, best first", "等级（由高到低）"),
        say("months", "有效月数"),
    ]
    rows = [
        [
            scheme.id,
            names.scheme(scheme.id),
            say(", ", "、").join(map(names.category, scheme.categories)) or "–",
            format_grades(scheme),
            str(scheme.months),
        ]
        for scheme in body.schemes
    ]
    put_table(say("Schemes", "评价办法"), columns, rows)


def _put_grants(body: AgreementText) -> None:
    names = SpokenNames(body)
    columns = [
        say("may issue", "可签发方"),
        say("under", "评价办法"),
        say("when", "期间"),
        say("for enterprises in", "企业所在地区"),
    ]
    rows = [
        [
            names.party(grant.issuer),
            names.scheme(grant.scheme),
            format_period(grant.since, grant.until),
            say(", ", "、").join(map(_region, body.regions_of(grant))),
        ]
        for grant in body.grants
    ]
    put_table(say("Grants", "授权"), columns, rows)


def _put_equivalences(body: AgreementText) -> None:
    """Print a table for each scheme whose grades are recognised elsewhere."""
    names = SpokenNames(body)
    any_category = say("any", "各类别")
    columns = [
        say("category", "类别"),
        say("grade", "等级"),
        say("counts as", "视同"),
        say("category", "类别"),
        say("grade", "等级"),
        say("clause", "条款"),
        say("until", "截止"),
    ]
    for scheme in body.schemes:
        rows = [
            [
                _category(names, row.source, any_category if scheme.categories else ""),
                names.grade(scheme.id, row.source.grade),
                *_target(names, row, any_category),
                names.term(row.clause),
                format_end(row.until) if row.until is not None else "",
            ]
            for row in body.equivalences
            if row.source.scheme == scheme.id
        ]
        if rows:
            title = say("Equivalences of ", "等级对应：")
            put_table(f"{title}{scheme.id} ({names.scheme(scheme.id)})", columns, rows)


def _target(names: SpokenNames, row: Equivalence, any_category: str) -> list[str]:
    if row.target is None:
        return [say("nothing", "无对应等级"), "", ""]
    scheme, grade = row.target.scheme, row.target.grade
    return [names.scheme(scheme), _category(names, row.target, any_category), names.grade(scheme, grade)]


def _category(names: SpokenNames, end: GradeReference, any_category: str) -> str:
    return names.category(end.category) if end.category is not None else any_category
