"""Changes between two agreement texts, one for each item: `+` new, `-` gone, `~` changed. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from credentials.documents.agreement import AgreementText, Equivalence, Grant, Party, Scheme
from credentials.documents.agreement_names import AgreementNames
from credentials.record import BilingualName
from credentials.words.days import format_end, format_period
from credentials.words.regions import region_name
from signing.errors import Lang

Item = tuple[str, Mapping[str, str]]
"""The title of one item, and its members in words."""

_IN_TITLE = ("name", "名称")
"""The member that is in the title of an item."""


class MemberWords(NamedTuple):
    """A member of an item in words, before and after; empty where it is absent."""

    name: str
    old: str
    new: str


class Change(NamedTuple):
    """An item that is new, gone or changed; a changed one has only the members that changed.

    `items` are its objects in both texts.
    """

    sign: str
    what: str
    members: tuple[MemberWords, ...]
    items: tuple[object, ...] = ()

    @property
    def old(self) -> str:
        """The sentence on the old text."""
        return _list_members((member.name, member.old) for member in self.members)

    @property
    def new(self) -> str:
        """The sentence on the new text."""
        return _list_members((member.name, member.new) for member in self.members)

    @property
    def line(self) -> str:
        """The whole change in one line."""
        if self.sign == "~":
            content = "; ".join(
                f"{name} {old or '–'} → {new or '–'}".strip() for name, old, new in self.members
            )
        else:
            content = self.new if self.sign == "+" else self.old
        return f"{self.what}: {content}" if content else self.what


def _list_members(members: Iterable[tuple[str, str]]) -> str:
    return "; ".join(f"{name} {value}".strip() for name, value in members if value)


def diff_texts(before: AgreementText, after: AgreementText, lang: Lang) -> list[Change]:
    """Return the changes in text order: period, log, terms, parties, schemes, grants, equivalences."""
    return _Words(AgreementNames(after, lang, [before])).diff(before, after)


def list_items(text: AgreementText, lang: Lang) -> list[str]:
    """List the conditions on records, then every term, party, scheme, grant and equivalence, in order."""
    words = _Words(AgreementNames(text, lang))
    items = [
        *map(words.term, text.terms or ()),
        *map(words.party, text.parties),
        *map(words.scheme, text.schemes),
        *map(words.grant, text.grants),
        *map(words.row, text.equivalences),
    ]
    return [*words.conditions(text), *map(_whole, items)]


def list_conditions(text: AgreementText, lang: Lang) -> list[str]:
    """List the conditions on a record beside its grant, a sentence each."""
    return _Words(AgreementNames(text, lang)).conditions(text)


def format_grades(scheme: Scheme) -> str:
    """Return the grades, best first, with their own months where they differ from the scheme's."""
    return "、".join(g.code if g.months is None else f"{g.code}({g.months})" for g in scheme.grades)


class _Words:
    """The items of a text in one language."""

    def __init__(self, names: AgreementNames) -> None:
        self._names = names
        self._lang = names.lang

    def diff(self, before: AgreementText, after: AgreementText) -> list[Change]:
        old, new = (format_period(t.effective_from, t.effective_until, self._lang) for t in (before, after))
        period = [Change("~", self._say("period in force", "有效期"), (MemberWords("", old, new),))]
        rows = _diff(before.equivalences, after.equivalences, _row_key(before, after), self.row)
        return [
            *(period if old != new else ()),
            *_diff(self.conditions(before), self.conditions(after), str, lambda sentence: (sentence, {})),
            *self._join_terms(_diff(before.terms or (), after.terms or (), lambda term: term.zh, self.term)),
            *_diff(before.parties, after.parties, lambda party: party.id, self.party),
            *_diff(before.schemes, after.schemes, lambda scheme: scheme.id, self.scheme),
            *_diff(before.grants, after.grants, lambda g: (g.issuer, g.scheme, g.since), self.grant),
            *self._join_alike(rows),
        ]

    def _join_alike(self, changes: list[Change]) -> list[Change]:
        """Join consecutive rows by which a grade counts as the same one into a single change."""
        joined = []
        for key, alike in groupby(changes, key=_same_grade_key):
            group = [*alike]
            joined += group if key is None or len(group) == 1 else [self._join(group)]
        return joined

    def _join(self, group: list[Change]) -> Change:
        rows = [item for change in group for item in change.items if isinstance(item, Equivalence)]
        codes = (row.source.grade for row in rows)
        grades = self._list(self._names.grades(rows[0].source.scheme, codes))
        described = self.row(rows[0], grades, self._say("the same grade", "同名等级"))
        return _one_sided(group[0].sign, described, *rows)

    def _say(self, en: str, zh: str) -> str:
        return zh if self._lang == "zh" else en

    def _list(self, words: Iterable[str]) -> str:
        return self._say(", ", "、").join(words)

    def conditions(self, text: AgreementText) -> list[str]:
        sentence = self._say(
            "A record counts only when it is logged and witnessed by another party.",
            "记录须入日志，并经另一成员见证，方可采信。",
        )
        return [sentence] if text.log is not None else []

    def term(self, term: BilingualName) -> Item:
        return self._say(f"“{term.zh}” in English", f"“{term.zh}”的英文"), {"": term.en}

    def _join_terms(self, changes: list[Change]) -> list[Change]:
        """Join the terms that are new, gone or changed into a single change for each sign."""
        joined = []
        for sign in "-+~":
            alike = [change for change in changes if change.sign == sign]
            if len(alike) > 1:
                members = tuple(change.members[0]._replace(name=change.what) for change in alike)
                alike = [Change(sign, self._say("terms in English", "用语的英文"), members)]
            joined += alike
        return joined

    def party(self, party: Party) -> Item:
        called = self._names.party(party.id)
        return self._say(f"party {called}", f"成员 {called}"), {
            self._say("name", "名称"): party.legal_name.text(self._lang),
            "DID": party.id,
            self._say("region", "地区"): region_name(party.region, self._lang),
            self._say("root", "根密钥"): party.root_key,
        }

    def scheme(self, scheme: Scheme) -> Item:
        called = self._names.scheme(scheme.id)
        return self._say(f"scheme {called}", f"评价办法 {called}"), {
            self._say("name", "名称"): scheme.name.text(self._lang),
            self._say("owner", "所属"): self._names.party(scheme.owner),
            self._say("basis", "依据"): self._names.term(scheme.basis),
            self._say("categories", "类别"): self._list(self._names.categories(scheme.categories)),
            self._say("grades", "等级"): format_grades(scheme),
            self._say("months", "有效月数"): str(scheme.months),
        }

    def grant(self, grant: Grant) -> Item:
        name, scheme = self._names.party(grant.issuer), self._names.scheme(grant.scheme)
        return self._say(f"grant to {name}, {scheme}", f"授权 {name}，{scheme}"), {
            self._say("period", "期间"): format_period(grant.since, grant.until, self._lang),
            self._say("regions", "地区"): self._list(
                region_name(region, self._lang) for region in grant.regions or ()
            ),
        }

    def row(self, row: Equivalence, source: str | None = None, target: str | None = None) -> Item:
        """Return a row in words; `source` and `target` are the grades of several joined rows."""
        counts = self._names.reference(row.target, target) if row.target is not None else None
        return self._names.reference(row.source, source), {
            self._say("counts as", "视同"): counts or self._say("nothing", "无"),
            self._say("clause", "条款"): self._names.term(row.clause),
            self._say("until", "截止"): format_end(row.until) if row.until is not None else "",
        }


def _same_grade_key(change: Change) -> tuple[object, ...] | None:
    """Return an equal key for rows of two schemes, new or gone together, that keep the name of the grade."""
    rows = [item for item in change.items if isinstance(item, Equivalence)]
    if change.sign == "~" or len(rows) != 1 or (target := rows[0].target) is None:
        return None
    source = rows[0].source
    if source.grade != target.grade:
        return None
    ends = source.scheme, source.category, target.scheme, target.category
    return change.sign, *ends, rows[0].clause, rows[0].until


def _diff(
    before: Iterable[Any], after: Iterable[Any], key: Callable[[Any], Any], words: Callable[[Any], Item]
) -> list[Change]:
    """Compare items by key; a changed item has only the members that changed."""
    old = {key(item): item for item in before}
    new = {key(item): item for item in after}
    changes = [_one_sided("-", words(item), item) for name, item in old.items() if name not in new]
    for name, item in new.items():
        if name not in old:
            changes.append(_one_sided("+", words(item), item))
        elif (former := old[name]) != item:
            title, members = words(item)
            changed = tuple(
                MemberWords(member, value, members[member])
                for member, value in words(former)[1].items()
                if value != members[member]
            )
            changes += [Change("~", title, changed, (former, item))] if changed else []
    return changes


def _one_sided(sign: str, item: Item, *items: object) -> Change:
    """Return the change for an item in only one of two texts, without its name among the members."""
    title, members = item
    words = tuple(
        MemberWords(name, *(("", value) if sign == "+" else (value, "")))
        for name, value in members.items()
        if value and name not in _IN_TITLE
    )
    return Change(sign, title, words, items)


def _whole(item: Item) -> str:
    return _one_sided("+", item).line


def _row_key(*texts: AgreementText) -> Callable[[Equivalence], tuple[Any, ...]]:
    """Return the key of a row: its source; its target scheme too, where a text has several for one source."""
    counts = [Counter(_source_of(row) for row in text.equivalences) for text in texts]

    def key(row: Equivalence) -> tuple[Any, ...]:
        source = _source_of(row)
        is_lone = all(number[source] <= 1 for number in counts)
        return *source, row.target.scheme if row.target is not None and not is_lone else None

    return key


def _source_of(row: Equivalence) -> tuple[Any, ...]:
    return row.source.scheme, row.source.category, row.source.grade
