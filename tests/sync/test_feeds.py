"""A log for feed readers: valid Atom, an independent reader's view, hostile texts."""

from datetime import datetime
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from starlette.testclient import TestClient

from api.pages.feeds.writing import ATOM_TYPE, Feed, FeedItem, write_atom
from api.routes.logs.pages import IN_A_FEED
from registry.monitor.watch import watch
from tests.harness.groups import require
from tests.pages.pages import HTML, Page
from tests.sync.liars import Liar, lines_of, tell
from tests.sync.nodes import Node, make_app
from tests.works.atom import ATOM, AtomEntry, read_atom

pytestmark = pytest.mark.nodes

HOSTILE = "示例</title><script>alert(1)</script>\x1b[31m\u202e\ufffe\x00&amp;]]>"


class Browser:
    """A reader's answers from a node."""

    def __init__(self, node: Node, **settings: Any) -> None:
        self.client = TestClient(make_app(node, **settings))

    def get(self, path: str, **headers: str) -> Any:
        answer = self.client.get(path, headers=headers)
        assert answer.status_code == 200, (path, answer.text[:300])
        return answer


def take(node: Node, other: Node, files: Any = None) -> None:
    """Pull, and run the monitor."""
    from registry.sync.pull import pull

    pulled = pull(
        node.registry, other.did, files or Liar(other.site), now=node.world.now, cosigners=[node.cosigner]
    )
    watch(node.registry, other.did, now=node.world.now, pulled=pulled)


def entries_of(answer: Any) -> list[AtomEntry]:
    assert answer.headers["content-type"] == f"{ATOM_TYPE}; charset=utf-8"
    return read_atom(answer.content).entries


def test_the_feed_says_what_the_log_holds(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    records = sc.issue(3)
    sc.publish()
    cq.publish()
    take(cq, sc)
    cq.world.advance(hours=1)
    sc.change(records[0], "revoke", "false-material")
    sc.publish()
    take(cq, sc)
    browser, address = Browser(cq), f"/associations/{sc.did}/log.atom"
    atom = browser.get(f"{address}?lang=en")
    entries = entries_of(atom)
    number = records[0].body.credential_subject.assessment.certificate_number
    assert [entry.tag for entry in entries] == ["status-event", *["capability"] * 3, "key-list"]
    assert entries[0].title.startswith(number)
    assert entries[3].title.startswith(f"{number}: ")
    assert records[0].body.credential_subject.legal_name in entries[3].title
    assert entries[0].updated == cq.world.now
    assert entries[0].url == f"http://testserver/credentials/{records[0].digest}?lang=en"
    # the same data, the same bytes; another language, other words under the same ids
    cq.world.advance(days=1)
    assert browser.get(f"{address}?lang=en").content == atom.content
    chinese = entries_of(browser.get(address))
    assert [entry.id for entry in chinese] == [entry.id for entry in entries]
    assert chinese[0].title != entries[0].title
    spoken = browser.get(address, **{"accept-language": "en"})
    assert entries_of(spoken) == entries
    assert "Accept-Language" in spoken.headers["vary"]
    known = {"if-none-match": atom.headers["etag"]}
    assert browser.client.get(f"{address}?lang=en", headers=known).status_code == 304


def test_a_long_log_comes_page_by_page(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    sc.issue(IN_A_FEED + 20)
    sc.publish()
    cq.publish()
    take(cq, sc)
    browser, address = Browser(cq), f"/associations/{sc.did}/log.atom?lang=en"
    ids: list[str] = []
    while address:
        feed = read_atom(browser.get(address).content)
        assert feed.address.removeprefix("http://testserver") in (address, address.replace(":", "%3A"))
        assert len(feed.entries) <= IN_A_FEED
        ids += [entry.id for entry in feed.entries]
        address = (feed.older or "").removeprefix("http://testserver")
    assert len(ids) == len(set(ids)) == IN_A_FEED + 21
    assert browser.client.get(f"/associations/{sc.did}/log.atom?before=x").status_code == 422
    assert browser.client.get("/associations/did:web:nobody.example/log.atom").status_code == 404


def test_alerts_stand_in_the_feed_and_on_the_page(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    sc.issue(2)
    sc.publish()
    cq.publish()
    take(cq, sc)
    lines = lines_of(sc)
    cq.world.advance(hours=1)
    take(cq, sc, tell(sc, [*lines, b"{}"]))
    cq.world.advance(hours=1)
    old = tell(sc, lines)
    take(cq, sc, old)
    browser, site = Browser(cq), f"/associations/{sc.did}"
    entries = entries_of(browser.get(f"{site}/log.atom?lang=en"))
    assert [entry.tag for entry in entries][:2] == ["checkpoint-older", "entries-refused"]
    assert "is tried again" in entries[0].text
    page = Page.of(browser.get(f"{site}/log?lang=en", **HTML).text)
    assert "shows a log of 3 entries; 4 were seen before" in page.text
    assert "has entries that are not admitted here: 1" in page.text
    assert "stands" in page.text
    (feed,) = [found for found in page.all("link") if found.get("rel") == "alternate"]
    assert feed["type"] == ATOM_TYPE
    browser.get(feed["href"])
    cq.world.advance(hours=1)
    take(cq, sc, tell(sc, [*lines, b"{}"]))
    over = entries_of(browser.get(f"{site}/log.atom?lang=en"))[0]
    assert over.id == entries[0].id, "the same alert, and when it was over"
    assert "Over since" in over.title
    own = Page.of(browser.get(f"/associations/{cq.did}/log", **HTML).text)
    assert "本节点未监视" in own.text
    assert entries_of(browser.get(f"/associations/{cq.did}/log.atom"))


def status_of(node: Node, lang: str, **settings: Any) -> str:
    """Return the page of the node, with one application a request: it keeps a task of its event loop."""
    return Page.of(Browser(node, **settings).get(f"/status?lang={lang}", **HTML).text).text


@pytest.mark.night
def test_the_page_of_the_node_shows_a_fork_with_its_proof(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    sc.issue(3)
    sc.publish()
    cq.publish()
    take(cq, sc)
    take(cq, sc, tell(sc, lines_of(sc)[::-1]))
    (proof,) = (cq.folder / "conflicts").iterdir()
    chinese, english = status_of(cq, "zh"), status_of(cq, "en")
    assert "稍后再试" not in chinese
    assert "try again later" not in english
    assert f"证明文件（在本节点数据库旁）：conflicts/{proof.name}" in chinese
    assert f"Proof, beside the database of this node: conflicts/{proof.name}" in english
    assert "四川示例环境保护产业协会签署了两份互相矛盾的日志历史。" in chinese
    assert "talk to the association" in english
    assert sc.did.removeprefix("did:web:") not in chinese


def test_the_page_shows_the_state_of_a_peer(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    sc.issue()
    sc.publish()
    cq.publish()
    assert "不自动获取其他节点的内容" in status_of(cq, "zh")
    peer, log = "http://peer.example", f"/associations/{sc.did}/log"
    peers = {sc.did: peer}
    before = status_of(cq, "en", peers=peers)
    assert "not yet taken from its node in full" in before
    assert f"a copy here; its own node: {peer}" in before
    page = Browser(cq, peers=peers).get(log, **HTML).text
    assert f"尚未完整获取；其节点：{peer}" in Page.of(page).text
    take(cq, sc)
    assert "not yet taken" not in status_of(cq, "en", peers=peers)
    (key,) = sc.registry.read(lambda view: view.load_trust().parties[sc.did].log_keys())
    browser = Browser(cq, peers=peers)
    for path in (log, log.removesuffix("/log")):
        assert key in Page.of(browser.get(path, **HTML).text).text
    cq.world.advance(hours=-1)
    ahead = status_of(cq, "en", peers=peers)
    assert "later than the clock of this node" in ahead
    assert "just now" not in ahead


def hostile_feed() -> Feed:
    now = datetime.fromisoformat("2026-05-01T09:00:00+08:00")
    item = FeedItem("urn:huren:entry:a:1", "http://h/a?b&c", HOSTILE, HOSTILE, now, now, "status-event")
    where = 'http://h/x"><script>'
    return Feed("urn:x", HOSTILE, HOSTILE, "zh", where, where, where, now, [item])


def test_text_of_others_steers_no_reader() -> None:
    root = Xml.fromstring(write_atom(hostile_feed()))  # noqa: S314 - what was just written
    title = root.findtext(f"{ATOM}title") or ""
    assert title.startswith("示例</title><script>")
    assert not {"\x1b", "\x00", "\u202e", "\ufffe"} & {*title}
    assert len([*root.iter()]) == 18, "no element of his"
    (entry,) = read_atom(write_atom(hostile_feed())).entries
    assert (entry.title, entry.text) == (title, title)


def test_an_independent_reader_finds_the_same_entries() -> None:
    feedparser: Any = require("feedparser", "feedparser")
    found = feedparser.parse(write_atom(hostile_feed()))
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    assert found.feed.id == "urn:x"
    (entry,) = found.entries
    assert (entry.id, entry.link, entry.tags[0].term) == (
        "urn:huren:entry:a:1",
        "http://h/a?b&c",
        "status-event",
    )
    assert entry.updated == "2026-05-01T09:00:00+08:00"
    assert entry.title_detail.type == "text/plain", "its tags are no markup"
