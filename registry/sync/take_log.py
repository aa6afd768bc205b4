"""Take one log from its owner's node: the frontier first, then packs, each stored once it is proven.

After a crash the stored entries are a beginning of the log; the next pull goes on from there.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from hashlib import sha256
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from credentials.record import Record
from registry.admission.admit import Admitted, Decision, admit_record, parse_record, without_trace
from registry.admission.submission import NONE_PROVEN, Proven
from registry.admission.turns import TURN, Screen
from registry.errors import RegistryError
from registry.issuing.collector_pause import collector_paused
from registry.log.last_heads import LastHead, load_heads, save_heads, witnessed_path
from registry.log.tiles import WIDTH
from registry.registry import Registry
from registry.sync.conflicts import (
    Conflict,
    check_conflict,
    find_rivals,
    is_new,
    keep_conflict,
    log_conflict,
    record_conflict,
)
from registry.sync.frontier import Fetch, Frontier, Pack, count_shared, read_frontier
from registry.sync.heads import (
    SignedHead,
    find_contradiction,
    find_older,
    first_ahead,
    is_disowned,
    known_beside,
    newest_known,
)
from registry.sync.mirror import (
    RETRIED,
    begin_mirror,
    cut_mirror,
    enter,
    set_outcomes,
    settle_heads,
    store_head,
    taken_as_of,
)
from registry.sync.proving import proving, read_ahead
from registry.sync.taken import LONG_AGO, Taken
from registry.view.trees import MIRRORED, Refused, count_leaves, read_refused
from registry.view.view import RegistryView
from signing.errors import HurenError

MAX_PACKS = 4_096
"""Most packs that one pull takes; the next goes on."""
ENDED = "grant-ended"
"""Code for a record where the verifier cannot tell whether its grant was in force."""


CheckEnd = Callable[[], None]
"""Raises a HurenError once the pull is to end, and at every later call."""


class ForkError(RegistryError):
    """RegistryError log-forked, with its proof."""

    def __init__(self, conflict: Conflict) -> None:
        super().__init__("log-forked", issuer=conflict.issuer)
        self.conflict = conflict


def take_log(
    registry: Registry,
    head: SignedHead,
    fetch: Fetch,
    *,
    now: datetime,
    taken: Taken,
    progress: Callable[[int], None] | None = None,
    check_end: CheckEnd = lambda: None,
) -> RegistryError | None:
    """Store the entries of a log up to its checkpoint `head` that are not here.

    `progress` gets the entries so far. Returns what `find_older` does. Raises ForkError for two histories;
    RegistryError checkpoint-older where it is shorter than the entries here, log-goes-on where MAX_PACKS were
    taken and more are left; and what reading it and `check_end` raise.
    """
    issuer = head.issuer
    heads = witnessed_path(registry.heads) if registry.remembers_heads else None
    last = load_heads(heads).get(issuer) if heads is not None else None
    # 1. check that no known head contradicts it
    state = registry.read(partial(_look, theirs=head, last=last))
    frontier = None if state.is_whole else _read(head, state, fetch)  # 2. prove the extent before any record
    kept: int | None = None
    if frontier is not None and not frontier.goes_on_from(state.size, state.root):
        kept = registry.read(partial(count_shared, frontier=frontier))  # a stolen key signed the rest
    registry.write(partial(_begin, head=head, kept=kept, heads=heads))  # 3. check again when writing
    older = find_older(head, state.ahead, registry.load_trust(), now=now)
    if frontier is None:
        return older
    size, taken.moment = registry.read(
        lambda view: (count_leaves(view.connection, issuer, MIRRORED), taken_as_of(view, issuer))
    )
    places = range(size // WIDTH, -(-head.head.size // WIDTH))
    left, places = places[MAX_PACKS:], places[:MAX_PACKS]
    with proving(registry, len(places), now) as prover:  # 4. pack after pack, each proven by the frontier
        for pack, proven in read_ahead(frontier, places, prover):
            with collector_paused():
                _store(registry, issuer, pack, proven, now=now, taken=taken, check_end=check_end)
            if progress is not None:
                progress(min((pack.index + 1) * WIDTH, head.head.size))
    registry.write(partial(settle_heads, issuer=issuer))  # 5. heads that waited for these entries count
    if left:
        raise RegistryError("log-goes-on", issuer=issuer, here=left.start * WIDTH, size=head.head.size)
    return older


class _Here(NamedTuple):
    """State of a log here; no transaction stays open while a peer is asked.

    `ahead` is the first longer head that it signed, `bound` the head cosigned here last; `hashes` are of the
    packs of full tiles.
    """

    known: SignedHead | None
    ahead: SignedHead | None
    size: int
    root: bytes
    is_whole: bool
    bound: LastHead | None
    hashes: Sequence[bytes]


def _look(view: RegistryView, theirs: SignedHead, last: LastHead | None) -> _Here:
    """Look at the log here; raise ForkError or RegistryError checkpoint-older where it says so."""
    issuer, head, trust = theirs.issuer, theirs.head, view.load_trust()
    newest, known = newest_known(view, issuer, trust), known_beside(view, theirs, trust)
    conflict = find_contradiction(view, theirs, known)
    if conflict is not None:
        raise ForkError(conflict)
    mirror = view.tree(issuer, MIRRORED)
    bound = last if last is not None and not is_disowned(view, issuer, last, trust) else None
    signed = newest.head.size if newest is not None else 0
    if head.size < min(signed, mirror.size):
        raise RegistryError("checkpoint-older", issuer=issuer, size=head.size, known=signed)
    whole = mirror.goes_on_from(head.size, head.root)
    if bound is not None and mirror.size >= bound.size and mirror.root(bound.size).hex() != bound.root:
        whole = False  # a newer copy of this node had mirrored it: the owner must prove it
    full = 0 if whole else min(mirror.size, head.size) // WIDTH // WIDTH * WIDTH
    hashes = [mirror.tree.node(8, index) for index in range(full)]
    return _Here(known, first_ahead(view, theirs, trust), mirror.size, mirror.root(), whole, bound, hashes)


def _read(signed: SignedHead, here: _Here, fetch: Fetch) -> Frontier:
    """Read the frontier, and check that it continues every signed and cosigned head."""
    issuer, head, known, bound = signed.issuer, signed.head, here.known, here.bound
    frontier = read_frontier(issuer, head, here.hashes, fetch)
    if known is not None and known.head.size and frontier.root(known.head.size) != known.head.root:
        raise ForkError(_prove_rewrite(frontier, signed, known.head.size, known.text))
    if bound is not None and bound.size <= head.size and frontier.root(bound.size).hex() != bound.root:
        if bound.note is None:  # an older file without notes: nobody can check its heads
            raise RegistryError("log-forked", issuer=issuer)
        raise ForkError(_prove_rewrite(frontier, signed, bound.size, bound.note))
    return frontier


def _prove_rewrite(frontier: Frontier, head: SignedHead, size: int, before: str) -> Conflict:
    """Prove a rewrite by a checkpoint signed before, seen here or by a newer copy of this node."""
    hashes = frontier.prove_rewrite(size) if size < head.head.size else ()
    return log_conflict(head.issuer, before, head.text, hashes)


def _begin(view: RegistryView, head: SignedHead, kept: int | None, heads: Path | None) -> None:
    """Begin in one transaction with a second look: a checkpoint may have been stored meanwhile."""
    conflict = find_contradiction(view, head, known_beside(view, head, view.load_trust()))
    if conflict is not None:
        raise ForkError(conflict)
    begin_mirror(view, head.issuer)
    if kept is not None and heads is not None:
        cut_mirror(view, head.issuer, kept)
        known = load_heads(heads)
        last = known.pop(head.issuer, None)
        if last is not None and is_disowned(view, head.issuer, last, view.load_trust()):
            save_heads(heads, known)
    store_head(view, head.issuer, head.head, head.text)
    settle_heads(view, head.issuer)


def _store(
    registry: Registry,
    issuer: str,
    pack: Pack,
    proven: Proven,
    *,
    now: datetime,
    taken: Taken,
    check_end: CheckEnd,
) -> None:
    """Store a pack's entries, as far as they were judged before the end.

    Entries that an earlier pull saw refused are left out: `retry_refused` takes them in their order.
    """
    start = pack.index * WIDTH
    refused_before = registry.read(
        lambda view: [*read_refused(view.connection, issuer, start, start + WIDTH)]
    )
    before = {entry.place for entry in refused_before}
    entries = [
        _Entry(place, data, taken.moment)
        for place, data in enumerate(pack.lines, start=start)
        if place not in before
    ]
    judged = _judge(registry, issuer, entries, proven, now=now, taken=taken, check_end=check_end)
    rows: list[tuple[int, str, Refused | None]] = []
    for (place, data, _), (outcome, moment) in zip(entries, judged, strict=False):
        digest = sha256(data).hexdigest()
        if isinstance(outcome, Admitted):
            rows.append((place, digest, None))
        else:
            rows.append((place, digest, Refused(place, digest, outcome.code, data, moment)))
    registry.write(partial(enter, issuer=issuer, entries=rows))  # keep the outcomes from before the end
    if len(judged) < len(entries):
        check_end()


class _Entry(NamedTuple):
    """Entry to be judged; it was not logged before `moment`."""

    place: int
    data: bytes
    moment: datetime


def _judge(
    registry: Registry,
    issuer: str,
    entries: Sequence[_Entry],
    proven: Proven = NONE_PROVEN,
    *,
    now: datetime,
    taken: Taken,
    check_end: CheckEnd,
) -> list[tuple[Admitted | HurenError, datetime]]:
    """Judge each entry as of the time it was logged; also return the earliest such time.

    So a grant that has ended since does not exclude records from a node that joins later. The exact time is
    unknown: not before the entry or an earlier entry was signed, nor before the last pull that lacked it.
    """
    results = _until_end((entry.data for entry in entries), check_end)
    outcomes = admit_all(registry, issuer, results, now=now, proven=proven, check=taken.check)
    moments: list[datetime] = []
    ended: dict[int, Record[Any]] = {}
    for number, (entry, outcome) in enumerate(zip(entries, outcomes, strict=False)):
        moment = entry.moment
        if isinstance(outcome, Admitted):
            taken.moment = max(taken.moment, outcome.created)
        elif taken.filed is not None and sha256(entry.data).hexdigest() not in taken.filed:
            moment = now  # the tree's writer had refused it, so an ended grant counts
        elif outcome.code == ENDED:
            ended[number] = parse_record(entry.data)
            taken.moment = max(taken.moment, ended[number].created)
        moments.append(max(taken.moment, moment))

    def admit(view: RegistryView, numbers: Sequence[int]) -> dict[int, Decision]:
        admitted = {number: _admit_as_of(view, ended[number], moments[number]) for number in numbers}
        return {number: outcome for number, outcome in admitted.items() if outcome is not None}

    again: dict[int, Decision] = {}
    for start in range(0, len(ended), TURN):  # keeps the lock short for other writers
        again |= registry.write(partial(admit, numbers=[*ended][start : start + TURN]))
    judged = [(again.get(number, outcome), moments[number]) for number, outcome in enumerate(outcomes)]
    for entry, (outcome, _) in zip(entries, judged, strict=False):
        taken.note(entry.place, outcome)
        if not isinstance(outcome, Admitted):
            keep_rival(registry, issuer, entry.data, outcome, now=now, taken=taken)
    return judged


def _admit_as_of(view: RegistryView, record: Record[Any], moment: datetime) -> Decision | None:
    """Admit a record as of `moment`, or return None to keep it refused; a rival may have been admitted."""
    try:
        return admit_record(view, record, now=moment)
    except RegistryError as error:
        return without_trace(error) if error.code == "conflict" else None


def _until_end(lines: Iterable[bytes], check_end: CheckEnd) -> Iterator[bytes]:
    """Yield lines until the end, quietly: earlier outcomes are stored before `check_end` is called again."""
    for line in lines:
        try:
            check_end()
        except HurenError:
            return
        yield line


def admit_all(
    registry: Registry,
    issuer: str,
    lines: Iterable[bytes],
    *,
    now: datetime,
    proven: Proven = NONE_PROVEN,
    check: Screen = lambda _: None,
) -> list[Admitted | HurenError]:
    """Admit each line; a record of anybody but the association is refused: other-log.

    `check` may refuse one of the others first.
    """

    def screen(record: Record[Any]) -> HurenError | None:
        if record.body.signer != issuer:
            return RegistryError("other-log", "issuer", issuer=issuer)
        return check(record)

    turns = registry.admit_in_turns(lines, now=now, screen=screen, turn_size=WIDTH, proven=proven)
    return [*chain.from_iterable(turns)]


def keep_rival(
    registry: Registry, issuer: str, data: bytes, refusal: HurenError, *, now: datetime, taken: Taken
) -> None:
    """Store the proof of two contradicting records, if the association signed both; the first stays."""
    if refusal.code in ("conflict", "equivocation", "rollback"):
        prove_rival(registry, issuer, data, now=now, taken=taken)


def prove_rival(registry: Registry, issuer: str, data: bytes, *, now: datetime, taken: Taken) -> None:
    """Keep the proof, if a record here excludes this one."""

    def find(view: RegistryView) -> Conflict | None:
        trust, record = view.load_trust(), parse_record(data)
        conflicts = (record_conflict(issuer, rival, data) for rival in find_rivals(view, issuer, record))
        new = (conflict for conflict in conflicts if is_new(view, conflict))
        return next((conflict for conflict in new if check_conflict(conflict.data, trust) is not None), None)

    proven = registry.read(find)
    if proven is not None and registry.write(partial(keep_conflict, conflict=proven, now=now)):
        taken.conflicts.append(proven)


def retry_refused(
    registry: Registry, issuer: str, *, now: datetime, taken: Taken, check_end: CheckEnd
) -> None:
    """Retry refused entries: a key list may have come that they needed.

    Retry in log order, so that of two records with one id the first stays, until half of RETRIED have failed.
    Then retry as many from a place derived from the time, so that hopeless entries, however many, never block
    the others for ever.
    """
    retry = partial(_retry, registry, issuer, now=now, taken=taken, check_end=check_end)
    size = registry.read(lambda view: count_leaves(view.connection, issuer, MIRRORED))
    taken.moment = LONG_AGO
    left, reached = retry(0, size, left=RETRIED - RETRIED // 2)
    if left or reached == size:
        return
    moment, left = taken.moment, RETRIED // 2
    start = Random(int(now.timestamp())).randrange(reached, size)  # noqa: S311 - guards nothing
    for first, end in ((start, size), (reached, start)):
        taken.moment = moment
        left, _ = retry(first, end, left=left)


def _retry(
    registry: Registry,
    issuer: str,
    first: int,
    end: int,
    *,
    left: int,
    now: datetime,
    taken: Taken,
    check_end: CheckEnd,
) -> tuple[int, int]:
    """Retry the places first..end until `left` failed; return how many are left, and where it ended."""
    while left and (refused := registry.read(partial(_list_refused, issuer, first, end, min(left, WIDTH)))):
        entries = [_Entry(entry.place, entry.data, entry.moment) for entry in refused]
        judged = _judge(registry, issuer, entries, now=now, taken=taken, check_end=check_end)
        changed: list[tuple[int, str | None]] = []
        for refused_entry, (outcome, _) in zip(refused, judged, strict=False):
            code = None if isinstance(outcome, Admitted) else outcome.code
            left -= code is not None
            if code != refused_entry.code:
                changed.append((refused_entry.place, code))
        if changed:
            registry.write(partial(set_outcomes, issuer=issuer, outcomes=changed))
        if len(judged) < len(refused):
            check_end()
        first = refused[-1].place + 1
    return left, first


def _list_refused(issuer: str, first: int, end: int, most: int, view: RegistryView) -> list[Refused]:
    return [*read_refused(view.connection, issuer, first, end, most=most)]
