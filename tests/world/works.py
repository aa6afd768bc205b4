"""The agreement's other works in a world; every name says that it is an example."""

from collections.abc import Sequence
from copy import deepcopy
from datetime import date, datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any

from credentials.documents.part import join_part
from credentials.identifiers import did_web_address
from credentials.kinds import parse_any
from credentials.times import CHINA, add_months, day_of, end_of, format_time
from keys_example.agreement import agreement_text
from keys_example.enterprises import example_enterprises
from keys_example.reference import (
    reference_list_notice,
    reference_listing,
    reference_notice,
    reference_report,
    reference_resolution,
    reference_standard,
    reference_survey,
    reference_survey_report,
    reference_technology,
)
from keys_example.technologies import technology_text
from keys_example.works import example_works
from signing.jcs import canonicalize
from tests.world import World

Document = dict[str, Any]

TODAY = date(2026, 5, 1)
NOON = datetime(2026, 5, 1, 12, tzinfo=CHINA)
"""The day of the examples."""


def grant_technologies(world: World) -> None:
    """Let both list technologies of all media in three classes, for 36 months, from now on."""

    def add(text: Any) -> None:
        made: Any = technology_text(text, world.now)
        text.update({name: made[name] for name in ("schemes", "grants")})

    world.amend(add)
    world.advance(days=2)
    world.publish()


def change(document: Document, members: dict[str, Any]) -> Document:
    """Return a copy with other members, by dotted path; ... takes a member out."""
    made = deepcopy(document)
    for path, value in members.items():
        *way, last = (int(step) if step.isdigit() else step for step in path.split("."))
        place: Any = made
        for step in way:
            place = place[step]
        if value is ...:
            del place[last]
        else:
            place[last] = value
    return made


def _anew(world: World, document: Document, by: str, days: int, members: dict[str, Any]) -> Document:
    """Return the document as another of `by`, as of now, with other members of its subject."""
    term = {
        "validFrom": format_time(world.now), "validUntil": format_time(world.now + timedelta(days=days)),
    }  # fmt: skip
    made = {**document, "id": world.new_id(), "issuer": world.association(by).did, **term}
    return change(made, {f"credentialSubject.{name.replace('__', '.')}": to for name, to in members.items()})


def flue_gas() -> Document:
    """NOx at the outlet of a stack."""
    return {
        "code": "outlet-nox",
        "name": {"zh": "出口氮氧化物", "en": "outlet NOx"},
        "measure": "outlet",
        "target": "nox",
        "role": "claimed",
        "low": "20",
        "high": "35",
        "typical": "30",
        "unit": "mg/m3",
        "condition": {"gasState": "dry-standard", "referenceO2": "6", "averaging": "hour"},
    }


def technology(world: World, by: str = "cq", **members: Any) -> Document:
    """The technology of the reference, with an indicator in gas; `members` by path, `__` for a dot."""
    example: Any = reference_technology()
    subject = example["credentialSubject"]
    given = {
        "targets": [*subject["targets"], "nox"],
        "indicators": [*subject["indicators"], flue_gas()],
        "verification__from": format_time(world.now),
        "verification__until": format_time(world.now + timedelta(days=300)),
        "listing__scheme": f"{by}-technology",
        "listing__noticeFrom": (world.now - timedelta(days=14)).date().isoformat(),
        "listing__noticeUntil": (world.now - timedelta(days=4)).date().isoformat(),
    }
    made = _anew(world, example, by, 1, {**given, **members})
    return {**made, "validUntil": format_time(add_months(world.now, 36))}


def listing(
    world: World, technology: bytes, by: str = "sc", decision: str = "joins", days: int = 700, **members: Any
) -> Document:
    """An unsigned decision on a signed technology."""
    grounds = {"grounds": "示例理由"} if decision == "objects" else {}
    document = reference_listing(sha256(technology).hexdigest())
    return _anew(world, document, by, days, {"decision": decision, **grounds, **members})


def notice(world: World, by: str = "cq", kind: str = "need", **members: Any) -> Document:
    """An unsigned notice of the days that come."""
    day = world.now.date()
    given = {
        "kind": kind,
        "from": day.isoformat(),
        "until": (day + timedelta(days=20)).isoformat(),
        "link": f"https://{world.association(by).did.removeprefix('did:web:')}/notices/1",
        **({} if kind == "need" else {"limits": ...}),
    }
    return _anew(world, reference_notice(), by, 30, {**given, **members})


def signed(world: World, document: Document) -> bytes:
    """Sign by the issuer's present key."""
    by = next(one for one in world.parties.values() if one.did == document["issuer"])
    return canonicalize(by.sign(document, "assessment", world.now))


def listed_works() -> tuple[World, list[bytes], list[bytes], list[bytes]]:
    """Return a world that lists technologies since 2024.

    Technologies, listings and notices signed by TODAY.
    """
    world = World(datetime(2024, 1, 5, 9, tzinfo=CHINA))

    def add(text: Any) -> None:
        made = technology_text(agreement_text(), world.now)
        text.update({name: made[name] for name in ("schemes", "grants")})

    world.amend(add)
    world.now = NOON

    works = example_works(Random(2), example_enterprises(Random(1)), now=NOON)
    for name in ("cq", "sc", "cq"):
        world.publish(name)
    technologies, listings, notices = ([*map(canonicalize, signed)] for signed in works)
    return world, technologies, listings, notices


def publish_part(world: World, by: str, records: Sequence[bytes], kind: str = "technologies") -> bytes:
    """Publish the part with these records.

    The association's newest manifest names it, and the others agree.
    """
    association, part = world.association(by), join_part(kind, records)
    parts = association.manifests[-1]["credentialSubject"]["parts"]
    named = [(one["kind"], one["id"], one["digest"]) for one in parts if one["kind"] != kind]
    address = f"{did_web_address(association.did)}/parts/{kind}.json"
    world.publish_manifest(by, parts=[*named, (kind, address, sha256(part).hexdigest())])
    for other in (other for other in world.parties.values() if other is not association and other.manifests):
        parts = other.manifests[-1]["credentialSubject"]["parts"]
        world.publish_manifest(other.name, parts=[(one["kind"], one["id"], one["digest"]) for one in parts])
    return part


def standard(world: World, by: str = "cq", **members: Any) -> Document:
    """The standard of the reference as another of `by`; `members` of its subject by path, `__` for a dot."""
    document = reference_standard() | {"id": world.new_id(), "issuer": world.association(by).did}
    return change(document, _paths(members))


def half(world: World, by: str = "cq", adopts: bytes = b"", **members: Any) -> Document:
    """Return `by`'s half of a resolution of today that adopts the record with these bytes."""
    did, day = world.association(by).did, world.now.date().isoformat()
    document = reference_resolution(did, sha256(adopts).hexdigest()) | {"id": world.new_id()}
    days = {"resolvedOn": day, "meeting__from": day, "meeting__until": day}
    return change(document, _paths({**days, **members}))


def signed_halves(world: World, adopts: bytes = b"", **members: Any) -> tuple[bytes, bytes]:
    """Return both halves of one resolution, signed now by Chongqing and Sichuan."""
    first, second = (signed(world, half(world, by, adopts, **members)) for by in ("cq", "sc"))
    return first, second


def _paths(members: dict[str, Any]) -> dict[str, Any]:
    return {f"credentialSubject.{name.replace('__', '.')}": to for name, to in members.items()}


def report(world: World, by: str = "cq", **members: Any) -> Document:
    """The report of the reference as another of `by`, counted now; `members` by path, `__` for a dot."""
    document = reference_report() | {"id": world.new_id(), "issuer": world.association(by).did}
    given = {"countedAt": format_time(world.now), **members}
    return change(
        document, {f"credentialSubject.{name.replace('__', '.')}": to for name, to in given.items()}
    )


def signed_report(world: World, document: Document) -> Document:
    """Sign by the present publication key of the report's association."""
    by = next(one for one in world.parties.values() if one.did == document["issuer"])
    signed: Document = by.sign(document, "publication", world.now)
    return signed


def survey(world: World, by: str = "cq", **members: Any) -> Document:
    """Return a survey about last year whose days of answers include today."""
    day = day_of(world.now)
    asked = {"year": day.year - 1, "from": day.isoformat(), "until": day.isoformat()}
    made = _anew(world, reference_survey(), by, 1, asked | members)
    return change(made, {"validFrom": ..., "validUntil": ...})


def survey_report(world: World, about: bytes, **members: Any) -> Document:
    """Return an association's report on the survey in `about`, with invented numbers.

    It is dated after the days of answers.
    """
    asked = parse_any(about)
    world.now = max(world.now, end_of(asked.body.credential_subject.until))
    subject = asked.value["credentialSubject"]
    assert isinstance(subject, dict)
    form = {name: subject[name] for name in ("year", "title", "questions", "segments")}
    made = _anew(world, reference_survey_report(asked.digest), "cq", 1, form | members)
    return change(made, {"issuer": asked.body.issuer, "validFrom": ..., "validUntil": ...})


def list_notice(world: World, by: str = "cq", before: bytes | None = None, **members: Any) -> Document:
    """A public notice of ten days from today, or the next version of `before`; `members` by path, `__` for a
    dot."""
    if before is None:
        made = reference_list_notice() | {"id": world.new_id(), "issuer": world.association(by).did}
        since = day_of(world.now)
        days = {"from": since.isoformat(), "until": (since + timedelta(days=9)).isoformat()}
        return change(made, _paths(days | members))
    earlier = parse_any(before)
    unsigned = {**earlier.unsigned, "id": world.new_id()}
    version = earlier.body.credential_subject.version + 1
    return change(unsigned, _paths({"version": version, "previous": earlier.digest, **members}))
