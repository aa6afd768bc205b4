"""Folders of bidders, and reading them."""

import io
import os
from collections.abc import Callable
from pathlib import Path

import pikepdf
from PIL import Image

from carriers.errors import CarrierError
from carriers.papers.cache import PaperCache
from carriers.papers.limits import PaperLimits
from carriers.papers.paper_file import PaperFile
from carriers.papers.reading import PaperProgress, PaperReader
from carriers.papers.reasons import explain
from carriers.qr import format_qr_png
from tests.world.papers import saved

QUICK = PaperLimits(cpu_seconds=2, wall_seconds=20)


class Bid:
    """A folder to put papers into, with its cache beside it."""

    def __init__(self, base: Path) -> None:
        self.folder, self.kept = base / "bid", base / "kept"
        self.folder.mkdir()
        self.heard: list[PaperProgress] = []

    def put(self, name: str, data: bytes) -> Path:
        """Write a file, and make its folders."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def read(
        self, limits: PaperLimits = QUICK, stopped: Callable[[], bool] = lambda: False
    ) -> dict[str, PaperFile]:
        """Read the folder and return its files by path; check that every page is accounted for."""
        self.heard = []
        cache = PaperCache(self.kept)
        with PaperReader(limits) as reader:
            papers = reader.read(self.folder, cache, tell=self.heard.append, stopped=stopped)
        for paper in papers:
            check_complete(paper)
        assert len({paper.path for paper in papers}) == len(papers)
        return {paper.path: paper for paper in papers}


def read_once(folder: Path | str, kept: Path) -> tuple[PaperFile, ...]:
    """Read a folder that may have several files of one path, and return them as a list."""
    with PaperReader(QUICK) as reader:
        return reader.read(folder, PaperCache(kept))


def check_complete(paper: PaperFile) -> None:
    """Every page has a code, has none, or was not read; every reason has its sentences."""
    listed = {code.page for code in paper.codes if code.page} | {*paper.pages_without_code}
    listed |= {page.page for page in paper.pages_unread}
    if paper.unread is None:
        assert listed == {*range(1, paper.pages + 1)}
    else:
        assert_said(explain(paper.unread))
    for page in paper.pages_unread:
        error = explain(page.reason, page.page)
        assert_said(error)
        assert str(page.page) in error.sentence("zh")


def assert_said(error: CarrierError) -> None:
    """Check that both sentences exist in both languages, and have no placeholder left."""
    for text in (error.sentence("en"), error.sentence("zh"), error.mend("en"), error.mend("zh")):
        assert text
        assert "{" not in text


def reason(bid: Bid, name: str) -> str | None:
    """Return why the only file of the folder was not read."""
    paper = bid.read()[name]
    assert paper.codes == ()
    return paper.unread


def codes_page(
    *texts: str, size: tuple[int, int] = (1654, 2339), scale: int = 4, step: int = 420
) -> Image.Image:
    """Draw a page of 200 dpi with codes below each other."""
    page = Image.new("L", size, 255)
    for place, text in enumerate(texts):
        page.paste(Image.open(io.BytesIO(format_qr_png(text, scale=scale))), (200, 150 + step * place))
    return page


def lettered(text: str) -> bytes:
    """Draw a page of nothing but letters."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        page = made.add_blank_page(page_size=(595, 842)).obj
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=made.make_indirect(font)))
        page.Contents = made.make_stream(f"BT /F1 8 Tf 20 800 Td ({text}) Tj ET".encode())
        made.save(out)
    return out.getvalue()


def with_page(data: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """Return the PDF after a change to its page."""
    with pikepdf.open(io.BytesIO(data)) as opened:
        change(opened)
        return saved(opened)


def may_read_all() -> bool:
    """Tell whether this account is exempt from file permissions."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
