"""Parts: records beside the bundle, under a digest that a manifest of their association names.

A part grows only at its end: an older part's records are the first records of a newer one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from typing import Any

from credentials.documents.manifest import Manifest, Part
from credentials.documents.part import MAX_PART_BYTES, PART_TYPE, PartFile, parse_part
from credentials.errors import RecordError
from credentials.kinds import KINDS, check_size, find_kind, kind_of_record
from credentials.record import JsonObject, Record, read_record
from signing.jcs import canonicalize
from verifier.errors import TrustError
from verifier.trust.beside import TOLD_BY, Beside
from verifier.trust.trust_store import TrustStore

TECHNOLOGIES = next(row.part for row in KINDS.values() if "listing" in row.checks) or ""
"""The part of technologies and of listings about them."""

RESOLUTIONS = next(row.part for row in KINDS.values() if "complete" in row.checks) or ""
"""The part of halves of resolutions and of the documents they adopt."""

REPORTS = next(row.part for row in KINDS.values() if "recomputed" in row.checks) or ""
"""The part of statistics reports and survey reports."""

_TYPES = [f'"{KINDS[name].type}"'.encode() for name in TOLD_BY]


@dataclass(frozen=True, slots=True)
class OpenedPart:
    """The records of a part, each once, in the order of the log; each is still to be judged.

    `unknown` counts the records of kinds that this version does not know. `refused` holds by place the reason
    for each record that does not belong there or cannot be read.
    """

    records: tuple[Record[Any], ...]
    unknown: int
    refused: tuple[tuple[int, RecordError], ...]


def find_issuer(trust: TrustStore, digest: str) -> str | None:
    """Return the association whose newest manifest names a part by this digest."""
    return next((did for did in trust.parties if _names(trust, did, digest)), None)


def _named(trust: TrustStore, issuer: str) -> tuple[Part, ...]:
    party = trust.party(issuer)
    manifest = party.manifest if party is not None else None
    return manifest.body.credential_subject.parts if manifest is not None else ()


def _names(trust: TrustStore, issuer: str, digest: str) -> set[str]:
    """Return the kinds of parts that the newest manifest of an association names by this digest."""
    return {part.kind for part in _named(trust, issuer) if part.digest == digest}


def open_part(trust: TrustStore, issuer: str, data: bytes) -> OpenedPart:
    """Open a part; verifier.verify_record judges its records.

    The digest is compared first: only a part that the newest manifest of the association names is read.
    Raises TrustError part-unnamed for any other, which may be older than the bundle, or newer; RecordError
    too-large for more than 256 MiB, or the code of another fault of the part.
    """
    if len(data) > MAX_PART_BYTES:
        raise RecordError("too-large", size=len(data), limit=MAX_PART_BYTES)
    digest = sha256(data).hexdigest()
    named = _names(trust, issuer, digest)
    part = parse_part(data) if named else None
    if part is None or part.kind not in named:
        raise TrustError("part-unnamed", issuer=issuer, digest=digest)
    unknown = 0
    refused: list[tuple[int, RecordError]] = []
    records: dict[str, Record[Any]] = {}
    for place, record in enumerate(_read_all(part.records, part.kind, issuer)):
        if isinstance(record, Record):
            records.setdefault(record.digest, record)
        elif record.code == "kind-unknown":
            unknown += 1
        else:
            refused.append((place, record))
    return OpenedPart((*records.values(),), unknown, (*refused,))


def may_be_told_of(data: bytes) -> bool:
    """Return whether these bytes may be a record that parts have records about; misses an escaped type."""
    return any(name in data for name in _TYPES)


class HandedParts:
    """Parts handed in with the bundle, and the records in them about another record.

    A part that no manifest in the bundle names counts for nothing. Records are read when they are needed;
    listings are indexed by technology.
    """

    def __init__(self, trust: TrustStore, parts: Iterable[bytes] = ()) -> None:
        """Take parts of at most 256 MiB each; a named one that is malformed counts as absent."""
        handed = {sha256(data).hexdigest(): data for data in parts}
        self._heard: dict[str, dict[str, frozenset[str]]] = {kind: {} for kind in TOLD_BY.values()}
        self._halves: list[tuple[str, JsonObject]] = []
        self._reports: list[tuple[str, JsonObject]] = []
        self._values: dict[str, list[tuple[str, JsonObject]]] = {}
        """By technology: the listings about it, each with its publisher."""
        self._technologies: list[tuple[str, JsonObject]] = []
        for kind, heard in self._heard.items():
            for issuer, party in trust.parties.items():
                named = {manifest.digest: _digests(manifest, kind) for manifest in party.manifests.ranked}
                opened = _open_all(handed, kind, {digest for digests in named.values() for digest in digests})
                loaded = {*opened}
                # only if a named part is missing: the digests of all beginnings take a pass over all records
                if any(not digests <= loaded for digests in named.values()):
                    loaded.update(*(_digests_of_beginnings(kind, part.records) for part in opened.values()))
                heard[issuer] = frozenset(
                    manifest for manifest, digests in named.items() if digests <= loaded
                )
                for part in opened.values():
                    self._file(kind, issuer, part.records)

    def _file(self, kind: str, issuer: str, values: Iterable[JsonObject]) -> None:
        if kind == RESOLUTIONS:
            self._halves += ((issuer, value) for value in values)
            return
        if kind == REPORTS:
            self._reports += ((issuer, value) for value in values)
            return
        for value in values:
            subject = value.get("credentialSubject")
            about = subject.get("technology") if isinstance(subject, dict) else None
            if isinstance(about, str):
                self._values.setdefault(about, []).append((issuer, value))
            else:
                self._technologies.append((issuer, value))

    def find_beside(self, record: Record[Any]) -> Beside:
        """Return the records about `record`; for a listing, its technology and all listings of that one.

        For a half of a resolution, these are the halves with its number. For a document to adopt, these are
        the halves that name it, if each party signed that content: one party alone adopts nothing. For a
        report, these are its association's reports; for a survey report, also the survey and the halves that
        name it.
        """
        checks = kind_of_record(record).checks
        if "complete" in checks:
            number = record.body.resolution.number
            halves = [item for item in self._halves if _number_of(item[1]) == number]
            return self._tell(RESOLUTIONS, halves)
        if {"recomputed", "disclosure"} & {*checks}:
            reports = self._tell(REPORTS, [item for item in self._reports if item[0] == record.body.signer])
            survey = self._find_survey(record.body.survey) if "disclosure" in checks else ()
            return replace(reports, records=[*reports.records, *survey])
        if "adopted" in checks:
            return self._tell(RESOLUTIONS, self._find_adopting(record.digest))
        technology = record.digest if "listing" in checks else getattr(record.body, "technology", None)
        if technology is None:
            return Beside()
        records = self._values.get(technology, [])
        if "refers" in checks:
            records = [*self._by_digest.get(technology, ()), *records]
        return self._tell(TECHNOLOGIES, records)

    def _find_survey(self, digest: str) -> Sequence[Record[Any]]:
        """Return a survey, and the halves that name it."""
        items = [*self._by_digest.get(digest, ()), *self._find_adopting(digest)]
        return self._tell(RESOLUTIONS, items).records

    def _find_adopting(self, digest: str) -> list[tuple[str, JsonObject]]:
        # a cheap test of the bytes, so that few halves are read; `adopts` decides
        return [half for half in self._whole if digest.encode() in canonicalize(half[1])]

    @cached_property
    def _whole(self) -> list[tuple[str, JsonObject]]:
        """The halves whose content all parties named in it have published."""
        # compared before reading: a thief may sign any number of halves, and reading 2,000 takes 3 s
        contents = [canonicalize(half.get("credentialSubject")) for _, half in self._halves]
        signers: dict[bytes, set[str]] = {}
        for (issuer, _), content in zip(self._halves, contents, strict=True):
            signers.setdefault(content, set()).add(issuer)
        return [
            half
            for half, content in zip(self._halves, contents, strict=True)
            if _is_signed_by_all(half[1], signers[content])
        ]

    def _tell(self, kind: str, records: Iterable[tuple[str, JsonObject]]) -> Beside:
        read = (self._read(kind, issuer, value) for issuer, value in records)
        return Beside([*{item.digest: item for item in read if item is not None}.values()], self._heard[kind])

    @cached_property
    def _by_digest(self) -> dict[str, list[tuple[str, JsonObject]]]:
        records = (*self._technologies, *self._halves)
        return {sha256(canonicalize(value)).hexdigest(): [(did, value)] for did, value in records}

    def _read(self, kind: str, issuer: str, value: JsonObject) -> Record[Any] | None:
        try:
            return _read(value, kind, issuer)
        except RecordError:  # a record of this kind is not about another record
            return None


def _digests(manifest: Record[Manifest], kind: str) -> set[str]:
    return {part.digest for part in manifest.body.credential_subject.parts if part.kind == kind}


def _open_all(handed: Mapping[str, bytes], kind: str, named: Iterable[str]) -> dict[str, PartFile]:
    """Return by digest those of the named parts that are at hand and of this kind."""
    opened = {}
    for digest in sorted(named):
        with suppress(RecordError):
            part = parse_part(handed[digest]) if digest in handed else None
            if part is not None and part.kind == kind:
                opened[digest] = part
    return opened


def _digests_of_beginnings(kind: str, values: Iterable[JsonObject]) -> Iterator[str]:
    """Yield the digest of the part with the first record, then with the first two, and so on."""
    digest = sha256(b'{"kind":%s,"records":[' % canonicalize(kind))
    end = b'],"type":%s}' % canonicalize(PART_TYPE)
    for place, value in enumerate(values):
        digest.update(b"," + canonicalize(value) if place else canonicalize(value))
        complete = digest.copy()
        complete.update(end)
        yield complete.hexdigest()


def _number_of(half: JsonObject) -> str | None:
    subject = half.get("credentialSubject")
    number = subject.get("number") if isinstance(subject, dict) else None
    return number if isinstance(number, str) else None


def _is_signed_by_all(half: JsonObject, signers: set[str]) -> bool:
    """Return whether every party that a half names is among the signers."""
    subject = half.get("credentialSubject")
    parties = subject.get("parties") if isinstance(subject, dict) else None
    return isinstance(parties, list) and all(isinstance(party, str) and party in signers for party in parties)


def _read_all(values: tuple[JsonObject, ...], part: str, issuer: str) -> Iterator[Record[Any] | RecordError]:
    for value in values:
        try:
            yield _read(value, part, issuer)
        except RecordError as error:
            yield error


def _read(value: JsonObject, part: str, issuer: str) -> Record[Any]:
    kind = find_kind(value)
    if kind.part != part:
        expected = next((row.name for row in KINDS.values() if row.part == part), "credential")
        raise RecordError("kind-unexpected", "type", found=kind.name, expected=expected)
    record = read_record(value, kind.model)
    check_size(kind, len(record.data))
    if record.body.signer != issuer:
        raise RecordError("member-value", "issuer", expected=issuer)
    return record
