"""A certificate printed, copied, stained and scanned: its code still reads (zxing-cpp)."""

import pytest

from carriers.certificate.typesetting import format_certificate, format_label
from carriers.image import read_codes
from carriers.pdf import read_pdf
from carriers.qr import credential_text
from credentials.kinds import parse_credential
from tests.harness.selection.by_day import by_day
from tests.world import World
from tests.world.papers import draw, paper_of, scan_of
from tests.world.scans import SPOILT, copied, jpeg, turned

WORLD = World()
CREDENTIAL = WORLD.issue()
PAPER = paper_of(WORLD, CREDENTIAL)
PDF = format_certificate(PAPER)
TEXT = credential_text(parse_credential(CREDENTIAL).value)


@pytest.mark.parametrize("dpi", by_day((150, 300), {150}))
@pytest.mark.parametrize("how", by_day(SPOILT, {"as printed", "all of it"}))
def test_the_code_reads_from_a_scan(how: str, dpi: int) -> None:
    page = SPOILT[how](draw(PDF, dpi))
    assert read_codes(jpeg(page, 40)) == [TEXT]


@pytest.mark.night
@pytest.mark.parametrize("how", by_day(("as printed", "all of it"), {"all of it"}))
def test_the_code_reads_from_a_scan_in_a_pdf(how: str) -> None:
    scan = scan_of(SPOILT[how](draw(PDF, 200)), quality=40)
    assert read_pdf(scan).printed == (TEXT,)


@pytest.mark.parametrize("dpi", by_day((150, 300), {150}))
def test_the_code_of_a_label_reads_from_a_copy(dpi: int) -> None:
    label = copied(draw(format_label(PAPER, "pdf"), dpi))
    assert read_codes(jpeg(turned(label, 3), 40)) == [TEXT]
