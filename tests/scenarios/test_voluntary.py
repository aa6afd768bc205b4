"""Every face shows, in the same words, what an assessment is not."""

import re
from pathlib import Path

import pypdfium2
import pytest

from carriers.certificate.typesetting import format_label
from credentials.words.closed_lists import VOLUNTARY
from tests.cli.verify.verifying import Desk
from tests.harness.processes.cli_runs import Huren
from tests.pages.pages import USCC, site
from tests.world import World
from tests.world.papers import certificate_pdf, paper_of
from web.single_file import build_one_file

EN = (
    "Assessed voluntarily by the association; it is no administrative licence and no condition of market"
    " access."
)
ZH = "评价由协会自愿开展，与行政许可无关，不作为市场准入条件。"


def test_the_words_are_those_of_the_rules() -> None:
    assert VOLUNTARY == (EN, ZH)


def test_paper_says_what_an_assessment_is_not() -> None:
    world = World()
    for credential in (world.issue(), world.issue(scheme="cq-credit", category=[])):
        with pypdfium2.PdfDocument(certificate_pdf(world, credential, printed=credential)) as document:
            assert len(document) == 1
            text = document[0].get_textpage().get_text_bounded()
        for line in VOLUNTARY:
            assert re.sub(r"\s", "", line) in re.sub(r"\s", "", text)
        with pypdfium2.PdfDocument(format_label(paper_of(world, credential), "pdf")) as document:
            text = document[0].get_textpage().get_text_bounded()
        assert ZH in re.sub(r"\s", "", text)


def test_every_page_says_what_an_assessment_is_not(tmp_path: Path) -> None:
    with site(tmp_path) as scene:
        paths = (
            "/search", "/associations", "/schemes", "/agreements", "/statistics", "/status", "/docs",
            "/problems", f"/enterprises/{USCC}",
        )  # fmt: skip
        for path in paths:
            assert ZH in scene.page(path).text, path
            assert EN in scene.page(path + "?lang=en").text, path
        assert ZH in scene.get("/v").text
        assert EN in scene.node.client.get("/static/page/words/sentences.json").text
    world = World()
    assert ZH.encode() in build_one_file(world.bundle(), world.pin)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_answers_end_with_what_an_assessment_is_not(
    lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUREN_LANG", lang)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    desk = Desk(tmp_path, Huren(capsys))
    path = desk.write("a.json", desk.good)
    assert desk.verify(path).splitlines()[-1] == (ZH if lang == "zh" else EN)
    (line,) = desk.lines(path)
    assert not {*VOLUNTARY} & {*map(str, line.values())}, "data for programs"
