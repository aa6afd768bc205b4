"""`huren packet`: the row shown to the enterprise is the row that the committee finds in its packet."""

import hashlib
import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from carriers.papers.kinds import tell_paper
from credentials.kinds import max_judged_bytes
from credentials.times import CHINA
from tender.packet.document import parse_packet
from tender.packet.finding import find_packets
from tender.record.pack import read_pack, write_pack
from terminal.clock import read_clock
from tests.harness.checkout import ROOT
from tests.harness.processes.cli_runs import Done, Huren
from tests.harness.selection.by_day import by_day

pytestmark = pytest.mark.openings

EXAMPLE = ROOT / "examples" / "tender"
PIN = "--pin", EXAMPLE / "pin.txt"
REGISTER = "--bundle", EXAMPLE / "bundle.huren-register", *PIN
BEFORE, AFTER = ("--now", "2026-05-19T12:00"), ("--now", "2026-05-20T16:00")
B1, B2, B12 = "91500100MAURMRUE6N", "91510100MAGW4DD90W", "91500100MACYXQ853Y"


@pytest.fixture
def huren(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Huren:
    monkeypatch.chdir(tmp_path)
    for name in ("HUREN_BUNDLE", "HUREN_PIN", "HUREN_DATA"):
        monkeypatch.delenv(name, raising=False)
    return Huren(capsys)


def packet(huren: Huren, *words: object, tender: Path = EXAMPLE / "tender.json", code: int = 0) -> Done:
    return huren("packet", tender, *words, "--force", code=code)


def check(huren: Huren, room: Path, uscc: str, data: bytes, *words: object) -> Done:
    """Check an opening in which the packet is the bidder's only paper."""
    (room / "bids").mkdir(parents=True, exist_ok=True)
    (room / "bids/packet.zip").write_bytes(data)
    listed = json.loads((EXAMPLE / "bidders.json").read_bytes())
    one = next(bidder for bidder in listed["bidders"] if bidder.get("uscc") == uscc)
    one |= {"folder": "bids", "claims": json.loads(read_pack(data)["packet.json"])["claims"]}
    (room / "bidders.json").write_text(json.dumps(listed | {"bidders": [one]}), encoding="utf-8")
    if not (room / "tender.json").exists():
        shutil.copy(EXAMPLE / "tender.json", room)
    trust = "--bundle", EXAMPLE / "bundle.json", *PIN
    files = room / "tender.json", room / "bidders.json"
    return huren("tender", "check", *files, *trust, *AFTER, "--cache", room / "cache", *words)


@pytest.mark.parametrize("uscc", by_day((B1, B2), {B1}))
def test_the_opening_finds_the_row_that_the_packet_announced(huren: Huren, tmp_path: Path, uscc: str) -> None:
    shown = packet(huren, "--uscc", uscc, *REGISTER, *BEFORE, "--lang", "zh")
    assert "SL-2026-021" in shown.out
    data = Path("packet.zip").read_bytes()
    announced = parse_packet(read_pack(data)["packet.json"]).body
    found = check(huren, tmp_path / "room", uscc, data, "--json")
    matrix = json.loads(found.out)
    states = [(one["lot"], one["criterion"], one["state"]) for one in matrix["criteria"]]
    assert states == [(one.lot, one.criterion, one.state) for one in announced.outcomes]
    assert "met" in {state for *_, state in states}
    assert announced.enterprise.uscc == uscc
    notes = [(note["code"], note["facts"].get("kind")) for note in matrix["papers"]]
    assert ("claimed", "counted") in notes
    assert {kind for code, kind in notes if code == "claimed"} == {"counted"}
    assert not {"file-unread", "page-without-code", "certificate-like"} & {code for code, _ in notes}
    assert "为本招标要求的此版本制作" in check(huren, tmp_path / "room", uscc, data, "--lang", "zh").err


def test_a_packet_holds_all_that_its_list_names_and_the_same_bytes_again(huren: Huren) -> None:
    packet(huren, "--uscc", B1, *REGISTER, *BEFORE)
    data = Path("packet.zip").read_bytes()
    files = read_pack(data)
    body = parse_packet(files["packet.json"]).body
    assert {file.name: (file.size, file.sha256) for file in body.files} == {
        name: (len(one), hashlib.sha256(one).hexdigest())
        for name, one in files.items()
        if name != "packet.json"
    }
    assert body.trust.bundle == hashlib.sha256(files["bundle.json"]).hexdigest()
    numbers = {Path(name).stem for name in files if name.startswith("certificates/")}
    assert {claim.number for claim in body.claims} == numbers
    sheet = pypdfium2.PdfDocument(files["cover.pdf"])
    text = "".join(page.get_textpage().get_text_bounded() for page in sheet)
    told = text.replace("\u200b", "").replace("\ufffe", "").replace("\r\n", "").replace("\n", "")
    assert body.tender.digest in told
    assert {"SL-2026-021", B1, *numbers} - {
        word for word in ("SL-2026-021", B1, *numbers) if word in told
    } == set()
    packet(huren, "--uscc", B1, *REGISTER, *BEFORE)
    assert Path("packet.zip").read_bytes() == data


def test_a_packet_for_another_version_is_detected_by_the_digest(huren: Huren, tmp_path: Path) -> None:
    packet(huren, "--uscc", B1, *REGISTER, *BEFORE)
    first = json.loads((EXAMPLE / "tender.json").read_bytes())
    digest = parse_packet(read_pack(Path("packet.zip").read_bytes())["packet.json"]).body.tender.digest
    room = tmp_path / "room"
    room.mkdir()
    (room / "tender.json").write_text(
        json.dumps(first | {"version": 2, "previous": digest}), encoding="utf-8"
    )
    done = check(huren, room, B1, Path("packet.zip").read_bytes(), "--lang", "zh")
    assert f"为本招标要求第 1 版（摘要 {digest[:16]}…）制作，现为第 2 版" in done.err
    (room / "tender.json").write_text(json.dumps(first | {"number": "OTHER-1"}), encoding="utf-8")
    assert (
        "another tender: SL-2026-021"
        in check(huren, room, B1, Path("packet.zip").read_bytes(), "--lang", "en").err
    )


def test_a_list_of_bidders_takes_what_its_packets_claim(huren: Huren, tmp_path: Path) -> None:
    packet(huren, "--uscc", B1, *REGISTER, *BEFORE)
    folder = tmp_path / "bids" / "01"
    folder.mkdir(parents=True)
    shutil.copy("packet.zip", folder)
    words = "tender", "bidders", "--folders", tmp_path / "bids", "--force", "--tender"
    huren(*words, EXAMPLE / "tender.json")
    (bidder,) = json.loads(Path("bidders.json").read_bytes())["bidders"]
    claimed = json.loads(read_pack(Path("packet.zip").read_bytes())["packet.json"])["claims"]
    assert (bidder["uscc"], bidder["name"], bidder["claims"]) == (
        B1,
        "重庆江北示例安泽环境治理有限公司",
        claimed,
    )
    value = json.loads((EXAMPLE / "tender.json").read_bytes())
    (tmp_path / "t.json").write_text(json.dumps(value | {"title": "Another"}), encoding="utf-8")
    huren(*words, tmp_path / "t.json")
    (bidder,) = json.loads(Path("bidders.json").read_bytes())["bidders"]
    assert "claims" not in bidder


def test_certificates_come_from_files_of_every_form(huren: Huren, tmp_path: Path) -> None:
    packet(huren, "--uscc", B1, *REGISTER, *BEFORE)
    files = read_pack(Path("packet.zip").read_bytes())
    pdf, document = tmp_path / "a.pdf", tmp_path / "b.json"
    pdf.write_bytes(files["certificates/CQ-FO-2025-0101.pdf"])
    document.write_bytes(files["credentials/CQ-CR-2026-0103.json"])
    trust = "--bundle", EXAMPLE / "bundle.json", *PIN
    done = packet(huren, pdf, document, *trust, *BEFORE, "--lot", "L1", "--json", "-o", "two.zip")
    told = json.loads(done.out)
    assert {one["state"] for one in told["outcomes"]} == {"met"}
    assert told["lots"] == ["L1"]
    kept = read_pack(Path("two.zip").read_bytes())
    assert kept["certificates/CQ-FO-2025-0101.pdf"] == pdf.read_bytes()
    packet(huren, "--uscc", B2, *REGISTER, *BEFORE, "-o", "other.zip")
    other = next(
        one
        for name, one in read_pack(Path("other.zip").read_bytes()).items()
        if name.startswith("credentials/")
    )
    (tmp_path / "c.json").write_bytes(other)
    assert B2 in packet(huren, pdf, tmp_path / "c.json", *trust, *BEFORE, code=2).err
    (tmp_path / "d.json").write_text("{}")
    assert "d.json" in packet(huren, tmp_path / "d.json", *trust, *BEFORE, code=2).err


def test_certificates_come_from_the_registry(huren: Huren, tmp_path: Path, example_world: Path) -> None:
    days = [
        read_clock().astimezone(CHINA).replace(microsecond=0) + timedelta(days=number)
        for number in (2, 10, 20)
    ]
    opening, begin, end = days
    value = json.loads((EXAMPLE / "tender.json").read_bytes())
    value |= {"openingAt": opening.isoformat(), "contract": {"from": f"{begin:%F}", "until": f"{end:%F}"}}
    (tmp_path / "tender.json").write_text(json.dumps(value), encoding="utf-8")
    done = huren(
        *_registry(tmp_path, example_world), "--uscc", "91500100MAXH2TFA1T", "-o", "all.zip", "--json"
    )
    assert "met" in {one["state"] for one in json.loads(done.out)["outcomes"]}
    huren(*_registry(tmp_path, example_world), "CQ-2026-VALID", "-o", "one.zip")
    assert "certificates/CQ-2026-VALID.pdf" in read_pack(Path("one.zip").read_bytes())
    later = (
        *_registry(tmp_path, example_world),
        example_world / "samples/not-yet-valid.json",
        "--force",
        "--lang",
        "en",
    )
    assert "on, which is after the bid opening" in " ".join(huren(*later).out.split())
    value |= {"openingAt": (opening + timedelta(days=60)).isoformat()}
    value |= {
        "contract": {"from": f"{begin + timedelta(days=60):%F}", "until": f"{end + timedelta(days=60):%F}"}
    }
    (tmp_path / "tender.json").write_text(json.dumps(value), encoding="utf-8")
    assert "on, which is before the bid opening" in " ".join(huren(*later).out.split())


def _registry(folder: Path, world: Path) -> tuple[object, ...]:
    return "packet", folder / "tender.json", "--data", world


def test_a_register_that_is_named_is_read_though_a_registry_is_there(
    huren: Huren, example_world: Path
) -> None:
    packet(huren, "--data", example_world, "--uscc", B1, *REGISTER, *BEFORE, "-o", "named.zip")
    assert "certificates/CQ-CR-2026-0103.pdf" in read_pack(Path("named.zip").read_bytes())


def test_no_packet_is_written_without_a_certificate_in_force_or_for_a_hostile_tender(
    huren: Huren, tmp_path: Path
) -> None:
    refused = packet(huren, "--uscc", B12, "--lot", "L1", *REGISTER, *BEFORE, "-o", "x.zip", code=2)
    assert "no certificate counts" in refused.err
    assert "✗ L1 C1" in refused.out
    tender = tmp_path / "tender.json"
    value = json.loads((EXAMPLE / "tender.json").read_bytes())
    asked = "--uscc", B1, *REGISTER, *BEFORE, "-o", "x.zip"
    for broken, name in (
        ({"criteria": value["criteria"] * 2}, "criteria"),
        ({"title": "x" * 201}, "title"),
        ({"surprise": 1}, "surprise"),
    ):
        tender.write_text(json.dumps(value | broken), encoding="utf-8")
        done = packet(huren, *asked, tender=tender, code=1)
        assert name in done.err
        assert "tender.json" in done.err
    tender.write_bytes(b'{"type":' + b"[" * 100_000)
    packet(huren, *asked, tender=tender, code=1)
    assert not Path("x.zip").exists()
    assert "“.zip”" in packet(huren, *asked[:-1], "x.pdf", code=2).err
    assert not Path("x.pdf").exists()


def test_trust_data_that_ends_before_the_opening_is_reported(huren: Huren, tmp_path: Path) -> None:
    value = json.loads((EXAMPLE / "tender.json").read_bytes())
    tender = tmp_path / "tender.json"
    later = {
        "openingAt": "2026-06-10T09:30:00+08:00",
        "contract": {"from": "2026-07-01", "until": "2027-06-14"},
    }
    tender.write_text(json.dumps(value | later), encoding="utf-8")
    done = packet(huren, "--uscc", B1, *REGISTER, *AFTER, "--lang", "zh", tender=tender)
    assert "信任数据不足以核验至开标时间" in done.err
    assert "截至 2026-05-20 16:00；开标时间为 2026-06-10 09:30" in " ".join(done.out.split())
    assert "开标：2026-05-20" not in done.out
    body = parse_packet(read_pack(Path("packet.zip").read_bytes())["packet.json"]).body
    assert body.as_of == body.made
    assert "met" in {one.state for one in body.outcomes}


def test_a_signed_change_before_the_opening_is_named_at_its_certificate(
    huren: Huren, tmp_path: Path, example_world: Path
) -> None:
    world, now = tmp_path / "world", read_clock().astimezone(CHINA).replace(microsecond=0)
    shutil.copytree(example_world, world)
    opening, change = now + timedelta(days=30), now + timedelta(days=9)
    value = json.loads((EXAMPLE / "tender.json").read_bytes())
    contract = {"from": f"{opening + timedelta(days=9):%F}", "until": f"{opening + timedelta(days=99):%F}"}
    value |= {"openingAt": opening.isoformat(), "contract": contract}
    (tmp_path / "tender.json").write_text(json.dumps(value), encoding="utf-8")
    signed = "--reason", "complaint", "--from", f"{change:%F %T}", "--yes"
    key = world / "keys" / "cq-assessment-example.pem"
    huren("suspend", "CQ-2026-VALID", *signed, "--key", key, "--data", world)
    told = " ".join(huren(*_registry(tmp_path, world), "CQ-2026-VALID", "--lang", "en").out.split())
    assert f"CQ-2026-VALID: suspended from {change:%F %H:%M}" in told
    assert "by a signed change, before the bid opening" in told


def test_a_code_is_taken_in_full_width_and_a_wrong_one_names_its_option(huren: Huren) -> None:
    wide = "".join(chr(ord(character) + 0xFEE0) for character in B1)
    packet(huren, "--uscc", wide, *REGISTER, *BEFORE)
    assert "--uscc is not an 18-character" in packet(huren, "--uscc", "9150", *REGISTER, *BEFORE, code=1).err


def test_a_bundle_and_a_list_beside_certificates_leave_nothing_unread() -> None:
    large = max_judged_bytes() + 1
    bundle = (EXAMPLE / "bundle.json").read_bytes()[:1024]
    assert tell_paper("p.zip/bundle.json", bundle, large) == ("json", "paper-no-code")
    sheet = b"<!doctype html>\n<!-- TenderPacket/1 -->\n<html>"
    assert tell_paper("p.zip/cover.html", sheet, len(sheet)) == ("json", "paper-no-code")
    assert tell_paper("p.zip/page.html", b"<!doctype html><html>", 30) == ("other", "paper-other-kind")
    assert tell_paper("p.zip/other.json", b'{"a":1}', large) == ("json", "paper-too-large")


@pytest.mark.parametrize("data", [b"{}", b"[" * 5_000, b"\xff", b'{"type": "TenderPacket/1"}', b""])
def test_a_file_that_only_claims_to_be_a_packet_is_skipped(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "packet.json").write_bytes(data)
    (tmp_path / "a.zip").write_bytes(write_pack({"packet.json": data, "x/packet.json": data}))
    (tmp_path / "b.zip").write_bytes(b"PK\x03\x04 broken")
    found: list[Any] = [*find_packets(str(tmp_path))]
    assert found == []
