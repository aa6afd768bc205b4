"""Resolutions and standards: what the other records here say of them.

Halves of one number belong together: before this node signs, its half is compared with what others have
signed under that number. Of what another association has signed, a note says that two halves differ, or that
the last one came. A version of a standard goes on from the one before, where that is here.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import bindparam, select

from credentials.documents.conferences.resolution import ResolutionHalf
from credentials.documents.conferences.standard import UnifiedStandard
from credentials.kinds import parse_any
from credentials.record import Model, Record
from credentials.times import end_of
from registry.admission.submission import Submission
from registry.database.tables import RECORD, RESOLUTION
from registry.errors import RegistryError
from registry.view.view import RegistryView

_SAME_NUMBER = (
    select(RECORD.c.data)
    .join(RESOLUTION, RESOLUTION.c.digest == RECORD.c.digest)
    .where(RESOLUTION.c.number == bindparam("number"))
    .order_by(RESOLUTION.c.issuer)
)
_NUMBER, _PARTIES, _VERSION, _PREVIOUS = (
    f"credentialSubject.{name}" for name in ("number", "parties", "version", "previous")
)


def which_resolution(body: ResolutionHalf) -> tuple[str, ...]:
    """Its number."""
    return (body.resolution.number,)


def which_standard(body: UnifiedStandard) -> tuple[str, ...]:
    """Its code and version."""
    subject = body.credential_subject
    return (subject.code, str(subject.version))


def name_resolution(record: Record[ResolutionHalf]) -> str:
    """One half a number."""
    return f"resolution/{record.body.resolution.number}"


def name_standard(record: Record[UnifiedStandard]) -> str:
    """One text a version."""
    return _name_version(record.body)


def _name_version(body: UnifiedStandard) -> str:
    return f"standard/{body.credential_subject.code}/{body.credential_subject.version}"


def find_halves(view: RegistryView, number: str) -> Iterator[Record[Any]]:
    """The halves here of whatever resolutions have this number."""
    for data in view.connection.scalars(_SAME_NUMBER, {"number": number}):
        yield parse_any(data)


def foresee_resolution(view: RegistryView, body: ResolutionHalf) -> None:
    """Before it is signed: no half of its own, and nothing else under that number."""
    if view.names(body.issuer, [f"resolution/{body.resolution.number}"]):
        raise RegistryError("number-taken", _NUMBER, what=body.resolution.number, issuer=body.issuer)
    _check_parties(view, body)
    for half in find_halves(view, body.resolution.number):
        if half.body.resolution != body.resolution:
            member = find_difference(half.body.resolution, body.resolution)
            raise RegistryError("half-differs", member, issuer=half.body.issuer)


def admit_resolution(submission: Submission) -> None:
    """Raises RegistryError parties-differ; notes half-differs, or resolved when all halves are here now."""
    body = submission.record.body
    _check_parties(submission.view, body)
    here = {body.issuer}
    for half in find_halves(submission.view, body.resolution.number):
        if half.body.resolution == body.resolution:
            here.add(half.body.issuer)
        else:
            submission.notes.append("half-differs")
    if here >= {*body.resolution.parties}:
        submission.notes.append("resolved")


def _check_parties(view: RegistryView, body: ResolutionHalf) -> None:
    """Those of the agreement when the day was over, as the verdict asks."""
    version = view.load_trust().chain.in_force_or_last(end_of(body.resolution.resolved_on))
    parties = {party.id for party in version.text.parties}
    if parties != {*body.resolution.parties}:
        raise RegistryError("parties-differ", _PARTIES, parties=sorted(parties))


def find_difference(one: Model, other: Model, path: str = "credentialSubject") -> str:
    """The path of the first member in which two models differ, as it is written in JSON."""
    for name, field in type(one).model_fields.items():
        mine, theirs = getattr(one, name), getattr(other, name)
        if mine == theirs:
            continue
        place = f"{path}.{field.alias or name}"
        if isinstance(mine, tuple) and isinstance(theirs, tuple):
            number = next((i for i, (a, b) in enumerate(zip(mine, theirs, strict=False)) if a != b), None)
            if number is None:
                return f"{place}[{min(len(mine), len(theirs))}]"
            mine, theirs, place = mine[number], theirs[number], f"{place}[{number}]"
        if isinstance(mine, Model) and type(mine) is type(theirs):
            return find_difference(mine, theirs, place)
        return place
    return path


def check_standard(view: RegistryView, body: UnifiedStandard) -> None:
    """Raises RegistryError previous-differs where the version before is here and is not of this standard."""
    subject = body.credential_subject
    data = view.data(subject.previous) if subject.previous is not None else None
    before: Any = parse_any(data).body if data is not None else None
    if before is None:
        return
    is_next = isinstance(before, UnifiedStandard) and (
        before.credential_subject.code == subject.code
        and before.credential_subject.version == subject.version - 1
    )
    if not is_next:
        raise RegistryError("previous-differs", _PREVIOUS, what=f"{subject.code} {subject.version - 1}")


def foresee_standard(view: RegistryView, body: UnifiedStandard) -> None:
    """Before it is signed: no text of its own of this version, and the rules of `check_standard`."""
    if view.names(body.issuer, [_name_version(body)]):
        raise RegistryError("number-taken", _VERSION, what=which_standard(body)[-1], issuer=body.issuer)
    check_standard(view, body)


def admit_standard(submission: Submission) -> None:
    """The rules of `check_standard`."""
    check_standard(submission.view, submission.record.body)
