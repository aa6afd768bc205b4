"""Carry out `huren desk check` and `huren desk export`: a folder of decisions, out and checked again."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from credentials.documents.bundle import parse_bundle
from credentials.documents.desk.statement import SignedStatement
from credentials.errors import RecordError
from credentials.kinds import parse_any
from credentials.times import format_time
from credentials.words.pin_words import format_pin_words
from desk.checking.check import DECIDED, DeskCheck, check_papers, list_bundled
from desk.checking.copies import parse_statements
from desk.checking.guide import GUIDES
from desk.checking.papers import MAX_FILE_BYTES, MAX_FILES, MAX_FOLDER_BYTES, DeskPapers, read_papers
from desk.checking.rows import list_folder
from desk.command.opening import open_desk
from desk.office.desk import DeskView
from signing.plural import format_count
from terminal.error_report import REFUSED
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.labels import KINDS, label
from terminal.language import language, say
from terminal.output import coloured, format_moment, plain, put, put_json, tell
from terminal.workspace.files import file_exists, load_bytes, save_bytes
from terminal.workspace.trust_files import load_bundle, load_pin
from verifier import TrustStore
from verifier.desk.words import AGAINST, CHECKED

T = TypeVar("T")

_ISSUER = "--issuer"


def check_folder(
    run: Invocation, folder: Path, bundle: Path, pin: str, *, copies: Path | None, records: Sequence[Path]
) -> int:
    """Print what was decided and what was not; return 1 unless everything was.

    `copies` are statements that a person kept, `records` certificates that somebody holds.
    """
    papers = read_papers(load_folder(folder))
    data = load_bundle(bundle)
    trust = TrustStore.from_bundle(data, pin=load_pin(pin))
    issuer = _find_issuer(run, papers)
    party = trust.party(issuer)
    if party is None:
        parties = ", ".join(trust.parties)
        how, how_zh = f"The bundle has: {parties}.", f"信任包中有：{parties}。"
        raise CommandError("option-value", text=plain(issuer), option=_ISSUER, how=how, how_zh=how_zh)
    kept = _load_copies(copies) if copies is not None else []
    bundled = [*list_bundled(parse_bundle(data), issuer), *(_load(file, parse_any) for file in records)]
    check = check_papers(papers, trust, party, bundled=bundled, copies=kept)
    if run.as_json:
        _put_objects(check, issuer)
    else:
        put(plain(say(f"association: {issuer}", f"协会：{issuer}")))
        _put_words(check)
    return 0 if check.is_good else REFUSED


def export_folder(run: Invocation, folder: Path) -> None:
    """Write the desk's decisions as files, for a person who checks them; CommandError file-exists."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise file_exists(folder)

    def write(desk: DeskView) -> int:
        count = 0
        for path, data in list_folder(desk) if desk.is_kept else ():
            save_bytes(folder / path, data, mode=0o600)
            count += 1
        return count

    with open_desk(run) as desk:
        count = desk.read(write)
    for name, text in GUIDES.items():
        save_bytes(folder / name, text.encode())
    path = plain(str(folder))
    put(say(f"wrote {format_count(count, 'files')} to {path}", f"已将 {count} 个文件写入 {path}"))
    tell(say("It names persons: do not publish it.", "其中含人员姓名，请勿公开。"))


def load_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield path and bytes of each plain file; links are not followed.

    Raises CommandError file-missing, file-unreadable, file-too-large, also for more files or bytes in all
    than a folder may have.
    """
    if not folder.is_dir():
        raise CommandError("file-missing", path=plain(str(folder)))
    count = total = 0
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(place, name)
            if path.is_symlink() or not path.is_file():
                continue
            data = load_bytes(path, limit=MAX_FILE_BYTES) if path.suffix == ".json" else b""
            count, total = count + 1, total + len(data)
            if count > MAX_FILES or total > MAX_FOLDER_BYTES:
                raise CommandError("file-too-large", path=plain(str(folder)), limit=MAX_FOLDER_BYTES)
            yield path.relative_to(folder).as_posix(), data


def _load_copies(place: Path) -> list[SignedStatement]:
    files = sorted(place.glob("*.json")) if place.is_dir() else [place]
    return [statement for file in files for statement in _load(file, parse_statements)]


def _load(file: Path, parse: Callable[[bytes], T]) -> T:
    """Load one document; RecordError names the file."""
    try:
        return parse(load_bytes(file, limit=MAX_FILE_BYTES))
    except RecordError as error:
        error.add_note(plain(file.name))
        raise


def _find_issuer(run: Invocation, papers: DeskPapers) -> str:
    issuers = {plan.body.issuer for plan in papers.plans.values()}
    issuers |= {record.body.issuer for record in papers.people.values()}
    if run.issuer is not None:
        return run.issuer
    if len(issuers) != 1:
        how, how_zh = "Name the association whose folder it is.", "请指明这是哪个协会的文件夹。"
        raise CommandError("option-missing", option=_ISSUER, how=how, how_zh=how_zh)
    return issuers.pop()


def _put_words(check: DeskCheck) -> None:
    for code, (en, zh) in CHECKED.items():
        count = check.counts.get(code, 0)
        if count:
            put(f"{count:>7,}  {code}  {say(en, zh)}")
    for row in check.rows:
        if row.code != DECIDED:
            body = row.record.body
            kind = label(KINDS, body.KIND)
            number = plain(getattr(body, "title", row.record.digest[:12]))
            mark = coloured(row.code, "yellow" if row.code == "decided-after" else "red")
            why = say(*AGAINST[row.against]) if row.against is not None else ""
            put(f"{mark}  {kind}  {number}  {format_moment(row.record.created)}  {why}".rstrip())
    for paper in check.edited:
        put(coloured(say("edited: ", "被改动："), "red") + plain(paper))
    for digest in check.dropped:
        put(coloured(say("missing statement: ", "缺少表态："), "red") + digest)
    for digest in check.lists:
        put(coloured(say("missing people list: ", "缺少人员名单："), "red") + digest)
    for digest in check.unsigned:
        put(say("decided, no signed record here: ", "已决定，此处没有已签署的记录：") + digest)
    if check.people is not None:
        version, words = check.people.body.version, format_pin_words(check.people.digest, language())
        put(
            say(
                f"people list in force: version {version}, {words}; compare it with a card",
                f"现行人员名单：第 {version} 版，{words}；请与卡片核对",
            )
        )
    if not check.rows:
        tell(say("There is no record that a people list covers.", "没有应经人员名单决定的记录。"))


def _put_objects(check: DeskCheck, issuer: str) -> None:
    for row in check.rows:
        put_json(
            {
                "record": row.record.digest,
                "kind": row.record.body.KIND,
                "created": format_time(row.record.created),
                "code": row.code,
                **({"plan": row.plan} if row.plan is not None else {}),
                "persons": [*row.persons],
                **({"against": row.against} if row.against is not None else {}),
            }
        )
    _put_faults("edited", "paper", check.edited)
    _put_faults("statement-dropped", "statement", check.dropped)
    _put_faults("people-missing", "people", check.lists)
    _put_faults("unsigned", "document", check.unsigned)
    if check.people is not None:
        put_json({"issuer": issuer, "people": check.people.digest, "version": check.people.body.version})


def _put_faults(code: str, member: str, places: Sequence[str]) -> None:
    for place in places:
        put_json({"code": code, member: place})
