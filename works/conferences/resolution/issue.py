"""Carries out `huren resolution template`, `issue` and `countersign`."""

import secrets
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from credentials.documents.conferences.resolution import ResolutionHalf, ResolutionSubject
from credentials.record import JsonObject, Record, read_body
from credentials.times import day_of
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import language, say
from terminal.names import SpokenNames
from terminal.output import plain, tell
from terminal.reports.sheet_files import check_workbook
from terminal.signing import Signing
from terminal.workspace.draft_files import as_typed, check_draft_name, save_template, tell_template
from terminal.workspace.files import check_free, save_bytes
from works.conferences.citations import find_citation_faults
from works.conferences.lookup import find_resolutions, find_state
from works.conferences.resolution.cited import refer_in
from works.conferences.resolution.draft_file import (
    ResolutionDraft,
    build_half,
    format_kept,
    format_template,
    kept_beside,
    load_resolution,
)
from works.conferences.resolution.minutes import write_minutes_template
from works.conferences.resolution.minutes_file import is_workbook, load_minutes
from works.conferences.resolution.words import tell_citation_fault, tell_state, tell_subject

if TYPE_CHECKING:
    from registry import Registry


def write_template(run: Invocation, out: str, *, force: bool) -> None:
    """Write a resolution to fill in, as a workbook or Markdown if the name says so.

    Raises CommandError file-exists, draft-workbook.
    """
    if not is_workbook(Path(out)):
        check_draft_name(Path(out))
    check_free(out, force=force)
    with run.open_registry() as registry:
        text = run.text(registry)
    if is_workbook(Path(out)):
        names = [party.legal_name.text(language()) for party in text.parties]
        save_bytes(out, write_minutes_template(names, day_of(run.now)))
        tell_template(out, "huren resolution issue")
        return
    parties = [(party.id, party.legal_name.text(language())) for party in text.parties]
    draft = format_template(parties, run.now, markdown=out.lower().endswith(".md"))
    save_template(out, draft, "huren resolution issue")


def issue_halves(run: Invocation, files: Sequence[Path], errors: str | None = None) -> None:
    """Sign or export this association's half of each file, all or none; exit with code 1 if a file is
    refused.

    Withheld texts are on disk before the first signature. `errors` is the file for a workbook with its
    errors. Raises CommandError option-missing, option-conflict, not-confirmed; RegistryError.
    """
    signing = Signing(run)
    if errors is not None:
        check_workbook("--errors", errors)
    with run.open_registry() as registry:
        issuer, names = signing.open(registry), run.names(registry)
        parties = [party.id for party in names.text.parties]
        drafts: list[ResolutionDraft] = []

        def build(draft: ResolutionDraft) -> JsonObject:
            drafts.append(draft)
            return build_half(draft.subject, issuer, uuid.uuid4().urn, run.now)

        def load(file: Path) -> JsonObject:
            refer = refer_in(registry)
            if is_workbook(file):
                return load_minutes(run, file, names.text, refer, build=build, errors=errors)
            draft = load_resolution(file, parties, lambda: secrets.token_hex(32), refer)
            with as_typed(file):
                return build(draft)

        documents = signing.load(registry, files, load)
        for document in documents:
            _tell_read(registry, read_body(document, ResolutionHalf).resolution, names)
        if signing.is_wanted(documents):
            # writes the texts before signing: nobody could show the text behind a lost digest
            for file, draft in zip(files, drafts, strict=True):
                _keep(file, draft)
            _tell_made(run, registry, signing.sign(registry, documents), names)


def countersign(run: Invocation, reference: str) -> None:
    """Sign this association's half of another's resolution; CommandError resolution-absent."""
    signing = Signing(run)
    with run.open_registry() as registry:
        issuer = signing.open(registry)
        resolutions = find_resolutions(registry, reference)
        if not resolutions:
            raise CommandError("resolution-absent", reference=plain(reference[:80]))
        names = run.names(registry)
        chosen = resolutions[0]
        _tell_read(registry, chosen.subject, names)
        document = build_half(chosen.value, issuer, uuid.uuid4().urn, run.now)
        signing.check(registry, document)
        if signing.is_wanted([document]):
            _tell_made(run, registry, signing.sign(registry, [document]), names)


def _tell_read(registry: "Registry", subject: ResolutionSubject, names: SpokenNames) -> None:
    """Print everything that would be signed, with warnings."""
    faults = registry.read(lambda view: [*find_citation_faults(view, subject)])
    for line in (*tell_subject(subject, names), *map(tell_citation_fault, faults)):
        tell(line)


def _keep(file: Path, draft: ResolutionDraft) -> None:
    """Write the withheld texts, unless the file exists: its content is then what was read."""
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
    run: Invocation, registry: "Registry", made: Sequence[Record[Any]], names: SpokenNames
) -> None:
    for record in made:
        run.put_records([record])
        if not run.as_json:
            resolutions = find_resolutions(registry, record.digest)
            tell(
                tell_state(
                    find_state(resolutions[0], registry.load_trust(), now=run.now, rivals=resolutions), names
                )
            )
