"""What changed between two agreement texts, a line each: `+` new, `-` gone, `~` changed. Pure."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from cli.names import Names
from cli.output import format_moment, format_period
from cli.words import language, say
from credentials.agreement import AgreementText, Equivalence, GradeReference, Grant, Party, Scheme

Line = tuple[str, str]
Item = tuple[str, Mapping[str, str]]
"""What one item is called, and its members in words."""


def diff_texts(before: AgreementText, after: AgreementText, names: Names) -> list[Line]:
    """The changes in the order of the text: period, parties, schemes, grants, equivalences."""
    old, new = (format_period(t.effective_from, t.effective_until) for t in (before, after))
    period = [("~", say(f"in force {old} → {new}", f"有效期 {old} → {new}"))] if old != new else []
    return [
        *period,
        *_diff(before.parties, after.parties, lambda party: party.id, _party),
        *_diff(before.schemes, after.schemes, lambda scheme: scheme.id, _scheme),
        *_diff(
            before.grants, after.grants, lambda g: (g.issuer, g.scheme, g.since), lambda g: _grant(g, names)
        ),
        *_diff(before.equivalences, after.equivalences, _row_key, _row),
    ]


def _diff(
    before: Iterable[Any], after: Iterable[Any], key: Callable[[Any], Any], words: Callable[[Any], Item]
) -> list[Line]:
    """By key; of an item that stayed, only the members that changed are told."""
    old = {key(item): words(item) for item in before}
    new = {key(item): words(item) for item in after}
    lines = [("-", _whole(item)) for name, item in old.items() if name not in new]
    for name, item in new.items():
        if name not in old:
            lines.append(("+", _whole(item)))
            continue
        title, members = item
        changed = [
            f"{member} {value or '–'} → {members[member] or '–'}"
            for member, value in old[name][1].items()
            if value != members[member]
        ]
        if changed:
            lines.append(("~", f"{title}: {'; '.join(changed)}"))
    return lines


def _whole(item: Item) -> str:
    title, members = item
    said = "; ".join(f"{member} {value}" for member, value in members.items() if value)
    return f"{title}: {said}"


def _party(party: Party) -> Item:
    return say(f"party {party.id}", f"成员 {party.id}"), {
        say("name", "名称"): party.legal_name.text(language()),
        say("region", "地区"): party.region,
        say("root", "根密钥"): party.root_key,
    }


def _scheme(scheme: Scheme) -> Item:
    return say(f"scheme {scheme.id}", f"评价办法 {scheme.id}"), {
        say("name", "名称"): scheme.name.text(language()),
        say("basis", "依据"): scheme.basis,
        say("categories", "类别"): "、".join(scheme.categories),
        say("grades", "等级"): format_grades(scheme),
        say("months", "有效月数"): str(scheme.months),
    }


def _grant(grant: Grant, names: Names) -> Item:
    name = names.party(grant.issuer)
    return say(f"grant to {name}, {grant.scheme}", f"授权 {name}，{grant.scheme}"), {
        say("period", "期间"): format_period(grant.since, grant.until),
        say("regions", "地区"): "、".join(grant.regions or ()),
    }


def _row_key(row: Equivalence) -> tuple[Any, ...]:
    source = row.source
    target = row.target.scheme if row.target is not None else None
    return source.scheme, source.category, source.grade, target


def _row(row: Equivalence) -> Item:
    return format_reference(row.source), {
        say("counts as", "视同"): format_reference(row.target)
        if row.target is not None
        else say("nothing", "无"),
        say("clause", "条款"): row.clause,
        say("until", "截止"): format_moment(row.until) if row.until is not None else "",
    }


def format_grades(scheme: Scheme) -> str:
    """The grades, best first, with their own months where they differ from the scheme's."""
    return "、".join(g.code if g.months is None else f"{g.code}({g.months})" for g in scheme.grades)


def format_reference(end: GradeReference) -> str:
    """`scheme / category / grade`; without a category it stands for every one."""
    return " / ".join((end.scheme, end.category or say("any", "各类别"), end.grade))
