"""Pages as files: they are the node's answers, few are made at a time, and none is read for too long."""

import os
import random
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.published.addresses import file_of, find_pages
from api.serving import Servings
from api.visit import PAGE_LIFE
from cli.publish.page_turn import PORTION, REFRESH, PagesMade, choose_due
from cli.publish.pages import write_pages
from cli.publish.readable import SPAN, choose_end
from registry.publishing.publish import write_tree
from registry.publishing.stores.folder import FolderStore
from tests.harness.apartments import SERVINGS
from tests.pages.pages import Page, Scene
from tests.world import World
from tests.world.api_node import Node, running
from tests.world.association import digest_of
from tests.world.works import notice, signed

HOST = "cq.huren.example"
DAY = timedelta(days=1)


def make_pages(node: Node, folder: Path, **given: Any) -> int:
    return write_pages(
        node.registry,
        node.settings,
        Servings.of(SERVINGS),
        folder,
        address=f"https://{HOST}",
        now=node.world.now,
        **given,
    )


def credential_files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "pages/zh/credentials").glob("*.html")}


@pytest.fixture(scope="module")
def pages(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the scene, made once."""
    folder = tmp_path_factory.mktemp("tree")
    make_pages(scene.node, folder)
    return folder


def addresses(folder: Path) -> Iterator[tuple[Path, str, str]]:
    """Yield each file, its address and its language, empty where it has none."""
    for path in sorted((folder / "pages").rglob("*")):
        lang, _, name = str(path.relative_to(folder / "pages")).partition("/")
        if path.is_file() and lang in ("zh", "en", "any"):
            page, *parameters = name.removesuffix(".html" if lang != "any" else "").split("~")
            yield path, f"/{page if name != 'index.html' else ''}?{'&'.join(parameters)}", lang


def test_each_file_is_what_the_node_answers_at_that_moment(scene: Scene, pages: Path) -> None:
    base = {"host": HOST, "x-forwarded-proto": "https"}
    families = set()
    for path, address, lang in addresses(pages):
        families.add(address.strip("/").partition("/")[0].partition("?")[0])
        asked = address if lang == "any" else f"{address}&lang={lang}"
        answer = scene.node.client.get(f"https://{HOST}{asked}", headers=base)
        assert answer.status_code == 200, asked
        assert answer.content == path.read_bytes(), asked
    assert {"", "v", "statistics", "credentials", "technologies", "notices", "resolutions"} <= families
    assert {"standards", "list-notices", "associations", "schemes", "static", "api"} <= families


def test_each_credential_has_a_page_in_both_languages(scene: Scene, pages: Path) -> None:
    for name, credential in scene.credentials.items():
        for lang in ("zh", "en"):
            page = (pages / f"pages/{lang}/credentials/{digest_of(credential)}.html").read_text("utf-8")
            assert str(scene.node.world.now.year) in page, name


def test_a_page_says_when_it_was_made_and_until_when_it_may_be_read(scene: Scene) -> None:
    """Until its next change: the end of a term, of a suspension."""
    ends = {"active": PAGE_LIFE, "suspended": PAGE_LIFE}
    for name, life in ends.items():
        page = scene.page(f"/credentials/{digest_of(scene.credentials[name])}?lang=zh")
        assert f"本页可读至 {(scene.world.now + life):%Y-%m-%d %H:%M}" in page.text
        assert f"本页制作于 {scene.world.now:%Y-%m-%d %H:%M}" in page.text
        assert any(link.startswith("/v?lang=zh#H1.") for link in page.links)


def test_a_page_may_not_be_read_past_the_end_of_the_term(tmp_path: Path) -> None:
    world = World()
    end = world.now.replace(hour=0, minute=0, second=0) + 3 * DAY
    credential = world.issue(valid_until=end)
    with running(tmp_path, world) as node:
        text = Page.of(node.client.get(f"/credentials/{digest_of(credential)}?lang=zh").text).text
        assert f"本页可读至 {end - DAY:%Y-%m-%d}，" in text
        assert f"可读至 {world.now + PAGE_LIFE:%Y-%m-%d}" not in text


def test_no_page_counts_time_from_the_reader(pages: Path) -> None:
    for path, address, lang in addresses(pages):
        if lang == "zh" and address.startswith(("/credentials/", "/?", "/associations", "/statistics")):
            text = re.sub(r"<[^>]*>", "", path.read_text("utf-8"))
            assert re.search(r"\d (分钟|小时|天)(前|后)|刚刚", text) is None, address


def test_one_suspension_makes_one_page_again(tmp_path: Path) -> None:
    world, tree = World(), tmp_path / "tree"
    suspended, _ = (world.issue() for _ in range(2))
    with running(tmp_path, world) as node:
        make_pages(node, tree)
        before = credential_files(tree)
        world.advance(minutes=5)
        world.suspend(suspended)
        node.fill()
        make_pages(node, tree)
        after = credential_files(tree)
    (name,) = (name for name, page in after.items() if page != before[name])
    assert name == f"{digest_of(suspended)}.html"
    assert "暂停" in after[name].decode()


@pytest.mark.night
def test_only_what_changed_is_made_again(tmp_path: Path) -> None:
    """A suspension, the end of a term, time alone, and at last a key list, on which all pages depend."""
    world, tree = World(), tmp_path / "tree"
    end = world.now.replace(hour=0, minute=0, second=0) + DAY
    suspended, ending, *_ = (world.issue(valid_until=end) if n == 1 else world.issue() for n in range(9))
    with running(tmp_path, world) as node:
        make_pages(node, tree)
        before = credential_files(tree)
        assert len(before) == 8, "the page that ends tomorrow is left out"

        def make_again() -> dict[str, bytes]:
            nonlocal before
            node.fill()
            make_pages(node, tree)
            earlier, before = before, credential_files(tree)
            return {name: page for name, page in before.items() if page != earlier.get(name)}

        world.advance(minutes=5)
        world.suspend(suspended)
        ((name, page),) = make_again().items()
        assert name == f"{digest_of(suspended)}.html"
        assert "暂停" in page.decode()
        world.advance(minutes=5)
        assert make_again() == {}
        world.advance(hours=15)
        assert make_again().keys() == {f"{digest_of(ending)}.html"}
        world.publish_key_list("cq")
        world.advance(minutes=5)
        assert make_again().keys() == before.keys()


@pytest.mark.night
def test_a_list_leads_to_its_further_pages_and_old_ones_go(tmp_path: Path) -> None:
    world = World()
    works = [
        signed(world, notice(world, title={"zh": f"示例公告 {n}", "en": f"Example {n}"})) for n in range(25)
    ]
    with running(tmp_path, world) as node:
        node.registry.admit_many(works, now=world.now)
        make_pages(node, tmp_path / "tree")
        listed = {path.name for path in (tmp_path / "tree/pages/zh").glob("notices~*cursor=*.html")}
        assert len(listed) == 1
        assert len([*(tmp_path / "tree/pages/en/notices").glob("*.html")]) == 26  # the calendar is one
        node.registry.admit_many([signed(world, notice(world))], now=world.now)
        world.advance(minutes=1)
        make_pages(node, tmp_path / "tree")
        later = {path.name for path in (tmp_path / "tree/pages/zh").glob("notices~*cursor=*.html")}
        assert len(later) == 1


@pytest.mark.night
def test_pages_may_be_read_for_days_after_the_last_publication_and_no_longer(tmp_path: Path) -> None:
    world = World()
    world.issue()
    with running(tmp_path, world) as node:
        for _ in range(2):
            make_pages(node, tmp_path / "tree")
            spans = sorted(int(path.name) for path in (tmp_path / "tree/pages/readable").iterdir())
            now = int(world.now.timestamp())
            assert spans[0] == now // SPAN
            assert (spans[-1] + 1) * SPAN <= now + PAGE_LIFE.total_seconds()
            assert (spans[-1] + 1) * SPAN - now >= (PAGE_LIFE - REFRESH - DAY).total_seconds() - SPAN
            world.advance(hours=24)


def read_end(tree: Path) -> float:
    """Return the time at which nginx ceases to serve the pages, in seconds; 0 if it serves none."""
    return max(((int(path.name) + 1) * SPAN for path in (tree / "pages/readable").glob("*")), default=0)


@pytest.mark.night
def test_no_page_is_read_past_its_own_end(tmp_path: Path) -> None:
    """Few end in the days to come: these are left out; a suspension's end brings the page back."""
    world, tree = World(), tmp_path / "tree"
    now = world.now
    kept, back, begun = (world.issue() for _ in range(3))
    for _ in range(20):
        world.issue()
    world.suspend(back, until=now + 3 * DAY)
    world.suspend(begun, effective_from=now + 2 * DAY)
    with running(tmp_path, world) as node:
        make_pages(node, tree)
        names = credential_files(tree).keys()
        assert len(names) == 21
        assert f"{digest_of(kept)}.html" in names
        assert read_end(tree) > (now + 6 * DAY).timestamp()
        world.advance(days=3, minutes=5)
        make_pages(node, tree)
        files = credential_files(tree)
        assert len(files) == 23
        assert "暂停" in files[f"{digest_of(begun)}.html"].decode()


@pytest.mark.parametrize(
    ("ends", "end"), [([], 7), ([1], 7), ([1, 3, 9], 7), ([3] * 100, 3), ([1, *[5] * 60], 5)]
)
def test_pages_end_together_where_most_of_them_end(ends: list[int], end: int) -> None:
    assert choose_end(ends, 100, 0, 7) == end


@pytest.mark.night
def test_all_pages_end_before_another_agreement_acts(tmp_path: Path) -> None:
    world = World()
    world.issue()
    begin = world.now + 2 * DAY
    world.amend(effective_from=begin)
    with running(tmp_path, world) as node:
        make_pages(node, tmp_path / "tree")
        assert begin.timestamp() - SPAN <= read_end(tmp_path / "tree") <= begin.timestamp()


def test_no_page_is_read_after_a_making_that_broke_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All are made again then, and what the broken making left behind goes."""
    world, tree = World(), tmp_path / "tree"
    credentials = [world.issue() for _ in range(3)]
    with running(tmp_path, world) as node:
        make_pages(node, tree)
        before = credential_files(tree)
        assert read_end(tree)
        world.advance(minutes=5)
        world.suspend(credentials[0])
        node.fill()
        with monkeypatch.context() as broken:
            broken.setattr("cli.publish.pages.write_file", lambda *_, **__: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                make_pages(node, tree)
        assert not read_end(tree)
        left = tree / "pages/zh/notices~cursor=x.html"
        left.touch()
        make_pages(node, tree)
        assert not left.exists()
        assert read_end(tree)
        assert all(page != before[name] for name, page in credential_files(tree).items())


@pytest.mark.night
def test_pages_of_records_that_went_are_removed(tmp_path: Path) -> None:
    """A restored copy of the database lacks the last records."""
    world, tree = World(), tmp_path / "tree"
    world.issue()
    with running(tmp_path, world) as old:
        world.issue()
        (tmp_path / "new").mkdir()
        with running(tmp_path / "new", world) as node:
            make_pages(node, tree)
        assert len(credential_files(tree)) == 2
        make_pages(old, tree)
        assert len(credential_files(tree)) == 1


@pytest.mark.night
def test_a_server_of_another_user_may_read_what_a_careful_user_published(tmp_path: Path) -> None:
    world, tree = World(), tmp_path / "made/tree"
    world.issue()
    mask = os.umask(0o077)
    try:
        with running(tmp_path, world) as node:
            write_tree(node.registry, FolderStore(tree), now=world.now)
            make_pages(node, tree)
    finally:
        os.umask(mask)
    paths = [tree.parent, tree, *tree.rglob("*")]
    closed = [path for path in paths if path.stat().st_mode & 0o055 != (0o055 if path.is_dir() else 0o044)]
    assert [path for path in closed if not path.name.startswith(".huren-")] == []


def test_every_portion_is_made_again_in_time() -> None:
    """By publications at any hours, at most a day apart, of logs that grow."""
    source, now, last = random.Random(5), 1_000_000, None
    sizes = {"a": 10_000, "b": 1}
    for _ in range(300):
        due = choose_due(last, sizes, now)
        oldest = min(time for times in due.portions.values() for time in times)
        assert now - oldest <= (REFRESH + DAY).total_seconds()
        assert len(due.portions["a"]) == -(-sizes["a"] // PORTION)
        last = PagesMade(now, "", {}, due.portions, due.refreshed, now, [], [])
        step = source.choice((5, 600, 7_200, 86_400))
        sizes["a"] += source.choice((0, 1, 500))
        now += step
        share = step / REFRESH.total_seconds()
        assert len(choose_due(last, sizes, now).places) <= share * sum(map(len, due.portions.values())) + 10


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/", "pages/zh/index.html"),
        ("/notices", "pages/zh/notices.html"),
        ("/notices?when=over&cursor=abc", "pages/zh/notices~when=over~cursor=abc.html"),
        ("/resolutions/a%2Fb", "pages/zh/resolutions/a/b.html"),
        ("/resolutions/..%2F..%2Fv", None),
        ("/associations/%2E%2E", None),
        ("/standards/a%00b", None),
        ("/standards//x", None),
        ("/schemes/x~cursor=1", None),
        ("/standards/" + "长" * 100, None),
    ],
)
def test_a_file_is_named_after_its_address(address: str, name: str | None) -> None:
    assert file_of(address, "zh") == name


def test_links_that_leave_the_published_pages_are_not_followed() -> None:
    page = (
        b'<a href="?lang=en"><a href="?kind=event"><a href="?cursor=Ab-1&amp;when=now&amp;lang=zh">'
        b'<a href="/notices/x?lang=zh"><a href="/notices/feed.xml"><a href="//evil.example/notices">'
        b'<a href="/notices?cursor=../../x"><a href="/credentials/x"><a href="https://a.example/notices">'
    )
    assert [*find_pages(page, "/notices", ["/notices"])] == [
        "/notices",
        "/notices?when=now&cursor=Ab-1",
        "/notices/x",
    ]
