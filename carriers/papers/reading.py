"""Read a bidder's folder: every new file and page, in processes with limits."""

import os
import tempfile
from collections import deque
from collections.abc import Callable, Container, Generator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import wait
from pathlib import Path
from typing import NamedTuple, Self

from carriers.errors import CarrierError
from carriers.papers.answers import PaperAnswer
from carriers.papers.archive import PaperArchive
from carriers.papers.cache import PaperCache
from carriers.papers.folder import (
    FileFacts,
    FolderPapers,
    FoundPaper,
    explain_refusal,
    list_papers,
    open_regular,
    read_facts,
)
from carriers.papers.kinds import tell_paper
from carriers.papers.limits import MAX_FAILED_PAGES, MAX_FILES, FolderRoom, PaperLimits
from carriers.papers.pages import read_document
from carriers.papers.paper_file import PageText, PaperFile, PaperKind, UnreadableCode, UnreadPage
from carriers.papers.reading_process import OUT_OF_ROOM, PageQuestion, ReadingProcess

_TURN = 0.2
"""Seconds between checks for a stop while no page is done."""


class PaperProgress(NamedTuple):
    """Progress of reading: files done of those found so far, pages read, and pages known from before.

    `passed_over` counts the files of operating systems, which are in none of these.
    """

    files: int
    of_files: int
    pages_read: int
    pages_known: int
    passed_over: int


class PaperReader:
    """The reading processes, started on demand; one reader serves all bidders of a run."""

    def __init__(self, limits: PaperLimits | None = None) -> None:
        self.limits = limits or PaperLimits()
        self._processes: list[ReadingProcess] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        while self._processes:
            self._processes.pop().close()

    def read(
        self,
        folder: str | Path,
        cache: PaperCache,
        *,
        tell: Callable[[PaperProgress], None] = lambda _: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> tuple[PaperFile, ...]:
        """Return all files below `folder`, entries of archives among them, in the order of their paths.

        `tell` is called after every page and file, `stopped` between pages; unfinished files then get the
        reason paper-stopped. Pages in `cache` are not read again. At most `limits.processes` pages are in
        memory at once, or one that needs more than its share. Raises CarrierError papers-no-folder,
        papers-folder-link, papers-too-many-files.
        """
        papers = list_papers(str(folder))
        with tempfile.TemporaryDirectory(prefix="huren-papers-") as unpacked:
            run = _FolderRun(papers, unpacked, cache, self, tell)
            try:
                run.read(stopped)
            except BaseException:
                self.__exit__()  # the next folder has no use for their answers
                raise
            return _mark_same(sorted(run.done, key=lambda paper: paper.path))

    def idle(self, reading: Container[ReadingProcess], *, alone: bool) -> ReadingProcess:
        """Return a process that is not `reading`; start one where there is none, after others are ended."""
        for process in [*self._processes]:
            if process not in reading:
                if process.alone == alone:
                    return process
                self.end(process)
        self._processes.append(ReadingProcess(self.limits, alone=alone))
        return self._processes[-1]

    def end(self, process: ReadingProcess) -> None:
        """End a process, maybe in the middle of a page."""
        self._processes.remove(process)
        process.close()


def _mark_same(papers: list[PaperFile]) -> tuple[PaperFile, ...]:
    first: dict[str, str] = {}
    marked = []
    for paper in papers:
        known = first.setdefault(paper.sha256, paper.path) if paper.sha256 else paper.path
        marked.append(paper if known == paper.path else replace(paper, same_as=known))
    return tuple(marked)


@dataclass(slots=True)
class _Job:
    """A file being read: the answers so far, and the pages still to read."""

    paper: PaperFile
    place: str
    facts: FileFacts
    answers: dict[int, PaperAnswer]
    waiting: deque[int] = field(default_factory=deque)
    asked: int = 0
    failed: dict[int, str] = field(default_factory=dict)
    unread: str | None = None
    temporary: bool = False
    alone: bool = False
    """True once a page needed more memory: from then on no other file is read at the same time."""

    def plan(self) -> int:
        """Queue unknown pages; return the number of known ones."""
        whole = self.answers.get(0)
        if whole is None:
            self.waiting.append(0)
            return 0
        missing = [page for page in range(1, whole.pages + 1) if page not in self.answers]
        self.waiting.extend(missing)
        return whole.pages - len(missing)

    def finish(self) -> PaperFile:
        """Return the record once nothing is left to do."""
        whole = self.answers.get(0)
        pages = whole.pages if whole else 0
        known = [self.answers[page] for page in range(pages + 1) if page in self.answers]
        without = (answer.page for answer in known if answer.page and not answer.codes)
        return replace(
            self.paper,
            pages=pages,
            codes=tuple(code for answer in known for code in answer.codes),
            pages_without_code=tuple(without),
            pages_unread=tuple(UnreadPage(page, reason) for page, reason in sorted(self.failed.items())),
            unread=self.unread,
            unreadable=tuple(
                UnreadableCode(answer.page, box) for answer in known for box in answer.unreadable
            ),
            texts=tuple(PageText(answer.page, answer.text) for answer in known if answer.text),
        )


class _FolderRun:
    def __init__(
        self,
        folder: FolderPapers,
        unpacked: str,
        cache: PaperCache,
        reader: PaperReader,
        tell: Callable[[PaperProgress], None],
    ) -> None:
        self._papers = deque(folder.papers)
        self._passed_over = folder.passed_over
        self._jobs = self._begin()
        self._unpacked, self._cache, self._reader, self._tell = unpacked, cache, reader, tell
        self._open: list[_Job] = []
        self._reading: dict[ReadingProcess, _Job] = {}
        self._ended = False
        self._all = len(folder.papers)
        self._read = self._known = 0
        self._room = FolderRoom()
        self._read_once: dict[tuple[str, PaperKind], PaperFile] = {}
        self._pending: dict[tuple[str, PaperKind], list[PaperFile]] = {}
        self.done: list[PaperFile] = []

    def read(self, stopped: Callable[[], bool]) -> None:
        """Read until every file is done, or somebody stops it."""
        while not stopped():
            self._share_out()
            if not self._reading:
                if self._ended and not self._open:
                    return
                continue
            left = min(_TURN, *(process.seconds_left() for process in self._reading))
            ready = wait([process.answers for process in self._reading], timeout=left)
            for process in [*self._reading]:
                if process.answers in ready or not process.seconds_left():
                    self._take(process)
        self._stop()

    def _stop(self) -> None:
        """List unfinished files too; end processes in the middle of a page."""
        for process in self._reading:
            self._reader.end(process)
        for job in self._open:
            job.unread = job.unread or "paper-stopped"
            self.done.append(job.finish())
        waiting = [paper for papers in self._pending.values() for paper in papers]
        self._jobs.close()
        self.done += [replace(paper, unread="paper-stopped") for paper in waiting]
        self.done += [
            PaperFile(paper.path, 0, "", "other", unread=paper.reason or "paper-stopped")
            for paper in self._papers
        ]

    # --- files ---

    def _begin(self) -> Generator[_Job | None]:
        """Yield a job for each file with something to read; None after a file that is done at once."""
        while self._papers:
            yield from self._begin_file(self._papers.popleft(), temporary=False)

    def _begin_file(self, paper: FoundPaper, *, temporary: bool) -> Generator[_Job | None]:
        kind: PaperKind = "other"
        size, digest, reason = 0, "", paper.reason
        if reason is None:
            try:
                facts = read_facts(paper.place)
                size, digest = facts.state.size, facts.sha256
                kind, reason = tell_paper(paper.path, facts.head, size)
            except CarrierError as error:
                reason = error.code
        record = PaperFile(paper.path, size, digest, kind, unread=reason)
        if reason is None and kind == "zip" and not temporary:
            yield from self._begin_archive(record, paper.place)
        elif reason is not None:
            self._finish(record)
            yield None
        elif (digest, kind) in self._read_once:
            self._finish(self._same(self._read_once[digest, kind], record))
            yield None
        elif any((job.facts.sha256, job.paper.kind) == (digest, kind) for job in self._open):
            self._pending.setdefault((digest, kind), []).append(record)
            yield None
        elif kind in ("json", "text"):
            self._finish(self._read_document(record, facts.content))
            yield None
        else:
            known = {page: self._bound(answer) for page, answer in self._cache.load(digest).items()}
            job = _Job(record, paper.place, facts, known, temporary=temporary)
            self._known += job.plan()
            self._hold(job, [*job.answers.values()])
            yield job

    def _begin_archive(self, record: PaperFile, place: str) -> Generator[_Job | None]:
        try:
            with open_regular(place) as file:
                archive = PaperArchive(file, record.path)
                self._passed_over += archive.passed_over
                if self._all + len(archive.papers) <= MAX_FILES:
                    self._all += len(archive.papers)
                    for entry in archive.papers:
                        yield from self._begin_entry(archive, entry)
                else:
                    record = replace(record, unread="paper-beyond-folder")
        # `_stop` ends the run while this archive is open
        except GeneratorExit:
            self.done.append(replace(record, unread="paper-stopped"))
            raise
        except CarrierError as error:
            record = replace(record, unread=error.code)
        except OSError as error:
            record = replace(record, unread=explain_refusal(error))
        self._finish(record)
        yield None

    def _begin_entry(self, archive: PaperArchive, entry: FoundPaper) -> Generator[_Job | None]:
        reason = entry.reason
        if reason is None:
            descriptor, place = tempfile.mkstemp(dir=self._unpacked)
            try:
                with open(descriptor, "wb") as target:
                    archive.unpack(entry.place, target)
                yield from self._begin_file(FoundPaper(entry.path, place), temporary=True)
                return
            except CarrierError as error:
                reason = error.code
            except OSError:  # the disk is full
                reason = "paper-disk"
            os.unlink(place)
        self._finish(PaperFile(entry.path, archive.size(entry.place), "", "other", unread=reason))
        yield None

    def _read_document(self, record: PaperFile, data: bytes) -> PaperFile:
        """Read a small file that needs no library here, in a tenth of the time that a process takes."""
        try:
            answer = read_document(data, record.kind)
        except CarrierError as error:
            return replace(record, unread=error.code)
        if not self._room.take(answer):
            return replace(record, unread="paper-beyond-folder")
        return replace(record, codes=answer.codes)

    def _hold(self, job: _Job, answers: list[PaperAnswer]) -> None:
        """Count the answers of a file; where they are too many, drop all of them."""
        if self._room.take(*answers):
            return
        self._room.take(*(answer for answer in job.answers.values() if answer not in answers), back=True)
        job.unread = job.unread or "paper-beyond-folder"
        job.waiting.clear()
        job.answers = {0: PaperAnswer(0, job.answers[0].pages)} if 0 in job.answers else {}

    def _bound(self, answer: PaperAnswer) -> PaperAnswer:
        """Drop the text where the folder has no room for it; small pictures stay in the cache."""
        return answer._replace(text=self._room.hold_text(answer.text), thumbnail=b"")

    def _same(self, read: PaperFile, twin: PaperFile) -> PaperFile:
        """Return the record of a file with the same bytes as one that was read."""
        if self._room.take(read):
            return replace(read, path=twin.path)
        return replace(twin, pages=read.pages, unread=read.unread or "paper-beyond-folder")

    def _finish(self, paper: PaperFile) -> None:
        self.done.append(paper)
        self._report()

    # --- pages ---

    def _share_out(self) -> None:
        """Give a page to each idle process; a process is started when there is a page for it."""
        while len(self._reading) < self._reader.limits.processes:
            job = self._next_job()
            if job is None:
                return
            if self._reading and (job.alone or any(process.alone for process in self._reading)):
                return  # the file has its turn later
            process = self._reader.idle(self._reading, alone=job.alone)
            job.asked += 1
            self._reading[process] = job
            process.ask(PageQuestion(job.place, job.paper.kind, job.facts.state, job.waiting.popleft()))

    def _next_job(self) -> _Job | None:
        while True:
            for job in self._open:
                if job.waiting:
                    return job
            if self._ended:
                return None
            try:
                begun = next(self._jobs)
            except StopIteration:
                self._ended = True
                return None
            if begun is not None:
                self._open.append(begun)
                self._close_if_through(begun)

    def _take(self, process: ReadingProcess) -> None:
        job = self._reading.pop(process)
        job.asked -= 1
        page = process.asked.page if process.asked else 0
        taken = process.take()
        if taken in OUT_OF_ROOM and not process.alone:
            job.alone = True
            job.waiting.appendleft(page)
        elif isinstance(taken, str):
            if page and taken.startswith("page-"):
                # not cached: a busy machine may be the cause
                job.failed[page] = taken
            else:
                job.unread = job.unread or taken
            if len(job.failed) > MAX_FAILED_PAGES:
                job.unread = job.unread or "paper-keeps-failing"
        elif job.unread is None:
            answer, data = taken
            job.answers[page] = answer = self._bound(answer)
            self._cache.keep(job.facts.sha256, data)
            self._read += page > 0
            if not page:
                job.plan()
            self._hold(job, [answer])
        if job.unread:
            job.waiting.clear()
        self._report()
        self._close_if_through(job)

    def _close_if_through(self, job: _Job) -> None:
        if job.waiting or job.asked:
            return
        self._open.remove(job)
        paper = job.finish()
        if job.temporary:
            with suppress(OSError):
                os.unlink(job.place)
        self._finish(paper)
        key = job.facts.sha256, paper.kind
        self._read_once[key] = paper
        for same in self._pending.pop(key, []):
            self._finish(self._same(paper, same))

    def _report(self) -> None:
        self._tell(PaperProgress(len(self.done), self._all, self._read, self._known, self._passed_over))
