"""Carries out `huren standard template` and `issue`."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from credentials.documents.agreement import AgreementText
from credentials.documents.conferences.standard import StandardSubject, UnifiedStandard
from credentials.documents.equivalence_tables import pair_schemes
from credentials.record import JsonObject, read_body
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import language, say
from terminal.names import SpokenNames
from terminal.output import plain, tell
from terminal.signing import Signing
from terminal.workspace.draft_files import check_draft_name, save_template
from terminal.workspace.files import check_free
from works.conferences.standard.draft_file import build_text, format_template, go_on_here, load_standard
from works.conferences.standard.words import tell_pairs, tell_subject
from works.conferences.standards import find_standard, look_up

if TYPE_CHECKING:
    from registry import Registry


def write_template(run: Invocation, out: str, *, force: bool) -> None:
    """Write a standard to fill in, Markdown if so named; CommandError file-exists, draft-workbook."""
    check_draft_name(Path(out))
    check_free(out, force=force)
    with run.open_registry() as registry:
        text = run.text(registry)
    schemes = [(scheme.id, scheme.name.text(language())) for scheme in text.schemes]
    ids = [scheme.id for scheme in text.schemes]
    pairs = ((pair.one, pair.other) for pair in pair_schemes(text, (*ids,), run.now) if pair.is_one_to_one)
    # the example names two schemes that match grade for grade, if there are any
    chosen = next(pairs, ids[:2])
    draft = format_template(schemes, chosen, run.now, markdown=out.lower().endswith(".md"))
    save_template(out, draft, "huren standard issue")


def issue_standards(run: Invocation, files: Sequence[Path]) -> None:
    """Sign or export all standards, or none; exit with code 1 if files are refused, after printing the
    reasons for each.

    Raises CommandError option-missing, option-conflict, not-confirmed; RegistryError.
    """
    signing = Signing(run)
    with run.open_registry() as registry:
        issuer, names = signing.open(registry), run.names(registry)
        load = partial(_load, registry, issuer=issuer, text=names.text, now=run.now)
        documents = signing.load(registry, files, load)
        for document in documents:
            subject = read_body(document, UnifiedStandard).credential_subject
            for line in (
                *tell_subject(subject, names),
                *_tell_before(registry, subject, names, run.now),
                *tell_pairs(subject, names, run.now),
            ):
                tell(line)
        made = signing.sign(registry, documents) if signing.is_wanted(documents) else []
    run.put_records(made)
    if made:
        tell(
            say(
                "It is in force once a resolution adopts it: cite its code and version in an item (refers).",
                "经决议通过后施行：请在决议的议项中引用其代码与版本。",
            )
        )


def _tell_before(
    registry: "Registry", subject: StandardSubject, names: SpokenNames, now: datetime
) -> Iterator[str]:
    """Yield a warning, with the party, if the previous version is a draft: a stolen key may have signed
    it."""
    before = find_standard(registry, subject.previous) if subject.previous is not None else None
    if before is None or look_up(registry, [before], registry.load_trust(), now)[0].since is not None:
        return
    party = names.party(before.body.issuer)
    yield plain(
        say(
            f"  NOT adopted: the version before is a draft of {party}; no resolution here adopts it",
            f"  注意：所接续的上一版是 {party} 的草案，本库中尚无决议通过",
        )
    )


def _load(registry: "Registry", file: Path, issuer: str, text: AgreementText, now: datetime) -> JsonObject:
    """Return the unsigned standard in a file; CommandError scheme-absent, file-…; RecordError."""
    subject = go_on_here(registry, load_standard(file), now)
    document = build_text(subject, issuer, uuid.uuid4().urn, file)
    for place, scheme in enumerate(read_body(document, UnifiedStandard).credential_subject.schemes):
        if text.scheme(scheme) is None:
            known, member = [granted.id for granted in text.schemes], f"schemes[{place}]"
            raise CommandError(
                "scheme-absent", path=plain(file.name), field=member, scheme=scheme, known=known
            )
    return document
