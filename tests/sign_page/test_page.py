"""The page for signing: its parts, and the content of a file shown as text in two languages."""

import base64
import gzip
import json
import re
import zlib
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.documents.desk.carried import format_plan_to_sign
from credentials.kinds import parse_any
from tests.harness.browser import DESKTOP, PHONE, find_overflow, find_violations
from tests.harness.checkout import ROOT
from tests.sign_page.key_holder import VENDOR, WORDS, Desk, KeyHolder
from tests.world.works import list_notice, signed
from web import deflate
from web.sign_page import SIGN, build_sign_page

ROOM = ROOT / "web" / "sign"
MOST_BYTES = 300_000


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def html() -> bytes:
    return build_sign_page()


@pytest.mark.skipif(not VENDOR.is_dir(), reason="built without the browser libraries")
def test_the_page_is_one_small_file(html: bytes) -> None:
    assert len(html) <= MOST_BYTES
    blocks = dict(re.findall(r'data-path="([^"]*)">([^<]*)</script>', html.decode()))
    files = {path: gzip.decompress(base64.b64decode(block)) for path, block in blocks.items()}
    assert files == {path: (ROOT / "web" / path).read_bytes() for path in SIGN.data}


@pytest.mark.skipif(not VENDOR.is_dir(), reason="built without the browser libraries")
def test_the_bytes_of_the_page_depend_on_no_compression_library(
    html: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other(*_: object, **__: object) -> NoReturn:
        pytest.fail("another build of zlib gives other bytes")

    for module, name in ((gzip, "compress"), (zlib, "compress"), (zlib, "compressobj")):
        monkeypatch.setattr(module, name, other)
    build_sign_page.cache_clear()
    assert build_sign_page() == html


@given(
    st.lists(st.sampled_from([b"a", b"bc", b"\xe7\xad\xbe", b"huren" * 60]) | st.binary(max_size=400)).map(
        b"".join
    )
)
def test_what_is_packed_is_unpacked(data: bytes) -> None:
    assert gzip.decompress(deflate.gzip(data)) == data


def test_the_policy_of_the_page_permits_no_connection() -> None:
    text = build_sign_page().decode()
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert found is not None
    parts = (part.strip().partition(" ") for part in found[1].split(";"))
    directives = {name: rest for name, _, rest in parts}
    assert directives["default-src"] == "'none'"
    assert directives.keys() == {
        "default-src", "script-src", "style-src", "img-src", "base-uri", "form-action",
        "require-trusted-types-for", "trusted-types",
    }  # fmt: skip
    assert "unsafe" not in found[1]
    assert not re.search(r'(?:src|href)="(?:https?:)?/', text)


def test_every_sentence_is_said_in_both_languages_and_used() -> None:
    table: dict[str, list[str]] = json.loads((ROOM / "sentences.json").read_bytes())
    html = (ROOM / "sign.html").read_text("utf-8")
    rest = html + "".join(path.read_text("utf-8") for path in ROOM.glob("*.js"))
    for key, both in table.items():
        assert len(both) == 2, key
        assert all(both), key
        assert sorted(re.findall(r"\{\w+\}", both[0])) == sorted(re.findall(r"\{\w+\}", both[1])), key
    joined = {key for key in table if "-" in key}
    heads = {key: key.partition("-")[0] for key in joined}
    assert [key for key in joined if f"`{heads[key]}-$" not in rest and f"'{key}'" not in rest] == []
    plain = {key for key in table.keys() - joined if not key.startswith("decide")} - {"title"}
    assert [key for key in plain if not re.search(rf"""['"]{key}['"]""", rest)] == []
    shown = re.findall(r'data-say="(\w+)"[^>]*>([^<]*)<', html)
    assert {key: text for key, text in shown if table[key][1] != text} == {}


@pytest.mark.javascript
@pytest.mark.browser
@pytest.mark.parametrize(
    ("width", "scheme"), [(PHONE, "light"), pytest.param(DESKTOP, "dark", marks=pytest.mark.night)]
)
def test_axe_and_a_ruler_find_nothing(
    browser: Any, tmp_path: Path, desk: Desk, width: int, scheme: str
) -> None:
    page = tmp_path / "sign.html"
    page.write_bytes(build_sign_page())
    path = desk.export(desk.decide(desk.issue(3), "make", "approve"))
    with KeyHolder(browser, page, width, color_scheme=scheme) as holder:
        for mode in ("sign", "state"):
            holder.open(desk.office.now, path, desk.key("assessment"), mode=mode)
            holder.page.locator("#rows summary").first.click()
            assert find_violations(holder.page) == []
            assert find_overflow(holder.page) == []


@pytest.mark.night
@pytest.mark.javascript
@pytest.mark.browser
def test_rows_words_and_statements_are_printed_whole(desk: Desk, holder: KeyHolder) -> None:
    holder.open(desk.office.now, desk.export(desk.decide(desk.issue(40))), mode="")
    page = holder.page
    assert page.locator("[data-mode=sign][aria-current=page]").count() == 1, "the plan is decided"
    page.emulate_media(media="print")
    for selector, count in (("#rows tbody tr", 40), (".words > *", 8), ("#plan .lines > li", 2)):
        assert page.locator(f"{selector} >> visible=true").count() == count
    size = {one: page.locator(one).first.bounding_box() for one in (".well", "tbody", "main", "body")}
    assert size[".well"]["height"] >= size["tbody"]["height"] > 0
    assert size["main"]["width"] > 0.9 * size["body"]["width"]


@pytest.mark.javascript
@pytest.mark.browser
def test_the_page_speaks_english_and_works_by_keyboard(desk: Desk, holder: KeyHolder) -> None:
    path = desk.export(desk.decide(desk.issue()))
    holder.open(desk.office.now, path, desk.key("assessment"))
    page = holder.page
    page.locator("#language").focus()
    page.keyboard.press("Enter")
    assert "May be signed now" in page.locator("#answer").inner_text()
    page.locator("#passphrase").focus()
    page.keyboard.type(WORDS)
    page.keyboard.press("Enter")
    page.locator("#done").wait_for()
    assert page.locator("#done").inner_text() == "2 of 2 signed and verified"
    visible = page.locator("main").inner_text()
    assert not re.search(r"[\u4e00-\u9fff]{2,} *(?:签|表态)", visible)


ANSWERED = {"receivedOn": "2026-03-02", "decidedOn": "2026-03-03", "result": "upheld"}
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.mark.javascript
@pytest.mark.browser
def test_markup_in_any_field_is_shown_as_text(desk: Desk, holder: KeyHolder) -> None:
    documents = desk.issue(2, legal_name=HOSTILE, legal_name_en=HOSTILE)
    for document in documents:
        assessment = document["credentialSubject"]["assessment"]
        assessment.update(grade=HOSTILE, certificateNumber=HOSTILE, category=[HOSTILE])
    documents[1]["credentialSubject"]["assessment"]["certificateNumber"] += "2"
    office = desk.office
    listed = deepcopy(office.lists[0].value)
    del listed["proof"]
    for person in listed["people"]:  # type: ignore[union-attr]
        person["name"] = HOSTILE  # type: ignore[index,call-overload]
    kept = office.lists
    office.lists = [office.sign_list(listed)]
    try:
        attachments = [{"name": HOSTILE, "digest": "a" * 64}]
        stated = desk.decide(documents, "make", "approve", reasons=HOSTILE, attachments=attachments)
        returned = office.state(desk.chair, "p2", stated.plan, "return", reasons=HOSTILE, rows=[1])
        statements = [*stated.statements, returned]
        carried = desk.carry(type(stated)(stated.plan, documents, statements))
        path = desk.folder / f"{HOSTILE.replace('/', '')}.json"
        path.write_bytes(format_plan_to_sign(carried))
    finally:
        office.lists = kept
    holder.context.add_init_script("globalThis.alert = () => { globalThis.alerted = true; };")
    holder.open(office.now, path, desk.key("assessment"))
    holder.page.locator("#rows summary").first.click()
    text = holder.page.locator("main").inner_text()
    assert text.count(HOSTILE) > 12
    assert holder.page.locator("main img").count() == 0
    assert holder.page.evaluate("globalThis.alerted") is None
    holder.put(path)
    broken = desk.folder / f"{HOSTILE.replace('/', '')}2.json"
    broken.write_text(json.dumps({HOSTILE: HOSTILE, "issuer": HOSTILE}))
    holder.put(broken)
    assert HOSTILE.replace("/", "") in holder.alerts
    assert holder.page.locator("main img").count() == 0


@pytest.mark.javascript
@pytest.mark.browser
def test_a_public_notice_is_shown_with_its_items(desk: Desk, holder: KeyHolder) -> None:
    world = desk.office.world
    first = signed(world, list_notice(world))
    changed: Any = {"items__1__withdrawn": True, "items__1__objections": [ANSWERED]}
    second = parse_any(signed(world, list_notice(world, before=first, **changed))).unsigned
    stated = desk.decide([second], notice=None, reasons=None)
    holder.open(desk.office.now, desk.export(stated, "notice-plan.json"))
    text = holder.page.inner_text("#rows")
    subject: Any = second["credentialSubject"]
    for item in subject["items"]:
        assert item["legalName"] in text
        assert item["grade"] in text
    assert subject["batch"] in text
    for word in ("已撤下", "2026-03-02 收到异议", "异议成立", "文件中没有第 1 版"):
        assert word in text
    assert "urn:uuid" not in text


@pytest.mark.night
@pytest.mark.javascript
@pytest.mark.browser
def test_a_next_version_of_a_notice_is_shown_by_what_differs(desk: Desk, holder: KeyHolder) -> None:
    world = desk.office.world
    first = signed(world, list_notice(world))
    until = (world.now + timedelta(days=20)).date().isoformat()
    changed: Any = {"until": until, "items__1__withdrawn": True, "items__1__objections": [ANSWERED]}
    second = parse_any(signed(world, list_notice(world, before=first, **changed))).unsigned
    stated = desk.decide([second], notice=None, reasons=None)
    before = parse_any(first)
    holder.open(desk.office.now, desk.export(stated, "notice-plan.json", about=[before.value]))
    subject: Any = second["credentialSubject"]
    rows = holder.page.locator("#rows")
    names = [item["legalName"] for item in subject["items"]]
    visible = rows.inner_text()
    assert [name in visible for name in names] == [place == 1 for place in range(len(names))]
    assert f"{before.body.credential_subject.until}，改为 {until}" in visible
    rows.locator("details.on-paper summary").click()
    assert [name for name in names if name not in rows.inner_text()] == []
