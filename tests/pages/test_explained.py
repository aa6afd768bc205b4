"""Pages of the interface, of refusals and of errors: one language shown, the other folded, and what to do."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.app import openapi_document
from api.http.openapi_page import PAIR, PARAGRAPHS, read_chapters, split
from api.http.problems import MESSAGES, STATUS
from api.words import load_words, speak
from signing.errors import Lang
from tests.harness.apartments import SERVINGS
from tests.pages.pages import HTML, Page, Scene
from tests.world import World, digest_of
from tests.world.api_node import running
from verifier.codes import CODES


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return openapi_document(SERVINGS)


def test_every_text_of_the_interface_has_two_halves(document: dict[str, Any]) -> None:
    for lang, is_chinese in (("zh", True), ("en", False)):
        for chapter in read_chapters(document, lang):  # type: ignore[arg-type]
            assert chapter.operations, chapter.tag
            for one in chapter.operations:
                texts = [chapter.title, one.summary, *(text for _, text, _ in one.answers)]
                assert [text for text in texts if is_chinese is text.isascii()] == []
                assert one.described.isascii() is not is_chinese, one.described
    with pytest.raises(ValueError, match="unpack"):
        split("one language alone", PAIR, "en")
    assert split("a\n\n甲", PARAGRAPHS, "en") == "a"


def test_every_parameter_is_described_in_words(document: dict[str, Any]) -> None:
    named = {
        parameter["name"]
        for methods in document["paths"].values()
        for operation in methods.values()
        for parameter in operation.get("parameters", [])
    }
    assert len(named) > 10
    assert {f"param_{name}" for name in named} == {
        name for name in load_words("api")["docs"] if name.startswith("param_")
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_of_the_interface_begins_with_its_operations(
    scene: Scene, document: dict[str, Any], lang: Lang
) -> None:
    page = scene.page(f"/docs?lang={lang}")
    ids = {attributes.get("id") for _, attributes in page.elements}
    chapters = read_chapters(document, lang)
    assert [f"#tag-{chapter.tag}" for chapter in chapters] == [
        link for link in page.links if link.startswith("#tag-")
    ]
    operations = [one for chapter in chapters for one in chapter.operations]
    for one in operations:
        assert one.id in ids
        assert f"{one.method} {one.path} {one.summary}" in page.text
    assert len(operations) == sum(len(methods) for methods in document["paths"].values())
    assert "\\u000a" not in page.text
    assert "`" not in page.text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_refusal_stands_in_its_group_with_its_sentence(scene: Scene, lang: str) -> None:
    page = scene.page(f"/problems?lang={lang}")
    assert len(page.all("details")) >= len(set(STATUS.values()))
    for code in MESSAGES:
        assert f"/problems/{code}?lang={lang}" in page.links
    sentence = MESSAGES["address-unknown"]
    assert (sentence.zh if lang == "zh" else sentence.en) in page.text
    assert "{" not in page.text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_refusal_says_what_to_do_and_the_other_language_is_folded(scene: Scene, lang: str) -> None:
    for code in ("bad-signature", "expired", "too-many-requests", *sorted(CODES)[:5]):
        page = scene.page(f"/problems/{code}?lang={lang}")
        assert speak("problem", "zh" if lang == "zh" else "en")("technical") in page.text
        folded = [
            attributes["lang"] for name, attributes in page.elements if name == "div" and "lang" in attributes
        ]
        assert set(folded) == {"en" if lang == "zh" else "zh-CN"}, code


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_names_that_only_programs_know_stand_behind_technical_details(scene: Scene, lang: str) -> None:
    for path in ("/problems/expired", "/problems/bad-signature", "/problems", "/docs"):
        html = scene.get(f"{path}?lang={lang}").text.partition("<main")[2]
        while "<details" in html:  # the innermost element first
            html = re.sub(r"<details(?:(?!<details).)*?</details>", "", html, flags=re.DOTALL)
        shown = re.sub(r"<[^>]*>", " ", html)
        for raw in ("bad-signature", "BitstringStatusListCredential", "CredentialPageView"):
            assert raw not in shown, path
        if path != "/docs":
            assert "<code>" not in html, path


def test_a_page_of_an_unknown_address_has_links_to_go_on(scene: Scene) -> None:
    page = scene.page("/nothing/here?lang=zh", 404)
    assert "请核对地址写法，或从首页进入" in page.text
    assert {"/?lang=zh", "/search?lang=zh", "/v?lang=zh"} <= set(page.links)
    assert "address-unknown" in page.text.partition("技术细节")[2]
    assert "address-unknown" not in page.text.partition("技术细节")[0]


def test_a_page_over_the_rate_limit_says_when_to_try_again(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api.errors import ApiError

    def refuse(*_: object, **__: object) -> None:
        raise ApiError("too-many-requests", seconds=7, headers={"Retry-After": "7"})

    monkeypatch.setattr("api.http.rate_limits.Limits.take", refuse)
    page = scene.page("/statistics?lang=en", 429)
    assert "Try again in 7 seconds." in page.text
    assert "?lang=en" in page.links
    assert scene.get("/statistics").headers["retry-after"] == "7"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_internal_failure_is_a_page_for_people_and_a_problem_for_programs(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("api.routes.pages_search._find_direct", fail)
    page = scene.page(f"/search?lang={lang}", 500)
    assert ("其间仍可用" if lang == "zh" else "Verifying goes on meanwhile") in page.text
    assert "secret" not in page.text
    assert f"/status?lang={lang}" in page.links
    told = scene.node.client.get("/search", headers={"accept": "application/json"})
    assert told.json()["code"] == "internal"


def test_where_the_page_of_the_failure_fails_too_there_is_the_problem(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no page")

    monkeypatch.setattr("api.pages.error_answers.page_response", fail)
    answer = scene.get("/nothing")
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal"


def test_an_error_page_needs_no_trust_data(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scene.node.app.state.node.trust, "_held", None)
    answer = scene.node.client.get("/nothing?lang=zh", headers=HTML)
    assert answer.status_code == 404
    assert "处理办法" in Page.of(answer.text).text


def test_a_credential_as_of_a_day_before_its_end_shows_the_end(tmp_path: Path) -> None:
    world = World()
    revoked, suspended, old, new = (world.issue(certificate_number=f"CQ-SINCE-{n}") for n in range(4))
    world.advance(days=2)
    world.revoke(revoked, reason="false-material")
    world.suspend(suspended)
    world.supersede(old, new)
    with running(tmp_path, world) as node:
        for name in ("cq", "sc", "cq"):
            node.publish(name)
        day = (world.now - timedelta(days=1)).date()
        for data, end in ((revoked, "撤销（材料虚假）"), (suspended, "暂停"), (old, "被取代")):
            page = Scene(node, world).page(f"/credentials/{digest_of(data)}?at={day}&lang=zh")
            assert "verdict warn" in [a.get("class") for _, a in page.elements]
            assert re.search(
                rf"有效，此后自 [-0-9: ]+ 起{end}(?s:.*)此后：自 [-0-9: ]+ 起{end[:2]}", page.text
            )
            assert "通过 此后" not in page.text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_refusal_is_headed_by_what_it_says_and_the_list_by_groups(scene: Scene, lang: str) -> None:
    text = scene.get(f"/problems/unknown-credential?lang={lang}").text
    heading = text.partition("<h1>")[2].partition("</h1>")[0]
    assert heading.startswith("本登记库没有该协会" if lang == "zh" else "This registry does not hold")
    assert not heading.endswith((".", "。"))
    assert len(scene.page(f"/problems?lang={lang}").all("h2")) > 10


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_age_of_trust_data_stands_on_every_page(scene: Scene, lang: str) -> None:
    for path in ("/search", "/associations", "/notices", "/statistics"):
        told = scene.page(f"{path}?lang={lang}").text
        published = "信任数据发布于" if lang == "zh" else "Trust data published"
        assert f"{published} {scene.world.now:%Y-%m-%d}" in told, path
