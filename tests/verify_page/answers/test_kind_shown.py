"""Kinds besides assessments (group `javascript`): one from outside, alone, in a list, in the CSV; a
technology, and what others say of it by the node, by a file, or not known.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from PIL import Image

from api.routes import verify_page
from credentials.documents.works.member_labels import MEMBER_LABELS
from credentials.kinds import KINDS
from credentials.words import closed_lists
from credentials.words.member_words import MEMBERS
from signing.jcs import canonicalize
from tests.carriers.spreadsheet.csv_programs import open_csv
from tests.scenarios.new_kind.open_days import ROW, WORDS, open_day
from tests.verify_page.page_visit import Site, node_at, verdict_of, visiting
from tests.world import World
from tests.world.papers import attach, scan_of
from tests.world.works import grant_technologies, listing, signed, technology
from tools.web.page_tables import STATIC, browser_words
from tools.web.verifier_tables import browser_files
from web import assets, linker, served_page

pytestmark = pytest.mark.javascript

LONG = 256 * 1024
"""The cap of the kind; that of assessments is a fourth of it."""

MODEL = """
const openDay = model({
  type: literal('OpenDay'), name: model({ zh: line, en: line }), place: line, unifiedSocialCreditCode: uscc,
});
const term = { validFrom: time, validUntil: time };
const members = { ...term, type: vcType('OpenDayCredential'), credentialSubject: openDay };
MODELS.set('open-day', {
  ...credential('open-day', members),
  title: ({ credentialSubject }) => credentialSubject.name.zh,
});
"""
IMPORT = "import { parseDocument, readRecord } from './record.js';\n"
IMPORTS = """import { line, literal, model, time, uscc } from './members.js';
import { credential, parseDocument, readRecord, vcType } from './record.js';
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A node whose page was built with the kind: its row, its model, its words."""
    monkeypatch.setitem(KINDS, ROW.name, replace(ROW, max_bytes=LONG))
    monkeypatch.setitem(closed_lists.KINDS, ROW.name, WORDS)
    monkeypatch.setitem(cast("dict[str, tuple[str, str]]", MEMBERS), "place", ("place", "地点"))
    made = {**browser_files(), **browser_words()}
    texts = {path.relative_to(STATIC).as_posix(): text for path, text in made.items()}
    kinds = (STATIC / "credentials" / "kinds.js").read_text("utf-8")
    texts["credentials/kinds.js"] = (
        kinds.replace("import { parseDocument, readRecord } from './record.js';\n", IMPORTS) + MODEL
    )

    def find(path: str) -> assets.Asset | None:
        found = assets.find_asset(path)
        return found._replace(data=texts[path].encode()) if found is not None and path in texts else found

    monkeypatch.setattr(linker, "find_asset", find)
    scripts = served_page.link_scripts()
    monkeypatch.setattr(verify_page, "page_scripts", lambda _: scripts)
    with node_at(tmp_path, World()) as found:
        yield found


def files_of(site: Site, folder: Path) -> tuple[Path, Path]:
    """An open day, and an assessment."""
    world = site.world
    day, assessment = folder / "a.json", folder / "b.json"
    day.write_bytes(canonicalize(world.cq.sign(open_day(world), "assessment", world.now)))
    assessment.write_bytes(world.issue(by="cq", certificate_number="CQ-KIND-1"))
    return day, assessment


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ("开放日", "名称", "地点", "统一社会信用代码", "有效期", "发证方", "签署时间", "凭证标识")),
        pytest.param(
            "en",
            ("open day", "name", "place", "unified social credit code", "Valid", "Issued by", "Signed"),
            marks=pytest.mark.night,
        ),
    ],
)
def test_a_new_kind_is_shown_with_all_it_says(
    reader: Any, site: Site, tmp_path: Path, lang: str, words: tuple[str, ...]
) -> None:
    day, _ = files_of(site, tmp_path)
    with visiting(reader, site) as person:
        page = person.open(f"/v?lang={lang}")
        answer = person.verify(page, day)
        assert page.locator(".verdict.valid .name").inner_text() == "示例污水处理厂开放日"
        kind, *members = words
        assert kind in page.locator(".verdict .who").inner_text()
        told = answer.locator(".facts dt").all_text_contents()
        assert [word for word in told if word in members] == members
        values = answer.locator(".facts dd").all_inner_texts()
        assert {"示例污水处理厂开放日 / Open day of the example works", "重庆示例大道 1 号"} <= set(values)
        assert page.locator("#announced").text_content().count("示例污水处理厂开放日") == 1
        page.locator("#home").select_option(site.world.sc.did)
        page.locator(".verdict.valid").wait_for()
        assert page.locator(".counts").count() == 0, "nobody recognises an open day"
        assert verdict_of(page)[0] == "valid"
        nothing = tmp_path / "nothing.json"
        nothing.write_text("{}", encoding="utf-8")
        page = person.open(f"/v?lang={lang}")
        said = person.verify(page, nothing).locator(".top").inner_text()
        begin = {"zh": "无法确认\n视为未通过：", "en": "Cannot be confirmed\nNot passed: "}[lang]
        assert "\n".join(line for line in said.splitlines() if line).startswith(begin)


@pytest.mark.night
def test_the_cap_of_a_file_is_that_of_its_kind(reader: Any, site: Site, tmp_path: Path) -> None:
    day, assessment = (path.read_bytes() for path in files_of(site, tmp_path))
    given = {
        "day.json": (day.ljust(LONG), ("valid", "ok")),
        "long-day.json": (day.ljust(LONG + 1), ("invalid", "too-large")),
        "assessment.json": (assessment.ljust(65_537), ("invalid", "too-large")),
    }
    with visiting(reader, site) as person:
        page = person.open("/v")
        for name, (data, said) in given.items():
            file = tmp_path / name
            file.write_bytes(data)
            person.verify(page, file)
            assert (name, verdict_of(page)) == (name, said)


@pytest.mark.night
@pytest.mark.browser
def test_the_cap_of_what_is_attached_to_a_pdf_is_that_of_its_kind(
    browser: Any, site: Site, tmp_path: Path
) -> None:
    day, _ = files_of(site, tmp_path)
    file = tmp_path / "day.pdf"
    file.write_bytes(attach(scan_of(Image.new("L", (200, 200), 255)), day=day.read_bytes().ljust(LONG)))
    with visiting(browser, site) as person:
        page = person.open("/v")
        person.verify(page, file)
        assert verdict_of(page) == ("valid", "print-absent")


@pytest.mark.night
def test_a_new_kind_stands_in_the_list_and_in_the_csv(reader: Any, site: Site, tmp_path: Path) -> None:
    day, assessment = files_of(site, tmp_path)
    with visiting(reader, site) as person:
        page = person.open("/v")
        rows = person.verify(page, day, assessment).locator("tbody tr")
        assert rows.count() == 2
        assert "示例污水处理厂开放日" in rows.nth(0).inner_text()
        assert "开放日" in rows.nth(0).locator("td").nth(1).locator("b").inner_text()
        assert "CQ-KIND-1" in rows.nth(1).inner_text()
        with page.expect_download() as saved:
            page.locator(".totals button", has_text="CSV").click()
        head, first, second, *rest = open_csv(Path(saved.value.path()).read_bytes())
        line = {str(word): str(value) for word, value in zip(head, first, strict=True)}
        assert line["结论"] == "有效"
        assert line["企业名称"] == "示例污水处理厂开放日"
        assert line["凭证内容"].startswith(
            "开放日；名称：示例污水处理厂开放日 / Open day of the example works；"
        )
        assert "重庆示例大道 1 号" in line["凭证内容"]
        assert dict(zip(head, second, strict=True))["证书编号"] == "CQ-KIND-1"
        assert len(rest) == 1, "what assessments are not, for there is one"
        rows.nth(0).locator("a").click()
        page.locator(".verdict.valid .name").wait_for()


JOINT, UNKNOWN = "与四川示例环境保护产业协会联合入库", "本机无从得知"


@pytest.fixture(scope="module")
def works_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("beside")


@pytest.fixture(scope="module")
def works(reader: Any, works_folder: Path) -> Iterator[Site]:
    """A technology of Chongqing that Sichuan joins."""
    world = World()
    grant_technologies(world)
    about = signed(world, technology(world, verification__until="2028-05-18T00:00:00+08:00"))
    files = {"technology.json": about, "listing.json": signed(world, listing(world, about))}
    with node_at(works_folder, world) as found:
        for name, data in files.items():
            (works_folder / name).write_bytes(data)
            found.node.registry.admit(data, now=world.now)
        world.advance(hours=1)
        found.publish()
        yield found


def told(person: Any, page: Any, *files: Path) -> str:
    return str(person.verify(page, *files).inner_text())


@pytest.mark.night
def test_who_joins_is_told_by_the_node_or_by_a_file(reader: Any, works: Site, works_folder: Path) -> None:
    about, own, others = (works_folder / f"{name}.json" for name in ("technology", "cq", "sc"))
    with visiting(reader, works) as person:
        page = person.open("/v")
        assert JOINT in told(person, page, about)
        assert any(address.endswith("/sc.huren.example/parts/technologies.json") for address in person.asked)
        assert page.locator(".verdict.valid .name").inner_text() == "示例短程脱氮一体化工艺"
        said = {part for text in page.locator(".facts dd").all_inner_texts() for part in text.split("、")}
        assert {"水", "化学需氧量", "工艺", "监测报告", "协会", "重庆市", "2028-05-17"} <= said
        assert "2028-05-18" not in said, "an end is said by its last day"
        assert not said & {code for labels in MEMBER_LABELS.values() for code in labels}
        told(person, page, works_folder / "listing.json")
    with visiting(reader, works) as person:
        person.context.route("**/parts/*", lambda route: route.fulfill(status=200, body="{}"))
        page = person.open("/v")
        assert UNKNOWN in told(person, page, about)
        for name, file in (("cq", own), ("sc", others)):
            part = works.node.client.get(f"/{name}.huren.example/parts/technologies.json")
            file.write_bytes(part.content)
        assert JOINT in told(person, person.open("/v"), own, others, about)
