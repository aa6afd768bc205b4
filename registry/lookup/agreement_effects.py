"""What a version of the agreement changes for the credentials that are stored here."""

from datetime import datetime
from typing import NamedTuple

from credentials.documents.agreement import AgreementText
from registry.lookup.counts import Group, count_groups
from registry.registry import Registry
from verifier.trust.agreements import AgreementVersion


class Effect(NamedTuple):
    """How many credentials of others a party newly recognises, and how many no more."""

    home: str
    gained: int
    lost: int


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
        for group, number in groups.items():
            if group.issuer == home or group.phase == "expired":
                continue
            was, will_be = (_counts(version.text, group, home, at) for version in (before, after))
            gained += number * (will_be and not was)
            lost += number * (was and not will_be)
        if gained or lost:
            effects.append(Effect(home, gained, lost))
    return effects


def _counts(text: AgreementText, group: Group, home: str, at: datetime) -> bool:
    """Whether the group's grade counts as one of the home's own by this text."""
    scheme = text.scheme(group.scheme)
    granted = text.granted(group.issuer, group.scheme, group.region)
    if scheme is None or text.party(home) is None or not text.effective_from <= at < text.effective_until:
        return False
    if not any(since <= at < until for since, until in granted):
        return False
    if scheme.owner == home:
        return True
    rows = (
        text.equivalence(group.scheme, category, group.grade, target.id, at)
        for category in group.categories
        for target in text.schemes_of(home, scheme.kind)
    )
    return any(row is not None and row.target is not None for row in rows)
