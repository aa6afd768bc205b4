"""Carries out `huren resolution diff` and `check-withheld`."""

import secrets
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from credentials.documents.conferences.changes import diff_members
from credentials.documents.conferences.resolution import ResolutionHalf, ResolutionSubject, digest_of_content
from credentials.record import JsonObject, parse_document, read_body
from terminal.error_report import REFUSED
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import say
from terminal.names import SpokenNames
from terminal.output import plain, put, put_json, put_table, tell
from terminal.workspace.draft_files import as_typed
from terminal.workspace.files import load_bytes
from works.conferences.lookup import HeldResolution, find_resolutions, find_state
from works.conferences.resolution.cited import refer_in
from works.conferences.resolution.draft_file import (
    MAX_DRAFT_BYTES,
    ResolutionDraft,
    load_kept,
    load_resolution,
    refuse_title,
)
from works.conferences.resolution.minutes_file import is_workbook, load_minutes
from works.conferences.resolution.words import tell_change


def compare(run: Invocation, base: str, other: str) -> int:
    """Show the differences of two files, or records here; return 1 if they differ.

    A draft is compared in the form in which it would be signed. Raises CommandError resolution-absent,
    file-…; RecordError.
    """
    names, parties = _look_up(run)
    first, second = (_load(run, reference, parties) for reference in (base, other))
    changes = [*diff_members(_reveal(first, second), _reveal(second, first))]
    for change in changes if run.as_json else ():
        put_json({"member": [*change.path], "before": change.before, "after": change.after})
    if changes and not run.as_json:
        columns = [say("member", "项目"), plain(Path(base).name), plain(Path(other).name)]
        put_table(
            say("What differs", "不同之处"), columns, [tell_change(change, names) for change in changes]
        )
    if not changes:
        tell(say("They are the same.", "两者内容相同。"))
        return 0
    tell(say(f"Members that differ: {len(changes)}.", f"有 {len(changes)} 处不同。"))
    return REFUSED


def check_withheld(run: Invocation, file: Path) -> int:
    """Check each kept text against its signed digest; return 1 if one differs.

    A text that only one party has signed is marked: it binds nobody. Raises CommandError file-…;
    RecordError.
    """
    number, items = load_kept(file)
    with run.open_registry() as registry:
        resolutions = find_resolutions(registry, number)
        trust = registry.load_trust()
        adopted = _withheld_of(
            resolution
            for resolution in resolutions
            if find_state(resolution, trust, now=run.now, rivals=resolutions).is_adopted
        )
    signed = _withheld_of(resolutions)
    failed = 0
    for item in items:
        digest, no = digest_of_content(item), item["no"]
        holds, is_adopted = (no, digest) in signed, (no, digest) in adopted
        failed += not holds
        if run.as_json:
            put_json({"number": number, "no": no, "digest": digest, "holds": holds, "adopted": is_adopted})
            continue
        sentence = say(
            f", item {no}: {'this text was signed' if holds else 'NOT the text that was signed'}",
            f" 第 {no} 项：{'文本与签署的摘要一致' if holds else '文本与签署的摘要不符'}",
        )
        pending = say(", in a resolution that is not adopted", "，所在决议尚未通过")
        put(plain(number) + sentence + (pending if holds and not is_adopted else ""))
    if not resolutions:
        tell(say("No half under this number is here.", "本登记库中没有此编号的签署件。"))
    return REFUSED if failed else 0


def _withheld_of(resolutions: Iterable[HeldResolution]) -> set[tuple[object, str]]:
    """Return number and digest of each item that these resolutions withhold."""
    items = (item for resolution in resolutions for item in resolution.subject.items)
    return {(item.no, item.withheld) for item in items if item.withheld is not None}


def _look_up(run: Invocation) -> tuple[SpokenNames | None, list[str]]:
    """Return names and parties of the agreement; None and empty without a registry."""
    if not run.has_registry():
        return None, []
    with run.open_registry() as registry:
        text = registry.text(run.now)
    return (SpokenNames(text), [party.id for party in text.parties]) if text is not None else (None, [])


def _load(run: Invocation, reference: str, parties: list[str]) -> ResolutionDraft:
    """Return the common content of a signed file, a draft, or a resolution here by number or digest."""
    path = Path(reference)
    if not path.is_file():
        if not run.has_registry():
            raise CommandError("file-missing", path=plain(reference[:200]))
        with run.open_registry() as registry:
            resolutions = find_resolutions(registry, reference)
        if not resolutions:
            raise CommandError("resolution-absent", reference=plain(reference[:80]))
        return ResolutionDraft(resolutions[0].value, [])
    if path.suffix.lower() == ".json":
        value: Any = parse_document(load_bytes(path, limit=MAX_DRAFT_BYTES), MAX_DRAFT_BYTES)
        if "credentialSubject" in value:
            # compares the content only; import checks the signature
            unsigned = {name: member for name, member in value.items() if name != "proof"}
            read_body(unsigned, ResolutionHalf)
            return ResolutionDraft(value["credentialSubject"], [])
    with run.open_registry() if run.has_registry() else nullcontext() as registry:
        if is_workbook(path) and registry is not None:
            return load_minutes(run, path, run.text(registry), refer_in(registry), build=_typed)
        refer = refer_in(registry) if registry is not None else refuse_title
        draft = load_resolution(path, parties, lambda: secrets.token_hex(32), refer)
    with as_typed(path):
        return _typed(draft)


def _typed(draft: ResolutionDraft) -> ResolutionDraft:
    subject: JsonObject = {**draft.subject, "type": "Resolution"}
    read_body(subject, ResolutionSubject)
    return draft._replace(subject=subject)


def _reveal(side: ResolutionDraft, other: ResolutionDraft) -> JsonObject:
    """Return the content with the texts of withheld items that both sides have, because their salts may
    differ."""
    known = {item["no"] for item in other.kept}
    texts = {item["no"]: item for item in side.kept if item["no"] in known}
    items: Any = side.subject["items"]
    shown: list[Any] = [
        {name: member for name, member in texts[item["no"]].items() if name != "salt"}
        if item["no"] in texts
        else item
        for item in items
    ]
    return {**side.subject, "items": shown}
