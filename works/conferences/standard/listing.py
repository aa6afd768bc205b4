"""Carries out `huren standard list`, `show` and `diff`."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from credentials.documents.conferences.changes import ClauseChange, diff_clauses
from credentials.documents.conferences.standard import Clause, StandardSubject, UnifiedStandard
from credentials.kinds import parse_any
from credentials.record import JsonObject, Record, read_body
from credentials.times import format_time
from registry.lookup.titles import find_titled
from signing.strict_json import MAX_RECORD_BYTES
from terminal.error_report import REFUSED
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import language, say
from terminal.output import format_moment, plain, put, put_json, put_table, tell
from terminal.reports.listing import put_list
from terminal.workspace.files import load_bytes
from works.conferences.standard.draft_file import build_text, go_on, go_on_here, load_standard
from works.conferences.standard.words import (
    tell_adoption,
    tell_day,
    tell_drafts,
    tell_in_force,
    tell_previous,
    text_of,
    version_of,
)
from works.conferences.standards import (
    HeldStandard,
    LeadingStandard,
    find_before,
    find_leading,
    find_standard,
    list_codes,
    list_versions,
    look_up,
)

if TYPE_CHECKING:
    from registry import Registry

_NOBODY = "did:web:draft.invalid"  # RFC 6761 reserves .invalid
"""The issuer in whose name an unsigned draft is read."""


def list_all(run: Invocation, limit: int) -> None:
    """Show a line for each standard: its newest adopted version, else its newest draft."""
    with run.open_registry() as registry:
        names, trust = run.names(registry), registry.load_trust()

        def leading(code: str) -> LeadingStandard:
            return find_leading(registry, list_versions(registry, code, trust), trust, run.now)

        def row(code: str) -> list[str]:
            newest = leading(code)
            subject = newest.standard.record.body.credential_subject
            return [
                code,
                subject.title.text(language()),
                version_of(subject),
                say(", ", "、").join(map(names.scheme, subject.schemes)),
                tell_adoption(newest.standard, names) + tell_in_force(newest) + tell_drafts(newest.drafts),
            ]

        put_list(
            run,
            list_codes(registry, trust, first=limit + 1),
            limit,
            title=("Standards", "标准"),
            columns=[
                ("code", "代码"),
                ("title", "名称"),
                ("version", "版本"),
                ("schemes", "评价办法"),
                ("adoption", "通过情况"),
            ],
            row=row,
            data=lambda code: _to_json(leading(code).standard),
            first=("the first {}", "前 {} 项"),
            every=(
                "{} standards; huren standard show CODE tells more",
                "共 {} 项；huren standard show 代码 查看详情",
            ),
        )


def show(run: Invocation, reference: str) -> None:
    """Show the texts of a standard, the newest adopted first, and its clauses; with a digest, show that text.

    Raises CommandError standard-absent.
    """
    with run.open_registry() as registry:
        records = _find(registry, reference)
        names = run.names(registry)
        trust = registry.load_trust()
        leads = find_leading(registry, records, trust, run.now)
        leading, drafts = leads.standard, leads.drafts
        rest = [record for record in records if record.digest != leading.record.digest]
        versions = [leading, *look_up(registry, rest, trust, run.now)]
        following = list_versions(registry, leading.record.body.credential_subject.code, trust)
    for version in versions if run.as_json else ():
        put_json(_to_json(version))
    if run.as_json:
        return
    for version in versions:
        body = version.record.body
        subject = body.credential_subject
        put(plain(f"{subject.title.text(language())} {version_of(subject)}"))
        put(
            say("  signed by ", "  签署：")
            + plain(
                f"{names.party(body.issuer)} {format_moment(version.record.created)} {version.record.digest}"
            )
        )
        put("  " + plain(tell_adoption(version, names) + tell_day(version)))
        for line in tell_previous(subject):
            put(line)
        for later in following:
            if later.body.credential_subject.previous == version.record.digest:
                put(say("  followed by ", "  后续版本 ") + later.digest)
    subject = leading.record.body.credential_subject
    if len(versions) > 1:
        put(say("clauses of ", "条款，") + version_of(subject) + tell_in_force(leads) + tell_drafts(drafts))
    for clause in subject.clauses:
        put(plain(f"{clause.no} {text_of(clause)}"))


def compare(run: Invocation, reference: str, other: str | None) -> int:
    """Show old and new text clause by clause; return 1 if any clause differs.

    Without `other` the old text is that of `find_before`. Raises CommandError standard-absent, file-…;
    RecordError.
    """
    after = _subject(run, reference if other is None else other)
    earlier = _before(run, after) if other is None else None
    before = _subject(run, reference) if other is not None else _text(earlier)
    old, new = (None, reference) if other is None else (reference, other)
    if earlier is not None and earlier.since is None:
        tell(
            say(
                "The old side is a draft: no resolution here adopts it.",
                "左侧旧版是草案，本库中尚无决议通过。",
            )
        )
    changes = [
        change
        for change in diff_clauses(before.clauses if before is not None else (), after.clauses)
        if change.sign != "="
    ]
    for change in changes if run.as_json else ():
        put_json({"clause": change.no, "before": _json(change.before), "after": _json(change.after)})
    if changes and not run.as_json:
        columns = [say("clause", "条款"), "", _head(old, before), _head(new, after)]
        put_table(plain(after.title.text(language())), columns, [*_rows(changes)])
    if not changes:
        tell(say("The clauses are the same.", "条款相同。"))
        return 0
    tell(say(f"Clauses that differ: {len(changes)}.", f"有 {len(changes)} 条不同。"))
    return REFUSED


def _head(reference: str | None, subject: StandardSubject | None) -> str:
    """Return the heading of a side; for a file its name, because an unsigned draft may have no version."""
    if reference is not None and Path(reference).is_file():
        return plain(Path(reference).name)
    return version_of(subject) if subject is not None else "—"


def _rows(changes: Sequence[ClauseChange]) -> Iterator[list[str]]:
    signs = {"+": say("new", "新增"), "-": say("gone", "删去"), "~": say("changed", "变更")}
    for change in changes:
        sides = (text_of(side) if side is not None else "—" for side in (change.before, change.after))
        yield [change.no, signs[change.sign], *sides]


def _find(registry: "Registry", reference: str) -> list[Record[UnifiedStandard]]:
    standard = find_standard(registry, reference)
    records = (
        [standard] if standard is not None else list_versions(registry, reference, registry.load_trust())
    )
    if not records:
        called = find_titled(registry, reference, (UnifiedStandard.KIND,))
        codes = {record.body.credential_subject.code for record in called}
        if len(codes) > 1:
            raise CommandError("title-ambiguous", reference=plain(reference[:80]), choices=sorted(codes))
        records = list_versions(registry, codes.pop(), registry.load_trust()) if codes else []
    if not records:
        raise CommandError("standard-absent", reference=plain(reference[:80]))
    return records


def _subject(run: Invocation, reference: str) -> StandardSubject:
    """Return the content of a signed file, a draft, or a standard here by code or digest."""
    path = Path(reference)
    if not path.is_file():
        with run.open_registry() as registry:
            return _find(registry, reference)[0].body.credential_subject
    if path.suffix.lower() == ".json":
        record = parse_any(load_bytes(path, limit=MAX_RECORD_BYTES))
        if record.body.KIND != UnifiedStandard.KIND:
            raise CommandError("other-kind", title=plain(record.body.title), found=record.body.KIND)
        signed: StandardSubject = record.body.credential_subject
        return signed
    value = load_standard(path)
    if run.has_registry():
        with run.open_registry() as registry:
            value = go_on_here(registry, value, run.now)
    else:
        value = go_on(value, [], None)
    document = build_text(value, _NOBODY, "urn:uuid:" + "0" * 8 + "-0000-4000-8000-" + "0" * 12, path)
    return read_body(document, UnifiedStandard).credential_subject


def _before(run: Invocation, after: StandardSubject) -> HeldStandard | None:
    """Return the text to compare with; None for the first; CommandError standard-absent."""
    if after.previous is None:
        return None
    with run.open_registry() as registry:
        trust = registry.load_trust()
        records = list_versions(registry, after.code, trust)
        before = find_before(registry, after, look_up(registry, records, trust, run.now))
    if before is None:
        raise CommandError("standard-absent", reference=after.previous)
    return before


def _text(standard: HeldStandard | None) -> StandardSubject | None:
    return standard.record.body.credential_subject if standard is not None else None


def _json(clause: Clause | None) -> JsonObject | None:
    return clause.model_dump(by_alias=True, exclude_none=True) if clause is not None else None


def _to_json(standard: HeldStandard) -> JsonObject:
    body = standard.record.body
    subject = body.credential_subject
    return {
        "code": subject.code,
        "version": subject.version,
        "digest": standard.record.digest,
        "issuer": body.issuer,
        "adoptedBy": standard.resolution.subject.number if standard.resolution is not None else None,
        "adoptedSince": format_time(standard.since) if standard.since is not None else None,
        "standard": standard.record.value,
    }
