"""A folder of an evaluation room: nine bidders, some sixty files, and every common irregularity.

One of the folders is named by its bidder's code, one by a number alone, the others by the bidders' names.
"""

from dataclasses import asdict
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from PIL import Image

from carriers.qr import credential_text, format_qr_png
from keys_example.enterprises import ExampleEnterprise, example_enterprises
from signing.strict_json import parse_json
from tests.world import World, tamper
from tests.world.papers import certificate_pdf, draw, scan_of

BIDDERS = 9
TWICE, OTHERS, OPEN = (1, 4, 7), 7, 6
"""Places of bidders: with a copy of their first certificate, with somebody else's, under a number alone."""

_CONTROL = {"cq": ["水", "气", "固废", "土壤", "噪声"], "sc": ["水污染治理", "大气污染治理", "固体废物处理"]}
_EXPIRED, _ENDING = timedelta(days=1100), timedelta(days=1040)
"""Age of a certificate of 36 months."""


class Bids(NamedTuple):
    """The folder, what its bidders' folders are called, and what its list comes to at home in Sichuan."""

    folder: Path
    names: list[str]
    enterprises: list[ExampleEnterprise]
    counts: dict[str, int]
    """Rows by standing; `all`, `differs`, `codeless` pages, `certificates`, `files`, those `without`."""


def lay_out_bids(world: World, folder: Path) -> Bids:
    """Write the files, and publish the revocation among them."""
    enterprises = example_enterprises(Random(9), BIDDERS)
    names = [f"{number}. {one.legal_name}" for number, one in enumerate(enterprises, 1)]
    names[4] = f"5号 {enterprises[4].unified_social_credit_code}"
    names[OPEN] = "7号投标人"
    issued = [_issue_for(world, one, place) for place, one in enumerate(enterprises)]
    world.revoke(issued[1][0], reason="false-material")
    world.advance(days=1)
    world.publish()
    for place, mine in enumerate(issued):
        (folder / names[place] / "附件").mkdir(parents=True)
        for number, credential in enumerate(mine, 1):
            _write(world, folder / names[place], place, number, credential)
    for place in TWICE:
        (folder / names[place] / "附件" / "副本.json").write_bytes(issued[place][0])
    (folder / names[OTHERS] / "附件" / "证书3.json").write_bytes(issued[0][0])
    _write_scans(world, [folder / name for name in names], issued)
    forged = tamper(issued[8][0], lambda v: v["credentialSubject"]["assessment"].update(grade="特级"))
    (folder / names[8] / "改动.json").write_bytes(forged)
    (folder / names[8] / "残缺.txt").write_text("https://cq.huren.example/v#H1.123", encoding="utf-8")
    total = sum(map(len, issued)) + 3
    standings = {"invalid": 3, "mismatch": 1, "indeterminate": 0, "uncounted": 2, "valid": total - 7}
    counts = {**standings, "all": total, "none": 1}
    files = sum(path.is_file() for path in folder.rglob("*"))
    read = {"certificates": total - 1, "files": files, "without": 3}
    return Bids(folder, names, enterprises, {**counts, **read, "differs": 1, "codeless": 6})


def _issue_for(world: World, enterprise: ExampleEnterprise, place: int) -> list[bytes]:
    """Issue one for each category of pollution control, one for running a facility, one for credit."""
    by = "cq" if enterprise.region == "CN-CQ" else "sc"
    made: list[bytes] = []
    for scheme, kind, categories in (
        ("pollution-control", "PC", _CONTROL[by]),
        ("facility-operation", "FO", ["工业废水处理"]),
        ("credit", "CR", [None]),
    ):
        for number, category in enumerate(categories):
            ago = {(5, 0): _EXPIRED, (3, 1): _ENDING}.get((place, len(made)), timedelta())
            more: dict[str, Any] = {"grade": "乙临"} if place == 2 and category in ("固废", "土壤") else {}
            made.append(
                world.issue(
                    by,
                    created=world.now - ago,
                    scheme=f"{by}-{scheme}",
                    category=[] if category is None else [category],
                    certificate_number=f"{by.upper()}-{kind}-2026-{place + 1}{number + 1:02}",
                    **asdict(enterprise),
                    **more,
                )
            )
    return made


def _write(world: World, folder: Path, place: int, number: int, credential: bytes) -> None:
    """Write the first bidder's first certificate as its PDF; others as a picture of a code or as JSON."""
    if place == 0 and number == 1:
        pdf = certificate_pdf(world, credential, printed=credential)
        (folder / f"证书{number}.pdf").write_bytes(pdf)
    elif number % 3 == 1:
        value = parse_json(credential)
        assert isinstance(value, dict)
        (folder / f"证书{number}.png").write_bytes(format_qr_png(credential_text(value)))
    else:
        (folder / f"证书{number}.json").write_bytes(credential)


def _write_scans(world: World, folders: list[Path], issued: list[list[bytes]]) -> None:
    """Write a further copy on the second of three scanned pages.

    Write three pages and a photograph without a code, too.
    """
    blank = Image.new("L", (850, 1200), 255)
    page = draw(certificate_pdf(world, issued[1][2], printed=issued[1][2]), 110)
    (folders[1] / "商务.pdf").write_bytes(scan_of(blank, page, blank, dpi=110))
    (folders[OPEN] / "附件.pdf").write_bytes(scan_of(blank, blank, blank, dpi=110))
    picture = BytesIO()
    blank.save(picture, "PNG")
    (folders[2] / "照片.png").write_bytes(picture.getvalue())
