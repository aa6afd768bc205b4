"""Reads the bidders' folders into papers, and notes the pages that could not be read.

A cache folder keeps the pages already read, so that an interrupted run continues where it stopped.
"""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from carriers.errors import CarrierError
from carriers.papers.cache import PaperCache
from carriers.papers.folder import list_papers, read_facts
from carriers.papers.limits import PaperLimits
from carriers.papers.paper_file import PaperCode, PaperFile
from carriers.papers.reading import PaperProgress, PaperReader
from carriers.papers.reasons import explain
from credentials.record import Record
from signing.errors import Lang
from signing.plural import format_count
from tender.record.pack import MAX_PACK_BYTES, MAX_PACK_ENTRIES
from terminal.errors import CommandError
from terminal.language import say
from terminal.output import plain, tell
from terminal.progress import ProgressBar, progress
from verifier.checks.well_formed import read_credential
from verifier.tender import Bidder, BidderList, FoundCode, Paper
from verifier.tender.papers import UnreadCode
from verifier.tender.record import ReceiptInput, name_input

NO_CACHE = Path("none")
"""Typed in place of a cache folder: keep no pages."""
_READ_THROUGH = "paper-no-code"
"""Code for a text file without a certificate's code: the file was read, and nothing more can be found in
it."""


def read_folders(
    bidders: BidderList,
    folder: Path,
    *,
    cache: PaperCache,
    jobs: int,
    is_like: Callable[[str], bool] = lambda _: False,
    is_kept: bool = True,
) -> dict[str, tuple[ReceiptInput, ...]]:
    """Return the files of every bidder by its id; their folders are below `folder`.

    `is_like` recognises the text of a certificate; `is_kept` says that `cache` stays after the run.

    Raises CommandError bidder-folder; CarrierError papers-no-folder, papers-folder-link,
    papers-too-many-files.
    """
    places = {bidder.id: place_of(bidder, folder) for bidder in bidders.bidders}
    # checks every folder before the first page, so that a slip shows at once
    for place in places.values():
        if place is not None and not place.is_dir():
            raise CarrierError("papers-no-folder", path=str(place))
    inputs: dict[str, tuple[ReceiptInput, ...]] = {}
    with (
        PaperReader(PaperLimits(processes=jobs)) as reader,
        progress(say("reading papers", "读取投标文件"), None) as bar,
    ):
        count = _Count(bar)
        try:
            for bidder, place in places.items():
                papers = reader.read(place, cache, tell=count.tell) if place is not None else ()
                count.close_folder()
                inputs[bidder] = tuple(make_input(file, is_like) for file in papers)
        except KeyboardInterrupt:
            _tell_stopped(count.pages, is_kept=is_kept)
            raise
    if count.passed_over:
        _tell_passed_over(count.passed_over)
    return inputs


PaperName = tuple[str, str]
"""A bidder's id and a path."""


def find_files(bidders: BidderList, folder: Path) -> dict[PaperName, Path]:
    """Return the files of every bidder for a pack; the path for an entry of an archive is that of the
    archive.

    Raises as `read_folders`; CarrierError pack-too-large before anything is read.
    """
    files: dict[PaperName, Path] = {}
    for bidder in bidders.bidders:
        place = place_of(bidder, folder)
        for paper in list_papers(str(place)).papers if place is not None else ():
            if paper.reason is None:
                files[bidder.id, paper.path] = Path(paper.place)
    if sum(path.stat().st_size for path in files.values()) > MAX_PACK_BYTES:
        raise CarrierError("pack-too-large", limit=MAX_PACK_BYTES, entries=MAX_PACK_ENTRIES)
    return files


def keep_files(
    files: Mapping[PaperName, Path], inputs: Mapping[str, Sequence[ReceiptInput]]
) -> dict[str, Path]:
    """Return the files by their names in a pack, if their bytes are still those that were read;
    CommandError paper-changed."""
    kept: dict[str, Path] = {}
    for bidder, entries in inputs.items():
        for entry in entries:
            path, digest = files.get((bidder, entry.paper.path)), entry.paper.sha256
            if path is None or not digest:
                continue
            # the pack must hold the bytes that were checked
            if read_facts(str(path)).sha256 != digest:
                raise CommandError("paper-changed", path=plain(str(path)))
            kept[name_input(entry.paper.path, digest)] = path
    return kept


def make_input(file: PaperFile, is_like: Callable[[str], bool] = lambda _: False) -> ReceiptInput:
    """Return a file in the form for check and receipt; one unreadable page makes the whole file unread."""
    reason = file.unread if file.unread != _READ_THROUGH else None
    if reason is None and file.pages_unread:
        reason = file.pages_unread[0].reason
    codes = tuple(FoundCode(code_data(code), code.page, code.box) for code in _without_twins(file.codes))
    unreadable = tuple(UnreadCode(code.page, code.box) for code in file.unreadable)
    paper = Paper(
        file.path,
        file.sha256,
        codes,
        file.pages_without_code,
        reason,
        pages=file.pages,
        unreadable=unreadable,
        certificate_like=tuple(text.page for text in file.texts if is_like(text.text)),
    )
    unread = tuple((page.page, page.reason) for page in file.pages_unread)
    return ReceiptInput(paper, file.size, file.pages, unread)


def explain_unread(why: str, page: int | None, lang: Lang) -> str | None:
    """Return why a file or a page was not read, and the next step; None for a code that no reader of files
    uses."""
    if why not in CarrierError.MESSAGES:
        return None
    error = explain(why, page)
    return (" " if lang == "en" else "").join(filter(None, (error.sentence(lang), error.mend(lang))))


def code_data(code: PaperCode) -> bytes:
    """Return the bytes of a possible credential."""
    return code.data if code.data is not None else (code.text or "").encode()


def _without_twins(codes: Sequence[PaperCode]) -> Iterator[PaperCode]:
    """Yield each code once: a credential that is attached to a PDF and printed on one of its pages counts
    once."""
    printed = {digest for code in codes if code.page is not None if (digest := _digest(code)) is not None}
    if not printed:
        yield from codes
        return
    yield from (code for code in codes if code.page is not None or _digest(code) not in printed)


def _digest(code: PaperCode) -> str | None:
    record = read_credential(code_data(code))
    return record.digest if isinstance(record, Record) else None


def place_of(bidder: Bidder, folder: Path) -> Path | None:
    """Return the bidder's folder; None if the list names none. Refuse a path outside of `folder`."""
    if bidder.folder is None:
        return None
    named = PurePosixPath(bidder.folder)
    # a list from elsewhere must not open other folders of this machine; `C:` is a drive
    if named.is_absolute() or ".." in named.parts or "\\" in bidder.folder or ":" in bidder.folder:
        raise CommandError("bidder-folder", bidder=bidder.id, folder=bidder.folder)
    return folder.joinpath(*named.parts)


@contextmanager
def open_cache(folder: Path | None) -> Iterator[PaperCache]:
    """Open the cache of read pages; for `none`, use a temporary cache."""
    if folder == NO_CACHE:
        with TemporaryDirectory(prefix="huren-read-") as gone:
            yield PaperCache(Path(gone))
    else:
        yield PaperCache(folder or default_cache())


def default_cache() -> Path:
    """Return the place in the user's cache folder (XDG Base Directory 0.8; LOCALAPPDATA)."""
    base = os.environ.get("LOCALAPPDATA") if sys.platform == "win32" else os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path("~/.cache").expanduser()) / "huren" / "papers"


class _Count:
    """Number of pages read in all folders, for the progress bar and for the message of an interrupted run."""

    def __init__(self, bar: ProgressBar) -> None:
        self._bar = bar
        self._before = self._here = 0
        self._passed_over_before = self._passed_over_here = 0

    @property
    def pages(self) -> int:
        return self._before + self._here

    @property
    def passed_over(self) -> int:
        return self._passed_over_before + self._passed_over_here

    def tell(self, reached: PaperProgress) -> None:
        self._here = reached.pages_read + reached.pages_known
        self._passed_over_here = reached.passed_over
        self._bar.reach(self.pages)

    def close_folder(self) -> None:
        self._before, self._here = self.pages, 0
        self._passed_over_before, self._passed_over_here = self.passed_over, 0


def _tell_stopped(pages: int, *, is_kept: bool) -> None:
    if is_kept:
        tell(
            say(
                f"{format_count(pages, 'pages have')} been read and are kept; the same command goes on "
                "from there.",
                f"已读取并保留 {pages} 页；再次运行同一命令即可继续。",
            )
        )


def _tell_passed_over(files: int) -> None:
    tell(
        say(
            f"passed over, files of operating systems (Thumbs.db, desktop.ini, .DS_Store, __MACOSX): {files}",
            f"已略过 {files} 个操作系统文件（Thumbs.db、desktop.ini、.DS_Store、__MACOSX）。",
        )
    )


def tell_missing(bidders: BidderList, inputs: Mapping[str, Sequence[ReceiptInput]]) -> None:
    """Print the bidders without a file: for them, every requirement would read as not met."""
    for bidder in bidders.bidders:
        if not inputs.get(bidder.id):
            tell(
                say(
                    f"warning: no file of bidder {plain(bidder.id)} was found; nothing it might have handed "
                    "in is in the record. Look at its folder in the list of bidders.",
                    f"警告：没有找到投标人 {plain(bidder.id)} 的任何文件，其可能提交的内容均不在记录中。"
                    "请核对投标人名单中的文件夹。",
                )
            )
