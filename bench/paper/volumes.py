"""Paper: bidders' volumes read through, and folders of one-page certificates, by two processes.

A volume is made of scanned pages at 200 dpi, of which two carry codes. Certificates are compared with what a
program of its own would do: draw the page, look for codes, verify. Time is by the wall clock, since processes
wait for each other; the certificates are read in turns with their base.
"""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pypdfium2
from PIL import Image, ImageDraw

from bench.measure import Number
from bench.scene import NOW, credentials, world
from carriers.certificate.typesetting import format_certificate
from carriers.image import find_codes
from carriers.papers.cache import PaperCache
from carriers.papers.paper_file import PaperFile
from carriers.papers.reading import PaperReader
from carriers.pdf import draw_page, read_pdf
from carriers.qr import credential_text, encode_qr
from credentials.kinds import parse_credential
from registry.lookup.printable import find_paper
from tests.world.papers import scan_of
from verifier import Policy, TrustStore, verify

BIDDERS, VOLUMES, PAGES, CODES = 9, 6, 4, 5
CERTIFICATES = 60
_ROUNDS = 3
_SIZE = (1654, 2339)


def bench_papers() -> Iterator[Number]:
    """Pages a second of 9 bidders' 6 volumes; certificates a second, over drawing each in one process."""
    with tempfile.TemporaryDirectory() as base:
        yield _volumes(Path(base) / "volumes")
        yield _certificates(Path(base) / "certificates")


def _volumes(base: Path) -> Number:
    texts = [credential_text(parse_credential(data).value) for data in credentials(CODES)]
    for bidder in range(BIDDERS):
        folder = base / str(bidder)
        folder.mkdir(parents=True)
        for volume in range(VOLUMES):
            pages = [_page(f"{bidder}.{volume}.{page}") for page in range(PAGES)]
            for place, text in enumerate(texts):
                pages[place % 2].paste(_code(text), (200, 200 + 600 * (place // 2)))
            (folder / f"{volume}.pdf").write_bytes(scan_of(*(page.convert("RGB") for page in pages)))
    start = time.perf_counter()
    found: list[PaperFile] = []
    with PaperReader() as reader:
        for bidder in range(BIDDERS):
            found += reader.read(base / str(bidder), PaperCache(base / "kept"))
    taken = time.perf_counter() - start
    assert sum(paper.pages for paper in found) == BIDDERS * VOLUMES * PAGES
    assert all(len(paper.codes) == CODES for paper in found)
    start = time.perf_counter()
    for volume in range(VOLUMES):
        assert len(read_pdf((base / "0" / f"{volume}.pdf").read_bytes()).printed) == CODES
    base_rate = VOLUMES * PAGES / (time.perf_counter() - start)
    rate = BIDDERS * VOLUMES * PAGES / taken
    return Number(
        "papers-volumes", rate, "pages/s", None, False, base_rate, "read_pdf of them in one process"
    )


def _certificates(folder: Path) -> Number:
    few = folder.parent / "few"
    folder.mkdir()
    few.mkdir()
    trust = world().trust()
    for number, data in enumerate(credentials(CERTIFICATES)):
        paper = find_paper(parse_credential(data), trust, now=NOW, example=True)
        made = format_certificate(paper)
        (folder / f"{number:03}.pdf").write_bytes(made)
        if number < 2:
            (few / f"{number}.pdf").write_bytes(made)
    pairs = [(_read(folder, turn, trust), _draw_each(folder, trust)) for turn in range(_ROUNDS)]
    ours, base = median(one for one, _ in pairs), median(other for _, other in pairs)
    name = "drawn, searched and verified in one process"
    return Number(
        "papers-certificates", CERTIFICATES / ours, "a second", 0.7, False, CERTIFICATES / base, name
    )


def _read(folder: Path, turn: int, trust: TrustStore) -> float:
    with PaperReader() as reader:
        reader.read(
            folder.parent / "few", PaperCache(folder.parent / f"few-{turn}")
        )  # so that processes are there
        start = time.perf_counter()
        for paper in reader.read(folder, PaperCache(folder.parent / f"kept-{turn}")):
            [printed] = [code.text for code in paper.codes if code.text]
            verify(printed.encode(), trust, policy=Policy(), now=NOW)
        return time.perf_counter() - start


def _draw_each(folder: Path, trust: TrustStore) -> float:
    start = time.perf_counter()
    for path in sorted(folder.iterdir()):
        with pypdfium2.PdfDocument(path) as document:
            [printed] = find_codes(draw_page(document[0]))
        verify(printed.encode(), trust, policy=Policy(), now=NOW)
    return time.perf_counter() - start


def _page(title: str) -> Image.Image:
    """Lines like those of a text, and a title, so that no two pages are the same."""
    page = Image.new("L", _SIZE, 250)
    pen = ImageDraw.Draw(page)
    pen.text((200, 100), title, fill=20)
    for line in range(60):
        for word in range(25):
            pen.rectangle((200 + 50 * word, 200 + 33 * line, 235 + 50 * word, 215 + 33 * line), fill=40)
    return page


def _code(text: str) -> Image.Image:
    rows = encode_qr(text)
    code = Image.frombytes("L", (len(rows),) * 2, bytes(0 if dark else 255 for row in rows for dark in row))
    return code.resize((len(rows) * 4,) * 2, Image.Resampling.NEAREST)
