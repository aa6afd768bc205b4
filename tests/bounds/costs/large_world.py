"""A registry with a large world, as a busy node has after years, written as admission writes it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from credentials.drafting.draft import build_credential
from credentials.identifiers import did_web_address
from credentials.kinds import parse_any
from credentials.record import Record
from credentials.times import parse_time
from keys_example.enterprises import example_drafts, example_enterprises
from keys_example.technologies import example_listings, example_technologies
from registry.admission.store import store_records
from signing.jcs import canonicalize
from tests.world import World
from tests.world.api_node import Node
from tests.world.works import change, grant_technologies, half, list_notice, notice, standard

CREDENTIALS, OF_ONE, TECHNOLOGIES, NOTICES, RESOLUTIONS, ITEMS = 4_000, 600, 1_400, 1_200, 250, 60
STANDARDS, LISTS = 120, 400
BUSY = "91350100M000100Y43"
"""The enterprise with OF_ONE certificates."""
_NAMED = {"unifiedSocialCreditCode": BUSY, "legalName": "重庆示例清源环保科技有限公司"}


class LargeWorld:
    """A world with one part in `parts` of all that."""

    def __init__(self, parts: int) -> None:
        self.parts = parts
        self.world = World()
        grant_technologies(self.world)
        self.random = Random(26)

    def fill(self, node: Node) -> None:
        """Sign and store the whole world at once."""
        made = [*self._credentials(), *self._works(), *self._notices(), *self._lists(), *self._conferences()]
        node.registry.write(lambda view: store_records(view, made, now=self.world.now))

    def _sign(self, document: Any) -> Record[Any]:
        by = next(one for one in self.world.parties.values() if one.did == document["issuer"])
        moment = document.get("validFrom")
        created = min(parse_time(moment), self.world.now) if moment is not None else self.world.now
        return parse_any(canonicalize(by.sign(document, "assessment", created)))

    def _credentials(self) -> Iterator[Record[Any]]:
        enterprises = example_enterprises(self.random, 400)
        text: Any = self.world.text
        today = self.world.now.date()
        drafts = example_drafts(
            self.random, enterprises, text, self.world.cq.did, count=CREDENTIALS // self.parts, today=today
        )
        for number, draft in enumerate(drafts):
            document: Any = build_credential(
                draft,
                credential_id=self.world.new_id(),
                issuer=self.world.cq.did,
                list_number=1,
                index=number,
            )
            if number < OF_ONE // self.parts:
                document["credentialSubject"].update(_NAMED)
            yield self._sign(document)

    def _works(self) -> Iterator[Record[Any]]:
        made: list[Record[Any]] = []
        enterprises, today = example_enterprises(self.random, 400), self.world.now.date()
        while len(made) < TECHNOLOGIES // self.parts:
            self.random.shuffle(enterprises)
            made += map(self._sign, example_technologies(self.random, enterprises, today=today))
        del made[TECHNOLOGIES // self.parts :]
        named = [(one.value, one.digest) for one in made]
        yield from made
        yield from map(self._sign, example_listings(self.random, named, today=today))

    def _notices(self) -> Iterator[Record[Any]]:
        for number in range(NOTICES // self.parts):
            by = ("cq", "sc")[number % 2]
            kind = ("need", "event", "call", "standard-draft")[number % 4]
            place = {"place": "重庆（示例）"} if kind == "event" else {}
            link = f"{did_web_address(self.world.association(by).did)}/notices/{number}"
            until = (self.world.now + timedelta(days=5 + number % 25)).date().isoformat()
            title = {"zh": f"示例通知第 {number} 号", "en": f"Example notice {number}"}
            yield self._sign(notice(self.world, by, kind, link=link, until=until, title=title, **place))

    def _lists(self) -> Iterator[Record[Any]]:
        """Return short public notices, each with the busy enterprise, and one of the greatest length."""
        for number in range(LISTS // self.parts):
            by, batch = ("cq", "sc")[number % 2], f"示例第 {number} 批"
            yield self._sign(list_notice(self.world, by, batch=batch, items__0__unifiedSocialCreditCode=BUSY))
        item = {"legalName": "示例" + "长" * 110, "unifiedSocialCreditCode": BUSY, "grade": "一级"}
        longest = [{**item, "category": [f"示例类别{place}"]} for place in range(1_000)]
        yield self._sign(list_notice(self.world, items=longest, batch="示例最长批次"))

    def _conferences(self) -> Iterator[Record[Any]]:
        texts = []
        for number in range(STANDARDS // self.parts):
            document = standard(self.world, code=f"criteria-{number}")
            texts.append(self._sign(document))
        yield from texts
        for number in range(RESOLUTIONS // self.parts):
            day = (self.world.now - timedelta(days=number)).date().isoformat()
            adopted = texts[number % len(texts)].data
            items = [
                {"no": no, "title": {"zh": f"第 {no} 项（示例）", "en": f"Item {no} (Example)"},
                 "text": {"zh": "按计划办理（示例）。"}, "decision": "adopted",
                 "due": (self.world.now + timedelta(days=no)).date().isoformat(),
                 "owner": self.world.sc.did}
                for no in range(2, ITEMS + 1)
            ]  # fmt: skip
            name = f"川渝环协联〔2026〕{number} 号（示例）"
            for by in ("cq", "sc") if number % 5 else ("cq",):
                document = half(self.world, by, adopted, number=name, resolvedOn=day)
                first = document["credentialSubject"]["items"][0]
                meeting = dict.fromkeys(("from", "until"), day)
                days = {f"credentialSubject.meeting.{name}": value for name, value in meeting.items()}
                yield self._sign(change(document, {"credentialSubject.items": [first, *items], **days}))


def large_node(folder: Path, parts: int, **settings: Any) -> Node:
    """Return a node of that registry that has published."""
    large = LargeWorld(parts)
    node = Node(folder / "registry.db", large.world, **settings)
    large.fill(node)
    node.publish("cq", "sc", "cq")
    return node
