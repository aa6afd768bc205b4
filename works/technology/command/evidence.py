"""Files of evidence: found by name for a sheet, and compared with the digests of a record for a person who
received them."""

import os
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from carriers.errors import CarrierError
from carriers.papers.folder import open_regular, read_facts, safe_name
from credentials.documents.works.technology import EvidenceFile
from credentials.words.work_words import EVIDENCE_KINDS, KEEPERS
from terminal.error_report import REFUSED
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.labels import label
from terminal.language import say
from terminal.output import plain, put, put_json, put_table, tell
from terminal.workspace.files import explain
from works.technology.command.held import load_technology
from works.technology.sheet.rows import FoundEvidence

MAX_FILES, MAX_FILE_BYTES = 10_000, 4 * 1024**3
"""The most files in a folder of evidence, and the most bytes of one."""
_PIECE = 1024 * 1024


def find_evidence(folder: Path, names: Iterable[str]) -> dict[str, FoundEvidence]:
    """Return the files in the folder under these names, each hashed in one pass; the search follows no
    links."""
    files = {}
    for name in names:
        path = PurePosixPath(name.replace("\\", "/"))
        # no name may lead out of the folder; `C:name` is a drive on Windows
        if path.is_absolute() or ".." in path.parts or ":" in name:
            continue
        try:
            # a link could lead to any file of this machine, and the association would sign its digest
            if any((folder / step).is_symlink() for step in [*path.parents][:-1]):
                continue
            if os.lstat(folder / path).st_size > MAX_FILE_BYTES:
                continue
            facts = read_facts(str(folder / path))
        except (CarrierError, OSError, ValueError):
            continue
        files[name] = FoundEvidence(facts.sha256, facts.state.size)
    return files


class ComparedFile(NamedTuple):
    """A file of evidence that a record names, and the matching file in the folder, unaltered or altered."""

    evidence: EvidenceFile
    state: str
    """`there`, `differs` or `missing`."""
    name: str | None


class Compared(NamedTuple):
    """The result for a folder of evidence; `extra` are the files that the record does not name."""

    files: list[ComparedFile]
    extra: list[str]


def compare_folder(folder: Path, evidence: Iterable[EvidenceFile], leave: Path | None = None) -> Compared:
    """Compare the files below `folder`, except `leave`, with digests.

    A record names files by digest and size. Only files of such a size are read, a piece at a time; one with
    another digest counts as altered. Raises CommandError file-missing, file-unreadable, files-many.
    """
    wanted = [*evidence]
    sizes = {file.byte_count for file in wanted}
    by_digest: dict[str, str] = {}
    altered: dict[int, list[str]] = {}
    extra = []
    for path in _walk(folder):
        name = safe_name(path.relative_to(folder).as_posix())
        if leave is not None and path.resolve() == leave.resolve():
            continue
        size, digest = _read(path, sizes)
        if digest is None or digest in by_digest:
            extra.append(name)
        elif any(file.digest == digest for file in wanted):
            by_digest[digest] = name
        else:
            altered.setdefault(size, []).append(name)
    files = []
    for sought in wanted:
        there = by_digest.get(sought.digest)
        others = altered.get(sought.byte_count, [])
        if there is not None:
            files.append(ComparedFile(sought, "there", there))
        elif others:
            files.append(ComparedFile(sought, "differs", others.pop(0)))
        else:
            files.append(ComparedFile(sought, "missing", None))
    return Compared(files, sorted(extra + [name for names in altered.values() for name in names]))


def _walk(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        raise CommandError("file-missing", path=plain(str(folder)))
    paths = (
        Path(place) / name
        for place, _, names in os.walk(folder)
        for name in names
        # os.walk enters no linked folder; this leaves out linked files
        if not (Path(place) / name).is_symlink()
    )
    # cuts before sorting: a folder may hold millions of files
    listed = [*islice(paths, MAX_FILES + 1)]
    if len(listed) > MAX_FILES:
        raise CommandError("files-many", path=plain(str(folder)), limit=MAX_FILES)
    yield from sorted(listed)


def _read(path: Path, sizes: set[int]) -> tuple[int, str | None]:
    """Return the file's size, and its digest if the size is one of `sizes`."""
    try:
        with open_regular(str(path)) as file:
            size, digest = os.fstat(file.fileno()).st_size, sha256()
            # a file of another size cannot match, so its bytes stay unread
            if size not in sizes:
                return size, None
            while piece := file.read(_PIECE):
                digest.update(piece)
            return size, digest.hexdigest()
    except OSError as error:
        raise CommandError("file-unreadable", path=plain(str(path)), why=explain(error)) from None


def check_folder(run: Invocation, folder: Path, reference: str) -> int:
    """Show for each file of evidence whether it is there; return 1 if one is missing or differs."""
    record = load_technology(run, reference)
    leave = Path(reference) if os.path.isfile(reference) else None
    compared = compare_folder(folder, record.body.credential_subject.evidence, leave)
    if run.as_json:
        files = [
            {
                "kind": file.evidence.kind,
                "digest": file.evidence.digest,
                "keptBy": file.evidence.kept_by,
                "state": file.state,
                "file": file.name,
            }
            for file in compared.files
        ]
        put_json({"technology": record.digest, "evidence": files, "extra": compared.extra})
    else:
        _put(compared)
        tell(
            say(
                "This compares files with the record; whether the record itself holds says huren verify.",
                "以上仅核对文件与记录是否一致；记录本身是否有效，请用 huren verify 核验。",
            )
        )
    return REFUSED if any(file.state != "there" for file in compared.files) else 0


def _put(compared: Compared) -> None:
    words = {
        "there": ("there", "一致"),
        "differs": ("differs", "内容不符"),
        "missing": ("missing", "缺失"),
    }
    rows = [
        [
            label(EVIDENCE_KINDS, file.evidence.kind),
            label(words, file.state),
            file.name or "–",
            label(KEEPERS, file.evidence.kept_by),
            file.evidence.digest[:12] + "…",
        ]
        for file in compared.files
    ]
    columns = [
        say("kind", "类别"), say("state", "结果"), say("file", "文件"), say("kept by", "保管方"),
        say("digest", "摘要"),
    ]  # fmt: skip
    put_table(say("Evidence", "佐证"), columns, rows)
    for name in compared.extra:
        put(say(f"not of this record: {plain(name)}", f"不属于此记录：{plain(name)}"))
