"""The page of a bid opening: size, policy, sentences, and where a sample is offered."""

import gzip
import json
import re
from collections.abc import Iterator
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest

from cli.demo.opening import OPENING, pack_opening
from tender.record.pack import read_pack
from tests.harness.checkout import ROOT
from tests.world.api_node import Node, running
from web import served_page
from web.served_page import PACKET, PAGES, TENDER, VERIFY
from web.single_file import build_one_file

STATIC = ROOT / "web"
OWN = sorted((STATIC / "tender").rglob("*.js"))
FIRST, LATER, *OTHERS = TENDER.scripts
MOST_BYTES = {
    "tender/rare.js": 30_200,
    "tender/lists.js": 32_000,
    "tender/acts.js": 19_400,
    "tender/example.js": 800,
    "tender/keys.js": 3_900,
    "tender/tiff.js": 6_900,
}
"""Gzipped sizes of the other scripts."""
TENDER_SENTENCES = STATIC / "texts" / "tender" / "sentences.js"
IN_NO_WAY = {
    "ok", "own-grade", "equivalent", "ageing", "reinstated", "reinstated-since", "ended-since",
    "changed-that-day", "logged", "witnessed", "unverified", "verification-expired", "verification-later",
    "not-joint", "joint-unknown", "part-absent",
    "joint", "objected", "no-technology", "own-technology", "outlives", "listing-replaced",
    "listing-conflict", "resolved", "parties-differ", "half-missing", "half-differs", "adopted", "unadopted",
    "not-recomputed", "by-number", "survey-conflict", "survey-unadopted", "survey-differs", "survey-open",
}  # fmt: skip
"""Codes that leave no cell unmet, and those of records that no tender asks for."""
SAID_INSTEAD = {"title", "heading", "lead", "dropHere"}
"""Sentences of the verify page that this page words differently."""


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    with running(tmp_path_factory.mktemp("page")) as found:
        for name in ("cq", "sc", "cq"):
            found.publish(name)
        yield found


def packed(data: bytes) -> int:
    return len(gzip.compress(data, 6, mtime=0))


def test_a_first_visit_is_small() -> None:
    """71 kB gzipped for the first script; reading, checking and showing load later."""
    scripts = served_page.link_scripts(TENDER)
    begin = served_page.needed_asset(served_page.BEGIN).data
    assert packed(scripts[FIRST]) + packed(begin) <= 70_500
    assert packed(scripts[FIRST]) + packed(scripts[LATER]) <= 179_500
    assert [*MOST_BYTES] == OTHERS
    assert {path: n for path in OTHERS if (n := packed(scripts[path])) > MOST_BYTES[path]} == {}
    sheets = [served_page.needed_asset(path).data for path in (*TENDER.styles, *TENDER.data)]
    assert sum(map(packed, sheets)) <= 45_000


def test_the_verify_page_loads_nothing_of_the_bid_opening() -> None:
    for script in served_page.link_scripts(VERIFY).values():
        assert b"checkOpening" not in script
        assert b"paper-too-slow" not in script
    assert not any("tender" in address for address in served_page.kept_offline())


def test_no_module_on_demand_is_needed_at_once_and_each_is_there() -> None:
    for path in (path for script in TENDER.on_demand for path in script.modules):
        assert (STATIC / path).is_file(), path


def test_what_one_act_needs_is_in_no_script_of_others() -> None:
    """Lists and acts on kept records have a script each, which no other loads."""
    scripts = served_page.link_scripts(TENDER)
    for own, sign in (("lists", b"SHEET_ERRORS="), ("acts", b"objection")):
        heads = {path: script.partition(b"const $")[0] for path, script in scripts.items()}
        assert [path for path, head in heads.items() if f"./{own}.js".encode() in head] == []
        assert sign in scripts[f"tender/{own}.js"]
    assert [path for path, script in scripts.items() if b"SHEET_ERRORS=" in script] == ["tender/lists.js"]


@pytest.mark.parametrize("path", ["/tender", "/tender?lang=en"])
def test_the_page_is_served_under_its_own_policy(node: Node, path: str) -> None:
    answer = node.client.get(path)
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert policy == served_page.POLICY
    assert "camera=()" in answer.headers["permissions-policy"]
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "%release%" not in answer.text
    assert re.search(r'<meta name="huren" content="[0-9]', answer.text)
    for script, linked in served_page.link_scripts(TENDER).items():
        served = node.client.get(f"/static/{script}")
        assert served.headers["content-security-policy"] == served_page.WORKER_POLICY
        assert served.content == linked


def test_the_page_in_english_says_its_own_heading(node: Node) -> None:
    text = node.client.get("/tender?lang=en").text
    assert '<h1 data-say="heading">Check certificates at a bid opening</h1>' in text
    assert "<title" in text
    assert "Check certificates at a bid opening · " in text


def test_nothing_blocks_the_page_and_nothing_is_inline(node: Node) -> None:
    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            names = dict(attrs)
            assert "style" not in names, tag
            assert not any(name.startswith("on") for name in names), tag
            assert tag != "style"
            if tag == "script":
                scripts.append((names.get("type"), names["src"]))

    scripts: list[tuple[str | None, str | None]] = []
    Reader().feed(node.client.get("/tender").text)
    assert scripts == [(None, f"/static/{served_page.BEGIN}"), ("module", f"/static/{FIRST}")]


def test_the_one_file_is_the_same_for_the_same_input_and_needs_no_other(node: Node) -> None:
    answer = node.client.get("/tender.html")
    assert answer.status_code == 200
    assert re.search(r'filename="huren-tender-\d{8}\.html"', answer.headers["content-disposition"])
    html = build_one_file(b"{}", "ab" * 32, served=TENDER)
    assert html == build_one_file(b"{}", "ab" * 32, served=TENDER)
    text = html.decode()
    assert 'href="/' not in text
    assert "connect-src" not in re.search(r'content="(default-src[^"]*)"', text)[1]  # type: ignore[index]
    for path in TENDER.data:
        assert f'data-path="{path}"' in text, path


def sentences() -> dict[str, list[str]]:
    """Return English and Chinese by key."""
    found: dict[str, list[str]] = json.loads((STATIC / "tender" / "sentences.json").read_bytes())
    return found


def test_every_sentence_is_said_in_both_languages_and_used() -> None:
    table = sentences()
    for key, both in table.items():
        assert len(both) == 2, key
        assert all(both), key
        assert sorted(re.findall(r"\{\w+\}", both[0])) == sorted(re.findall(r"\{\w+\}", both[1])), key
        assert not re.search(r"合格投标人|[qQ]ualified bidder", "".join(both)), key
    shared = json.loads((STATIC / "page" / "words" / "sentences.json").read_bytes())
    assert table.keys() & shared.keys() == SAID_INSTEAD
    rest = "".join(path.read_text("utf-8") for path in OWN)
    html = (STATIC / "tender" / "tender.html").read_text("utf-8")
    joined = {key for key in table if "-" in key}
    kinds = {key.partition("-")[0] for key in joined}
    assert [kind for kind in kinds if f"`{kind}-$" not in rest and f"'{kind}')" not in rest] == []
    unused = [key for key in table.keys() - joined if not re.search(rf"""['"]{key}['"]""", rest + html)]
    assert unused == []
    spoken = (path.read_text("utf-8") for path in OWN)
    # other keys belong to the verifier
    spoken_here = "".join(text for text in spoken if "import { say, say" not in text)
    said = set(re.findall(r"\bsay\('(\w+)'", spoken_here)) | set(
        re.findall(r'data-say(?:-\w+)?="(\w+)"', html)
    )
    assert said - table.keys() - shared.keys() == set()


def test_whatever_is_in_the_way_of_a_cell_is_said_in_a_few_characters() -> None:
    own = re.search(r"const CELLS = \{(.*?)\n\};", TENDER_SENTENCES.read_text("utf-8"), re.DOTALL)
    assert own is not None
    codes = set(re.findall(r"^  '([\w-]+)", own[1], re.MULTILINE))
    codes |= json.loads((STATIC / "texts" / "codes.json").read_bytes())["codes"].keys()
    table = sentences()
    for code in codes - IN_NO_WAY:
        english, chinese = (re.sub(r"\{\w+\}", "9", text) for text in table[f"short-{code}"])
        assert len(chinese) <= 6, code
        assert len(english) <= 16, code


def test_the_html_holds_the_chinese_sentences() -> None:
    """So that nothing jumps when the script begins to speak."""
    html = (STATIC / "tender" / "tender.html").read_text("utf-8")
    shared: dict[str, list[str]] = json.loads((STATIC / "page" / "words" / "sentences.json").read_bytes())
    table = {key: both[1] for key, both in {**shared, **sentences()}.items()}
    shown = re.findall(r'data-say="(\w+)"[^>]*>([^<]*)<', html)
    assert len(shown) > 30
    assert {key: text for key, text in shown if table[key] != text} == {}


def test_a_sample_is_offered_where_there_is_one(node: Node, tmp_path: Path) -> None:
    assert "#sample" not in node.client.get("/", headers={"accept": "text/html"}).text
    for name in ("valid", "forged"):
        (tmp_path / f"{name}.h1.txt").write_text("https://x.example/v#H1.0", encoding="ascii")
    (tmp_path / OPENING).write_bytes(pack_opening())
    node.app.state.node.samples = tmp_path
    try:
        front = node.client.get("/", headers={"accept": "text/html", "accept-language": "zh"}).text
        assert 'href="/tender#sample"' in front or 'href="/tender?lang=zh#sample"' in front
        assert OPENING in node.client.get("/api/v1/trust").json()["samples"]
        assert node.client.get(f"/samples/{OPENING}").content == pack_opening()
    finally:
        node.app.state.node.samples = None


def test_the_sample_is_the_example_as_of_its_own_day() -> None:
    example = ROOT / "examples" / "tender"
    files = read_pack(pack_opening())
    expected = json.loads((example / "expected.json").read_bytes())["opening"]
    assert files.pop("now.txt").decode().strip() == expected["now"]
    papers = {path for path in (example / "bids").rglob("*") if path.is_file()}
    assert len(files) == len(papers) + 4
    for name, data in files.items():
        assert sha256(data).digest() == sha256((example / name).read_bytes()).digest(), name


def test_pages_have_folders_and_addresses_of_their_own() -> None:
    assert len({page.address for page in PAGES}) == len(PAGES)
    made = (*PAGES, PACKET)
    assert len({script for one in made for script in one.scripts}) == sum(len(one.scripts) for one in made)
