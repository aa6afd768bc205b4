"""Effects of a version of the agreement on the credentials that are stored here."""

from collections import Counter
from datetime import datetime
from typing import NamedTuple

from credentials.documents.agreement import AgreementText
from registry.lookup.counts import Group, count_groups
from registry.registry import Registry
from verifier.trust.agreements import AgreementVersion


class Shift(NamedTuple):
    """How many credentials of a grade count as other grades than before."""

    scheme: str
    grade: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    number: int


class Effect(NamedTuple):
    """How many credentials of others a party newly recognises, how many no more, and those regraded."""

    home: str
    gained: int
    lost: int
    shifts: tuple[Shift, ...] = ()


def find_effects(
    registry: Registry, before: AgreementVersion, after: AgreementVersion, now: datetime
) -> list[Effect]:
    """The effects at the moment `after` acts, or `now` if that is past, by party; who sees none is left out.

    Expired credentials are not counted; what events say of one is not asked.
    """
    at = max(after.acts_from, now)
    members = {party.id for version in (before, after) for party in version.text.parties}
    groups = count_groups(registry, sorted(members), at)
    homes = dict.fromkeys(party.id for version in (before, after) for party in version.text.parties)
    effects = []
    for home in homes:
        gained = lost = 0
        shifts: Counter[tuple[str, str, tuple[str, ...], tuple[str, ...]]] = Counter()
        for group, number in groups.items():
            if group.issuer == home or group.phase == "expired":
                continue
            was, will_be = (_grades_at(version.text, group, home, at) for version in (before, after))
            gained += number * bool(will_be and not was)
            lost += number * bool(was and not will_be)
            if was and will_be and was != will_be:
                shifts[group.scheme, group.grade, was, will_be] += number
        if gained or lost or shifts:
            told = tuple(Shift(*shift, count) for shift, count in sorted(shifts.items()))
            effects.append(Effect(home, gained, lost, told))
    return effects


def _grades_at(text: AgreementText, group: Group, home: str, at: datetime) -> tuple[str, ...]:
    """The grades that the group counts as at `home` by this text, its own where the scheme is the home's."""
    scheme = text.scheme(group.scheme)
    granted = text.granted(group.issuer, group.scheme, group.region)
    if scheme is None or text.party(home) is None or not text.effective_from <= at < text.effective_until:
        return ()
    if not any(since <= at < until for since, until in granted):
        return ()
    if scheme.owner == home:
        return (group.grade,)
    rows = (
        text.equivalence(group.scheme, category, group.grade, target.id, at)
        for category in group.categories
        for target in text.schemes_of(home, scheme.kind)
    )
    grades = (row.target.grade for row in rows if row is not None and row.target is not None)
    return tuple(dict.fromkeys(grades))
