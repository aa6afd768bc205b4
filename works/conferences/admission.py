"""Admission of resolutions and standards, beside the other records here.

Halves of one number belong together. Before this node signs, its half is compared with the halves that others
have signed under that number. A note on another association's half tells that two halves differ, or that the
last one came. A version of a standard continues the one before, where that is here.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select

from credentials.documents.conferences.resolution import (
    ResolutionHalf,
    ResolutionSubject,
    digest_of_content,
)
from credentials.documents.conferences.standard import UnifiedStandard
from credentials.kinds import parse_any
from credentials.record import Model, Record
from credentials.times import day_of, end_of
from credentials.words.simplified import fold_closely
from registry.admission.record_rows import Rows
from registry.admission.submission import Submission
from registry.database.tables import RECORD
from registry.errors import RegistryError
from registry.view.view import RegistryView
from verifier.checks.works.resolutions import adopts
from verifier.trust.agreements import AgreementChain
from works.conferences.tables import CITATION, RESOLUTION

RIVALS = 20
"""Most contents read under one number, besides those asked for: a stolen key can sign any number of them."""
_ROW = RESOLUTION.c
_SIGNED = select(_ROW.issuer, _ROW.content).where(_ROW.number == bindparam("number"))
_ALIKE = (
    select(RECORD.c.data)
    .join(RESOLUTION, _ROW.digest == RECORD.c.digest)
    .where(_ROW.folded == bindparam("folded"))
    .order_by(_ROW.issuer)
)
_AT_ONCE = 64
_NUMBER, _PARTIES, _DAY, _VERSION, _PREVIOUS = (
    f"credentialSubject.{name}" for name in ("number", "parties", "resolvedOn", "version", "previous")
)


def which_resolution(body: ResolutionHalf) -> tuple[str, ...]:
    """Return the resolution's number, folded."""
    return (fold_closely(body.resolution.number),)


def which_standard(body: UnifiedStandard) -> tuple[str, ...]:
    """Return the standard's code and version."""
    subject = body.credential_subject
    return (subject.code, str(subject.version))


def name_resolution(record: Record[ResolutionHalf]) -> str:
    """Return one name for each content of a number: only the signatures of all parties decide which one is
    adopted."""
    return f"resolution/{digest_of_half(record)}"


def name_standard(record: Record[UnifiedStandard]) -> str:
    """Return one name for each text of a version: a resolution adopts one text by its digest."""
    return f"{_name_version(record.body)}/{record.digest}"


def _name_version(body: UnifiedStandard) -> str:
    return f"standard/{body.credential_subject.code}/{body.credential_subject.version}"


def digest_of_half(record: Record[ResolutionHalf]) -> str:
    """Return the digest of the half's content, which all halves of a resolution have in common."""
    return digest_of_content(record.value["credentialSubject"])


def select_halves(numbers: Sequence[str], contents: Sequence[str]) -> Select[Any]:
    """Select number, content and data of halves of these numbers, by issuer.

    They are the halves of `contents`, and for each number those of the RIVALS contents with most signers.
    """
    # contents with most signers come first: a stolen key signs alone
    rank = func.row_number().over(partition_by=_ROW.number, order_by=(func.count().desc(), _ROW.content))
    ranked = (
        select(_ROW.number, _ROW.content, rank.label("rank"))
        .where(_ROW.number.in_(numbers))
        .group_by(_ROW.number, _ROW.content)
        .subquery()
    )
    same = and_(ranked.c.number == _ROW.number, ranked.c.content == _ROW.content)
    query = select(_ROW.number, _ROW.content, RECORD.c.data).join(RECORD, RECORD.c.digest == _ROW.digest)
    is_read = or_(ranked.c.rank <= RIVALS, _ROW.content.in_(contents))
    return query.join(ranked, same).where(is_read).order_by(_ROW.issuer)


def find_halves(view: RegistryView, record: Record[ResolutionHalf]) -> Iterator[Record[Any]]:
    """Yield the halves here with the same content, and those with other contents under the same number."""
    query = select_halves([record.body.resolution.number], [digest_of_half(record)])
    for row in view.connection.execute(query):
        yield parse_any(row.data)


def foresee_resolution(view: RegistryView, body: ResolutionHalf) -> None:
    """Check a half before it is signed.

    Its day must not precede the agreement, its issuer must not have signed the number before, and no party
    may have signed only another text. RegistryError before-agreement, parties-differ, half-signed,
    number-taken, half-differs.
    """
    chain = view.load_trust().chain
    if precedes_agreement(chain, body.resolution):
        start = day_of(chain.first.acts_from)
        raise RegistryError("before-agreement", _DAY, day=body.resolution.resolved_on, start=start)
    _check_parties(view, body)
    parameters = {"folded": fold_closely(body.resolution.number)}
    same: set[str] = set()
    others: dict[str, str] = {}
    # streams the rows, because a stolen key can sign any number of halves
    with view.connection.execute(_ALIKE, parameters, execution_options={"yield_per": _AT_ONCE}) as rows:
        for row in rows:
            half = parse_any(row.data).body
            if half.issuer == body.issuer:
                what, is_same = half.resolution.number, half.resolution == body.resolution
                code = "half-signed" if is_same else "number-taken"
                raise RegistryError(code, _NUMBER, what=what, issuer=body.issuer)
            if half.resolution == body.resolution:
                same.add(half.issuer)
            else:
                others.setdefault(half.issuer, find_difference(half.resolution, body.resolution))
    for issuer, member in others.items():
        # a party that has also signed this text does not differ
        if issuer not in same:
            raise RegistryError("half-differs", member, issuer=issuer)


def admit_resolution(submission: Submission) -> None:
    """Raise RegistryError parties-differ; note `resolved` when all halves are here now, or `half-differs`."""
    body, content = submission.record.body, digest_of_half(submission.record)
    _check_parties(submission.view, body)
    # admits rival texts: otherwise the order of arrival would make two registries differ for ever
    rows = submission.view.connection.execute(_SIGNED, {"number": body.resolution.number}).all()
    signers = {body.issuer, *(row.issuer for row in rows if row.content == content)}
    if signers >= {*body.resolution.parties}:
        submission.notes.append("resolved")
    elif any(row.content != content for row in rows):
        submission.notes.append("half-differs")


def precedes_agreement(chain: AgreementChain, subject: ResolutionSubject) -> bool:
    """Return whether the resolution's day is over before the agreement acts; a resolution that adopts the
    agreement may be earlier."""
    first = chain.first
    is_early = end_of(subject.resolved_on) <= first.acts_from
    return is_early and not adopts(subject, first.digest, "agreement")


def _check_parties(view: RegistryView, body: ResolutionHalf) -> None:
    """Refuse parties other than those of the agreement at the end of the resolution's day, as the verdict
    does."""
    # takes the agreement of that day: a later party must not change a past resolution
    version = view.load_trust().chain.in_force_or_last(end_of(body.resolution.resolved_on))
    parties = {party.id for party in version.text.parties}
    if parties != {*body.resolution.parties}:
        raise RegistryError("parties-differ", _PARTIES, parties=sorted(parties))


def find_difference(first: Model, other: Model, path: str = "credentialSubject") -> str:
    """Return the path of the first member in which two models differ, as it is written in JSON."""
    for name, field in type(first).model_fields.items():
        mine, theirs = getattr(first, name), getattr(other, name)
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
    """Raise RegistryError previous-differs if the previous version is here and belongs to another
    standard."""
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
    """Check a standard before it is signed: its issuer has no text of this version yet, and the rules of
    `check_standard` hold."""
    names = select(RECORD.c.name).where(
        RECORD.c.kind == body.KIND,
        RECORD.c.issuer == body.issuer,
        RECORD.c.name.startswith(f"{_name_version(body)}/", autoescape=True),  # escapes LIKE's _
    )
    if view.connection.scalar(select(names.exists())):
        raise RegistryError("number-taken", _VERSION, what=which_standard(body)[-1], issuer=body.issuer)
    check_standard(view, body)


def admit_standard(submission: Submission) -> None:
    """Apply the rules of `check_standard`."""
    check_standard(submission.view, submission.record.body)


def resolution_rows(record: Record[ResolutionHalf], position: int | None) -> Rows:  # noqa: ARG001 - like its siblings
    """Return the rows of a half: its issuer and content, and the digests that it adopts."""
    subject = record.body.resolution
    content = digest_of_content(record.value["credentialSubject"])
    day, folded = subject.resolved_on.isoformat(), fold_closely(subject.number)
    row = (subject.number, content, record.body.issuer, record.digest, day, folded)
    cited = {
        reference.digest
        for item in subject.items
        # an item that was rejected or noted adopts nothing
        if item.decision == "adopted"
        for reference in item.refers or ()
    }
    return ((RESOLUTION, row), *((CITATION, (digest, record.digest)) for digest in sorted(cited)))
