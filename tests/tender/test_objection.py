"""An objection: the form to fill in, and the check that a filled one is about this record."""

import json
from pathlib import Path

import pytest

from tests.harness.processes.cli_runs import Huren
from tests.tender.packs import lay_down
from verifier.tender.record.document import parse_receipt

pytestmark = pytest.mark.openings

NOW = "2026-05-22T10:00"


@pytest.fixture
def huren(capsys: pytest.CaptureFixture[str]) -> Huren:
    return Huren(capsys)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_down(tmp_path_factory.mktemp("room"))


def written(huren: Huren, room: Path, out: Path, *words: str) -> str:
    huren("tender", "objection", "new", room / "signed.zip", "-o", out, "--now", NOW, *words)
    return out.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_written_to_fill_in_reads_as_it_stands(
    lang: str, huren: Huren, room: Path, tmp_path: Path
) -> None:
    text = written(huren, room, tmp_path / "o.toml", "--lang", lang)
    assert parse_receipt((room / "signed.json").read_bytes()).digest in text
    assert "L1 C1 R1" in text
    told = huren("tender", "objection", "check", room / "signed.zip", tmp_path / "o.toml", "--lang", lang).out
    assert ("尚未答复" if lang == "zh" else "Not answered yet") in told
    assert "2026-05-22 10:00" in told
    filled = text.replace("# [answer]", "[answer]").replace("# answeredAt", "answeredAt")
    filled = filled.replace('# outcome = "rejected"\n# text = "…"', 'outcome = "upheld"\ntext = "x"')
    (tmp_path / "o.toml").write_text(filled.replace('# bidder = "…"', 'bidder = "B1"'), encoding="utf-8")
    told = huren("tender", "objection", "check", room / "signed.zip", tmp_path / "o.toml", "--lang", lang).out
    assert ("L1 B1 C1 R1  满足" if lang == "zh" else "L1 B1 C1 R1  met") in told
    assert "L1 B2" not in told
    assert ("答复：成立" if lang == "zh" else ": upheld") in told


def test_a_receipt_serves_as_well_as_its_pack(huren: Huren, room: Path, tmp_path: Path) -> None:
    written(huren, room, tmp_path / "o.toml")
    words = "tender", "objection", "check", room / "signed.json", tmp_path / "o.toml", "--json"
    assert json.loads(huren(*words).out)["cells"] == [], "it names no place yet"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (('# bidder = "…"', 'bidder = "B9"'), "about.bidder"),
        (('"cell"', '"colour"'), "classification"),
        (('remedies = ["check-again"]', "remedies = []"), "remedies"),
        (("raisedAt = 2026", "raisedAt = nothing #"), "o.toml"),
    ],
)
def test_an_objection_that_does_not_fit_the_record_is_refused_by_member(
    change: tuple[str, str], named: str, huren: Huren, room: Path, tmp_path: Path
) -> None:
    text = written(huren, room, tmp_path / "o.toml")
    (tmp_path / "o.toml").write_text(text.replace(*change), encoding="utf-8")
    words = "tender", "objection", "check", room / "signed.zip", tmp_path / "o.toml"
    assert named in huren(*words, code=2 if named == "o.toml" else 1).err


def test_an_objection_to_another_record_is_refused(huren: Huren, room: Path, tmp_path: Path) -> None:
    written(huren, room, tmp_path / "o.toml")
    told = huren("tender", "objection", "check", room / "pack.zip", tmp_path / "o.toml", code=1).err
    assert "another record" in told


def test_nothing_is_written_over_unasked_and_what_is_missing_is_named(
    huren: Huren, room: Path, tmp_path: Path
) -> None:
    (tmp_path / "o.toml").write_text("mine")
    words = "tender", "objection", "new", room / "pack.zip", "-o", tmp_path / "o.toml"
    assert "exists already" in huren(*words, code=2).err
    huren(*words, "--force")
    assert "Objection/1" in huren(*words[:-1], "-").out
    assert "OBJECTION is needed" in huren("tender", "objection", "check", room / "pack.zip", code=2).err
