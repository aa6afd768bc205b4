"""Effects of an agreement version on the credentials stored here, as counts and as sentences."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from credentials.documents.agreement import AgreementText, Equivalence, Grant
from credentials.documents.agreement_changes import Change
from credentials.documents.agreement_names import AgreementNames
from credentials.times import CHINA
from registry.admission.record_rows import key_fragment
from registry.lookup.counts import ChangedCredential, Group, count_rows
from registry.registry import Registry
from verifier import TrustStore


class Move(NamedTuple):
    """Number of credentials of a group that count as other grades at `home` than before, in one category.

    An empty tuple means that they count as nothing.
    """

    group: Group
    home: str
    category: str | None
    before: tuple[str, ...]
    after: tuple[str, ...]
    number: int


class Shift(NamedTuple):
    """Number of credentials of one grade that count as other grades than before."""

    scheme: str
    grade: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    number: int


class Effect(NamedTuple):
    """Number of others' credentials that a party newly recognises, no longer recognises, or regrades.

    One credential of several categories may be in all three.
    """

    home: str
    gained: int
    lost: int
    shifts: tuple[Shift, ...] = ()


def find_effects(
    registry: Registry, before: AgreementText, after: AgreementText, at: datetime
) -> list[Effect]:
    """Return the effects of the later text at `at`, by party; parties without any are left out."""
    return add_up(find_moves(registry, before, after, at))


def find_moves(registry: Registry, before: AgreementText, after: AgreementText, at: datetime) -> list[Move]:
    """Return the grades that count differently at `at` under the text `after` than under `before`.

    Expired, ended and suspended credentials are not counted.
    """
    members = [*dict.fromkeys(party.id for text in (before, after) for party in text.parties)]
    groups: Counter[Group] = Counter()
    counted, trust = count_rows(registry, sorted(members), at), registry.load_trust()
    moment = int(at.timestamp())
    counted.groups.subtract(
        credential.group_at(moment)
        for credential in counted.changed
        if _is_out_of_force(credential, trust, moment)
    )
    for group, number in counted.groups.items():
        if group.phase != "expired" and number:
            groups[group._replace(month="", phase="active")] += number
    moves = []
    for home in members:
        for group, number in groups.items():
            for category in group.categories if group.issuer != home else ():
                was, will_be = (_grades_at(text, group, category, home, at) for text in (before, after))
                if was != will_be:
                    moves.append(Move(group, home, category, was, will_be, number))
    return moves


def _is_out_of_force(credential: ChangedCredential, trust: TrustStore, at: int) -> bool:
    """Return whether events whose keys count have ended or suspended it at `at`, in seconds."""
    party = trust.party(credential.issuer)
    if party is None:
        return False
    keys = {key_fragment(method_id): key for method_id, key in party.keys.items()}
    acting = [
        event
        for event in credential.events
        if event.since <= at
        and (key := keys.get(event.key)) is not None
        and party.keys.lets_count(
            key, event.action, datetime.fromtimestamp(event.created, CHINA), event.digest
        )
    ]
    last = max(acting, key=lambda event: event.sequence, default=None)
    is_suspended = last is not None and last.action == "suspend" and (last.until is None or at < last.until)
    return is_suspended or any(event.action in ("revoke", "supersede") for event in acting)


def add_up(moves: Iterable[Move]) -> list[Effect]:
    """Add the moves up by party, and by grade; a credential counts once in each number."""
    by_scheme: dict[str, dict[Group, list[Move]]] = {}
    for move in moves:
        by_scheme.setdefault(move.home, {}).setdefault(move.group, []).append(move)
    return [_add_up(home, [*groups.values()]) for home, groups in by_scheme.items()]


def _add_up(home: str, groups: Sequence[Sequence[Move]]) -> Effect:
    shifts: Counter[tuple[str, str, tuple[str, ...], tuple[str, ...]]] = Counter()
    for moves in groups:
        kept = [move for move in moves if move.before and move.after]
        if kept:
            was, will_be = (
                tuple(dict.fromkeys(grade for grades in some for grade in grades))
                for some in ([move.before for move in kept], [move.after for move in kept])
            )
            shifts[moves[0].group.scheme, moves[0].group.grade, was, will_be] += moves[0].number
    return Effect(
        home,
        sum(moves[0].number for moves in groups if any(not move.before for move in moves)),
        sum(moves[0].number for moves in groups if any(not move.after for move in moves)),
        tuple(Shift(*fields, many) for fields, many in sorted(shifts.items())),
    )


def format_effects_of(change: Change, moves: Iterable[Move], names: AgreementNames) -> list[str]:
    """Format the effects to which the grants and rows of a change contribute."""
    grants = [item for item in change.items if isinstance(item, Grant)]
    its = [
        move
        for move in moves
        if _regrants(grants, move.group) or any(_counts_by(item, move, names.text) for item in change.items)
    ]
    return format_effects(add_up(its), names)


def _regrants(grants: Sequence[Grant], group: Group) -> bool:
    """Return whether a new, gone or changed grant has another term for the group's region than before."""
    terms = [
        (grant.since, grant.until) if grant.regions is None or group.region in grant.regions else None
        for grant in grants
        if (grant.issuer, grant.scheme) == (group.issuer, group.scheme)
    ]
    return len({*terms, *((None,) if len(terms) == 1 else ())}) > 1


def _counts_by(item: object, move: Move, after: AgreementText) -> bool:
    """Return whether the move's credentials count at its home by this row."""
    group = move.group
    match item:
        case Equivalence(source=source, target=target):
            if (source.scheme, source.grade) != (group.scheme, group.grade):
                return False
            counted = after.scheme(target.scheme) if target is not None else None
            is_home = counted is None or counted.owner == move.home
            return is_home and source.category in (None, move.category)
        case _:
            return False


def format_effects(effects: Sequence[Effect], names: AgreementNames) -> list[str]:
    """Format effects, a line each, in the language of the names; no line where there are none."""
    return [line for effect in effects for line in _format_effect(effect, names)]


def _format_effect(effect: Effect, names: AgreementNames) -> Iterable[str]:
    is_zh, home = names.lang == "zh", names.region(effect.home)
    if effect.gained:
        yield f"{home}新认可 {effect.gained} 份" if is_zh else f"{home}: {effect.gained} newly counted"
    if effect.lost:
        yield f"{home}不再认可 {effect.lost} 份" if is_zh else f"{home}: {effect.lost} no longer counted"
    for shift in effect.shifts:
        was, will_be = (
            "、".join(_name_grade(grade, effect.home, shift.scheme, names) for grade in grades)
            for grades in (shift.before, shift.after)
        )
        if is_zh:
            yield f"{home} {shift.number} 份由视同{was}改为视同{will_be}"
        else:
            yield f"{home}: {shift.number} counted as {will_be} instead of {was}"


def _name_grade(code: str, home: str, source: str, names: AgreementNames) -> str:
    """Return the name of a grade at `home` for credentials under the scheme `source`."""
    scheme = names.text.scheme(source)
    for target in names.text.schemes_of(home, scheme.kind) if scheme is not None else ():
        if target.grade(code) is not None:
            return names.grade(target.id, code)
    return code


def _grades_at(
    text: AgreementText, group: Group, category: str | None, home: str, at: datetime
) -> tuple[str, ...]:
    """Return the grades that a category of the group counts as at `home` by this text."""
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
        for target in text.schemes_of(home, scheme.kind)
    )
    grades = (row.target.grade for row in rows if row is not None and row.target is not None)
    return tuple(dict.fromkeys(grades))
