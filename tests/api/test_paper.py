"""Certificates, labels and codes over HTTP."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from carriers.image import read_codes
from carriers.pdf import PdfReading, read_pdf
from carriers.qr import credential_text, format_qr_png, format_qr_svg
from credentials.kinds import parse_credential
from tests.world.api_node import Node, problem_of, running

KINDS = {
    "certificate.pdf": "application/pdf", "label.pdf": "application/pdf", "label.svg": "image/svg+xml",
    "label.png": "image/png", "qr.svg": "image/svg+xml", "qr.png": "image/png",
}  # fmt: skip


class Scene:
    """A node with a good credential, a revoked one, and one with a character no font has."""

    def __init__(self, node: Node) -> None:
        self.node, world = node, node.world
        self.good = world.issue(by="cq", certificate_number="示例/水-1")
        self.revoked = world.issue(by="cq")
        self.rare = world.issue(by="cq", legal_name="重庆示例𠮷环保有限公司")
        self.theirs = world.issue(by="sc", certificate_number="示例/水-1")
        world.revoke(self.revoked)
        node.fill()
        for name in ("cq", "sc", "cq"):
            node.publish(name)

    def get(self, credential: bytes, file: str, **headers: str) -> Any:
        reference = parse_credential(credential).body.id
        return self.node.client.get(f"/api/v1/credentials/{reference}/{file}", headers=headers)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with running(tmp_path_factory.mktemp("node")) as node:
        yield Scene(node)


@pytest.mark.parametrize("file", KINDS)
def test_every_file_has_its_type_and_its_etag(scene: Scene, file: str) -> None:
    answer = scene.get(scene.good, file)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == KINDS[file]
    tag = answer.headers["etag"]
    again = scene.get(scene.good, file, **{"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert scene.get(scene.good, file).content == answer.content


def test_the_files_are_those_of_the_credential(scene: Scene) -> None:
    text = credential_text(parse_credential(scene.good).value)
    assert read_pdf(scene.get(scene.good, "certificate.pdf").content) == PdfReading(
        (scene.good,), (text,), ((1,),)
    )
    assert read_codes(scene.get(scene.good, "label.png").content) == [text]
    assert scene.get(scene.good, "qr.png").content == format_qr_png(text)
    assert scene.get(scene.good, "qr.svg").content == format_qr_svg(text)


def test_a_number_that_two_issuers_use_means_the_own_one_or_the_named_issuers(scene: Scene) -> None:
    path = f"/api/v1/credentials/{quote('示例/水-1')}/certificate.pdf"
    assert read_pdf(scene.node.client.get(path).content).attached != (scene.theirs,)
    answer = scene.node.client.get(path, params={"issuer": scene.node.world.sc.did})
    assert read_pdf(answer.content).attached == (scene.theirs,)
    plain = scene.node.client.get(
        f"/api/v1/credentials/{quote('示例/水-1')}", params={"issuer": scene.node.world.sc.did}
    )
    assert plain.json()["digest"] == parse_credential(scene.theirs).digest


@pytest.mark.parametrize("file", KINDS)
def test_no_paper_is_made_of_a_revoked_credential(scene: Scene, file: str) -> None:
    answer = scene.get(scene.revoked, file)
    assert answer.status_code == 409
    problem = problem_of(answer)
    assert problem["code"] == "not-in-force"
    assert "Annulled" in problem["detail"]


def test_a_browser_gets_a_page_that_says_why_there_is_no_paper(scene: Scene) -> None:
    answer = scene.get(scene.revoked, "certificate.pdf", accept="text/html,*/*;q=0.8")
    assert (answer.status_code, answer.headers["content-type"]) == (409, "text/html; charset=utf-8")
    assert "<main" in answer.text
    assert "not-in-force" in answer.text


def test_a_missing_glyph_is_a_problem_and_the_code_is_still_served(scene: Scene) -> None:
    answer = scene.get(scene.rare, "certificate.pdf", **{"accept-language": "zh"})
    problem = problem_of(answer)
    assert (answer.status_code, problem["code"], problem["field"]) == (422, "glyph-missing", "enterprise.zh")
    assert "U+20BB7" in problem["detail"]
    assert scene.get(scene.rare, "qr.png").status_code == 200


@pytest.mark.parametrize(
    "reference", ["urn:uuid:00000000-0000-4000-8000-999999999999", "no-such", "a/b/c", "0" * 64]
)
def test_a_paper_of_an_unknown_reference_is_not_found(scene: Scene, reference: str) -> None:
    answer = scene.node.client.get(f"/api/v1/credentials/{reference}/certificate.pdf")
    assert (answer.status_code, problem_of(answer)["code"]) == (404, "not-here")


@pytest.mark.night
def test_an_unreadable_font_is_reported_to_the_operator(tmp_path_factory: pytest.TempPathFactory) -> None:
    with running(tmp_path_factory.mktemp("node"), font="/nowhere/rare.otf") as node:
        scene = Scene(node)
        answer = scene.get(scene.good, "label.svg")
        assert (answer.status_code, problem_of(answer)["code"]) == (503, "font-unreadable")
