"""What changed between two agreement texts, a line each: `+` new, `-` gone, `~` changed. Pure."""

from collections.abc import Callable, Iterable
from typing import Any

from cli.names import Names
from cli.output import format_moment, format_period
from cli.words import language, say
from credentials.agreement import AgreementText, Equivalence, GradeReference, Grant, Party, Scheme

Line = tuple[str, str]


def diff_texts(before: AgreementText, after: AgreementText, names: Names) -> list[Line]:
    """The changes in the order of the text: period, parties, schemes, grants, equivalences."""
    lines: list[Line] = []
    old, new = (format_period(t.effective_from, t.effective_until) for t in (before, after))
    if old != new:
        lines.append(("~", say(f"in force {old} → {new}", f"有效期 {old} → {new}")))
    lines += _diff(before.parties, after.parties, lambda party: party.id, _party)
    lines += _diff(before.schemes, after.schemes, lambda scheme: scheme.id, _scheme)
    lines += _diff(
        before.grants, after.grants, lambda g: (g.issuer, g.scheme, g.since), lambda g: _grant(g, names)
    )
    lines += _diff(before.equivalences, after.equivalences, _row_key, _row)
    return lines


def _diff(
    before: Iterable[Any], after: Iterable[Any], key: Callable[[Any], Any], text: Callable[[Any], str]
) -> list[Line]:
    """By key; two items of one key differ when their texts do."""
    old = {key(item): text(item) for item in before}
    new = {key(item): text(item) for item in after}
    lines = [("-", line) for name, line in old.items() if name not in new]
    for name, line in new.items():
        if name not in old:
            lines.append(("+", line))
        elif old[name] != line:
            lines.append(("~", f"{old[name]} → {line}"))
    return lines


def _party(party: Party) -> str:
    name = party.legal_name.text(language())
    return say(f"party {name} ({party.id}), {party.region}, root {party.root_key}",
               f"成员 {name}（{party.id}），{party.region}，根密钥 {party.root_key}")  # fmt: skip


def _scheme(scheme: Scheme) -> str:
    grades = "、".join(g.code if g.months is None else f"{g.code}({g.months})" for g in scheme.grades)
    parts = (scheme.id, scheme.name.text(language()), "、".join(scheme.categories), grades, scheme.basis)
    listed = "; ".join(part for part in parts if part)
    return say(f"scheme {listed}; {scheme.months} months", f"评价办法 {listed}；{scheme.months} 个月")


def _grant(grant: Grant, names: Names) -> str:
    period = format_period(grant.since, grant.until)
    regions = "、".join(grant.regions or ())
    return say(f"grant to {names.party(grant.issuer)}: {grant.scheme}, {period} {regions}",
               f"授权 {names.party(grant.issuer)}：{grant.scheme}，{period} {regions}").rstrip()  # fmt: skip


def _row_key(row: Equivalence) -> tuple[Any, ...]:
    source = row.source
    target = row.target.scheme if row.target is not None else None
    return source.scheme, source.category, source.grade, target


def _row(row: Equivalence) -> str:
    target = format_reference(row.target) if row.target is not None else say("nothing", "无对应等级")
    until = f", {say('until', '截止')} {format_moment(row.until)}" if row.until is not None else ""
    return f"{format_reference(row.source)} = {target} ({row.clause}{until})"


def format_reference(end: GradeReference) -> str:
    """`scheme / category / grade`; without a category it stands for every one."""
    return " / ".join((end.scheme, end.category or say("any category", "各类别"), end.grade))
