"""A node with notices of every kind and of many days, and technologies for what is wanted."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest

from tests.pages.pages import Scene
from tests.world import World, id_of
from tests.world.api_node import running
from tests.world.works import grant_technologies, notice, signed, technology

HOSTILE = "示例</title><script>alert(1)</script>,;\\n:=+cmd]]>&amp;"
"""Odd text that admission accepts; it refuses hidden and control characters."""


def outlet(high: str, unit: str = "mg/L") -> dict[str, Any]:
    """Return an indicator of COD at the outlet."""
    return {
        "code": "cod", "name": {"zh": "出水化学需氧量", "en": "COD"}, "measure": "outlet", "target": "cod",
        "role": "claimed", "high": high, "unit": unit,
    }  # fmt: skip


NITROGEN = {**outlet("1"), "code": "nh", "name": {"zh": "氨氮", "en": "N"}, "target": "ammonia-nitrogen"}
ONLY: dict[str, Any] = {"verification": ..., "targets": ["cod", "ammonia-nitrogen"]}
TECHNOLOGIES: dict[str, dict[str, Any]] = {
    "meets": {**ONLY, "indicators": [outlet("30")]},
    "meets-too": {**ONLY, "indicators": [outlet("29000", "ug/L")]},
    "misses": {**ONLY, "indicators": [outlet("31")]},
    "silent": {**ONLY, "indicators": [NITROGEN]},
    "of-air": {**ONLY, "media": ["air"], "indicators": [outlet("10")]},
}
"""Technologies by version, each with its statement on 30 mg/L of COD in water."""


class Announced(NamedTuple):
    """A node with notices; `ids` by what they are."""

    scene: Scene
    ids: dict[str, str]

    def get(self, path: str, **query: str) -> Any:
        answer = self.scene.node.client.get(path, params=query)
        assert answer.status_code == 200, answer.text
        return answer


def days(world: World, first: int, last: int) -> dict[str, str]:
    today = world.now.date()
    begin, end = (today + timedelta(days=number) for number in (first, last))
    return {"from": begin.isoformat(), "until": end.isoformat()}


@pytest.fixture(scope="module")
def announced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Announced]:
    world = World()
    grant_technologies(world)
    with running(tmp_path_factory.mktemp("notices"), world) as node:
        wanted: dict[str, tuple[str, str, dict[str, Any]]] = {
            "fair": ("cq", "event", {**days(world, 3, 5), "place": "示例会展中心"}),
            "forum": ("sc", "event", {**days(world, 20, 20), "media": ["air"]}),
            "call": ("sc", "call", days(world, 0, 60)),
            "need": ("cq", "need", days(world, 0, 9)),
            "off": ("cq", "event", {**days(world, 4, 6), "title": {"zh": HOSTILE, "en": HOSTILE}}),
            "plan": ("sc", "plan", {**days(world, 0, 0), "summary": {"zh": HOSTILE * 20}}),
        }
        ids: dict[str, str] = {}
        for name, (by, kind, members) in wanted.items():
            end = (date.fromisoformat(members["until"]) + timedelta(days=1)).isoformat()
            document = {**notice(world, by, kind, **members), "validUntil": f"{end}T00:00:00+08:00"}
            data = signed(world, document)
            assert node.post("/api/v1/records", data).status_code == 201
            ids[name] = id_of(data)
        for name, members in TECHNOLOGIES.items():
            data = signed(world, technology(world, version=name, **members))
            assert node.post("/api/v1/records", data).status_code == 201
        world.advance(hours=1)
        event = world.event(ids["off"], "revoke", by="cq", reason="called-off")
        assert node.post("/api/v1/records", event).status_code == 201
        for name in ("cq", "sc", "cq"):
            node.publish(name)
        yield Announced(Scene(node, world), ids)
