"""Lists of resolutions, page by page, and single resolutions as this node knows them.

A cursor names the last content that the previous page looked at.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Literal, NamedTuple, get_args

from api.answers.paging import ListPage, fill_page, read_place
from api.answers.questions import POLICY
from api.answers.standings.log_receipts import receipts_of
from api.errors import ApiError
from credentials.record import JsonObject
from credentials.times import format_time
from registry import Registry
from registry.lookup.beside import find_beside
from signing.errors import Lang
from verifier import TrustStore, Verdict, verify_record
from works.conferences.lookup import (
    HeldResolution,
    ResolutionState,
    Walk,
    WantedResolutions,
    find_resolutions,
    find_state,
    is_named,
    place_of,
)
from works.conferences.open_items import ItemLedger, digest_of
from works.conferences.standards import find_standard

Adoption = Literal["adopted", "pending"]
ADOPTIONS: tuple[Adoption, ...] = get_args(Adoption)
MAX_LOOKED_AT = 500


class StatedResolution(NamedTuple):
    """A content of a resolution, all contents here under its number, and its state."""

    resolution: HeldResolution
    group: list[HeldResolution]
    state: ResolutionState

    @classmethod
    def of(
        cls, resolution: HeldResolution, group: list[HeldResolution], trust: TrustStore, now: datetime
    ) -> "StatedResolution":
        """Return the content with its current state."""
        return cls(resolution, group, find_state(resolution, trust, now=now, rivals=group))

    def summarise(self) -> JsonObject:
        """Return the resolution as a line of a list (works.conferences.wire.ResolutionLineView)."""
        subject, state = self.resolution.subject, self.state
        meeting = subject.meeting
        return {
            "digest": self.resolution.content,
            "number": subject.number,
            "resolvedOn": subject.resolved_on.isoformat(),
            "meeting": {
                "title": {"zh": meeting.title.zh, "en": meeting.title.en},
                "place": meeting.place,
                "since": meeting.since.isoformat(),
                "until": meeting.until.isoformat(),
            },
            "items": len(subject.items),
            "parties": [*subject.parties],
            "missing": [*state.missing],
            "state": "adopted" if state.is_adopted else "pending",
            "code": state.code,
            "adoptedSince": format_time(state.since) if state.since is not None else None,
        }


def find_resolution_page(
    registry: Registry,
    wanted: WantedResolutions,
    trust: TrustStore,
    *,
    now: datetime,
    state: Adoption | None = None,
    concerns: str | None = None,
    cursor: str | None = None,
    limit: int,
) -> ListPage[StatedResolution]:
    """Return the resolutions that fit, the newest first; ApiError cursor-damaged.

    `concerns` is a party that has signed the resolution or has yet to sign it.
    """
    # skips contents that lack a half: they cannot be adopted
    if state == "adopted":
        wanted = wanted._replace(whole=True)
    walk = Walk(registry, trust, wanted, after=read_place(cursor, partial(place_of, registry)))

    def take(reached: tuple[HeldResolution, list[HeldResolution]]) -> StatedResolution | None:
        if concerns is not None and concerns not in reached[0].subject.parties:
            return None
        stated = StatedResolution.of(*reached, trust, now)
        return stated if state is None or stated.state.is_adopted is (state == "adopted") else None

    return fill_page(
        walk,
        take,
        name=lambda reached: reached[0].content,
        limit=limit,
        most=MAX_LOOKED_AT,
        is_cut=lambda: walk.is_cut,
    )


def needed_resolution(registry: Registry, reference: str) -> tuple[HeldResolution, list[HeldResolution]]:
    """Return the resolution with a number or digest, and all contents under its number; ApiError not-here."""
    resolutions = find_resolutions(registry, reference)
    if not resolutions:
        raise ApiError.not_here("resolution", "决议", reference)
    chosen = next(
        (resolution for resolution in resolutions if is_named(resolution, reference)), resolutions[0]
    )
    return chosen, [
        resolution for resolution in resolutions if resolution.subject.number == chosen.subject.number
    ]


def judge_resolution(
    registry: Registry, resolution: HeldResolution, trust: TrustStore, now: datetime
) -> Verdict:
    """Return the verdict on the resolution's first half, with all halves here under its number as context."""
    half = resolution.halves[0]
    proof = receipts_of(registry, trust, now, [half.digest]).get(half.digest)
    related = registry.read(lambda view: find_beside(view, half))
    return verify_record(half, trust, policy=POLICY, now=now, proof=proof, beside=related)


def describe_resolution(
    registry: Registry, reference: str, trust: TrustStore, *, now: datetime, lang: Lang
) -> tuple[JsonObject, Verdict]:
    """Return the members of works.conferences.wire.ResolutionView, and the verdict; ApiError not-here."""
    resolution, group = needed_resolution(registry, reference)
    stated = StatedResolution.of(resolution, group, trust, now)
    verdict = judge_resolution(registry, resolution, trust, now)
    ledger = ItemLedger(registry, trust, now, (resolution, group))
    closed = {due_item.item.no: due_item.closed for due_item in ledger.list_items(content=resolution.content)}
    missing = stated.state.missing
    value: JsonObject = {
        **stated.summarise(),
        "resolution": resolution.value,
        "halves": [
            {
                "issuer": half.body.issuer,
                "digest": half.digest,
                "signed": format_time(half.created),
                "counts": half.body.issuer not in missing,
            }
            for half in resolution.halves
        ],
        "others": [other.content for other in group if other.content != resolution.content],
        "itemDigests": [digest_of(resolution, item.no) for item in resolution.subject.items],
        "open": [no for no, since in closed.items() if since is None],
        "adopts": [*_adopts(registry, resolution)],
        "verdict": verdict.to_json(lang),
    }
    return value, verdict


def _adopts(registry: Registry, resolution: HeldResolution) -> Iterator[JsonObject]:
    """Yield the records that the resolution's adopted items cite; for a standard, with its version."""
    for item in resolution.subject.items:
        for cited in (item.refers or ()) if item.decision == "adopted" else ():
            standard = find_standard(registry, cited.digest) if cited.kind == "standard" else None
            subject = standard.body.credential_subject if standard is not None else None
            yield {
                "item": item.no,
                "kind": cited.kind,
                "digest": cited.digest,
                "code": subject.code if subject is not None else None,
                "version": subject.version if subject is not None else None,
            }
