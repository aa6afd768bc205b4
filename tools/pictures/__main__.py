"""`python -m tools.pictures`: draw the demo's certificate and its verdict into docs/pictures.

The pictures show only the demo: two associations 示例, their agreement, a fictional enterprise. The page is
the single file that `huren bundle --html` writes, opened by the machine's Chromium without a network.
"""

import io
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
from PIL import Image

from cli.demo.lay_out import make_demo
from keys_example import SICHUAN
from terminal.clock import read_clock
from tests.harness.browser import chromium
from web.single_file import build_one_file

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
SAMPLE = "valid.pdf"
"""Certificate issued in Chongqing and verified from Sichuan."""

WIDTH, HEIGHT = 720, 1018
"""Pixels of the pictures: A4, twice the size that the README shows."""

_DENSITY = 1.5
_PAPER_EDGE = 216


def main() -> None:
    """Make both pictures anew; needs Chromium."""
    with TemporaryDirectory() as folder:
        made = make_demo(Path(folder), read_clock())
        paper = Path(folder) / "samples" / SAMPLE
        page = Path(folder) / "verify.html"
        page.write_bytes(build_one_file((Path(folder) / "bundle.json").read_bytes(), made.pin))
        save("certificate", draw_paper(paper.read_bytes()))
        save("verdict", photograph(page, paper))


def draw_paper(pdf: bytes) -> Image.Image:
    """Draw the first page of a PDF, with an edge that shows on white."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    drawn = page.render(scale=(WIDTH - 2) / page.get_width()).to_pil().convert("RGB")
    framed = Image.new("RGB", (drawn.width + 2, drawn.height + 2), (_PAPER_EDGE,) * 3)
    framed.paste(drawn, (1, 1))
    return framed


def photograph(page_file: Path, paper: Path) -> Image.Image:
    """Photograph the page's answer to a file, in Chinese, with the grade's equivalent in Sichuan."""
    with chromium() as browser:
        context = browser.new_context(
            viewport={"width": round(WIDTH / _DENSITY), "height": round(HEIGHT / _DENSITY)},
            device_scale_factor=_DENSITY,
            locale="zh-CN",
            offline=True,  # the page must do without a network
        )
        page = context.new_page()
        page.goto(page_file.as_uri())
        page.locator("#trust-words p").first.wait_for()
        page.locator("#home").select_option(SICHUAN)
        page.locator("#file").set_input_files(str(paper))
        page.locator(".result").first.wait_for()
        page.locator("#answers").scroll_into_view_if_needed()
        taken = page.screenshot()
        context.close()
    return Image.open(io.BytesIO(taken)).convert("RGB")


def save(name: str, picture: Image.Image) -> None:
    """Save a picture as WebP of a few dozen kilobytes."""
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{name}.webp"
    picture.save(path, "WEBP", quality=70, method=6)
    sys.stdout.write(f"{path.name}: {picture.width} x {picture.height}, {path.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
