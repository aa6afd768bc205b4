"""Look-up of resolutions by the rows of admission: the halves here, and their signers.

The rows say nothing about keys: only the verifier decides from the halves whether a resolution is adopted.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_

from credentials.documents.conferences.resolution import CitedKind, ResolutionHalf, ResolutionSubject
from credentials.kinds import parse_any
from credentials.record import JsonObject, Record
from credentials.times import parse_time
from registry.database.tables import RECORD
from registry.registry import Registry
from registry.view.view import RegistryView
from verifier import Finding, Policy, TrustStore, verify_record
from verifier.checks.works.listings import is_said
from verifier.checks.works.resolutions import adopts
from verifier.trust.beside import Beside
from works.conferences.admission import find_halves, select_halves
from works.conferences.tables import CITATION, RESOLUTION

_POLICY = Policy()
_LONGEST = 200
READ_AT_MOST = 256 * 1024
"""Most bytes of halves that one walk reads: enough for the thirty newest resolutions of ten items."""
_AT_ONCE = 10
_WAITING = 4
"""Most halves looked at for a draft: a key holder can sign any number of them."""
_NEEDED = select(RESOLUTION.c.number, RESOLUTION.c.content, RECORD.c.data).join(
    RECORD, RECORD.c.digest == RESOLUTION.c.digest
)


class HeldResolution(NamedTuple):
    """One content under a number, and its halves here, ordered by issuer."""

    content: str
    halves: tuple[Record[ResolutionHalf], ...]

    @property
    def subject(self) -> ResolutionSubject:
        """Return the content that the halves have in common."""
        return self.halves[0].body.resolution

    @property
    def value(self) -> JsonObject:
        """Return the content as it is signed."""
        document: Any = self.halves[0].value
        subject: JsonObject = document["credentialSubject"]
        return subject

    @property
    def is_whole(self) -> bool:
        """Return whether a half of every named party is here; whether the halves count depends on their
        keys."""
        return {*self.subject.parties} == {half.body.issuer for half in self.halves}


class ResolutionState(NamedTuple):
    """State of a resolution: the code of its check `complete`, the parties without a valid half here, and
    the time of adoption."""

    code: str
    missing: tuple[str, ...]
    since: datetime | None

    @property
    def is_adopted(self) -> bool:
        """Return whether every party has signed the resolution."""
        return self.since is not None


class WantedResolutions(NamedTuple):
    """Conditions of a search; a resolution must meet all that are given.

    Its day lies from `since` to `until`; a half by `party` is here. `whole` requires a half of every party,
    valid or not.
    """

    number: str | None = None
    party: str | None = None
    since: date | None = None
    until: date | None = None
    whole: bool | None = None


class ResolutionPlace(NamedTuple):
    """The place of a content in a list."""

    day: str
    number: str
    content: str


def list_resolutions(
    registry: Registry,
    trust: TrustStore,
    wanted: WantedResolutions,
    *,
    first: int,
    after: ResolutionPlace | None = None,
) -> list[tuple[HeldResolution, list[HeldResolution]]]:
    """Return the `first` contents by the day of the resolution, the newest first, each with all contents
    under its number."""
    if wanted.number is not None and not is_askable(wanted.number):
        return []
    rows: Any = RESOLUTION.c
    columns = (rows.day, rows.number, rows.content)
    query = select(*columns).where(*_conditions(wanted, trust)).distinct()
    if after is not None:
        query = query.where(tuple_(*columns) < tuple_(*after))
    places = registry.rows(query.order_by(*(column.desc() for column in columns)).limit(first))
    numbers = sorted({place.number for place in places})
    groups = find_numbered(registry, numbers, [place.content for place in places])
    chosen = ((place.content, groups[place.number]) for place in places if place.number in groups)
    return [
        (resolution, group)
        for content, group in chosen
        for resolution in group
        if resolution.content == content
    ]


class Walk:
    """Iteration over contents by the day of the resolution, the newest first, each with all contents under
    its number.

    It ends when halves of `most` bytes have been read; `is_cut` tells whether more follow.
    """

    def __init__(
        self,
        registry: Registry,
        trust: TrustStore,
        wanted: WantedResolutions,
        *,
        after: ResolutionPlace | None = None,
        most: int = READ_AT_MOST,
    ) -> None:
        self._registry, self._trust, self._wanted, self._after = registry, trust, wanted, after
        self._most = most
        self.is_cut = False

    def __iter__(self) -> Iterator[tuple[HeldResolution, list[HeldResolution]]]:
        after, read = self._after, 0
        while True:
            batch = list_resolutions(self._registry, self._trust, self._wanted, first=_AT_ONCE, after=after)
            for resolution, group in batch:
                # stops before the next resolution, so that the last one shown is whole
                self.is_cut = read >= self._most
                if self.is_cut:
                    return
                read += sum(len(half.data) for rival in group for half in rival.halves)
                yield resolution, group
            if len(batch) < _AT_ONCE:
                return
            resolution, _ = batch[-1]
            after = ResolutionPlace(
                resolution.subject.resolved_on.isoformat(), resolution.subject.number, resolution.content
            )


def place_of(registry: Registry, content: str) -> ResolutionPlace | None:
    """Return the place of a content in lists; None if the content is not here."""
    rows = RESOLUTION.c
    query = select(rows.day, rows.number, rows.content).where(rows.content == content).distinct()
    places = registry.rows(query)
    return next((ResolutionPlace(place.day, place.number, place.content) for place in places), None)


def _conditions(wanted: WantedResolutions, trust: TrustStore) -> Iterator[ColumnElement[bool]]:
    rows: Any = RESOLUTION.c
    if wanted.number is not None:
        yield rows.number == wanted.number
    if wanted.party is not None:
        yield rows.content.in_(select(rows.content).where(rows.issuer == wanted.party))
    if wanted.since is not None:
        yield rows.day >= wanted.since.isoformat()
    if wanted.until is not None:
        yield rows.day <= wanted.until.isoformat()
    if wanted.whole is not None:
        is_whole = rows.content.in_(whole_contents(trust))
        yield is_whole if wanted.whole else ~is_whole


def whole_contents(trust: TrustStore) -> Select[Any]:
    """Select the contents with at least as many halves here as the smallest version of the agreement has
    parties.

    The query leaves out unread the contents that one party alone has signed, however many. It cannot miss an
    adopted content, which has a half of every party.
    """
    least = min(len(version.text.parties) for version in trust.chain.versions)
    rows = RESOLUTION.c
    return select(rows.content).group_by(rows.content).having(func.count() >= least)


def adopting_halves(trust: TrustStore, cited: str) -> Select[Any]:
    """Select number, content and data of the halves that adopt this digest, where their content is whole."""
    rows = RESOLUTION.c
    adopts = CITATION.c.half == rows.digest
    query = _NEEDED.join(CITATION, adopts).where(CITATION.c.cited == cited)
    return query.where(rows.content.in_(whole_contents(trust))).order_by(rows.issuer)


def find_cited(registry: Registry, trust: TrustStore) -> set[str]:
    """Return the digests that any whole content adopts, even a content that is not adopted itself."""
    rows = RESOLUTION.c
    whole = {
        row.digest
        for row in registry.rows(select(rows.digest).where(rows.content.in_(whole_contents(trust))))
    }
    cited = registry.rows(select(CITATION.c.cited, CITATION.c.half))
    return {row.cited for row in cited if row.half in whole}


def find_numbered(
    registry: Registry, numbers: Sequence[str], contents: Sequence[str]
) -> dict[str, list[HeldResolution]]:
    """Return the contents here under each number, in their order; the content with most halves first.

    For each number, return `contents` and the first RIVALS others (works.conferences.admission).
    """
    rows = registry.rows(select_halves(numbers, contents))
    by_number = _gather((row.number, row.content, row.data) for row in rows)
    return {number: by_number[number] for number in numbers if number in by_number}


def find_resolutions(registry: Registry, reference: str) -> list[HeldResolution]:
    """Return the contents under a number, or under the number of the half or content with this digest."""
    if not is_askable(reference):
        return []
    rows = RESOLUTION.c
    named = or_(rows.number == reference, rows.digest == reference, rows.content == reference)
    digest = or_(rows.digest == reference, rows.content == reference)
    contents = [row.content for row in registry.rows(select(rows.content).where(digest).distinct())]
    numbers = sorted({row.number for row in registry.rows(select(rows.number).where(named).distinct())})
    by_number = find_numbered(registry, numbers, contents)
    return sorted(
        (resolution for group in by_number.values() for resolution in group),
        key=lambda resolution: not is_named(resolution, reference),
    )


def find_adopting(registry: Registry, cited: str, kind: CitedKind, trust: TrustStore) -> list[HeldResolution]:
    """Return the contents with a half of each party here that adopt this digest, the earliest first.

    A citation as another kind of record adopts nothing.
    """
    rows = registry.rows(adopting_halves(trust, cited))
    by_number = _gather((row.number, row.content, row.data) for row in rows)
    return sorted(
        (
            resolution
            for group in by_number.values()
            for resolution in group
            if resolution.is_whole and adopts(resolution.subject, cited, kind)
        ),
        key=lambda resolution: (resolution.subject.resolved_on, resolution.subject.number),
    )


def is_askable(text: str) -> bool:
    """Return whether every database accepts the text in a query: short, without NUL and half surrogate
    pairs."""
    # PostgreSQL refuses NUL in text, and no driver encodes half a surrogate pair
    return len(text) <= _LONGEST and "\0" not in text and text == text.encode(errors="ignore").decode()


def is_named(resolution: HeldResolution, reference: str) -> bool:
    """Return whether a digest is that of this content or of a half of it."""
    return reference in (resolution.content, *(half.digest for half in resolution.halves))


def find_state(
    resolution: HeldResolution,
    trust: TrustStore,
    *,
    now: datetime,
    at: datetime | None = None,
    rivals: Iterable[HeldResolution] = (),
) -> ResolutionState:
    """Return the resolution's state at `at` (default: now), by the halves signed until then; `rivals` have
    the same number."""
    until = at if at is not None else now
    # a half signed later did not count then
    halves = [half for half in resolution.halves if half.created <= until]
    others = [half for rival in rivals if rival.content != resolution.content for half in rival.halves]
    signed: dict[str, Finding] = {}
    for half in halves:
        # passes rivals too, so that the finding names a missing party that signed another text
        verdict = verify_record(half, trust, policy=_POLICY, now=now, beside=Beside([*halves, *others]))
        by_check = {finding.check: finding for finding in verdict.findings}
        if is_said(verdict):
            signed[half.body.issuer] = by_check["complete"]
    missing = sorted({*resolution.subject.parties} - signed.keys())
    complete = next(iter(signed.values()), None)
    if complete is None:
        return ResolutionState("half-missing", (*missing,), None)
    since: Any = complete.evidence.get("since")
    return ResolutionState(complete.code, (*missing,), parse_time(since) if since is not None else None)


class WaitingResolution(NamedTuple):
    """A resolution that some parties have signed, and the parties whose signatures are missing."""

    resolution: HeldResolution
    missing: tuple[str, ...]


def find_waiting(
    registry: Registry, cited: str, kind: CitedKind, trust: TrustStore, now: datetime
) -> WaitingResolution | None:
    """Return the newest resolution here that would adopt this digest once all parties have signed it."""
    rows = RESOLUTION.c
    query = _NEEDED.join(CITATION, CITATION.c.half == rows.digest).where(CITATION.c.cited == cited)
    newest = registry.rows(query.order_by(rows.day.desc(), rows.issuer).limit(_WAITING))
    for group in _gather((row.number, row.content, row.data) for row in newest).values():
        for resolution in group:
            if not resolution.is_whole and adopts(resolution.subject, cited, kind):
                state = find_state(resolution, trust, now=now)
                # if no half counts, the resolution waits for nobody
                if state.code == "half-missing" and {*state.missing} != {*resolution.subject.parties}:
                    return WaitingResolution(resolution, state.missing)
    return None


def find_adopted(
    registry: Registry, cited: str, kind: CitedKind, trust: TrustStore, now: datetime
) -> tuple[HeldResolution, datetime] | None:
    """Return the earliest adopted resolution that adopts this digest, and the time of its adoption."""
    for resolution in find_adopting(registry, cited, kind, trust):
        since = find_state(resolution, trust, now=now).since
        if since is not None:
            return resolution, since
    return None


def _gather(rows: Iterable[tuple[str, str, bytes]]) -> dict[str, list[HeldResolution]]:
    """Return the contents by number; the content with most halves comes first."""
    halves: dict[str, dict[str, list[Record[Any]]]] = {}
    for number, content, data in rows:
        halves.setdefault(number, {}).setdefault(content, []).append(parse_any(data))
    return {
        number: sorted(
            (HeldResolution(content, (*records,)) for content, records in contents.items()),
            key=lambda resolution: (-len(resolution.halves), resolution.content),
        )
        for number, contents in halves.items()
    }


def find_beside_resolution(view: RegistryView, half: Record[Any]) -> list[Record[Any]]:
    """Return all halves under the same number."""
    return [*find_halves(view, half)]


def find_beside_adopted(view: RegistryView, record: Record[Any]) -> list[Record[Any]]:
    """Return the halves of each party that adopt the record."""
    adopting = view.connection.execute(adopting_halves(view.load_trust(), record.digest))
    return [parse_any(row.data) for row in adopting]
