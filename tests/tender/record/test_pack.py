"""The pack: the same files are the same bytes, any program opens it, and nothing else is read as one."""

import hashlib
import io
import random
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carriers.errors import CarrierError
from tender.record import pack as module
from tender.record.pack import digest_entries, pack_into, read_pack, unpack_folder, write_pack
from tests.tender.record.hostile_packs import FILES, GOOD, HOSTILE, zipped
from tests.tender.record.records import big_opening, drawn
from tests.verifier.tender.record.drawn import CODE, DID
from verifier.tender.record import list_pack, recheck


def refusal(data: bytes) -> str:
    with pytest.raises(CarrierError) as caught:
        read_pack(data)
    for lang in ("zh", "en"):
        assert caught.value.sentence(lang)
    return caught.value.code


def test_the_same_files_are_the_same_bytes_whatever_their_order() -> None:
    data = write_pack(FILES)
    assert data == write_pack(dict(reversed(FILES.items())))
    assert read_pack(data) == FILES
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        entries = archive.infolist()
    assert [entry.filename for entry in entries] == sorted(FILES)
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.compress_type for entry in entries} == {zipfile.ZIP_STORED}


def test_papers_go_in_and_are_compared_without_being_held(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF" * 1000)
    files: dict[str, bytes | Path] = {**FILES, "inputs/x.pdf": tmp_path / "a.pdf"}
    whole = {**FILES, "inputs/x.pdf": (tmp_path / "a.pdf").read_bytes()}
    with (tmp_path / "pack.zip").open("w+b") as file:
        pack_into(file, files)
        file.seek(0)
        assert file.read() == write_pack(whole), "the same bytes, wherever they come from"
        assert {*read_pack(file, but="inputs")} == {"receipt.json", "codes/ab", "bundle.json"}
        digests = digest_entries(file, "inputs")
        assert digests["inputs/x.pdf"] == hashlib.sha256(whole["inputs/x.pdf"]).hexdigest()
        (tmp_path / "out").mkdir()
        copied = unpack_folder(file, "inputs", tmp_path / "out")
    assert {name: path.read_bytes() for name, path in copied.items()} == {
        name: data for name, data in whole.items() if name.startswith("inputs/")
    }


def test_a_whole_record_is_checked_again_from_the_pack_alone() -> None:
    opening = big_opening(4, 3)
    files = {**list_pack(drawn(opening), opening), "record.pdf": b"%PDF", "matrix.xlsx": b"PK"}
    data = write_pack(files)
    again = recheck(read_pack(data), code=CODE, officer=DID)
    assert again.is_same
    assert write_pack(read_pack(data)) == data


NAMES = st.text(
    st.characters(codec="utf-8", exclude_characters="\\:/\x7f", min_codepoint=32), min_size=1, max_size=20
)


@given(
    st.dictionaries(NAMES.filter(lambda name: name not in (".", "..")), st.binary(max_size=50), max_size=5)
)
def test_whatever_is_put_in_comes_out(files: dict[str, bytes]) -> None:
    assert read_pack(write_pack(files)) == files


@pytest.mark.parametrize(
    "name",
    ["", "/etc/passwd", "../a", "a/../b", "a//b", "a/", "a\\b", "C:a", "a\nb", "a\x00b", ".", "x" * 1001],
)
def test_names_that_lead_out_are_neither_written_nor_read(name: str) -> None:
    with pytest.raises(CarrierError) as caught:
        write_pack({name: b""})
    assert caught.value.code == "pack-name"
    if name and "\x00" not in name:
        assert refusal(zipped({name: b"x"})) in ("pack-name", "pack-damaged")


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_pack_is_refused(name: str) -> None:
    made, code = HOSTILE[name]
    assert refusal(made()) == code


def test_caps_hold_before_anything_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    data = write_pack(FILES)
    monkeypatch.setattr(module, "MAX_PACK_ENTRIES", 3)
    assert refusal(data) == "pack-too-large"
    with pytest.raises(CarrierError):
        write_pack(FILES)
    monkeypatch.setattr(module, "MAX_PACK_ENTRIES", 9)
    monkeypatch.setattr(module, "MAX_PACK_BYTES", 100)
    assert refusal(data) == "pack-too-large"


def test_any_damage_is_a_refusal_of_ours_or_the_same_files() -> None:
    dice = random.Random(3)
    for _ in range(400):
        data = bytearray(GOOD)
        for _ in range(dice.randint(1, 4)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        try:
            found = read_pack(bytes(data))
        except CarrierError:
            continue
        assert set(found.values()) == set(FILES.values())


def test_an_entry_that_says_it_is_longer_than_the_pack() -> None:
    data = bytearray(write_pack({"a": b"xyz"}))
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<LL", data, at + 20, 2**31, 2**31)
    assert refusal(bytes(data)) == "pack-damaged"
