"""`huren certificate`, and `huren verify` on what it writes."""

import json
from pathlib import Path
from typing import Any

import pytest

from carriers.errors import CarrierError
from cli.verify import pdf_process
from tests.harness.example_world import copy_world
from tests.harness.groups import require
from tests.harness.key_files import save_key
from tests.harness.processes.cli_runs import Huren
from tests.world import World, id_of
from tests.world.papers import certificate_pdf

PDF = b"%PDF-1.7"


@pytest.fixture(scope="module")
def demo(example_world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_world(example_world, tmp_path_factory.mktemp("demo") / "demo")


@pytest.fixture
def huren(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Huren:
    monkeypatch.setenv("HUREN_LANG", "en")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Huren(capsys)


def test_named_certificates_are_written_with_their_labels(huren: Huren, demo: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    file = demo / "samples" / "other-province.json"
    words = ["certificate", "CQ-2026-REINSTATED", file, "--data", demo, "-o", out]
    for kind, begins in (("pdf", PDF), ("svg", b"<svg"), ("png", b"\x89PNG")):
        done = huren(*words, "--label", kind)
        assert "2 certificates" in done.err
        assert (out / f"CQ-2026-REINSTATED-label.{kind}").read_bytes().startswith(begins)
        assert (out / f"CQ-2026-OTHER-PROVINCE-label.{kind}").is_file()
    assert (out / "CQ-2026-REINSTATED.pdf").read_bytes().startswith(PDF)
    lines = [json.loads(line) for line in huren(*words, "--json").out.splitlines()]
    assert [Path(line["files"][0]).name for line in lines] == [
        "CQ-2026-REINSTATED.pdf", "CQ-2026-OTHER-PROVINCE.pdf",
    ]  # fmt: skip
    assert lines[0]["id"].startswith("urn:uuid:")


def test_a_written_certificate_verifies_and_is_reproduced(huren: Huren, demo: Path, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        huren("certificate", "CQ-2026-VALID", "--data", demo, "-o", tmp_path / folder, "--label", "png")
    trust = ["--bundle", demo / "bundle.json", "--pin", demo / "pin.txt"]
    done = huren("verify", tmp_path / "one", *trust)
    assert done.out.count("all checks passed.") == 2
    assert "in words: " in done.out
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_no_certificate_is_made_of_a_credential_that_is_not_in_force(
    huren: Huren, demo: Path, tmp_path: Path
) -> None:
    words = ["CQ-2026-REVOKED", "CQ-2026-VALID", "--data", demo, "-o", tmp_path]
    done = huren("certificate", *words, code=1)
    assert "Annulled" in done.err
    assert "1 certificate " in done.err
    assert not (tmp_path / "CQ-2026-REVOKED.pdf").exists()
    assert (tmp_path / "CQ-2026-VALID.pdf").exists()


def test_a_filter_leaves_out_what_is_not_in_force(huren: Huren, demo: Path, tmp_path: Path) -> None:
    record = json.loads((demo / "samples" / "suspended.json").read_bytes())
    code = record["credentialSubject"]["unifiedSocialCreditCode"]
    done = huren("certificate", "--uscc", code, "--data", demo, "-o", tmp_path)
    assert "2 not in force left out" in done.err, "the suspended one, and one of years ago"
    assert not (tmp_path / "CQ-2026-SUSPENDED.pdf").exists()
    assert len(done.out.splitlines()) == len([*tmp_path.glob("*.pdf")]) > 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], (2, "--all")),
        (["CQ-2026-VALID", "--all"], (2, "cannot be used together")),
        (["no such number"], (1, "does not hold")),
    ],
)
def test_a_refusal_says_what_cannot_be_done(
    huren: Huren, demo: Path, tmp_path: Path, words: list[str], said: tuple[int, str]
) -> None:
    code, words_said = said
    done = huren("certificate", *words, "--data", demo, "-o", tmp_path, code=code)
    assert words_said in done.err
    assert [*tmp_path.glob("*.pdf")] == []


def test_an_unreadable_font_is_refused_and_nothing_is_written(
    huren: Huren, demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUREN_FONT", str(tmp_path / "none.otf"))
    done = huren("certificate", "CQ-2026-VALID", "--data", demo, "-o", tmp_path / "out", code=1)
    assert "none.otf is not a font" in done.err
    assert "HUREN_FONT" in done.err
    assert not (tmp_path / "out").exists()


# --- PDFs of others ---


class Desk:
    """An officer with a bundle, a pin and the PDFs of a world."""

    def __init__(self, folder: Path, huren: Huren) -> None:
        self.folder, self.huren, self.world = folder, huren, World()
        self.good, self.other = self.world.issue(), self.world.issue(grade="二级")
        self.revoked = self.world.issue()
        self.world.revoke(self.revoked)
        self.world.publish()
        (folder / "bundle.json").write_bytes(self.world.bundle())
        (folder / "pin.txt").write_text(self.world.pin)

    def lines(self, data: bytes, code: int) -> list[dict[str, Any]]:
        path = self.folder / "bid.pdf"
        path.write_bytes(data)
        words = ["verify", path, "--bundle", self.folder / "bundle.json", "--pin", self.folder / "pin.txt"]
        done = self.huren(*words, "--now", self.world.now.isoformat(), "--json", code=code)
        return [json.loads(line) for line in done.out.splitlines()]


@pytest.fixture
def desk(tmp_path: Path, huren: Huren) -> Desk:
    return Desk(tmp_path, huren)


def test_a_difference_is_never_plainly_valid(desk: Desk) -> None:
    lines = desk.lines(certificate_pdf(desk.world, desk.good, printed=desk.other), 3)
    assert [line["outcome"] for line in lines] == ["indeterminate", "indeterminate"]
    assert [line["code"] for line in lines] == ["print-differs", "print-differs"]
    assert [(Path(line["input"]).name, line["number"]) for line in lines] == [("bid.pdf", 1), ("bid.pdf", 2)]
    assert [line.get("pages") for line in lines] == [None, [1]]
    assert [line["credential"]["id"] for line in lines] == [id_of(desk.good), id_of(desk.other)]


def test_a_difference_does_not_hide_a_worse_outcome(desk: Desk) -> None:
    lines = desk.lines(certificate_pdf(desk.world, desk.good, printed=desk.revoked), 1)
    assert [line["outcome"] for line in lines] == ["indeterminate", "invalid"]
    assert lines[1]["codes"] == ["print-differs", "revoked"]


def test_a_page_without_a_code_is_a_note(desk: Desk) -> None:
    (line,) = desk.lines(certificate_pdf(desk.world, desk.good, printed=None), 0)
    assert (line["outcome"], line["codes"]) == ("valid", ["print-absent"])
    assert "not by the pages" in line["findings"][0]["detail"]


def test_a_pdf_without_a_credential_does_not_pass(desk: Desk) -> None:
    (line,) = desk.lines(PDF + b"\n", 3)
    assert (line["code"], line["credential"]) == ("unreadable", None)
    assert "damaged" in line["findings"][0]["detail"]


def test_a_name_that_looks_like_a_pdf_is_still_json(desk: Desk) -> None:
    odd = desk.world.issue(legal_name="%PDF-1.7 示例")
    desk.world.publish()
    (line,) = desk.lines(odd, 0)
    assert line["outcome"] == "valid"


def test_a_reader_that_hangs_or_dies_is_replaced(monkeypatch: pytest.MonkeyPatch, desk: Desk) -> None:
    pdf = certificate_pdf(desk.world, desk.good, printed=desk.good)
    reader = pdf_process._reader()
    assert pdf_process.read_pdf_apart(pdf).attached == (desk.good,)
    monkeypatch.setattr(pdf_process, "SECONDS", 0.0)
    with pytest.raises(CarrierError) as caught:
        pdf_process.read_pdf_apart(pdf)
    assert caught.value.code == "pdf-too-slow"
    monkeypatch.undo()
    reader._process.kill()
    reader._process.join()
    with pytest.raises(CarrierError) as caught:
        pdf_process.read_pdf_apart(pdf)
    assert caught.value.code == "pdf-unreadable"
    assert pdf_process.read_pdf_apart(pdf).attached == (desk.good,)


def test_a_seal_is_put_on_shown_and_never_counted(
    huren: Huren, demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require("pyhanko", "seal")
    from tests.carriers.sealed.seal_keys import PASSPHRASE, make_pkcs12

    monkeypatch.setenv("HUREN_PASSPHRASE", PASSPHRASE.decode())
    key, plain, sealed = tmp_path / "seal-example.p12", tmp_path / "plain", tmp_path / "sealed"
    save_key(key, make_pkcs12())
    huren("certificate", "CQ-2026-VALID", "CQ-2026-REINSTATED", "--data", demo, "-o", plain)
    broken = plain / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing")
    done = huren("seal", *sorted(plain.iterdir()), "--key", key, "-o", sealed, "--json", code=1)
    lines = [json.loads(line) for line in done.out.splitlines()]
    assert [line["error"]["code"] for line in lines if "error" in line] == ["pdf-unreadable"]
    assert len(lines) == 3
    assert (
        "write over it with --force"
        in huren("seal", plain / "CQ-2026-VALID.pdf", "--key", key, "-o", sealed, code=1).err
    )
    trust = ["--bundle", demo / "bundle.json", "--pin", demo / "pin.txt"]
    done = huren("verify", sealed / "CQ-2026-VALID.pdf", *trust)
    assert "all checks passed." in done.out
    assert "covers the whole file. Its certificate is not checked; not counted" in done.out
    verdict = json.loads(huren("verify", sealed / "CQ-2026-VALID.pdf", *trust, "--json").out)
    assert verdict["seals"][0]["cover"] == "all"
    assert (
        verdict["findings"]
        == json.loads(huren("verify", plain / "CQ-2026-VALID.pdf", *trust, "--json").out)["findings"]
    )
