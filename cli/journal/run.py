"""Carry out `huren journal`."""

from collections.abc import Iterable, Iterator, Sequence, Set
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import normalize

from credentials.documents.manifest import Manifest
from credentials.documents.status_event import StatusEvent
from credentials.kinds import ASSESSMENTS
from credentials.times import CHINA, format_time
from credentials.words.closed_lists import Labels
from credentials.words.speech import format_key
from signing.plural import format_count
from terminal.document_words import describe_events
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.labels import ACTIONS, KINDS, label, label_action
from terminal.language import language, say
from terminal.names import SpokenNames
from terminal.output import coloured, plain, put, put_json, tell
from terminal.progress import progress
from terminal.reports.layout import columns
from terminal.reports.sheet_files import check_workbook
from terminal.workspace.files import save_bytes

if TYPE_CHECKING:
    from credentials.record import Record
    from registry import Registry
    from registry.lookup.journal import JournalEntry

_ISSUE: Labels = {"issue": ("issue", "签发")}
_HEADS = (
    ("signed", "签署时间"),
    ("association", "协会"),
    ("key", "密钥"),
    ("action", "事项"),
    ("what", "内容"),
)
_WIDTHS = (19, 34, 18, 14, 60, 60, 68)
"""Widths of the workbook's columns in characters."""
_SIGNED, _ACTION = 16, 17
"""Terminal columns for a time and for most actions."""


class JournalFilter(NamedTuple):
    """Filter of signatures: a signature must meet all given members; `limit` is the number of the newest
    to list."""

    since: datetime | None
    key: str | None
    action: str | None
    limit: int | None
    issuer: str | None


class JournalLine(NamedTuple):
    """Signature in words, with further members for programs and workbooks."""

    signature: "JournalEntry"
    party: str
    key: str
    action: str
    what: str


def list_journal(
    run: Invocation, wanted: JournalFilter, workbook: str | None, *, force: bool = False
) -> None:
    """List the signatures as lines, JSON or a workbook.

    Raises CommandError option-value, option-conflict, file-exists.
    """
    if workbook is not None:
        if run.as_json:
            raise CommandError("option-conflict", options="--json, --xlsx")
        check_workbook("--xlsx", workbook, force=force)
    actions = _read_action(wanted.action)
    with run.open_registry() as registry:
        names = run.names(registry)
        entries = _find(run, registry, wanted, actions)
        lines = _lines(registry, entries, names)
        if workbook is not None:
            _save(workbook, lines, len(entries))
        elif run.as_json:
            for line in lines:
                put_json(_as_json(line))
        else:
            _put(lines, entries, names)
    tell(say(format_count(len(entries), "signatures"), f"共 {len(entries)} 项"))


def _read_action(typed: str | None) -> frozenset[str] | None:
    """Return the actions and kinds that a word means, in either language; CommandError option-value."""
    if typed is None:
        return None
    word = _fold(typed)
    known: Labels = {
        **_ISSUE,
        **ACTIONS,
        **{kind: words for kind, words in KINDS.items() if kind != "status-event"},
    }
    for code, words in known.items():
        if word in map(_fold, (code, *words)):
            return frozenset(ASSESSMENTS) if code == "issue" else frozenset({code})
    codes = ", ".join(known)
    how, how_zh = f"Use one of {codes}.", f"请使用下列之一：{codes}。"
    raise CommandError("option-value", text=plain(typed), option="--action", how=how, how_zh=how_zh)


def _read_key(typed: str | None, keys: Set[str]) -> Set[str]:
    """Return the keys meant by an id, a name or the words of the list; CommandError option-value for none."""
    if typed is None:
        return keys
    word = _fold(typed)
    matching = {
        key
        for key in keys
        if word in map(_fold, (key, _name(key), format_key(key, "zh"), format_key(key, "en")))
    }
    if matching:
        return matching
    known = ", ".join(sorted(set(map(_name, keys)))) or "–"
    how, how_zh = (
        f"No signature bears it; those that have signed: {known}.",
        f"没有用它签署的记录；签署过的密钥：{known}。",
    )
    raise CommandError("option-value", text=plain(typed), option="--key", how=how, how_zh=how_zh)


def _fold(typed: str) -> str:
    """Return a form that is equal for texts that differ only in width, case or spaces."""
    return "".join(normalize("NFKC", typed).casefold().split())


def _name(key: str) -> str:
    return key.rpartition("#")[2]


def _find(
    run: Invocation, registry: "Registry", wanted: JournalFilter, actions: frozenset[str] | None
) -> "Sequence[JournalEntry]":
    """Return the wanted signatures, oldest first."""
    from registry.lookup.journal import count_records, find_own, find_signatures

    typed = wanted.issuer
    issuers = find_own(registry, run.now) if typed is None else [run.choose_issuer(registry, typed)]
    with progress(say("reading", "读取"), count_records(registry, issuers)) as bar:
        entries = find_signatures(registry, issuers, bar.advance)
    keys = _read_key(wanted.key, {entry.key for entry in entries})
    chosen = [
        entry
        for entry in entries
        if (actions is None or entry.action in actions)
        and entry.key in keys
        and (wanted.since is None or entry.created >= wanted.since)
    ]
    return chosen if wanted.limit is None else chosen[-wanted.limit :]


def _lines(
    registry: "Registry", entries: "Sequence[JournalEntry]", names: SpokenNames
) -> Iterator[JournalLine]:
    from registry.lookup.journal import read_signed

    for signature, record, named_record in read_signed(registry, entries):
        action, what = _say_record(record, named_record)
        yield JournalLine(
            signature,
            plain(names.party(signature.issuer)),
            plain(format_key(signature.key, language())),
            action,
            plain(what),
        )


def _say_record(record: "Record[Any]", about: "Record[Any] | None") -> tuple[str, str]:
    """Return the action in words, and the record or enterprise it is about."""
    body = record.body
    if isinstance(body, StatusEvent):
        change = body.credential_subject
        known = {change.credential: about.body} if about is not None else {}
        return label_action(change), "".join(describe_events([body], known)).strip()
    if body.KIND in ASSESSMENTS:
        subject = body.credential_subject
        return label(_ISSUE, "issue"), f"{subject.assessment.certificate_number}  {subject.legal_name}"
    return label(KINDS, body.KIND), _title(body)


def _title(body: Any) -> str:
    """Return the title of a document; without one its version, else its id."""
    holder, title = getattr(body, "holder", ""), getattr(body, "title", "")
    if title and title != body.id:
        return "  ".join(filter(None, (title, holder)))
    subject = getattr(body, "credential_subject", body)
    if isinstance(body, Manifest):  # its own number means nothing to people
        agreement, keys = subject.agreement.version, subject.key_list_version
        return say(
            f"under agreement version {agreement}, key list version {keys}",
            f"依据协议第 {agreement} 版、密钥清单第 {keys} 版",
        )
    version = getattr(subject, "version", None)
    return say(f"version {version}", f"第 {version} 版") if version is not None else str(body.id)


def _put(lines: Iterable[JournalLine], entries: "Sequence[JournalEntry]", names: SpokenNames) -> None:
    """Print a line for each signature as it is read: a table would need all of them first."""
    heads = [say(*head) for head in _HEADS]
    parties = {names.party(entry.issuer) for entry in entries}
    keys = {format_key(entry.key, language()) for entry in entries}
    widths = (
        _SIGNED,
        max(map(columns, (heads[1], *parties))),
        max(map(columns, (heads[2], *keys))),
        _ACTION,
    )
    put(coloured(_pad(heads, widths), "bold"))
    for line in lines:
        put(_pad([_moment(line.signature.created), line.party, line.key, line.action, line.what], widths))


def _pad(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell + " " * max(0, width - columns(cell)) for cell, width in zip(cells, widths, strict=False))
    return "  ".join((*padded, cells[-1])).rstrip()


def _moment(created: datetime) -> str:
    return created.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def _as_json(line: JournalLine) -> dict[str, str]:
    signature = line.signature
    return {
        "signed": format_time(signature.created),
        "issuer": signature.issuer,
        "key": signature.key,
        "action": "issue" if signature.action in ASSESSMENTS else signature.action,
        "what": line.what,
        "digest": signature.digest,
    }


def _save(target: str, lines: Iterable[JournalLine], count: int) -> None:
    """Write the workbook: the words, the id of the key and the digest of the record."""
    from carriers.spreadsheet.formats.xlsx_writer import SheetLine, Width, Worksheet, encode_workbook
    from carriers.spreadsheet.formats.xlsx_writer_styles import Style

    heads = [*(say(*head) for head in _HEADS), say("id of the key", "密钥标识"), say("digest", "摘要")]

    def rows() -> Iterator[tuple[int, SheetLine]]:
        yield 1, [(head, Style.HEADER) for head in heads]
        with progress(say("writing", "写出"), count) as bar:
            for number, line in enumerate(lines, start=2):
                entry = line.signature
                words = [
                    _moment(entry.created),
                    line.party,
                    line.key,
                    line.action,
                    line.what,
                    entry.key,
                    entry.digest,
                ]
                yield number, [(word, Style.TEXT) for word in words]
                bar.advance()

    page = Worksheet(say("Journal", "签署记录"), [*map(Width, _WIDTHS)], rows(), frozen=True)
    save_bytes(target, encode_workbook([page]))
    tell(say(f"Wrote {plain(target)}.", f"已写入 {plain(target)}。"))
