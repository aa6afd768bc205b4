"""Carries out `huren resolution template`, `issue` and `countersign`."""

import secrets
import uuid
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from credentials.documents.conferences.resolution import ResolutionHalf, ResolutionSubject
from credentials.record import JsonObject, Record, read_body
from registry import RegistryError
from registry.issuing.plan_documents import check_documents
from terminal.clock import read_clock
from terminal.draft_loading import load_drafts
from terminal.errors import CommandError
from terminal.language import language, say
from terminal.names import SpokenNames
from terminal.output import plain, put, put_json, tell
from terminal.workspace.draft_files import as_typed, check_draft_name
from terminal.workspace.files import check_free, save_bytes
from terminal.workspace.open_registry import needed_text, open_registry
from terminal.workspace.signing_choice import Signing
from works.conferences.citations import find_citation_faults
from works.conferences.lookup import find_resolutions, find_state
from works.conferences.resolution.draft_file import (
    ResolutionDraft,
    build_half,
    format_kept,
    format_template,
    kept_beside,
    load_resolution,
)
from works.conferences.resolution.words import tell_citation_fault, tell_state, tell_subject

if TYPE_CHECKING:
    from registry import Registry


def write_template(out: str, data: Path | None, *, force: bool, now: datetime | None) -> None:
    """Writes a resolution to fill in, Markdown if so named; CommandError file-exists, draft-workbook."""
    check_draft_name(Path(out))
    check_free(out, force=force)
    moment = now or read_clock()
    with open_registry(data) as registry:
        text = needed_text(registry, data, moment)
    parties = [(party.id, party.legal_name.text(language())) for party in text.parties]
    draft = format_template(parties, moment, markdown=out.lower().endswith(".md"))
    save_bytes(out, draft.encode())
    name = plain(out)
    tell(
        say(
            f"Wrote {name}. Edit it, check it with huren resolution issue {name} --dry-run, then issue it.",
            f"已写入 {name}。填写后用 huren resolution issue {name} --dry-run 检查，再正式签发。",
        )
    )


def issue_halves(
    files: Sequence[Path], signing: Signing, *, data: Path | None, now: datetime | None, as_json: bool
) -> None:
    """Signs this association's half of each, exports all, or none; exit code 1 where a file is refused.

    Withheld texts are on disk before anything is signed. Raises CommandError option-missing, option-conflict,
    not-confirmed; RegistryError.
    """
    moment = now or read_clock()
    with open_registry(data) as registry:
        issuer = signing.open(registry, data, moment)
        drafts, documents = _load_all(registry, files, issuer, data, moment)
        names = SpokenNames(needed_text(registry, data, moment))
        for document in documents:
            _tell_read(registry, read_body(document, ResolutionHalf).resolution, names)
        if not signing.is_wanted(len(documents)):
            return
        for file, draft in zip(files, drafts, strict=True):
            _keep(file, draft)
        made = signing.sign(registry, documents, issuer, moment)
        _tell_made(registry, made, moment, names, as_json=as_json)


def countersign(
    reference: str, signing: Signing, *, data: Path | None, now: datetime | None, as_json: bool
) -> None:
    """Signs this association's half of what another has signed; CommandError resolution-absent."""
    moment = now or read_clock()
    with open_registry(data) as registry:
        issuer = signing.open(registry, data, moment)
        found = find_resolutions(registry, reference)
        if not found:
            raise CommandError("resolution-absent", reference=plain(reference[:80]))
        names = SpokenNames(needed_text(registry, data, moment))
        chosen = found[0]
        _tell_read(registry, chosen.subject, names)
        document = build_half(chosen.value, issuer, uuid.uuid4().urn, moment)
        try:
            check_documents(registry, [document], issuer=issuer, now=moment)
        except RegistryError as error:
            raise (error.problems[0][1] if error.problems else error) from None
        if signing.is_wanted(1):
            made = signing.sign(registry, [document], issuer, moment)
            _tell_made(registry, made, moment, names, as_json=as_json)


def _tell_read(registry: "Registry", subject: ResolutionSubject, names: SpokenNames) -> None:
    """All that is signed, and what of it is to be looked at again."""
    faults = registry.read(lambda view: [*find_citation_faults(view, subject)])
    for line in (*tell_subject(subject, names), *map(tell_citation_fault, faults)):
        tell(line)


def _keep(file: Path, draft: ResolutionDraft) -> None:
    """Writes the withheld texts, once: a file that holds them already is as it was read."""
    place = kept_beside(file)
    if not draft.kept or place.exists():
        return
    save_bytes(place, format_kept(str(draft.subject["number"]), draft.kept), mode=0o600, durable=True)
    name = plain(str(place))
    tell(
        say(
            f"The withheld texts are in {name}: keep it, and give it to the other party.",
            f"不公开的文本在 {name} 中，请妥善保存并交给对方。",
        )
    )


def _tell_made(
    registry: "Registry", made: Sequence[Record[Any]], now: datetime, names: SpokenNames, *, as_json: bool
) -> None:
    for record in made:
        if as_json:
            put_json(record.value)
            continue
        put(f"{record.digest}  {plain(record.body.title)}")
        found = find_resolutions(registry, record.digest)
        tell(tell_state(find_state(found[0], registry.load_trust(), now=now, rivals=found), names))


def _load_all(
    registry: "Registry", files: Sequence[Path], issuer: str, data: Path | None, now: datetime
) -> tuple[list[ResolutionDraft], list[JsonObject]]:
    """The drafts and the unsigned halves; all refusals are told, then exit code 1."""
    parties = [party.id for party in needed_text(registry, data, now).parties]
    drafts: list[ResolutionDraft] = []

    def load(file: Path) -> JsonObject:
        draft = load_resolution(file, parties, lambda: secrets.token_hex(32))
        document = _build(draft, file, issuer, now)
        drafts.append(draft)
        return document

    documents = load_drafts(registry, files, load, issuer=issuer, now=now)
    return drafts, documents


def _build(draft: ResolutionDraft, file: Path, issuer: str, now: datetime) -> JsonObject:
    with as_typed(file):
        return build_half(draft.subject, issuer, uuid.uuid4().urn, now)
