"""The front page and the steps: what the registry is, a door for each reader, true numbers."""

import json
import re
from pathlib import Path

import pytest

from api.answers.counting.overview import HOLD_SECONDS
from credentials.h1 import format_h1_url
from signing.strict_json import parse_json
from tests.harness.apartments import FILINGS, SERVINGS
from tests.harness.checkout import ROOT
from tests.harness.groups import skip_group
from tests.pages.pages import HTML, Page, Scene
from tests.world import World
from tests.world.api_node import running

DOORS = {"zh": ("采购人、评标专家", "企业", "协会工作人员"),
         "en": ("Procurement officer, evaluator", "Enterprise", "Staff of an association")}  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_front_page_says_what_the_registry_is_and_opens_three_doors(scene: Scene, lang: str) -> None:
    page = scene.page(f"/?lang={lang}")
    assert len(page.all("h1")) == 1
    doors = [a for name, a in page.elements if name == "section" and "door" in a.get("class", "")]
    assert len(doors) == 3
    for words in DOORS[lang]:
        assert words in page.text
    assert not page.all("script")
    assert len([a for a in page.all("a") if "main" in a.get("class", "").split()]) == 1
    for link in page.links:
        if not link.startswith(("?", "#")):
            assert scene.get(link).status_code == 200, link


def test_a_link_to_a_part_of_a_page_leads_to_one_that_is_there(scene: Scene) -> None:
    parts = [link for link in scene.page("/?lang=zh").links if "#" in link and not link.startswith("#")]
    assert {link.partition("#")[2] for link in parts} >= {
        "officer",
        "enterprise",
        "association",
        "equivalences",
    }
    for link in parts:
        path, _, part = link.partition("#")
        assert part in [a.get("id") for _, a in scene.page(path).elements], link


def test_the_numbers_of_the_front_page_agree_with_the_verdicts(scene: Scene) -> None:
    world, held = scene.world, scene.credentials
    held["declined"] = world.issue(
        scheme="cq-credit", category=[], grade="AA", certificate_number="CQ-declined"
    )
    scene.node.fill()
    scene.node.clock.wait(HOLD_SECONDS)
    page = scene.page("/?lang=en")
    tally = page.text.partition("Interface")[2].partition("What makes it")[0]
    shown = [int(number) for number in re.findall(r"(\d+)(?:credentials|enterprises|also)", tally)]
    verdicts = {home: [world.verify(data, home=home) for data in held.values()] for home in ("cq", "sc")}
    active = [i for i, verdict in enumerate(verdicts["cq"]) if verdict.outcome.value == "valid"]
    elsewhere = sum(
        any(
            entry.grade is not None and entry.how == "equivalence"
            for home in verdicts
            for entry in verdicts[home][i].recognised
        )
        for i in active
    )
    assert 0 < elsewhere < len(active)
    assert shown == [len(active), 1, elsewhere]


def test_the_front_page_shows_the_pin_words_and_the_age_of_the_data(scene: Scene) -> None:
    page = scene.page("/?lang=zh")
    words = scene.node.client.get("/api/v1/trust").json()["words"]["zh"].split()
    assert len(words) == 8
    assert "".join(words) in page.text
    assert f"{scene.world.now:%Y-%m-%d %H:%M}" in page.text
    assert scene.world.pin not in page.text
    assert "did:" not in page.text


def test_without_a_demo_there_is_nothing_to_try(scene: Scene) -> None:
    assert "#H1." not in "".join(scene.page("/").links)


def test_a_demo_has_a_good_and_a_forged_one_to_try(scene: Scene, tmp_path: Path) -> None:
    node, good = scene.node.app.state.node, scene.credentials["active"]
    address = format_h1_url(parse_json(good), "https://cq.huren.example")  # type: ignore[arg-type]
    for name in ("valid", "forged"):
        (tmp_path / f"{name}.h1.txt").write_text(address + "\n", encoding="ascii")
    try:
        node.samples = tmp_path
        page = scene.page("/?lang=en")
    finally:
        node.samples = None
    tried = [link for link in page.links if "#H1." in link]
    assert tried == ["/v?lang=en#" + address.partition("#")[2]]
    assert [image["src"] for image in page.all("img")] == ["/samples/valid.png"]


@pytest.mark.parametrize("text", ["", "H1.123", "https://a/v#H1.<script>", "#H1." + "9" * 5000])
def test_attack_a_sample_that_is_no_code_is_not_offered(scene: Scene, tmp_path: Path, text: str) -> None:
    for name in ("valid", "forged"):
        (tmp_path / f"{name}.h1.txt").write_text(text, encoding="ascii")
    node = scene.node.app.state.node
    try:
        node.samples = tmp_path
        page = scene.page("/")
    finally:
        node.samples = None
    assert not [link for link in page.links if link.startswith("/v?") and "#" in link]
    assert not page.all("img")


def test_a_node_without_an_agreement_has_its_front_page(tmp_path: Path) -> None:
    from starlette.testclient import TestClient

    from api import Settings, create_app
    from registry import Registry
    from tests.world.api_node import TestClock

    with Registry.open(tmp_path / "registry.db", filings=FILINGS) as registry:
        app = create_app(
            Settings.load(None, batch_workers=0), registry, TestClock(World()), servings=SERVINGS
        )
        with TestClient(app, raise_server_exceptions=False) as client:
            answer = client.get("/?lang=zh", headers=HTML)
            assert answer.status_code == 200
            page = Page.of(answer.text)
            assert "尚无完整的互认协议" in page.text
            assert "/verify.html" not in page.links
            assert client.get("/verify.html", headers=HTML).status_code == 503


def test_the_offline_checker_is_a_file_with_the_pin_and_the_bundle_in_it(scene: Scene) -> None:
    answer = scene.get("/verify.html")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert re.fullmatch(
        r'attachment; filename="huren-verify-\d{8}\.html"', answer.headers["content-disposition"]
    )
    assert 'http-equiv="Content-Security-Policy"' in answer.text
    again = scene.get("/verify.html", **{"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


def test_the_offline_checker_is_built_once_per_state_and_charged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api.answers import offline_page

    made: list[str] = []

    def make(bundle: bytes, pin: str, *_: object) -> bytes:
        made.append(pin)
        return bundle

    monkeypatch.setattr(offline_page, "build_one_file", make)
    world = World()
    world.publish()
    with running(tmp_path, world, rate_per_minute=60, rate_burst=60) as node:
        first = node.client.get("/verify.html")
        assert node.client.get("/verify.html").content == first.content
        assert len(made) == 1
        node.publish("cq")
        node.app.state.node.trust.note_change()
        assert node.client.get("/verify.html").headers["etag"] != first.headers["etag"]
        assert len(made) == 2
        refused = node.client.get("/verify.html")
        assert refused.status_code == 429
        assert "retry-after" in refused.headers


@pytest.mark.parametrize(
    ("lang", "quoted"),
    [
        ("zh", ("选择文件夹", "我方协会", "打印核验记录")),
        ("en", ("Choose a folder", "My association", "Print the record")),
    ],
)
def test_the_steps_name_buttons_as_the_verify_page_does(
    scene: Scene, lang: str, quoted: tuple[str, ...]
) -> None:
    text = scene.page(f"/help?lang={lang}").text
    said = json.loads((ROOT / "web" / "page" / "words" / "sentences.json").read_bytes()).values()
    for words in quoted:
        assert f"“{words}”" in text
        assert words in [pair[0 if lang == "en" else 1] for pair in said]


@pytest.mark.parametrize(("lang", "record"), [("zh", "打印核验记录"), ("en", "Print the record")])
def test_the_printed_record_has_one_name(scene: Scene, lang: str, record: str) -> None:
    assert scene.page(f"/help?lang={lang}").text.count(f"“{record}”") == 2, "of a folder, and of one"
    html = scene.get(f"/?lang={lang}").text
    (link,) = re.findall(r'<a href="/help[^"]*#record">([^<]*)</a>', html)
    assert record.lower() in link.lower()


_OFFLINE = {
    "zh": ("约 4 MB", "U 盘", "双击", "无需网络"),
    "en": ("about 4 MB", "stick", "double click", "no network"),
}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_officer_is_first_led_to_the_offline_checker(scene: Scene, lang: str) -> None:
    for path, place in ((f"/?lang={lang}", "card door"), (f"/help?lang={lang}", 'aria-labelledby="officer"')):
        card = scene.get(path).text.partition(place)[2].partition("</section>")[0]
        buttons = re.findall(r'<a class="btn([^"]*)" href="([^"]*)"', card)
        assert [address for _, address in buttons][:2] == ["/verify.html", f"/v?lang={lang}"], path
        for words in _OFFLINE[lang]:
            assert words in card, (path, words)


def test_the_offline_checker_has_the_size_that_the_page_states(scene: Scene) -> None:
    if not (ROOT / "web" / "vendor" / "pdfjs").is_dir():
        skip_group("vendor", "built without the browser libraries")
    assert 3.5e6 < len(scene.get("/verify.html").content) < 4.5e6


def test_every_command_of_the_steps_exists() -> None:
    from api.routes.pages_node import ACTS
    from cli.commands import make_root

    root = make_root()
    for line in (line for act in ACTS for line in act):
        program, name, *rest = line.split()
        assert program == "huren"
        command = root.get_command(None, name)
        assert command is not None, line
        options = {text for one in command.params for text in one.opts}
        assert {word for word in rest if word.startswith("-")} <= options, line
