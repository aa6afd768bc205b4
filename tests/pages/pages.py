"""A node with records for every public page, and a parser of the HTML."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from credentials.times import parse_time
from keys_example.documents import example_services
from keys_example.technologies import technology_text
from signing.jcs import canonicalize
from tests.world import World, id_of
from tests.world.api_node import Node, running
from tests.world.works import (
    change,
    flue_gas,
    listing,
    signed,
    signed_report,
    technology,
)
from works.statistics.admission import compose_report, count_report
from works.statistics.counts import find_heads

HTML = {"accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}
LONG_NAME = "重庆示例" + "环境污染防治工程技术研究与成套设备集成服务" * 3 + "有限责任公司"
USCC = "91350100M000100Y43"
_NAMES = ("active", "soon", "suspended", "revoked", "old", "renewed", "past")
NUMBERS = {name: f"CQ-{name}" for name in _NAMES}


@dataclass
class Scene:
    """The node, its world, and its credentials by their fate."""

    node: Node
    world: World
    credentials: dict[str, bytes] = field(default_factory=dict)
    technologies: dict[str, bytes] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Any:
        """Return the HTML that a browser gets."""
        return self.node.client.get(path, headers={**HTML, **headers}, follow_redirects=False)

    def page(self, path: str, status: int = 200, **headers: str) -> "Page":
        """Return the page at an address."""
        answer = self.get(path, **headers)
        assert answer.status_code == status, (path, answer.status_code, answer.text[:400])
        assert answer.headers["content-type"] == "text/html; charset=utf-8", path
        return Page.of(answer.text)


def _change(text: Any) -> None:
    """Change the text of the agreement for version 2."""
    text["equivalences"].pop()
    text["schemes"][0]["months"] = 48
    made: Any = technology_text(text, parse_time(text["effectiveFrom"]))
    text.update({name: made[name] for name in ("schemes", "grants")})


def _list_technologies(world: World) -> tuple[dict[str, bytes], list[bytes]]:
    """List technologies that are joint, replaced, objected to or revoked.

    The joint one has a statement in force; the other association's decisions come with them.
    """
    other = {"zh": "示例烟气脱硝装备（乙型）", "en": "Flue gas denitrification (Example)"}
    documents = {
        "joint": technology(world),
        "newer": technology(world, version="2.2", verification=...),
        "objected": technology(
            world, by="sc", title=other, media=["air"], form="equipment", targets=["nox"],
            indicators=[flue_gas()], inputs=..., economics=..., verification=..., evidence=[],
            maturity="pilot", cases=...,
        ),
        "ended": technology(world, title={"zh": "示例停用工艺", "en": "Given up (Example)"}),
    }  # fmt: skip
    made = {name: signed(world, document) for name, document in documents.items()}
    for name, data in made.items():
        world.association("sc" if name == "objected" else "cq").credentials[id_of(data)] = json.loads(data)
    world.revoke(made["ended"])
    said = [
        signed(world, listing(world, made["joint"])),
        signed(world, listing(world, made["objected"], by="cq", decision="objects")),
    ]
    return made, said


@contextmanager
def site(folder: Path) -> Iterator[Scene]:
    """A node with a credential of every standing, a renamed enterprise, two agreement versions, a decline."""
    world = World()
    world.amend(_change)
    world.decline("sc", "cq", scheme="cq-credit")
    world.rotate("cq")
    world.publish_key_list("cq", service=example_services(world.cq.did))
    world.publish()
    past = world.now - timedelta(days=400)
    held = {
        "past": world.issue(
            created=past,
            signer=world.cq.keys[world.cq.method("assessment-1")["publicKeyMultibase"]],
            scheme="cq-credit",
            category=[],
            certificate_number=NUMBERS["past"],
        )
    }
    soon = world.now.replace(hour=0, minute=0, second=0) - timedelta(days=30)
    held["soon"] = world.issue(
        certificate_number=NUMBERS["soon"], valid_from=soon, valid_until=soon + timedelta(days=53),
        legal_name="重庆示例旧名环保有限公司",
    )  # fmt: skip
    scheme: dict[str, Any] = {"scheme": "cq-facility-operation", "grade": "二级", "legal_name": LONG_NAME}
    categories = ["生活污水处理", "工业废水处理", "除尘脱硫脱硝", "工业废气处理", "工业固体废物处理处置",
                  "有机废物处理处置", "生活垃圾处理处置", "在线监测"]  # fmt: skip
    for name in ("active", "suspended", "revoked", "old", "renewed"):
        held[name] = world.issue(**scheme, category=categories, certificate_number=NUMBERS[name])
    world.suspend(held["suspended"], until=world.now + timedelta(days=30))
    world.revoke(held["revoked"])
    world.supersede(held["old"], held["renewed"])
    held["other"] = world.issue(by="sc", legal_name=LONG_NAME)
    technologies, said = _list_technologies(world)
    with running(folder, world) as node:
        node.registry.admit_many(said, now=world.now)
        for name in ("cq", "sc", "cq"):
            node.publish(name)
        yield Scene(node, world, held, technologies)


def sign_report(scene: Scene, **members: Any) -> bytes:
    """Sign a statistics report of the node's present records.

    `members` of its subject change by dotted path.
    """
    world = scene.world
    counted = scene.node.registry.read(lambda view: count_report(view, find_heads(view), world.now))
    made = compose_report(world.cq.did, *counted, edition=1, report_id=world.new_id())
    return canonicalize(
        signed_report(world, change(made, {f"credentialSubject.{k}": v for k, v in members.items()}))
    )


@dataclass
class Page:
    """Words, elements and links of a page."""

    text: str = ""
    html: str = ""
    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @classmethod
    def of(cls, html: str) -> "Page":
        """Parse the page; AssertionError if elements do not nest."""
        reader = _Reader()
        reader.feed(html)
        reader.close()
        assert reader.open == [], reader.open
        reader.page.html = html
        return reader.page

    def all(self, name: str) -> list[dict[str, str]]:
        """Return the attributes of every element of a name."""
        return [attributes for element, attributes in self.elements if element == name]

    @property
    def links(self) -> list[str]:
        """Return the targets of links and the sources of files."""
        names = ("href", "src", "action")
        found = [attributes[name] for _, attributes in self.elements for name in names if name in attributes]
        return [*dict.fromkeys(found)]


_VOID = ("meta", "link", "input", "img", "br", "hr", "wbr")


class _Reader(HTMLParser):
    """Parser that checks that every element is closed, in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        assert len(attrs) == len(dict(attrs)), (tag, attrs)
        self.page.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """An element ends."""
        assert self.open, f"</{tag}>"
        assert self.open.pop() == tag, tag

    def handle_data(self, data: str) -> None:
        """Text."""
        self.page.text += data
