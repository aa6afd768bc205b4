"""The page reads TIFF as the terminal does: pages, pixels, reasons (group `node`)."""

import base64
import io
import random
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, TiffImagePlugin

from carriers.errors import CarrierError
from carriers.papers.folder import read_facts
from carriers.papers.limits import MAX_PAGES
from carriers.papers.pages import OpenPaper
from tests.harness.node import ask_node

pytestmark = pytest.mark.javascript

SOFT = 2
"""Permitted difference of a shade, of 255, where colours are converted."""
LONGEST_MS = 5_000


def drawing(width: int = 67, height: int = 41) -> Image.Image:
    """Return shades, edges and noise, of an odd width."""
    page = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    draw = ImageDraw.Draw(page)
    draw.rectangle((5, 5, 30, 20), fill=(200, 10, 60))
    draw.ellipse((30, 10, 60, 38), outline="black", fill=(10, 220, 90))
    dots = random.Random(1)
    for _ in range(60):
        page.putpixel((dots.randrange(width), dots.randrange(height)), (dots.randrange(256),) * 3)
    return page


def runs() -> Image.Image:
    """Return runs of every length with a fax code of its own, and longer ones."""
    page = Image.new("1", (5300, 200), 1)
    dots = random.Random(2)
    for y in range(200):
        x = dots.choice((0, 1, y))
        for run in (y, 64 * (y % 41), dots.randrange(70)):
            page.paste(0, (x, y, x + run, y + 1))
            x += run + dots.choice((1, 2, y % 64, 64 * (y % 29)))
    return page


def saved(*made: Image.Image, **options: Any) -> bytes:
    out = io.BytesIO()
    made[0].save(out, "TIFF", save_all=True, append_images=made[1:], **options)
    return out.getvalue()


def written(
    order: str, tags: dict[int, tuple[int, ...]], blocks: list[bytes], *, tiled: bool = False
) -> bytes:
    """Return a TIFF of one page with these strips or tiles; values take four bytes or stand apart."""
    at, places, body = 8, [], b""
    for block in blocks:
        places.append(at + len(body))
        body += block + b"\0" * (len(block) % 2)
    own = (324, 325) if tiled else (273, 279)
    tags = tags | {own[0]: tuple(places), own[1]: tuple(map(len, blocks))}
    entries = b""
    for tag in sorted(tags):
        values = tags[tag]
        packed = struct.pack(f"{order}{len(values)}L", *values)
        if len(packed) > 4:
            packed, place = struct.pack(f"{order}L", at + len(body)), packed
            body += place
        entries += struct.pack(f"{order}HHL", tag, 4, len(values)) + packed
    magic = b"II*\0" if order == "<" else b"MM\0*"
    head = magic + struct.pack(f"{order}L", at + len(body))
    return head + body + struct.pack(f"{order}H", len(tags)) + entries + b"\0" * 4


def tiles(order: str, compression: int, planes: bool = False) -> bytes:
    page, blocks = drawing(), []
    for plane in page.split() if planes else (page,):
        for y in range(0, 41, 16):
            for x in range(0, 67, 32):
                data = plane.crop((x, y, x + 32, y + 16)).tobytes()
                blocks.append(zlib.compress(data) if compression == 8 else data)
    tags = {
        256: (67,),
        257: (41,),
        258: (8, 8, 8),
        259: (compression,),
        262: (2,),
        277: (3,),
        322: (32,),
        323: (16,),
    }
    return written(order, tags | ({284: (2,)} if planes else {}), blocks, tiled=True)


def bare(order: str = "<", tags: dict[int, int] | None = None, data: bytes = bytes(range(200))) -> bytes:
    """Return a grey page of one strip, with these tags in place of the usual ones."""
    all_tags = {256: 20, 257: 10, 258: 8, 259: 1, 262: 1, 277: 1} | (tags or {})
    return written(order, {tag: (of,) for tag, of in all_tags.items()}, [data])


def good() -> dict[str, bytes]:
    page, grey, ink = drawing(), drawing().convert("L"), drawing().convert("1")
    clear = page.copy()
    clear.putalpha(Image.radial_gradient("L").resize(page.size))
    made = {
        f"{picture.mode} {how}": saved(picture, compression=how)
        for picture in (page, grey, ink, page.quantize(16), clear)
        for how in ("raw", "packbits", "tiff_lzw", "tiff_adobe_deflate", "tiff_deflate")
    }
    predicted = {317: 2}
    made |= {
        f"differences {how}": saved(page, compression=how, tiffinfo=predicted)
        for how in ("tiff_lzw", "tiff_adobe_deflate")
    }
    made |= {how: saved(runs(), compression=how) for how in ("group4", "group3", "tiff_ccitt")}
    made["group3 in two dimensions"] = saved(runs(), compression="group3", tiffinfo={292: 1})
    made["white is 0"] = saved(ink, compression="group4", tiffinfo={262: 0})
    made["black is 0"] = saved(ink, compression="group4", tiffinfo={262: 1})
    made["large LZW"] = saved(Image.effect_noise((400, 300), 90), compression="tiff_lzw")
    made["strips"] = saved(page, compression="tiff_lzw", tiffinfo={278: 7})
    made["CMYK"] = saved(page.convert("CMYK"), compression="tiff_lzw")
    made["pages"] = saved(page, grey, ink, compression="tiff_lzw")
    made |= {f"turned {way}": saved(page, tiffinfo={274: way}) for way in range(1, 9)}
    for order in "<>":
        made |= {f"tiles {order}{how}": tiles(order, how) for how in (1, 8)}
        made[f"grey {order}"] = bare(order)
        made[f"planes {order}"] = tiles(order, 8, planes=True)
        for depth in (2, 4):
            made[f"{depth} bits {order}"] = bare(order, {258: depth, 257: 8})
        made[f"white is 0 {order}"] = bare(order, {262: 0})
        made[f"lowest bit first {order}"] = bare(order, {266: 2})
    return made


def hostile() -> dict[str, bytes]:
    whole, faxed = saved(drawing(), compression="tiff_lzw"), saved(runs(), compression="group4")
    one = bare()
    made = {f"cut {end}": whole[:end] for end in range(4, len(whole), max(1, len(whole) // 40))}
    made |= {f"fax cut {end}": faxed[:end] for end in range(4, len(faxed), len(faxed) // 20)}
    made["loop"] = one[:-4] + one[4:8]
    made["no directory"] = b"II*\0" + b"\0" * 40
    made["beyond"] = b"II*\0" + b"\xff" * 40
    made["empty"] = b"II*\0"
    large = {
        "wide": {256: 2**31},
        "high": {257: 2**31 - 1},
        "pixels": {256: 7100, 257: 7100},
        "side": {256: 20_001},
    }
    made |= {f"large {name}": bare(tags=tags) for name, tags in large.items()}
    odd = {
        "no rows": {278: 0},
        "many rows": {278: 2**31},
        "no height": {257: 0},
        "palette": {262: 3},
        "samples": {277: 2**31},
    }
    odd |= {f"compression {how}": {259: how} for how in (4, 5, 6, 7, 8, 99, 32773, 50000)}
    odd |= {"photometric": {262: 77}, "depth": {258: 7}}
    made |= {f"odd {name}": bare(tags=tags) for name, tags in odd.items()}
    made["bomb"] = bare(tags={259: 8}, data=zlib.compress(bytes(40_000_000)))
    return made


def mutated() -> list[bytes]:
    chance, found = random.Random(3), []
    for data in (
        saved(drawing(), compression="tiff_lzw"),
        saved(runs().crop((0, 0, 90, 60)), compression="group4"),
        tiles(">", 8),
    ):
        for _ in range(80):
            changed = bytearray(data)
            for _ in range(chance.randrange(1, 6)):
                changed[chance.choice((chance.randrange(len(data)), -chance.randrange(1, 200)))] = (
                    chance.randrange(256)
                )
            found.append(bytes(changed))
    return found


GOOD, HOSTILE, MUTATED = good(), hostile(), mutated()
LACKING = bare(tags={278: 1})
"""Ten rows, of which one is there."""
IN_JPEG = [saved(drawing().convert(mode), compression="jpeg") for mode in ("RGB", "L", "YCbCr")]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    cases = [*GOOD.values(), *HOSTILE.values(), *MUTATED, *IN_JPEG]
    cases.append(LACKING)
    coded = [base64.b64encode(data).decode() for data in cases]
    answer = ask_node("tests/tender_page/tiff/tiff.mjs", tmp_path_factory.mktemp("tiff"), coded)
    found = iter(answer["found"])
    return {
        "good": dict(zip(GOOD, found, strict=False)),
        **{"hostile": {name: next(found) for name in HOSTILE}},
        "mutated": [next(found) for _ in MUTATED],
        "lacking": answer["found"][-1],
        "jpegs": answer["jpegs"],
    }


def read_here(data: bytes, path: Path) -> tuple[int, list[str | None]] | str:
    """Return the terminal's reading: the number of pages, and why one is not read."""
    path.write_bytes(data)
    try:
        opened = OpenPaper(str(path), "tiff", read_facts(str(path)).state)
    except CarrierError as error:
        return error.code
    found: list[str | None] = []
    count = opened.read(0).pages
    for number in range(1, min(count, 8) + 1):
        try:
            opened.read(number)
            found.append(None)
        except CarrierError as error:
            found.append(error.code)
    opened.close()
    return count, found


def on_paper(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture.convert("RGB")
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper


@pytest.mark.parametrize("name", GOOD)
def test_pixels_and_pages_are_those_of_the_terminal(name: str, answers: dict[str, Any]) -> None:
    expected = TiffImagePlugin.TiffImageFile(io.BytesIO(GOOD[name]))
    found = answers["good"][name]
    assert found.get("pages") == getattr(expected, "n_frames", 1), found
    for number, drawn in enumerate(found["drawn"]):
        assert not isinstance(drawn, str), drawn
        expected.seek(number)
        expected.load()
        there = on_paper(expected)
        assert (drawn[0], drawn[1]) == there.size
        here = base64.b64decode(drawn[2])
        assert set(here[3::4]) == {255}
        bands = zip((here[band::4] for band in range(3)), there.split(), strict=True)
        soft = SOFT if name.startswith(("RGBA", "CMYK")) else 0
        assert (
            max(abs(a - b) for mine, band in bands for a, b in zip(mine, band.tobytes(), strict=True)) <= soft
        )


@pytest.mark.parametrize("name", HOSTILE)
def test_other_files_and_large_ones_are_refused_alike(
    name: str, answers: dict[str, Any], tmp_path: Path
) -> None:
    found = answers["hostile"][name]
    assert found["took"] < LONGEST_MS
    drawn = [one if isinstance(one, str) else None for one in found.get("drawn", ())]
    mine = found.get("refused") or (found["pages"], drawn)
    assert mine == read_here(HOSTILE[name], tmp_path / "a.tif")


def test_a_page_of_which_strips_are_lacking_is_not_read(answers: dict[str, Any]) -> None:
    assert answers["lacking"]["drawn"] == ["page-damaged"]


def test_whatever_bytes_it_has_it_is_read_or_refused_in_bounded_time(answers: dict[str, Any]) -> None:
    for found in answers["mutated"]:
        assert found["took"] < LONGEST_MS
        codes = {one for one in found.get("drawn", ()) if isinstance(one, str)}
        assert codes <= {"page-damaged", "page-memory"}
        assert found.get("refused") in (None, "paper-damaged")


def test_more_pages_than_are_read_are_refused(tmp_path: Path) -> None:
    """Each directory leads to the next, as small as possible."""
    count = MAX_PAGES + 1
    one = bare()
    at = struct.unpack("<L", one[4:8])[0]
    directory = one[at:-4]
    chain = b"".join(
        directory + struct.pack("<L", at + (i + 1) * (len(directory) + 4)) for i in range(count - 1)
    )
    data = [
        one[:at] + chain + directory + b"\0" * 4,
        one[:at] + chain[: -len(directory) - 4] + directory + b"\0" * 4,
    ]
    found = ask_node(
        "tests/tender_page/tiff/tiff.mjs", tmp_path, [base64.b64encode(of).decode() for of in data]
    )["found"]
    assert found[0]["refused"] == "paper-too-many-pages"
    assert found[1]["pages"] == MAX_PAGES
    assert max(of["took"] for of in found) < LONGEST_MS


def test_a_jpeg_in_a_tiff_is_made_whole_for_the_browser(answers: dict[str, Any]) -> None:
    """Tables, colours and strip are joined: another decoder reads the same pixels."""
    firsts = {
        size: data for data in map(base64.b64decode, answers["jpegs"]) for size in [data[:64] + data[-64:]]
    }
    read = [Image.open(io.BytesIO(data)).convert("RGB") for data in firsts.values()]
    for data in IN_JPEG:
        page = Image.open(io.BytesIO(data))
        page.load()
        top = page.convert("RGB")
        assert any(top.crop((0, 0, *one.size)).tobytes() == one.tobytes() for one in read)
