"""What changed between two agreement texts, a line each: `+` new, `-` gone, `~` changed. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from credentials.documents.agreement import AgreementText, Equivalence, Grant, Party, Scheme
from credentials.documents.agreement_names import AgreementNames
from credentials.words.days import format_end, format_period
from credentials.words.regions import region_name
from signing.errors import Lang

ChangeLine = tuple[str, str]
Item = tuple[str, Mapping[str, str]]
"""What one item is called, and its members in words."""


def diff_texts(before: AgreementText, after: AgreementText, lang: Lang) -> list[ChangeLine]:
    """The changes in the order of the text: period, log, parties, schemes, grants, equivalences."""
    return _Words(AgreementNames(after, lang, [before])).diff(before, after)


def list_items(text: AgreementText, lang: Lang) -> list[str]:
    """What records must meet, then every party, scheme, grant and equivalence of a text, in its order."""
    words = _Words(AgreementNames(text, lang))
    items = [
        *map(words.party, text.parties),
        *map(words.scheme, text.schemes),
        *map(words.grant, text.grants),
        *map(words.row, text.equivalences),
    ]
    return [*words.conditions(text), *map(_whole, items)]


def list_conditions(text: AgreementText, lang: Lang) -> list[str]:
    """What a record must meet beside its grant, a sentence each."""
    return _Words(AgreementNames(text, lang)).conditions(text)


def format_grades(scheme: Scheme) -> str:
    """The grades, best first, with their own months where they differ from the scheme's."""
    return "、".join(g.code if g.months is None else f"{g.code}({g.months})" for g in scheme.grades)


class _Words:
    """The items of a text in one language."""

    def __init__(self, names: AgreementNames) -> None:
        self._names = names
        self._lang = names.lang

    def diff(self, before: AgreementText, after: AgreementText) -> list[ChangeLine]:
        old, new = (format_period(t.effective_from, t.effective_until, self._lang) for t in (before, after))
        period = [("~", self._say(f"in force {old} → {new}", f"有效期 {old} → {new}"))] if old != new else []
        return [
            *period,
            *_diff(self.conditions(before), self.conditions(after), str, lambda said: (said, {})),
            *_diff(before.parties, after.parties, lambda party: party.id, self.party),
            *_diff(before.schemes, after.schemes, lambda scheme: scheme.id, self.scheme),
            *_diff(before.grants, after.grants, lambda g: (g.issuer, g.scheme, g.since), self.grant),
            *_diff(before.equivalences, after.equivalences, _row_key(before, after), self.row),
        ]

    def _say(self, en: str, zh: str) -> str:
        return zh if self._lang == "zh" else en

    def _list(self, words: Iterable[str]) -> str:
        return self._say(", ", "、").join(words)

    def conditions(self, text: AgreementText) -> list[str]:
        said = self._say(
            "A record counts only when it is logged and witnessed by another party.",
            "记录须入日志，并经另一成员见证，方可采信。",
        )
        return [said] if text.log is not None else []

    def party(self, party: Party) -> Item:
        return self._say(f"party {party.id}", f"成员 {party.id}"), {
            self._say("name", "名称"): party.legal_name.text(self._lang),
            self._say("region", "地区"): region_name(party.region, self._lang),
            self._say("root", "根密钥"): party.root_key,
        }

    def scheme(self, scheme: Scheme) -> Item:
        return self._say(f"scheme {scheme.id}", f"评价办法 {scheme.id}"), {
            self._say("name", "名称"): scheme.name.text(self._lang),
            self._say("owner", "所属"): self._names.party(scheme.owner),
            self._say("basis", "依据"): scheme.basis,
            self._say("categories", "类别"): self._list(map(self._names.category, scheme.categories)),
            self._say("grades", "等级"): format_grades(scheme),
            self._say("months", "有效月数"): str(scheme.months),
        }

    def grant(self, grant: Grant) -> Item:
        name = self._names.party(grant.issuer)
        return self._say(f"grant to {name}, {grant.scheme}", f"授权 {name}，{grant.scheme}"), {
            self._say("period", "期间"): format_period(grant.since, grant.until, self._lang),
            self._say("regions", "地区"): self._list(
                region_name(one, self._lang) for one in grant.regions or ()
            ),
        }

    def row(self, row: Equivalence) -> Item:
        target = self._names.reference(row.target) if row.target is not None else self._say("nothing", "无")
        return self._names.reference(row.source), {
            self._say("counts as", "视同"): target,
            self._say("clause", "条款"): row.clause,
            self._say("until", "截止"): format_end(row.until) if row.until is not None else "",
        }


def _diff(
    before: Iterable[Any], after: Iterable[Any], key: Callable[[Any], Any], words: Callable[[Any], Item]
) -> list[ChangeLine]:
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
    return f"{title}: {said}" if said else title


def _row_key(*texts: AgreementText) -> Callable[[Equivalence], tuple[Any, ...]]:
    """By what a row is of; by whom it is for, too, where a text has several of that."""
    found = [Counter(_source_of(row) for row in text.equivalences) for text in texts]

    def key(row: Equivalence) -> tuple[Any, ...]:
        source = _source_of(row)
        is_lone = all(number[source] <= 1 for number in found)
        return *source, row.target.scheme if row.target is not None and not is_lone else None

    return key


def _source_of(row: Equivalence) -> tuple[Any, ...]:
    return row.source.scheme, row.source.category, row.source.grade
