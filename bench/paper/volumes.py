"""Paper: bidders' volumes read through, folders of one-page certificates and of credentials.

A run samples the promise, so that it takes a minute or two: two volumes of the 54 with 150 scanned pages and
five codes each; the certificates of two bidders of the hundred, 50 a folder. The base is a program of its own
on both cores: it draws the page, looks for codes, and verifies what a certificate has. Credentials in files
are read and checked at two dates, and compared with a verdict at each, in CPU time; the others by the wall
clock, since processes wait for each other. Run and base are read in turns.
"""

import gc
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import pypdfium2
from PIL import Image, ImageDraw

from bench.measure import Number, Stopwatch, seconds
from bench.scene import NOW, credentials, world
from carriers.certificate.typesetting import format_certificate
from carriers.image import locate_codes
from carriers.papers.cache import PaperCache
from carriers.papers.reading import PaperReader
from carriers.pdf import draw_page
from carriers.qr import credential_text, encode_qr
from credentials.kinds import parse_credential
from credentials.times import format_time
from registry.lookup.printable import find_paper
from signing.strict_json import JsonValue
from tender.command.handed_in import make_input
from tests.verifier.tender.opening import requirement, tender
from tests.world.papers import merge, scan_of
from verifier import Policy, TrustStore, verify
from verifier.tender import check, read_bidders, read_tender

VOLUMES, PAGES, CODES = 2, 150, 5
BIDDERS, CERTIFICATES = 2, 50
CREDENTIALS = 1_000
_ROUNDS = 3
_SIZE = (1654, 2339)


def bench_papers() -> Iterator[Number]:
    """Measure certificates a second, over drawing each in two processes; credentials; pages of volumes."""
    with tempfile.TemporaryDirectory() as base:
        yield _certificates(Path(base) / "certificates")
        yield _credentials(Path(base) / "credentials")
        yield _volumes(Path(base) / "volumes")


def _certificates(base: Path) -> Number:
    trust, folders = world().trust(), [base / str(bidder) for bidder in range(BIDDERS)]
    stock = iter(credentials(BIDDERS * CERTIFICATES))
    for folder in (*folders, base / "few"):
        folder.mkdir(parents=True)
    for folder in folders:
        for number in range(CERTIFICATES):
            paper = find_paper(parse_credential(next(stock)), trust, now=NOW, example=True)
            made = format_certificate(paper)
            (folder / f"{number:03}.pdf").write_bytes(made)
            if number < 2:
                (base / "few" / f"{number}.pdf").write_bytes(made)
    with PaperReader() as reader, get_context("spawn").Pool(2, prove_trust, _sent(trust)) as pool:
        # starts the processes before the measurement
        reader.read(base / "few", PaperCache(base / "few-kept"))
        pool.map(draw_and_verify, sorted((base / "few").iterdir()), chunksize=1)
        files = [path for folder in folders for path in sorted(folder.iterdir())]
        pairs = [
            (
                _time(partial(_read_all, reader, folders, base / f"kept-{turn}", trust)),
                _time(lambda: pool.map(draw_and_verify, files, chunksize=1)),
            )
            for turn in range(_ROUNDS)
        ]
    ours, theirs = median(own for own, _ in pairs), median(other for _, other in pairs)
    count, name = BIDDERS * CERTIFICATES, "drawn, searched and verified in two processes"
    return Number("papers-certificates", count / ours, "a second", 0.7, False, count / theirs, name)


def _read_all(reader: PaperReader, folders: list[Path], kept: Path, trust: TrustStore) -> None:
    for folder in folders:
        for paper in reader.read(folder, PaperCache(kept)):
            [printed] = [code.text for code in paper.codes if code.text]
            verify(printed.encode(), trust, policy=Policy(), now=NOW)


_TRUST: list[TrustStore] = []
"""Trust data in a process of the base."""


def _sent(trust: TrustStore) -> tuple[bytes, str]:
    return world().bundle(), trust.pin


def prove_trust(bundle: bytes, pin: str) -> None:
    """Load the trust data in a process of the base."""
    _TRUST[:] = [TrustStore.from_bundle(bundle, pin=pin)]


def draw_and_verify(path: Path) -> str:
    """Draw and verify a certificate, as a program of its own would."""
    with pypdfium2.PdfDocument(path) as document:
        [printed] = locate_codes(draw_page(document[0]).convert("L"))
    return verify(printed.text.encode(), _TRUST[0], policy=Policy(), now=NOW).outcome.value


def _credentials(base: Path) -> Number:
    trust, stock = world().trust(), credentials(CREDENTIALS)
    by_bidder: dict[str, list[bytes]] = {}
    for data in stock:
        by_bidder.setdefault(parse_credential(data).body.holder_code, []).append(data)
    listed: list[JsonValue] = []
    for number, (code, files) in enumerate(by_bidder.items()):
        (base / f"B{number}").mkdir(parents=True)
        listed.append({"id": f"B{number}", "name": "示例", "uscc": code, "lots": ["L1"]})
        for place, data in enumerate(files):
            (base / f"B{number}" / f"{place}.json").write_bytes(data)
    read_requirement = read_tender(tender(requirement(), openingAt=format_time(NOW)))
    bidders = read_bidders({"type": "Bidders/1", "version": 1, "bidders": listed})

    def read_and_check() -> None:
        with PaperReader() as reader:
            kept = PaperCache(base / "kept")
            read = {bidder.id: reader.read(base / bidder.id, kept) for bidder in bidders.body.bidders}
        papers = {bidder: [make_input(file).paper for file in files] for bidder, files in read.items()}
        matrix = check(read_requirement, bidders, papers, trust, now=NOW)
        assert len(matrix.credentials) == CREDENTIALS

    def verify_each() -> None:
        for data in stock:
            for at in (NOW, None):
                verify(data, trust, policy=Policy(), now=NOW, at=at)

    usual = gc.get_threshold()
    gc.set_threshold(100_000, 50, 50)  # as the command sets it
    read_and_check()
    clock = time.process_time
    pairs = [(_time(read_and_check, clock), _time(verify_each, clock)) for _ in range(3 * _ROUNDS)]
    gc.set_threshold(*usual)
    ours, theirs = (CREDENTIALS / median(taken) for taken in zip(*pairs, strict=True))
    return Number(
        "papers-credentials", ours, "a second", 0.8, False, theirs, "a verdict at each of two dates"
    )


def _volumes(base: Path) -> Number:
    base.mkdir()
    texts = [credential_text(parse_credential(data).value) for data in credentials(CODES)]
    for volume in range(VOLUMES):
        parts = []
        for part, text in enumerate(texts):
            pages = [_page(f"{volume}.{part}.{page}") for page in range(PAGES // CODES)]
            pages[0].paste(_code(text), (200, 200))
            parts.append(scan_of(*(page.convert("RGB") for page in pages)))
        (base / f"{volume}.pdf").write_bytes(merge(*parts))
    with PaperReader() as reader, get_context("spawn").Pool(2) as pool:
        files = sorted(base.iterdir())
        pool.map(draw_and_search, files, chunksize=1)  # starts the processes before the measurement
        pairs = [
            (
                _time(partial(_read_volumes, reader, base)),
                _time(lambda: pool.map(draw_and_search, files, chunksize=1)),
            )
            for _ in range(_ROUNDS)
        ]
    ours, theirs = (VOLUMES * PAGES / median(taken) for taken in zip(*pairs, strict=True))
    return Number(
        "papers-volumes", ours, "pages/s", 0.5, False, theirs, "drawn and searched in two processes"
    )


def _read_volumes(reader: PaperReader, base: Path) -> None:
    with tempfile.TemporaryDirectory() as kept:
        papers = reader.read(base, PaperCache(Path(kept)))
    assert [(paper.pages, len(paper.codes)) for paper in papers] == [(PAGES, CODES)] * VOLUMES


def draw_and_search(path: Path) -> int:
    """Draw a volume and search it, as a program of its own would; return the number of codes."""
    with pypdfium2.PdfDocument(path) as document:
        return sum(len(locate_codes(draw_page(page).convert("L"))) for page in document)


def _time(run: Callable[[], object], clock: Stopwatch = time.perf_counter) -> float:
    return seconds(run, 1, clock)


def _page(title: str) -> Image.Image:
    """Draw lines like those of a text, and a title, so that no two pages are the same."""
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
