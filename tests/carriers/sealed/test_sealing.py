"""Electronic seals: made, read, checked by other programs; the credential inside stays what it is."""

import io
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageDraw

from carriers.errors import CarrierError
from carriers.pdf import read_pdf
from carriers.pdf_seal import extra
from carriers.pdf_seal.reading import Seal, read_seals
from carriers.pdf_seal.sealing import SealForm, load_pkcs12, make_seal_form, seal_pdf
from carriers.presented import compare
from credentials.times import format_time
from tests.carriers.papers import credential, paper, pdf, world
from tests.carriers.sealed.seal_keys import HOLDER, PASSPHRASE, make_pkcs12
from tests.harness.groups import require, skip_group
from tests.world import World

__all__ = ["credential", "paper", "pdf", "world"]

require("pyhanko", "seal")

INVISIBLE = SealForm(None, None, ())


@pytest.fixture(scope="module")
def now(world: World) -> datetime:
    return world.now


@pytest.fixture(scope="module")
def p12() -> bytes:
    return make_pkcs12()


@pytest.fixture(scope="module")
def signer(p12: bytes) -> Any:
    return load_pkcs12(p12, PASSPHRASE)


@pytest.fixture(scope="module")
def sealed(pdf: bytes, signer: Any, now: datetime) -> bytes:
    return seal_pdf(pdf, signer, INVISIBLE, moment=now)


@pytest.fixture(scope="module")
def twice(sealed: bytes, signer: Any, now: datetime) -> bytes:
    return seal_pdf(sealed, signer, SealForm(picture(), None, ()), moment=now + timedelta(hours=1))


def picture() -> bytes:
    image, saved = Image.new("RGB", (200, 200), "white"), io.BytesIO()
    ImageDraw.Draw(image).ellipse((5, 5, 195, 195), outline="red", width=8)
    image.save(saved, "PNG")
    return saved.getvalue()


def seals_of(data: bytes) -> tuple[Seal, ...]:
    return read_seals(data, pypdfium2.PdfDocument(data))


def test_a_seal_names_its_holder_and_covers_the_whole_file(sealed: bytes, now: datetime) -> None:
    assert seals_of(sealed) == (Seal("all", HOLDER, HOLDER, format_time(now)),)


def test_a_second_seal_leaves_the_first_one_good(twice: bytes) -> None:
    assert [seal.cover for seal in seals_of(twice)] == ["before", "all"]


def test_credential_print_and_metadata_stay_under_seals(pdf: bytes, twice: bytes) -> None:
    assert compare(read_pdf(twice)) == compare(read_pdf(pdf))
    assert len(read_pdf(twice).seals) == 2
    before, after = (dict(pikepdf.open(io.BytesIO(data)).open_metadata()) for data in (pdf, twice))
    changed = {name.rpartition("}")[2] for name in after if after[name] != before.get(name)}
    assert changed == {"ModifyDate", "Producer"}
    assert twice.startswith(pdf), "a seal only adds"


def test_a_changed_byte_is_told(twice: bytes) -> None:
    place = twice.index(b"/Type")
    changed = twice[:place] + b"/Typf" + twice[place + 5 :]
    assert {seal.cover for seal in seals_of(changed)} == {"changed"}


def test_a_page_drawn_over_after_the_seal_is_told(sealed: bytes) -> None:
    """As an incremental update, which leaves each sealed byte in its place."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(sealed), strict=False)
    writer.root["/Example"] = writer.root["/Type"]
    writer.update_root()  # type: ignore[no-untyped-call]
    written = io.BytesIO()
    writer.write(written)  # type: ignore[no-untyped-call]
    assert [seal.cover for seal in seals_of(written.getvalue())] == ["before"]


def test_a_hostile_signature_is_unread_or_changed_and_breaks_nothing(sealed: bytes) -> None:
    contents = re.search(rb"/Contents <([0-9A-F]+)>", sealed)
    assert contents is not None
    start, end = contents.span(1)
    for bad in (b"0" * (end - start), b"30" * ((end - start) // 2), b"3080" + b"A" * (end - start - 4)):
        (seal,) = seals_of(sealed[:start] + bad + sealed[end:])
        assert seal.cover in ("malformed", "changed")


@pytest.mark.parametrize("maker", [b"/ETSI.CAdES.detached", b"/Example.gm.detached"])
def test_a_seal_of_sm2_is_named_as_such(sealed: bytes, maker: bytes) -> None:
    """The form of its maker may have a name of its own, which the library leaves out of its list."""
    rsa, sm2, sha256, sm3 = map(
        bytes.fromhex,
        (
            "06092a864886f70d010101",
            "06092a811ccf5501822d01",
            "0609608648016503040201",
            "06092a811ccf5501831101",
        ),
    )
    contents = re.search(rb"/Contents <([0-9A-F]+)>", sealed)
    assert contents is not None
    start, end = contents.span(1)
    other = bytes.fromhex(contents[1].decode()).replace(rsa, sm2).replace(sha256, sm3)
    changed = (sealed[:start] + other.hex().upper().encode() + sealed[end:]).replace(
        b"/ETSI.CAdES.detached", maker
    )
    assert seals_of(changed) == (Seal("sm2"),)


def test_seals_of_a_file_that_cannot_be_read_are_counted(
    sealed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pyhanko.pdf_utils.reader.PdfFileReader", lambda *_, **__: 1 / 0)
    assert seals_of(sealed) == (Seal("unread"),)


@pytest.mark.night
def test_a_seal_with_a_time_stamp_is_read_alike(pdf: bytes, signer: Any, now: datetime) -> None:
    from pyhanko.sign.timestamps import DummyTimeStamper

    stamper = DummyTimeStamper(signer.signing_cert, signer.signing_key, fixed_dt=now)
    stamped = seal_pdf(pdf, signer, SealForm(None, stamper, ()), moment=now)
    assert [seal.cover for seal in seals_of(stamped)] == ["all"]
    assert len(stamped) > len(seal_pdf(pdf, signer, INVISIBLE, moment=now))


def test_what_cannot_be_sealed_is_refused_in_words(
    pdf: bytes, p12: bytes, signer: Any, now: datetime
) -> None:
    away = make_seal_form(None, "http://127.0.0.1:9/tsa", ())
    refused: dict[str, Callable[[], object]] = {
        "seal-refused": lambda: seal_pdf(pdf, signer, away, moment=now),
        "seal-expired": lambda: seal_pdf(pdf, signer, INVISIBLE, moment=now + timedelta(days=9_999)),
        "pdf-unreadable": lambda: seal_pdf(b"%PDF-1.7 nothing", signer, INVISIBLE, moment=now),
        "seal-key-unreadable": lambda: load_pkcs12(p12, b"another"),
        "seal-root-unreadable": lambda: make_seal_form(None, None, [b"no certificate"]),
    }
    for code, act in refused.items():
        with pytest.raises(CarrierError) as caught:
            act()
        assert caught.value.code == code


def test_without_the_extra_seals_are_unread_and_none_is_made(
    sealed: bytes, p12: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extra, "find_spec", lambda _: None)
    assert seals_of(sealed) == (Seal("extra-missing"),)
    with pytest.raises(CarrierError, match="seal-extra-missing"):
        load_pkcs12(p12, PASSPHRASE)


def test_poppler_finds_both_seals_valid(twice: bytes, tmp_path: Path) -> None:
    program = shutil.which("pdfsig")
    if program is None:
        skip_group("poppler", "there is no pdfsig")
    file = tmp_path / "twice.pdf"
    file.write_bytes(twice)
    shown = subprocess.run([program, "-nocert", file], capture_output=True, text=True, check=False).stdout
    assert shown.count("Signature is Valid") == 2
    assert "Not total document signed" in shown
    assert pikepdf.open(file).check_pdf_syntax() == []
